"""Ani chooses how the goods come; where nobody says what that costs, she asks Citra."""

import re

import pytest
from django.urls import reverse

from catalog import services as catalog
from catalog.delivery import Rate
from catalog.models import Product
from marketplace.accounts.models import Region
from marketplace.orders.models import FreightQuote, PurchaseOrder
from tests import factories, stories
from tests.sourcing.test_cart import BACKEND, put
from tests.sourcing.test_checkout import ani_at, filled, hidden, order_it

__all__ = ["ani_at"]
CHECKOUT, SHOP = reverse("checkout"), reverse("freight_quotes")


def state(world, *rates, pick_up=False):
    catalog.set_delivery(
        vendor_id=world.vendor.pk,
        rates=[Rate(*rate) for rate in rates],
        pick_up=pick_up,
        actor=world.citra,
    )


def text_of(answer) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).replace("\xa0", " ").split())


@pytest.fixture
def key(world):
    """The section of Citra's cloth at Ani's checkout."""
    return f"{world.vendor.pk}-bela"


def test_ani_asks_citra_names_the_freight_and_the_order_is_placed_at_it(ani_at, world, key):
    state(world)
    put(world, 2)
    data = filled(ani_at, world, **{f"{key}-note": "Titip di satpam"})
    refused = order_it(ani_at, data)  # the way that was posted is not open
    assert (refused.status_code, PurchaseOrder.objects.exists()) == (422, False)
    asked = ani_at.post(CHECKOUT, {**data, "ask": key})
    assert asked.status_code == 200
    assert "Titip di satpam" in asked.content.decode()
    assert "Penyedia sudah ditanya" in text_of(asked)
    again = ani_at.post(CHECKOUT, {**data, "ask": key})
    assert again.status_code == 409
    quote = FreightQuote.objects.get()
    assert (quote.delivery_address, quote.lines.get().quantity) == ("Jalan Contoh 1, lantai 2", 2)

    ani_at.force_login(world.citra, backend=BACKEND)
    assert SHOP in ani_at.get(reverse("tasks")).content.decode()
    assert "Jalan Contoh 1, lantai 2" in ani_at.get(SHOP).content.decode()
    answer = reverse("freight_quote_answer", args=[quote.public_id])
    wrong = ani_at.post(answer, {"freight_rupiah": "seribu", "valid_until": "besok"})
    assert wrong.status_code == 422
    assert 'value="seribu"' in wrong.content.decode()
    shown = ani_at.get(SHOP).context["rows"][0][1]["valid_until"].value()
    sent = ani_at.post(answer, {"freight_rupiah": "50.000", "valid_until": shown.isoformat()})
    assert sent["Location"] == SHOP
    late = ani_at.post(answer, {"freight_rupiah": "1", "valid_until": shown.isoformat()})
    assert late["Location"] == SHOP
    assert "Rp 50.000" in text_of(ani_at.get(SHOP))

    ani_at.force_login(world.ani, backend=BACKEND)
    way = f"quote-{quote.pk}"
    data = filled(ani_at, world, **{f"{key}-freight_way": way})
    assert order_it(ani_at, {**data, f"{key}-freight": "1"}).status_code == 302
    order = PurchaseOrder.objects.get()
    assert (order.freight_rupiah, order.freight_quote) == (50_000, quote)
    page = ani_at.get(reverse("order_detail", args=[order.public_id]))
    assert "Diantar penyedia sesuai jawabannya" in text_of(page)


def test_a_refusal_of_the_shop_is_read_at_checkout(ani_at, world, key):
    state(world)
    put(world, 2)
    ani_at.post(CHECKOUT, {**filled(ani_at, world), "ask": key})
    ani_at.force_login(world.citra, backend=BACKEND)
    quote = FreightQuote.objects.get()
    address = reverse("freight_quote_refuse", args=[quote.public_id])
    assert ani_at.post(address, {"reason": "x"}).status_code == 422
    assert ani_at.post(address, {"reason": "Jalan ke sana putus"}).status_code == 302
    ani_at.force_login(world.ani, backend=BACKEND)
    assert "Jalan ke sana putus" in text_of(ani_at.get(CHECKOUT))


def test_the_freight_follows_the_way_and_the_place(ani_at, world, key):
    world.agency.region = Region.objects.get(code="53.71")
    world.agency.save(update_fields=["region"])
    Product.objects.filter(pk=world.product.pk).update(origin=world.agency.region)
    state(world, (0, 25_000, 1), pick_up=True)
    put(world, 2)
    ((section, form, _words),) = ani_at.get(CHECKOUT).context["page"].parts
    assert [value for value, _label in form.fields["freight_way"].choices] == ["table", "fetched"]
    assert section.tax.freight_rupiah == 25_000
    data = filled(ani_at, world, **{f"{key}-freight_way": "fetched"})
    assert hidden(ani_at.post(CHECKOUT, {**data, "recalculate": "1"}).content.decode(), "seen")
    state(world, (0, 30_000, 1))  # meanwhile the shop has stopped letting offices fetch
    changed = order_it(ani_at, data)
    assert (changed.status_code, PurchaseOrder.objects.exists()) == (422, False)
    calm = filled(ani_at, world, **{f"{key}-freight_way": "table"})
    state(world, (0, 40_000, 1))
    dearer = order_it(ani_at, calm)
    assert dearer.status_code == 409
    assert "Rp 30.000 → Rp 40.000" in text_of(dearer)
    again = {**calm, "seen": hidden(dearer.content.decode(), "seen")}
    assert order_it(ani_at, again).status_code == 302
    assert PurchaseOrder.objects.get().freight_rupiah == 40_000


@pytest.mark.parametrize("name", ["ani", "dedi", "mira"])
def test_what_a_shop_is_asked_is_no_business_of_others(client, world, name):
    factories.hire(world)

    quote = stories.asked(world)
    client.force_login(getattr(world, name), backend=BACKEND)
    assert client.get(SHOP).status_code == 403
    for step in ("answer", "refuse"):
        address = reverse(f"freight_quote_{step}", args=[quote.public_id])
        assert client.post(address, {}).status_code == 404
    assert FreightQuote.objects.get().status == "waiting"


def test_asking_for_a_section_that_is_not_there_asks_nobody(ani_at, world):
    put(world, 2)
    answer = ani_at.post(CHECKOUT, {**filled(ani_at, world), "ask": "999-bela"})
    assert answer.status_code == 409
    assert not FreightQuote.objects.exists()
