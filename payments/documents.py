"""Receipt (kuitansi) and withholding slip (bukti pungut) of a paid claim."""

from collections.abc import Sequence

from django.utils import translation

from catalog.tax import stamp_duty
from marketplace.core import clock, moments
from marketplace.core.calendar import local_day
from marketplace.core.money import percent, split, terbilang
from marketplace.core.number_series import next_numbers
from marketplace.core.rule_codes import RuleCode
from marketplace.documents import services as documents
from marketplace.fulfilment.models import Claim
from marketplace.orders import documents as order_papers
from marketplace.orders.bound_rules import bound_rule
from marketplace.orders.rules import document_number
from payments.models import InstructionStatus
from vendors.queries import owner_of

RECEIPT = "kuitansi"
WITHHOLDING_SLIP = "withholding-slip"
COLLECTOR = "Pasar Bela (contoh)"


def issue_payment_papers(claims: Sequence[Claim]) -> None:
    """Issue receipt and withholding slip of each claim of a transfer, in one transaction."""
    series = [
        (claim, prefix, local_day(clock.now(), claim.order.agency.time_zone).year)
        for claim in claims
        for prefix in ("KW", "BP")
    ]
    serials = iter(next_numbers([f"{prefix}-{year}" for _claim, prefix, year in series]))
    numbers = [document_number(prefix, year, next(serials)) for _claim, prefix, year in series]
    for place, claim in enumerate(claims):
        _issue(claim, *numbers[2 * place : 2 * place + 2])


def _issue(claim: Claim, receipt: str, slip: str) -> None:
    order = claim.order
    with translation.override("id"):
        for kind, number, shape, amount in (
            (RECEIPT, receipt, _receipt(claim), claim.amount_rupiah),
            (WITHHOLDING_SLIP, slip, _withholding_slip(claim), withheld(claim)),
        ):
            documents.issue(
                kind,
                number=number,
                subject=order,
                data={**shape, **_common(claim, number)},
                amount_rupiah=amount,
            )


def withheld(claim: Claim) -> int:
    """Return what the collector keeps back of a claim in rupiah: PPN and PPh 22."""
    return int(claim.vat_rupiah + claim.pph22_rupiah)


def _common(claim: Claim, number: str) -> dict[str, object]:
    order = claim.order
    return {
        "number": number,
        "date": moments.paper_day(local_day(clock.now(), order.agency.time_zone)),
        "issued_at": clock.now().isoformat(),
        "watermark": order_papers.WATERMARK,
        "order_number": order.number,
    }


def _receipt(claim: Claim) -> dict[str, object]:
    """The buyer's proof: it names the buyer's own payment, not our transfer to the vendor."""
    order = claim.order
    vendor = order.vendor
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
        "payment_method": f"{order_papers.PAYMENT_METHODS[order.channel]}, {_charge(claim)}",
        "stamp_duty_rupiah": stamp_duty(
            claim.amount_rupiah,
            above_rupiah=bound_rule(order, RuleCode.STAMP_DUTY_ABOVE).value,
            duty_rupiah=bound_rule(order, RuleCode.STAMP_DUTY).value,
        ),
        "signer": {
            "position": "Penyedia",
            "name": str(owner_of(vendor) or ""),
            "note": order_papers.UNCERTIFIED,
        },
    }


def _charge(claim: Claim) -> str:
    """Return the bank's number of the card's charge and the day it was made."""
    charges = claim.payments.select_related("instruction__answer")
    charge = charges.get(instruction__status=InstructionStatus.SUCCEEDED)
    answer = charge.instruction.answer
    assert answer is not None  # noqa: S101 - instruction_ends_by_the_banks_word
    moment = answer.occurred_at or answer.received_at
    day = local_day(moment, claim.order.agency.time_zone)
    return f"{answer.bank_reference}, {moments.paper_day(day)}"


def _purpose(claim: Claim) -> str:
    order = claim.order
    if claim.amount_rupiah == order.gross_rupiah:
        return f"Pembayaran {order.title}"
    return f"Pembayaran sebagian {order.title}, tagihan {claim.number}, {claim.handover}"


def _withholding_slip(claim: Claim) -> dict[str, object]:
    order = claim.order
    vendor = order.vendor
    return {
        "letterhead": {"government": "Pemungut pajak", "agency": COLLECTOR, "address": "-"},
        "vendor": {
            "name": vendor.name,
            "npwp_masked": f"············{vendor.npwp[-4:]}",
            "address": f"{vendor.address}, {vendor.region}",
        },
        "collector": {"name": COLLECTOR, "npwp": "-"},
        "taxes": [
            {
                "name": "PPN" if tax.kind == "vat" else "PPh Pasal 22",
                "base_rupiah": share.base_rupiah,
                "rate": percent(tax.rate_bp),
                "amount_rupiah": share.amount_rupiah,
            }
            for share in claim.taxes.select_related("order_tax").order_by("-order_tax__kind", "pk")
            for tax in [share.order_tax]
        ],
        "amount_rupiah": withheld(claim),
        "amount_in_words": f"{terbilang(withheld(claim))} rupiah",
        "notes": ["Pajak disetor oleh pemungut; instansi tidak memungut lagi (PMK 59/2022)."],
        "signer": {"position": "Pemungut", "name": COLLECTOR, "note": order_papers.UNCERTIFIED},
    }


def _tax_rows(claim: Claim) -> list[dict[str, object]]:
    """Return the claim's share of the order's tax lines; the amounts sum to what is withheld."""
    lines = list(claim.order.taxes.order_by("-kind", "pk"))
    left = {"vat": claim.vat_rupiah, "pph22": claim.pph22_rupiah}
    amounts: dict[int, int] = {}
    for kind, total in left.items():
        own = [tax for tax in lines if tax.kind == kind and tax.amount_rupiah]
        shares = split(total, [tax.amount_rupiah for tax in own]) if own else []
        amounts.update(zip((tax.pk for tax in own), shares, strict=True))
    return [
        {
            "name": "PPN" if tax.kind == "vat" else "PPh Pasal 22",
            "base_rupiah": _share(tax.base_rupiah, claim),
            "rate": percent(tax.rate_bp),
            "amount_rupiah": amounts.get(tax.pk, 0),
        }
        for tax in lines
    ]


def _share(order_rupiah: int, claim: Claim) -> int:
    """Return the claim's part of a sum of its whole order, half up."""
    gross = claim.order.gross_rupiah
    return int((2 * order_rupiah * claim.amount_rupiah + gross) // (2 * gross))
