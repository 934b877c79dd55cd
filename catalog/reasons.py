"""Why somebody decides over another's goods or words: read by whom it concerns."""

from typing import Final

from marketplace.core.errors import RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.core.text import clean_line

LEAST: Final = 5  # letters; fewer explain nothing


def required_reason(text: str, otherwise: RuleViolation) -> str:
    """Return a reason fit to be read. Raises: ``otherwise`` where there is none."""
    words = clean_line(text)[:REASON_MAX]
    if len(words) < LEAST:
        raise otherwise
    return words
