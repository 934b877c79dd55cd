"""How an upper room shows something on a lower room's page without being imported by it.

An upper app registers a provider for a named slot at ``ready()``; the page renders what the
providers return, in the same response, so that it works without JavaScript.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest

Provider = Callable[[HttpRequest, Any], list[Any]]
_providers: dict[str, list[Provider]] = defaultdict(list)


@dataclass(frozen=True)
class Panel:
    """A piece of a page: a template and its context, sorted by ``order``."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 100


@dataclass(frozen=True)
class Task:
    """A row of "what waits for me"; ``due_at`` sorts, ``amount_rupiah`` may be None.

    ``zone``: in which the deadline is read, the agency's for its matters; empty for the viewer's
    own.
    ``does`` is the address of the action it names: a form or link to it stands on the page at
    ``url``; empty where it is that page itself.
    """

    title: str
    detail: str
    url: str
    action: str
    does: str = ""
    icon: str = "package"
    due_at: Any = None
    zone: str = ""
    since: Any = None
    amount_rupiah: int | None = None


@dataclass(frozen=True)
class Shelf:
    """What somebody's shelf of papers is narrowed to; empty for all of it."""

    text: str = ""
    kind: str = ""


@dataclass(frozen=True)
class ShelvedPaper:
    """A row of the shelf of papers; ``order_number`` is empty where it is of no order."""

    title: str
    number: str
    url: str
    at: datetime
    zone: str
    party: str
    order_number: str = ""
    order_url: str = ""


@dataclass(frozen=True)
class Way:
    """A link from the page of a thing to something that can be done with it elsewhere."""

    label: str
    url: str
    icon: str
    order: int = 100


@dataclass(frozen=True)
class Place:
    """A page that is somebody's own, by the name of its address; the menu leads there.

    on_bar: whether the phone's bottom bar leads there too, as to a page one works on all day.
    count: how much waits there, shown beside the label.
    """

    key: str
    label: str
    icon: str
    order: int = 100
    on_bar: bool = False
    count: int = 0


def provide(slot: str) -> Callable[[Provider], Provider]:
    """Register a provider of a slot such as ``order.panels`` or ``tasks``."""

    def register(function: Provider) -> Provider:
        _providers[slot].append(function)
        return function

    return register


def collect(slot: str, request: HttpRequest, subject: Any = None) -> list[Any]:
    """Return what every provider of the slot has to show for this subject, sorted by order."""
    found: list[Any] = []
    for provider in _providers[slot]:
        found.extend(provider(request, subject))
    return sorted(found, key=lambda item: getattr(item, "order", 0))
