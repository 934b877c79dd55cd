"""Couriers that report to us: kept by operators, named by shops, and taken at their word."""

from typing import Final

from django.db import models
from django.utils.translation import gettext as _

from marketplace.core import audit, clock, guards, locks, outbox
from marketplace.core.errors import Conflict, NotFoundError, RuleViolation
from marketplace.core.policy import require
from marketplace.core.rule_entry import can_keep_rules, require_table_reason
from marketplace.core.text import as_read, clean_line
from marketplace.fulfilment.courier_protocol import TOLERANCE, Told
from marketplace.fulfilment.models import Courier, CourierEvent, CourierWord, Shipment
from marketplace.fulfilment.rules import shown_word, waybill_of
from marketplace.orders.models import PurchaseOrder

EVENTS_MAX: Final = 100  # of a shipment: a sender gone wild fills no page
TOLD_ABOUT: Final = frozenset({CourierWord.DELIVERED, CourierWord.FAILED, CourierWord.RETURNED})


class EventIdTaken(Conflict):
    """The same event id came with another body."""

    code = "event_id_taken"


class WaybillTaken(Conflict):
    """Another shipment bears this number of this courier."""

    code = "waybill_taken"


@guards.use_case
def enter_courier(*, code: str, name: str, actor: models.Model, reason: str) -> Courier:
    """Enter a courier. Raises: NotAllowed, RuleViolation, Conflict for one that is there."""
    require(can_keep_rules(actor))
    check_new_courier(code=code, name=name, reason=reason)
    row = Courier.objects.create(
        code=code, name=clean_line(name), entered_by_id=actor.pk, entered_at=clock.now()
    )
    audit.record("courier.entered", actor=actor, subject=row, reason=reason, code=code)
    return row


def check_new_courier(*, code: str, name: str, reason: str) -> None:
    """Refuse a courier that cannot be entered. Raises: RuleViolation, Conflict."""
    require_table_reason(reason)
    if not clean_line(name):
        raise RuleViolation(_("Write what the courier is called."), field="name")
    for field, value in (("code", code), ("name", clean_line(name))):
        if Courier.objects.filter(**{f"{field}__iexact": value}).exists():
            raise Conflict(
                _("“%(value)s” was entered already, perhaps ended. Choose another one.")
                % {"value": value},
                field=field,
            )


@guards.use_case
def end_courier(*, courier_id: int, actor: models.Model, reason: str) -> Courier:
    """End a courier: no new shipment names it; of those on their way it still tells.

    Raises: NotAllowed, RuleViolation without a reason, Conflict when it was ended.
    """
    require(can_keep_rules(actor))
    require_table_reason(reason)
    row = Courier.objects.select_for_update().get(pk=courier_id)
    if row.ended_at is not None:
        raise Conflict(_("This courier was ended already."))
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    audit.record("courier.ended", actor=actor, subject=row, reason=reason, code=row.code)
    return row


def named(courier: str, tracking: str) -> tuple[Courier | None, str]:
    """Return the courier that a shop's words name, and the waybill number it reports by.

    Raises: WaybillTaken when another shipment bears that number.
    """
    wanted = as_read(courier)
    rows = Courier.objects.filter(ended_at__isnull=True)
    found = next((row for row in rows if wanted in {as_read(row.name), as_read(row.code)}), None)
    waybill = waybill_of(tracking) if found else ""
    if waybill and Shipment.objects.filter(carrier=found, waybill=waybill).exists():
        raise WaybillTaken(
            _(
                "Waybill %(number)s of %(courier)s stands on another shipment. Check the number; "
                "goods that travel in the same parcel are sent without one."
            )
            % {"number": waybill, "courier": courier},
            field="tracking",
        )
    return found, waybill


@guards.use_case
def take_courier_event(told: Told) -> bool:
    """Keep what a courier says of a parcel; return False for what it had said already.

    It moves nothing: only what is shown, and who hears of it, follows. Raises: NotFoundError for a
    parcel that nobody named, EventIdTaken, RuleViolation for what has not happened yet, or for more
    than ``EVENTS_MAX`` events of a shipment.
    """
    followed = Shipment.objects.filter(carrier__code=told.courier).exclude(waybill="")
    shipment = followed.filter(waybill=waybill_of(told.waybill)).first()
    if shipment is None:
        raise NotFoundError(_("There is no such parcel."))
    order = locks.lock_one(PurchaseOrder, shipment.order_id)
    known = CourierEvent.objects.filter(event_id=told.event_id).first()
    if known is not None:
        if known.sha256 != told.sha256:
            raise EventIdTaken(_("This event id came with other words before. Send a new id."))
        return False
    _add(shipment, order, told)
    return True


def _add(shipment: Shipment, order: PurchaseOrder, told: Told) -> None:
    now = clock.now()
    if told.happened_at > now + TOLERANCE:
        raise RuleViolation(_("This has not happened yet. Check the clock, and send it later."))
    said = list(shipment.courier_events.values_list("kind", "happened_at", "pk"))
    if len(said) >= EVENTS_MAX:
        raise RuleViolation(
            _("%(number)s events of this parcel are kept, and no more are taken.")
            % {"number": EVENTS_MAX}
        )
    event = CourierEvent.objects.create(
        shipment=shipment,
        event_id=told.event_id,
        kind=told.kind,
        happened_at=told.happened_at,
        received_at=now,
        place=told.place,
        receiver=told.receiver,
        note=told.note,
        sha256=told.sha256,
    )
    audit.record("order.courier_said", actor=None, subject=order, kind=told.kind, event=event.pk)
    shown = shown_word([*said, (told.kind, told.happened_at, event.pk)])
    if shown == event.pk and told.kind in TOLD_ABOUT:
        outbox.emit(f"courier.{told.kind}", subject=order, event=event.pk)
