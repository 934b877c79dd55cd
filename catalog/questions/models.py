"""Questions of offices about goods, answers of shops, and how fast a shop answers."""

import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from marketplace.accounts.models import Agency
from marketplace.core.fields import REASON_MAX
from vendors.models import Vendor

WORDS_MAX: Final = 500  # characters of a question, and of an answer


class QuestionStatus(models.TextChoices):
    """Who sees a question: its asker, the shop and the managers, everybody, or nobody any more."""

    WAITING = "waiting", _("Waits for the shop")
    ANSWERED = "answered", _("Answered")
    REMOVED = "removed", _("Taken down")


# An answer that is taken down lets its question wait again.
QUESTION_TRANSITIONS: dict[str, frozenset[str]] = {
    QuestionStatus.WAITING: frozenset({QuestionStatus.ANSWERED, QuestionStatus.REMOVED}),
    QuestionStatus.ANSWERED: frozenset({QuestionStatus.WAITING, QuestionStatus.REMOVED}),
    QuestionStatus.REMOVED: frozenset(),
}
_NOT_REMOVED: Final = Q(removed_by__isnull=True, removed_at__isnull=True, removed_reason="")
_REMOVED: Final = Q(removed_by__isnull=False, removed_at__isnull=False) & ~Q(removed_reason="")


class ProductQuestion(models.Model):
    """What an office asks about goods; others read the name of the office, never the person's."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="questions")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(max_length=WORDS_MAX)
    asked_at = models.DateTimeField()
    status = models.CharField(
        max_length=8, choices=QuestionStatus.choices, default=QuestionStatus.WAITING
    )
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_reason = models.CharField(max_length=REASON_MAX, blank=True, default="")

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="question_says_something"),
            models.CheckConstraint(
                condition=Q(status__in=["waiting", "answered"]) & _NOT_REMOVED
                | Q(status="removed") & _REMOVED,
                name="question_removed_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["product", "asked_at"],
                condition=Q(status="waiting"),
                name="question_waiting_longest",
            ),
            models.Index(
                fields=["product", "-asked_at"],
                condition=Q(status="answered"),
                name="question_answered",
            ),
            models.Index(fields=["asked_by", "asked_at"], name="question_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.status}"


class QuestionAnswer(models.Model):
    """What the shop answers; one that was taken down stays on record, and another may follow."""

    question = models.ForeignKey(ProductQuestion, on_delete=models.PROTECT, related_name="answers")
    words = models.TextField(max_length=WORDS_MAX)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField()
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_reason = models.CharField(max_length=REASON_MAX, blank=True, default="")

    class Meta:
        ordering = ["answered_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="answer_says_something"),
            models.CheckConstraint(
                condition=_NOT_REMOVED | _REMOVED, name="answer_removed_with_a_reason"
            ),
            models.UniqueConstraint(
                fields=["question"], condition=Q(removed_at=None), name="one_answer_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}"


class ReplyStanding(models.Model):
    """How a shop answered what was asked in the last days (``rules.COUNTED_DAYS``)."""

    vendor = models.OneToOneField(
        Vendor, primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    asked = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    median_hours = models.PositiveIntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered__lte=F("asked")), name="reply_standing_counts_what_was_asked"
            )
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id}: {self.answered}"
