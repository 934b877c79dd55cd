"""Use-cases of a competition: drawn up, confirmed, asked about, offered to, opened, awarded."""

from marketplace.competition.services.asking import answer, ask
from marketplace.competition.services.awarding import award
from marketplace.competition.services.drafting import About, confirm, draft, end
from marketplace.competition.services.offering import Offered, TooLate, send_offer
from marketplace.competition.services.opening import PassphraseWrong, release
from marketplace.competition.services.stages import OFFERS, PASSPHRASE_LEAST, ReasonMissing

__all__ = [
    "OFFERS",
    "PASSPHRASE_LEAST",
    "About",
    "Offered",
    "PassphraseWrong",
    "ReasonMissing",
    "TooLate",
    "answer",
    "ask",
    "award",
    "confirm",
    "draft",
    "end",
    "release",
    "send_offer",
]
