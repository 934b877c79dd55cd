"""Sanctions (sanksi) of vendors: what was imposed, why, what the shop said, how it ended."""

import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import REASON_MAX
from marketplace.core.models import PrivateFile
from vendors.models import Vendor
from vendors.sanctions.grounds import Ground

TEXT_MAX = 4_000  # characters of facts, of an answer, of an appeal


class SanctionKind(models.TextChoices):
    """The ladder, lightest first."""

    WARNING = "warning", _("Warning")
    LISTING_HIDDEN = "listing_hidden", _("Listing hidden")
    SUSPENSION = "suspension", _("Suspension")
    BLACKLIST = "blacklist", _("Blacklist")


class SanctionStatus(models.TextChoices):
    """Where a sanction stands."""

    PROPOSED = "proposed", _("Proposed, the shop is heard")
    IN_FORCE = "in_force", _("In force")
    DISMISSED = "dismissed", _("Proposal dismissed")
    ENDED = "ended", _("Ended by its date")
    LIFTED = "lifted", _("Lifted")


SANCTION_TRANSITIONS: dict[str, frozenset[str]] = {
    SanctionStatus.PROPOSED: frozenset({SanctionStatus.IN_FORCE, SanctionStatus.DISMISSED}),
    SanctionStatus.IN_FORCE: frozenset({SanctionStatus.ENDED, SanctionStatus.LIFTED}),
    SanctionStatus.DISMISSED: frozenset(),
    SanctionStatus.ENDED: frozenset(),
    SanctionStatus.LIFTED: frozenset(),
}
# While one of these is in force the shop is suspended; these two the public reads.
STOPS_THE_SHOP: Final = (SanctionKind.SUSPENSION, SanctionKind.BLACKLIST)


def _person(*, null: bool = True) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=null,
        blank=null,
        on_delete=models.PROTECT,
        related_name="+",
    )


class Sanction(models.Model):
    """One sanction of one vendor.

    Days are those of the shop's own place, both inclusive. A blacklist is proposed, the shop is
    heard until ``heard_until`` and another person decides; every other kind is imposed by one
    verifier. ``answer``: what the shop says in its hearing, once. ``appeal_until``: last day on
    which its owner may appeal. Rows are never removed and what was written stays (triggers).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="sanctions")
    kind = models.CharField(max_length=16, choices=SanctionKind.choices)
    ground = models.CharField(max_length=24, choices=Ground.choices)
    facts = models.TextField()
    status = models.CharField(max_length=10, choices=SanctionStatus.choices)
    status_by = _person()
    status_reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    status_at = models.DateTimeField()
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    proposed_by = _person(null=False)
    proposed_at = models.DateTimeField()
    heard_until = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True, default="")
    answered_by = _person()
    answered_at = models.DateTimeField(null=True, blank=True)
    decided_by = _person()
    decided_at = models.DateTimeField(null=True, blank=True)
    appeal_until = models.DateField(null=True, blank=True)
    read_by = _person()
    read_at = models.DateTimeField(null=True, blank=True)
    txid = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SanctionKind.values), name="sanction_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="sanction_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(kind="warning", ends_on__isnull=True)
                | Q(kind__in=["listing_hidden", "suspension"], ends_on__isnull=False)
                | Q(kind="blacklist", status__in=["proposed", "dismissed"], ends_on__isnull=True)
                | Q(
                    kind="blacklist",
                    status__in=["in_force", "ended", "lifted"],
                    ends_on__isnull=False,
                ),
                name="sanction_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(kind="blacklist", heard_until__isnull=False)
                | ~Q(kind="blacklist") & Q(heard_until__isnull=True, answered_at__isnull=True),
                name="blacklist_has_a_hearing",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(status="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="sanction_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(kind="blacklist")
                | Q(decided_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")),
                name="blacklist_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="hearing_answer_has_its_person",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="sanction_read_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(facts=""), name="sanction_states_its_facts"),
        ]
        indexes = [
            models.Index(fields=["vendor", "status"], name="sanctions_of_vendor"),
            models.Index(fields=["status", "kind", "-id"], name="sanctions_by_status"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def stops_the_shop(self) -> bool:
        """Whether the shop may not sell while it is in force."""
        return self.kind in STOPS_THE_SHOP


class SanctionStep(models.Model):
    """Each step of a sanction; written by a trigger together with the step (I-20)."""

    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="steps")
    from_status = models.CharField(max_length=10, blank=True)
    to_status = models.CharField(max_length=10, choices=SanctionStatus.choices)
    changed_by = _person()
    reason = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField()
    txid = models.BigIntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.sanction_id}: {self.from_status} → {self.to_status}"


class FileSide(models.TextChoices):
    """Whose paper it is."""

    EVIDENCE = "evidence", _("Evidence")
    ANSWER = "answer", _("Paper of the shop's answer")
    APPEAL = "appeal", _("Paper of the appeal")


class SanctionFile(models.Model):
    """A paper of a sanction; added, never changed or taken away (trigger)."""

    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="files")
    side = models.CharField(max_length=8, choices=FileSide.choices)
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    added_by = _person(null=False)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.sanction_id} {self.side}"


class SanctionSubject(models.Model):
    """What a sanction hides: one row of a table of a room above, as ``core.subjects`` names it.

    ``title``: what it was called when it was hidden. The room above proves whose it is.
    """

    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="subjects")
    subject_type = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sanction", "subject_type", "subject_id"],
                name="one_row_per_hidden_thing",
            )
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="hidden_things")]

    def __str__(self) -> str:
        return self.title


class RequestKind(models.TextChoices):
    """Who asks that a sanction ends before its day."""

    APPEAL = "appeal", _("Appeal of the shop")
    LIFT = "lift", _("Proposal to lift it early")


class RequestStatus(models.TextChoices):
    """What became of it."""

    PENDING = "pending", _("Waiting for a decision")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    LAPSED = "lapsed", _("No longer needed")


class LiftRequest(models.Model):
    """Somebody asks to lift a sanction in force; another person decides, once (trigger).

    An appeal (banding) is the owner's, once, and decided by a third person: neither who proposed
    the sanction nor who decided it. It lapses when the sanction ends in another way.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=6, choices=RequestKind.choices)
    words = models.TextField()
    asked_by = _person(null=False)
    asked_at = models.DateTimeField()
    status = models.CharField(
        max_length=8, choices=RequestStatus.choices, default=RequestStatus.PENDING
    )
    decided_by = _person()
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    txid = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sanction"], condition=Q(kind="appeal"), name="one_appeal_per_sanction"
            ),
            models.UniqueConstraint(
                fields=["sanction"],
                condition=Q(kind="lift", status="pending"),
                name="one_pending_lift_per_sanction",
            ),
            models.CheckConstraint(
                condition=Q(status="pending", decided_by__isnull=True, decided_at__isnull=True)
                | Q(status="lapsed", decided_by__isnull=True, decided_at__isnull=False)
                | Q(
                    status__in=["granted", "refused"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                & ~Q(reason=""),
                name="lift_request_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="lift_decided_by_another",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="lift_request_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.sanction_id} {self.kind} {self.status}"
