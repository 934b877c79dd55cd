"""The API documents every status it gives, gives what it documents, and speaks one language.

Each row below drives one operation into one answer. The three that the site as a whole gives
(BY_THE_SITE) are driven at the entrance (tests/serving) and by full disks and locks.
"""

import functools
import json
import re
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from catalog.channel_keys import keys
from marketplace.accounts import tokens
from marketplace.accounts.models import Role
from marketplace.web.api_parsing import MAX_BODY_BYTES
from marketplace.web.problems import MEDIA_TYPE
from tests import factories
from tests.orders import stories as order_stories

# Given before or below the API, whatever is asked: by the entrance, the database, the disk.
BY_THE_SITE = frozenset({408, 503, 507})
TOKEN = ("POST", "/api/v1/auth/token")
PRODUCTS = ("GET", "/api/v1/products/")
PRODUCT = ("GET", "/api/v1/products/{public_id}/")
ORDERS = ("GET", "/api/v1/orders/")
ORDER = ("GET", "/api/v1/orders/{public_id}/")
STEP = ("POST", "/api/v1/orders/{public_id}/{step}/")
LISTINGS = ("GET", "/api/v1/channel/listings/")
LISTING = ("GET", "/api/v1/channel/listings/{sku}/")
PUT_LISTING = ("PUT", "/api/v1/channel/listings/{sku}/")
STOCKS = ("POST", "/api/v1/channel/stock/")
STOCK = ("PUT", "/api/v1/channel/stock/{sku}/")
CHANGES = ("GET", "/api/v1/channel/order-changes/")
NOBODY = "3f0c8d5e-0000-4000-8000-000000000000"
HTML = {"Accept": "text/html"}
WRONG_TOKEN = {"Authorization": "Token pb_wrong"}


@pytest.fixture
def api(world):
    """The operations, each with what makes it succeed."""
    order = order_stories.submitted(world)

    def token(person, *scopes):
        return tokens.make(actor=person, name=" ".join(scopes), scopes=scopes, days=30)[1]

    def key(*scopes):
        vendor, name = world.vendor.pk, " ".join(scopes)
        return keys.make(vendor_id=vendor, actor=world.citra, name=name, scopes=scopes, days=30)[1]

    return SimpleNamespace(
        world=world,
        order=order,
        key=key("read", "stock", "listing"),
        blind=key("stock"),
        deaf=key("read"),
        sku=world.product.skus.first(),
        product=world.product,
        reader=token(world.budi, "read"),
        doer=token(world.budi, "order"),
        stranger=token(world.citra, "read", "sell"),
        buyer=token(world.ani, "order"),
    )


def _authorization(secret):
    kind = "Key" if secret.startswith("pbk_") else "Token"
    return {"Authorization": f"{kind} {secret}"} if secret else {}


def call(
    api,
    operation,
    *,
    secret="",
    body=None,
    path=(),
    query="",
    headers=None,
    kind="application/json",
):
    method, pattern = operation
    ids = {"public_id": api.order.public_id, "step": "approve", "sku": api.sku.code}
    if operation is PRODUCT:
        ids["public_id"] = api.product.public_id
    address = pattern.format(**{**ids, **dict(path)})
    sent = {"Idempotency-Key": "k-1", **_authorization(secret)}
    client = Client(headers={**sent, **(headers or {})}, raise_request_exception=False)
    if method == "GET":
        return client.get(address + query)
    content = body if isinstance(body, (str, bytes)) else json.dumps(body or {})
    return client.generic(method, address + query, content, content_type=kind)


def sign_in(api, **changes):
    given = {"email": api.world.ani.email, "password": factories.PASSWORD}
    return call(api, TOKEN, body={**given, **changes})


def sign_in_without_a_second_step(api):
    """Whoever approves needs one, and nobody gave it to this PPK yet."""
    new = factories.make_user("Putri")
    factories.give_role(new, Role.COMMITMENT_OFFICER, api.world.agency)
    return sign_in(api, email=new.email)


def slowed(api, operation, settings, **options):
    """Ask where nothing more is allowed in this minute."""
    cache.clear()
    settings.API_LIMITS = dict.fromkeys(settings.API_LIMITS, 0)
    last = call(api, operation, **options)
    assert 1 <= int(last["Retry-After"]) <= 61
    return last


def twice(api, first, second):
    """Two bodies under one key."""
    call(api, STEP, secret=api.doer, path=[("step", "return")], body={"reason": first})
    return call(api, STEP, secret=api.doer, path=[("step", "return")], body={"reason": second})


