"""Redirects, fetches, hosts: nothing leads away, nothing inside is asked, no link built anew."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.server import ThreadingHTTPServer
from importlib import import_module
from ipaddress import ip_address
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse

from marketplace.core import fetching
from marketplace.web import requests
from tests.trust.abuse.bed import EVIL, Bed, Tally, leaves_to, permissions, walkers
from tests.trust.abuse.ways import AWAY, NAMES, inside, leads_away
from tests.trust.cast import browser_of, factories

RETURNS = ("next", "from", "url", "return", "return_to", "redirect", "to", "back", "kembali", "r")
PRESSED = re.compile(rb'(?:href|action|formaction|src|hx-get|hx-post|content)="([^"]*)"')
SOME_WAYS = 3  # spellings tried at each address; the doors that lead back get all of them
PAGES = (
    "home",
    "account_login",
    "search",
    "account_reset_password",
    "api-root",
    "robots",
    "healthz",
)
HOSTS = (
    *(EVIL, f"127.0.0.1.{EVIL}", f"{EVIL}:80", f"127.0.0.1:8000@{EVIL}", f"127.0.0.1, {EVIL}"),
    *(
        f"127.0.0.1/{EVIL}",
        f"127.0.0.1#{EVIL}",
        f"{EVIL}#127.0.0.1",
        f"127.0.0.1?{EVIL}",
        "*",
        "...",
    ),
    *(f"127.0.0.1\x00{EVIL}", f"127.0.0.1 {EVIL}", "127.0.0.1:x", "127.0.0.1:-1", "[::1", "[::1]x"),
    *(
        f"127.0.0.1\r\nX: {EVIL}",
        f"127.0.0.1\\{EVIL}",
        "１２７.０.０.１",
        "2130706433",
        "127.1",
        "-",
    ),
    *(
        EVIL.upper(),
        f"{EVIL}.",
        f".{EVIL}",
        f"127.0.0.1.{EVIL}:8000",
        "0x7f.1",
        "<script>",
        "a" * 300,
    ),
)
NAMED = (
    "x-forwarded-host",
    "x-host",
    "x-forwarded-server",
    "x-original-host",
    "x-http-host-override",
)
ALIASES = ("localhost", "[::1]", "localhost:81", "127.0.0.1:81")
# What names mean when they are asked first, and afterwards.
ZONE = {
    "dalam.test": (["127.0.0.1"], ["127.0.0.1"]),
    "dua.test": (["93.184.216.34", "10.0.0.1"], ["93.184.216.34"]),
    "enam.test": (["93.184.216.34", "::1"], ["93.184.216.34"]),
    "awan.test": (["169.254.169.254"], ["93.184.216.34"]),
    "ganti.test": (["93.184.216.34"], ["127.0.0.1"]),
    "ganti-enam.test": (["2606:2800:220:1::1"], ["fe80::1"]),
}


def redirects(bed: Bed, tally: Tally) -> None:
    """Name a foreign address wherever one is taken, in every spelling."""
    for name, path, person in bed.addresses():
        for way in bed.chance.sample(AWAY, SOME_WAYS):
            given = dict.fromkeys(RETURNS, way)
            answer = bed.browser(person).get(path, given, headers={"referer": _head(way)})
            _note(tally, f"{name} as {person} with {way!r}", answer)
    for door, sent in _doors_back(bed):
        for way in AWAY:
            _note(tally, f"{door} with {way!r}", sent(way))


def _head(way: str) -> str:
    """Return an address as it fits into a head."""
    return way.encode("ascii", "replace").decode().translate({ord(c): "?" for c in "\r\n\x00"})


def _note(tally: Tally, what: str, answer: Any) -> None:
    host = settings.ALLOWED_HOSTS[0]
    away = any(leads_away(way, host) for way in leaves_to(answer))
    body = b"" if answer.streaming else answer.content
    pressed = (unescape(found.decode(errors="replace")) for found in PRESSED.findall(body))
    away |= any(EVIL in way and leads_away(way, host) for way in pressed)
    tally.note(what, answer, accepted=away)


def _doors_back(bed: Bed) -> Iterator[tuple[str, Any]]:
    """Yield the doors that lead back to where somebody came from."""
    ani, citra, visitor = (bed.browser(who) for who in ("ani", "citra", walkers.VISITOR))
    kim = factories.make_user("Kim")
    login = {"login": kim.email, "password": factories.PASSWORD}
    choice = {"theme": "pasar", "language": "id", "vendor": str(bed.world.vendor.public_id)}

    def signed_in(way: str) -> Any:
        return browser_of(None).post(reverse("account_login"), {**login, "next": way})

    def signed_in_by_address(way: str) -> Any:
        address = f"{reverse('account_login')}?{urlencode({'next': way})}"
        return browser_of(None).post(address, login)

    def signed_out(way: str) -> Any:
        return browser_of(kim).post(reverse("account_logout"), {"next": way})

    yield "sign-in", signed_in
    yield "sign-in by its address", signed_in_by_address
    yield "sign-out", signed_out
    for name, client in (("set_theme", visitor), ("set_language", visitor), ("set_theme", ani)):
        yield name, lambda way, n=name, c=client: c.post(reverse(n), {**choice, "next": way})
    yield "shop", lambda way: citra.post(reverse("vendor_switch"), {**choice, "next": way})
    for name in ("compare_add", "compare_remove", "comparison_store", "list_add"):
        yield name, lambda way, n=name: ani.post(reverse(n), {"from": way, "next": way})
    for name in (
        "account_login",
        "account_signup",
        "phone_sign_in",
        "phone_sign_up",
        "admin:login",
    ):
        for client in (visitor, ani):
            yield name, lambda way, n=name, c=client: c.get(reverse(n), {"next": way})
    yield (
        "reauthenticate",
        lambda way: ani.post(
            reverse("account_reauthenticate"), {"password": factories.PASSWORD, "next": way}
        ),
    )


@dataclass
class Net:
    """A net in which names mean what ``ZONE`` says, and nobody is really reached."""

    asked: dict[str, int] = field(default_factory=dict)
    reached: list[str] = field(default_factory=list)
    lent: int = 0

    def resolve(self, host: str, port: Any, *rest: Any, **options: Any) -> Any:
        """Answer as a name server would, for one's own names differently each time."""
        known = "127.0.0.1" if host.lower() in NAMES else ""
        if host not in ZONE:  # a number in whatever spelling; nobody else is asked
            flags = {**options, "flags": socket.AI_NUMERICHOST}
            return REAL_RESOLVE(known or host, port, *rest, **flags)
        first, later = ZONE[host]
        self.asked[host] = self.asked.get(host, 0) + 1
        found = first if self.asked[host] == 1 else later
        kinds = ((socket.AF_INET6 if ":" in one else socket.AF_INET, one) for one in found)
        return [(kind, socket.SOCK_STREAM, 6, "", (one, port)) for kind, one in kinds]

    def connect(self, address: Any, *rest: Any, **options: Any) -> Any:
        """Note who is reached for; only the server that leads on really is."""
        if address[1] == self.lent:
            return REAL_CONNECT(address, *rest, **options)
        self.reached.append(str(address[0]))
        raise ConnectionRefusedError(address)

    def went_inside(self) -> bool:
        """Say whether somebody inside was reached for since it was asked last."""
        found, self.reached = self.reached, []
        return any(not ip_address(one.partition("%")[0]).is_global for one in found)


