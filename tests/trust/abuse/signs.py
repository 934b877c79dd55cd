"""Signs: marks that nobody sees, letters that look like others, halves of characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.web import fields as web_fields
from tests.trust.abuse.bed import Bed, Tally, Written
from tests.trust.abuse.planted import TYPED
from tests.trust.cast import browser_of, factories, stories
from tests.trust.inputs.doors import doors as typed_doors

# Put into the middle of a word.
SIGNS = (
    *("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u061c", "\u180e"),
    *("\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u206a"),
    *("\u115f", "\u3164", "\uffa0", "\u2800", "\U000e0041", "\ufe0f", "\ufff9", "\ufffe", "\uffff"),
    *(
        "\x00",
        "\x01",
        "\x08",
        "\x0b",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "\x9b",
        "\u2028",
        "\u2029",
        "\ue000",
    ),
    *("\ud800", "\udfff", "\ud83d", "\U0001fffe", "\U0010ffff", "\r\n", "\t", "\u00a0", "\u3000"),
    *("\U0001f600", "\U0001f469\u200d\U0001f33e", "\U00020000", "\u0301" * 60, "é", "\ufb01"),
)
SOME = 8  # signs tried in each text
# What may stand in no text of ours: nobody sees it, or it turns what stands behind it.
UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ue000\u0001-\u0008\u000b\u001b\u007f-\u009f"
)
# Raw copies of what somebody sent, and what no person ever reads.
RAW = frozenset({"django_session", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog"})
LIKE = (
    *(
        str.upper,
        lambda name: name.replace("k", "\u212a"),
        lambda name: name.replace("s", "\u017f"),
    ),
    *(lambda name: name.replace("i", "\u0131"), lambda name: name.replace("a", "\u0430")),
    *(lambda name: name.replace("e", "\u0435"), lambda name: name.replace("@", "\u200b@")),
    *(lambda name: f" {name} ", lambda name: f"{name}\u202e", lambda name: f"\ufeff{name}"),
    *(lambda name: name.replace("@", "\uff20"), lambda name: name.replace(".", "\u3002")),
    *(lambda name: name.replace("t", "\uff54"), lambda name: name.replace("o", "\u03bf")),
    *(lambda name: f"{name}\x00", lambda name: name.replace("k", "\ud800k")),
)


def texts(bed: Bed, tally: Tally) -> None:
    """Type every sign into every text of every door: nothing unseen is kept, nothing falls."""
    world = factories.make_world()
    for door in typed_doors(world):
        client = browser_of(door.person)
        for name in door.typed:
            for sign in bed.chance.sample(SIGNS, SOME):
                usual = TYPED.get(name, "9")
                typed = {one: TYPED.get(one, "9") for one in door.typed}
                typed[name] = f"{usual[:3]}{sign}{usual[3:]}"
                body = {**door.given, **typed}
                with stories.undone():
                    written = Written()
                    answer = _sent(client, door, body)
                    kept = _kept_unseen(written)
                what = f"{door.name}: {name}={typed[name]!r} stands in {kept}"
                tally.note(what, answer, accepted=bool(kept))


def _sent(client: Client, door: Any, body: dict[str, Any]) -> Any:
    """Send a form as a browser that sends anything would: half characters and all."""
    if door.name == "api":
        return client.post(door.address, body, content_type="application/json")
    pairs = (
        f"{quote(name)}={quote(str(value).encode('utf-8', 'surrogatepass'))}"
        for name, value in body.items()
    )
    sent = "&".join(pairs)
    if door.name == "search":
        return client.get(f"{door.address}?{sent}")
    return client.post(door.address, sent, content_type="application/x-www-form-urlencoded")


def _kept_unseen(written: Written) -> list[str]:
    """Return the tables in which a row written just now holds what nobody sees."""
    found = f"[{UNSEEN}]"
    tables = [table for table in written.tables() if table not in RAW]
    return [one for one in tables if written.rows(one, "1", found, where="t::text ~ %s LIMIT 1")]


def accounts(bed: Bed, tally: Tally) -> None:
    """Ask in names that look like somebody's: no second account, no letter to anybody else."""
    new = {"name": "Nona", "password1": "gajah-lampu-kertas-sungai"}
    for number in range(6):
        email = f"kosasih.{number}@toko.test"
        factories.make_user("Kosasih", email=email)
        for like in LIKE:
            for door, given in (
                ("account_signup", {**new, "email": like(email)}),
                ("account_reset_password", {"email": like(email)}),
                ("account_login", {"login": like(email), "password": new["password1"]}),
            ):
                cache.clear()
                mail.outbox.clear()
                with stories.undone():
                    answer = _form(door, given)
                    twins = _alike(email)
                told = {to for message in mail.outbox for to in message.recipients()}
                foreign = {to for to in told if _folded(to) == _folded(email) and to != email}
                what = f"{door} as {like(email)!r}: {twins} accounts, letters to {foreign}"
                tally.note(what, answer, accepted=twins != 1 or bool(foreign))


def _form(door: str, given: dict[str, str]) -> Any:
    pairs = (
        f"{name}={quote(value.encode('utf-8', 'surrogatepass'))}" for name, value in given.items()
    )
    kind = "application/x-www-form-urlencoded"
    return browser_of(None).post(reverse(door), "&".join(pairs), content_type=kind)


def _alike(email: str) -> int:
    folded = _folded(email)
    return sum(
        _folded(one) == folded for one in User.objects.values_list("email", flat=True) if one
    )


def _folded(name: str) -> str:
    """Return an address as eyes read it."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return plain.translate(str.maketrans("\u0430\u0435\u043e\u0131\u03bf\u3002", "aeoio."))


@contextmanager
def text_as_it_came() -> Iterator[None]:
    """Keep a line as it was typed: a saboteur."""
    with patch.object(web_fields, "clean_line", lambda text: text.strip().replace("\x00", "")):
        yield
