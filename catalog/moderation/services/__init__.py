"""Use-cases of moderation."""

from catalog.moderation.services.reports import TooMany, answer_reports, report_listing
from catalog.moderation.services.takedown import take_down
from catalog.moderation.services.words import unwatch_word, watch_word

__all__ = [
    "TooMany",
    "answer_reports",
    "report_listing",
    "take_down",
    "unwatch_word",
    "watch_word",
]