REAL_RESOLVE, REAL_CONNECT = socket.getaddrinfo, socket.create_connection


def fetches(bed: Bed, tally: Tally) -> None:
    """Let photos be fetched from inside: by every spelling, by names, by a server that leads on."""
    net = Net()
    with ExitStack() as stack:
        leading_on = stack.enter_context(_server())
        net.lent = leading_on
        stack.enter_context(patch.object(socket, "getaddrinfo", net.resolve))
        stack.enter_context(patch.object(socket, "create_connection", net.connect))
        lent = frozenset({f"127.0.0.1:{leading_on}"})
        stack.enter_context(override_settings(FETCH_LENT_SERVERS=lent))
        names = [f"https://{name}/foto.jpg" for name in ZONE]
        for address in (*inside(), *names):
            net.asked.clear()
            _fetched(tally, net, address)
        for address in (*inside(), *names):
            net.asked.clear()
            if address.startswith("http"):
                _fetched(tally, net, f"http://127.0.0.1:{leading_on}/moved/{address}")


def _fetched(tally: Tally, net: Net, address: str) -> None:
    """Fetch once; whatever comes back, or whoever inside is reached for, is an attack taken."""
    try:
        fetching.fetch(address, most_bytes=1_000)
        came = True
    except fetching.NotFetched:
        came = False
    tally.judge(f"fetch {address!r}", accepted=net.went_inside() or came)


