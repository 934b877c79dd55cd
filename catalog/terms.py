"""What the terms of goods refuse to a buyer: too few, too many, or a place that is not served."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from catalog.dating import Dating
from catalog.day_rules import Days
from catalog.models import Product, Sku
from marketplace.accounts.models import Region
from marketplace.accounts.regions import chain
from marketplace.core.errors import RuleViolation
from marketplace.core.money import grouped


class BelowMinimum(RuleViolation):
    """Fewer units than the shop sells in one order."""

    code = "below_minimum"


class AboveMaximum(RuleViolation):
    """More units than the shop sells in one order."""

    code = "above_maximum"


class OutsideServiceArea(RuleViolation):
    """The shop does not bring these goods to the place of delivery."""

    code = "outside_service_area"


def quantity_refusal(sku: Sku, units: int) -> RuleViolation | None:
    """Say why so many units are not sold in one order; None if they are."""
    most = sku.max_quantity
    numbers = {
        "product": sku.title,
        "unit": sku.unit,
        "wanted": grouped(units),
        "least": grouped(sku.min_quantity),
        "most": grouped(most or 0),
    }
    if units < sku.min_quantity:
        return BelowMinimum(
            _(
                "“%(product)s” is sold from %(least)s %(unit)s an order on, and %(wanted)s were "
                "asked for. Take at least %(least)s, or choose other goods."
            )
            % numbers,
            sku_id=sku.pk,
            min_quantity=sku.min_quantity,
        )
    if most is not None and units > most:
        return AboveMaximum(
            _(
                "The shop sells at most %(most)s %(unit)s of “%(product)s” in one order, and "
                "%(wanted)s were asked for. Take at most %(most)s, or ask the shop."
            )
            % numbers,
            sku_id=sku.pk,
            max_quantity=most,
        )
    return None


def pieces_refusal(sku: Sku, pieces: int, wanted: Days | None) -> RuleViolation | None:
    """Say why so many pieces for these days are not sold in one order; None if they are.

    Units of a rental are pieces × days: without days nothing is known of them.
    """
    if wanted is None and sku.dating == Dating.RENTAL:
        return None
    return quantity_refusal(sku, pieces * (max(1, wanted.number) if wanted else 1))


def require_quantity(sku: Sku, units: int) -> None:
    """Refuse units outside the bounds of one order. Raises: BelowMinimum, AboveMaximum."""
    refusal = quantity_refusal(sku, units)
    if refusal is not None:
        raise refusal


def serves(area: Sequence[str], places: Iterable[str]) -> bool:
    """Whether an area holds a place, by the codes of ``places_of``. No area is everywhere."""
    return not area or not set(area).isdisjoint(places)


def places_of(region: Region) -> list[str]:
    """Return the codes of a region and of those it lies in; the twin of ``catalog_places``."""
    return [place.code for place in chain(region)]


def area_names(product: Product) -> list[str]:
    """Return the names of the regions that a listing serves by code; none for everywhere."""
    if not product.service_area:
        return []
    rows = Region.objects.filter(code__in=product.service_area).order_by("code")
    return list(rows.values_list("name", flat=True))


def area_refusal(skus: Iterable[Sku], region_id: int) -> OutsideServiceArea | None:
    """Say which goods are not brought to a place; None if all are. No query where all go anywhere.

    Expects the product of each fetched.
    """
    bound = [sku for sku in skus if sku.product.service_area]
    if not bound:
        return None
    region = Region.objects.select_related("parent__parent").get(pk=region_id)
    places = places_of(region)
    for sku in bound:
        if not serves(sku.product.service_area, places):
            return OutsideServiceArea(
                _(
                    "The shop brings “%(product)s” to %(area)s only, not to %(place)s. Choose "
                    "another place of delivery, or goods of a shop that serves yours."
                )
                % {
                    "product": sku.title,
                    "area": ", ".join(area_names(sku.product)),
                    "place": region.name,
                },
                sku_id=sku.pk,
                field="delivery_region",
            )
    return None


def require_served(skus: Iterable[Sku], region_id: int) -> None:
    """Refuse goods that are not brought to a place. Raises: OutsideServiceArea."""
    refusal = area_refusal(skus, region_id)
    if refusal is not None:
        raise refusal
