"""Reads of the plan: which packages still have room, on which accounts, and what orders hold."""

from collections.abc import Iterable
from typing import Final, NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from marketplace.budget.models import (
    BudgetLine,
    BudgetReservation,
    PackageLine,
    PlanPackage,
    PlanSheet,
    ReservationState,
)

WORDS_COUNTED: Final = 6  # of what is typed to find a package


def open_packages(agency_id: int, year: int) -> QuerySet[PlanPackage]:
    """Return an agency's packages of a fiscal year that have money left."""
    return PlanPackage.objects.filter(
        agency_id=agency_id, fiscal_year=year, ceiling_rupiah__gt=F("reserved_rupiah")
    )


def find_packages(agency_id: int, year: int, words: str) -> QuerySet[PlanPackage]:
    """Return those open packages that each word is said of: in code, name or an account."""
    rows = open_packages(agency_id, year)
    for word in words.split()[:WORDS_COUNTED]:
        rows = rows.filter(_said_of(word))
    return rows.order_by("name", "pk")


def _said_of(words: str) -> Q:
    """Packages whose code or name holds these words, or an account that they are booked on."""
    account = Q(account_code__code__icontains=words) | Q(account_code__name__icontains=words)
    parts = PackageLine.objects.filter(account)
    return (
        Q(rup_code__icontains=words) | Q(name__icontains=words) | Q(pk__in=parts.values("package"))
    )


def parts_of(packages: Iterable[PlanPackage]) -> QuerySet[PackageLine]:
    """Return the parts of packages that have a ceiling, in the order of their packages."""
    parts = PackageLine.objects.filter(package__in=packages, ceiling_rupiah__gt=0)
    return parts.select_related("package", "account_code").order_by(
        "package__name", "package_id", "account_code__code"
    )


class Room(NamedTuple):
    """What one order may take, in rupiah: of its part of a package, of the line of the budget."""

    part: int
    line: int


def room_on(part: PackageLine, order_ref: UUID) -> Room:
    """Return what a part and its line have left for an order, what it holds itself counted in."""
    return room_with(part, BudgetReservation.objects.filter(order_ref=order_ref).first())


def room_with(part: PackageLine, own: BudgetReservation | None) -> Room:
    """Return what a part and its line have left for the order that holds ``own``."""
    counts = own and own.package_line_id == part.pk and own.state != ReservationState.RELEASED
    held = own.amount_rupiah if own and counts else 0
    return Room(part.remaining_rupiah + held, part.budget_line.remaining_rupiah + held)


def part_of(package_id: int, account_code_id: int) -> PackageLine:
    """Return the part that an order is booked on. Raises: DoesNotExist."""
    parts = PackageLine.objects.select_related("package", "account_code", "budget_line")
    return parts.get(package_id=package_id, account_code_id=account_code_id)


# ---- the pages of those who keep a budget


def years_of(agency_id: int) -> list[int]:
    """Return the fiscal years of which an agency has lines or packages, the newest first."""
    lines = BudgetLine.objects.filter(agency_id=agency_id).order_by()
    packages = PlanPackage.objects.filter(agency_id=agency_id).order_by()
    years = {*lines.values_list("fiscal_year", flat=True).distinct()}
    years |= {*packages.values_list("fiscal_year", flat=True).distinct()}
    return sorted(years, reverse=True)


def lines_of(agency_id: int, year: int, words: str = "") -> QuerySet[BudgetLine]:
    """Return an agency's lines of a year with ``realised_rupiah``: handed over and to be paid."""
    rows = BudgetLine.objects.filter(agency_id=agency_id, fiscal_year=year)
    if words:
        rows = rows.filter(
            Q(account_code__code__icontains=words)
            | Q(account_code__name__icontains=words)
            | Q(sub_activity__icontains=words)
        )
    realised = Coalesce(Sum("parts__reservations__realised_rupiah"), 0)
    return (
        rows.annotate(realised_rupiah=realised)
        .select_related("account_code")
        .order_by("account_code__code", "sub_activity", "pk")
    )


def packages_of(agency_id: int, year: int, words: str = "") -> QuerySet[PlanPackage]:
    """Return an agency's packages of a year with their parts; words: of code, name or account."""
    rows = PlanPackage.objects.filter(agency_id=agency_id, fiscal_year=year)
    if words:
        rows = rows.filter(_said_of(words))
    return rows.prefetch_related("lines__account_code").order_by("name", "pk")


class Totals(NamedTuple):
    """Sums of the lines of a year, in rupiah."""

    ceiling: int
    reserved: int
    realised: int

    @property
    def left(self) -> int:
        """What no order holds."""
        return self.ceiling - self.reserved


def totals_of(agency_id: int, year: int) -> Totals:
    """Return what the lines of a year grant, and how far that is used."""
    lines = BudgetLine.objects.filter(agency_id=agency_id, fiscal_year=year)
    found = lines.aggregate(
        ceiling=Coalesce(Sum("ceiling_rupiah"), 0), reserved=Coalesce(Sum("reserved_rupiah"), 0)
    )
    held = BudgetReservation.objects.filter(package_line__budget_line__in=lines)
    realised = held.aggregate(sum=Coalesce(Sum("realised_rupiah"), 0))["sum"]
    return Totals(found["ceiling"], found["reserved"], realised)


def open_sheets(agency_id: int) -> QuerySet[PlanSheet]:
    """Return the sheets of an agency that wait for somebody to take them over."""
    return PlanSheet.objects.filter(agency_id=agency_id, taken_at=None, put_aside_at=None)


def packages_by_code(codes: Iterable[str]) -> dict[str, PlanPackage]:
    """Return packages of every agency by their code, with their parts: a code is unique."""
    rows = PlanPackage.objects.filter(rup_code__in=list(codes)).prefetch_related("lines")
    return {package.rup_code: package for package in rows}