BIG = b'"' + b"a" * MAX_BODY_BYTES + b'"'
ROWS = {
    (TOKEN, 200): lambda api, _s: sign_in(api),
    (TOKEN, 400): lambda api, _s: call(api, TOKEN),
    (TOKEN, 401): lambda api, _s: sign_in(api, password="salah"),
    (TOKEN, 403): lambda api, _s: sign_in_without_a_second_step(api),
    (TOKEN, 406): lambda api, _s: call(api, TOKEN, headers=HTML),
    (TOKEN, 413): lambda api, _s: call(api, TOKEN, body=BIG),
    (TOKEN, 415): lambda api, _s: call(api, TOKEN, kind="text/plain"),
    (TOKEN, 422): lambda api, _s: sign_in(api, scopes=["pay"]),
    (TOKEN, 429): lambda api, s: slowed(api, TOKEN, s),
    (PRODUCTS, 200): lambda api, _s: call(api, PRODUCTS),
    (PRODUCTS, 400): lambda api, _s: call(api, PRODUCTS, query="?cursor=x"),
    (PRODUCTS, 401): lambda api, _s: call(api, PRODUCTS, headers=WRONG_TOKEN),
    (PRODUCTS, 406): lambda api, _s: call(api, PRODUCTS, headers=HTML),
    (PRODUCTS, 429): lambda api, s: slowed(api, PRODUCTS, s),
    (PRODUCT, 200): lambda api, _s: call(api, PRODUCT),
    (PRODUCT, 401): lambda api, _s: call(api, PRODUCT, headers=WRONG_TOKEN),
    (PRODUCT, 404): lambda api, _s: call(api, PRODUCT, path=[("public_id", NOBODY)]),
    (PRODUCT, 406): lambda api, _s: call(api, PRODUCT, headers=HTML),
    (PRODUCT, 429): lambda api, s: slowed(api, PRODUCT, s),
    (ORDERS, 200): lambda api, _s: call(api, ORDERS, secret=api.reader),
    (ORDERS, 400): lambda api, _s: call(api, ORDERS, secret=api.reader, query="?cursor=x"),
    (ORDERS, 401): lambda api, _s: call(api, ORDERS),
    (ORDERS, 403): lambda api, _s: call(api, ORDERS, secret=api.doer),
    (ORDERS, 406): lambda api, _s: call(api, ORDERS, secret=api.reader, headers=HTML),
    (ORDERS, 429): lambda api, s: slowed(api, ORDERS, s, secret=api.reader),
    (ORDER, 200): lambda api, _s: call(api, ORDER, secret=api.reader),
    (ORDER, 401): lambda api, _s: call(api, ORDER),
    (ORDER, 403): lambda api, _s: call(api, ORDER, secret=api.doer),
    (ORDER, 404): lambda api, _s: call(api, ORDER, secret=api.stranger),
    (ORDER, 406): lambda api, _s: call(api, ORDER, secret=api.reader, headers=HTML),
    (ORDER, 429): lambda api, s: slowed(api, ORDER, s, secret=api.reader),
    (STEP, 200): lambda api, _s: call(api, STEP, secret=api.doer),
    (STEP, 400): lambda api, _s: call(api, STEP, secret=api.doer, path=[("step", "return")]),
    (STEP, 401): lambda api, _s: call(api, STEP),
    (STEP, 403): lambda api, _s: call(api, STEP, secret=api.buyer),
    (STEP, 404): lambda api, _s: call(api, STEP, secret=api.doer, path=[("public_id", NOBODY)]),
    (STEP, 406): lambda api, _s: call(api, STEP, secret=api.doer, headers=HTML),
    (STEP, 409): lambda api, _s: twice(api, "Kurang satu", "Kurang dua"),
    (STEP, 413): lambda api, _s: call(api, STEP, secret=api.doer, body=BIG),
    (STEP, 415): lambda api, _s: call(api, STEP, secret=api.doer, kind="text/plain"),
    (STEP, 422): lambda api, _s: suspended(api),
    (STEP, 429): lambda api, s: slowed(api, STEP, s, secret=api.doer),
}


SAID = {"version": 5, "stock": 90}
OF_A_SHOP = (LISTINGS, LISTING, PUT_LISTING, STOCKS, STOCK, CHANGES)
READING = (LISTINGS, LISTING, CHANGES)
WRITING = (PUT_LISTING, STOCKS, STOCK)
GIVEN = {
    PUT_LISTING: {"weight_gram": 7},
    STOCKS: {"items": [{"sku": "x", **SAID}]},
    STOCK: SAID,
}


def by_key(operation, **options):
    """Ask as a shop's program."""
    return lambda api, _s: call(
        api, operation, **{"secret": api.key, "body": GIVEN.get(operation), **options}
    )


def said_twice(api, _settings):
    """One version with two numbers."""
    call(api, STOCK, secret=api.key, body=SAID)
    return call(api, STOCK, secret=api.key, body={**SAID, "stock": 1})


