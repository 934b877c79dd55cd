"""What bringing goods costs: the shop's table, nothing where they are fetched, or its answer."""

from datetime import timedelta

import pytest

from catalog import services as catalog
from catalog.delivery import Rate
from catalog.models import Product
from marketplace.accounts.models import Region
from marketplace.core import clock
from marketplace.core.errors import DomainError
from marketplace.core.models import AuditEvent, OutboxEvent
from marketplace.notices.models import Channel, Notice
from marketplace.orders import freight_handlers
from marketplace.orders.freight import FreightChoice
from marketplace.orders.models import FreightQuote, PurchaseOrder
from marketplace.orders.revival import Revival
from marketplace.orders.services import (
    answer_freight,
    approve_order,
    ask_freight,
    change_quantities,
    decline_order,
    refuse_freight,
    reissue_order,
    reject_order,
    resubmit_order,
    return_order,
)
from marketplace.sourcing import handlers
from tests import factories
from tests import stories as told
from tests.orders import stories

TABLE = FreightChoice("table")
KUPANG, BELU = "53.71", "53.04"


@pytest.fixture
def kupang(world):
    """Ani's office in Kota Kupang; Citra's goods come from Belu, some 150 km away."""
    world.agency.region = Region.objects.get(code=KUPANG)
    world.agency.save(update_fields=["region"])
    Product.objects.filter(pk=world.product.pk).update(origin=Region.objects.get(code=BELU))
    return world


def state(world, *rates, pick_up=False):
    catalog.set_delivery(
        vendor_id=world.vendor.pk,
        rates=[Rate(*rate, None) for rate in rates],
        pick_up=pick_up,
        actor=world.citra,
    )


def answered(world, rupiah=50_000, **fields):
    quote = told.asked(world)
    values = {"freight_rupiah": rupiah, "valid_until": clock.today(world.agency.time_zone)}
    return answer_freight(quote_id=quote.pk, actor=world.citra, **{**values, **fields})


def by(quote) -> FreightChoice:
    return FreightChoice("quote", quote.pk)


def refused(code, act):
    """The refusal of a use-case that leaves no order behind."""
    before = list(PurchaseOrder.objects.values_list("pk", "status", "freight_rupiah"))
    with pytest.raises(DomainError) as said:
        act()
    assert said.value.code == code
    assert list(PurchaseOrder.objects.values_list("pk", "status", "freight_rupiah")) == before
    return said.value


# What the shop states → the way chosen → the freight, or the code of the refusal
WAYS = [
    ({"rates": [(250, 75_000)]}, "table", 75_000),
    ({"rates": [(0, 0), (250, 75_000), (6_000, 900_000)]}, "table", 75_000),
    ({"rates": [(100, 75_000)]}, "table", "freight_unknown"),
    ({"rates": []}, "table", "freight_unknown"),
    ({"rates": [(250, 75_000)], "pick_up": True}, "fetched", 0),
    ({"rates": [(250, 75_000)]}, "fetched", "not_fetched"),
    ({"rates": [], "pick_up": True}, "before", "freight_unknown"),
    ({"rates": [], "pick_up": True}, "quote", "freight_quote_unusable"),
]


@pytest.mark.parametrize(("stated", "way", "expected"), WAYS)
def test_an_order_costs_what_its_shop_states_to_bring_it(kupang, stated, way, expected):
    state(kupang, *stated["rates"], pick_up=stated.get("pick_up", False))
    choice = FreightChoice(way)
    if isinstance(expected, str):
        told_so = refused(expected, lambda: stories.submitted(kupang, freight=choice))
        assert told_so.details["field"] == "freight_way"
        return
    order = stories.submitted(kupang, freight=choice)
    assert (order.freight_way, order.freight_rupiah) == (way, expected)
    assert order.freight_up_to_km == (250 if way == "table" else None)


def test_an_answer_pays_for_one_order_and_comes_back_when_that_came_to_nothing(world):
    quote = answered(world)
    order = stories.submitted(world, freight=by(quote))
    assert (order.freight_rupiah, order.freight_quote) == (50_000, quote)
    again = refused("freight_quote_used", lambda: stories.submitted(world, freight=by(quote)))
    assert order.number in again.message
    reject_order(order_id=order.pk, reason="Belum perlu", actor=world.budi)
    assert stories.submitted(world, freight=by(quote)).freight_rupiah == 50_000


@pytest.mark.parametrize(
    "spoil",
    [
        told.asked,
        lambda world: answered(world, valid_until=clock.today(world.agency.time_zone)),
        lambda world: refuse_freight(
            quote_id=told.asked(world).pk, reason="Terlalu jauh", actor=world.citra
        ),
    ],
    ids=["waiting", "passed", "refused"],
)
def test_what_was_not_answered_or_holds_no_more_pays_for_nothing(world, spoil):
    quote = spoil(world)
    with clock.moved_to(clock.now() + timedelta(days=quote.status == "answered")):
        refused("freight_quote_unusable", lambda: stories.submitted(world, freight=by(quote)))


def test_an_answer_is_of_one_office_one_shop_one_place_and_so_many_goods(world):
    quote = answered(world)
    other = factories.make_product(factories.make_vendor(), world.etalase)
    inner = factories.make_region(level="district", parent=world.agency.region)
    for fields in (
        {"quantity": 3},
        {"product": other},
        {"delivery_region_id": inner.pk},
        {"items": [told.order_item(world.product, 1), told.order_item(other, 1)]},
    ):
        with pytest.raises(DomainError):
            stories.submitted(world, freight=by(quote), **fields)
    agency = world.dedi.memberships.get().agency
    foreign = ask_freight(
        agency_id=agency.pk,
        vendor_id=world.vendor.pk,
        region_id=world.agency.region_id,
        address="",
        goods={world.sku.pk: 5},
        actor=world.dedi,
    )
    assert foreign.delivery_address == agency.address
    day = clock.today(agency.time_zone)
    answer_freight(quote_id=foreign.pk, freight_rupiah=1, valid_until=day, actor=world.citra)
    refused("freight_quote_unusable", lambda: stories.submitted(world, freight=by(foreign)))
    assert stories.submitted(world, quantity=1, freight=by(quote)).freight_rupiah == 50_000


