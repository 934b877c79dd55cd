"""What gives rights: asked by one operator, decided by another."""

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models.memberships import AppointmentLetter
from marketplace.accounts.models.people import User
from marketplace.accounts.models.places import Agency, Tenant
from marketplace.accounts.models.roles import Role
from marketplace.core.fields import REASON_MAX


class AccountChangeKind(models.TextChoices):
    """What an operator asks for and another operator confirms."""

    GIVE_ROLE = "give_role", _("Give a role")
    END_ROLE = "end_role", _("End a role")
    MAKE_OPERATOR = "make_operator", _("Make an operator")
    END_OPERATOR = "end_operator", _("No longer an operator")
    CHANGE_EMAIL = "change_email", _("Change the e-mail address")
    REMOVE_SECOND_STEP = "remove_second_step", _("Remove the second step of a lost phone")
    REOPEN = "reopen", _("Reopen a closed account")


ROLE_CHANGES: Final = frozenset({AccountChangeKind.GIVE_ROLE, AccountChangeKind.END_ROLE})


class AccountChange(models.Model):
    """A change of what somebody may do, or of how they sign in: asked by one, decided by another.

    Pending until it is decided; a decided one is evidence and stays.
    """

    kind = models.CharField(max_length=20, choices=AccountChangeKind.choices)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="account_changes")
    role = models.CharField(max_length=24, choices=Role.choices, blank=True, default="")
    tenant = models.ForeignKey(Tenant, null=True, blank=True, on_delete=models.PROTECT)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT)
    email = models.EmailField(blank=True, default="")
    letter = models.ForeignKey(
        AppointmentLetter, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=REASON_MAX)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("asked_by")) & ~Q(decided_by=F("person")),
                name="account_change_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, approved=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False, approved__isnull=False),
                name="account_change_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(ROLE_CHANGES), tenant__isnull=False, email="")
                & ~Q(role="")
                | Q(kind=AccountChangeKind.CHANGE_EMAIL, role="", tenant=None, agency=None)
                & ~Q(email="")
                | ~Q(kind__in=sorted({*ROLE_CHANGES, AccountChangeKind.CHANGE_EMAIL}))
                & Q(role="", tenant=None, agency=None, email=""),
                name="account_change_says_what",
            ),
            models.CheckConstraint(
                condition=Q(letter=None) | Q(kind=AccountChangeKind.GIVE_ROLE),
                name="account_change_letter_gives_a_role",
            ),
            models.UniqueConstraint(
                fields=["kind", "person", "role", "tenant", "agency"],
                condition=Q(decided_at=None),
                nulls_distinct=False,
                name="one_pending_account_change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"
