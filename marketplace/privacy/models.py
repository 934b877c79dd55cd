"""What data subjects asked for, what may be emptied for them, and what was."""

import uuid
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.core.fields import REASON_MAX, EncryptedTextField
from marketplace.core.models import PrivateFile


class RequestKind(models.TextChoices):
    """What is asked for."""

    EXPORT = "export", _("Hand out the data")
    ERASE = "erase", _("Erase the data")
    CORRECT = "correct", _("Correct the data")


class Outcome(models.TextChoices):
    """What became of it; empty while it waits."""

    DONE = "done", _("Carried out")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


LIFE_OF_A_DOWNLOAD_DAYS: Final = 7


class DataRequest(models.Model):
    """One request of a person about their data, asked once and decided once (trigger).

    ``account``: whose; empty for somebody who never had one. ``known_by``: what an operator was
    shown beside it (JSON of address, phone and NIK, encrypted, forgotten when it is carried out);
    without an account there is some. ``asked_by`` is the person or the operator they came to, who
    writes in ``proof`` how they showed who they are. An erasure is carried out by another operator.
    ``reason``: why; of a correction what is wrong and what is right. ``due_at``: R-PDP-ANSWER.
    ``answer``: why it was refused, or what was corrected.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=RequestKind.choices)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    known_by = EncryptedTextField(blank=True, default="")
    reason = models.CharField(max_length=REASON_MAX, blank=True, default="")
    proof = models.CharField(max_length=REASON_MAX, blank=True, default="")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=REASON_MAX, blank=True, default="")
    file = models.ForeignKey(
        PrivateFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    asked_txid = models.BigIntegerField(default=0, editable=False)
    decided_txid = models.BigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=RequestKind.values)
                & Q(outcome__in=["", *Outcome.values])
                & (Q(account__isnull=False) | Q(outcome="done") | ~Q(known_by="")),
                name="data_request_is_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | ~Q(outcome="") & Q(decided_at__isnull=False),
                name="data_request_is_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind="erase", outcome="done")
                | Q(decided_by__isnull=False)
                & ~Q(decided_by=F("asked_by"))
                & (Q(account__isnull=True) | ~Q(decided_by=F("account"))),
                name="erasure_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(kind="correct")
                | ~Q(reason="")
                & (
                    ~Q(outcome="done")
                    | ~Q(answer="")
                    & Q(decided_by__isnull=False)
                    & (Q(account__isnull=True) | ~Q(decided_by=F("account")))
                ),
                name="correction_says_what",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | Q(decided_by__isnull=False) & ~Q(answer=""),
                name="refused_data_request_says_why",
            ),
            models.UniqueConstraint(
                fields=["kind", "account"],
                condition=Q(outcome="", account__isnull=False),
                name="one_waiting_data_request",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(outcome=""), name="data_request_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"


class Erasable(models.Model):
    """A column that an erasure may empty, and what stands there afterwards (``core.privacy``).

    Written by every ``migrate`` from the code; the application's role reads it. ``{id}`` stands for
    the row's own number; ``is_null``: nothing stands there.
    """

    table_name = models.CharField(max_length=63)
    column_name = models.CharField(max_length=63)
    becomes = models.CharField(max_length=80, blank=True, default="")
    is_null = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table_name", "column_name"], name="one_erasable_per_column"
            )
        ]

    def __str__(self) -> str:
        return f"{self.table_name}.{self.column_name}"


class ErasedRows(models.Model):
    """What an erasure emptied: the table, its columns and the rows, never what stood there.

    Written by the database's own function (``privacy_erase``) alone.
    """

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="erased")
    table_name = models.CharField(max_length=63)
    columns = ArrayField(models.CharField(max_length=63))
    keys = ArrayField(models.BigIntegerField())
    erased_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.table_name}"
