"""What the market did, counted from orders that really ended; public figures name no person."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Aggregate, Count, DurationField, F, Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth

from marketplace.accounts.models import Tenant
from marketplace.core import clock
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from marketplace.fulfilment.models import Claim, ClaimStatus
from marketplace.orders.lifecycle import COMMITTED, STATES
from marketplace.orders.models import OrderStatus, PurchaseOrder
from vendors.models import LegalForm, SizeClass, Vendor, VendorStatus

LOCAL = Q(vendor__size_class__in=[SizeClass.MICRO, SizeClass.SMALL]) | Q(
    vendor__legal_form=LegalForm.COOPERATIVE
)
NEW_SHOP_DAYS = 60
COUNTED_SECONDS = 60


class Median(Aggregate):
    """The middle value, or the mean of the two in the middle, found by the database."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True)
class OpenSpend:
    """The year in four figures. Amounts in rupiah, the share in basis points, days as counted."""

    year: int
    paid_rupiah: int
    paid_orders: int
    committed_rupiah: int
    local_rupiah: int
    active_shops: int
    new_shops: int
    days_to_money: float | None
    floor_bp: int

    @property
    def local_bp(self) -> int:
        """Share of micro, small and cooperative vendors in what was committed."""
        return self.local_rupiah * 10_000 // self.committed_rupiah if self.committed_rupiah else 0


def orders_of(year: int, tenant: Tenant | None) -> QuerySet[PurchaseOrder]:
    """Return a year's orders, of one tenant or of all."""
    orders = PurchaseOrder.objects.filter(ordered_on__year=year)
    return orders.filter(agency__tenant=tenant) if tenant else orders


def open_spend(year: int, tenant: Tenant | None = None) -> OpenSpend:
    """Count the year: paid, committed and its local share, shops, days from BAST to money."""
    orders = orders_of(year, tenant)
    totals = orders.aggregate(
        paid=Sum("gross_rupiah", filter=Q(status=OrderStatus.SETTLED)),
        finished=Count("pk", filter=Q(status=OrderStatus.SETTLED)),
        committed=Sum("gross_rupiah", filter=Q(status__in=COMMITTED)),
        local=Sum("gross_rupiah", filter=Q(status__in=COMMITTED) & LOCAL),
    )
    recent = clock.now() - timedelta(days=NEW_SHOP_DAYS)
    shops = Vendor.objects.filter(status=VendorStatus.APPROVED).aggregate(
        active=Count("pk"), new=Count("pk", filter=Q(approved_at__gte=recent))
    )
    return OpenSpend(
        year=year,
        paid_rupiah=totals["paid"] or 0,
        paid_orders=totals["finished"],
        committed_rupiah=totals["committed"] or 0,
        local_rupiah=totals["local"] or 0,
        active_shops=shops["active"],
        new_shops=shops["new"],
        days_to_money=_days_to_money(orders),
        floor_bp=rule_in_force(RuleCode.SMALL_SHARE, on=date(year, 12, 31)).value,
    )


@dataclass(frozen=True)
class Counted:
    """Open figures with the moment at which they were counted."""

    spend: OpenSpend
    at: datetime


def recent_open_spend(year: int) -> Counted:
    """Return the year of all tenants, counted a minute ago at most; for pages everybody opens."""
    key = f"insight:open-spend:2:{year}"
    kept = cache.get(key)
    if kept is None:
        kept = {"spend": asdict(open_spend(year)), "at": clock.now()}
        cache.set(key, kept, COUNTED_SECONDS)
    return Counted(OpenSpend(**kept["spend"]), kept["at"])


def _days_to_money(orders: QuerySet[PurchaseOrder]) -> float | None:
    settled = Claim.objects.filter(order__in=orders, status=ClaimStatus.SETTLED)
    wait: timedelta | None = settled.aggregate(
        half=Median(F("settled_at") - F("opened_at"), output_field=DurationField())
    )["half"]
    return round(wait.total_seconds() / 86_400, 1) if wait is not None else None


@dataclass(frozen=True)
class AgencyRow:
    """One agency's year."""

    name: str
    gross_rupiah: int
    orders: int
    shops: int
    bar: float


