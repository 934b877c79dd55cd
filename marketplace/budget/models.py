"""The plan (RUP) an order is charged to, and what is already spoken for."""

import uuid
from typing import Any

from django.conf import settings
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


class Granted(models.Model):
    """What grants a sum, and how much of it orders hold; in rupiah."""

    ceiling_rupiah = RupiahField()
    reserved_rupiah = RupiahField(default=0)

    class Meta:
        abstract = True

    @property
    def remaining_rupiah(self) -> int:
        """What is left of the ceiling."""
        left: int = self.ceiling_rupiah - self.reserved_rupiah
        return left


def _within_ceiling(name: str) -> models.CheckConstraint:
    held = Q(reserved_rupiah__gte=0, reserved_rupiah__lte=models.F("ceiling_rupiah"))
    return models.CheckConstraint(condition=held, name=name)


class BudgetLine(Granted):
    """A line of the budget document (baris DPA): one account of one sub-activity in one year.

    ``ceiling_rupiah`` is what the line grants, ``reserved_rupiah`` what orders hold of it through
    all packages. Agency, year and account stay; only ceiling and words are corrected.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="budget_lines")
    fiscal_year = models.PositiveSmallIntegerField()
    account_code = models.ForeignKey(AccountCode, on_delete=models.PROTECT, related_name="+")
    sub_activity = models.CharField(max_length=200)

    class Meta:
        ordering = ["account_code__code", "sub_activity"]
        constraints = [
            _within_ceiling("budget_line_reserved_within_ceiling"),
            models.CheckConstraint(
                condition=Q(ceiling_rupiah__lte=MAX_SUM_RUPIAH), name="budget_line_within_bounds"
            ),
            models.UniqueConstraint(
                fields=["agency", "fiscal_year", "account_code", "sub_activity"],
                name="one_budget_line_per_sub_activity",
            ),
            models.UniqueConstraint(
                fields=["id", "account_code"], name="budget_line_of_its_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_code} · {self.sub_activity}"


class PlanPackage(Granted):
    """A package of the procurement plan (paket RUP) with its ceiling in rupiah.

    The ceiling is the sum of its parts (``PackageLine``), as soon as it has any.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="plan_packages")
    rup_code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=200)
    fiscal_year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["name"]
        constraints = [
            _within_ceiling("plan_package_reserved_within_ceiling"),
            models.CheckConstraint(
                condition=Q(ceiling_rupiah__lte=MAX_SUM_RUPIAH),
                name="plan_package_within_bounds",
            ),
            models.UniqueConstraint(fields=["id", "agency"], name="plan_package_of_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.rup_code} {self.name}"


class PackageLine(Granted):
    """The part of a package that is booked on one line of the budget; one part an account.

    An order names package and account, and so its part. What orders hold of a part never passes
    its ceiling, nor the one of its line, which other packages may use too.
    """

    package = models.ForeignKey(PlanPackage, on_delete=models.PROTECT, related_name="lines")
    budget_line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="parts")
    account_code = models.ForeignKey(AccountCode, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            _within_ceiling("package_line_reserved_within_ceiling"),
            models.UniqueConstraint(
                fields=["package", "account_code"], name="one_package_line_per_account"
            ),
            models.UniqueConstraint(fields=["id", "package"], name="package_line_of_its_package"),
        ]

    def __str__(self) -> str:
        return f"{self.package} · {self.account_code}"


class ReservationState(models.TextChoices):
    """Held for a live order, wholly spent by a paid one, or wholly given back."""

    HELD = "held", _("Held")
    SPENT = "spent", _("Spent")
    RELEASED = "released", _("Released")


class BudgetReservation(models.Model):
    """What one order holds of one part of a package, by the order's reference: orders live above.

    amount >= realised >= spent, in rupiah: realised by a signed handover, then spent by paying for
    it. What is not realised can be given back.
    """

    package = models.ForeignKey(PlanPackage, on_delete=models.PROTECT, related_name="reservations")
    package_line = models.ForeignKey(
        PackageLine, on_delete=models.PROTECT, related_name="reservations"
    )
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


class SheetKind(models.TextChoices):
    """What a sheet lists: lines of the budget, or packages of the plan with their parts."""

    LINES = "dpa", _("Budget lines (DPA)")
    PACKAGES = "rup", _("Plan packages (RUP)")


class RowVerdict(models.TextChoices):
    """What taking a row over would do."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("The same")
    WRONG = "wrong", _("To repair")


class PlanSheet(models.Model):
    """A sheet of an agency's budget as it was read: looked at first, then taken over or put aside.

    ``rows``: what it says, until it is decided; ``counts``: how many rows of each verdict it has.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="plan_sheets")
    kind = models.CharField(max_length=3, choices=SheetKind.choices)
    file_name = models.CharField(max_length=120)
    rows = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    put_aside_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(put_aside_at__isnull=True),
                name="plan_sheet_is_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, put_aside_at__isnull=True) | Q(rows=[]),
                name="decided_plan_sheet_is_empty",
            ),
            models.UniqueConstraint(
                fields=["agency", "kind"],
                condition=Q(taken_at__isnull=True, put_aside_at__isnull=True),
                name="one_open_plan_sheet",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.taken_at is None and self.put_aside_at is None

    def number_of(self, verdict: Any) -> int:
        """Return how many rows have a verdict."""
        return int(self.counts.get(str(verdict), 0))
