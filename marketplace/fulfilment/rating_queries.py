"""Reading ratings: until when they are given, which are open, and what the public reads of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from marketplace.accounts.models import Role, User
from marketplace.core import clock, rulebook
from marketplace.core.calendar import HOME_ZONE, local_day
from marketplace.core.privacy import GONE
from marketplace.core.rule_codes import RuleCode
from marketplace.fulfilment import policies
from marketplace.fulfilment.models import Rating, RatingHidden, RatingPart, Side
from marketplace.fulfilment.queries import WHOLLY_HANDED_OVER
from marketplace.orders.models import OrderStatus, PurchaseOrder, StatusChange

OTHER: Final[Mapping[str, Side]] = {Side.BUYER: Side.VENDOR, Side.VENDOR: Side.BUYER}
NO_WORDS: Final = ("", GONE)
SHOWN_WORDS: Final = 5
LISTED: Final = 20  # orders that a person is asked to rate at once
_MEMO: Final = "_ratings_read"


def rating_days(handed_over_at: datetime) -> int:
    """Return how many days an order may be rated, by the rule of the day of its last BAST.

    Raises: RuleMissing. Source: R-RATING.
    """
    on = local_day(handed_over_at, HOME_ZONE)
    return rulebook.rule_in_force(RuleCode.RATING, on=on).value


def rating_ends(order: PurchaseOrder) -> datetime | None:
    """Return until when an order is rated; None while not all of its goods are handed over."""
    if order.status not in WHOLLY_HANDED_OVER:
        return None
    moments = [
        change.changed_at
        for change in order.status_changes.all()
        if change.to_status == OrderStatus.HANDED_OVER
    ]
    return min(moments) + timedelta(days=rating_days(min(moments))) if moments else None


@dataclass(frozen=True)
class Ratings:
    """What the sides of one order said of each other, and until when they may."""

    ends: datetime | None
    said: Mapping[str, Rating]

    @property
    def are_open(self) -> bool:
        """Whether both sides read what was said: both have rated, or neither can any more."""
        return len(self.said) == len(OTHER) or (self.ends is not None and self.ends <= clock.now())

    def may_rate(self, side: str | None) -> bool:
        """Say whether this side has yet to rate, and still can."""
        in_time = self.ends is not None and clock.now() < self.ends
        return side is not None and in_time and side not in self.said

    def may_reply(self, side: str | None) -> bool:
        """Say whether the other side's rating is open and has no reply."""
        if side is None or not self.are_open:
            return False
        rating = self.said.get(OTHER[side])
        return rating is not None and not hasattr(rating, "reply")


def ratings_of(order: PurchaseOrder) -> Ratings:
    """Return what is said of an order as it stands now, its hidden words marked, in two queries."""
    ends = rating_ends(order)
    rows = with_hidden(Rating.objects.filter(order=order)) if ends else []
    return Ratings(ends, {rating.side: rating for rating in rows})


def ratings_read(order: PurchaseOrder) -> Ratings:
    """As ``ratings_of``, asked once for all parts of a page that show one order."""
    found: Ratings | None = getattr(order, _MEMO, None)
    if found is None:
        found = ratings_of(order)
        setattr(order, _MEMO, found)
    return found


def with_hidden(rows: QuerySet[Rating]) -> QuerySet[Rating]:
    """Add who wrote, the reply, and whether words or reply were taken out of sight."""
    return rows.select_related("person", "reply__person").annotate(
        words_hidden=_hidden(RatingPart.WORDS), reply_hidden=_hidden(RatingPart.REPLY)
    )


def _hidden(part: RatingPart) -> Exists:
    return Exists(RatingHidden.objects.filter(rating=OuterRef("pk"), part=part))


def _are_open() -> Q:
    """The twin of ``Ratings.are_open`` for many rows."""
    other = Rating.objects.filter(order=OuterRef("order")).exclude(side=OuterRef("side"))
    return Q(opens_at__lte=clock.now()) | Q(Exists(other))


def _open_ones() -> QuerySet[Rating]:
    return Rating.objects.filter(_are_open())


def counted(vendor_id: int) -> tuple[int, int]:
    """Return how many open ratings a shop has, and all of their stars."""
    rows = _open_ones().filter(side=Side.BUYER, order__vendor=vendor_id).order_by()
    found = rows.aggregate(number=Count("pk"), stars=Sum("stars"))
    return found["number"], found["stars"] or 0


def rated_vendors() -> list[int]:
    """Return the shops of which a rating is there, open or sealed."""
    rows = Rating.objects.filter(side=Side.BUYER).order_by("order__vendor")
    return list(rows.values_list("order__vendor", flat=True).distinct())


def public_words(vendor_id: int) -> list[Rating]:
    """Return what agencies wrote of a shop last, with its replies: a few, newest first."""
    rows = _open_ones().filter(side=Side.BUYER, order__vendor=vendor_id)
    rows = rows.exclude(words__in=NO_WORDS).filter(~Q(_hidden(RatingPart.WORDS)))
    found = with_hidden(rows).select_related("order__agency", "order__vendor")
    return list(found.order_by("-at", "-pk")[:SHOWN_WORDS])


def moderated(user: User) -> QuerySet[Rating]:
    """Return open ratings with words or a reply in the markets of a manager, newest first."""
    rows = _open_ones().filter(
        ~Q(words__in=NO_WORDS) | Q(reply__isnull=False),
        order__agency__tenant__in=user.tenants_as(Role.CATALOGUE_MANAGER),
    )
    named = with_hidden(rows).select_related("order__agency__region", "order__vendor")
    return named.order_by("-at", "-pk")


def to_rate(user: User, *, sells: bool) -> list[PurchaseOrder]:
    """Return orders that a person may rate and nobody of their side has: a few, newest first.

    ``sells``: whether the person answers orders for a shop; else nothing is asked about shops.
    """
    mine = [_unrated(Side.BUYER, policies.to_receive(user))]
    mine += [_unrated(Side.VENDOR, policies.to_rate_for_vendor(user))] if sells else []
    sides = [side for side in mine if side is not None]
    if not sides:
        return []
    done = StatusChange.objects.filter(order=OuterRef("pk"), to_status=OrderStatus.HANDED_OVER)
    rows = PurchaseOrder.objects.filter(Q(*sides, _connector=Q.OR), status__in=WHOLLY_HANDED_OVER)
    newest: Any = (
        rows.annotate(done_at=Subquery(done.values("changed_at")[:1]))
        .select_related("vendor", "agency__region")
        .order_by(F("done_at").desc(nulls_last=True))[:LISTED]
    )
    found = list(newest)
    if not found:
        return []
    since = clock.now() - timedelta(days=rating_days(clock.now()))
    return [order for order in found if order.done_at and order.done_at > since]


def _unrated(side: Side, mine: Q | None) -> Q | None:
    if mine is None:
        return None
    return mine & ~Q(Exists(Rating.objects.filter(order=OuterRef("pk"), side=side)))
