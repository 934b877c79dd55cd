"""Pages that everybody opens ask few questions, as many for thirty goods as for three."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import offers, services
from catalog.invariants import offers_that_differ
from catalog.models import Product
from tests import factories

MOST = 8


def addresses(world) -> dict[str, str]:
    return {
        "home": reverse("home"),
        "etalases": reverse("etalase_list"),
        "etalase": reverse("etalase_page", args=[world.etalase.slug]),
        "search": f"{reverse('search')}?q=kain",
        "search with filters": f"{reverse('search')}?q=kain&kelas=micro&sertifikat=pdn&max=9000000",
        "product": reverse("product_page", args=[world.product.public_id]),
        "shop": reverse("shop_page", args=[world.vendor.slug]),
        "market": reverse("market_front", args=[world.agency.tenant.slug]),
    }


def asked(client, address) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


PAGES = [
    "home",
    "etalases",
    "etalase",
    "search",
    "search with filters",
    "product",
    "shop",
    "market",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_costs_few_questions_whatever_the_number_of_goods(world, page):
    address, visitor = addresses(world)[page], Client()
    visitor.get(address)  # the rules of the day are read once a minute
    before = asked(visitor, address)
    for number in range(12):
        factories.make_product(world.vendor, world.etalase, name=f"Kain {number}")
    assert asked(visitor, address) == before <= MOST


def test_changes_at_once_leave_every_offer_as_defined(committed_world):
    world = committed_world
    goods = [world.sku] + [
        factories.sku_of(factories.make_product(world.vendor, world.etalase)) for _ in range(3)
    ]
    ready = threading.Barrier(3)

    def prices() -> None:
        ready.wait(20)
        for number, sku in enumerate(goods * 3):
            services.change_price(sku_id=sku.pk, price_rupiah=1_000_000 + number, actor=world.citra)
        connection.close()

    def words() -> None:
        ready.wait(20)
        for number, sku in enumerate(reversed(goods * 3)):
            Product.objects.filter(pk=sku.product_id).update(tkdn_percent=number)
        connection.close()

    def stock() -> None:
        ready.wait(20)
        for number, sku in enumerate(goods * 3):
            services.set_stock(sku_id=sku.pk, stock=100 + number, actor=world.citra)
        connection.close()

    with ThreadPoolExecutor(3) as pool:
        for task in [pool.submit(work) for work in (prices, words, stock)]:
            task.result(60)
    assert offers_that_differ() == 0
    assert {one.gross_rupiah for one in offers.goods("true", "1", limit=9)}
