"""The plan (RUP) an order is charged to, and what is already spoken for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Agency
from marketplace.core.bounds import MAX_SUM_RUPIAH
from marketplace.core.fields import RupiahField


class AccountCode(models.Model):
    """An expenditure account (kode rekening belanja) of Permendagri 90/2019."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PlanPackage(models.Model):
    """A package of the procurement plan (paket RUP) with its ceiling in rupiah."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="plan_packages")
    rup_code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=200)
    fiscal_year = models.PositiveSmallIntegerField()
    ceiling_rupiah = RupiahField()
    reserved_rupiah = RupiahField(default=0)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    reserved_rupiah__gte=0, reserved_rupiah__lte=models.F("ceiling_rupiah")
                ),
                name="plan_package_reserved_within_ceiling",
            ),
            models.CheckConstraint(
                condition=Q(ceiling_rupiah__lte=MAX_SUM_RUPIAH),
                name="plan_package_within_bounds",
            ),
            models.UniqueConstraint(fields=["id", "agency"], name="plan_package_of_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.rup_code} {self.name}"

    @property
    def remaining_rupiah(self) -> int:
        """What is left of the ceiling."""
        left: int = self.ceiling_rupiah - self.reserved_rupiah
        return left


class ReservationState(models.TextChoices):
    """Held for a live order, wholly spent by a paid one, or wholly given back."""

    HELD = "held", _("Held")
    SPENT = "spent", _("Spent")
    RELEASED = "released", _("Released")


class BudgetReservation(models.Model):
    """What one order holds of one package, named by the order's reference: orders live above.

    amount >= realised >= spent, in rupiah: realised by a signed handover, then spent by paying for
    it. What is not realised can be given back.
    """

    package = models.ForeignKey(PlanPackage, on_delete=models.PROTECT, related_name="reservations")
    order_ref = models.UUIDField(unique=True)
    amount_rupiah = RupiahField()
    realised_rupiah = RupiahField(default=0)
    spent_rupiah = RupiahField(default=0)
    state = models.CharField(
        max_length=8, choices=ReservationState.choices, default=ReservationState.HELD
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    spent_rupiah__gte=0,
                    realised_rupiah__gte=models.F("spent_rupiah"),
                    amount_rupiah__gte=models.F("realised_rupiah"),
                ),
                name="reservation_realised_then_spent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_ref} {self.amount_rupiah} {self.state}"
