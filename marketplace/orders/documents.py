"""The Surat Pesanan: the order's data as the paper prints it, frozen at approval."""

from datetime import datetime, timedelta

from django.utils import translation

from catalog.dating import days_words
from catalog.tax import TaxBreakdown, TaxClass, VatLine
from marketplace.accounts.letterheads import letterhead_of
from marketplace.core import clock, moments
from marketplace.core.calendar import local_day
from marketplace.core.money import terbilang
from marketplace.core.number_series import next_number
from marketplace.core.rule_codes import RuleCode
from marketplace.documents import layout
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.orders import document_text, freight_words
from marketplace.orders.bound_rules import bound_rule
from marketplace.orders.line_makers import makers_on_paper
from marketplace.orders.models import Duty, FreightWay, OrderLine, PurchaseOrder
from marketplace.orders.rules import document_number
from vendors.channels import Channel

PURCHASE_LETTER = "surat-pesanan"
COMMITMENT_OFFICER = "Pejabat Pembuat Komitmen"
UNCERTIFIED = "Tanda tangan elektronik tidak tersertifikasi"
PAYMENT_METHODS = {
    "bela": "Kartu Kredit Pemerintah Daerah (KKPD)",
    "katalog_lokal": "Uang persediaan (UP) melalui bendahara",
}


def commitment_position(order: PurchaseOrder, signer: int | None) -> str:
    """Return as what a signer signs for the agency: as the PPK, or in the place of one on leave."""
    rows = order.appointments.filter(
        duty=Duty.COMMITMENT_OFFICER, person=signer, stand_in__user=signer
    )
    acting = rows.select_related("predecessor").last()
    if acting is None:
        return COMMITMENT_OFFICER
    return f"{COMMITMENT_OFFICER}, menggantikan {acting.predecessor}"


def breakdown(order: PurchaseOrder) -> TaxBreakdown:
    """Return the stored taxes of an order in the shape the papers print."""
    taxes = list(order.taxes.all())
    withheld = next(tax for tax in taxes if tax.kind == "pph22")
    return TaxBreakdown(
        goods_rupiah=order.goods_rupiah,
        freight_rupiah=order.freight_rupiah,
        vat_lines=tuple(
            VatLine(TaxClass(tax.tax_class), tax.base_rupiah, tax.rate_bp, tax.amount_rupiah)
            for tax in taxes
            if tax.kind == "vat"
        ),
        vat_rupiah=order.vat_rupiah,
        pph22_base_rupiah=withheld.base_rupiah,
        pph22_rate_bp=withheld.rate_bp,
        pph22_rupiah=order.pph22_rupiah,
        gross_rupiah=order.gross_rupiah,
        vendor_net_before_fees_rupiah=order.gross_rupiah - order.vat_rupiah - order.pph22_rupiah,
    )


def issue_purchase_letter(order: PurchaseOrder) -> IssuedDocument:
    """Number and freeze the Surat Pesanan of an approved order, in the caller's transaction."""
    year = order.ordered_on.year
    number = document_number("SP", year, next_number(f"SP-{year}"))
    # Papers are official Indonesian, whatever language the approving officer reads the site in.
    with translation.override(moments.PAPER_LANGUAGE):
        data = _purchase_letter(order, number)
    return documents.issue(
        PURCHASE_LETTER,
        number=number,
        subject=order,
        data=dict(data),
        amount_rupiah=order.gross_rupiah,
    )


def _purchase_letter(order: PurchaseOrder, number: str) -> layout.SuratPesananData:
    zone, now = order.agency.time_zone, clock.now()
    tax = breakdown(order)
    return {
        "number": number,
        "date": moments.paper_day(local_day(now, zone)),
        "issued_at": now.isoformat(),
        "letterhead": letterhead_of(order.agency),
        "buyer": _buyer(order),
        "vendor": _seller(order),
        "opening": (
            f"Berdasarkan pesanan {order.number}, dengan ini kami memesan barang berikut "
            "dengan harga dan syarat yang tercantum."
        ),
        "lines": _lines(order),
        "totals": document_text.order_totals(tax),
        "gross_rupiah": order.gross_rupiah,
        "amount_in_words": f"{terbilang(order.gross_rupiah)} rupiah",
        "terms": _terms(order, tax, now),
        "signer": {
            "position": commitment_position(order, order.approved_by_id),
            "name": str(order.approved_by),
            "signed_at": moments.paper_moment(now, zone),
            "note": UNCERTIFIED,
        },
    }


def _buyer(order: PurchaseOrder) -> layout.Buyer:
    return {
        "name": str(order.created_by),
        "position": f"Pejabat Pengadaan, {order.agency.name}",
        "rup_code": order.plan_package.rup_code,
        "account_code": order.account_code.code,
    }


def _seller(order: PurchaseOrder) -> layout.Seller:
    vendor = order.vendor
    return {
        "name": vendor.name,
        "size_class": size_line(order),
        "address": f"{vendor.address}, {vendor.region}",
        "payment_method": PAYMENT_METHODS[order.channel],
    }


def _lines(order: PurchaseOrder) -> list[layout.GoodsLine]:
    return [
        {
            "name": line.title,
            **made_by(line),
            **wanted_for(line, order.agency.time_zone),
            **noted(line),
            "quantity": f"{line.quantity} {line.unit}",
            "unit_price_rupiah": line.unit_price_rupiah,
            "amount_rupiah": line.total_rupiah,
        }
        for line in order.lines.prefetch_related("makers")
    ]


def wanted_for(line: OrderLine, zone: str) -> layout.WantedFor:
    """Return for which days a line is wanted, as papers print it; nothing of goods."""
    words = days_words(line, zone)
    return {"wanted": words} if words else {}


def noted(line: OrderLine) -> layout.Noted:
    """Return what the buyer says of a line, as papers print it; nothing for nothing."""
    return {"note": line.note} if line.note else {}


def made_by(line: OrderLine) -> layout.MadeBy:
    """Return who of a cooperative makes a line's goods, as papers print it; nothing for nobody."""
    names = [maker.name for maker in line.makers.all()]
    return {"makers": makers_on_paper(names)} if names else {}


def _terms(order: PurchaseOrder, tax: TaxBreakdown, now: datetime) -> list[str]:
    zone = order.agency.time_zone
    days = bound_rule(order, RuleCode.ACCEPT).value
    assert order.due_on is not None  # noqa: S101 - set by the approval that issues the letter
    return document_text.order_terms(
        handover=document_text.handover_terms(
            place=order.delivery_address,
            freight=freight_words.of_order(order),
            is_fetched=order.freight_way == FreightWay.FETCHED,
            deliver_on=order.due_on,
        ),
        accept_by=moments.paper_moment(now + timedelta(days=days), zone),
        late_bp_per_day=bound_rule(order, RuleCode.LATE).value,
        tax=tax,
        by_card=order.channel == Channel.BELA,
    )


def size_line(order: PurchaseOrder) -> str:
    """Return what kind of business sells, as papers print it: "Usaha mikro, PKP"."""
    vendor = order.vendor
    kind = (
        "Koperasi"
        if vendor.legal_form == "cooperative"
        else {"micro": "Usaha mikro", "small": "Usaha kecil", "medium": "Usaha menengah"}[
            vendor.size_class
        ]
    )
    return f"{kind}, {'PKP' if vendor.is_pkp else 'bukan PKP'}"
