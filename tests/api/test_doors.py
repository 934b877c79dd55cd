"""Each address of buying by program: who is let through, what it answers, and that it says so."""

import json
import re
from typing import Any

import jsonschema
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from rest_framework.test import APIClient

from marketplace.accounts import tokens
from marketplace.core.models import IdempotencyKey
from marketplace.sourcing.models import CartItem
from marketplace.web.api_parsing import MAX_BODY_BYTES
from marketplace.web.problems import MEDIA_TYPE
from tests import factories
from tests.api.doors import DOORS, NOBODY, SENT, Door, Stage
from tests.architecture.permissions import PEOPLE
from tests.architecture.walkers import row_counts
from tests.web.test_api_statuses import BY_THE_SITE, ROWS, documented, schema

LARGEST = b'"' + b"a" * MAX_BODY_BYTES + b'"'
SCOPES = {"ani": "order", "citra": "sell", "sekar": "people"}


def named(operation: tuple[str, str]) -> str:
    return " ".join(operation)


def token(stage: Stage, person: str, *scopes: str) -> dict[str, str]:
    """A new token, as a header."""
    user = getattr(stage, person)
    name = f"{person} {' '.join(scopes)} {user.api_tokens.count()}"
    secret = tokens.make(actor=user, name=name, scopes=scopes, days=30)[1]
    return {"Authorization": f"Token {secret}"}


def address_of(operation: tuple[str, str], stage: Stage, **ids: Any) -> str:
    found = {name: say(stage) for name, say in DOORS[operation].ids.items()}
    return operation[1].format(**{**found, **ids})


def send(
    operation: tuple[str, str],
    stage: Stage,
    client: Client,
    body: Any = None,
    *,
    query: str = "",
    kind: str = "application/json",
    **ids: Any,
) -> Any:
    method, address = operation[0], address_of(operation, stage, **ids) + query
    if method == "GET":
        return client.get(address)
    content = body if isinstance(body, bytes) else json.dumps(body or {})
    return client.generic(method, address, content, content_type=kind)


def browser(stage: Stage, person: str, key: str = "k-1") -> APIClient:
    """Whoever is signed in, with a key."""
    client = APIClient()
    client.credentials(HTTP_IDEMPOTENCY_KEY=key)
    client.force_authenticate(getattr(stage, person))
    return client


def said(operation: tuple[str, str], stage: Stage) -> Any:
    """What is sent; of a checkout with what was looked at just now."""
    row = DOORS[operation]
    body = row.body(stage) if row.body else None
    if operation[1].endswith("/checkout/"):
        look = send(LOOK, stage, browser(stage, "ani", "look"), body).json()
        return {**body, "seen": look["seen"]}
    return body


LOOK = ("POST", "/api/v1/carts/{agency_id}/look/")


def test_every_address_of_the_contract_stands_in_a_table(db):
    old = {operation for operation, _status in ROWS}
    assert set(documented()) == old | set(DOORS)
    assert not old & set(DOORS)


def test_the_manual_names_every_address(db):
    """Those of a shop's own programs stand there under their own head, as <sku>."""
    manual = (settings.BASE_DIR / "docs" / "api.md").read_text(encoding="utf-8")
    named_there = set(re.findall(r"`(GET|POST|PUT|PATCH|DELETE) ([^`]+)`", manual))
    told = {
        (method, address.partition("?")[0].replace("<sku>", "{sku}"))
        for method, address in named_there
    }
    real = {
        (method, path.removeprefix("/api/v1/").removeprefix("channel/"))
        for method, path in documented()
    }
    assert {(m, p.removeprefix("/api/v1/")) for m, p in told} == real


def statuses_of(operation: tuple[str, str], row: Door) -> set[int]:
    """Which answers the table drives."""
    found = {row.status, 401, 403, 406, 429} | set(row.others)
    if "{" in operation[1]:
        found.add(404)
    if row.lists:
        found.add(400)
    if operation[0] != "GET":
        found |= {400, 413, 415}
    return found


@pytest.mark.parametrize("operation", DOORS, ids=named)
def test_the_contract_names_the_answers_that_are_given(db, operation):
    assert documented()[operation] - BY_THE_SITE == statuses_of(operation, DOORS[operation])


