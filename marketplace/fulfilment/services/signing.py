"""Signing the BAST; the second signature opens the claim for exactly what was handed over."""

from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.budget import services as budget
from marketplace.core import audit, clock, guards, locks
from marketplace.core.errors import InvalidTransition, NotAllowed
from marketplace.core.number_series import next_numbers
from marketplace.fulfilment import documents, policies, queries
from marketplace.fulfilment.models import Claim, ClaimTax, Handover
from marketplace.fulfilment.rules import ClaimShare, claim_share
from marketplace.fulfilment.services.progress import derive_progress
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.rules import document_number


@guards.use_case
def sign_handover(*, order_id: int, actor: User, handover_id: int | None = None) -> Handover:
    """Sign a BAST for the agency or for the vendor; the second signature opens its claim.

    Without ``handover_id`` the oldest one that lacks this side's signature. Raises: NotAllowed,
    InvalidTransition when there is nothing to sign or it is signed already.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    side = _side(order, actor)
    handover = _choose(order, side, handover_id)
    setattr(handover, f"{side}_signed_by", actor)
    setattr(handover, f"{side}_signed_at", clock.now())
    claim_number = ""
    if handover.is_complete:
        budget.hold(order.public_id, package=False)  # the numbers are the last lock
        handover.number, claim_number = _numbers(order)
    handover.save(update_fields=[f"{side}_signed_by", f"{side}_signed_at", "number"])
    audit.record(
        "order.handover_signed",
        actor=actor,
        subject=order,
        number=order.number,
        handover=handover.pk,
    )
    if handover.is_complete:
        _complete(handover, order, actor, claim_number)
    return handover


def _side(order: PurchaseOrder, actor: User) -> str:
    for_buyer = policies.can_sign_for_buyer(actor, order)
    if for_buyer:
        return "buyer"
    if policies.can_sign_for_vendor(actor, order):
        return "vendor"
    raise NotAllowed(for_buyer.reason)


def _choose(order: PurchaseOrder, side: str, handover_id: int | None) -> Handover:
    if order.status not in {OrderStatus.SHIPPED, OrderStatus.RECEIVED}:
        raise InvalidTransition(
            _("The BAST is signed after the goods were recorded, and once only.")
        )
    standing = list(queries.handovers_of(order))
    if handover_id is not None:
        standing = [handover for handover in standing if handover.pk == handover_id]
    if not standing:
        raise InvalidTransition(
            _("The BAST is signed after the goods were recorded, and once only.")
        )
    for handover in standing:
        if getattr(handover, f"{side}_signed_at") is None:
            handover.order = order
            return handover
    raise InvalidTransition(_("You have signed already. The other side signs next."))


def _complete(handover: Handover, order: PurchaseOrder, actor: User, claim_number: str) -> None:
    claim = _open_claim(handover, order, claim_number)
    budget.realise(order_ref=order.public_id, amount_rupiah=claim.amount_rupiah)
    documents.issue_handover_record(handover)
    derive_progress(order, OrderStatus.HANDED_OVER, by=actor, amount_rupiah=claim.amount_rupiah)


def _open_claim(handover: Handover, order: PurchaseOrder, number: str) -> Claim:
    share = _share_of(handover, order)
    claim = Claim.objects.create(
        order=order,
        handover=handover,
        number=number,
        goods_rupiah=share.goods_rupiah,
        freight_rupiah=share.freight_rupiah,
        amount_rupiah=share.gross_rupiah,
        vat_rupiah=share.vat_rupiah,
        pph22_rupiah=share.pph22_rupiah,
        rule_id=order.rule_id,
        cap_rupiah=order.cap_rupiah,
        opened_at=clock.now(),
    )
    ClaimTax.objects.bulk_create(
        ClaimTax(
            claim=claim,
            order_tax_id=tax.key,
            base_rupiah=tax.base_rupiah,
            amount_rupiah=tax.amount_rupiah,
        )
        for tax in share.taxes
    )
    return claim


def _share_of(handover: Handover, order: PurchaseOrder) -> ClaimShare:
    lines = list(order.lines.all())
    return claim_share(
        goods=queries.goods_of(lines, queries.received_units(handover)),
        goods_rest=queries.goods_rest(order, lines),
        freight_rest=queries.freight_rest(order),
        taxes_rest=queries.taxes_rest(order, lines),
    )


def _numbers(order: PurchaseOrder) -> tuple[str, str]:
    """Return the numbers of the BAST and of its claim."""
    year = clock.today(order.agency.time_zone).year
    bast, claim = next_numbers([f"BAST-{year}", f"TGH-{year}"])
    return document_number("BAST", year, bast), document_number("TGH", year, claim)
