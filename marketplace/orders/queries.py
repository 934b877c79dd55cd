"""Reading orders: lists and the one page, with everything they show in a few queries."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Case, CharField, Count, Func, Q, QuerySet, Value, When

from catalog import offices
from marketplace.accounts.models import Role, User
from marketplace.accounts.queries import officers_of
from marketplace.core import clock
from marketplace.core.models import Deadline
from marketplace.notices import readings
from marketplace.orders import policies
from marketplace.orders.delivery_day import DELIVERY, PREPARED
from marketplace.orders.lifecycle import (
    GROUPS,
    STATES,
    VENDOR,
    VOID,
    OrderStatus,
    in_group,
    steps,
)
from marketplace.orders.models import FreightQuote, PurchaseOrder, QuoteStatus
from vendors.models import Vendor
from vendors.policies import VendorAct, vendors_of
from vendors.queries import longest_waiting


def order_list(user: User) -> QuerySet[PurchaseOrder]:
    """Return the orders a person sees, newest first, with what a list row shows."""
    orders = policies.visible_to(user).select_related(
        "vendor__region", "agency__region", "created_by"
    )
    return orders.annotate(line_count=Count("lines", distinct=True)).order_by("-pk")


def unread_messages(user: User, orders: Iterable[PurchaseOrder]) -> dict[int, int]:
    """Return how many messages wait unread in orders whose conversation is the person's, by key."""
    keys = [order.pk for order in orders]
    return readings.unread(user, PurchaseOrder.objects.filter(policies.to_write(user), pk__in=keys))


def late_orders(agency_id: int) -> dict[int, int]:
    """Return how many orders an agency gave to each shop of late (giliran), by vendor.

    Drafts and orders that came to nothing do not count.
    """
    since = clock.now() - timedelta(days=offices.TURN_DAYS)
    given = PurchaseOrder.objects.filter(agency_id=agency_id, created_at__gte=since)
    counted = given.exclude(status__in={OrderStatus.DRAFT, *VOID}).order_by()
    return dict(counted.values_list("vendor").annotate(Count("pk")))


def order_page(user: User) -> QuerySet[PurchaseOrder]:
    """Return visible orders with everything the order page shows."""
    return (
        policies.visible_to(user)
        .select_related(
            "agency__region",
            "agency__tenant__region",
            "vendor__region",
            "created_by",
            "procurement_officer",
            "commitment_officer",
            "approved_by",
            "plan_package",
            "account_code",
            "delivery_region",
            "rule",
            "reissue_of",
        )
        .prefetch_related(
            "lines__sku__product",
            "lines__sku__price_mark",
            "lines__makers",
            "taxes__rule",
            "status_changes__changed_by",
            "appointments__person",
            "appointments__predecessor",
            "appointments__appointed_by",
            "struck_lines__struck_by",
            "addenda__proposed_by",
            "addenda__answered_by",
        )
    )


def waiting_for(user: User) -> QuerySet[PurchaseOrder]:
    """Return the orders with a step, in whatever room, that waits for this person, oldest first.

    ``awaited_steps``: the keys of all such steps, by commas. An order in parts may wait for the
    same person twice: a part to be signed, another to be sent.
    """
    theirs, keys = Q(pk__in=()), []
    sells = vendors_of(user).exists()  # most people sell nothing; a shop's steps are dear to ask
    for step in steps():
        asked = step.waiting if sells or step.roles != (VENDOR,) else None
        mine = asked(user) if asked else None
        if mine is not None:
            here = mine & Q(status__in=step.sources, channel__in=step.channels)
            theirs |= here
            keys.append(Case(When(here, then=Value(step.key))))
    waiting = PurchaseOrder.objects.filter(theirs).select_related("vendor", "agency__region")
    awaited = Func(Value(","), *keys, function="concat_ws", output_field=CharField())
    return waiting.annotate(awaited_steps=awaited).order_by("status_at")


def narrowed(orders: QuerySet[PurchaseOrder], *, text: str, group: str) -> QuerySet[PurchaseOrder]:
    """Narrow a list to a state group and to words in number, title or a party's name."""
    if group in GROUPS:
        orders = orders.filter(status__in=in_group(group))
    if text:
        orders = orders.filter(
            Q(number__icontains=text)
            | Q(title__icontains=text)
            | Q(vendor__name__icontains=text)
            | Q(agency__name__icontains=text)
        )
    return orders


def group_counts(user: User, text: str) -> dict[str, int]:
    """Return how many of a person's orders stand in each group, in one query."""
    rows = narrowed(policies.visible_to(user), text=text, group="")
    by_status = dict(rows.order_by().values_list("status").annotate(number=Count("pk")))
    return {name: sum(by_status.get(status, 0) for status in in_group(name)) for name in GROUPS}


def people_in(order: PurchaseOrder, role: Role) -> list[str]:
    """Return the names of those who hold a role in the ordering agency."""
    return [str(person) for person in officers_of(order.agency_id, role)[:3]]


def open_deadline(order: PurchaseOrder) -> Deadline | None:
    """Return the clock that runs on an order now: of its state, else of its delivery day."""
    running = STATES[OrderStatus(order.status)].clock
    if running is None and order.status not in PREPARED:
        return None
    return due_dates([order], [running.kind if running else DELIVERY]).get(order.pk)


def due_dates(orders: Iterable[PurchaseOrder], kinds: Iterable[str]) -> dict[int, Deadline]:
    """Return the open deadline of each order, the earliest of several, in one query."""
    rows = Deadline.objects.filter(
        kind__in=list(kinds),
        subject_id__in=[order.pk for order in orders],
        closed_at__isnull=True,
    ).order_by("-due_at")
    return {row.subject_id: row for row in rows}


def _freight_rows() -> QuerySet[FreightQuote]:
    rows = FreightQuote.objects.select_related("agency__region", "delivery_region", "vendor")
    return rows.prefetch_related("lines__sku__product")


def freight_waiting(vendor: Vendor) -> QuerySet[FreightQuote]:
    """Return what offices ask a shop about freight and wait for, longest waiting first."""
    return _freight_rows().filter(vendor=vendor, status=QuoteStatus.WAITING)


def freight_closed(vendor: Vendor) -> QuerySet[FreightQuote]:
    """Return what a shop answered about freight, newest first."""
    said = {QuoteStatus.ANSWERED, QuoteStatus.REFUSED}
    return _freight_rows().filter(vendor=vendor, status__in=said).order_by("-answered_at", "-pk")


def freight_waiting_by_shop(user: User) -> list[tuple[Vendor, int, FreightQuote]]:
    """Return the shops of a person that requests wait for: how many, and the longest waiting."""
    shops = vendors_of(user, to=VendorAct.ANSWER_ORDERS)
    rows = FreightQuote.objects.filter(status=QuoteStatus.WAITING, vendor__in=shops)
    found = longest_waiting(rows.select_related("vendor", "agency"), by="vendor")
    return [(row.vendor, number, row) for row, number in found]
