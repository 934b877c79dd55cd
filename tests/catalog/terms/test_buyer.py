"""Ani buys by the terms of the shop: the price for her quantity, its bounds, its places."""

import pytest
from django.urls import reverse

from catalog.terms import AboveMaximum, BelowMinimum, OutsideServiceArea
from marketplace.core.invariants import examine
from marketplace.orders.models import PriceKind
from marketplace.orders.services import change_quantities, resubmit_order, return_order
from marketplace.orders.services.new_lines import PriceChanged
from marketplace.orders.services.place import place_orders
from marketplace.sourcing import queries
from marketplace.sourcing.item_reading import items_of
from tests import factories, stories
from tests.catalog.terms.stating import MILLION, TIERS, put, state, state_listing
from tests.sourcing.test_cart import BACKEND


def line_of(order):
    return order.lines.select_related("agreed_price").get()


@pytest.mark.parametrize(
    ("quantity", "price", "kind"),
    [
        (9, MILLION, PriceKind.CATALOGUE),
        (10, 900_000, PriceKind.TIERED),
        (49, 900_000, PriceKind.TIERED),
        (50, 850_000, PriceKind.TIERED),
    ],
)
def test_a_line_costs_what_the_quantity_costs(world, quantity, price, kind):
    state(world, tiers=TIERS)
    line = line_of(stories.submitted(world, quantity))
    assert (line.unit_price_rupiah, line.total_rupiah) == (price, quantity * price)
    assert line.agreed_price.kind == kind
    assert line.agreed_price.version == world.sku.price_versions.latest("pk")


def test_the_cart_prices_by_the_same_steps(world):
    state(world, tiers=TIERS)
    put(world, 9)
    assert _line(world).price_rupiah == MILLION
    put(world, 1)
    assert (_line(world).price_rupiah, _line(world).total_rupiah) == (900_000, 9 * MILLION)


def _line(world):
    cart = queries.cart_of(world.ani, world.agency.pk)
    return queries.sections(items_of(cart, only_chosen=True), world.agency)[0].lines[0]


def test_a_tier_that_changed_must_be_confirmed_only_where_it_counts(world):
    state(world, tiers=TIERS)
    put(world, 12)
    seen = stories.order_item(world.product, 12)
    few = stories.order_item(world.product, 2)
    state(world, tiers=[(10, 950_000)])
    assert _line(world).changed_to_rupiah == 950_000
    with pytest.raises(PriceChanged) as refused:
        place_orders(
            agency_id=world.agency.pk, drafts=[stories.draft(world, items=[seen])], actor=world.ani
        )
    assert "900.000" in refused.value.message
    assert "950.000" in refused.value.message
    order = stories.submitted(world, items=[few])  # two cost what they cost before
    assert line_of(order).unit_price_rupiah == MILLION


def test_fewer_of_a_returned_order_cost_what_its_version_says(world):
    state(world, tiers=TIERS)
    order = stories.submitted(world, 50)
    state(world, tiers=[(10, 990_000)])  # the order keeps what Ani saw
    return_order(order_id=order.pk, reason="Kurangi jumlahnya", actor=world.budi)
    change_quantities(order_id=order.pk, quantities={line_of(order).pk: 12}, actor=world.ani)
    line = line_of(order)
    assert (line.quantity, line.unit_price_rupiah) == (12, 900_000)
    order.refresh_from_db()
    assert order.goods_rupiah == 12 * 900_000
    change_quantities(order_id=order.pk, quantities={line.pk: 3}, actor=world.ani)
    assert line_of(order).agreed_price.kind == PriceKind.CATALOGUE
    resubmit_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)
    assert not [one for one, found in examine() if found]


@pytest.mark.parametrize(
    ("quantity", "refusal"), [(4, BelowMinimum), (21, AboveMaximum), (5, None), (20, None)]
)
def test_bounds_of_an_order_in_cart_and_at_submission(world, quantity, refusal):
    state(world, min_quantity=5, max_quantity=20)
    if refusal is None:
        assert put(world, quantity).quantity == quantity
        assert stories.submitted(world, quantity).lines.get().quantity == quantity
        return
    with pytest.raises(refusal) as refused:
        put(world, quantity)
    assert str(quantity) in refused.value.message
    assert str(5 if refusal is BelowMinimum else 20) in refused.value.message
    with pytest.raises(refusal):
        stories.submitted(world, quantity)


def test_what_lies_in_the_cart_is_counted_together(world):
    state(world, max_quantity=5)
    put(world, 3)
    with pytest.raises(AboveMaximum):
        put(world, 3)


def test_bounds_that_came_later_are_named_in_the_cart(world):
    put(world, 2)
    state(world, min_quantity=5)
    assert "5" in _line(world).outside
    cart = queries.cart_of(world.ani, world.agency.pk)
    assert queries.sections(items_of(cart, only_chosen=True), world.agency)[0].needs_attention


def test_a_returned_order_keeps_to_the_bounds_of_today(world):
    order = stories.submitted(world, 5)
    return_order(order_id=order.pk, reason="Periksa jumlahnya", actor=world.budi)
    state(world, min_quantity=5)
    with pytest.raises(BelowMinimum):
        change_quantities(order_id=order.pk, quantities={line_of(order).pk: 4}, actor=world.ani)
    state(world, min_quantity=6)
    with pytest.raises(BelowMinimum):
        resubmit_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)


def test_goods_go_to_the_places_that_are_served(world):
    region = world.agency.region
    for served in ([], [region.code], [region.parent.code]):
        state_listing(world, service_area=served)
        assert stories.submitted(world, 1).pk
    far = factories.make_region("Kota Jauh")
    state_listing(world, service_area=[far.code])
    with pytest.raises(OutsideServiceArea) as refused:
        stories.submitted(world, 1)
    assert "Kota Jauh" in refused.value.message
    assert region.name in refused.value.message


def test_the_officer_reads_it_on_the_page_of_the_goods(client, world):
    far = factories.make_region("Kota Jauh")
    state_listing(world, service_area=[far.code], prepared_in_id=far.pk)
    state(world, tiers=TIERS, min_quantity=5, lead_days=3, capacity_per_day=40)
    client.force_login(world.ani, backend=BACKEND)
    page = client.get(reverse("product_page", args=[world.product.public_id]))
    text = page.content.decode()
    for words in ("Kota Jauh", "10–49", "Siap dalam 3 hari kerja", "40 lembar", 'value="5"'):
        assert words in text
    assert "tidak ke" in text  # her office is not served


def test_visitors_read_the_terms_without_a_query_a_row(
    client, world, django_assert_max_num_queries
):
    state(world, tiers=TIERS, min_quantity=5, lead_days=0)
    address = reverse("product_page", args=[world.product.public_id])
    client.get(address)
    with django_assert_max_num_queries(12):
        text = client.get(f"{address}?jml=50").content.decode()
    assert "Siap seketika" in text
    assert "csrfmiddlewaretoken" not in text


def test_programs_read_the_terms(client, world):
    state(world, tiers=TIERS, min_quantity=5, lead_days=3, capacity_per_day=40)
    answer = client.get(f"/api/v1/products/{world.product.public_id}/").json()
    variant = answer["variants"][0]
    assert variant["tiers"] == [
        {"from_quantity": 10, "price_rupiah": 900_000},
        {"from_quantity": 50, "price_rupiah": 850_000},
    ]
    assert (variant["min_quantity"], variant["lead_days"]) == (5, 3)
    assert (variant["capacity_per_day"], answer["service_area"]) == (40, [])
