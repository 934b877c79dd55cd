"""Caches: what one person is shown never comes back to another one, nor what a stranger planted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from config.serving.shelf import key_of
from marketplace.web import middleware
from tests.trust.abuse.bed import EVIL, Bed, Tally, leaves_to, permissions, walkers

# Asked by somebody who hopes for another one's copy.
HOPEFUL = (
    {"if-none-match": "*"},
    {"if-modified-since": "Fri, 31 Dec 2100 23:59:59 GMT"},
    {"cache-control": "only-if-cached", "pragma": "cache"},
)
# Not named by Vary: whatever a page made of them, the next visitor would read it.
PLANTED = (
    *({"x-forwarded-host": EVIL}, {"x-host": EVIL}, {"forwarded": f"host={EVIL};proto=http"}),
    *({"x-forwarded-server": EVIL}, {"x-original-url": f"/{EVIL}"}, {"x-rewrite-url": f"/{EVIL}"}),
    *({"referer": f"https://{EVIL}/"}, {"user-agent": f"<b>{EVIL}</b>"}, {"origin": EVIL}),
    *({"accept-language": f"en, {EVIL}"}, {"x-forwarded-prefix": f"/{EVIL}"}, {"via": EVIL}),
)
SOME = 6  # of them, by chance, at each page
KEPT = re.compile(r"public|s-maxage|(?<![-\w])max-age=[1-9]")
PERSONAL = (b"cookie", b"authorization", b"range", b"content-length", b"transfer-encoding")


def shelves(bed: Bed, tally: Tally) -> None:
    """Read every page as two people and a visitor, and ask for each other's copies."""
    for name, path, person in bed.addresses():
        public = bed.browser(walkers.VISITOR).get(path)
        first = bed.browser(person).get(path)
        kept = _kept_though_private(first, public)
        tally.note(f"{name} as {person}", first, accepted=kept)
        for other in (_another(bed, name, person), walkers.VISITOR):
            for headers in ({}, bed.chance.choice(HOPEFUL), *_tags(first)):
                answer = bed.browser(other).get(path, headers=headers)
                told = _told(bed, answer, other, person)
                what = f"{name} as {other} after {person} {headers}"
                tally.note(what, answer, accepted=told or _kept_wrongly(answer, other, public))
    _plant(bed, tally)
    _knock_at_the_entrance(tally)


def _another(bed: Bed, name: str, person: str) -> str:
    others = sorted(permissions.PERMISSIONS[name].allowed - {person}) or ["nona"]
    return str(bed.chance.choice(others))


def _tags(answer: Any) -> Iterator[dict[str, str]]:
    if "ETag" in answer:
        yield {"if-none-match": answer["ETag"]}
    if "Last-Modified" in answer:
        yield {"if-modified-since": answer["Last-Modified"]}


def _kept_though_private(answer: Any, public: Any) -> bool:
    """Whether a cache may keep what a signed-in person, and not everybody, is shown."""
    said = answer.get("Cache-Control", "")
    if _body(answer) == _body(public):
        return False
    return "no-store" not in said or "private" not in said or bool(KEPT.search(said))


def _body(answer: Any) -> bytes:
    """Return what an answer holds; a stream is read once, and kept for the next who asks."""
    if not answer.streaming:
        return bytes(answer.content)
    content = b"".join(answer.streaming_content)
    answer.streaming_content = [content]
    return content


def _kept_wrongly(answer: Any, person: str, public: Any) -> bool:
    """Whether a cache may keep an answer that sets a cookie or depends on who asks."""
    if person != walkers.VISITOR:
        return _kept_though_private(answer, public)
    said, varies = answer.get("Cache-Control", ""), answer.get("Vary", "").lower()
    is_kept = bool(KEPT.search(said)) or ("Expires" in answer and "no-store" not in said)
    is_html = answer.get("Content-Type", "").startswith("text/html")
    names_its_readers = "cookie" in varies and "hx-request" in varies
    return (is_kept and bool(answer.cookies)) or (is_html and not names_its_readers)


def _told(bed: Bed, answer: Any, reader: str, person: str) -> bool:
    """Whether a page holds another one's address, or a copy of what another one was shown."""
    if answer.status_code == 304:
        return True
    if reader != walkers.VISITOR or answer.streaming:
        return False
    return getattr(bed.stage, person).email.encode() in answer.content


def _plant(bed: Bed, tally: Tally) -> None:
    """Ask for the pages of visitors with words of one's own in heads that no cache looks at."""
    for name, path, _person in bed.addresses():
        if permissions.PERMISSIONS[name].visitor != 200:
            continue
        for headers in bed.chance.sample(PLANTED, SOME):
            answer = bed.browser(walkers.VISITOR).get(path, headers=headers)
            body = b"" if answer.streaming else answer.content
            shown = EVIL.encode() in body or any(EVIL in way for way in leaves_to(answer))
            tally.note(f"{name} with {headers}", answer, accepted=shown)


def _knock_at_the_entrance(tally: Tally) -> None:
    """What may be personal is not looked up on the entrance's shelf, however it is sent."""
    scope = {"method": "GET", "path": "/", "query_string": b"", "scheme": "http"}
    for name in PERSONAL:
        for value in (b"", b"a=b", b"Bearer x", b"0-1", b"\xff"):
            asked = {**scope, "headers": [(name, value)]}
            tally.judge(f"the shelf for {name!r}", accepted=key_of(asked) is not None)
    for method in ("POST", "HEAD", "PUT", "get", "OPTIONS"):
        asked = {**scope, "method": method, "headers": []}
        tally.judge(f"the shelf for {method}", accepted=key_of(asked) is not None)


@contextmanager
def pages_of_people_kept() -> Iterator[None]:
    """Say nothing to caches about a person's page: a saboteur."""
    with patch.object(middleware, "patch_cache_control", lambda *_given, **_more: None):
        yield
