"""What this room registers with the kernel."""

from marketplace.budget import guards, held
from marketplace.budget.models import BudgetReservation, PlanPackage
from marketplace.core import locks

__all__ = ["guards", "held"]

locks.register({PlanPackage: 50, BudgetReservation: 80})
