"""Each member's part of a cooperative's claim, and the word that it was handed on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.core import audit, clock, files, guards, locks, moments, outbox
from marketplace.core.calendar import local_day
from marketplace.core.errors import Conflict, RuleViolation
from marketplace.core.policy import require
from marketplace.core.text import clean_line, clean_text
from marketplace.fulfilment.models import Claim, ClaimStatus
from marketplace.fulfilment.queries import received_units
from marketplace.orders.models import OrderLineMaker
from payments import policies
from payments.member_queries import unpaid
from payments.models import (
    HandOn,
    MemberPayment,
    MemberPaymentItem,
    MemberPaymentVoid,
    MemberShare,
    MemberSplit,
)
from payments.splitting import MadeLine, share_out
from vendors.members.models import CooperativeMember
from vendors.models import LegalForm, Vendor

PROOF = "member_payment"  # the kind under which proofs are kept


def write_member_split(claim: Claim, *, net_rupiah: int) -> MemberSplit | None:
    """Store what of a released claim is each maker's, in the transaction of its booking.

    net_rupiah: what the ledger released to the vendor. None where no goods of the claim have
    makers.
    """
    order = claim.order
    if order.vendor.legal_form != LegalForm.COOPERATIVE:
        return None
    units = received_units(claim.handover)
    rows = OrderLineMaker.objects.filter(line__in=units).select_related("line")
    makers: dict[int, list[OrderLineMaker]] = defaultdict(list)
    for maker in rows.order_by("line_id", "pk"):
        makers[maker.line_id].append(maker)
    if not makers:
        return None
    lines = [
        MadeLine(units[key] * found[0].line.unit_price_rupiah, tuple(one.share_bp for one in found))
        for key, found in makers.items()
    ]
    made = sum(line.worth_rupiah for line in lines)
    whole = claim.goods_rupiah + claim.freight_rupiah
    shared = share_out(net_rupiah, lines, others_rupiah=whole - made)
    split = MemberSplit.objects.create(
        claim=claim,
        vendor_id=order.vendor_id,
        net_rupiah=net_rupiah,
        rest_rupiah=shared.rest_rupiah,
        made_at=clock.now(),
    )
    MemberShare.objects.bulk_create(
        MemberShare(split=split, maker=maker, units=units[key], amount_rupiah=amount)
        for (key, found), parts in zip(makers.items(), shared.parts, strict=True)
        for maker, amount in zip(found, parts, strict=True)
    )
    return split


# ---- handed on to the member


@dataclass(frozen=True, slots=True)
class HandedOn:
    """What the cooperative says of a payment to a member; ``share_ids``: the parts it was for."""

    share_ids: tuple[int, ...]
    paid_on: date
    way: str
    note: str = ""


def record_member_payment(
    *,
    member_id: int,
    facts: HandedOn,
    actor: User,
    upload: UploadedFile[Any] | None = None,
) -> MemberPayment:
    """Note that a member was paid for parts of claims that reached the cooperative.

    Raises: NotAllowed, InvalidUpload, RuleViolation for a day that cannot be, Conflict for a part
    that is another member's, has not been paid out, or was paid already.
    """
    member = CooperativeMember.objects.select_related("vendor").get(pk=member_id)
    require(policies.can_pay_members(actor, member.vendor))
    with files.written_upload(upload, kind=PROOF) as proof:
        return _record(member.pk, member.vendor_id, facts, proof, actor)


@guards.use_case
def _record(
    member_id: int, vendor_id: int, facts: HandedOn, proof: files.Written | None, actor: User
) -> MemberPayment:
    vendor = locks.lock_one(Vendor, vendor_id)
    require(policies.can_pay_members(actor, vendor))
    shares = _owed(member_id, facts.share_ids)
    _require_day(shares, facts.paid_on, vendor)
    if facts.way not in HandOn.values:
        raise RuleViolation(_("Choose how the member was paid."), field="way")
    payment = MemberPayment.objects.create(
        vendor=vendor,
        member_id=member_id,
        paid_on=facts.paid_on,
        way=facts.way,
        amount_rupiah=sum(share.amount_rupiah for share in shares),
        note=clean_line(facts.note),
        proof=files.keep(proof, owner=actor) if proof is not None else None,
        recorded_by=actor,
        recorded_at=clock.now(),
    )
    MemberPaymentItem.objects.bulk_create(
        MemberPaymentItem(payment=payment, share=share) for share in shares
    )
    audit.record(
        "member.paid",
        actor=actor,
        subject=vendor,
        member=member_id,
        amount_rupiah=payment.amount_rupiah,
        shares=len(shares),
    )
    outbox.emit("member.paid", subject=payment)
    return payment


@guards.use_case
def take_payment_back(*, payment_id: int, reason: str, actor: User) -> MemberPaymentVoid:
    """Say that a payment was written down by mistake; what it was for is owed again.

    Raises: NotAllowed, RuleViolation without a reason, Conflict for one that was taken back.
    """
    payment = MemberPayment.objects.get(pk=payment_id)
    vendor = locks.lock_one(Vendor, payment.vendor_id)
    require(policies.can_pay_members(actor, vendor))
    why = clean_text(reason)
    if not why:
        raise RuleViolation(_("Say what was wrong; the auditor reads it."), field="reason")
    if MemberPaymentVoid.objects.filter(payment=payment).exists():
        raise Conflict(_("This payment was taken back already."))
    void = MemberPaymentVoid.objects.create(
        payment=payment, reason=why, voided_by=actor, voided_at=clock.now()
    )
    audit.record(
        "member.payment_taken_back",
        actor=actor,
        subject=vendor,
        member=payment.member_id,
        payment=payment.pk,
        amount_rupiah=payment.amount_rupiah,
    )
    return void


def _owed(member_id: int, share_ids: Sequence[int]) -> list[MemberShare]:
    """Return these parts, all of them this member's, paid out and not handed on yet."""
    rows = MemberShare.objects.filter(
        pk__in=share_ids,
        maker__member=member_id,
        split__claim__status=ClaimStatus.SETTLED,
        amount_rupiah__gt=0,
    )
    shares = list(unpaid(rows).select_related("split__claim").order_by("pk"))
    if not shares:
        raise RuleViolation(_("Choose what the payment was for."), field="shares")
    if len(shares) < len(set(share_ids)):
        raise Conflict(
            _(
                "Some of this was marked as paid meanwhile, or has not reached the cooperative. "
                "Look at the list again."
            ),
            field="shares",
        )
    return shares


def _require_day(shares: Sequence[MemberShare], paid_on: date, vendor: Vendor) -> None:
    opened = min(share.split.claim.opened_at for share in shares)
    first, today = local_day(opened, vendor.time_zone), clock.today(vendor.time_zone)
    if not first <= paid_on <= today:
        raise RuleViolation(
            _("The day is from %(first)s, when the goods were handed over, to today.")
            % {"first": moments.day(first)},
            field="paid_on",
        )
