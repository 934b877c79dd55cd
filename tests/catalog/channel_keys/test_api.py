"""Goods and stock by program: versions that only rise, goods by SKU, nothing of another shop."""

import json

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from catalog.channel_keys import keys
from catalog.channel_keys.models import StockVersion
from catalog.models import ProductRevision, ProductStatus, Sku
from marketplace.core.models import AuditEvent
from marketplace.web.problems import MEDIA_TYPE
from tests import factories, stories
from tests.waiting import eventually

BASE = "/api/v1/channel/"


@pytest.fixture
def shop(world):
    """A program of Citra's shop."""
    return program(world.vendor, world.citra)


def program(vendor, owner, *scopes: str):
    """A client with a key of a shop."""
    wanted = scopes or ("read", "stock", "listing")
    _key, secret = keys.make(
        vendor_id=vendor.pk, actor=owner, name="-".join(wanted), scopes=wanted, days=30
    )
    return Client(headers={"Authorization": f"Key {secret}"})


def put(client, path: str, body):
    return client.put(f"{BASE}{path}", json.dumps(body), content_type="application/json")


def post(client, path: str, body):
    return client.post(f"{BASE}{path}", json.dumps(body), content_type="application/json")


def offer(world, **changes):
    """What a program sends of new goods."""
    body = {
        "name": "Kopi arabika lewat program",
        "etalase": world.etalase.slug,
        "unit": "bungkus",
        "price_rupiah": 65_000,
        "stock": 4,
    }
    return {**body, **changes}


# ---- stock


def test_a_stock_is_said_once_per_version(world, shop):
    sku = factories.sku_of(world.product)
    path, own = f"stock/{sku.code}/", f"{BASE}listings/{sku.code}/"
    assert shop.get(own).json()["stock_version"] == 0
    assert put(shop, path, {"version": 5, "stock": 90}).json()["result"] == "set"
    assert put(shop, path, {"version": 5, "stock": 90}).json()["result"] == "same"
    for version, stock, code in ((4, 90, "stock_version_old"), (5, 91, "stock_version_reused")):
        answer = put(shop, path, {"version": version, "stock": stock})
        assert (answer.status_code, answer.json()["code"]) == (409, code)
        assert answer["Content-Type"] == MEDIA_TYPE
        assert answer.json()["details"]["known_version"] == "5"
    assert shop.get(own).json()["stock_version"] == 5
    sku.refresh_from_db()
    assert sku.stock == 90
    assert put(shop, path, {"version": 6, "stock": 80}).json()["result"] == "set"
    said = AuditEvent.objects.filter(action="channel.stock_said")
    assert said.count() == 3
    assert said.first().actor_id == world.citra.pk
    assert said.first().data["key"].startswith("pbk_")


def test_a_stock_below_what_is_promised_is_refused_and_its_version_is_not_used_up(world, shop):
    sku = factories.sku_of(world.product)
    Sku.objects.filter(pk=sku.pk).update(reserved=3)
    answer = put(shop, f"stock/{sku.code}/", {"version": 1, "stock": 2})
    assert (answer.status_code, answer.json()["code"]) == (422, "rule_violation")
    assert put(shop, f"stock/{sku.code}/", {"version": 1, "stock": 9}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"version": 1},
        {"version": "1", "stock": 1},
        {"version": 1.5, "stock": 1},
        {"version": True, "stock": 1},
        {"version": 0, "stock": 1},
        {"version": 2**63, "stock": 1},
        {"version": 1, "stock": -1},
        {"version": 1, "stock": 10**10},
        {"version": 1, "stock": "١٢"},
        [],
        None,
    ],
)
def test_a_stock_that_is_no_number_is_the_senders_fault(world, shop, body):
    sku = factories.sku_of(world.product)
    assert put(shop, f"stock/{sku.code}/", body).status_code == 400
    assert not StockVersion.objects.exists()


def test_many_stocks_are_taken_or_refused_each_by_itself(world, shop):
    sku = factories.sku_of(world.product)
    items = [
        {"sku": sku.code, "version": 1, "stock": 10},
        {"sku": "tidak-ada", "version": 1, "stock": 10},
        {"sku": sku.code, "version": 1, "stock": 11},
        {"sku": sku.code, "version": 2, "stock": 12},
    ]
    answer = post(shop, "stock/", {"items": items})
    assert answer.status_code == 200
    results = [(one["result"], one.get("code")) for one in answer.json()["items"]]
    assert results == [
        ("set", None),
        ("refused", "not_found"),
        ("refused", "stock_version_reused"),
        ("set", None),
    ]
    sku.refresh_from_db()
    assert sku.stock == 12
    for wrong in ([], [items[0]] * 501, [{"sku": "x"}]):
        assert post(shop, "stock/", {"items": wrong}).status_code == 400


