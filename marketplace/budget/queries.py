"""Reads of the plan: which packages still have room, and what an order holds of one."""

from uuid import UUID

from django.db.models import F, QuerySet

from marketplace.budget.models import BudgetReservation, PlanPackage, ReservationState


def open_packages(agency_id: int, year: int) -> QuerySet[PlanPackage]:
    """Return an agency's packages of a fiscal year that have money left."""
    return PlanPackage.objects.filter(
        agency_id=agency_id, fiscal_year=year, ceiling_rupiah__gt=F("reserved_rupiah")
    )


def room_for(package: PlanPackage, order_ref: UUID) -> int:
    """Return what a package has for one order in rupiah: its rest and what that order holds."""
    held = BudgetReservation.objects.filter(package=package, order_ref=order_ref).exclude(
        state=ReservationState.RELEASED
    )
    return package.remaining_rupiah + sum(held.values_list("amount_rupiah", flat=True))
