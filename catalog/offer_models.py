"""What is public, one narrow row for each variant on sale: kept by the database alone.

Pages that everybody opens read these rows instead of joining six tables. They are written in the
transaction that changes what they show, by definer triggers (migration 0013_offers_kept); the
application may only read them. ``rebuild_offers`` makes them anew.
"""

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from catalog.photo_models import BLUR_MAX
from marketplace.core.fields import RupiahField


class DateMultirangeField(models.Field):  # type: ignore[type-arg]
    """Days, in as many stretches as there are: compared in SQL only (``@>`` a day)."""

    def db_type(self, connection: object) -> str:
        """Name the type of Postgres."""
        return "datemultirange"


@DateMultirangeField.register_lookup
class HasDay(models.Lookup):
    """``shown_on__has_day=day``: the day lies in one of the stretches."""

    lookup_name = "has_day"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Return ``column @> day``."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} @> %s::date", [*params, self.rhs]


class Offer(models.Model):
    """A variant that buyers see on the days of ``shown_on``, while its shop is not closed.

    ``gross_rupiah``: one unit with VAT. ``place``: the kabupaten/kota the goods come from, else the
    shop's. ``licences``: ``{kind, percent, since, until}`` of each stated one, so that a badge goes
    with its last day. ``paid_count`` and ``median_rupiah`` are there while enough was paid to
    enough shops (R-PAID-MIN, R-PAID-VENDORS), else 0 and none. ``standing`` sorts by proof: fair
    and often paid first, unproven next, dearer than the median last. ``lead_days``: working days
    until it is ready. ``rating_tenths``: tenths of a star that its shop is rated with, once enough
    orders were. Only the lead of a listing is searched (``search_vector``).
    """

    sku = models.OneToOneField(
        "catalog.Sku", primary_key=True, on_delete=models.DO_NOTHING, related_name="offer"
    )
    product = models.ForeignKey(
        "catalog.Product", on_delete=models.DO_NOTHING, related_name="offers"
    )
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.DO_NOTHING, related_name="+")
    etalase = models.ForeignKey(
        "catalog.Etalase", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    tenant = models.ForeignKey("accounts.Tenant", on_delete=models.DO_NOTHING, related_name="+")
    public_id = models.UUIDField()
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=140)
    label = models.CharField(max_length=60)
    unit = models.CharField(max_length=24)
    variants = models.PositiveSmallIntegerField()
    is_lead = models.BooleanField()
    gross_rupiah = RupiahField()
    vendor_name = models.CharField(max_length=120)
    size_badge = models.CharField(max_length=11)
    channel = models.CharField(max_length=16)
    place = models.CharField(max_length=80)
    regency_code = models.CharField(max_length=13)
    province_code = models.CharField(max_length=13)
    is_domestic = models.BooleanField()
    tkdn_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    photo = models.CharField(max_length=120)
    photo_blur = models.CharField(max_length=BLUR_MAX, db_default="")
    licences = models.JSONField()
    price_mark = models.ForeignKey(
        "catalog.PriceMark", null=True, on_delete=models.DO_NOTHING, related_name="+"
    )
    paid_count = models.PositiveIntegerField()
    median_rupiah = RupiahField(null=True)
    standing = models.IntegerField()
    shown_on = DateMultirangeField()
    published_at = models.DateTimeField()
    lead_days = models.PositiveSmallIntegerField(null=True)
    has_stock = models.BooleanField(db_default=False)
    rating_tenths = models.PositiveSmallIntegerField(null=True)
    search_vector = SearchVectorField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["search_vector"], condition=Q(is_lead=True), name="offer_search"),
            models.Index(
                fields=["etalase", "-standing", "-published_at", "sku"],
                condition=Q(is_lead=True),
                name="offer_etalase_fairest",
            ),
            models.Index(
                fields=["-standing", "-published_at", "sku"],
                condition=Q(is_lead=True),
                name="offer_fairest",
            ),
            models.Index(
                fields=["-published_at", "sku"], condition=Q(is_lead=True), name="offer_newest"
            ),
            models.Index(
                fields=["-paid_count", "-published_at", "sku"],
                condition=Q(is_lead=True),
                name="offer_most_paid",
            ),
            models.Index(fields=["regency_code"], condition=Q(is_lead=True), name="offer_regency"),
            models.Index(
                fields=["gross_rupiah", "sku"], condition=Q(is_lead=True), name="offer_cheapest"
            ),
            models.Index(
                fields=["vendor", "-published_at", "sku"],
                condition=Q(is_lead=True),
                name="offer_shop_newest",
            ),
            models.Index(Lower("code"), name="offer_code"),
        ]

    def __str__(self) -> str:
        return self.name


class ClosedShop(models.Model):
    """A shop with offers that may not sell at present: one row hides all of them at once."""

    vendor = models.OneToOneField(
        "vendors.Vendor", primary_key=True, on_delete=models.DO_NOTHING, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.vendor_id)


class OfferRules(models.Model):
    """The rules by which all offers were written last: one row, compared each night."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    rules = models.TextField()

    def __str__(self) -> str:
        return self.rules


class KnownWord(models.Model):
    """A word of public goods, sellers and places: what a mistyped one is read as."""

    word = models.CharField(max_length=32, primary_key=True)

    class Meta:
        indexes = [GinIndex(fields=["word"], name="word_trigram", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.word
