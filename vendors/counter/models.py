"""Desks (loket), the sessions of people who come to them, and what those people confirmed."""

import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Tenant
from marketplace.core.fields import REASON_MAX, BlindIndexField, EncryptedTextField
from marketplace.core.models import PrivateFile
from vendors.counter.rules import MOST_TRIES, QUEUE_MAX
from vendors.models import Vendor


class Desk(models.Model):
    """One counter of a market, where officers open sessions. Kept by operators."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="desks")
    name = models.CharField(max_length=60)
    place = models.CharField(max_length=120)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["tenant", "name"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "name"], name="one_desk_per_name"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(place=""), name="desk_has_name_and_place"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def time_zone(self) -> str:
        """The zone in which the days of this desk are counted."""
        return self.tenant.time_zone


class SessionStatus(models.TextChoices):
    """Where a session stands."""

    OPEN = "open", _("Being filled in")
    CONFIRMED = "confirmed", _("Confirmed by the person")
    SUBMITTED = "submitted", _("Submitted")
    CLOSED = "closed", _("Not finished, to be continued")
    ABANDONED = "abandoned", _("Given up")


SESSION_TRANSITIONS: dict[str, frozenset[str]] = {
    SessionStatus.OPEN: frozenset(
        {SessionStatus.CONFIRMED, SessionStatus.CLOSED, SessionStatus.ABANDONED}
    ),
    SessionStatus.CONFIRMED: frozenset(
        {SessionStatus.SUBMITTED, SessionStatus.OPEN, SessionStatus.CLOSED}
    ),
    SessionStatus.SUBMITTED: frozenset(),
    SessionStatus.CLOSED: frozenset(),
    SessionStatus.ABANDONED: frozenset(),
}
RUNNING: Final = tuple(state for state, ways in SESSION_TRANSITIONS.items() if ways)
ENDED: Final = tuple(state for state, ways in SESSION_TRANSITIONS.items() if not ways)


class CounterSession(models.Model):
    """One person before one officer on one day, by queue number; ``day`` is the desk's own.

    ``vendor``: the application, from its first step on. ``consent``: the version of the text that
    the person agreed to before anything was typed (UU 27/2022 art. 21). ``printed_upto``: the last
    ``FieldEntry`` on the sheet that was printed for a signature. ``lacked``: what was missing when
    it was closed, as keys of fields and kinds of papers. Steps of ``status`` are guarded and
    written down by triggers.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="sessions")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    queue_number = models.CharField(max_length=QUEUE_MAX)
    day = models.DateField()
    opened_at = models.DateTimeField()
    vendor = models.ForeignKey(
        Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="counter_sessions"
    )
    person_name = models.CharField(max_length=120, blank=True, default="")
    language = models.CharField(max_length=2, default="id", choices=[("id", "id"), ("en", "en")])
    consent = models.CharField(max_length=12, blank=True, default="")
    consented_at = models.DateTimeField(null=True, blank=True)
    printed_upto = models.BigIntegerField(null=True, blank=True)
    confirmation = models.OneToOneField(
        "counter.Confirmation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        max_length=9, choices=SessionStatus.choices, default=SessionStatus.OPEN
    )
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    status_reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    status_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    lacked = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["officer"],
                condition=Q(status__in=["open", "confirmed"]),
                name="one_running_session_per_officer",
            ),
            models.UniqueConstraint(
                fields=["desk", "day", "queue_number"],
                condition=Q(status__in=["open", "confirmed"]),
                name="one_running_session_per_queue_number",
            ),
            models.UniqueConstraint(
                fields=["vendor"],
                condition=Q(status__in=["open", "confirmed"]),
                name="one_running_session_per_vendor",
            ),
            models.CheckConstraint(
                condition=~Q(queue_number=""), name="session_has_a_queue_number"
            ),
            models.CheckConstraint(
                condition=Q(consented_at__isnull=True, consent="")
                | Q(consented_at__isnull=False) & ~Q(consent="") & ~Q(person_name=""),
                name="consent_names_its_person",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "closed", "abandoned"])
                | Q(
                    status__in=["confirmed", "submitted"],
                    confirmation__isnull=False,
                    vendor__isnull=False,
                    consented_at__isnull=False,
                ),
                name="confirmed_session_has_its_confirmation",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "confirmed"], ended_at__isnull=True)
                | Q(status__in=["submitted", "closed", "abandoned"], ended_at__isnull=False),
                name="ended_session_has_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["desk", "day"], name="sessions_of_a_day")]

    def __str__(self) -> str:
        return f"{self.queue_number} {self.day}"

    @property
    def time_zone(self) -> str:
        """The zone of the desk."""
        return self.desk.time_zone

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.status in RUNNING


class SessionStatusChange(models.Model):
    """Each step of a session; written by a trigger together with the step."""

    session = models.ForeignKey(
        CounterSession, on_delete=models.PROTECT, related_name="status_changes"
    )
    from_status = models.CharField(max_length=9, blank=True)
    to_status = models.CharField(max_length=9)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    changed_at = models.DateTimeField()
    txid = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.session_id}: {self.from_status} → {self.to_status}"


class ConfirmationCode(models.Model):
    """A code of six digits for one phone and one state of the typing; only its hash is kept.

    ``key``: names the text message, and salts the hash. ``upto``: the last ``FieldEntry`` when it
    was made; after a later one it confirms nothing. It is used once, within its minutes and tries,
    and ends when another one is made (triggers).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(CounterSession, on_delete=models.PROTECT, related_name="codes")
    phone = EncryptedTextField()
    phone_index = BlindIndexField(of="phone")
    code_hash = models.CharField(max_length=64)
    upto = models.BigIntegerField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(used_at__isnull=True, ended_at__isnull=True),
                name="one_live_code_per_session",
            ),
            models.CheckConstraint(
                condition=Q(code_hash__regex=r"^[0-9a-f]{64}$"), name="counter_code_is_hashed"
            ),
            models.CheckConstraint(
                condition=Q(tries__lte=MOST_TRIES), name="counter_code_has_few_tries"
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True)
                | Q(
                    used_at__lt=F("expires_at"),
                    sent_at__isnull=False,
                    ended_at__isnull=True,
                    tries__lt=MOST_TRIES,
                ),
                name="counter_code_used_in_time",
            ),
        ]
        indexes = [models.Index(fields=["phone_index", "made_at"], name="codes_of_a_phone")]

    def __str__(self) -> str:
        return f"{self.session_id} {self.made_at:%Y-%m-%d %H:%M}"


class ConfirmedHow(models.TextChoices):
    """By what a person said that the application is theirs and right."""

    SMS = "sms", _("by the code on their phone")
    PAPER = "paper", _("by signature on paper")


class Confirmation(models.Model):
    """A person said yes to everything that was typed up to ``upto``; a row is only added.

    ``owner``: the account that owns the application by it, never the officer's. ``phone``: where
    the code went, or which number an account was opened for.
    """

    session = models.ForeignKey(
        CounterSession, on_delete=models.PROTECT, related_name="confirmations"
    )
    how = models.CharField(max_length=5, choices=ConfirmedHow.choices)
    code = models.OneToOneField(
        ConfirmationCode, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    paper = models.OneToOneField(
        PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    phone = EncryptedTextField(blank=True, default="")
    upto = models.BigIntegerField()
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(how="sms", code__isnull=False, paper__isnull=True)
                | Q(how="paper", code__isnull=True, paper__isnull=False),
                name="confirmed_by_code_or_paper",
            ),
            models.CheckConstraint(
                condition=~Q(owner=F("officer")), name="nobody_confirms_their_own_typing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.how}"
