"""Reading deliveries: what waits for whom, and what the order page shows of one."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import (
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from catalog.models import Sku
from catalog.tax import TaxableLine, TaxClass, freight_class
from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from marketplace.fulfilment import policies
from marketplace.fulfilment.models import (
    RETURNS,
    SETTLED,
    CheckPoint,
    Claim,
    ClaimTax,
    ComplaintLine,
    Courier,
    Handover,
    ProofStage,
    Receipt,
    ReceiptCheck,
    ReceiptLine,
    Shipment,
    ShipmentLine,
    ShipmentPhoto,
)
from marketplace.fulfilment.rules import LineProgress, TaxRest
from marketplace.orders.models import OrderLine, OrderStatus, PurchaseOrder

SIDES = ("buyer", "vendor")
ON_THE_ROAD = frozenset(
    {
        OrderStatus.SHIPPED,
        OrderStatus.DISPUTED,
        OrderStatus.RECEIVED,
        OrderStatus.HANDED_OVER,
        OrderStatus.PAID,
        OrderStatus.SETTLED,
        OrderStatus.TERMINATED,
        OrderStatus.STOPPED,
    }
)
ARRIVING = frozenset({OrderStatus.SHIPPED, OrderStatus.DISPUTED})
WHOLLY_HANDED_OVER = frozenset({OrderStatus.HANDED_OVER, OrderStatus.PAID, OrderStatus.SETTLED})
COUNTS = Q(receipt__handover__withdrawn_at__isnull=True)
SIGNED = Q(
    receipt__handover__buyer_signed_at__isnull=False,
    receipt__handover__vendor_signed_at__isnull=False,
)


def _units(
    rows: "QuerySet[ShipmentLine] | QuerySet[ReceiptLine] | QuerySet[ComplaintLine]",
    column: str,
    *,
    per: str = "order_line",
) -> Coalesce:
    """Sum a column of the rows of each outer line (or order), 0 without any."""
    mine = rows.filter(**{per: OuterRef("pk")}).order_by().values(per)
    return Coalesce(Subquery(mine.annotate(units=Sum(column)).values("units")), 0)


def progress_of(order: PurchaseOrder) -> list[tuple[OrderLine, LineProgress]]:
    """Return each line of an order with how far its units have come, in one query."""
    counted = ReceiptLine.objects.filter(COUNTS)
    lines = order.lines.annotate(
        sent=_units(ShipmentLine.objects.all(), "quantity"),
        counted=_units(counted, "accepted_quantity"),
        signed=_units(counted.filter(SIGNED), "accepted_quantity"),
        returned=_units(_returned(), "units"),
    )
    return [
        (line, LineProgress(line.quantity, line.sent, line.counted, line.signed, line.returned))
        for line in lines
    ]


def _returned() -> QuerySet[ComplaintLine]:
    """What went back to its shop: a complaint is settled by one step at most."""
    return ComplaintLine.objects.filter(
        complaint__steps__kind__in=SETTLED, complaint__steps__remedy__in=RETURNS
    )


def owes_goods(order: PurchaseOrder) -> bool:
    """Say whether the vendor still has something to send."""
    return any(progress.to_ship for _line, progress in progress_of(order))


def has_uncounted(order: PurchaseOrder) -> bool:
    """Say whether something that was sent has not been counted in good order."""
    return any(progress.to_count for _line, progress in progress_of(order))


def next_shipment(order: PurchaseOrder) -> int:
    """Return which shipment of an order the next one is, from 1."""
    return Shipment.objects.filter(order=order).count() + 1


def points_of(lines: Collection[OrderLine]) -> dict[int, list[CheckPoint]]:
    """Return what is looked at now of each line's goods, by line, in two queries."""
    found = Sku.objects.filter(pk__in=[line.sku_id for line in lines])
    kinds = dict(found.values_list("pk", "product__etalase__category"))
    today = clock.today(HOME_ZONE)
    points = CheckPoint.objects.filter(
        Q(category__isnull=True) | Q(category__in=set(kinds.values()) - {None}),
        Q(valid_until__isnull=True) | Q(valid_until__gte=today),
        valid_from__lte=today,
    )
    known = list(points)
    return {
        line.pk: [one for one in known if one.category_id in {None, kinds.get(line.sku_id)}]
        for line in lines
    }


