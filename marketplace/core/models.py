"""The kernel's tables: dated rules, the audit trail, the outbox, deadlines, private files."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from marketplace.core.bounds import MAX_DAYS, MAX_RATE_BP, MAX_SUM_RUPIAH
from marketplace.core.laws import cited
from marketplace.core.rule_codes import Stricter, Unit
from marketplace.core.subjects import Subject


class CurrentTransaction(Func):
    """The writing transaction's 64-bit id, so that readers can stop below open transactions."""

    function = "pg_current_xact_id"
    template = "(%(function)s()::text::bigint)"
    output_field = models.BigIntegerField()


class DateRange(Func):
    """The days a rule is in force, the last one included."""

    function = "DATERANGE"
    output_field = DateRangeField()


class About(models.Model):
    """Base of the tables that say what they are about."""

    subject_type = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()

    class Meta:
        abstract = True

    @property
    def subject(self) -> Subject:
        """Return what this row is about."""
        return Subject(self.subject_type, self.subject_id)


class Rule(models.Model):
    """One dated row of the rulebook: a cap, rate, threshold or deadline with its legal source.

    ``value`` is in the unit named by ``unit`` (rupiah, basis points, days). A tenant's own row
    cites its legal act. Written by ``rulebook.enter_rule`` alone; afterwards only its last day is
    set, once (trigger). Source: docs/regulations.md.
    """

    code = models.CharField(max_length=32)
    channel = models.CharField(max_length=16, blank=True, default="")
    tenant_slug = models.SlugField(max_length=40, blank=True, default="")
    value = models.BigIntegerField()
    unit = models.CharField(max_length=16)
    stricter = models.CharField(max_length=8)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    legal_source = models.TextField()
    act_title = models.CharField(max_length=200, blank=True, default="")
    act_number = models.CharField(max_length=60, blank=True, default="")
    act_date = models.DateField(null=True, blank=True)
    act_article = models.CharField(max_length=60, blank=True, default="")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="rule_value_not_negative"),
            models.CheckConstraint(
                condition=Q(unit=Unit.RUPIAH.value, value__lte=MAX_SUM_RUPIAH)
                | Q(unit__in=[Unit.BP.value, Unit.BP_PER_DAY.value], value__lte=MAX_RATE_BP)
                | ~Q(unit__in=[Unit.RUPIAH.value, Unit.BP.value, Unit.BP_PER_DAY.value])
                & Q(value__lte=MAX_DAYS),
                name="rule_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="rule_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(tenant_slug="")
                | Q(act_date__isnull=False) & ~Q(act_title="") & ~Q(act_number=""),
                name="tenant_rule_cites_its_act",
            ),
            models.CheckConstraint(
                condition=Q(tenant_slug="") | ~Q(stricter=Stricter.FIXED.value),
                name="tenant_rule_of_a_kind_that_may_differ",
            ),
            ExclusionConstraint(
                name="one_rule_in_force_per_day",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("channel", RangeOperators.EQUAL),
                    ("tenant_slug", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_to", Value("[]")),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.value} {self.unit}"

    @property
    def cited(self) -> str:
        """Its legal source, as the reader's language cites it."""
        return cited(self.legal_source)


class Transition(models.Model):
    """One legal step of one state machine, as the database's own triggers read it (I-18).

    Filled from the pure tables after every migration, see ``transitions.py``.
    """

    machine = models.CharField(max_length=20)
    from_status = models.CharField(max_length=16)
    to_status = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["machine", "from_status", "to_status"], name="one_row_per_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.machine}: {self.from_status} → {self.to_status}"


class DayOff(models.TextChoices):
    """Why offices are closed on a working day."""

    NATIONAL = "national", _("National holiday (libur nasional)")
    JOINT_LEAVE = "joint_leave", _("Joint leave (cuti bersama)")


class PublicHoliday(models.Model):
    """A day on which government offices are closed, with the decree that says so.

    Rows are entered and, where a decree is changed, withdrawn; never rewritten (trigger), so that
    a deadline of the past can be reckoned again. Written by ``holidays`` alone.
    """

    day = models.DateField()
    kind = models.CharField(max_length=12, choices=DayOff.choices)
    name = models.CharField(max_length=120)
    legal_source = models.CharField(max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_holiday_per_day",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DayOff.values) & ~Q(name="") & ~Q(legal_source=""),
                name="holiday_has_its_source",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__gte=F("entered_at"), withdrawn_by__isnull=False),
                name="holiday_withdrawn_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"


class AuditEvent(About):
    """Who did what to which thing, when and why. Append-only; sealed into a hash chain (I-21)."""

    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    txid = models.BigIntegerField(db_default=CurrentTransaction())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(max_length=64)
    reason = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    position = models.BigIntegerField(null=True, unique=True)
    previous_hash = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(
                fields=["txid", "id"], name="audit_unsealed", condition=Q(position__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type}:{self.subject_id}"


class OutboxEvent(About):
    """Something that happened, written in the transaction in which it happened."""

    name = models.CharField(max_length=64)
    payload = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    txid = models.BigIntegerField(db_default=CurrentTransaction())

    class Meta:
        indexes = [models.Index(fields=["txid", "id"])]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type}:{self.subject_id}"


class DeliveryState(models.TextChoices):
    """Where one event stands with one of its subscribers."""

    PENDING = "pending"
    DONE = "done"
    PARKED = "parked"


class Delivery(models.Model):
    """One subscriber's copy of an event: its effect happens once, however often it is tried."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=64)
    state = models.CharField(
        max_length=8, choices=DeliveryState.choices, default=DeliveryState.PENDING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="one_delivery_per_handler")
        ]
        indexes = [
            models.Index(fields=["due_at"], name="delivery_due", condition=Q(state="pending"))
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.handler}: {self.state}"


class Deadline(About):
    """Something that happens by itself if nobody acts by ``due_at``.

    One that fails is tried again after ``retry_at``, and parked for an operator after
    ``deadlines.MAX_ATTEMPTS``; the others go on.
    """

    kind = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    parked_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id"],
                condition=Q(closed_at__isnull=True),
                name="one_open_deadline",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="deadline_due",
                condition=Q(closed_at=None, parked_at=None),
            ),
            models.Index(fields=["subject_type", "subject_id"], name="deadline_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} by {self.due_at:%Y-%m-%d %H:%M}"


class PrivateFile(models.Model):
    """A document only its owner, a reviewer or an auditor may read (I-33)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class FileAccess(models.Model):
    """Each reading of a private document (UU 27/2022 art. 31)."""

    file = models.ForeignKey(PrivateFile, on_delete=models.PROTECT, related_name="accesses")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.file_id} by {self.reader_id}"


class NumberSeries(models.Model):
    """The last number given out in a series such as ``BELA-2026``; its row lock keeps order."""

    name = models.CharField(max_length=40, unique=True)
    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class IdempotencyKey(models.Model):
    """One request and its one result (I-08)."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    response = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_result_per_key")]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.key}"


class PeriodicRun(models.Model):
    """When each periodic piece of work last ran; what /healthz and an operator look at."""

    name = models.CharField(max_length=40, unique=True)
    ran_at = models.DateTimeField()
    outcome = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.name} at {self.ran_at:%H:%M:%S}"
