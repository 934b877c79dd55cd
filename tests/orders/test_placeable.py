"""Every rule of placing holds at every door, and the database asks it again (rule by door)."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction

from catalog.licence_models import ProductLicence
from catalog.models import Etalase, PriceMark, Sku
from catalog.services import unpublish_product
from marketplace.accounts.models import Membership
from marketplace.budget.models import BudgetReservation, PlanPackage
from marketplace.budget.services import reserve
from marketplace.core import clock, guards
from marketplace.core.calendar import local_day
from marketplace.core.errors import DomainError
from marketplace.core.models import NumberSeries
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rule_entry import LegalAct, NewRule, enter_rule
from marketplace.documents import services as documents
from marketplace.orders.models import OrderLine, OrderRule, PurchaseOrder
from marketplace.orders.services import (
    Grounds,
    accept_order,
    approve_order,
    change_quantities,
    decline_order,
    reissue_order,
    resubmit_order,
)
from marketplace.orders.services.grounds import ReasonMissing, write_grounds
from tests import factories, licences
from tests.factories import World
from tests.orders import stories
from vendors.licences.services import revoke_licence
from vendors.models import VendorRole


def today(world: World):
    return local_day(clock.now(), world.agency.time_zone)


def suspend(world: World) -> None:
    factories.suspend(world.vendor, by=world.joko)


def hide_goods(world: World) -> None:
    factories.hide(world.product, by=world.joko)


def close_etalase(world: World) -> None:
    day = clock.today("Asia/Jakarta") - timedelta(days=1)
    Etalase.objects.filter(pk=world.etalase.pk).update(opens_on=day, closes_on=day)


def take_down(world: World) -> None:
    unpublish_product(product_id=world.product.pk, reason="Foto keliru", actor=world.kartika)


def licence_revoked(world: World) -> None:
    licence = licences.make_licence(world.vendor, "pirt")
    ProductLicence.objects.create(product=world.product, licence=licence, vendor=world.vendor)
    revoke_licence(licence_id=licence.pk, reason="Dicabut penerbit", actor=world.joko)


def called_food(world: World) -> None:
    """The goods turn out to be food, of which the shop has no word on halal (R-HALAL-SMALL)."""
    Etalase.objects.filter(pk=world.etalase.pk).update(goods_class="food")


def switch_off(world: World) -> None:
    Sku.objects.filter(pk=world.sku.pk).update(active=False)


def dismiss_reviewer(world: World) -> None:
    Membership.objects.filter(user=world.budi).update(active=False)


def reviewer_joins_the_shop(world: World) -> None:
    factories.join(world.vendor, world.budi, VendorRole.STAFF)


def officer_joins_the_shop(world: World) -> None:
    factories.join(world.vendor, world.ani, VendorRole.STAFF)


def package_of_last_year(world: World) -> None:
    PlanPackage.objects.filter(pk=world.package.pk).update(fiscal_year=today(world).year - 1)


def package_of_others(world: World) -> None:
    world.package = factories.make_package(world.dedi.memberships.get().agency)


def no_account(world: World) -> None:
    world.account_code.pk = 0


def spend_the_package(world: World) -> None:
    held = stories.held_of(world.package)
    PlanPackage.objects.filter(pk=world.package.pk).update(ceiling_rupiah=held + 1)


def others_paid_less(world: World) -> None:
    """Payments show by now that the goods cost far more than elsewhere (R-FAIR-BAND)."""
    mark = PriceMark.objects.create(
        tenant=world.agency.tenant, key="kain", paid_count=5, median_rupiah=500_000
    )
    Sku.objects.filter(pk=world.sku.pk).update(price_mark=mark)


def nothing(world: World) -> None:
    """Only the calendar moves on."""


@dataclass
class Door:
    """A step that takes an order further, from its starting state."""

    begin: Callable[..., PurchaseOrder | None]
    take: Callable[[World, PurchaseOrder], object]


@guards.use_case
def force(order: PurchaseOrder, change: str) -> None:
    """Take the step by SQL, past all our code."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE orders_purchaseorder SET {change}, status_at = %s WHERE id = %s",  # noqa: S608
            [clock.now(), order.pk],
        )


def declined(world: World, **fields: object) -> PurchaseOrder:
    order = stories.issued(world, **fields)
    return decline_order(order_id=order.pk, reason="Stok habis di gudang", actor=world.citra)


def edit(world: World, order: PurchaseOrder) -> None:
    line = order.lines.get()
    change_quantities(order_id=order.pk, quantities={line.pk: 3}, actor=world.ani)


def resubmit(world: World, order: PurchaseOrder) -> PurchaseOrder:
    return resubmit_order(
        order_id=order.pk,
        seen=stories.seen(order),
        deliver_by=order.deliver_by,
        actor=world.ani,
    )


