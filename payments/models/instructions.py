"""What we ask of the bank and what it says: one table of instructions, one of its words.

The bank is the truth about what was charged. Nothing here is ever deleted; requests and words are
never changed (triggers).
"""

import json
import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import MAX_RUPIAH, EncryptedTextField, RupiahField
from payments import decline_reasons


class InstructionKind(models.TextChoices):
    """What we can ask of the bank; each kind is registered with the driver under this name."""

    CHARGE = "charge", _("Card charge")
    PAYOUT = "payout", _("Transfer to a vendor")


class InstructionStatus(models.TextChoices):
    """One instruction's life: intended, sent, answered (not yet booked), ended, or for a person."""

    INTENDED = "intended", _("Being sent to the bank")
    PENDING = "pending", _("Waiting for the bank")
    ANSWERED = "answered", _("Answered, being booked")
    SUCCEEDED = "succeeded", _("Done")
    DECLINED = "declined", _("Declined")
    NEEDS_PERSON = "needs_person", _("Needs a person")


# A declined one goes to a person again when the bank reports a success after all.
INSTRUCTION_TRANSITIONS: dict[str, frozenset[str]] = {
    InstructionStatus.INTENDED: frozenset(
        {InstructionStatus.PENDING, InstructionStatus.ANSWERED, InstructionStatus.NEEDS_PERSON}
    ),
    InstructionStatus.PENDING: frozenset(
        {InstructionStatus.ANSWERED, InstructionStatus.NEEDS_PERSON}
    ),
    InstructionStatus.ANSWERED: frozenset(
        {
            InstructionStatus.SUCCEEDED,
            InstructionStatus.DECLINED,
            InstructionStatus.NEEDS_PERSON,
        }
    ),
    InstructionStatus.NEEDS_PERSON: frozenset({InstructionStatus.ANSWERED}),
    InstructionStatus.DECLINED: frozenset({InstructionStatus.NEEDS_PERSON}),
    InstructionStatus.SUCCEEDED: frozenset(),
}


class BankInstruction(models.Model):
    """One thing the bank is asked to do, once: committed with its key before the bank is called.

    ``purpose`` names what it pays (``claim-17``); one purpose has one live instruction at a time,
    whatever its kind. ``request`` is JSON as sent, destination included, frozen like key and
    amount. ``attempts`` is the fencing token, ``due_at`` the end of the lease or of the pause.
    ``trouble`` says why a person must look; a finished success can carry one too.
    """

    kind = models.CharField(max_length=12, choices=InstructionKind.choices)
    purpose = models.CharField(max_length=60)
    amount_rupiah = RupiahField()
    idempotency_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = EncryptedTextField()
    destination = models.CharField(
        max_length=120, help_text="For people: the card or account, all but its last digits hidden."
    )
    created_at = models.DateTimeField()
    status = models.CharField(
        max_length=12, choices=InstructionStatus.choices, default=InstructionStatus.INTENDED
    )
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    failures = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True, default="")
    trouble = models.CharField(max_length=40, blank=True, default="")
    trouble_at = models.DateTimeField(null=True, blank=True)
    reopened = models.BooleanField(
        default=False, help_text="Declined once, then reported as done; set by the database."
    )
    answer = models.ForeignKey(
        "BankAnswer", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_rupiah__gt=0, amount_rupiah__lte=MAX_RUPIAH),
                name="instruction_amount_positive",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["answered", "succeeded", "declined"])
                | Q(answer__isnull=False),
                name="instruction_ends_by_the_banks_word",
            ),
            models.CheckConstraint(
                condition=~Q(status="needs_person") | ~Q(trouble=""),
                name="a_person_is_told_why",
            ),
            models.UniqueConstraint(
                fields=["purpose"],
                condition=~Q(status="declined") & Q(reopened=False),
                name="one_live_instruction",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(status__in=["intended", "pending", "answered"]),
                name="instruction_due",
            ),
            models.Index(
                fields=["trouble_at"], condition=~Q(trouble=""), name="instruction_trouble"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.purpose}: {self.amount_rupiah} {self.status}"

    @property
    def asked(self) -> dict[str, Any]:
        """What was asked of the bank, as frozen at the beginning."""
        asked: dict[str, Any] = json.loads(self.request)
        return asked

    @property
    def trouble_words(self) -> decline_reasons.Trouble:
        """Why a person must look, and what to do next, in the reader's words."""
        return decline_reasons.trouble(self.trouble)


class AnswerSource(models.TextChoices):
    """How the bank's word came to us."""

    ANSWER = "answer", _("Answer to our request")
    INQUIRY = "inquiry", _("Answer to our question")
    NOTICE = "notice", _("Notification of the bank")
    PERSON = "person", _("Written down by an operator")


class BankAnswer(models.Model):
    """One final word of the bank on an instruction, kept as evidence and never changed.

    Every different word is kept, also one that contradicts us. ``mdr_rupiah`` and ``net_rupiah``
    are what the bank says it kept and credited; None when it does not say.
    """

    instruction = models.ForeignKey(
        BankInstruction, on_delete=models.PROTECT, related_name="answers"
    )
    source = models.CharField(max_length=8, choices=AnswerSource.choices)
    outcome = models.CharField(
        max_length=12,
        choices=[("succeeded", _("Done")), ("declined", _("Declined"))],
    )
    amount_rupiah = RupiahField(null=True)
    mdr_rupiah = RupiahField(null=True)
    net_rupiah = RupiahField(null=True)
    bank_reference = models.CharField(max_length=128, blank=True, default="")
    approval_code = models.CharField(max_length=16, blank=True, default="")
    reason_code = models.CharField(max_length=40, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    occurred_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "instruction",
                    "source",
                    "outcome",
                    "bank_reference",
                    "amount_rupiah",
                    "mdr_rupiah",
                    "net_rupiah",
                    "reason",
                ],
                nulls_distinct=False,
                name="a_word_is_kept_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["succeeded", "declined"]), name="a_word_is_final"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instruction_id}: {self.outcome} {self.bank_reference}"


class Instructed(models.Model):
    """What an instruction is for; state and the bank's words are the instruction's own."""

    instruction = models.OneToOneField(
        BankInstruction, on_delete=models.PROTECT, related_name="%(class)s"
    )
    amount_rupiah = RupiahField()

    class Meta:
        abstract = True

    @property
    def status(self) -> str:
        """The instruction's state."""
        return self.instruction.status

    @property
    def finished_at(self) -> datetime | None:
        """When the bank's word was booked."""
        return self.instruction.finished_at

    @property
    def bank_reference(self) -> str:
        """The bank's own number, once it has spoken."""
        answer = self.instruction.answer
        return answer.bank_reference if answer else ""

    @property
    def failure_words(self) -> str:
        """Why the bank refused, in the reader's words; empty otherwise."""
        answer = self.instruction.answer
        if answer is None or self.status != InstructionStatus.DECLINED:
            return ""
        return decline_reasons.in_words(answer.reason or answer.reason_code)


class CallbackEvent(models.Model):
    """One verified message of the bank, kept once (I-30).

    A second message under the same ``event_id`` with another body is kept beside the first one.
    """

    event_id = models.CharField(max_length=128)
    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=128)
    instruction = models.ForeignKey(
        BankInstruction, null=True, blank=True, on_delete=models.PROTECT, related_name="notices"
    )
    body_sha256 = models.CharField(max_length=64)
    effect = models.CharField(max_length=40)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event_id", "body_sha256"], name="a_notice_is_taken_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