@pytest.mark.parametrize("operation", DOORS, ids=named)
def test_it_does_what_is_asked_and_answers_as_the_contract_says(shelf, operation):
    row = DOORS[operation]
    client = browser(shelf, row.by)
    if operation[1].endswith("/put-back/"):
        client.delete(address_of(("DELETE", LINE), shelf))
    body = said(operation, shelf)
    answer = send(operation, shelf, client, body)
    assert answer.status_code == row.status, answer.content
    fits(operation, row.status, answer)
    if row.keyed and operation[0] == "POST":
        before = row_counts()
        again = send(operation, shelf, client, body)
        assert (again.status_code, again.json()) == (row.status, answer.json())
        assert row_counts() == before


LINE = "/api/v1/carts/{agency_id}/items/{sku}/"


def fits(operation: tuple[str, str], status: int, answer: Any) -> None:
    """An answer is of the shape that the contract states, and holds nothing beside it."""
    method, path = operation
    kinds = schema()["paths"][path][method.lower()]["responses"][str(status)]["content"]
    kind = answer["Content-Type"]
    if kind == "application/pdf":
        assert kind in kinds
        return
    checker(kinds[kind]["schema"]).validate(answer.json())


def checker(shape: dict[str, Any]) -> jsonschema.Draft202012Validator:
    """A judge of answers by a shape of the contract, whose nulls are told as OpenAPI 3.0 does."""
    whole = nulls_told({**shape, "components": schema()["components"]})
    kind = jsonschema.Draft202012Validator
    return kind(whole, format_checker=kind.FORMAT_CHECKER)


def nulls_told(shape: Any) -> Any:
    """The same shape as JSON Schema: what is nullable has two types."""
    if isinstance(shape, list):
        return [nulls_told(one) for one in shape]
    if not isinstance(shape, dict):
        return shape
    told = {name: nulls_told(one) for name, one in shape.items() if name != "nullable"}
    if shape.get("nullable") is not True:
        return told
    return {"anyOf": [told, {"type": "null"}]}


def test_the_examples_of_the_contract_are_of_its_shapes(db):
    shown = 0
    for path, operations in schema()["paths"].items():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            for kind in content.values():
                for one in kind.get("examples", {}).values():
                    checker(kind["schema"]).validate(one["value"])
                    shown += 1
            if content:
                assert all("examples" in kind for kind in content.values()), path
    assert shown > len([row for row in SENT.values() if row.body]) - 8


# ---- who is let through


def test_nobody_else_is_let_through_and_nothing_happens(shelf):
    wrong = []
    bodies = {operation: said(operation, shelf) for operation in DOORS}
    clients = {person: browser(shelf, person) for person in sorted(PEOPLE)}
    before = row_counts()
    for operation, row in DOORS.items():
        for person in sorted(PEOPLE - row.may):
            answer = send(operation, shelf, clients[person], bodies[operation])
            wanted = 403 if person in row.told else 404
            if answer.status_code != wanted:
                wrong.append(f"{named(operation)} {person}: {answer.status_code}, not {wanted}")
    assert not wrong, "\n".join(wrong)
    assert row_counts() == before


