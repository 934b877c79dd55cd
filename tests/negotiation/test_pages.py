"""Ani offers from her cart, Citra answers on her page, and checkout orders at what was agreed."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from catalog import services as catalog
from catalog.delivery import Rate
from catalog.models import Product
from marketplace.accounts.models import Region
from marketplace.core import clock
from marketplace.negotiation.models import Negotiation
from marketplace.orders.models import PurchaseOrder
from tests import factories
from tests.negotiation import stories
from tests.sourcing.test_cart import BACKEND, put
from tests.sourcing.test_checkout import filled, order_it

CART, CHECKOUT = reverse("cart"), reverse("checkout")


@pytest.fixture
def world(kept_world):
    return kept_world


@pytest.fixture
def at(client):
    def sign_in(user):
        client.force_login(user, backend=BACKEND)
        return client

    return sign_in


def text_of(answer) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).replace("\xa0", " ").split())


def key(world) -> str:
    return f"{world.vendor.pk}-bela"


def start(world) -> str:
    return reverse("cart_negotiate", args=[key(world)])


def offer(world, price, **fields) -> dict[str, str]:
    sku = factories.sku_of(world.product)
    return {
        f"price_{sku.pk}": price,
        "freight_rupiah": "0",
        "words": "",
        "delivery_region": world.agency.region_id,
        "delivery_address": "Jalan Contoh 1",
        **fields,
    }


def step(row, name) -> str:
    return reverse(f"negotiation_{name}", args=[row.public_id])


def page(row) -> str:
    return reverse("negotiation", args=[row.public_id])


def test_from_the_cart_to_an_order_at_the_agreed_price(at, world):
    put(world, 2)
    ani = at(world.ani)
    assert start(world) in ani.get(CART).content.decode()
    shown = ani.get(start(world))
    assert 'value="1.000.000"' in shown.content.decode()
    sent = ani.post(start(world), offer(world, "900.000"))
    row = Negotiation.objects.get()
    assert sent["Location"] == page(row)
    assert ani.get(start(world))["Location"] == page(row)

    citra = at(world.citra)
    assert page(row) in citra.get(reverse("tasks")).content.decode()
    assert page(row) in citra.get(reverse("negotiations")).content.decode()
    assert "Rp 900.000" in text_of(citra.get(page(row)))
    sku = factories.sku_of(world.product)
    counter = {f"price_{sku.pk}": "950.000", "freight_rupiah": "25.000", "words": "Benang naik"}
    assert citra.post(step(row, "counter"), {**counter, "seen": "1"}).status_code == 302

    ani = at(world.ani)
    assert "Benang naik" in text_of(ani.get(page(row)))
    assert ani.post(step(row, "accept"), {"seen": "2", "words": ""})["Location"] == page(row)
    assert row.number in ani.get(reverse("documents")).content.decode()
    assert ani.get(reverse("issued_document", args=[row.number])).status_code == 200

    checkout = ani.get(CHECKOUT)
    ((section, form, _words),) = checkout.context["page"].parts
    assert (section.agreement, section.tax.goods_rupiah) == (row.number, 1_900_000)
    assert form["freight_way"].value() == f"agreed-{row.pk}"
    data = filled(ani, world, **{f"{key(world)}-freight_way": f"agreed-{row.pk}"})
    assert order_it(ani, data).status_code == 302
    order = PurchaseOrder.objects.get()
    assert (order.goods_rupiah, order.freight_rupiah) == (1_900_000, 25_000)
    budi = at(world.budi)
    shown = budi.get(reverse("order_detail", args=[order.public_id]))
    assert page(row) in shown.content.decode()
    assert "Rp 2.000.000" in text_of(shown)  # what the list asked, beside what was agreed
    assert row.number in ani.get(page(row)).content.decode()


@pytest.mark.parametrize("wrong", ["1.000,50", "-5", "0", "seribu", "1.000.001", ""])
def test_what_is_typed_wrongly_stays_typed_and_offers_nothing(at, world, wrong):
    put(world, 2)
    answer = at(world.ani).post(start(world), offer(world, wrong, words="Untuk rapat"))
    assert answer.status_code == 422
    assert f'value="{wrong}"' in answer.content.decode() or not wrong
    assert 'value="Untuk rapat"' in answer.content.decode()
    assert not Negotiation.objects.exists()
    row = stories.offered(world)
    sku = factories.sku_of(world.product)
    data = {f"price_{sku.pk}": wrong, "freight_rupiah": "abc", "words": "Untuk", "seen": "1"}
    answer = at(world.citra).post(step(row, "counter"), data)
    assert answer.status_code == 422
    assert 'value="abc"' in answer.content.decode()
    assert 'value="Untuk"' in answer.content.decode()
    assert row.rounds.count() == 1


def test_an_offer_that_lowers_nothing_asks_for_its_reason(at, world):
    put(world, 2)
    answer = at(world.ani).post(start(world), offer(world, "1.000.000"))
    assert answer.status_code == 422
    sent = at(world.ani).post(start(world), offer(world, "1.000.000", words="Minta kiriman pagi"))
    assert sent.status_code == 302


def test_the_freight_of_the_table_is_the_most_that_is_asked(at, world):
    world.agency.region = Region.objects.get(code="53.71")
    world.agency.save(update_fields=["region"])
    Product.objects.filter(pk=world.product.pk).update(origin=world.agency.region)
    catalog.set_delivery(
        vendor_id=world.vendor.pk,
        rates=[Rate(0, 30_000, 1)],
        pick_up=True,
        actor=world.citra,
    )
    put(world, 2)
    ani = at(world.ani)
    assert 'value="30.000"' in ani.get(start(world)).content.decode()
    above = ani.post(start(world), offer(world, "900.000", freight_rupiah="30.001"))
    assert above.status_code == 422
    assert ani.post(start(world), offer(world, "900.000", freight_rupiah="20.000"))["Location"]
    assert Negotiation.objects.get().list_freight_rupiah == 30_000


def test_what_no_longer_fits_is_said_and_the_list_price_taken(at, world):
    row = stories.agreed(world)
    put(world, 3)
    ani = at(world.ani)
    shown = ani.get(CHECKOUT)
    assert row.number in text_of(shown)
    ((section, form, _words),) = shown.context["page"].parts
    assert (section.agreement, section.tax.goods_rupiah) == ("", 3_000_000)
    assert "agreed" not in str(form.fields["freight_way"].choices)
    forged = filled(ani, world, **{f"{key(world)}-freight_way": f"agreed-{row.pk}"})
    assert order_it(ani, forged).status_code == 422
    assert order_it(ani, filled(ani, world)).status_code == 302
    assert PurchaseOrder.objects.get().goods_rupiah == 3_000_000


def test_an_agreement_that_ends_during_checkout_is_named(at, world):
    row = stories.agreed(world)
    put(world, 2)
    ani = at(world.ani)
    data = filled(ani, world, **{f"{key(world)}-freight_way": f"agreed-{row.pk}"})
    with clock.moved_to(clock.now() + timedelta(days=15)):
        late = order_it(ani, data)
    assert late.status_code in {409, 422}
    assert not PurchaseOrder.objects.exists()
    assert order_it(ani, data).status_code == 302


def test_the_way_chosen_may_be_another_than_agreed(at, world):
    stories.agreed(world)
    put(world, 2)
    ani = at(world.ani)
    data = filled(ani, world, **{f"{key(world)}-freight_way": "fetched"})
    assert order_it(ani, data).status_code == 302
    order = PurchaseOrder.objects.get()
    assert (order.goods_rupiah, order.negotiation) == (2_000_000, None)


def test_nothing_chosen_or_not_mine_opens_no_negotiation(at, world):
    ani = at(world.ani)
    assert ani.get(start(world))["Location"] == CART
    assert ani.post(reverse("cart_negotiate", args=["x"]), offer(world, "1"))["Location"] == CART
    assert at(world.budi).get(start(world)).status_code == 403
    row = stories.offered(world)
    for name in ("accept", "counter", "refuse"):
        assert at(world.dedi).post(step(row, name), {"seen": "1"}).status_code == 404
        assert at(world.budi).post(step(row, name), {"seen": "1"}).status_code == 403
    assert at(world.dedi).get(page(row)).status_code == 404
    assert at(world.indra).get(page(row)).status_code == 200
    assert row.rounds.count() == 1


def test_a_second_answer_finds_the_first(at, world):
    row = stories.offered(world)
    citra = at(world.citra)
    assert citra.post(step(row, "refuse"), {"seen": "1", "words": "x"}).status_code == 422
    assert citra.post(step(row, "refuse"), {"seen": "1", "words": "Rugi kami"}).status_code == 302
    again = citra.post(step(row, "accept"), {"seen": "1", "words": ""})
    assert again.status_code == 409
    assert "sudah berakhir" in text_of(again)
    assert row.rounds.count() == 2


def test_what_was_typed_stays_when_the_other_side_spoke_meanwhile(at, world):
    row = stories.countered(world, stories.offered(world))
    bagus = factories.make_officer("Bagus", "procurement_officer", world.agency)
    stories.countered(world, row, 910_000, actor=bagus)
    stories.countered(world, row, 940_000)
    sku = factories.sku_of(world.product)
    typed = {f"price_{sku.pk}": "920.000", "freight_rupiah": "0", "words": "Anggaran terbatas"}
    ani = at(world.ani)
    late = ani.post(step(row, "counter"), {**typed, "seen": "2"})
    assert (late.status_code, row.rounds.count()) == (409, 4)
    page = late.content.decode()
    assert all(f'value="{words}"' in page for words in ("920.000", "Anggaran terbatas"))
    assert 'name="seen" value="4"' in page
    assert ani.post(step(row, "counter"), {**typed, "seen": "4"}).status_code == 302


def test_a_page_of_negotiations_costs_the_same_however_many(
    at, world, django_assert_max_num_queries
):
    for _time in range(3):
        row = stories.offered(world)
        stories.refused(row, world.ani)
    stories.offered(world)
    ani = at(world.ani)
    ani.get(reverse("negotiations"))
    with django_assert_max_num_queries(22):
        ani.get(reverse("negotiations"))
    with django_assert_max_num_queries(30):
        ani.get(page(row))
