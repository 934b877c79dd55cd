"""Send, receive, sign; the second signature opens the claim."""

from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from catalog import services as catalog
from marketplace.accounts.models import User
from marketplace.budget import services as budget
from marketplace.core import audit, clock, files, locks
from marketplace.core.calendar import local_day
from marketplace.core.errors import InvalidTransition, NotAllowed, RuleViolation
from marketplace.core.numbers import next_number
from marketplace.core.policy import require
from marketplace.fulfilment import papers, policies
from marketplace.fulfilment.models import (
    Claim,
    ClaimStatus,
    Handover,
    Receipt,
    ReceiptLine,
    Shipment,
)
from marketplace.orders.models import OrderLine, OrderStatus, PurchaseOrder
from marketplace.orders.rules import document_number
from marketplace.orders.services import advance

RECEIPT_PHOTO = "receipt_photo"
NOBODY_SIGNED = {
    "buyer_signed_by": None,
    "buyer_signed_at": None,
    "vendor_signed_by": None,
    "vendor_signed_at": None,
}


@transaction.atomic
def ship_order(*, order_id: int, courier: str, tracking: str = "", actor: User) -> PurchaseOrder:
    """Send the goods: the reservation becomes a withdrawal from stock.

    Raises: NotAllowed, InvalidTransition, RuleViolation without a courier.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_ship(actor, order))
    courier, tracking = courier.strip()[:80], tracking.strip()[:80]
    if not courier:
        raise RuleViolation(_("Say who brings the goods: a courier, or yourself."))
    advance(order, OrderStatus.SHIPPED, by=actor, reason=f"{courier} {tracking}".strip())
    Shipment.objects.create(
        order=order,
        courier=courier,
        tracking=tracking,
        shipped_at=clock.now(),
        shipped_by=actor,
    )
    catalog.withdraw_stock(quantities=dict(order.lines.values_list("sku_id", "quantity")))
    return order


@transaction.atomic
def receive_order(
    *,
    order_id: int,
    accepted: Mapping[int, int],
    actor: User,
    note: str = "",
    photo: "UploadedFile[bytes] | None" = None,
) -> PurchaseOrder:
    """Record what arrived in order (line id → units); both sides may sign afterwards.

    Goods counted again after a dispute replace the first count and need fresh signatures. Raises:
    NotAllowed, InvalidTransition, InvalidUpload, RuleViolation when the count differs from the
    order: the officer then reports a dispute instead of signing for missing goods.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_receive(actor, order))
    lines = list(order.lines.all())
    _require_complete(lines, accepted)
    note = note.strip()[:500]
    advance(order, OrderStatus.RECEIVED, by=actor, reason=note)
    _write_receipt(order, lines, actor=actor, note=note, photo=photo)
    Handover.objects.update_or_create(order=order, defaults=NOBODY_SIGNED)
    return order


def _require_complete(lines: Sequence[OrderLine], accepted: Mapping[int, int]) -> None:
    for line in lines:
        counted = accepted.get(line.pk, -1)
        if counted != line.quantity:
            raise RuleViolation(
                _(
                    "“%(name)s”: %(counted)s counted, %(ordered)s ordered. Record the goods when "
                    "all have arrived in order, or report a dispute."
                )
                % {"name": line.title, "counted": max(counted, 0), "ordered": line.quantity},
                line=line.pk,
            )


def _write_receipt(
    order: PurchaseOrder,
    lines: Sequence[OrderLine],
    *,
    actor: User,
    note: str,
    photo: "UploadedFile[bytes] | None",
) -> None:
    kept = files.store_upload(upload=photo, kind=RECEIPT_PHOTO, owner=actor) if photo else None
    seen = {"received_by": actor, "received_at": clock.now(), "note": note}
    receipt, _fresh = Receipt.objects.update_or_create(
        order=order, defaults={**seen, "photo": kept} if kept else seen
    )
    for line in lines:
        ReceiptLine.objects.update_or_create(
            order_line=line,
            defaults={"receipt": receipt, "accepted_quantity": line.quantity},
        )


@transaction.atomic
def dispute_order(*, order_id: int, reason: str, actor: User) -> PurchaseOrder:
    """Report missing, wrong or damaged goods.

    Raises: NotAllowed, InvalidTransition, RuleViolation without a reason.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    require(policies.can_receive(actor, order))
    if not reason.strip():
        raise RuleViolation(_("Write what is wrong with the goods: the vendor must repair it."))
    advance(order, OrderStatus.DISPUTED, by=actor, reason=reason.strip()[:500])
    return order


@transaction.atomic
def sign_handover(*, order_id: int, actor: User) -> Handover:
    """Sign the BAST for the agency or for the vendor; the second signature opens the claim.

    Raises: NotAllowed, InvalidTransition when there is nothing to sign or it is signed already.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    side = _side(order, actor)
    if order.status != OrderStatus.RECEIVED:
        raise InvalidTransition(
            _("The BAST is signed after the goods were recorded, and once only.")
        )
    handover = Handover.objects.select_for_update().get(order=order)
    _put_signature(handover, side, actor)
    audit.record("order.handover_signed", actor=actor, subject=order, number=order.number)
    if handover.is_complete:
        _complete(handover, order, actor)
    return handover


def _side(order: PurchaseOrder, actor: User) -> str:
    for_buyer = policies.can_sign_for_buyer(actor, order)
    if for_buyer:
        return "buyer"
    if policies.can_sign_for_vendor(actor, order):
        return "vendor"
    raise NotAllowed(for_buyer.reason)


def _put_signature(handover: Handover, side: str, actor: User) -> None:
    if getattr(handover, f"{side}_signed_at") is not None:
        raise InvalidTransition(_("You have signed already. The other side signs next."))
    setattr(handover, f"{side}_signed_by", actor)
    setattr(handover, f"{side}_signed_at", clock.now())
    handover.save(update_fields=[f"{side}_signed_by", f"{side}_signed_at"])


def _complete(handover: Handover, order: PurchaseOrder, actor: User) -> None:
    advance(order, OrderStatus.HANDED_OVER, by=actor)
    papers.issue_handover_record(handover)
    year = local_day(clock.now(), order.agency.time_zone).year
    Claim.objects.create(
        order=order,
        number=document_number("TGH", year, next_number(f"TGH-{year}")),
        amount_rupiah=order.gross_rupiah,
        vat_rupiah=order.vat_rupiah,
        pph22_rupiah=order.pph22_rupiah,
        rule_id=order.rule_id,
        cap_rupiah=order.cap_rupiah,
        opened_at=clock.now(),
    )


def mark_claim_paid(claim: Claim, *, by: User | None) -> None:
    """Note, under the locks of order and claim, that the bank captured the claim's amount."""
    claim.status, claim.paid_at = ClaimStatus.PAID, clock.now()
    claim.save(update_fields=["status", "paid_at"])
    advance(claim.order, OrderStatus.PAID, by=by)
    budget.spend(order_ref=claim.order.public_id)


def mark_claim_settled(claim: Claim) -> None:
    """Note, under the locks of order and claim, that the vendor's money has left the bank."""
    claim.status, claim.settled_at = ClaimStatus.SETTLED, clock.now()
    claim.save(update_fields=["status", "settled_at"])
    advance(claim.order, OrderStatus.SETTLED, by=None)