def offered_anew(api, _settings):
    """Goods that the shop did not have."""
    body = {"name": "Kopi lewat program", "etalase": api.world.etalase.slug, "unit": "kg"}
    new = {**body, "price_rupiah": 65_000}
    return call(api, PUT_LISTING, secret=api.key, body=new, path=[("sku", "BARU-1")])


for _operation in OF_A_SHOP:
    ROWS[_operation, 200] = by_key(_operation)
    ROWS[_operation, 401] = by_key(_operation, secret="")
    ROWS[_operation, 406] = by_key(_operation, headers=HTML)
    ROWS[_operation, 429] = lambda api, s, one=_operation: slowed(api, one, s, secret=api.key)
for _operation in READING:
    ROWS[_operation, 403] = lambda api, _s, one=_operation: call(api, one, secret=api.blind)
for _operation in WRITING:
    ROWS[_operation, 400] = by_key(_operation, body=[1])
    ROWS[_operation, 403] = lambda api, _s, one=_operation: call(
        api, one, secret=api.deaf, body=GIVEN[one]
    )
    ROWS[_operation, 413] = by_key(_operation, body=BIG)
    ROWS[_operation, 415] = by_key(_operation, kind="text/plain")
ROWS |= {
    (LISTINGS, 400): by_key(LISTINGS, query="?cursor=x"),
    (CHANGES, 400): by_key(CHANGES, query="?cursor=x"),
    (LISTING, 404): by_key(LISTING, path=[("sku", "TIDAK-ADA")]),
    (STOCK, 404): by_key(STOCK, path=[("sku", "TIDAK-ADA")]),
    (PUT_LISTING, 404): by_key(PUT_LISTING, body={"parent": "TIDAK-ADA"}),
    (STOCK, 409): said_twice,
    (STOCK, 422): by_key(STOCK, body={"version": 1, "stock": 0}),
    (PUT_LISTING, 201): offered_anew,
    (PUT_LISTING, 422): by_key(PUT_LISTING, body={"name": "abc"}),
}


def suspended(api):
    """The shop may not sell any more when the order is to be approved."""
    factories.suspend(api.world.vendor)
    return call(api, STEP, secret=api.doer)


@functools.cache
def schema():
    return json.loads(Client().get("/api/schema/").content)


@functools.cache
def documented():
    return {
        (method.upper(), path): {int(status) for status in operation["responses"]}
        for path, operations in schema()["paths"].items()
        for method, operation in operations.items()
    }


def test_the_document_and_the_rows_are_one(db):
    """Those of buying have a table of their own: tests/api/doors.py."""
    driven = {}
    for operation, status in ROWS:
        driven.setdefault(operation, set()).add(status)
    found = {operation: documented()[operation] - BY_THE_SITE for operation in driven}
    assert found == driven


ENGLISH = re.compile(r"\b(the|this|is|not|send|field|may|must|of|a|are|was|you)\b", re.IGNORECASE)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{' '.join(row[0])} {row[1]}")
def test_each_documented_status_is_given(api, settings, row):
    """A problem is told in one language: the account's, else Indonesian, no library's between."""
    operation, status = row
    assert status in documented()[operation]
    answer = ROWS[row](api, settings)
    assert answer.status_code == status, answer.content
    is_problem = answer["Content-Type"] == MEDIA_TYPE
    assert is_problem is (status >= 400)
    if is_problem:
        said = answer.json()
        words = " ".join([said["title"], *map(" ".join, said.get("errors", {}).values())])
        assert said["status"] == status
        assert said["title"]
        assert re.fullmatch(r"[a-z_]+", said["code"])
        assert answer["Content-Language"] == "id"
        assert not ENGLISH.search(words), words


def test_an_english_account_is_answered_in_english(api):
    api.world.budi.language = "en"
    api.world.budi.save()
    answer = call(api, ORDERS, secret=api.reader, query="?cursor=x")
    assert answer["Content-Language"] == "en"
    assert "damaged" in json.dumps(answer.json())
    assert translation.get_language() == django_settings.LANGUAGE_CODE


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/v1/nothing/",
        "/api/v1/orders/no-uuid/",
        "/api/v1/products/0/",
        "/api/v1/orders/%00/",
        f"/api/v1/orders/{NOBODY}/nothing/more/",
        "/api/v2/orders/",
        "/api/%ff%fe/",
    ],
)
def test_an_address_that_is_none_is_a_problem_and_no_page(api, path):
    answer = Client().get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == MEDIA_TYPE
    assert answer.json()["code"] == "not_found"


