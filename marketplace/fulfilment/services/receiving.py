"""Counting what arrived in good order."""

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict, Unpack

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import clock, files, guards, locks
from marketplace.core.errors import InvalidTransition, RuleViolation
from marketplace.core.policy import require
from marketplace.core.text import clean_line, clean_text
from marketplace.fulfilment import policies, queries
from marketplace.fulfilment.models import Handover, Receipt, ReceiptLine
from marketplace.fulfilment.rules import LineProgress
from marketplace.fulfilment.services.checklist import keep_checks
from marketplace.fulfilment.services.progress import PartTaken, derive_progress
from marketplace.fulfilment.services.uncounted import watch
from marketplace.orders.models import LINE_NOTE_MAX, OrderLine, OrderStatus, PurchaseOrder

RECEIPT_PHOTO = "receipt_photo"
Lines = list[tuple[OrderLine, LineProgress]]


class Count(TypedDict):
    """Units in good order per line id, a note, and which count of the order this is (from 1).

    ``checks``: what was found at each point (line id → point id → whether it is met); ``remarks``:
    what was seen of a line.
    """

    accepted: Mapping[int, int]
    checks: NotRequired[Mapping[int, Mapping[int, bool]]]
    remarks: NotRequired[Mapping[int, str]]
    note: NotRequired[str]
    part: NotRequired[int | None]


def receive_order(
    *,
    order_id: int,
    actor: User,
    photo: "UploadedFile[Any] | None" = None,
    **count: Unpack[Count],
) -> PurchaseOrder:
    """Record what arrived in good order (line id → units); both sides sign for it afterwards.

    What is not counted stays on its way. Each count opens a handover record of its own, so that
    what somebody signs never changes under their hand. The photo is read and written before the
    order is locked. Raises: NotAllowed, InvalidTransition when nothing waits to be counted,
    PartTaken, InvalidUpload, RuleViolation for more units than were sent.
    """
    if photo is not None:
        require(policies.can_receive(actor, PurchaseOrder.objects.get(pk=order_id)))
    with files.written_upload(photo, kind=RECEIPT_PHOTO) as file:
        return _receive(order_id=order_id, actor=actor, file=file, **count)


@guards.use_case
def _receive(
    *, order_id: int, actor: User, file: files.Written | None, **count: Unpack[Count]
) -> PurchaseOrder:
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_receive(actor, order))
    lines = queries.progress_of(order)
    _require_something_to_count(order, lines)
    part = count.get("part")
    if part is not None and part != queries.next_receipt(order):
        raise PartTaken(
            _("Goods were counted meanwhile. Look at what is left before you count more.")
        )
    counted = _counted(lines, count["accepted"])
    note = clean_text(count.get("note", ""))[:500]
    receipt = Receipt.objects.create(
        order=order,
        handover=Handover.objects.create(order=order),
        received_by=actor,
        received_at=clock.now(),
        note=note,
        photo=files.keep(file, owner=actor) if file else None,
    )
    remarks = count.get("remarks", {})
    ReceiptLine.objects.bulk_create(
        ReceiptLine(
            receipt=receipt,
            order_line=line,
            accepted_quantity=units,
            note=clean_line(remarks.get(line.pk, ""))[:LINE_NOTE_MAX],
        )
        for line, units in counted
    )
    keep_checks(receipt, count.get("checks", {}), {line.pk for line, _units in counted})
    derive_progress(order, OrderStatus.RECEIVED, by=actor, reason=note)
    watch(order)
    return order


def _require_something_to_count(order: PurchaseOrder, lines: Lines) -> None:
    if order.status not in {OrderStatus.SHIPPED, OrderStatus.DISPUTED}:
        raise InvalidTransition(
            _("Order %(number)s is “%(status)s”: no goods can be counted now.")
            % {"number": order.number, "status": OrderStatus(order.status).label},
            status=order.status,
        )
    if not any(progress.to_count for _line, progress in lines):
        raise InvalidTransition(
            _("Everything that was sent has been counted."), status=order.status
        )


def _counted(lines: Lines, accepted: Mapping[int, int]) -> list[tuple[OrderLine, int]]:
    if set(accepted) - {line.pk for line, _progress in lines}:
        raise RuleViolation(_("This line does not belong to the order."))
    for line, progress in lines:
        units = accepted.get(line.pk, 0)
        if not 0 <= units <= progress.to_count:
            raise RuleViolation(
                _(
                    "“%(name)s”: %(counted)s counted, but %(sent)s were sent and not counted yet. "
                    "Count again, or report a problem."
                )
                % {"name": line.title, "counted": units, "sent": progress.to_count},
                line=line.pk,
            )
    counted = [(line, units) for line, _progress in lines if (units := accepted.get(line.pk, 0))]
    if not counted:
        waiting = next(line for line, progress in lines if progress.to_count)
        raise RuleViolation(
            _("Record at least one unit in good order. If none is, report a problem."),
            line=waiting.pk,
        )
    return counted
