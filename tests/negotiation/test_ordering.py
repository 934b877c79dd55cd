"""Ani orders at what was agreed: these goods, this place, in time, once; else at the list."""

from dataclasses import replace
from datetime import timedelta

import pytest

from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.invariants import examine
from marketplace.negotiation.rules import Terms
from marketplace.negotiation.services import open_negotiation
from marketplace.orders.freight import FreightChoice
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.services import (
    approve_order,
    change_quantities,
    decline_order,
    reissue_order,
    reject_order,
    resubmit_order,
    strike_lines,
)
from tests import factories
from tests.negotiation import stories
from tests.orders import stories as orders


@pytest.fixture
def world(kept_world):
    return kept_world


def by(row) -> FreightChoice:
    return FreightChoice("agreed", negotiation_id=row.pk)


def ordered(world, row, **fields) -> PurchaseOrder:
    return orders.submitted(world, freight=by(row), **fields)


def no(code, act):
    before = list(PurchaseOrder.objects.values())
    with pytest.raises(DomainError) as told:
        act()
    assert told.value.code == code
    assert list(PurchaseOrder.objects.values()) == before
    return told.value


def test_an_order_costs_what_was_agreed_and_its_taxes_follow(world):
    row = stories.agreed(world)
    order = ordered(world, row)
    line = order.lines.get()
    assert (line.unit_price_rupiah, line.total_rupiah) == (900_000, 1_800_000)
    assert (line.agreed_price.kind, line.agreed_price.source) == (
        "negotiated",
        f"negotiation:{row.pk}",
    )
    assert (order.freight_way, order.freight_rupiah, order.negotiation) == ("agreed", 50_000, row)
    assert order.vat_rupiah == 1_850_000 * 11 // 100
    assert order.gross_rupiah == 1_850_000 + order.vat_rupiah
    assert not [one.code for one, found in examine() if found]
    approve_order(order_id=order.pk, actor=world.budi)


def test_what_was_agreed_is_used_once_and_comes_back_when_its_order_came_to_nothing(world):
    row = stories.agreed(world)
    order = ordered(world, row)
    assert order.number in no("agreement_used", lambda: ordered(world, row)).message
    reject_order(order_id=order.pk, reason="Belum perlu", actor=world.budi)
    assert ordered(world, row).gross_rupiah == order.gross_rupiah


def other_place(world):
    return {
        "delivery_region_id": factories.make_region(level="district", parent=world.agency.region).pk
    }


@pytest.mark.parametrize(
    "fields",
    [
        lambda _world: {"quantity": 1},
        lambda _world: {"quantity": 3},
        other_place,
        lambda world: {
            "items": [
                orders.order_item(world.product, 2),
                orders.order_item(factories.make_product(world.vendor, world.etalase), 1),
            ]
        },
    ],
    ids=["fewer", "more", "elsewhere", "other goods"],
)
def test_other_goods_or_another_place_are_ordered_at_the_list_price(world, fields):
    row = stories.agreed(world)
    told = no("agreement_unusable", lambda: ordered(world, row, **fields(world)))
    assert row.number in told.message
    assert told.details["field"] == "freight_way"
    assert orders.submitted(world).lines.get().unit_price_rupiah == stories.LIST


def test_what_is_not_agreed_or_holds_no_more_is_nobodys_price(world):
    running = stories.offered(world)
    no("agreement_unusable", lambda: ordered(world, running))
    row = stories.accepted(running, world.citra)
    other = factories.make_vendor()
    goods = factories.make_product(other, world.etalase)
    no("agreement_unusable", lambda: ordered(world, row, product=goods))
    with clock.moved_to(clock.now() + timedelta(days=15)):
        no("agreement_unusable", lambda: ordered(world, row))
    with clock.moved_to(clock.now() + timedelta(days=14)):
        assert ordered(world, row).freight_way == "agreed"


def price(world, rupiah):
    factories.make_price(factories.sku_of(world.product), rupiah)


def test_a_list_that_asks_less_than_was_agreed_wins(world):
    row = stories.agreed(world)
    price(world, 850_000)
    no("agreement_unusable", lambda: ordered(world, row))
    price(world, 950_000)
    assert ordered(world, row).lines.get().unit_price_rupiah == 900_000


def two(world):
    return factories.make_product(world.vendor, world.etalase, price_rupiah=500_000)


def test_lines_may_be_struck_but_their_numbers_stay(world):
    more = two(world)
    goods = {factories.sku_of(world.product).pk: 2, factories.sku_of(more).pk: 3}
    row = open_negotiation(
        about=replace(stories.about(world), units=goods),
        asked=Terms(dict.fromkeys(goods, 400_000), 0),
        words="",
        actor=world.ani,
    )
    stories.accepted(row, world.citra)
    items = [orders.order_item(world.product, 2), orders.order_item(more, 3)]
    order = ordered(world, row, items=items)
    lines = list(order.lines.all())
    strike_lines(order_id=order.pk, reasons={lines[1].pk: "Belum perlu"}, actor=world.budi)
    order.refresh_from_db()
    assert order.goods_rupiah == 800_000
    assert not [one.code for one, found in examine() if found]


def test_a_returned_order_keeps_its_price_and_its_numbers(world):
    order = orders.returned(world, freight=by(stories.agreed(world)))
    line = order.lines.get()
    no(
        "negotiated_quantity",
        lambda: change_quantities(order_id=order.pk, quantities={line.pk: 1}, actor=world.ani),
    )
    resubmit_order(order_id=order.pk, seen=orders.seen(order), actor=world.ani)
    order.refresh_from_db()
    assert order.lines.get().unit_price_rupiah == 900_000


def test_an_order_issued_anew_uses_what_still_holds(world):
    order = orders.issued(world, freight=by(stories.agreed(world)))
    decline_order(order_id=order.pk, reason="Stok habis di gudang", actor=world.citra)
    again = reissue_order(order_id=order.pk, seen=orders.seen(order), actor=world.ani)
    assert again.lines.get().unit_price_rupiah == 900_000
    assert again.negotiation_id == order.negotiation_id


def test_the_agreement_of_another_office_is_not_ours(world):
    agency = world.dedi.memberships.get().agency
    row = stories.offered(
        world, actor=world.dedi, agency_id=agency.pk, region_id=world.agency.region_id
    )
    stories.accepted(row, world.citra)
    no("agreement_unusable", lambda: ordered(world, row))
    assert not PurchaseOrder.objects.exists()
