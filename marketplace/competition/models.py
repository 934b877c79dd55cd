"""A competition, the two keys of its seal, its questions, sealed offers, and what they were."""

import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Sku
from marketplace.accounts.models import Agency, Region
from marketplace.competition.rules import Fault
from marketplace.core.bounds import (
    MAX_FREIGHT_RUPIAH,
    MAX_PRICE_RUPIAH,
    MAX_QUANTITY,
    MAX_SUM_RUPIAH,
)
from marketplace.core.fields import REASON_MAX, RupiahField
from marketplace.negotiation.models import Negotiation
from vendors.models import Vendor

TITLE_MAX: Final = 120
WORDS_MAX: Final = 2_000  # characters of a specification
PERSON: Final = settings.AUTH_USER_MODEL


class Status(models.TextChoices):
    """How far a competition is; that the time for offers is over, its clock says."""

    DRAFT = "draft", _("Waits for the PPK")
    RUNNING = "running", _("Takes sealed offers")
    OPENED = "opened", _("Opened")
    AWARDED = "awarded", _("Awarded")
    ENDED = "ended", _("Ended without an award")


TRANSITIONS: dict[str, frozenset[str]] = {
    Status.DRAFT: frozenset({Status.RUNNING, Status.ENDED}),
    Status.RUNNING: frozenset({Status.OPENED, Status.ENDED}),
    Status.OPENED: frozenset({Status.AWARDED, Status.ENDED}),
    Status.AWARDED: frozenset(),
    Status.ENDED: frozenset(),
}


class Office(models.TextChoices):
    """Whose key it is: each of the two opens its own half of the seal."""

    ORDERS = "orders", _("PP")
    APPROVES = "approves", _("PPK")


FAULTS: Final = [
    (Fault.NONE.value, _("Stands")),
    (Fault.ABOVE_ESTIMATE.value, _("Above the owner's estimate (HPS)")),
]
_UNSEALED: Final = Q(sealed_estimate__isnull=True, confirmed_by=None, confirmed_at=None)
_SEALED: Final = Q(
    sealed_estimate__isnull=False, confirmed_by__isnull=False, confirmed_at__isnull=False
)
_SHUT: Final = Q(opened_at=None, estimate_rupiah=None)
_OPEN: Final = Q(opened_at__isnull=False, estimate_rupiah__isnull=False)
_RUNS: Final = Q(closed_at=None, closed_by=None, closing_words="")
_OVER: Final = Q(closed_at__isnull=False, closed_by__isnull=False)
_NOBODY: Final = Q(winner=None, agreement=None)


