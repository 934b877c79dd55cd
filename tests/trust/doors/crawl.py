"""The walk: from the list of tasks on, whatever can be pressed is pressed, nearest first."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.test import RequestFactory
from django.urls import Resolver404, resolve, reverse

from marketplace.notices import queries
from marketplace.orders.lifecycle import step_at
from marketplace.web.panels import Task
from tests.trust.cast import browser_of
from tests.trust.doors import table
from tests.trust.doors.pages import Reading, read, sent_by

HOST = f"http://{settings.ALLOWED_HOSTS[0]}"
NEAR = 3  # clicks from the list of tasks
# Lists lead to the same kind of page again and again; so many of each are opened.
OF_A_KIND, OF_A_QUERY, OF_THE_OPEN_MARKET = 30, 6, 2
OUTSIDE = ("/admin/", "/static/", "/api/")
# What stands on every page leads nowhere by itself.
OF_EVERY_PAGE = frozenset({"set_language", "set_theme", "account_logout"})
# Pages of things that go through states: a card says whose turn it is.
OF_STATES = frozenset({"order_detail", "product_edit", "vendor_home", "claim_detail"})
YOURS = "Giliran Anda."


@dataclass(frozen=True)
class Opened:
    """What answered at an address: where one came to, and the page if it is one."""

    status: int
    here: str
    html: str


class Visitor:
    """A browser of somebody who has signed in; what was opened once is not asked for again."""

    def __init__(self, user: Any) -> None:
        self.user = user
        self.client = browser_of(user)
        self._opened: dict[str, Opened] = {}

    def open(self, address: str) -> Opened:
        """Open an address as a click does, and follow where it leads."""
        if address not in self._opened:
            answer = self.client.get(address.removeprefix(HOST), follow=True)
            is_page = answer.headers.get("Content-Type", "").startswith("text/html")
            html = answer.content.decode() if is_page else ""
            asked = answer.request
            here = f"{HOST}{asked['PATH_INFO']}"
            query = asked.get("QUERY_STRING", "")
            here = f"{here}?{query}" if query else here
            self._opened[address] = Opened(answer.status_code, here, html)
        return self._opened[address]

    def tasks(self) -> list[Task]:
        """Return what waits for this person."""
        request = RequestFactory().get(reverse("tasks"))
        request.user, request.session = self.user, self.client.session
        return queries.tasks(request)


@dataclass
class Walk:
    """What one person met: rooms with the clicks to each, and what went wrong."""

    person: str
    clicks: dict[str, int] = field(default_factory=dict)
    pages: int = 0
    wrong: list[str] = field(default_factory=list)
    dead_ends: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)

    def reached(self, room: str, clicks: int) -> None:
        """Note a room, the nearest way to it first."""
        self.clicks.setdefault(room, clicks)


def room_of(address: str) -> str:
    """Return the row of the permission table at an address, "nowhere" where there is none."""
    return _room_at(urlsplit(address).path)


@cache
def _room_at(path: str) -> str:
    try:
        found = resolve(path)
    except Resolver404:
        return "nowhere"
    if found.url_name == "order_step":
        step = step_at(found.kwargs["address"])
        return f"order_step {step.key}" if step else "nowhere"
    return str(found.url_name)


def walk(person: str, visitor: Visitor, *, script: bool) -> Walk:
    """Press everything there is, from the list of tasks on, at most ``NEAR`` clicks deep."""
    done, asked = Walk(person), Counter[str]()
    start = HOST + reverse("tasks")
    seen, line = {start}, deque([(start, 0)])
    while line:
        address, clicks = line.popleft()
        reading = _look(visitor, address, clicks, done, script=script)
        for target in _targets(reading, clicks + 1, done) if reading else ():
            kind = _kind(target)
            if clicks < NEAR and target not in seen and asked[kind] < _limit(target):
                seen.add(target)
                asked[kind] += 1
                line.append((target, clicks + 1))
    return done


def _kind(address: str) -> str:
    named = sorted(name for name, _value in parse_qsl(urlsplit(address).query))
    return f"{room_of(address)} {named}"


def _limit(address: str) -> int:
    if room_of(address) in table.open_rooms():
        return OF_THE_OPEN_MARKET
    return OF_A_QUERY if urlsplit(address).query else OF_A_KIND


def _look(
    visitor: Visitor, address: str, clicks: int, done: Walk, *, script: bool
) -> Reading | None:
    """Open an address, note what is wrong there, and return what can be pressed."""
    opened = visitor.open(address)
    place = f"{done.person}: {opened.here.removeprefix(HOST)}"
    if opened.status >= 400:
        done.wrong.append(f"{place} answers {opened.status}")
        return None
    done.reached(room_of(address), clicks)
    done.reached(room_of(opened.here), clicks)
    if not opened.html:
        return None
    done.pages += 1
    reading = read(opened.here, opened.html, script=script)
    if not leads_on(reading, opened.here):
        done.dead_ends.append(place)
    if room_of(opened.here) in OF_STATES and not tells_the_turn(reading):
        done.silent.append(place)
    return reading


def _targets(reading: Reading, clicks: int, done: Walk) -> Iterator[str]:
    """Yield what to open next; a button that changes something is only noted as found."""
    for link in reading.links:
        if urlsplit(link).path.startswith(OUTSIDE):
            continue
        if room_of(link) == "nowhere":
            done.wrong.append(f"{done.person}: no page at {link.removeprefix(HOST)}")
            continue
        yield link
    for form in reading.forms:
        if form.has_button and form.method == "get":
            yield sent_by(form)
        elif form.has_button:
            done.reached(room_of(form.action), clicks)


def leads_on(reading: Reading, here: str) -> bool:
    """Say whether a page leads to another one of the site."""
    ways = {urlsplit(way).path for way in reading.ways if room_of(way) not in OF_EVERY_PAGE}
    return bool(ways - {urlsplit(here).path})


def tells_the_turn(reading: Reading) -> bool:
    """Say whether a thing's page says whose turn it is, and offers a way where it is ours."""
    return bool(reading.turn) and (not reading.turn.startswith(YOURS) or reading.turn_ways > 0)


def idle_tasks(person: str, visitor: Visitor) -> Iterator[str]:
    """Yield the tasks whose page does not hold the action that they name."""
    for task in visitor.tasks():
        opened = visitor.open(HOST + urlsplit(task.url)._replace(fragment="").geturl())
        reading = read(opened.here, opened.html, script=False)
        wanted = urlsplit(task.does or task.url).path
        ways = {urlsplit(way).path for way in (*reading.ways, opened.here)}
        if opened.status != table.OK or wanted not in ways:
            yield f"{person}: “{task.title}” leads to {task.url}, where {wanted} is not offered"


def closed_doors(person: str, visitor: Visitor, addresses: Iterable[str]) -> Iterator[str]:
    """Yield the refusals that show no way back to one's own work."""
    for address in addresses:
        opened = visitor.open(HOST + address)
        ways = read(opened.here, opened.html, script=False).links
        if opened.status >= 400 and HOST + reverse("tasks") not in ways:
            yield f"{person}: {opened.status} at {address} shows no way to the tasks"
