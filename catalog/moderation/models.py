"""Reports of listings by whoever saw them, and words that a market watches for."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from marketplace.accounts.models import Tenant
from marketplace.core.fields import REASON_MAX

WORDS_MAX: Final = 1_000  # characters of a report


class ReportKind(models.TextChoices):
    """What somebody finds wrong with a listing."""

    PROHIBITED = "prohibited", _("Such goods may not be sold")
    UNLIKE = "unlike", _("The goods are not as said or shown")
    PRICE = "price", _("The price misleads")
    COPIED = "copied", _("Words or photo are taken from others")
    OTHER = "other", _("Something else")


class ReportStatus(models.TextChoices):
    """What the catalogue manager said to a report."""

    OPEN = "open", _("Waits for an answer")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")


REPORT_TRANSITIONS: dict[str, frozenset[str]] = {
    ReportStatus.OPEN: frozenset({ReportStatus.UPHELD, ReportStatus.DISMISSED}),
    ReportStatus.UPHELD: frozenset(),
    ReportStatus.DISMISSED: frozenset(),
}


class ListingReport(models.Model):
    """What somebody found wrong with a listing; ``reporter`` only if they want the answer."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    words = models.TextField(max_length=WORDS_MAX)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reported_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=ReportStatus.choices, default=ReportStatus.OPEN)
    answer = models.CharField(max_length=REASON_MAX, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["reported_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values) & ~Q(words=""),
                name="report_says_what_is_wrong",
            ),
            models.CheckConstraint(
                condition=Q(
                    status="open", answer="", decided_by__isnull=True, decided_at__isnull=True
                )
                | Q(
                    status__in=["upheld", "dismissed"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                & ~Q(answer=""),
                name="report_answered_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["product", "reporter"],
                condition=Q(status="open"),
                name="one_open_report_each",
            ),
        ]
        indexes = [
            models.Index(
                fields=["product", "reported_at"],
                condition=Q(status="open"),
                name="report_waiting_longest",
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.kind}"


class WatchedWord(models.Model):
    """A word that a market's managers want to be warned of, and why; never a refusal by itself."""

    tenant = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=60)
    reason = models.CharField(max_length=REASON_MAX)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["word"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "word"], name="word_watched_once"),
            models.CheckConstraint(
                condition=~Q(word="") & ~Q(reason=""), name="watched_word_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.word
