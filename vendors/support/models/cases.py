"""Facilitation cases (pendampingan): an officer helps a shop to a paper, step by step."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Tenant
from marketplace.core.fields import REASON_MAX
from marketplace.core.models import PrivateFile
from vendors.licences.models import Licence
from vendors.models import Vendor
from vendors.support.models.ladder import Paper


class CaseStatus(models.TextChoices):
    """Where a case stands; who acts next."""

    OPEN = "open", _("Asked for")
    WORKING = "working", _("In work")
    WAITING_SHOP = "waiting_shop", _("Waiting for the shop")
    WAITING_OFFICE = "waiting_office", _("Waiting for the issuing office")
    DONE = "done", _("Paper obtained")
    CLOSED = "closed", _("Given up")


_ENDS = frozenset({CaseStatus.DONE, CaseStatus.CLOSED})
CASE_TRANSITIONS: dict[str, frozenset[str]] = {
    CaseStatus.OPEN: frozenset({CaseStatus.WORKING, CaseStatus.CLOSED}),
    CaseStatus.WORKING: frozenset({CaseStatus.WAITING_SHOP, CaseStatus.WAITING_OFFICE}) | _ENDS,
    CaseStatus.WAITING_SHOP: frozenset({CaseStatus.WORKING}) | _ENDS,
    CaseStatus.WAITING_OFFICE: frozenset({CaseStatus.WORKING, CaseStatus.WAITING_SHOP}) | _ENDS,
    CaseStatus.DONE: frozenset(),
    CaseStatus.CLOSED: frozenset(),
}
OPEN_CASES = tuple(status for status, ways in CASE_TRANSITIONS.items() if ways)


class Case(models.Model):
    """One shop, one paper, one office that helps; ended once, with an outcome.

    ``due_at``: when the side whose turn it is should have acted (R-CASE-TAKE, R-CASE-STEP,
    R-CASE-SHOP, R-CASE-OFFICE). ``licence``: what it led to. Steps of ``status`` are guarded and
    written down by triggers.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="cases")
    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=10, choices=Paper.choices)
    wish = models.CharField(max_length=REASON_MAX, blank=True, default="")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(max_length=14, choices=CaseStatus.choices, default=CaseStatus.OPEN)
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status_reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    status_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    licence = models.ForeignKey(
        Licence, null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="done")
                | Q(topic__in=["nib", "npwp"])
                | Q(licence__isnull=False),
                name="obtained_paper_is_handed_in",
            ),
            models.UniqueConstraint(
                fields=["vendor", "topic"],
                condition=Q(ended_at__isnull=True),
                name="one_open_case_per_topic",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["done", "closed"], ended_at__isnull=False)
                | ~Q(status__in=["done", "closed"]) & Q(ended_at__isnull=True),
                name="ended_case_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status="closed") | ~Q(status_reason=""),
                name="given_up_case_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "closed"]) | Q(officer__isnull=False),
                name="case_in_work_has_an_officer",
            ),
        ]
        indexes = [models.Index(fields=["tenant", "status"], name="cases_of_an_office")]

    def __str__(self) -> str:
        return self.number

    @property
    def time_zone(self) -> str:
        """The zone of the office that helps."""
        return self.tenant.time_zone


class CaseStatusChange(models.Model):
    """Each step of a case; written by a trigger together with the step."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="status_changes")
    from_status = models.CharField(max_length=14, blank=True)
    to_status = models.CharField(max_length=14)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    changed_at = models.DateTimeField()
    txid = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.case_id}: {self.from_status} → {self.to_status}"


class CaseStep(models.Model):
    """One line of the checklist; ``key`` names it in ``case_templates``. Done once (trigger)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=24)
    position = models.PositiveSmallIntegerField()
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["case", "position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="one_case_step_per_key"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="done_case_step_has_its_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.key}"


class AppointmentState(models.TextChoices):
    """What became of a meeting."""

    PLANNED = "planned", _("Planned")
    KEPT = "kept", _("Kept")
    MISSED = "missed", _("Missed")
    MOVED = "moved", _("Moved")


class Appointment(models.Model):
    """A meeting of a case at a place and moment; said once what became of it (trigger).

    A moved one names the meeting it was moved to by that one's ``instead_of``.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appointments")
    place = models.CharField(max_length=160)
    starts_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    instead_of = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="moved_to"
    )
    state = models.CharField(
        max_length=8, choices=AppointmentState.choices, default=AppointmentState.PLANNED
    )
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["case", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned", state_at__isnull=True, state_by__isnull=True)
                | ~Q(state="planned") & Q(state_at__isnull=False, state_by__isnull=False),
                name="appointment_outcome_has_its_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class CaseNote(models.Model):
    """What somebody wrote or added; an internal one is the office's alone. Only added (trigger)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_of_office = models.BooleanField()
    is_internal = models.BooleanField(default=False)
    text = models.CharField(max_length=1000)
    file = models.ForeignKey(
        PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_internal=False) | Q(is_of_office=True),
                name="internal_note_is_the_offices",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.text[:40]}"