def last_shipment(order: PurchaseOrder) -> Shipment | None:
    """Return what was sent last of an order."""
    return Shipment.objects.filter(order=order).last()


def next_proof(order: PurchaseOrder) -> int:
    """Return which photo of its last shipment's arrival the next one is, from 1."""
    arrived = ShipmentPhoto.objects.filter(shipment=last_shipment(order), stage=ProofStage.ARRIVED)
    return arrived.count() + 1


def couriers_that_report() -> list[str]:
    """Return the names of the couriers whose words we take, in alphabetical order."""
    return list(Courier.objects.filter(ended_at__isnull=True).values_list("name", flat=True))


def next_receipt(order: PurchaseOrder) -> int:
    """Return which count of an order's goods the next one is, from 1; none is ever deleted."""
    return Receipt.objects.filter(order=order).count() + 1


def units_sent(order: PurchaseOrder) -> dict[int, int]:
    """Return how many units of each variant of an order its vendor has sent."""
    rows = ShipmentLine.objects.filter(shipment__order=order).order_by()
    sent = rows.values_list("order_line__sku_id").annotate(units=Sum("quantity"))
    return dict(sent)


@dataclass(frozen=True)
class Delivery:
    """Everything known about one order's goods on their way; each list may be empty."""

    shipments: list[Shipment] = field(default_factory=list)
    handovers: list[Handover] = field(default_factory=list)
    progress: list[tuple[OrderLine, LineProgress]] = field(default_factory=list)

    @property
    def receipts(self) -> list[Receipt]:
        """The counts that stand, oldest first."""
        return [receipt for handover in self.handovers for receipt in handover.receipts.all()]

    @property
    def is_in_parts(self) -> bool:
        """Whether something is still to be sent or counted, or came in several parts."""
        several = len(self.shipments) > 1 or len(self.handovers) > 1
        return several or any(line.accepted < line.ordered for _, line in self.progress)


def delivery_of(order: PurchaseOrder) -> Delivery:
    """Return what is known of an order's delivery, in a fixed number of queries."""
    if order.status not in ON_THE_ROAD:
        return Delivery()
    rows = Shipment.objects.filter(order=order).select_related("shipped_by")
    shipments = list(rows.prefetch_related("lines__order_line", "photos__file"))
    prefetch_related_objects([row for row in shipments if row.waybill], "courier_events")
    return Delivery(
        shipments,
        list(handovers_of(order)),
        progress_of(order),
    )


def handovers_of(order: PurchaseOrder) -> QuerySet[Handover]:
    """Return the handover records that stand, oldest first, with signers, counts and lines."""
    standing = Handover.objects.filter(order=order, withdrawn_at__isnull=True)
    receipts = Receipt.objects.select_related("received_by", "photo")
    return standing.select_related("buyer_signed_by", "vendor_signed_by").prefetch_related(
        Prefetch(
            "receipts",
            queryset=receipts.prefetch_related(
                "lines__order_line",
                Prefetch("checks", ReceiptCheck.objects.select_related("point", "order_line")),
            ),
        )
    )


def later_shipments(order: PurchaseOrder) -> list[Shipment]:
    """Return every shipment but the first, which is a step of the order."""
    if order.status not in ON_THE_ROAD:
        return []
    return list(Shipment.objects.filter(order=order).select_related("shipped_by"))[1:]


def partial_handovers(order: PurchaseOrder) -> list[Handover]:
    """Return the complete handovers but the one with which the whole order was handed over."""
    if order.status not in ON_THE_ROAD:
        return []
    signed = Handover.objects.filter(order=order).exclude(number="")
    parts = list(signed.select_related("buyer_signed_by", "vendor_signed_by").order_by("number"))
    return parts[:-1] if order.status in WHOLLY_HANDED_OVER else parts


def to_be_signed(order: PurchaseOrder, *, by_buyer: bool) -> Handover | None:
    """Return the oldest handover record that lacks this side's signature, or None."""
    side = "buyer" if by_buyer else "vendor"
    return handovers_of(order).filter(**{f"{side}_signed_at__isnull": True}).first()


def received_units(handover: Handover) -> dict[int, int]:
    """Return the units in good order that a handover covers, by order line."""
    rows = ReceiptLine.objects.filter(receipt__handover=handover).order_by()
    return dict(rows.values_list("order_line_id").annotate(units=Sum("accepted_quantity")))


