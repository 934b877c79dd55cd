"""Whom the money of cooperatives reaches: members whose goods were ordered, by region and year.

A cooperative counts once as a vendor; its members count as persons. A member is known again by the
row of the cooperative's list, so that who belongs to two cooperatives counts in both.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    ExpressionWrapper,
    F,
    QuerySet,
    Sum,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from catalog.queries import short_place
from marketplace.accounts.models import RegionLevel, Tenant
from marketplace.insight.queries import orders_of
from marketplace.orders.lifecycle import COMMITTED
from marketplace.orders.models import OrderLineMaker

FEWEST: Final = 3  # persons of a region; a figure of fewer would say what one of them earns
ALL_BP: Final = 10_000
MOST_REGIONS: Final = 12


@dataclass(frozen=True)
class RegionReach:
    """One kabupaten or kota: persons, and the worth of what they made in rupiah."""

    name: str
    members: int
    worth_rupiah: int


@dataclass(frozen=True)
class Reach:
    """A year: members whose goods were ordered, of so many cooperatives, and their share's worth.

    worth_rupiah: price of the ordered goods before PPN times the share of the makers, before tax
    and fees. regions: the largest first; small ones are added up in the last row.
    """

    members: int
    cooperatives: int
    worth_rupiah: int
    regions: tuple[RegionReach, ...]


def members_reached(year: int, tenant: Tenant | None = None) -> Reach:
    """Count the members whose goods were ordered in a year, of one market or of all.

    Who has left since counts for the time of the order; orders that were never issued do not.
    """
    orders = orders_of(year, tenant).filter(status__in=COMMITTED)
    makers = OrderLineMaker.objects.filter(line__order__in=orders).order_by()
    total = makers.aggregate(
        members=Count("member", distinct=True),
        cooperatives=Count("vendor", distinct=True),
        worth=Sum(_worth(), default=0),
    )
    return Reach(
        members=total["members"],
        cooperatives=total["cooperatives"],
        worth_rupiah=total["worth"],
        regions=_regions(makers) if total["members"] else (),
    )


def _worth() -> Combinable:
    """Return what of a line is one maker's, cut to whole rupiah."""
    share = F("line__total_rupiah") * F("share_bp") / ALL_BP
    return ExpressionWrapper(share, output_field=BigIntegerField())


def _regions(makers: QuerySet[OrderLineMaker]) -> tuple[RegionReach, ...]:
    regency = Case(
        When(region__level=RegionLevel.DISTRICT, then=F("region__parent__name")),
        default=F("region__name"),
    )
    rows: Any = (
        makers.annotate(place=Coalesce(regency, F("region__name")))
        .values("place")
        .annotate(members=Count("member", distinct=True), worth=Sum(_worth(), default=0))
        .order_by("-worth", "place")
    )
    found = [RegionReach(short_place(row["place"]), row["members"], row["worth"]) for row in rows]
    shown = [row for row in found if row.members >= FEWEST][:MOST_REGIONS]
    small = [row for row in found if row not in shown]
    while shown and small and sum(row.members for row in small) < FEWEST:
        small.append(shown.pop())  # else the rest would be what the total leaves of few persons
    if not small:
        return tuple(shown)
    others = RegionReach(
        _("Other regions"),
        sum(row.members for row in small),
        sum(row.worth_rupiah for row in small),
    )
    return (*shown, others)
