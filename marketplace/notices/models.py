"""What people are told: a notice per person and event, copies by mail or SMS, conversations."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from marketplace.core.models import About


class Channel(models.TextChoices):
    """How a notice reaches a person."""

    INBOX = "inbox"
    EMAIL = "email"
    SMS = "sms"  # instead of a letter, to who has no address, for the kinds that have words for it


LEAVING = (Channel.EMAIL, Channel.SMS)  # what a sender carries out of the house


class Notice(models.Model):
    """One thing told to one person by one channel; the unique key makes "twice" impossible."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices"
    )
    event = models.ForeignKey("core.OutboxEvent", on_delete=models.PROTECT, related_name="notices")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    kind = models.CharField(max_length=64)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    parked_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "recipient", "channel"], name="one_notice_per_person_and_channel"
            )
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-created_at"],
                condition=Q(channel="inbox"),
                name="inbox_newest",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(channel="email", sent_at=None, parked_at=None),
                name="mail_due",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(channel="sms", sent_at=None, parked_at=None),
                name="text_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient_id} ({self.channel})"


class Message(About):
    """One line of the conversation about a thing, read by everybody who may see the thing."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    author_line = models.CharField(max_length=160)
    text = models.CharField(max_length=1000)
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject_type", "subject_id", "id"])]

    def __str__(self) -> str:
        return f"{self.author_line}: {self.text[:40]}"
