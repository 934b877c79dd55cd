"""Reads of proposals, studies and open etalases."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, Lower

from catalog import policies as goods
from catalog.models import Etalase
from catalog.open_to import OpenTo
from catalog.residence import area_of, residents
from catalog.showcases import rules
from catalog.showcases.models import EtalaseProposal
from catalog.showcases.policies import managed
from marketplace.accounts.models import Region, User
from marketplace.accounts.regions import chain
from marketplace.core import clock
from vendors.channels import Channel
from vendors.models import LegalForm, SizeClass, Vendor, VendorStatus
from vendors.queries import channels_by

PLACES = ("region__parent__parent", "tenant__region__parent__parent")


def vendors_ready(showcase: Etalase | EtalaseProposal) -> int:
    """Count the verified shops that may sell in an etalase by class and by place."""
    sizes = [
        size for size in SizeClass.values if Channel(showcase.channel) in channels_by("pt", size)
    ]
    fit = Q(size_class__in=sizes) | Q(legal_form=LegalForm.COOPERATIVE)
    shops = Vendor.objects.filter(fit, status=VendorStatus.APPROVED)
    area = chain(area_of(showcase))
    if showcase.open_to != OpenTo.ANYONE:
        place = area[-1] if showcase.open_to == OpenTo.PROVINCE else area[0]
        shops = shops.filter(residents(place))
    return shops.count()


def study_of(proposal: EtalaseProposal) -> rules.Study:
    """Return what the study of a proposal has found, as of now."""
    sources = proposal.prices.aggregate(number=Count(Lower("source"), distinct=True))
    ready = proposal.vendors_ready
    return rules.Study(
        vendors_ready=vendors_ready(proposal) if ready is None else ready,
        sources=sources["number"],
        specified=bool(proposal.specification),
    )


def stays_of(proposal: EtalaseProposal) -> list[rules.Stay]:
    """Return how many days each state of a proposal lasted."""
    steps = [(step.to_status, step.changed_at) for step in proposal.steps.all()]
    return rules.stays(steps, clock.now())


def of_status(user: User, status: str) -> QuerySet[EtalaseProposal]:
    """Return a manager's proposals of one state, longest waiting first."""
    rows = managed(user).filter(status=status)
    return rows.select_related("tenant", "category", "proposed_by", "etalase")


def counts(user: User) -> Counter[str]:
    """Return how many of a manager's proposals stand in each state."""
    rows = managed(user).order_by().values_list("status").annotate(number=Count("pk"))
    return Counter(dict(rows))


# ---- open etalases, for everybody


class Place(NamedTuple):
    """A province and how many etalases are open in it."""

    region: Region
    number: int


def open_now() -> QuerySet[Etalase]:
    """Return the etalases that are open today."""
    return Etalase.objects.filter(goods.open_etalase())


# The province an etalase lies in: the outermost region of its area.
PROVINCE: Final = Coalesce(
    "region__parent__parent",
    "region__parent",
    "region",
    "tenant__region__parent__parent",
    "tenant__region__parent",
    "tenant__region",
)


def by_province() -> list[Place]:
    """Return how many etalases are open in each province, most first."""
    each = open_now().annotate(province=PROVINCE).order_by().values_list("province")
    numbers = dict(each.annotate(number=Count("pk")))
    places = Region.objects.in_bulk(numbers)
    found = [Place(places[key], number) for key, number in numbers.items()]
    return sorted(found, key=lambda place: (-place.number, place.region.name))


def in_province(region: Region) -> QuerySet[Etalase]:
    """Return the etalases open in a province, by market and name."""
    rows = open_now().annotate(province=PROVINCE).filter(province=region.pk)
    return rows.select_related("tenant", "category", *PLACES).order_by("tenant__name", "name")


def goods_in(etalases: Iterable[Etalase]) -> dict[int, int]:
    """Return how many public listings each of these etalases shows."""
    rows = goods.public().filter(etalase__in=[one.pk for one in etalases]).order_by()
    return dict(rows.values_list("etalase").annotate(number=Count("pk")))


def opened_by_steps(tenants: Any) -> QuerySet[Etalase]:
    """Return the open etalases of these markets, those that end first on top."""
    rows = open_now().filter(tenant__in=tenants).select_related("tenant", "category", *PLACES)
    return rows.order_by(F("closes_on").asc(nulls_last=True), "name")