@contextmanager
def _server() -> Iterator[int]:
    """Serve redirects to whatever stands behind ``/moved/``; yields the port."""
    site: Any = import_module("tests.catalog.importing.picture_server").Site
    server = ThreadingHTTPServer(("127.0.0.1", 0), site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def hosts(bed: Bed, tally: Tally) -> None:
    """Ask in another site's name: refused, or told by nothing; links in letters stay ours."""
    visitor = bed.browser(walkers.VISITOR)
    for name in PAGES:
        path = permissions.address(name, bed.stage)
        for host in HOSTS:
            answer = visitor.get(path, HTTP_HOST=host)
            tally.note(f"{name} by the name {host!r}", answer, accepted=answer.status_code != 400)
        for head in NAMED:
            answer = visitor.get(path, headers={head: EVIL})
            tally.note(f"{name} by {head}", answer, accepted=EVIL.encode() in answer.content)
    for number, headers in enumerate(_heads()):
        for door, sent in _letters(number):
            cache.clear()  # letters to one address are few, and many from one place are fewer
            mail.outbox.clear()
            answer = browser_of(None).post(reverse(door), sent, headers=headers)
            text = " ".join(str(message.body) for message in mail.outbox)
            found = set(re.findall(r"https?://([^/\s]*)", text))
            foreign = bool(found - {urlsplit(settings.BASE_URL).netloc})
            tally.note(f"a letter of {door} by {headers}", answer, accepted=foreign or not found)


def _heads() -> Iterator[dict[str, str]]:
    yield from ({head: EVIL} for head in NAMED)
    yield from ({"host": host} for host in ALIASES)
    yield {"forwarded": f"host={EVIL};proto=https"}
    yield {"x-forwarded-proto": "https", "x-forwarded-port": "1"}
    yield {"x-forwarded-for": EVIL, "x-real-ip": EVIL, "origin": "null", "referer": f"//{EVIL}/"}


def _letters(number: int) -> Iterator[tuple[str, dict[str, str]]]:
    known = factories.make_user("Kim")
    new = {"name": "Nona", "password1": "gajah-lampu-kertas-sungai"}
    yield "account_reset_password", {"email": known.email}
    yield "account_signup", {**new, "email": known.email}
    yield "account_signup", {**new, "email": f"nona{number}@toko.test", "next": f"//{EVIL}/"}


@contextmanager
def every_address_ours() -> Iterator[None]:
    """Take every address for one of ours: a saboteur."""
    with patch.object(requests, "url_has_allowed_host_and_scheme", lambda *_given, **_more: True):
        yield


@contextmanager
def everywhere_open() -> Iterator[None]:
    """Take every place for one of the open internet: a saboteur."""
    with patch.object(fetching, "is_open", lambda _address: True):
        yield


@contextmanager
def any_host() -> Iterator[None]:
    """Answer to every name: a saboteur."""
    with override_settings(ALLOWED_HOSTS=[settings.ALLOWED_HOSTS[0], "*"]):
        yield