def test_those_who_may_are_asked_what_they_mean(shelf):
    """Whoever the table lets through is refused for an empty body at most, never for who it is."""
    wrong = []
    for operation, row in DOORS.items():
        for person in sorted(row.may):
            with transaction.atomic():
                answer = send(operation, shelf, browser(shelf, person), [])
                transaction.set_rollback(True)
            if answer.status_code not in ({200} if operation[0] == "GET" else {200, 400, 409, 422}):
                wrong.append(f"{named(operation)} {person}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def test_a_scope_opens_its_doors_and_no_other(shelf):
    wrong = []
    readers = {person: token(shelf, person, "read") for person in SCOPES}
    writers = {person: token(shelf, person, scope) for person, scope in SCOPES.items()}
    bodies = {operation: said(operation, shelf) for operation in DOORS}
    before = without_tokens()
    for operation, row in DOORS.items():
        held = (writers if operation[0] == "GET" else readers)[row.by]
        client = Client(headers={**held, "Idempotency-Key": "k-1"})
        answer = send(operation, shelf, client, bodies[operation])
        if answer.status_code != 403:
            wrong.append(f"{named(operation)}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert without_tokens() == before
    for operation, row in DOORS.items():
        held = (readers if operation[0] == "GET" else writers)[row.by]
        client = Client(headers={**held, "Idempotency-Key": ""})
        with transaction.atomic():
            answer = send(operation, shelf, client, bodies[operation])
            transaction.set_rollback(True)
        if operation[0] == "GET":
            assert answer.status_code == 200, named(operation)
        elif row.keyed:
            assert answer.json()["code"] == "idempotency_key_missing", named(operation)


def without_tokens() -> dict[str, tuple[int, ...]]:
    """All rows but those of tokens, which say when they were used last."""
    return {table: rows for table, rows in row_counts().items() if table != "accounts_apitoken"}


# ---- what every address answers


def problem(answer: Any, status: int, where: str) -> None:
    assert answer.status_code == status, f"{where}: {answer.status_code} {answer.content[:300]}"
    assert answer["Content-Type"] == MEDIA_TYPE, where


def test_what_cannot_be_read_is_refused_by_every_address_alike(shelf, settings):
    strange = Client(headers={"Authorization": "Token pb_wrong"})
    before = row_counts()
    for operation, row in DOORS.items():
        where, client = named(operation), browser(shelf, row.by)
        problem(send(operation, shelf, Client()), 401, where)
        problem(send(operation, shelf, strange), 401, where)
        client.credentials(HTTP_ACCEPT="text/html")
        problem(send(operation, shelf, client), 406, where)
        client.credentials(HTTP_IDEMPOTENCY_KEY="k-1")
        if row.lists:
            problem(send(operation, shelf, client, query="?cursor=x"), 400, where)
        if operation[0] == "GET" or row.body is None:
            continue
        if row.body(shelf):
            problem(send(operation, shelf, client, LARGEST), 413, where)
            problem(send(operation, shelf, client, b"{}", kind="text/plain"), 415, where)
            problem(send(operation, shelf, client, b"[]"), 400, where)
    assert row_counts() == before
    cache.clear()
    settings.API_LIMITS = dict.fromkeys(settings.API_LIMITS, 0)
    for operation, row in DOORS.items():
        problem(send(operation, shelf, browser(shelf, row.by)), 429, named(operation))


def test_what_is_not_there_is_a_404(shelf):
    none = {
        "public_id": NOBODY,
        "sku": NOBODY,
        "agency_id": 0,
        "rup_code": "0",
        "number": "TIDAK/ADA",
        "id": 0,
    }
    for operation, row in DOORS.items():
        for name in row.ids:
            client = browser(shelf, row.by)
            answer = send(operation, shelf, client, said(operation, shelf), **{name: none[name]})
            problem(answer, 404, f"{named(operation)} {name}")


@pytest.mark.parametrize(
    "operation", [one for one, row in SENT.items() if 422 in row.others], ids=named
)
def test_what_a_rule_refuses_changes_nothing(shelf, operation):
    row = DOORS[operation]
    body = row.others[422](shelf) if row.others[422] else said(operation, shelf)
    if row.others[422] is None:
        nothing_can_be_bought(shelf, operation)
    before = row_counts()
    ids = {name: say(shelf) for name, say in row.instead.items()}
    answer = send(operation, shelf, browser(shelf, row.by), body, **ids)
    problem(answer, 422, named(operation))
    assert row_counts() == before
    assert set(answer.json()) >= {"title", "status", "code"}


def nothing_can_be_bought(stage: Stage, operation: tuple[str, str]) -> None:
    """The shop may not sell any more, or nothing in the cart is chosen."""
    if operation[1].endswith(("/take/", "/put-back/")):
        browser(stage, "ani").delete(address_of(("DELETE", LINE), stage))
        factories.suspend(stage.vendor)
    else:
        CartItem.objects.filter(cart__owner=stage.ani).update(chosen=False)


@pytest.mark.parametrize(
    "operation", [one for one, row in SENT.items() if 409 in row.others], ids=named
)
def test_a_key_of_another_request_is_a_conflict(shelf, operation):
    row = DOORS[operation]
    body = said(operation, shelf)
    actor = getattr(shelf, row.by)
    IdempotencyKey.objects.create(actor=actor, key="k-1", request_hash="another", response={})
    before = row_counts()
    answer = send(operation, shelf, browser(shelf, row.by), body)
    problem(answer, 409, named(operation))
    assert answer.json()["code"] == "idempotency_key_reused"
    assert row_counts() == before
