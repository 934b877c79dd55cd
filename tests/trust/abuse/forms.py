"""Forms from elsewhere: no token, another's token, another origin; and pages that are only read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client
from django.urls import reverse

from tests.bench.run import CouldNotRun
from tests.trust.abuse.bed import EVIL, Bed, Tally, walkers

OWN, FOREIGN = "o" * 32, "f" * 32  # secrets as a cookie and a form hold them
COOKIE, FIELD = "csrftoken", "csrfmiddlewaretoken"
HTMX = {"hx-request": "true", "hx-current-url": f"https://{EVIL}/"}
FORMS: dict[str, dict[str, Any]] = {
    "no token": {},
    "no token, by htmx": {"headers": HTMX},
    "no token, boosted": {"headers": {**HTMX, "hx-boosted": "true"}},
    "no token, as JSON": {"content_type": "application/json", "data": "{}"},
    "no token, as plain text": {"content_type": "text/plain", "data": "a=b"},
    "no token, another method named": {"headers": {"x-http-method-override": "GET"}},
    "no token, by PUT": {"by": "put"},
    "no token, by PATCH": {"by": "patch"},
    "no token, by DELETE": {"by": "delete"},
    "another's token": {"data": {FIELD: FOREIGN}},
    "another's token, by htmx": {"headers": {**HTMX, "x-csrftoken": FOREIGN}},
    "an empty token": {"data": {FIELD: ""}},
    "a broken token": {"data": {FIELD: "\x00é" * 32}},
    "a long token": {"data": {FIELD: OWN * 2_000}},
    "the token from elsewhere": {"data": {FIELD: OWN}, "headers": {"origin": f"https://{EVIL}"}},
    "the token from nowhere": {"data": {FIELD: OWN}, "headers": {"origin": "null"}},
    "the token from another port": {
        "data": {FIELD: OWN},
        "headers": {"origin": "http://127.0.0.1:1"},
    },
}
ALWAYS = ("no token", "no token, by htmx", "another's token")
OTHERS = FORMS.keys() - set(ALWAYS)
SOME = 4  # of the others, by chance, at each address
READ_AS: tuple[dict[str, str], ...] = (
    {},
    {"x-http-method-override": "POST", "x-method-override": "DELETE"},
    {"hx-request": "true"},
)
TAKEN_FOR = {"_method": "DELETE", "method": "POST", "action": "delete", "confirm": "1", "ya": "1"}


def forms(bed: Bed, tally: Tally) -> None:
    """Send every door forms from elsewhere, and read every page as if reading could change it."""
    _control(bed)
    for _name, _path, person in bed.addresses():
        _holder(bed, person)  # signs in, of which the database takes note
    before = walkers.row_counts()
    for name, path, person in bed.addresses():
        if name not in walkers.CSRF_FREE:
            some = (*ALWAYS, *bed.chance.sample(sorted(OTHERS), SOME))
            for what, answer in _forged(_holder(bed, person), path, some):
                taken = answer.status_code not in {403, 404, 405, 415}
                tally.note(f"{what} at {name} as {person}", answer, accepted=taken)
    tally.unchanged(before, "forms from elsewhere")
    before = walkers.row_counts()
    for name, path, person in bed.addresses():
        for headers in bed.chance.sample(READ_AS, 2):
            answer = bed.browser(person).get(path, TAKEN_FOR, headers=headers)
            tally.note(f"read {name} as {person}", answer, accepted=False)
    tally.unchanged(before, "reading")


def _holder(bed: Bed, person: str) -> Client:
    """Return a browser that holds a token of its own and is asked for it."""
    client = bed.browser(person, enforce_csrf_checks=True)
    client.cookies[COOKIE] = OWN
    return client


def _control(bed: Bed) -> None:
    """Make sure that the refusals come from the token: with it the same form is taken."""
    own = {FIELD: OWN, "name": bed.stage.ani.name, "language": bed.stage.ani.language}
    answer = _holder(bed, "ani").post(reverse("account"), own)
    if answer.status_code != 302:
        raise CouldNotRun(f"A form with its own token is answered {answer.status_code}.")


def _forged(client: Client, path: str, some: Iterable[str]) -> Iterator[tuple[str, Any]]:
    for what in some:
        how = dict(FORMS[what])
        send = getattr(client, how.pop("by", "post"))
        yield what, send(path, **how)
    del client.cookies[COOKIE]
    yield "a token without its cookie", client.post(path, {FIELD: OWN})
    client.cookies[COOKIE] = OWN


@contextmanager
def no_token_asked() -> Iterator[None]:
    """Take every form: a saboteur."""
    with patch.object(CsrfViewMiddleware, "process_view", lambda *_asked: None):
        yield