def agency_league(year: int, tenant: Tenant | None) -> list[AgencyRow]:
    """Return agencies by committed value, largest first; ``bar`` is 0 to 100 of the largest."""
    rows = (
        orders_of(year, tenant)
        .filter(status__in=COMMITTED)
        .values(name=F("agency__name"), tenant=F("agency__tenant__name"))
        .annotate(
            gross=Sum("gross_rupiah"),
            orders=Count("pk"),
            shops=Count("vendor", distinct=True),
        )
        .order_by("-gross")
    )
    found = list(rows)
    top = found[0]["gross"] if found else 1
    return [
        AgencyRow(
            name=row["name"] if tenant else f"{row['name']}, {row['tenant']}",
            gross_rupiah=row["gross"],
            orders=row["orders"],
            shops=row["shops"],
            bar=round(row["gross"] * 100 / top, 1),
        )
        for row in found
    ]


@dataclass(frozen=True)
class MonthRow:
    """One month's committed value by vendor class, in rupiah."""

    month: int
    micro: int
    small: int
    cooperative: int
    other: int


def months(year: int, tenant: Tenant | None) -> list[MonthRow]:
    """Return twelve months (those not yet come are zero)."""
    cooperative = Q(vendor__legal_form=LegalForm.COOPERATIVE)
    micro = ~cooperative & Q(vendor__size_class=SizeClass.MICRO)
    small = ~cooperative & Q(vendor__size_class=SizeClass.SMALL)
    rows = (
        orders_of(year, tenant)
        .filter(status__in=COMMITTED)
        .annotate(month=ExtractMonth("ordered_on"))
        .values("month")
        .annotate(
            cooperative=Sum("gross_rupiah", filter=cooperative, default=0),
            micro=Sum("gross_rupiah", filter=micro, default=0),
            small=Sum("gross_rupiah", filter=small, default=0),
            all=Sum("gross_rupiah"),
        )
    )
    by_month = {row["month"]: row for row in rows}
    return [_month(number, by_month.get(number)) for number in range(1, 13)]


def _month(number: int, row: Mapping[str, Any] | None) -> MonthRow:
    if row is None:
        return MonthRow(number, 0, 0, 0, 0)
    known = row["micro"] + row["small"] + row["cooperative"]
    return MonthRow(number, row["micro"], row["small"], row["cooperative"], row["all"] - known)


@dataclass(frozen=True)
class Funnel:
    """How far vendors have come: registered, in review, approved, with a live listing."""

    registered: int
    in_review: int
    approved: int
    live: int


def vendor_funnel() -> Funnel:
    """Count vendors by the furthest stage they have reached."""
    counts = Vendor.objects.aggregate(
        registered=Count("pk", distinct=True),
        in_review=Count("pk", filter=~Q(status=VendorStatus.DRAFT), distinct=True),
        approved=Count("pk", filter=Q(status=VendorStatus.APPROVED), distinct=True),
        live=Count(
            "pk",
            filter=Q(status=VendorStatus.APPROVED, products__status="published"),
            distinct=True,
        ),
    )
    return Funnel(**counts)


def public_orders(year: int | None = None, tenant: Tenant | None = None) -> QuerySet[PurchaseOrder]:
    """Return finished orders, the ones anybody may look at, the newest first."""
    orders = PurchaseOrder.objects.all() if year is None else orders_of(year, tenant)
    return (
        orders.filter(status=OrderStatus.SETTLED)
        .order_by("-status_at", "-pk")
        .select_related("agency__region", "vendor__region", "plan_package", "account_code")
        .prefetch_related("lines", "taxes")
    )


@dataclass(frozen=True)
class PublicStep:
    """One date of a finished order: what was done, and when."""

    done: str
    at: datetime


def public_steps(order: PurchaseOrder) -> list[PublicStep]:
    """Return the dates of an order that anybody may read, oldest first."""
    return [
        PublicStep(str(state.done), change.changed_at)
        for change in order.status_changes.all()
        if (state := STATES[OrderStatus(change.to_status)]).is_public
    ]
