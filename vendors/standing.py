"""What is shown of how a shop has done: nothing before enough orders speak for it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from marketplace.core.money import BASIS_POINTS
from vendors.models import Vendor, VendorRating, VendorStanding

ENOUGH_ORDERS: Final = 5  # fewer say more about chance than about a shop


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures of a shop's page; ``punctual_bp`` is None while too few orders named a day."""

    orders_done: int
    median_days: int
    counted: int
    punctual_bp: int | None
    timed: int


def shown_of(vendor: Vendor) -> Shown | None:
    """Return the figures of a shop, None while fewer orders are done than prove anything."""
    found = VendorStanding.objects.filter(vendor=vendor, counted__gte=ENOUGH_ORDERS).first()
    if found is None:
        return None
    proven = found.timed >= ENOUGH_ORDERS
    return Shown(
        orders_done=found.orders_done,
        median_days=found.median_days,
        counted=found.counted,
        punctual_bp=found.on_time * BASIS_POINTS // found.timed if proven else None,
        timed=found.timed,
    )


@dataclass(frozen=True, slots=True)
class Rated:
    """How agencies rated a shop; ``tenths`` of a star on average, None while too few have."""

    number: int
    tenths: int | None

    @property
    def average(self) -> Decimal | None:
        """The stars on average, with one decimal."""
        return None if self.tenths is None else Decimal(self.tenths).scaleb(-1)

    @property
    def wanted(self) -> int:
        """How many ratings an average is shown from."""
        return ENOUGH_ORDERS


def rated(vendor: Vendor) -> Rated:
    """Return how a shop was rated; asks nothing where its row was read with the shop."""
    kept: VendorRating | None = getattr(vendor, "rating", None)
    return Rated(kept.ratings, kept.tenths) if kept else Rated(0, None)