def goods_of(lines: Collection[OrderLine], units: dict[int, int]) -> dict[str, int]:
    """Return the net worth of these units in rupiah, per tax class."""
    goods: dict[str, int] = {}
    for line in lines:
        worth = line.unit_price_rupiah * units.get(line.pk, 0)
        goods[line.tax_class] = goods.get(line.tax_class, 0) + worth
    return goods


def goods_rest(order: PurchaseOrder, lines: Collection[OrderLine]) -> dict[str, int]:
    """Return the net worth of everything no claim asks for yet, in rupiah, per tax class."""
    claimed = ReceiptLine.objects.filter(receipt__handover__claim__order=order).order_by()
    units = dict(claimed.values_list("order_line_id").annotate(units=Sum("accepted_quantity")))
    return goods_of(lines, {line.pk: line.quantity - units.get(line.pk, 0) for line in lines})


def freight_rest(order: PurchaseOrder) -> int:
    """Return the freight in rupiah that no claim of an order asks for yet."""
    claimed = Claim.objects.filter(order=order).aggregate(total=Sum("freight_rupiah"))
    rest: int = order.freight_rupiah - (claimed["total"] or 0)
    return rest


def taxes_rest(order: PurchaseOrder, lines: Collection[OrderLine]) -> list[TaxRest]:
    """Return what no claim asks for yet of each tax of an order."""
    claimed = {
        pk: (base, amount)
        for pk, base, amount in ClaimTax.objects.filter(claim__order=order)
        .order_by()
        .values_list("order_tax_id")
        .annotate(base=Sum("base_rupiah"), amount=Sum("amount_rupiah"))
    }
    freight = freight_class(
        [TaxableLine(line.total_rupiah, TaxClass(line.tax_class)) for line in lines]
    )
    rest = []
    for tax in order.taxes.order_by("pk"):
        base, amount = claimed.get(tax.pk, (0, 0))
        rest.append(
            TaxRest(
                key=tax.pk,
                kind=tax.kind,
                tax_class=tax.tax_class,
                base_rupiah=tax.base_rupiah - base,
                amount_rupiah=tax.amount_rupiah - amount,
                follows_freight=tax.tax_class in {"", freight.value},
            )
        )
    return rest


def claim_lines(claim: Claim) -> list[tuple[OrderLine, int]]:
    """Return the order lines a claim is for, with the units handed over."""
    units = received_units(claim.handover)
    lines = claim.order.lines.prefetch_related("makers")
    return [(line, units[line.pk]) for line in lines if line.pk in units]


def under_way(*, where: Q) -> QuerySet[PurchaseOrder]:
    """Return orders on the road by their units ``wanted``, ``sent``, ``counted``, ``returned``."""
    counted = ReceiptLine.objects.filter(COUNTS)
    return (
        PurchaseOrder.objects.filter(status__in=[OrderStatus.SHIPPED, OrderStatus.DISPUTED])
        .annotate(
            wanted=Coalesce(
                Subquery(
                    OrderLine.objects.filter(order=OuterRef("pk"))
                    .order_by()
                    .values("order")
                    .annotate(units=Sum("quantity"))
                    .values("units")
                ),
                0,
            ),
            sent=_units(ShipmentLine.objects.all(), "quantity", per="shipment__order"),
            counted=_units(counted, "accepted_quantity", per="receipt__order"),
            returned=_units(_returned(), "units", per="complaint__order"),
        )
        .filter(where)
    )


def unsigned_sides(order: PurchaseOrder) -> frozenset[str]:
    """Return which sides, "buyer" and "vendor", have yet to sign a handover that stands."""
    signed = Handover.objects.filter(order=order, withdrawn_at__isnull=True).values_list(
        "buyer_signed_at", "vendor_signed_at"
    )
    return frozenset(
        side for row in signed for side, at in zip(SIDES, row, strict=True) if at is None
    )


def waiting_to_receive(user: User) -> Q | None:
    """Orders with goods on their way that this activity officer (PPTK) counts."""
    mine = policies.to_receive(user)
    if mine is None:
        return None
    return mine & Q(pk__in=under_way(where=Q(sent__gt=F("counted") + F("returned"))).values("pk"))


def waiting_to_ship_rest(user: User) -> Q:
    """Orders of which this person's shop has sent a part and owes the rest."""
    return policies.to_ship(user) & Q(pk__in=under_way(where=Q(sent__lt=F("wanted"))).values("pk"))