def test_the_database_lets_no_version_fall(world, shop):
    sku = factories.sku_of(world.product)
    put(shop, f"stock/{sku.code}/", {"version": 5, "stock": 90})
    for version in (4, 5):
        with pytest.raises(DatabaseError), transaction.atomic():
            StockVersion.objects.update(version=version)


# ---- goods


def test_goods_are_offered_as_a_draft_changed_and_sent_again(world, shop):
    first = put(shop, "listings/API-1/", offer(world))
    assert (first.status_code, first.json()["result"]) == (201, "new")
    sku = Sku.objects.get(code="API-1")
    assert sku.product.status == ProductStatus.DRAFT
    again = put(shop, "listings/API-1/", offer(world))
    assert (again.status_code, again.json()["result"]) == (200, "same")
    changed = put(shop, "listings/API-1/", {"price_rupiah": 70_000, "unit": "kotak"})
    assert changed.json()["result"] == "changed"
    sku.refresh_from_db()
    assert (sku.price_rupiah, sku.unit) == (70_000, "kotak")
    assert changed.json()["listing"]["listing_status"] == "draft"


def test_a_variant_joins_its_parent_and_a_slash_is_a_sign_like_others(world, shop):
    put(shop, "listings/API-1/", offer(world, label="250 g"))
    answer = put(
        shop,
        "listings/API/2/",
        {"parent": "API-1", "label": "1 kg", "unit": "bungkus", "price_rupiah": 200_000},
    )
    assert answer.status_code == 201, answer.content
    product = Sku.objects.get(code="API/2").product
    assert product.skus.count() == 2


def test_words_of_a_live_listing_wait_and_a_second_change_is_refused(world, shop):
    code = factories.sku_of(world.product).code
    body = {"name": "Nama baru lewat program"}
    assert put(shop, f"listings/{code}/", body).json()["result"] == "changed"
    assert ProductRevision.objects.filter(product=world.product, status="submitted").exists()
    assert put(shop, f"listings/{code}/", body).json()["result"] == "same"
    other = put(shop, f"listings/{code}/", {"name": "Nama yang lain lagi"})
    assert (other.status_code, other.json()["code"]) == (422, "listing_refused")
    assert "name" in other.json()["details"]


def test_a_price_that_jumps_is_meant_by_saying_it_twice(world, shop):
    put(shop, "listings/API-1/", offer(world))
    dear = {"price_rupiah": 6_500_000}
    refused = put(shop, "listings/API-1/", dear)
    assert (refused.status_code, refused.json()["code"]) == (422, "price_jumps")
    meant = put(shop, "listings/API-1/", {**dear, "confirm_price_rupiah": 6_500_000})
    assert meant.json()["result"] == "changed"


def test_a_live_price_that_rises_far_is_refused_by_program_too(world, shop):
    code = factories.sku_of(world.product).code
    dear = {"price_rupiah": 1_500_000, "confirm_price_rupiah": 1_500_000}
    refused = put(shop, f"listings/{code}/", dear)
    assert (refused.status_code, refused.json()["code"]) == (422, "price_rise_needs_review")
    assert refused.json()["details"]["most_rupiah"] == "1200000"


@pytest.mark.parametrize(
    "body",
    [
        {"name": "=HYPERLINK(1)"},
        {"name": "abc"},
        {"price_rupiah": "65.000"},
        {"price_rupiah": 0},
        {"etalase": "tidak-ada"},
        {"tax_class": "x"},
        {"is_domestic": "mungkin"},
        {"tkdn_percent": "140"},
        {"stock": 1.5},
    ],
)
def test_goods_that_cannot_be_meant_are_refused(world, shop, body):
    answer = put(shop, "listings/API-1/", offer(world, **body))
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == MEDIA_TYPE
    assert not Sku.objects.filter(code="API-1").exists()


def test_what_is_not_of_the_body_is_not_written(world, shop):
    sneaky = {"reserved": 9, "active": False, "vendor": 1, "status": "published", "is_lead": True,
              "photo": "https://127.0.0.1/", "code": "LAIN"}  # fmt: skip
    assert put(shop, "listings/API-1/", offer(world, **sneaky)).status_code == 201
    sku = Sku.objects.get(code="API-1")
    assert (sku.reserved, sku.active, sku.vendor) == (0, True, world.vendor)
    assert (sku.product.status, sku.product.photo) == ("draft", "")