def test_a_method_that_is_not_taken_is_a_problem(api):
    for path in ("/api/v1/orders/", "/api/v1/products/", "/api/v1/"):
        answer = Client(headers={"Authorization": f"Token {api.doer}"}).delete(path)
        assert answer.status_code in {403, 405}
        assert answer["Content-Type"] == MEDIA_TYPE


def test_each_person_and_each_address_has_a_minute_of_its_own(api, settings):
    """Whoever asks too often stops nobody else, and a token is counted with its owner."""
    cache.clear()
    settings.API_LIMITS = {"visitor": 2, "person": 3, "sign_in": 1}

    def asked(times, **options):
        return [call(api, PRODUCTS, **options).status_code for _ in range(times)]

    # The clock may begin a new minute in between: never fewer than allowed, and soon none.
    for allowed, options in ((2, {}), (3, {"secret": api.reader}), (3, {"secret": api.stranger})):
        statuses = asked(3 * allowed, **options)
        assert statuses[:allowed] == [200] * allowed
        assert statuses.count(429) >= allowed


# ---- bodies and cursors


DEEP = "[" * 100_000 + "]" * 100_000
BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"1",
    b"\xff\xfe",
    b'{"email": NaN}',
    b'{"email": Infinity}',
    b'{"email": 1e999}',
    b'{"email": "\\ud800"}',
    b'{"email": "a\\u0000@example.test", "password": "\\ud800"}',
    b'{"email": {"$ne": ""}, "password": ["x"]}',
    b'{"email": ' + b"9" * 10_000 + b"}",
    b'{"email": "' + b"a" * 10_000 + b'@example.test", "password": "x"}',
    b'{"reason": ["x"], "courier": {}, "tracking": true}',
    DEEP.encode(),
    ('{"a":' * 50_000 + "1" + "}" * 50_000).encode(),
    ('{"email":' + "[" * 30 + "]" * 30 + "}").encode(),
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("operation", [TOKEN, STEP], ids=["token", "step"])
def test_a_body_that_cannot_be_meant_is_the_senders_fault(api, operation, body):
    answer = call(api, operation, secret=api.doer, body=body, path=[("step", "return")], headers={})
    assert 400 <= answer.status_code < 500, answer.content
    assert answer["Content-Type"] == MEDIA_TYPE
    api.order.refresh_from_db()
    assert api.order.status == "submitted"


@pytest.mark.parametrize(
    "kind",
    ["application/json; charset=hex", "application/json; charset=utf-7", "application/json; x"],
)
def test_json_is_read_as_utf_8_whatever_is_said_of_it(api, kind):
    answer = Client().generic("POST", TOKEN[1], b'{"email": "x"}', content_type=kind)
    assert answer.status_code == 400
    assert "email" in answer.json()["errors"]


def cursor_of(api, operation):
    """A real cursor of a list with more than one page."""
    for _ in range(51):
        factories.make_product(api.world.vendor, api.world.etalase)
    return re.search(r"cursor=([^&\"]+)", call(api, operation).json()["next"])[1]


def test_a_cursor_leads_to_the_next_page_and_a_damaged_one_nowhere(api):
    real = cursor_of(api, PRODUCTS)
    page = call(api, PRODUCTS, query=f"?cursor={real}")
    assert page.status_code == 200
    assert page.json()["results"]
    assert page.json()["previous"]
    damaged = [
        "",
        "x",
        "cD0wMDIwMjY5",
        "bz05OTk5OTk5OTk5OTk5OTk5OTk5",
        "cD0lMDA=",
        "%00",
        "%ed%a0%80",
        real[:-1],
        real[1:],
        real + "x",
        "9" * 5_000,
    ]
    for cursor in damaged:
        for operation in (PRODUCTS, ORDERS):
            answer = call(api, operation, secret=api.reader, query=f"?cursor={cursor}")
            assert answer.status_code == 400, cursor
            assert answer["Content-Type"] == MEDIA_TYPE
    # A cursor of one list is none of another.
    assert call(api, ORDERS, secret=api.reader, query=f"?cursor={real}").status_code == 400


@pytest.mark.parametrize("key", ["", " ", "k" * 81, "k" * 5_000])
def test_a_key_that_is_none_is_refused(api, key):
    answer = call(api, STEP, secret=api.doer, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")


@pytest.mark.parametrize(
    "header",
    [
        "Token",
        "Token ",
        "Token a b",
        "Token \xff\xfe",
        "Basic x",
        "Bearer x",
        "Token " + "x" * 9_000,
    ],
)
def test_a_header_that_is_no_token_is_refused(api, header):
    answer = Client(headers={"Authorization": header}).get("/api/v1/orders/")
    assert answer.status_code == 401
    assert answer["Content-Type"] == MEDIA_TYPE
