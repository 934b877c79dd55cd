"""What this room and those below it add to the bundle of an order."""

from marketplace.core.subjects import about_any
from marketplace.documents import services as documents
from marketplace.documents.models import IssuedDocument
from marketplace.negotiation.models import Negotiation
from marketplace.notices.services import messages_of
from marketplace.orders.bundle.contents import Part, Table, provide
from marketplace.orders.models import FreightQuote, PurchaseOrder
from marketplace.orders.own_rules.reading import binding
from marketplace.shortlists.models import StoredComparison


@provide
def order_part(order: PurchaseOrder) -> Part:
    """The order itself, its rules, steps and reasons, what it rests on, and its conversation."""
    negotiation = Negotiation.objects.filter(pk__in=[order.negotiation_id])
    compared = StoredComparison.objects.filter(order_evidence__order=order)
    return Part(
        papers=[
            documents.of(order),
            about_any(IssuedDocument.objects.all(), negotiation),
            about_any(IssuedDocument.objects.all(), compared),
        ],
        about=[
            PurchaseOrder.objects.filter(pk=order.pk),
            FreightQuote.objects.filter(pk__in=[order.freight_quote_id]),
            negotiation,
            compared,
        ],
        tables={
            "pesanan": _order(order),
            "barang": order.lines.order_by("pk").values(
                *("id", "code", "name", "label", "unit", "quantity", "unit_price_rupiah"),
                *("total_rupiah", "tax_class", "note", "agreed_price__kind"),
                *("agreed_price__price_version", "agreed_price__source"),
            ),
            "pajak": order.taxes.order_by("pk").values(
                "kind", "tax_class", "base_rupiah", "rate_bp", "amount_rupiah", "rule__code"
            ),
            "aturan": order.rules.order_by("code").values(
                *("code", "value", "rule__unit", "rule__channel", "rule__tenant_slug"),
                *("rule__valid_from", "rule__valid_to", "rule__legal_source", "rule__act_title"),
                *("rule__act_number", "rule__act_date", "rule__act_article"),
            ),
            "langkah": order.status_changes.order_by("pk").values(
                "from_status", "to_status", "changed_by__name", "changed_at", "reason"
            ),
            "percakapan": messages_of(order).values("author_line", "written_at", "text"),
            **_grounds(order),
        },
    )


def _order(order: PurchaseOrder) -> list[dict[str, object]]:
    row = PurchaseOrder.objects.filter(pk=order.pk).values(
        *("public_id", "number", "title", "channel", "ordered_on", "status", "status_at"),
        *("agency__name", "vendor__name", "goods_rupiah", "freight_rupiah", "vat_rupiah"),
        *("pph22_rupiah", "gross_rupiah", "cap_rupiah", "rule__code", "freight_way"),
        *("created_by__name", "procurement_officer__name", "commitment_officer__name"),
        *("approved_by__name", "plan_package__rup_code", "plan_package__name"),
        *("account_code__code", "delivery_address", "delivery_region__name", "deliver_by"),
        *("due_on", "note", "reissue_of__number", "negotiation__number", "created_at"),
    )
    return list(row)


def _grounds(order: PurchaseOrder) -> dict[str, Table]:
    """What the officers compared and wrote, and whoever followed whom."""
    return {
        "alasan": order.reasons.order_by("pk").values(
            *("code", "sku__code", "price_rupiah", "median_rupiah", "paid_count", "text"),
            *("written_by__name", "written_at"),
        ),
        "pembanding": order.comparisons.order_by("pk").values(
            "name", "vendor__name", "unit", "price_rupiah", "compared_by__name", "compared_at"
        ),
        "alasan-pemeriksaan": order.check_reasons.order_by("pk").values(
            "check_key", "title", "words", "text", "written_by__name", "written_at"
        ),
        "barang-dicoret": order.struck_lines.order_by("pk").values(
            *("name", "code", "unit", "quantity", "unit_price_rupiah", "total_rupiah"),
            *("reason", "struck_by__name", "struck_at"),
        ),
        "perbaikan": order.repairs.order_by("pk").values(
            "field", "label", "before", "after", "repaired_by__name", "repaired_at"
        ),
        "persetujuan-kedua": order.second_approvals.order_by("pk").values(
            "person__name", "reason", "total_rupiah", "given_at"
        ),
        "aturan-persetujuan": [
            {
                "from_rupiah": one.from_rupiah,
                "category": one.category.code if one.category else None,
                "valid_from": one.valid_from,
                "act_title": one.act_title,
                "act_number": one.act_number,
                "act_date": one.act_date,
            }
            for one in binding(order)
        ],
        "adendum": order.addenda.order_by("pk").values(
            *("from_day", "to_day", "reason", "by_shop", "proposed_by__name", "proposed_at"),
            *("status", "number", "answer", "answered_by__name", "answered_at"),
        ),
        "penunjukan": order.appointments.order_by("pk").values(
            *("duty", "predecessor__name", "person__name", "reason", "appointed_by__name"),
            "appointed_at",
        ),
    }