def test_own_goods_are_listed_by_cursor(world, shop):
    for _ in range(60):
        factories.make_product(world.vendor, world.etalase)
    other = factories.make_product(factories.make_vendor(), world.etalase)
    page, seen = shop.get(f"{BASE}listings/").json(), []
    while True:
        seen += [one["sku"] for one in page["results"]]
        if page["next"] is None:
            break
        page = shop.get(page["next"]).json()
    assert len(seen) == len(set(seen)) == Sku.objects.filter(vendor=world.vendor).count()
    assert factories.sku_of(other).code not in seen
    assert shop.get(f"{BASE}listings/?cursor=x").status_code == 400


# ---- orders


def test_changes_of_orders_come_once_and_in_order(committed_world):
    world = committed_world
    shop = program(world.vendor, world.citra)
    empty = shop.get(f"{BASE}order-changes/").json()
    assert empty["results"] == []
    order = stories.issued(world)
    since = f"{BASE}order-changes/?cursor={empty['cursor']}"
    first = eventually(lambda: shop.get(since).json()["results"] and shop.get(since).json())
    assert {one["order"] for one in first["results"]} == {str(order.public_id)}
    assert first["results"][-1]["status"] == "issued"
    assert shop.get(f"{BASE}order-changes/?cursor={first['cursor']}").json()["results"] == []
    assert shop.get(f"{BASE}order-changes/?cursor=x").status_code == 400
    owner = factories.make_user("Sari")
    other = program(factories.make_vendor(owner), owner)
    assert other.get(f"{BASE}order-changes/").json()["results"] == []


# ---- who may


def test_another_shops_sku_is_not_there(world, shop):
    owner = factories.make_user("Sari")
    factories.make_vendor(owner)
    other = factories.make_product(owner.vendor_memberships.get().vendor, world.etalase)
    code = factories.sku_of(other).code
    assert shop.get(f"{BASE}listings/{code}/").status_code == 404
    assert put(shop, f"stock/{code}/", {"version": 1, "stock": 1}).status_code == 404
    before = factories.sku_of(other).price_rupiah
    put(shop, f"listings/{code}/", {"price_rupiah": before + 1})
    assert factories.sku_of(other).price_rupiah == before


@pytest.mark.parametrize("scope", ["read", "stock", "listing"])
def test_a_key_does_what_its_scopes_say_and_nothing_else(world, scope):
    client = program(world.vendor, world.citra, scope)
    code = factories.sku_of(world.product).code
    answers = {
        "read": shop_reads(client, code),
        "stock": put(client, f"stock/{code}/", {"version": 1, "stock": 50}).status_code,
        "listing": put(client, f"listings/{code}/", {"weight_gram": 9}).status_code,
    }
    assert {name for name, status in answers.items() if status == 200} == {scope}
    assert set(answers.values()) == {200, 403}


def shop_reads(client, code: str) -> int:
    answers = {
        client.get(f"{BASE}{path}").status_code
        for path in ("listings/", f"listings/{code}/", "order-changes/")
    }
    assert len(answers) == 1
    return answers.pop()


@pytest.mark.parametrize("header", ["Key pbk_salah", "Key", "Token pbk_salah", "Key a b", ""])
def test_without_a_key_nothing_opens(world, header):
    client = Client(headers={"Authorization": header} if header else {})
    for path in ("listings/", "listings/X/", "order-changes/"):
        assert client.get(f"{BASE}{path}").status_code == 401
    assert put(client, "stock/X/", {"version": 1, "stock": 1}).status_code == 401


def test_a_key_opens_nothing_but_its_own_doors(world, shop):
    assert shop.get("/api/v1/orders/").status_code == 401


def test_a_stopped_shop_changes_nothing_by_program(world, shop):
    factories.suspend(world.vendor)
    code = factories.sku_of(world.product).code
    assert put(shop, f"stock/{code}/", {"version": 1, "stock": 1}).status_code == 403
    assert put(shop, "listings/API-1/", offer(world)).status_code == 403


def test_a_shops_program_has_the_limit_of_who_made_its_key(world, shop, settings):
    settings.API_LIMITS = dict.fromkeys(settings.API_LIMITS, 0)
    answer = shop.get(f"{BASE}listings/")
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 61
