"""Tiers fall with the quantity, and rise with time no further than a price does (R-PRICE-RISE)."""

from django.utils.translation import gettext as _

from catalog import prices, rules
from catalog.models import ProductStatus, Sku
from catalog.tiers import Ladder, breakpoints, fault, unit_price
from marketplace.core.errors import RuleViolation
from marketplace.core.money import grouped, percent, rupiah, unbroken


class TierRises(RuleViolation):
    """A live price for a quantity would rise by more than R-PRICE-RISE."""

    code = "tier_price_rises"


class TiersDoNotFall(RuleViolation):
    """A tier begins no later or costs no less than the one before it."""

    code = "tiers_do_not_fall"


def require_tiers_fall(steps: Ladder, *, field: str = "") -> None:
    """Refuse tiers that do not fall; ``field`` is named in the details, else the tier's own.

    Raises: TiersDoNotFall with both steps.
    """
    found = fault(steps)
    if found is None:
        return
    if found.dear:
        name, words = (
            "price",
            _(
                "From %(units)s units on one costs %(price)s, which is not less than %(before)s "
                "before it. A tier is always cheaper: lower it, or leave it out."
            ),
        )
    else:
        name, words = (
            "from",
            _(
                "A tier from %(units)s units on stands after one from %(units_before)s on. Each "
                "begins at more units than the one before it."
            ),
        )
    raise TiersDoNotFall(
        words
        % {
            "units": grouped(found.step.from_quantity),
            "units_before": grouped(found.before.from_quantity),
            "price": unbroken(rupiah(found.step.price_rupiah)),
            "before": unbroken(rupiah(found.before.price_rupiah)),
        },
        field=field or f"{name}-{found.place + 1}",
    )


def require_no_tier_rise(sku: Sku, steps: Ladder) -> None:
    """Refuse tiers of a live variant that would raise what a quantity costs too far.

    ``sku`` still holds its present tiers: what costs no more than with them does not rise. Removing
    a tier raises the price of its quantities as well. Raises: TierRises with its numbers.
    """
    if sku.product.status != ProductStatus.PUBLISHED:
        return
    held = prices.versions_of_late(sku.pk)
    rate, days = prices.market_rules().rise_bp, prices.market_rules().recent_days
    for units in breakpoints(steps, *(version.steps for version in held)):
        price = unit_price(steps, units)
        low = min((version.price_for(units) for version in held), default=price)
        most = rules.highest_without_review(low, rate)
        if price > most and price > held[-1].price_for(units):
            raise TierRises(
                _(
                    "From %(units)s units on one would cost %(price)s, more than %(percent)s above "
                    "%(low)s, the lowest price of the last %(days)s days for so many. At most "
                    "%(most)s holds at once. For more, take the listing down, change it and submit "
                    "it again: a catalogue manager reads it."
                )
                % {
                    "units": grouped(units),
                    "price": unbroken(rupiah(price)),
                    "percent": percent(rate),
                    "low": unbroken(rupiah(low)),
                    "days": days,
                    "most": unbroken(rupiah(most)),
                },
                price_rupiah=price,
                low_rupiah=low,
                most_rupiah=most,
                from_quantity=units,
            )
