"""Reads: which licences are valid on a day, how each stands, what the machine doubts."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.calendar import HOME_ZONE
from vendors import policies
from vendors.licences import rules
from vendors.licences.kinds import KINDS, LicenceKind
from vendors.licences.models import Licence, LicenceStatus
from vendors.models import Vendor
from vendors.rules import FINE, Finding, Level

PAPER = "licence"  # the kind under which their files are kept


class LicenceState(StrEnum):
    """How a licence stands on a day: its status, and for a verified one what its days say."""

    WAITING = "waiting"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    VALID = "valid"
    ENDING = "ending"
    EXPIRED = "expired"


def sale_day() -> date:
    """Return the day by which goods are sold: that of the home zone, for all markets alike.

    One day for page, listing, cart and order: a licence that one of them calls valid is valid for
    the others too (the triggers of orders count the same way).
    """
    return clock.today(HOME_ZONE)


def valid(on: date, prefix: str = "") -> Q:
    """Select licences that prove something on a day: the twin of ``Licence.is_valid``."""
    begun = Q(**{f"{prefix}issued_on__isnull": True}) | Q(**{f"{prefix}issued_on__lte": on})
    holds = Q(**{f"{prefix}expires_on__isnull": True}) | Q(**{f"{prefix}expires_on__gte": on})
    return Q(**{f"{prefix}status": LicenceStatus.VERIFIED}) & begun & holds


def state_of(licence: Licence, on: date) -> LicenceState:
    """Return how a licence stands on a day."""
    if licence.status != LicenceStatus.VERIFIED:
        return LicenceState(licence.status)
    left = rules.days_left(licence.expires_on, on)
    if left is not None and left < 0:
        return LicenceState.EXPIRED
    ending = left is not None and left <= max(rules.REMIND_BEFORE)
    return LicenceState.ENDING if ending else LicenceState.VALID


def licences_of(vendor: Vendor) -> QuerySet[Licence]:
    """Return all licences of a shop, newest first."""
    return Licence.objects.filter(vendor=vendor).select_related("file").order_by("-pk")


def statable(vendor: Vendor) -> QuerySet[Licence]:
    """Return the licences that a listing may rest on: those that count or wait."""
    open_ = (LicenceStatus.WAITING, LicenceStatus.VERIFIED)
    return Licence.objects.filter(vendor=vendor, status__in=open_).order_by("kind", "-pk")


def is_renewed(licence: Licence) -> bool:
    """Say whether a verified licence replaces this one already."""
    return licence.renewals.filter(status=LicenceStatus.VERIFIED).exists()


def holders(kinds: Collection[str], on: date) -> QuerySet[Licence]:
    """Return the valid licences of some kinds on a day, of all shops."""
    return Licence.objects.filter(valid(on), kind__in=kinds)


def doubts(licence: Licence, on: date) -> list[Finding]:
    """Return what the machine would have a person compare; fine ones are left out."""
    kind = KINDS[licence.kind]
    found = [
        kind.check(licence.number, on),
        rules.check_days(
            issued_on=licence.issued_on,
            expires_on=licence.expires_on,
            has_end=kind.ends,
            on=on,
        ),
        _year_of_pirt(licence),
        Finding("licence_known", Level.WARN) if _known_elsewhere(licence) else FINE,
    ]
    return [one for one in found if one != FINE]


def _year_of_pirt(licence: Licence) -> Finding:
    parts = rules.read_pirt(licence.number) if licence.kind == LicenceKind.PIRT else None
    if parts is None or licence.expires_on is None or parts.year == licence.expires_on.year:
        return FINE
    return Finding("pirt_other_year", Level.WARN, {"year": parts.year})


def _known_elsewhere(licence: Licence) -> bool:
    """Whether another shop handed in the same number: one paper seldom belongs to two."""
    if not licence.number:
        return False
    counted = (LicenceStatus.WAITING, LicenceStatus.VERIFIED)
    same = Licence.objects.filter(kind=licence.kind, number=licence.number, status__in=counted)
    return same.exclude(vendor=licence.vendor_id).exists()


def to_repair(user: User) -> QuerySet[Licence]:
    """Return the returned licences of a person's shops for which no other was handed in yet."""
    shops = policies.vendors_of(user, to=policies.VendorAct.APPLY)
    followed = Licence.objects.filter(replaces=OuterRef("pk")).exclude(
        status=LicenceStatus.WITHDRAWN
    )
    returned = Licence.objects.filter(
        ~Exists(followed), status=LicenceStatus.RETURNED, vendor__in=shops
    )
    return returned.select_related("vendor__region").order_by("decided_at", "pk")