def reissue(world: World, order: PurchaseOrder) -> PurchaseOrder:
    return reissue_order(
        order_id=order.pk,
        seen=stories.seen(order),
        deliver_by=order.deliver_by,
        actor=world.ani,
    )


DOORS = {
    "place": Door(
        lambda _world, **_fields: None,
        lambda world, fields: stories.submitted(world, **fields),  # type: ignore[arg-type]
    ),
    "edit": Door(stories.returned, edit),
    "resubmit": Door(stories.returned, resubmit),
    "approve": Door(
        stories.submitted, lambda world, order: approve_order(order_id=order.pk, actor=world.budi)
    ),
    "reissue": Door(declined, reissue),
    "SQL resubmit": Door(
        stories.returned, lambda _world, order: force(order, "status = 'submitted'")
    ),
    "SQL approve": Door(
        stories.submitted,
        lambda _world, order: force(
            order, "status = 'approved', approved_by_id = commitment_officer_id"
        ),
    ),
}
ALL = tuple(DOORS)
GROW = (
    "UPDATE orders_purchaseorder SET goods_rupiah = goods_rupiah + 10^8,"
    " gross_rupiah = gross_rupiah + 10^8 WHERE id = %s"
)
# rule → what spoils the order, the code of the refusal, at which doors it can be spoilt
RULES: dict[str, tuple[Callable[[World], None], str, tuple[str, ...]]] = {
    "vendor suspended": (suspend, "vendor_not_eligible", ALL),
    "goods hidden by a sanction": (hide_goods, "not_for_sale", ALL),
    "etalase closed": (close_etalase, "not_for_sale", ALL),
    "goods taken down": (take_down, "not_for_sale", ALL),
    "food without halal": (called_food, "licence_missing", ALL),
    "licence revoked": (licence_revoked, "licence_missing", ALL),
    "variant off sale": (switch_off, "not_for_sale", ALL),
    "reviewer lost the role": (dismiss_reviewer, "invalid_reviewer", ALL),
    "reviewer of the shop": (reviewer_joins_the_shop, "invalid_reviewer", ALL),
    "officer of the shop": (officer_joins_the_shop, "not_allowed", ALL),
    "package of another year": (package_of_last_year, "invalid_plan", ALL),
    "package of another agency": (package_of_others, "invalid_plan", ("place",)),
    "no account": (no_account, "invalid_plan", ("place",)),
    "dear goods without a reason": (
        others_paid_less,
        "reason_missing",
        ("place", "edit", "resubmit", "reissue", "SQL resubmit"),
    ),
    "package spent": (spend_the_package, "budget_exceeded", ("place", "edit", "reissue")),
}
# Who may step at all is asked before what the order says, and refuses in its own words.
FIRST = {
    ("reviewer lost the role", "approve"): "not_allowed",
    ("reviewer of the shop", "approve"): "not_allowed",
    ("reviewer of the shop", "SQL resubmit"): "not_allowed",
    ("reviewer of the shop", "SQL approve"): "not_allowed",
}
TABLE = [(rule, door) for rule, (_spoil, _code, doors) in RULES.items() for door in doors]


def everything() -> list[list[dict[str, object]]]:
    kinds = (PurchaseOrder, OrderLine, BudgetReservation, NumberSeries, PlanPackage)
    rows = [list(kind.objects.order_by("pk").values()) for kind in kinds]
    return [*rows, list(Sku.objects.order_by("pk").values("pk", "stock", "reserved"))]


def refuse(world: World, door: Door, order: object, code: str) -> None:
    world.ani.refresh_from_db()
    for person in (world.ani, world.budi):
        for kept in ("role_set", "active_memberships"):
            vars(person).pop(kept, None)  # as in the next request
    before = everything()
    with pytest.raises(DomainError) as refused:
        door.take(world, order)  # type: ignore[arg-type]
    assert (refused.value.code, everything()) == (code, before), refused.value.message


@pytest.mark.parametrize(("rule", "at"), TABLE, ids=lambda word: word)
def test_a_rule_holds_at_the_door_and_nothing_changes(world: World, rule: str, at: str):
    spoil, code, _doors = RULES[rule]
    door = DOORS[at]
    order = door.begin(world)
    spoil(world)
    refuse(world, door, {} if order is None else order, FIRST.get((rule, at), code))


@pytest.mark.parametrize("at", [at for at in DOORS if at != "reissue"])
def test_goods_needed_by_a_day_that_passed_are_not_ordered(world: World, at: str):
    fields = {"deliver_by": today(world)}
    door = DOORS[at]
    order = door.begin(world, **fields)
    with ExitStack() as later:
        later.enter_context(clock.moved_to(clock.now() + timedelta(days=2)))
        if today(world).year != fields["deliver_by"].year:
            PlanPackage.objects.filter(pk=world.package.pk).update(fiscal_year=today(world).year)
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
