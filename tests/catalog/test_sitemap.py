"""What machines read of the market: the map of addresses, and what a product page says to them."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Product
from catalog.views import sitemap
from tests import factories

PHOTO = f"produk/{7:032x}.webp"


def addresses(client, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    tree = ElementTree.fromstring(answer.getvalue())  # noqa: S314 - our own answer
    return [place.text for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]


def whole(client) -> list[str]:
    parts = addresses(client, "/sitemap.xml")
    return [one for part in parts for one in addresses(client, part[len(settings.BASE_URL) :])]


def page_of(product: Product) -> str:
    return f"{settings.BASE_URL}{reverse('product_page', args=[product.public_id])}"


def test_the_map_leads_to_everything_that_is_public_and_to_nothing_else(world, client):
    shop = f"{settings.BASE_URL}{reverse('shop_page', args=[world.vendor.slug])}"
    draft = factories.make_product(world.vendor, world.etalase, status="draft")
    found = whole(client)
    assert {page_of(world.product), shop, f"{settings.BASE_URL}/"} <= set(found)
    assert page_of(draft) not in found
    assert len(found) == len(set(found))
    factories.suspend(world.vendor)
    assert not {page_of(world.product), shop} & set(whole(client))


def test_goods_beyond_one_part_stand_in_the_next_and_empty_parts_are_not_named(
    world, client, monkeypatch
):
    monkeypatch.setattr(sitemap, "PART", 2)
    goods = [world.product]
    goods += [factories.make_product(world.vendor, world.etalase) for _ in range(5)]
    parts = [one for one in addresses(client, "/sitemap.xml") if "barang" in one]
    assert len(parts) >= 3
    found = [addresses(client, part[len(settings.BASE_URL) :]) for part in parts]
    assert all(1 <= len(part) <= 2 for part in found)
    assert sorted(one for part in found for one in part) == sorted(map(page_of, goods))


def test_a_part_is_read_in_one_query_and_says_when_goods_went_live(world, client):
    factories.make_product(world.vendor, world.etalase)
    number = world.sku.pk // sitemap.PART
    with CaptureQueriesContext(
        connection,
    ) as asked:
        text = client.get(f"/sitemap/barang-{number}.xml").getvalue().decode()
    assert len([one for one in asked if "catalog_offer" in one["sql"]]) == 1
    assert "<lastmod>" in text


@pytest.mark.parametrize("path", ["/sitemap/lain-0.xml", "/sitemap/barang-999999999999.xml"])
def test_a_part_that_is_none_is_not_there(client, db, path):
    assert client.get(path).status_code == 404


def test_robots_read_the_map_and_leave_search_alone(client, db):
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.BASE_URL}/sitemap.xml" in text
    assert "Disallow: /cari/" in text


def test_a_product_page_describes_itself_to_machines(world, client):
    """Data, not a script: whatever a shop writes, nothing can end the element it stands in."""
    evil = "Kopi </script><script>alert(1)</script> & teh"
    product = factories.make_product(
        world.vendor, world.etalase, description=evil, photo=PHOTO, price_rupiah=1_000_000
    )
    page = client.get(reverse("product_page", args=[product.public_id])).content.decode()
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    described = json.loads(found)
    assert described["description"] == evil
    assert described["offers"]["price"] == 1_110_000
    assert described["offers"]["priceCurrency"] == "IDR"
    assert described["offers"]["seller"]["name"] == world.vendor.name
    assert f'<link rel="canonical" href="{page_of(product)}">' in page
    assert f'property="og:image" content="{settings.BASE_URL}/gambar/{PHOTO}"' in page


def test_goods_that_are_not_live_say_nothing_to_machines(world, client):
    draft = factories.make_product(world.vendor, world.etalase, status="draft")
    client.force_login(world.citra)
    page = client.get(reverse("product_page", args=[draft.public_id])).content.decode()
    assert "ld+json" not in page
    assert "og:title" not in page