class Competition(models.Model):
    """Several shops make sealed offers for units of one specification, brought to one place.

    ``sealed_estimate``: the owner's estimate (HPS), sealed as an offer is; ``estimate_rupiah``: the
    same, opened with the offers. ``winner``: the opened offer that was taken, ``agreement``: by
    which terms one order may use it; ``closing_words``: why it was taken, or why nothing was.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=TITLE_MAX)
    specification = models.TextField(max_length=WORDS_MAX)
    quantity = models.PositiveIntegerField()
    unit = models.CharField(max_length=24)
    delivery_region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    delivery_address = models.CharField(max_length=300)
    wanted_on = models.DateField()
    questions_due = models.DateTimeField()
    offers_due = models.DateTimeField()
    drafted_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.DRAFT)
    confirmed_by = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    sealed_estimate = models.BinaryField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    estimate_rupiah = RupiahField(null=True, blank=True)
    winner = models.OneToOneField(
        "OpenedOffer", null=True, blank=True, on_delete=models.PROTECT, related_name="won"
    )
    agreement = models.OneToOneField(
        Negotiation, null=True, blank=True, on_delete=models.PROTECT, related_name="competition"
    )
    closing_words = models.CharField(max_length=REASON_MAX, blank=True, default="")
    closed_by = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft") & _UNSEALED & _SHUT & _RUNS & _NOBODY
                | Q(status="running") & _SEALED & _SHUT & _RUNS & _NOBODY
                | Q(status="opened") & _SEALED & _OPEN & _RUNS & _NOBODY
                | Q(status="awarded", winner__isnull=False, agreement__isnull=False)
                & _SEALED
                & _OPEN
                & _OVER
                | Q(status="ended")
                & (_SHUT | _SEALED & _OPEN)
                & _OVER
                & _NOBODY
                & ~Q(closing_words=""),
                name="competition_says_what_it_is",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MAX_QUANTITY)
                & ~Q(title="")
                & ~Q(specification="")
                & ~Q(unit=""),
                name="competition_asks_for_something",
            ),
            models.CheckConstraint(
                condition=Q(questions_due__lte=F("offers_due"), offers_due__gt=F("drafted_at")),
                name="competition_asks_before_it_closes",
            ),
            models.CheckConstraint(
                condition=Q(estimate_rupiah=None)
                | Q(estimate_rupiah__gte=1, estimate_rupiah__lte=MAX_SUM_RUPIAH),
                name="competition_estimate_within_bounds",
            ),
        ]
        indexes = [models.Index(fields=["agency", "status"], name="competition_of_agency")]

    def __str__(self) -> str:
        return self.number


class Key(models.Model):
    """The half of a seal that one officer's passphrase opens.

    ``released_key``: its private half, laid open after the time for offers; alone it opens nothing.
    """

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="keys")
    office = models.CharField(max_length=8, choices=Office.choices)
    holder = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    public_key = models.BinaryField()
    salt = models.BinaryField()
    wrapped_key = models.BinaryField()
    made_at = models.DateTimeField()
    released_by = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_key = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["-office"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "office"], name="one_key_per_office"),
            models.CheckConstraint(
                condition=Q(released_by=None, released_at=None, released_key=None)
                | Q(
                    released_by__isnull=False,
                    released_at__isnull=False,
                    released_key__isnull=False,
                ),
                name="key_released_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competition_id}: {self.office}"


class Invited(models.Model):
    """A shop that is asked for an offer."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="invited")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "vendor"], name="shop_invited_once")
        ]

    def __str__(self) -> str:
        return f"{self.competition_id}: {self.vendor_id}"


class Inquiry(models.Model):
    """What a shop asks, unnamed, and what the office answers: all invited shops read both."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="inquiries")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=REASON_MAX)
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=REASON_MAX, blank=True, default="")
    answered_by = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words="")
                & (
                    Q(answer="", answered_by=None, answered_at=None)
                    | Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")
                ),
                name="inquiry_answered_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.competition_id}: {self.words[:40]}"


class SealedOffer(models.Model):
    """What a shop offers, sealed on receipt; the last one before the deadline counts.

    ``digest``: SHA-256 of the sealed bytes in hex, which the shop is shown as its receipt.
    """

    invited = models.ForeignKey(Invited, on_delete=models.PROTECT, related_name="offers")
    number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()
    digest = models.CharField(max_length=64)
    sent_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["invited", "number"], name="one_sealed_offer_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.invited_id}/{self.number}"


class OpenedOffer(models.Model):
    """What a sealed offer was: net unit price and freight in rupiah, and where it stands."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="opened")
    offer = models.OneToOneField(SealedOffer, on_delete=models.PROTECT, related_name="opened")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=202)
    unit_price_rupiah = RupiahField()
    freight_rupiah = RupiahField()
    total_rupiah = RupiahField()
    words = models.CharField(max_length=REASON_MAX, blank=True, default="")
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    fault = models.CharField(max_length=14, choices=FAULTS, blank=True, default="")

    class Meta:
        ordering = [F("rank").asc(nulls_last=True), "total_rupiah", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "rank"], name="one_offer_a_rank"),
            models.CheckConstraint(
                condition=Q(fault="", rank__isnull=False, rank__gte=1)
                | Q(rank=None) & ~Q(fault=""),
                name="opened_offer_stands_or_fails",
            ),
            models.CheckConstraint(
                condition=Q(
                    unit_price_rupiah__gte=1,
                    unit_price_rupiah__lte=MAX_PRICE_RUPIAH,
                    freight_rupiah__gte=0,
                    freight_rupiah__lte=MAX_FREIGHT_RUPIAH,
                    total_rupiah__gte=1,
                    total_rupiah__lte=MAX_SUM_RUPIAH,
                ),
                name="opened_offer_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.total_rupiah}"
