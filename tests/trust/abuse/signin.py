"""Signing in: guessing is stopped from every side, nobody is told on, no session stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from marketplace.accounts import lockout
from tests.trust.abuse.bed import Bed, Tally, permissions, plain
from tests.trust.cast import browser_of, factories

WRONG = "salah-sekali-sandinya"
NEW = "gajah-lampu-kertas-sungai"
ACCOUNTS, PLACES = 30, lockout.PER_ACCOUNT + 5
PAIRS = 12  # of somebody known and somebody unknown, at each door
SPELLED: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.title,
    lambda name: f" {name}\t",
    lambda name: f"\u200b{name}\ufeff",
    lambda name: name.replace("@", "\u200d@"),
    lambda name: name.replace("@", "\uff20"),
    lambda name: f"{name}\x00",
    lambda name: f"{name}.",
    lambda name: f"\u202e{name}",
    lambda name: name.replace("a", "\u0430"),
    lambda name: f'"{name}"',
    lambda name: f"<{name}>",
    lambda name: f"{name},{name}",
    lambda name: name.replace("@", "+a@"),
    lambda name: name + " " * 300,
    lambda name: "\u2003".join(name.split("@")),
)
COOKIES = ("sessionid", "csrftoken", lockout.DEVICE_COOKIE, settings.LANGUAGE_COOKIE_NAME, "theme")
COOKIE_VALUES = (
    *("", "x", "0", "None", "a" * 32, "a" * 4_000, "a" * 2_000_000, "%00", "../../etc/passwd"),
    *("forged:1abc:sig", "' OR 1=1 --", "{{7*7}}", "é\u202e", "1", "admin", "[]", "=", ";;;", '"'),
)


def _place(number: int) -> str:
    return f"198.51.{100 + number // 250}.{number % 250 + 1}"


def stuffing(bed: Bed, tally: Tally) -> None:
    """Try many accounts from many places, on the page and by program, then with what is right."""
    browser = browser_of(None)
    people = [factories.make_user("Kim") for _ in range(ACCOUNTS)]
    for turn, person in enumerate(people):
        for number in range(PLACES):
            tried = _page if (number + turn) % 3 else _program
            answer = tried(browser, person.email, WRONG, _place(number))
            wanted = 429 if number > lockout.PER_ACCOUNT else 0
            _note(tally, browser, answer, f"wrong, from place {number}", wanted=wanted)
    fresh = PLACES
    for person in people:
        for tried in (_page, _program):
            fresh += 1
            answer = tried(browser, person.email, factories.PASSWORD, _place(fresh))
            _note(tally, browser, answer, "right after many wrong ones", wanted=429)
    for spelled in SPELLED:
        for tried in (_page, _program):
            fresh += 1
            answer = tried(browser, spelled(people[0].email), factories.PASSWORD, _place(fresh))
            _note(tally, browser, answer, f"spelled {spelled(people[0].email)[:40]!r}")
    _one_place(tally, browser, _place(fresh + 1))
    _spelled_wrong(tally, browser, fresh + 2)


def _page(browser: Client, name: str, password: str, place: str) -> Any:
    browser.cookies.clear()
    form = {"login": name, "password": password}
    return browser.post(reverse("account_login"), form, REMOTE_ADDR=place)


def _program(
    browser: Client,
    name: str,
    password: str,
    place: str,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> Any:
    browser.cookies.clear()
    body = {"email": name, "password": password}
    said: dict[str, Any] = {"content_type": "application/json", "headers": headers}
    return browser.post(reverse("api_token"), body, REMOTE_ADDR=place, **said)


def _note(tally: Tally, browser: Client, answer: Any, what: str, *, wanted: int = 0) -> None:
    inside = SESSION_KEY in browser.session or (
        answer.status_code in {200, 201} and _is_token(answer)
    )
    otherwise = bool(wanted) and answer.status_code != wanted
    tally.note(f"sign-in, {what}", answer, accepted=inside or otherwise)


def _is_token(answer: Any) -> bool:
    return str(answer["Content-Type"]).startswith("application/json")


def _one_place(tally: Tally, browser: Client, place: str) -> None:
    """From one place, account after account, each once or twice; whoever names a proxy is there."""
    for number in range(lockout.PER_ADDRESS + 4):
        forged = {"x-forwarded-for": _place(number), "x-real-ip": _place(number)}
        # The page is stopped sooner, by the minute: who guesses on goes to the other door.
        answer = _program(browser, f"orang{number}@toko.test", WRONG, place, forged)
        _note(tally, browser, answer, "account after account")
    person = factories.make_user("Lim")
    for tried in (_page, _program):
        answer = tried(browser, person.email, factories.PASSWORD, place)
        _note(tally, browser, answer, "right from a place of guesses", wanted=429)


def _spelled_wrong(tally: Tally, browser: Client, place: int) -> None:
    """Guess under every spelling that opens an account: together they are its guesses."""
    person, twin = factories.make_user("Mia"), factories.make_user("Mia")
    opens = [
        spelled
        for number, spelled in enumerate(SPELLED)
        if SESSION_KEY in _signed(browser, spelled(twin.email), _place(place + number))
    ]
    place += len(SPELLED)
    for number in range(PLACES):
        spelled = opens[number % len(opens)]
        answer = _page(browser, spelled(person.email), WRONG, _place(place + number))
        _note(tally, browser, answer, "wrong, spelled otherwise")
    answer = _page(browser, person.email, factories.PASSWORD, _place(place + PLACES))
    _note(tally, browser, answer, "right after wrong ones spelled otherwise", wanted=429)


def _signed(browser: Client, name: str, place: str) -> Any:
    _page(browser, name, factories.PASSWORD, place)
    return browser.session


def names(bed: Bed, tally: Tally) -> None:
    """Ask every door about somebody known and somebody unknown: it says and does the same."""
    for number in range(PAIRS):
        known = factories.make_user("Nia").email
        unknown = f"siapa{number}@example.test"
        for door, sent in _doors():
            place = _place(number)
            first, other = (_asked(door, sent(name), name, place) for name in (known, unknown))
            tally.note(f"{door} knows {number}", first[0], accepted=first[1:] != other[1:])


def _doors() -> Iterator[tuple[str, Callable[[str], dict[str, Any]]]]:
    new = {"name": "Nona", "password1": NEW}
    yield "account_login", lambda name: {"data": {"login": name, "password": WRONG}}
    yield "account_login", lambda name: {"data": {"login": name, "password": ""}}
    yield "account_reset_password", lambda name: {"data": {"email": name}}
    yield "account_signup", lambda name: {"data": {**new, "email": name}}
    yield "account_signup", lambda name: {"data": {**new, "email": name, "password1": "x"}}
    more: tuple[dict[str, Any], ...] = ({}, {"totp": "123456"}, {"scopes": ["pay"]})
    yield from (("api_token", partial(_by_program, beside=one)) for one in more)


def _by_program(name: str, *, beside: dict[str, Any]) -> dict[str, Any]:
    body = {"email": name, "password": WRONG, **beside}
    return {"data": body, "content_type": "application/json"}


def _asked(door: str, sent: dict[str, Any], name: str, place: str) -> tuple[Any, ...]:
    """Return the answer and all that can be seen of it: also the work done and the letters sent."""
    cache.clear()
    mail.outbox.clear()
    work = 0
    hashed = MD5PasswordHasher.encode

    def counted(*given: Any) -> str:
        nonlocal work
        work += 1
        return hashed(*given)

    with patch.object(MD5PasswordHasher, "encode", counted):
        answer = browser_of(None).post(reverse(door), REMOTE_ADDR=place, **sent)
    text = plain(answer).replace(name, "NAME")
    seen = (answer.status_code, answer.get("Location", ""), text, sorted(answer.cookies))
    return (answer, *seen, work, len(mail.outbox))


def sessions(bed: Bed, tally: Tally) -> None:
    """Plant sessions, keep them beyond their end, forge and overfill cookies, stop half-way in."""
    for number in range(6):
        _fixed(tally, number)
        _ended(tally)
    for name in COOKIES:
        for value in COOKIE_VALUES:
            raw = f"{name}={value}".encode().decode("latin1")
            answer = browser_of(None).get(reverse("account"), HTTP_COOKIE=raw)
            tally.note(f"{name}={value[:20]!r}", answer, accepted=answer.status_code == 200)
    crowd = "; ".join(f"c{number}=1" for number in range(5_000))
    for raw in (crowd, "=" * 9_000, "\x01", "sessionid", "a=b" * 100_000):
        answer = browser_of(None).get(reverse("account"), HTTP_COOKIE=raw)
        tally.note(f"cookies {raw[:20]!r}", answer, accepted=answer.status_code == 200)
    _half_way(bed, tally)


def _fixed(tally: Tally, number: int) -> None:
    """Sign in on a browser in which somebody has planted a session that they know."""
    stranger, victim = browser_of(None), browser_of(None)
    if number % 3 == 0:
        planted = "x" * 32
    elif number % 3 == 1:
        planted = stranger.session.session_key or "y" * 32
    else:
        stranger.force_login(factories.make_user("Oki"))
        planted = stranger.cookies["sessionid"].value
    victim.cookies["sessionid"] = planted
    person = factories.make_user("Pia")
    form = {"login": person.email, "password": factories.PASSWORD}
    answer = victim.post(reverse("account_login"), form)
    # Whoever is signed in already is not asked: the session stays that other one's.
    is_kept = number % 3 < 2 and victim.cookies["sessionid"].value == planted
    stranger.cookies["sessionid"] = planted
    looked = stranger.get(reverse("account"))
    inside = person.email.encode() in looked.content
    tally.note(f"planted {planted[:4]}", answer, accepted=is_kept or inside)


def _ended(tally: Tally) -> None:
    """Go on in sessions that have ended: by leaving, by another password."""
    person = factories.make_user("Rio")
    own, thief, replayed = browser_of(person), browser_of(person), browser_of(None)
    changed = {"oldpassword": factories.PASSWORD, "password1": NEW, "password2": NEW}
    answer = own.post(reverse("account_change_password"), changed)
    stays = own.get(reverse("account")).status_code == 200
    opens = thief.get(reverse("account")).status_code == 200
    tally.note("a session after another password", answer, accepted=opens or not stays)
    replayed.cookies["sessionid"] = own.cookies["sessionid"].value
    own.post(reverse("account_logout"))
    answer = replayed.get(reverse("account"))
    tally.note("a session after leaving", answer, accepted=answer.status_code == 200)


def _half_way(bed: Bed, tally: Tally) -> None:
    """With the password alone, where a second step is asked for, nothing more opens than before."""
    client, budi = browser_of(None), bed.stage.budi
    form = {"login": budi.email, "password": factories.PASSWORD}
    answer = client.post(reverse("account_login"), form)
    tally.note("the password alone", answer, accepted=SESSION_KEY in client.session)
    for name, path, _person in bed.addresses():
        if permissions.PERMISSIONS[name].visitor in {200, 404, 405} or name == "mfa_authenticate":
            continue
        answer = client.get(path)
        tally.note(f"{name} half-way in", answer, accepted=answer.status_code == 200)


@contextmanager
def patience_without_end() -> Iterator[None]:
    """Count no failure: a saboteur."""
    with patch.object(lockout.LockoutHandler, "get_failures", lambda *_given, **_more: 0):
        yield
