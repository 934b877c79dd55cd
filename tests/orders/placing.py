"""The doors by which goods come into an order, and what closes each of them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection

from catalog.licence_models import ProductLicence
from catalog.models import Etalase, PriceMark, Sku
from catalog.services import unpublish_product
from marketplace.accounts.models import Membership
from marketplace.budget.models import (
    AccountCode,
    BudgetLine,
    BudgetReservation,
    PlanPackage,
)
from marketplace.budget.services import reserve
from marketplace.core import clock, guards
from marketplace.core.calendar import local_day
from marketplace.core.errors import DomainError
from marketplace.core.models import NumberSeries
from marketplace.orders.models import OrderLine, PurchaseOrder
from marketplace.orders.services import (
    approve_order,
    change_quantities,
    decline_order,
    reissue_order,
    resubmit_order,
)
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
    move_the_package(world, today(world).year - 1)


def move_the_package(world: World, year: int) -> None:
    """Into another fiscal year, with the line of the budget that it is booked on."""
    PlanPackage.objects.filter(pk=world.package.pk).update(fiscal_year=year)
    BudgetLine.objects.filter(parts__package=world.package).update(fiscal_year=year)


def package_of_others(world: World) -> None:
    world.package = factories.make_package(world.dedi.memberships.get().agency)


def no_account(world: World) -> None:
    world.account_code.pk = 0


def spend_the_package(world: World) -> None:
    held = stories.held_of(world.package)
    factories.set_ceiling(world.package, held + 1)


def spend_the_line(world: World) -> None:
    """Another package orders all but a rupiah of the line; this one has its own money left."""
    line = BudgetLine.objects.get(parts__package=world.package)
    other = factories.make_package(world.agency, ceiling_rupiah=line.ceiling_rupiah, line=line)
    reserve(
        package_id=other.pk,
        account_code_id=line.account_code_id,
        order_ref=uuid.uuid4(),
        amount_rupiah=line.remaining_rupiah - 1,
    )


def another_account(world: World) -> None:
    """An account that exists, but on which the package is not booked."""
    world.account_code = AccountCode.objects.get(code="5.1.02.01.01.0052")


def others_paid_less(world: World) -> None:
    """Payments show by now that the goods cost far more than elsewhere (R-FAIR-BAND)."""
    mark = PriceMark.objects.create(
        tenant=world.agency.tenant, key="kain", paid_count=5, vendors=3, median_rupiah=500_000
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
    "account of another package": (another_account, "account_not_of_package", ("place",)),
    "package spent": (spend_the_package, "budget_exceeded", ("place", "edit", "reissue")),
    "budget line spent": (spend_the_line, "budget_exceeded", ("place", "edit", "reissue")),
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
