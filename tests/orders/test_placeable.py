"""Every rule of placing holds at every door, and the database asks it again (rule by door)."""

from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from catalog import policies as goods
from marketplace.accounts.models import Region
from marketplace.budget.services import reserve
from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rule_entry import LegalAct, NewRule, enter_rule
from marketplace.documents import services as documents
from marketplace.orders.models import OrderRule, PurchaseOrder
from marketplace.orders.services import (
    Grounds,
    accept_order,
    change_quantities,
    decline_order,
)
from marketplace.orders.services.grounds import ReasonMissing, write_grounds
from tests import factories
from tests.factories import World
from tests.orders import stories
from tests.orders.placing import (
    DOORS,
    FIRST,
    GROW,
    RULES,
    TABLE,
    Door,
    force,
    move_the_package,
    refuse,
    resubmit,
    take_down,
    today,
)


@pytest.mark.parametrize(("rule", "at"), TABLE, ids=lambda word: word)
def test_a_rule_holds_at_the_door_and_nothing_changes(world: World, rule: str, at: str):
    spoil, code, _doors = RULES[rule]
    door = DOORS[at]
    order = door.begin(world)
    spoil(world)
    refuse(world, door, {} if order is None else order, FIRST.get((rule, at), code))


@pytest.mark.parametrize("at", RULES["goods hidden by a sanction"][2])
def test_goods_are_hidden_at_once_where_the_shop_is_a_day_ahead_of_the_market(
    world: World, at: str
):
    Region.objects.filter(pk=world.agency.region_id).update(time_zone=HOME_ZONE)
    world.agency.region.refresh_from_db()
    world.package = factories.make_package(world.agency)  # of the year it is there
    late = datetime.combine(clock.today(HOME_ZONE), time(23, 30), ZoneInfo(HOME_ZONE))
    with clock.moved_to(max(late, clock.now())):
        door = DOORS[at]
        order = door.begin(world)
        sanction = factories.hide(world.product, by=world.joko)
        assert sanction.starts_on > clock.today(HOME_ZONE)
        assert not goods.public().exists()
        refuse(world, door, {} if order is None else order, "not_for_sale")


@pytest.mark.parametrize("at", [at for at in DOORS if at != "reissue"])
def test_goods_needed_by_a_day_that_passed_are_not_ordered(world: World, at: str):
    fields = {"deliver_by": today(world)}
    door = DOORS[at]
    order = door.begin(world, **fields)
    with ExitStack() as later:
        later.enter_context(clock.moved_to(clock.now() + timedelta(days=2)))
        if today(world).year != fields["deliver_by"].year:
            move_the_package(world, today(world).year)
        refuse(world, door, fields if order is None else order, "needed_by_passed")


@pytest.mark.parametrize("at", ["edit", "SQL resubmit"])
def test_an_officers_authority_holds_when_a_returned_order_grows(world: World, at: str):
    """Rp 150 m returned and raised must not become a letter of Rp 450 m (R-PP-LIMIT)."""
    shelf = factories.make_etalase(world.agency.tenant, channel="katalog_lokal")
    product = factories.make_product(world.vendor, shelf, price_rupiah=130_000_000)
    order = stories.returned(world, quantity=1, product=product)
    if at == "edit":
        refuse(world, DOORS[at], order, "authority_exceeded")
        return
    with transaction.atomic(), connection.cursor() as cursor:  # with plan money that fits
        cursor.execute(GROW, [order.pk])
        cursor.execute("UPDATE budget_budgetreservation SET amount_rupiah = amount_rupiah + 10^8")
        refuse(world, DOORS[at], order, "authority_exceeded")
        transaction.set_rollback(True)  # the lines do not add up, which COMMIT would refuse too


@pytest.mark.parametrize("at", ["place", "edit"])
def test_the_cap_holds_when_a_returned_order_grows(world: World, at: str):
    product = factories.make_product(world.vendor, world.etalase, price_rupiah=20_000_000)
    fields = {"product": product, "quantity": 3}
    order = None if at == "place" else stories.returned(world, product=product, quantity=2)
    refuse(world, DOORS[at], fields if order is None else order, "cap_exceeded")


def test_a_line_that_is_not_sold_any_more_can_be_taken_out_of_a_returned_order(world: World):
    other = factories.make_product(world.vendor, world.etalase, price_rupiah=250_000)
    items = [stories.order_item(world.product, 1), stories.order_item(other, 1)]
    order = stories.returned(world, items=items)
    take_down(world)
    gone = order.lines.get(sku=world.sku)
    change_quantities(order_id=order.pk, quantities={gone.pk: 0}, actor=world.ani)
    assert resubmit(world, order).status == "submitted"


