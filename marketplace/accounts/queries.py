"""Reads about people: which hats a person wears, in words."""

from django.db.models import QuerySet

from marketplace.accounts.models import Membership, User


def memberships(user: User) -> QuerySet[Membership]:
    """Return a person's active roles with their offices, one query."""
    rows = Membership.objects.filter(user=user, active=True)
    return rows.select_related("tenant", "agency").order_by("agency__name", "role")
