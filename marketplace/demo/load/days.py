"""Meals that are booked for a day: buffets of a few kitchens, and a day on which one is closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from catalog import services
from catalog.dating import Dating
from catalog.models import ProductStatus, Sku
from marketplace.core import clock
from vendors.queries import owner_of

BUFFET: Final = "Prasmanan"
KITCHENS: Final = 3
LEAST: Final = 50  # as the words of the listing say
LEAD_DAYS: Final = 3


def date_meals(now: datetime) -> None:
    """Let kitchens whose buffets no open order holds take them for days, as of two days before."""
    free = Sku.objects.filter(
        product__name__startswith=BUFFET,
        product__status=ProductStatus.PUBLISHED,
        reserved=0,
        capacity_per_day__gte=LEAST,
    )
    with clock.moved_to(now - timedelta(days=2)):
        for sku in free.select_related("vendor").order_by("pk")[:KITCHENS]:
            owner = owner_of(sku.vendor)
            if owner is None:
                continue
            services.set_variant_terms(
                sku_id=sku.pk,
                terms={
                    "min_quantity": LEAST,
                    "max_quantity": None,
                    "lead_days": LEAD_DAYS,
                    "capacity_per_day": sku.capacity_per_day,
                    "dating": Dating.DAY,
                },
                tiers=[(units, price) for units, price in sku.tiers],
                actor=owner,
            )
            closed = clock.today(sku.vendor.time_zone) + timedelta(days=9)
            services.close_days(vendor_id=sku.vendor_id, first=closed, actor=owner)