def new_year(world: World) -> ExitStack:
    """The second of January at the agency."""
    after = timedelta(days=(date(today(world).year + 1, 1, 2) - today(world)).days)
    moved = ExitStack()
    moved.enter_context(clock.moved_to(clock.now() + after))
    return moved


IN_JANUARY = {
    "edit": "fiscal_year_closed",
    "resubmit": "fiscal_year_closed",
    "approve": "fiscal_year_closed",
    "SQL resubmit": "fiscal_year_closed",
    "SQL approve": "fiscal_year_closed",
    "place": "invalid_plan",  # a new order is of the new year; its package is not
    "reissue": "invalid_plan",
}


@pytest.mark.parametrize("at", list(IN_JANUARY))
def test_no_order_is_carried_into_the_next_fiscal_year(world: World, at: str):
    assert set(IN_JANUARY) == set(DOORS)
    door = DOORS[at]
    order = door.begin(world)
    with new_year(world):
        refuse(world, door, {} if order is None else order, IN_JANUARY[at])


@pytest.mark.parametrize(
    "take",
    [
        lambda world, order: accept_order(order_id=order.pk, actor=world.citra),
        lambda _world, order: force(order, "status = 'accepted'"),
    ],
    ids=["page", "SQL"],
)
def test_a_vendor_does_not_promise_in_january_what_was_ordered_in_december(world: World, take):
    order = stories.issued(world)
    with new_year(world):
        refuse(world, Door(stories.issued, take), order, "fiscal_year_closed")
        declined = decline_order(order_id=order.pk, reason="Tahun berganti", actor=world.citra)
    assert declined.status == "declined"  # the way out is open


@pytest.mark.parametrize("at", [at for at in DOORS if at != "reissue"])
@pytest.mark.parametrize("far", ["next year", "past the rule"])
def test_goods_are_not_wanted_absurdly_late(world: World, at: str, far: str):
    day = date(today(world).year + 1, 1, 1)
    if far == "past the rule":
        own_bound(world)
        day = today(world) + timedelta(days=2)
    door = DOORS[at]
    order = door.begin(world)
    if order is not None:
        PurchaseOrder.objects.filter(pk=order.pk).update(deliver_by=day)
        order.deliver_by = day
    refuse(world, door, {"deliver_by": day} if order is None else order, "needed_by_too_far")


def own_bound(world: World) -> None:
    """The agency's government allows one day, by its own act."""
    new = NewRule(
        code=RuleCode.NEEDED_WITHIN,
        value=1,
        valid_from=today(world) - timedelta(days=2),
        tenant_slug=world.agency.tenant.slug,
        act=LegalAct("Peraturan Wali Kota", "13/2026", date(2026, 1, 5)),
    )
    enter_rule(new, actor=None, reason="Perwali 13/2026")


def test_an_order_without_a_day_is_due_within_its_fiscal_year(world: World):
    with ExitStack() as december:
        last_week = datetime(today(world).year, 12, 28, 4, tzinfo=UTC)
        december.enter_context(clock.moved_to(last_week))
        order = stories.issued(world)
    letter = documents.of(order).get()
    assert f", 31 Desember {order.ordered_on.year}." in letter.data["terms"][0]


COPY = """
INSERT INTO orders_purchaseorder SELECT (jsonb_populate_record(o, jsonb_build_object(
    'id', nextval(pg_get_serial_sequence('orders_purchaseorder', 'id')),
    'public_id', gen_random_uuid(), 'number', 'BELA-COPY', 'status', 'draft'))).*
FROM orders_purchaseorder o WHERE o.id = %s RETURNING id
"""


@pytest.mark.parametrize("said", ["nothing", "a reason"])
def test_an_order_without_comparison_or_reason_is_not_handed_in(world: World, said: str):
    refuse(world, DOORS["place"], {"grounds": Grounds()}, "reason_missing")
    order = stories.submitted(world)
    with transaction.atomic(), connection.cursor() as cursor:  # a draft that SQL wrote
        cursor.execute(COPY, [order.pk])
        draft = PurchaseOrder.objects.get(pk=cursor.fetchone()[0])
        OrderRule.objects.bulk_create(
            OrderRule(order=draft, rule=bound.rule, code=bound.code, value=bound.value)
            for bound in order.rules.all()
        )
        reserve(
            package_id=draft.plan_package_id,
            account_code_id=draft.account_code_id,
            order_ref=draft.public_id,
            amount_rupiah=draft.gross_rupiah,
        )
        if said == "nothing":
            with pytest.raises(ReasonMissing):
                force(draft, "status = 'submitted'")
        else:
            write_grounds(draft, stories.UNCOMPARED, (), (), before=Grounds(), by=world.ani)
            force(draft, "status = 'submitted'")
        transaction.set_rollback(True)  # it has no lines, which COMMIT would refuse too
