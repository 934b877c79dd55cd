"""Every address against what no page of ours sends: whatever comes, the answer is never a 5xx.

Names of parameters and fields are read from the code, so that a new one is tried without a line
here. A refusal is a 4xx, and on the API always problem+json.
"""

import json
import re
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest
from django import forms
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from rest_framework import serializers

from marketplace.web.problems import MEDIA_TYPE
from tests.architecture.permissions import PERMISSIONS, address, who_may
from tests.architecture.walkers import VISITOR, clients_of
from tests.chance import some as some_of
from tests.trust.inputs.fields import below

SEED = 20_261_126
AT_CHANCE = 16  # of all names, in one address
IN_A_FORM = 40
MUTATED = 2
AT_ONCE = 200  # names in one request; more than Django takes would test Django
ROOMS = ("marketplace", "catalog", "vendors", "payments", "config")
FORMS = ("marketplace.", "catalog.", "vendors.", "payments.", "allauth.")
READ_NAMES = re.compile(r"\b(?:GET|POST|query_params)(?:\.get(?:list)?\(|\[)\s*f?[\"']([^\"'{]+)")
VALUES = (
    *("", "0", "-1", "1", "2", "on", "x", "None", "null", "true", "[]", "{}", "..", "../../etc"),
    *("9" * 19, "9" * 40, "-" + "9" * 19, "1e9", "0x10", "1_000", "٣", "１", "1.5", "NaN", "inf"),
    *("2026-02-30", "0020269-01-01", "0020269", "0001-01-01", "9999-12-31", "2026-13-45T99:99:99"),
    *("2026-11-26T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"),
    *("2026-11-26T10:00:00+99:99", "3f0c8d5e-0000-4000-8000-000000000000", "3f0c8d5e"),
    *(
        "\x00",
        "a\x00b",
        "\ud800",
        "\u202e\u200b",
        "\uffff",
        "👩🏽‍🌾" * 50,
        "ꦏꦺꦴꦥꦶ",
        "\r\nSet-Cookie: a=b",
    ),
    *("' OR 1=1 --", '"; DROP TABLE x; --', "%", "%%", "%s", "{{ 7*7 }}", "<script>", "//a.test/"),
    *("https://a.test/", "javascript:alert(1)", "a" * 300, "W" * 6_000, "," * 2_000, "(" * 500),
)
SEGMENTS = (
    *("0", "-1", "x", "9" * 19, "9" * 40, "%00", "a%00b", "%ff%fe", "%ed%a0%80", "..", "%2e%2e%2f"),
    *("3f0c8d5e-0000-4000-8000-000000000000", "%F0%9F%91%A9", "%E2%80%AE", "W" * 1_500, "%25", "'"),
)
CHANGES_WHO_ACTS = {"account_logout", "account_change_password", "account_set_password"}


def parameter_names():
    """Every name that code of ours reads from a request, and every field of a form."""
    found = {"page", "cursor", "next", "format", "lang", "version", "script"}
    for room in ROOMS:
        for module in Path(settings.BASE_DIR, room).rglob("*.py"):
            found.update(READ_NAMES.findall(module.read_text(encoding="utf-8")))
    _ = get_resolver().url_patterns  # loads every room's forms and serializers
    for form in below(forms.BaseForm):
        if form.__module__.startswith(FORMS):
            found.update(getattr(form, "base_fields", {}))
    for serializer in below(serializers.Serializer):
        if serializer.__module__.startswith(FORMS):
            found.update(serializer._declared_fields)
    return sorted(found)


@pytest.fixture
def actors(stage):
    """For each address those who get furthest: one who may, and a visitor."""
    people = sorted({who_may(name) for name in PERMISSIONS} | {VISITOR})
    return stage, clients_of(stage, people, raise_request_exception=False)


def some(names, chance, most):
    return {name: chance.choice(VALUES) for name in chance.sample(names, chance.randint(1, most))}


def encoded(given):
    """As a browser that sends anything would: half characters and all."""
    pairs = (
        f"{quote(name)}={quote(value.encode('utf-8', 'surrogatepass'))}"
        for name, value in given.items()
    )
    return "&".join(pairs)


def mutated(path, chance):
    """The address with one of its parts replaced."""
    parts = path.strip("/").split("/")
    place = chance.randrange(len(parts))
    parts[place] = chance.choice(SEGMENTS)
    return f"/{'/'.join(parts)}" + ("/" if path.endswith("/") else "")


def requests_to(path, names, chance):
    """Yield (method, address, content type, body)."""
    yield "GET", f"{path}?{encoded(some(names, chance, AT_CHANCE))}", "", b""
    for _ in range(MUTATED):
        yield "GET", mutated(path, chance), "", b""
    form = encoded(some(names, chance, IN_A_FORM)).encode()
    yield "POST", path, "application/x-www-form-urlencoded", form
    sent = json.dumps(some(names, chance, AT_CHANCE)).encode()
    yield "POST", path, "application/json", chance.choice([sent, b"[" * 50_000, b"{", b"\xff"])


def all_names_to(path, names, chance):
    """Yield the same, with every name once, each with a value of its own."""
    every = {name: chance.choice(VALUES) for name in names}
    for start in range(0, len(names), AT_ONCE):
        part = encoded({name: every[name] for name in names[start : start + AT_ONCE]})
        yield "GET", f"{path}?{part}", "", b""
        yield "POST", path, "application/x-www-form-urlencoded", part.encode()


def fault_of(answer, path):
    if answer.status_code >= 500 and answer.status_code != 503:
        return f"{answer.status_code}"
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    is_page = answer["Content-Type"].startswith("text/html") if body else False
    if path.startswith("/api/v1/") and answer.status_code >= 400 and is_page:
        return f"{answer.status_code} as a page"
    if path.startswith("/api/v1/") and answer.status_code >= 400:
        return "" if answer["Content-Type"] == MEDIA_TYPE else "no problem+json"
    return ""


def test_nothing_that_is_sent_brings_the_site_down(actors):
    on_stage, clients = actors
    names, chance, wrong, tried = parameter_names(), Random(SEED), [], 0  # noqa: S311
    assert {"q", "tahun", "pasar", "seen_at", "cursor", "totp", "varian"} <= set(names)
    # A quarter of the addresses, other ones in another run: all took a twentieth of the suite.
    for name in some_of(sorted(PERMISSIONS), len(PERMISSIONS) // 4):
        path, who = address(name, on_stage), who_may(name)
        sent = [(who, one) for one in requests_to(path, names, chance)]
        sent += [(who, one) for one in all_names_to(path, names, chance)]
        sent += [(VISITOR, one) for one in requests_to(path, names, chance)][::3]
        for person, (method, target, kind, body) in sent:
            if method == "POST" and name in CHANGES_WHO_ACTS:
                continue
            client: Client = clients[person]
            answer = client.generic(method, target, body, content_type=kind or "text/plain")
            tried += 1
            fault = fault_of(answer, target)
            if fault:
                wrong.append(f"{fault}: {name} {person} {method} {target[:300]} {body[:300]!r}")
    assert not wrong, f"{len(wrong)} of {tried}\n" + "\n".join(wrong[:40])
