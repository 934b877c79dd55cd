"""What a buyer puts side by side, keeps as evidence, keeps in lists, and searches for again.

In the database: places and numbers bound how much one person keeps; a stored comparison is written
once and never changed (triggers); the list of a line is its owner's alone.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from catalog.models import Sku
from marketplace.accounts.models import Agency
from marketplace.core.bounds import MAX_QUANTITY
from marketplace.shortlists.rules import (
    MOST_LINES,
    MOST_LISTS,
    MOST_OFFERS,
    MOST_SEARCHES,
)

NAME_MAX = 80
NOTE_MAX = 200
QUERY_MAX = 1_000


class ComparedOffer(models.Model):
    """An offer that a buyer looks at beside others (perbandingan), on one of six places."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "sku"], name="offer_compared_once"),
            models.UniqueConstraint(fields=["owner", "place"], name="one_compared_offer_a_place"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST_OFFERS), name="six_offers_side_by_side"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.sku_id}"


class StoredComparison(models.Model):
    """Offers as they stood side by side at a moment (bukti perbandingan); never changed.

    ``offers``: two to six, each as ``snapshot.standing`` describes it, prices in rupiah with PPN.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=NAME_MAX)
    offers = models.JSONField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="stored_comparison_has_a_title"),
        ]
        indexes = [models.Index(fields=["agency", "-made_at"], name="stored_comparison_newest")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class SavedList(models.Model):
    """Goods that a person keeps under a name (daftar simpanan); colleagues may read a shared one.

    ``place``: one of fifty a person has.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=NAME_MAX)
    is_shared = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "place"], name="one_list_a_place"),
            models.UniqueConstraint(fields=["owner", "name"], name="one_list_a_name"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST_LISTS) & ~Q(name=""),
                name="fifty_lists_with_names",
            ),
        ]
        indexes = [
            models.Index(fields=["agency"], condition=Q(is_shared=True), name="lists_shared")
        ]

    def __str__(self) -> str:
        return self.name


class SavedLine(models.Model):
    """Goods of a saved list, with how many are usually ordered and a note; one of 200 places."""

    list = models.ForeignKey(SavedList, on_delete=models.CASCADE, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()
    units = models.PositiveIntegerField(default=1)
    note = models.CharField(max_length=NOTE_MAX, blank=True, default="")

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["list", "sku"], name="goods_once_in_a_list"),
            models.UniqueConstraint(fields=["list", "place"], name="one_line_a_place"),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST_LINES), name="two_hundred_lines"
            ),
            models.CheckConstraint(
                condition=Q(units__gte=1, units__lte=MAX_QUANTITY),
                name="saved_units_within_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_id}: {self.units} × {self.sku_id}"


class SavedSearch(models.Model):
    """A search that a person keeps (pencarian tersimpan); ``theme`` and ``query`` are its address.

    ``fresh``: how many goods went live since ``seen_at``, the last look, as counted at
    ``checked_at``; ``told_on``: the day on which the owner was told last.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=NAME_MAX)
    theme = models.CharField(max_length=100, blank=True, default="")
    query = models.CharField(max_length=QUERY_MAX, blank=True, default="")
    alerts = models.BooleanField(default=True)
    seen_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    fresh = models.PositiveSmallIntegerField(default=0)
    told_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "place"], name="one_search_a_place"),
            models.UniqueConstraint(
                fields=["owner", "theme", "query"], name="one_search_an_address"
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=MOST_SEARCHES) & ~Q(name=""),
                name="thirty_searches_with_names",
            ),
        ]
        indexes = [
            models.Index(fields=["checked_at"], condition=Q(alerts=True), name="searches_to_check")
        ]

    def __str__(self) -> str:
        return self.name
