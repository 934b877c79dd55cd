"""Receipt (kuitansi) and withholding slip (bukti pungut) of a paid claim."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.utils import translation

from catalog.tax import stamp_duty
from marketplace.core import clock, moments
from marketplace.core.calendar import local_day
from marketplace.core.money import terbilang
from marketplace.core.number_series import next_numbers
from marketplace.core.rule_codes import RuleCode
from marketplace.core.subjects import about_any
from marketplace.documents import layout
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.fulfilment.models import Claim
from marketplace.orders import documents as order_papers
from marketplace.orders.bound_rules import bound_rule
from marketplace.orders.document_text import withheld_row
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.rules import document_number
from payments.models import InstructionStatus
from vendors.queries import owner_of

RECEIPT = "kuitansi"
WITHHOLDING_SLIP = "withholding-slip"
AUTOMATIC = "diterbitkan otomatis, tidak ditandatangani"


def issue_receipts(claims: Sequence[Claim]) -> None:
    """Issue the receipt of each claim of a transfer, in one transaction.

    A claim that was charged before slips were issued with the charge gets its slip here.
    """
    days = {claim.pk: local_day(clock.now(), claim.order.agency.time_zone) for claim in claims}
    papers: list[_NewPaper] = [(claim, RECEIPT, "KW", days[claim.pk]) for claim in claims]
    slipped = _with_slip(claims)
    late = [claim for claim in claims if claim.number not in slipped]
    _issue_all(papers + [slip for claim in late for slip in _slips(claim)])


def issue_withholding_slip(claim: Claim) -> None:
    """Issue the slip of a charged claim from which tax was withheld, dated on the charge's day."""
    _issue_all(_slips(claim))


_NewPaper = tuple[Claim, str, str, date]  # of a claim: kind, number series, day on the paper


def _slips(claim: Claim) -> list[_NewPaper]:
    if not withheld(claim):
        return []
    return [(claim, WITHHOLDING_SLIP, "BP", _charged(claim)[1])]


def _with_slip(claims: Sequence[Claim]) -> set[str]:
    """Return the numbers of those claims that have their slip."""
    orders = PurchaseOrder.objects.filter(claims__in=claims)
    slips = about_any(IssuedDocument.objects.filter(kind=WITHHOLDING_SLIP), orders)
    return set(slips.values_list("data__claim_number", flat=True))


def _issue_all(papers: Sequence[_NewPaper]) -> None:
    if not papers:
        return
    numbers = next_numbers([f"{prefix}-{day.year}" for _claim, _kind, prefix, day in papers])
    for (claim, kind, prefix, day), number in zip(papers, numbers, strict=True):
        _issue(claim, kind, document_number(prefix, day.year, number), day)


def _issue(claim: Claim, kind: str, number: str, day: date) -> None:
    is_receipt = kind == RECEIPT
    amount = claim.amount_rupiah if is_receipt else withheld(claim)
    with translation.override(moments.PAPER_LANGUAGE):
        data: dict[str, object] = {
            **(_receipt(claim) if is_receipt else _withholding_slip(claim, day)),
            "number": number,
            "date": moments.paper_day(day),
            "issued_at": clock.now().isoformat(),
            "order_number": claim.order.number,
            "claim_number": claim.number,
        }
    documents.issue(kind, number=number, subject=claim.order, data=data, amount_rupiah=amount)


def withheld(claim: Claim) -> int:
    """Return what the collector keeps back of a claim in rupiah: PPN and PPh 22."""
    return int(claim.vat_rupiah + claim.pph22_rupiah)


def _receipt(claim: Claim) -> dict[str, object]:
    """The buyer's proof: it names the buyer's own payment, not our transfer to the vendor."""
    order = claim.order
    vendor = order.vendor
    method = order_papers.PAYMENT_METHODS[order.channel]
    reference, day = _charged(claim)
    return {
        "letterhead": {
            "government": order_papers.size_line(order),
            "agency": vendor.name,
            "address": f"{vendor.address}, {vendor.region}",
        },
        "payer": f"{order.agency.name}, {order.agency.tenant.region.name}",
        "amount_rupiah": claim.amount_rupiah,
        "amount_in_words": f"{terbilang(claim.amount_rupiah)} rupiah",
        "purpose": _purpose(claim),
        "payment_method": f"{method}, {reference}, {moments.paper_day(day)}",
        "stamp_duty_rupiah": stamp_duty(
            claim.amount_rupiah,
            above_rupiah=bound_rule(order, RuleCode.STAMP_DUTY_ABOVE).value,
            duty_rupiah=bound_rule(order, RuleCode.STAMP_DUTY).value,
        ),
        "signer": {
            "position": "Penyedia",
            "name": str(owner_of(vendor) or ""),
            "unsigned": AUTOMATIC,
        },
    }


def _charged(claim: Claim) -> tuple[str, date]:
    """Return the bank's number of the card's charge, and the agency's day on which it was made."""
    charges = claim.payments.select_related("instruction__answer")
    charge = charges.get(instruction__status=InstructionStatus.SUCCEEDED)
    answer = charge.instruction.answer
    assert answer is not None  # noqa: S101 - instruction_ends_by_the_banks_word
    moment = answer.occurred_at or answer.received_at
    return answer.bank_reference, local_day(moment, claim.order.agency.time_zone)


def _purpose(claim: Claim) -> str:
    order = claim.order
    if claim.amount_rupiah == order.gross_rupiah:
        return f"Pembayaran {order.title}"
    return f"Pembayaran sebagian {order.title}, tagihan {claim.number}, {claim.handover}"


def _withholding_slip(claim: Claim, charged_on: date) -> dict[str, object]:
    vendor = claim.order.vendor
    collector = settings.COLLECTOR_NAME
    return {
        "letterhead": {
            "government": "Pemungut pajak",
            "agency": collector,
            "address": settings.COLLECTOR_ADDRESS,
        },
        "vendor": {
            "name": vendor.name,
            "npwp_masked": f"············{vendor.tax_number[-4:]}",
            "address": f"{vendor.address}, {vendor.region}",
        },
        "collector": {"name": collector, "npwp": settings.COLLECTOR_NPWP},
        "period": moments.paper_month(charged_on),
        "taxes": _taxes(claim),
        "amount_rupiah": withheld(claim),
        "amount_in_words": f"{terbilang(withheld(claim))} rupiah",
        "notes": ["Pajak disetor oleh pemungut; instansi tidak memungut lagi (PMK 59/2022)."],
        "signer": {"position": "Pemungut", "name": collector, "unsigned": AUTOMATIC},
    }


def _taxes(claim: Claim) -> list[layout.WithheldTax]:
    """Return the claim's shares of its order's taxes, without those of nothing."""
    shares = claim.taxes.select_related("order_tax").order_by("-order_tax__kind", "pk")
    return [
        withheld_row(
            "PPN" if share.order_tax.kind == "vat" else "PPh Pasal 22",
            share.base_rupiah,
            share.order_tax.rate_bp,
            share.amount_rupiah,
            tax_class=share.order_tax.tax_class,
        )
        for share in shares
        if share.amount_rupiah
    ]
