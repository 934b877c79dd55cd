"""Where a shop may list: by its own place and the rule of the etalase.

One question in three forms, which a test holds equal: ``may_list`` for one etalase, ``open_for``
for many, and the database's ``catalog_may_list`` for the triggers.
"""

from collections.abc import Iterable
from typing import Protocol

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from catalog.models import Etalase
from catalog.open_to import OpenTo
from marketplace.accounts.models import Region, RegionLevel, Tenant
from marketplace.accounts.regions import chain
from marketplace.core.errors import VendorNotEligible
from marketplace.core.policy import ALLOW, Verdict, deny
from vendors.models import Vendor


class NotResident(VendorNotEligible):
    """The shop's place lies outside the region that the etalase is open to."""

    code = "not_resident"


class Showcase(Protocol):
    """What is asked of an etalase, and of one that is only proposed."""

    @property
    def region(self) -> Region | None:
        """A part of the market's region."""

    @property
    def tenant(self) -> Tenant:
        """The market."""

    @property
    def open_to(self) -> str:
        """For whose goods (``OpenTo``)."""


def area_of(etalase: Showcase) -> Region:
    """Return the region of an etalase: its own, else that of its whole market."""
    return etalase.region or etalase.tenant.region


def who_may(etalase: Showcase) -> str:
    """Say in words whose goods an etalase takes."""
    area = chain(area_of(etalase))
    if etalase.open_to == OpenTo.ANYONE:
        return _("shops from anywhere")
    place = area[-1] if etalase.open_to == OpenTo.PROVINCE else area[0]
    return _("shops from %(place)s") % {"place": place.name}


def may_list(vendor: Vendor, etalase: Etalase) -> Verdict:
    """A shop lists where it is at home, or where the etalase's rule allows wider."""
    if etalase.open_to == OpenTo.ANYONE:
        return ALLOW
    home, area = chain(vendor.region), chain(area_of(etalase))
    if etalase.open_to == OpenTo.PROVINCE:
        allowed = bool(home) and home[-1].pk == area[-1].pk
    else:
        allowed = area[0].pk in {place.pk for place in home}
    if allowed:
        return ALLOW
    return deny(
        _(
            "%(etalase)s of %(market)s takes %(who)s; %(shop)s is in %(place)s. Choose an etalase "
            "of your own region, or ask the catalogue manager of %(market)s to open it wider."
        )
        % {
            "etalase": etalase.name,
            "market": etalase.tenant.name,
            "who": who_may(etalase),
            "shop": vendor.name,
            "place": home[0].name if home else "–",
        }
    )


def require_resident(vendor: Vendor, etalase_id: int) -> None:
    """Refuse an etalase that the shop's place does not allow. Raises: NotResident."""
    near = "region__parent__parent", "tenant__region__parent__parent"
    verdict = may_list(vendor, Etalase.objects.select_related(*near).get(pk=etalase_id))
    if not verdict:
        raise NotResident(verdict.reason, field="etalase")


def open_for(vendor: Vendor) -> Q:
    """Select the etalases that a shop may list in by its place."""
    home = [place.pk for place in chain(vendor.region)]
    anyone = Q(open_to=OpenTo.ANYONE)
    if not home:
        return anyone
    province = home[-1]
    return (
        anyone
        | Q(open_to=OpenTo.RESIDENTS) & _area(pk__in=home)
        | Q(open_to=OpenTo.PROVINCE)
        & (_area(pk=province) | _area(parent=province) | _area(parent__parent=province))
    )


def _area(**wanted: object) -> Q:
    """Select etalases by a lookup of their region, which is their market's where they have none."""
    own = Q(**{f"region__{name}": value for name, value in wanted.items()})
    market = Q(**{f"tenant__region__{name}": value for name, value in wanted.items()})
    return own | Q(region=None) & market


def residents(tenant_region: Region, prefix: str = "") -> Q:
    """Select shops that are at home in a region; ``prefix`` leads to them, like ``vendor__``."""
    place = f"{prefix}region"
    return (
        Q(**{place: tenant_region})
        | Q(**{f"{place}__parent": tenant_region})
        | Q(**{f"{place}__parent__parent": tenant_region})
    )


def parts_of(markets: Iterable[Tenant]) -> QuerySet[Region]:
    """Return the regencies and cities that these markets' regions hold."""
    keys = [market.region_id for market in markets]
    inside = Q(parent__in=keys) | Q(parent__parent__in=keys)
    return Region.objects.filter(inside).exclude(level=RegionLevel.DISTRICT).order_by("name")
