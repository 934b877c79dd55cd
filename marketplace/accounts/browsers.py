"""Where a person is signed in: the library keeps a row for each browser; told and ended here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, guards
from marketplace.core.errors import NotFoundError

# The first that stands in what a browser says of itself counts: most say that they are others too.
_BROWSERS: Final[Mapping[str, str]] = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "UCBrowser": "UC Browser",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS: Final[Mapping[str, str]] = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


_AT_ONCE: Final = 1_000


@dataclass(frozen=True)
class Browser:
    """A browser in which a person is signed in. ``address``: from which network it came."""

    pk: int
    device: str
    address: str
    since: datetime
    is_this: bool


def device_of(said: str) -> str:
    """Return what a person calls a browser by what it says of itself (``User-Agent``)."""
    browser, system = _first(_BROWSERS, said), _first(_SYSTEMS, said)
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser that does not say its name")


def _first(names: Mapping[str, str], said: str) -> str:
    return next((name for mark, name in names.items() if mark in said), "")


def browsers_of(user: User, *, here: str | None) -> list[Browser]:
    """Return where a person is signed in, the newest first. ``here``: the key of this session.

    Rows whose session has ended are dropped.
    """
    rows = UserSession.objects.purge_and_list(user)
    found = [
        Browser(row.pk, device_of(row.user_agent), row.ip, row.created_at, row.session_key == here)
        for row in rows
    ]
    return sorted(found, key=lambda browser: (browser.is_this, browser.since), reverse=True)


@guards.use_case
def sign_out_of(*, browser_id: int, actor: User) -> str:
    """End the session of one browser of one's own account; return what the browser is called.

    Raises: NotFoundError for a browser that is not the actor's, or signed in no more.
    """
    row = UserSession.objects.select_for_update().filter(user=actor, pk=browser_id).first()
    if row is None:
        raise NotFoundError(_("This browser is signed in no more."))
    device = device_of(row.user_agent)
    row.end()
    audit.record("account.signed_out_of", actor=actor, subject=actor, device=device)
    return device


def forget_ended() -> int:
    """Delete sessions that are over, some at once, and what is known of browsers without one.

    By the database's clock, as the framework lets them end. Return how many sessions went.
    """
    over = Session.objects.filter(expire_date__lt=Now()).order_by("expire_date")
    gone, _rows = Session.objects.filter(
        pk__in=list(over.values_list("pk", flat=True)[:_AT_ONCE])
    ).delete()
    lasting = Session.objects.filter(session_key=OuterRef("session_key"))
    if gone:
        UserSession.objects.filter(~Exists(lasting)).delete()
    return gone
