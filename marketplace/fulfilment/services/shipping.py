"""Sending the goods, at once or in parts."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict, Unpack

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from catalog import services as catalog
from marketplace.accounts.models import User
from marketplace.core import clock, guards, locks
from marketplace.core.errors import InvalidTransition, RuleViolation
from marketplace.core.policy import require
from marketplace.core.text import clean_line
from marketplace.fulfilment import policies, queries
from marketplace.fulfilment.models import ProofStage, Shipment, ShipmentLine
from marketplace.fulfilment.rules import LineProgress
from marketplace.fulfilment.services import couriers, proofs
from marketplace.fulfilment.services.progress import PartTaken, derive_progress
from marketplace.fulfilment.services.uncounted import watch
from marketplace.orders.models import OrderLine, OrderStatus, PurchaseOrder


class Sending(TypedDict):
    """Who brings which goods (line id → units; all that is left without).

    ``part``: which shipment of the order the sender means, from 1.
    """

    courier: str
    tracking: NotRequired[str]
    quantities: NotRequired[Mapping[int, int] | None]
    part: NotRequired[int | None]


def ship_order(
    *,
    order_id: int,
    actor: User,
    photos: "Sequence[UploadedFile[Any]]" = (),
    keep_place: bool = False,
    **sending: Unpack[Sending],
) -> PurchaseOrder:
    """Send goods: reserved units leave the stock. Photos are written before the order is locked.

    keep_place: the sender agrees that the place which a photo names is kept. Raises: NotAllowed,
    InvalidTransition when nothing is left to send, PartTaken, WaybillTaken, InvalidUpload,
    RuleViolation without a courier, for more units of a line than are left, or more photos than a
    shipment has.
    """
    if photos:
        require(policies.can_ship(actor, PurchaseOrder.objects.get(pk=order_id)))
    with proofs.written(photos, keep_place=keep_place) as shown:
        return _ship(order_id=order_id, actor=actor, shown=shown, **sending)


@guards.use_case
def _ship(
    *, order_id: int, actor: User, shown: Sequence[proofs.Shown], **sending: Unpack[Sending]
) -> PurchaseOrder:
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_ship(actor, order))
    lines = queries.progress_of(order)
    _require_something_to_ship(order, lines)
    part = sending.get("part")
    if part is not None and part != queries.next_shipment(order):
        raise PartTaken(
            _("A shipment was recorded meanwhile. Look at what is left before you send more.")
        )
    courier = clean_line(sending["courier"])[:80]
    tracking = clean_line(sending.get("tracking", ""))[:80]
    if not courier:
        raise RuleViolation(_("Say who brings the goods: a courier, or yourself."))
    sent = _units(lines, sending.get("quantities"))
    carrier, waybill = couriers.named(courier, tracking)
    shipment = Shipment.objects.create(
        order=order,
        courier=courier,
        tracking=tracking,
        carrier=carrier,
        waybill=waybill,
        shipped_at=clock.now(),
        shipped_by=actor,
    )
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=shipment, order_line=line, quantity=units) for line, units in sent
    )
    proofs.keep(shipment, ProofStage.SENT, shown, by=actor)
    # What is wanted for a day holds no stock.
    goods = {line.sku_id: units for line, units in sent if line.wanted is None}
    catalog.withdraw_stock(quantities=goods)
    derive_progress(order, OrderStatus.SHIPPED, by=actor, reason=f"{courier} {tracking}".strip())
    watch(order)
    return order


def _require_something_to_ship(
    order: PurchaseOrder, lines: list[tuple[OrderLine, LineProgress]]
) -> None:
    if order.status not in {OrderStatus.ACCEPTED, OrderStatus.SHIPPED}:
        raise InvalidTransition(
            _("Order %(number)s is “%(status)s”: nothing can be sent now.")
            % {"number": order.number, "status": OrderStatus(order.status).label},
            status=order.status,
        )
    if not any(progress.to_ship for _line, progress in lines):
        raise InvalidTransition(_("Everything of this order has been sent."), status=order.status)


def _units(
    lines: list[tuple[OrderLine, LineProgress]], wanted: Mapping[int, int] | None
) -> list[tuple[OrderLine, int]]:
    if wanted is None:
        return [(line, progress.to_ship) for line, progress in lines if progress.to_ship]
    if set(wanted) - {line.pk for line, _progress in lines}:
        raise RuleViolation(_("This line does not belong to the order."))
    sent = [(line, wanted.get(line.pk, 0), progress.to_ship) for line, progress in lines]
    for line, units, left in sent:
        if not 0 <= units <= left:
            raise RuleViolation(
                _("“%(name)s”: %(units)s cannot be sent, %(left)s are left to send.")
                % {"name": line.title, "units": units, "left": left},
                line=line.pk,
            )
    if not any(units for _line, units, _left in sent):
        raise RuleViolation(_("Send at least one unit."))
    return [(line, units) for line, units, _left in sent if units]
