"""How long an invitation counts, and how many letters go to strangers through us. Pure."""

from datetime import datetime, timedelta
from typing import Final

VALID_DAYS: Final = 14
MOST_A_DAY: Final = 20  # of one shop or agency: nobody sends mail to strangers through us
MOST_LETTERS: Final = 5  # to one invited person


def expires_at(sent_at: datetime) -> datetime:
    """Return until when an invitation counts that was sent or printed at a moment."""
    return sent_at + timedelta(days=VALID_DAYS)
