"""What an offer is bound to besides its price: the columns of a listing and of its variants."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Value

from catalog.dating import Dating
from catalog.tiers import Tier, ladder, unit_price
from marketplace.accounts.models import Region
from marketplace.core.bounds import MAX_QUANTITY

MAX_LEAD_DAYS: Final = 260  # working days: a year of them
MAX_AREAS: Final = 60  # more is said by naming the province
NO_TIERS: Final = Value([], models.JSONField())


class Tiered(models.Model):
    """A net price of one unit and its tiers, ``[[from_quantity, price_rupiah], …]``.

    Both belong together: a ``PriceVersion`` holds them for good, its variant repeats the newest.
    """

    tiers = models.JSONField(default=list, db_default=NO_TIERS, blank=True)

    class Meta:
        abstract = True

    @property
    def steps(self) -> tuple[Tier, ...]:
        """All steps of the price, that of one unit first."""
        return ladder(self.price_rupiah, self.tiers)  # type: ignore[attr-defined]

    def price_for(self, quantity: int) -> int:
        """Return the net price of one unit when so many are ordered, in rupiah."""
        return unit_price(self.steps, quantity)


class VariantTerms(models.Model):
    """How many of a variant are sold in one order, when they are ready, how many a day.

    ``lead_days``: working days until the goods are ready (waktu siap), None while nobody said;
    ``capacity_per_day``: the most that can be made, served or handed out in a day. ``dating``: what
    is wanted for days has no other stock than that, and none of it is reserved.
    """

    min_quantity = models.PositiveIntegerField(default=1, db_default=1)
    max_quantity = models.PositiveIntegerField(null=True, blank=True)
    lead_days = models.PositiveSmallIntegerField(null=True, blank=True)
    capacity_per_day = models.PositiveIntegerField(null=True, blank=True)
    dating = models.CharField(
        max_length=6, choices=Dating.choices, default=Dating.NONE, db_default=Dating.NONE
    )

    class Meta:
        abstract = True

    @property
    def is_dated(self) -> bool:
        """Whether units are wanted for days."""
        return self.dating != Dating.NONE

    @property
    def least_pieces(self) -> int:
        """The fewest pieces that can be asked for; of a rental the days decide how many units."""
        return 1 if self.dating == Dating.RENTAL else self.min_quantity


class ListingTerms(models.Model):
    """How long the prices of a listing hold, where its goods come from and go to.

    After ``price_valid_until`` it is not for sale until its shop confirms the prices.
    ``service_area``: codes of the regions that are served (daerah layanan), with all places in
    them; none means everywhere. ``prepared_in``: where the goods are made ready.
    """

    price_valid_until = models.DateField(null=True, blank=True)
    service_area = ArrayField(
        models.CharField(max_length=13), default=list, db_default=[], blank=True
    )
    prepared_in = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


VARIANT_TERMS: Final = [
    models.CheckConstraint(
        condition=Q(min_quantity__gte=1, min_quantity__lte=MAX_QUANTITY)
        & (
            Q(max_quantity__isnull=True)
            | Q(max_quantity__gte=F("min_quantity"), max_quantity__lte=MAX_QUANTITY)
        ),
        name="sku_order_bounds_fit",
    ),
    models.CheckConstraint(
        condition=(Q(lead_days__isnull=True) | Q(lead_days__lte=MAX_LEAD_DAYS))
        & (
            Q(capacity_per_day__isnull=True)
            | Q(capacity_per_day__gte=1, capacity_per_day__lte=MAX_QUANTITY)
        ),
        name="sku_terms_within_bounds",
    ),
    models.CheckConstraint(condition=Q(dating__in=Dating.values), name="sku_dating_is_known"),
    models.CheckConstraint(
        condition=Q(dating="none")
        | Q(capacity_per_day__isnull=False, stock=F("capacity_per_day"), reserved=0),
        name="dated_sku_has_its_days",
    ),
]
LISTING_TERMS: Final = [
    models.CheckConstraint(
        condition=Q(service_area__len__lte=MAX_AREAS), name="service_area_is_short"
    ),
]
