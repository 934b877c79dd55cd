"""Reads about people: who wears which hat."""

from django.db.models import QuerySet

from marketplace.accounts.in_force import in_force
from marketplace.accounts.models import Role, User


def officers_of(agency_id: int, role: Role) -> QuerySet[User]:
    """Return who can act in a role of an agency today, by name."""
    people = User.objects.filter(
        in_force("memberships__"),
        is_active=True,
        memberships__agency=agency_id,
        memberships__role=role,
    )
    return people.distinct().order_by("name", "pk")


def tenant_officers(tenant_id: int, role: Role) -> QuerySet[User]:
    """Return who can act in a role of a market today, by name."""
    people = User.objects.filter(
        in_force("memberships__"),
        is_active=True,
        memberships__tenant=tenant_id,
        memberships__agency__isnull=True,
        memberships__role=role,
    )
    return people.distinct().order_by("name", "pk")
