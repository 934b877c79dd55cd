"""An order as its page tells it, in the words of a paper."""

from datetime import datetime
from typing import Any, Final

from django.utils import translation

from marketplace.core import moments
from marketplace.documents import bundle_layout
from marketplace.orders.bundle.cover import Story
from marketplace.orders.presenters import OrderPage

_STATES: Final = {"ok": "terpenuhi", "warn": "perlu dibaca", "stop": "tidak terpenuhi"}


def story_of(page: OrderPage) -> Story:
    """Return steps, checks and rules of an order that nobody has shown yet on this page."""
    with translation.override(moments.PAPER_LANGUAGE):
        return Story(
            steps=[_step(one, page.zone) for one in page.trail if _is_done(one)],
            checks=[
                {"state": _STATES[one.state], "title": one.title, "detail": one.detail}
                for one in page.checks
            ],
            rules=[
                {"code": one.code, "value": one.value, "source": one.source}
                for one in page.applied_rules
            ],
        )


def _is_done(entry: dict[str, Any]) -> bool:
    return isinstance(entry.get("when"), datetime)


def _step(entry: dict[str, Any], zone: str) -> bundle_layout.ToldStep:
    return {
        "when": moments.paper_moment(entry["when"], entry.get("tz") or zone),
        "what": str(entry["title"]),
        "who": str(entry.get("who") or ""),
        "why": str(entry.get("reason") or ""),
    }
