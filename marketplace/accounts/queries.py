"""Reads about people: which hats a person wears, and who wears one."""

from django.db.models import QuerySet

from marketplace.accounts.models import Membership, Role, User


def memberships(user: User) -> QuerySet[Membership]:
    """Return a person's active roles with their offices, one query."""
    rows = Membership.objects.filter(user=user, active=True)
    return rows.select_related("tenant", "agency").order_by("agency__name", "role")


def officers_of(agency_id: int, role: Role) -> QuerySet[User]:
    """Return who can act in a role of an agency today, by name."""
    people = User.objects.filter(
        is_active=True,
        memberships__agency=agency_id,
        memberships__role=role,
        memberships__active=True,
    )
    return people.distinct().order_by("name", "pk")