def test_a_returned_order_keeps_its_freight_for_no_more_goods_than_were_asked(kupang):
    order = stories.returned(kupang, freight=by(answered(kupang)))
    line = order.lines.get()
    change = lambda units: change_quantities(  # noqa: E731 - one line, twice
        order_id=order.pk, quantities={line.pk: units}, actor=kupang.ani
    )
    refused("freight_quote_unusable", lambda: change(3))
    assert change(1).freight_rupiah == 50_000
    resubmit_order(order_id=order.pk, seen=stories.seen(order), actor=kupang.ani)
    state(kupang, (250, 75_000))
    of_table = stories.submitted(kupang, freight=TABLE)
    state(kupang, (250, 90_000))
    return_order(order_id=of_table.pk, reason="Kurangi", actor=kupang.budi)
    of_table.refresh_from_db()
    assert Revival(of_table)._freight == 75_000
    resubmit_order(order_id=of_table.pk, seen=stories.seen(of_table), actor=kupang.ani)
    of_table.refresh_from_db()
    assert of_table.freight_rupiah == 75_000


def declined(world, **fields):
    order = approve_order(order_id=stories.submitted(world, **fields).pk, actor=world.budi)
    return decline_order(order_id=order.pk, reason="Stok habis di gudang", actor=world.citra)


def again(world, order):
    return reissue_order(order_id=order.pk, seen=stories.seen(order), actor=world.ani)


def test_an_order_issued_anew_costs_what_its_way_costs_now(kupang):
    state(kupang, (250, 75_000), pick_up=True)
    by_table, fetched = declined(kupang, freight=TABLE), declined(kupang)
    by_answer = declined(kupang, freight=by(answered(kupang)))
    state(kupang, (250, 90_000))
    anew = again(kupang, by_table)
    assert (anew.freight_way, anew.freight_rupiah) == ("table", 90_000)
    assert again(kupang, by_answer).freight_rupiah == 50_000
    refused("not_fetched", lambda: again(kupang, fetched))


@pytest.mark.parametrize("name", ["budi", "citra", "dedi", "eka", "indra"])
def test_only_who_orders_for_the_office_asks(world, name):
    world.ani = getattr(world, name)
    refused("not_allowed", lambda: told.asked(world))
    assert not FreightQuote.objects.exists()


@pytest.mark.parametrize("name", ["ani", "budi", "mira", "joko"])
def test_only_those_who_answer_for_the_shop_name_a_freight(world, name):
    factories.hire(world)
    quote, person = told.asked(world), getattr(world, name)
    day = clock.today(world.agency.time_zone)
    values = {"quote_id": quote.pk, "freight_rupiah": 1, "valid_until": day}
    refused("not_allowed", lambda: answer_freight(actor=person, **values))
    refused("not_allowed", lambda: refuse_freight(quote_id=quote.pk, reason="Jauh", actor=person))
    assert answer_freight(actor=world.lina, **values).status == "answered"
    refused("invalid_transition", lambda: answer_freight(actor=world.citra, **values))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("freight_rupiah", -1),
        ("freight_rupiah", 10**9 + 1),
        ("working_days", 61),
        ("valid_until", -1),
        ("valid_until", 91),
    ],
)
def test_an_answer_out_of_bounds_names_its_field_and_changes_nothing(world, field, value):
    quote, day = told.asked(world), clock.today(world.agency.time_zone)
    given = {"freight_rupiah": 0, "valid_until": day}
    given[field] = day + timedelta(days=value) if field == "valid_until" else value
    told_so = refused(
        "rule_violation",
        lambda: answer_freight(quote_id=quote.pk, actor=world.citra, **given),
    )
    assert told_so.details["field"] == field
    quote.refresh_from_db()
    assert quote.status == "waiting"


def test_asking_twice_for_the_same_is_refused_and_for_other_goods_replaces_what_waits(world):
    first = told.asked(world)
    refused("freight_asked_already", lambda: told.asked(world))
    second = told.asked(world, [told.order_item(world.product, 5)])
    first.refresh_from_db()
    assert (first.status, second.status) == ("replaced", "waiting")
    other = factories.make_product(factories.make_vendor(), world.etalase)
    refused("rule_violation", lambda: told.asked(world, [told.order_item(other, 1)]))


def test_shop_and_officer_are_told_and_the_trail_holds_both(world):
    quote = answered(world)
    freight_handlers.tell_shop(OutboxEvent.objects.get(name="freight.asked"))
    handlers.tell_office(OutboxEvent.objects.get(name="freight.answered"))
    rows = Notice.objects.filter(kind__startswith="freight", channel=Channel.INBOX)
    assert dict(rows.values_list("kind", "recipient")) == {
        "freight.asked": world.citra.pk,
        "freight.answered": world.ani.pk,
    }
    trail = AuditEvent.objects.filter(action__startswith="freight.").order_by("pk")
    assert [event.action for event in trail] == ["freight.asked", "freight.answered"]
    assert trail[1].data["freight_rupiah"] == quote.freight_rupiah == 50_000
