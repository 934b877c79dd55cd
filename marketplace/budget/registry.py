"""What this room registers with the kernel."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from marketplace.accounts.models import User
from marketplace.budget import badges, guards, held, policies
from marketplace.budget.models import BudgetLine, BudgetReservation, PlanPackage, PlanSheet
from marketplace.core import locks
from marketplace.web import panels

__all__ = ["badges", "guards", "held"]

locks.register({PlanSheet: 49, PlanPackage: 50, BudgetLine: 55, BudgetReservation: 80})


@panels.provide("places")
def budget_places(request: HttpRequest, _subject: object) -> list[panels.Place]:
    """Lead whoever keeps or reads a budget to it."""
    user = request.user
    if not isinstance(user, User) or not policies.reads_any(user):
        return []
    return [panels.Place("budget", _("Budget"), "wallet", order=45)]
