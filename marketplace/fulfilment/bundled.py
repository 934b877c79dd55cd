"""What deliveries add to the evidence of an order: counts, signatures, complaints, couriers."""

from marketplace.core.models import PrivateFile
from marketplace.fulfilment.models import (
    ClaimTax,
    ComplaintPhoto,
    ComplaintStep,
    CourierEvent,
    Receipt,
    ReceiptCheck,
    ReceiptLine,
    ShipmentLine,
    ShipmentPhoto,
)
from marketplace.orders.bundle.contents import Part, provide
from marketplace.orders.models import PurchaseOrder


@provide
def delivery_part(order: PurchaseOrder) -> Part:
    """Ratings are left out: one side's may still be sealed for the other."""
    counted = Receipt.objects.filter(order=order, photo__isnull=False)
    complained = ComplaintPhoto.objects.filter(complaint__order=order)
    shown = ShipmentPhoto.objects.filter(shipment__order=order)
    return Part(
        files={
            "penerimaan": PrivateFile.objects.filter(pk__in=counted.values("photo")),
            "pengiriman": PrivateFile.objects.filter(pk__in=shown.values("file")),
            "keluhan": PrivateFile.objects.filter(pk__in=complained.values("file")),
        },
        tables={
            "pengiriman": ShipmentLine.objects.filter(shipment__order=order).values(
                *("shipment", "shipment__courier", "shipment__tracking", "shipment__shipped_at"),
                *("shipment__shipped_by__name", "order_line", "quantity"),
            ),
            "kata-kurir": CourierEvent.objects.filter(shipment__order=order).values(
                *("shipment", "shipment__waybill", "event_id", "kind", "happened_at"),
                *("received_at", "place", "receiver", "note", "sha256"),
            ),
            "foto-pengiriman": shown.values(
                *("shipment", "stage", "number", "file", "file__sha256", "uploaded_by__name"),
                *("uploaded_at", "camera_at", "place_agreed", "latitude", "longitude"),
            ),
            "penerimaan": ReceiptLine.objects.filter(receipt__order=order).values(
                *("receipt", "receipt__received_by__name", "receipt__received_at"),
                *("receipt__note", "receipt__photo", "order_line", "accepted_quantity", "note"),
            ),
            "daftar-periksa": ReceiptCheck.objects.filter(receipt__order=order).values(
                "receipt", "order_line", "point__code", "point__words", "is_met"
            ),
            "serah-terima": order.handovers.values(
                *("id", "number", "buyer_signed_by__name", "buyer_signed_at"),
                *("vendor_signed_by__name", "vendor_signed_at", "withdrawn_at"),
            ),
            "tagihan": order.claims.order_by("pk").values(
                *("number", "handover__number", "goods_rupiah", "freight_rupiah", "vat_rupiah"),
                *("pph22_rupiah", "amount_rupiah", "cap_rupiah", "rule__code", "status"),
                *("opened_at", "paid_at", "settled_at"),
            ),
            "pajak-tagihan": ClaimTax.objects.filter(claim__order=order).values(
                *("claim__number", "order_tax__kind", "order_tax__tax_class"),
                *("order_tax__rate_bp", "base_rupiah", "amount_rupiah"),
            ),
            "keluhan": order.complaints.values(
                *("id", "kind", "words", "status", "opened_by__name", "opened_at", "closed_at")
            ),
            "langkah-keluhan": ComplaintStep.objects.filter(complaint__order=order).values(
                "complaint", "kind", "remedy", "words", "person__name", "at"
            ),
        },
    )
