"""Who makes goods, on the pages of the cooperative, of buyers, and of whoever passes by."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog import services as catalog
from catalog.maker_models import ProductMaker
from tests import cooperatives, factories, stories
from tests.clients import signed_in


@pytest.fixture
def three(world):
    """Three members of Citra's cooperative, none of them named in public yet."""
    factories.hire(world)
    cooperatives.make_cooperative(world)
    return cooperatives.add_members(world)


def address(world) -> str:
    return reverse("product_makers", args=[world.product.public_id])


def rows(*pairs: tuple[str, str]) -> dict[str, str]:
    typed = {}
    for place, (member, share) in enumerate(pairs):
        typed |= {f"member-{place}": member, f"share-{place}": share}
    return typed


def test_staff_name_makers_by_number_label_or_name(world, three):
    client = signed_in(world.lina)
    assert (
        address(world)
        in client.get(reverse("product_edit", args=[world.product.public_id])).content.decode()
    )
    typed = rows(("A-001", "50"), ("A-002 · Marten Nubatonis", "22,5"), ("yosefina bria", "10"))
    assert client.post(address(world), typed).status_code == 302
    named = ProductMaker.objects.filter(until=None).order_by("pk")
    assert [(one.member.name, one.share_bp) for one in named] == [
        ("Yuliana Tefa", 5_000),
        ("Marten Nubatonis", 2_250),
        ("Yosefina Bria", 1_000),
    ]
    again = client.post(address(world), rows(("A-001", "50")))
    assert again.status_code == 302
    assert ProductMaker.objects.filter(until=None).count() == 1
    assert ProductMaker.objects.count() == 3  # ended, not removed; what stays the same is not ended


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        (rows(("Siapa", "50")), "Tidak ada anggota dengan nama itu"),
        (rows(("A-001", "")), "lebih dari 0"),
        (rows(("A-001", "60"), ("A-002", "50")), "110"),
        (rows(("A-001", "10"), ("A-001", "10")), "sudah ada di baris lain"),
        (rows(("A-001", "12,345")), "12,345"),
    ],
)
def test_a_refusal_keeps_what_was_typed(world, three, typed, word):
    client = signed_in(world.citra)
    page = client.post(address(world), typed, headers={"accept-language": "id"})
    assert page.status_code == 422
    assert word in page.content.decode()
    assert typed["member-0"] in page.content.decode()
    assert not ProductMaker.objects.exists()


def test_the_public_page_names_who_agreed_and_counts_the_others(world, three, client):
    shares = {three[0].pk: 4_000, three[1].pk: 3_000, three[2].pk: 1_000}
    catalog.set_makers(product_id=world.product.pk, shares=shares, actor=world.citra)
    page = reverse("product_page", args=[world.product.public_id])
    shown = client.get(page, headers={"accept-language": "id"}).content.decode()
    assert "3 anggota" in shown
    assert "Yuliana" not in shown
    cooperatives.services.change_member(
        member_id=three[0].pk,
        facts=cooperatives.facts(region_id=world.vendor.region_id, named_in_public=True),
        actor=world.citra,
    )
    shown = client.get(page, headers={"accept-language": "id"}).content.decode()
    assert "Yuliana Tefa (Kota Kupang)" in shown
    assert "dan 2 anggota" in shown
    assert "yang tidak disebut namanya" in shown
    assert "Marten" not in shown


def test_buyer_and_shop_read_the_makers_under_the_line(world, three):
    shares = {three[0].pk: 4_000, three[1].pk: 3_000}
    catalog.set_makers(product_id=world.product.pk, shares=shares, actor=world.citra)
    order = stories.issued(world)
    for who in (world.ani, world.budi, world.citra, world.indra):
        page = signed_in(who).get(reverse("order_detail", args=[order.public_id]))
        assert "Yuliana Tefa, Marten Nubatonis" in page.content.decode()
    letter = signed_in(world.ani).get(reverse("order_letter", args=[order.public_id]))
    assert "Dibuat oleh Yuliana Tefa, Marten Nubatonis" in letter.content.decode()


def test_many_lines_with_many_makers_ask_no_more_queries(world, three):
    def pages(order) -> int:
        client = signed_in(world.ani)
        client.get(reverse("order_detail", args=[order.public_id]))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("order_detail", args=[order.public_id]))
        return len(asked)

    few = pages(stories.submitted(world, 1))
    goods = [factories.make_product(world.vendor, world.etalase) for _ in range(8)]
    for product in goods:
        shares = dict.fromkeys([member.pk for member in three], 3_000)
        catalog.set_makers(product_id=product.pk, shares=shares, actor=world.citra)
    items = [stories.order_item(product, 1) for product in goods]
    more = pages(stories.submitted(world, items=items))
    assert more <= few + 2  # the makers of all, and the orders before it
