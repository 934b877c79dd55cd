"""The lines of a new order: at what an officer saw and confirmed, or what was negotiated (I-27)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from catalog.day_rules import Days
from catalog.delivery import HOMES
from catalog.models import PriceVersion, Sku
from catalog.policies import look_up_hidden
from catalog.prices import current_price_versions
from catalog.queries import change_words, revision_changes
from catalog.terms import require_quantity
from marketplace.core.errors import Conflict
from marketplace.core.money import rupiah
from marketplace.orders.models import AgreedPrice, OrderLine, PurchaseOrder
from marketplace.orders.services.agreeing import agree, negotiated


class PriceChanged(Conflict):
    """The vendor changed the price after the officer put the goods into the cart (I-27)."""

    code = "price_changed"


class ListingChanged(Conflict):
    """Other words were published after the officer put the goods into the cart (I-27)."""

    code = "listing_changed"


@dataclass(frozen=True)
class OrderItem:
    """Units of a variant at the price version and under the revision that the officer saw.

    ``wanted``: for which days, where the variant is dated; units of a rental are pieces × days.
    ``note``: what the shop is told of it.
    """

    sku_id: int
    quantity: int
    price_version_id: int
    revision_id: int
    wanted: Days | None = None
    note: str = ""


@dataclass(frozen=True)
class Goods:
    """The variants of all drafts by key, and the price of each that holds now."""

    skus: Mapping[int, Sku]
    prices: Mapping[int, PriceVersion]


def goods_of(keys: Collection[int]) -> Goods:
    """Return variants with all that placing reads of them, in a few queries."""
    homes = (f"product__{home}" for home in HOMES)
    rows = Sku.objects.filter(pk__in=keys).select_related("product__etalase", "price_mark", *homes)
    skus = rows.prefetch_related("product__licences").in_bulk()
    look_up_hidden(sku.product for sku in skus.values())
    return Goods(skus, current_price_versions(keys))


def lines_of(
    items: Sequence[OrderItem], order: PurchaseOrder, found: Goods, agreed: Mapping[int, int]
) -> list[OrderLine]:
    """Return the unsaved lines, each with its agreed price.

    ``agreed``: unit prices in rupiah that were negotiated, by variant. Raises: PriceChanged,
    ListingChanged, BelowMinimum, AboveMaximum.
    """
    by, lines = order.created_by, []
    for item in items:
        sku, latest = found.skus[item.sku_id], found.prices[item.sku_id]
        _require_seen(item, sku, latest)
        if order.negotiation_id is None:
            price = agree(latest, item.quantity, by=by)
        else:
            price = negotiated(sku.pk, agreed[sku.pk], order.negotiation_id, by=by)
        lines.append(_line(item, sku, price))
    return lines


def _require_price_seen(item: OrderItem, sku: Sku, latest: PriceVersion) -> None:
    """Refuse another price of the units than the one seen; one that came back is the same."""
    if latest.pk == item.price_version_id:
        return
    seen = PriceVersion.objects.filter(pk=item.price_version_id, sku=sku).first()
    before = seen.price_for(item.quantity) if seen else None
    after = latest.price_for(item.quantity)
    if before == after:
        return
    raise PriceChanged(
        _(
            "The price of “%(product)s” has changed: %(before)s → %(after)s. Look at the new price "
            "and confirm it."
        )
        % {
            "product": sku.title,
            "before": "–" if before is None else rupiah(before),
            "after": rupiah(after),
        },
        sku_id=sku.pk,
    )


def _require_seen(item: OrderItem, sku: Sku, latest: PriceVersion) -> None:
    """Refuse a price or words that the officer has not seen, and units that are not sold."""
    product = sku.product
    _require_price_seen(item, sku, latest)
    changed = revision_changes(item.revision_id, product.revision_id, sku.pk)
    if changed:
        raise ListingChanged(
            _("“%(product)s” has changed: %(changes)s. Read it again and confirm it.")
            % {"product": sku.title, "changes": change_words(changed)},
            sku_id=sku.pk,
        )
    require_quantity(sku, item.quantity)


def _line(item: OrderItem, sku: Sku, agreed: AgreedPrice) -> OrderLine:
    product = sku.product
    line = OrderLine(
        vendor_id=sku.vendor_id,
        sku=sku,
        revision_id=product.revision_id or item.revision_id,
        agreed_price=agreed,
        name=product.name,
        label=sku.label,
        code=sku.code,
        unit=sku.unit,
        weight_gram=sku.weight_gram,
        quantity=item.quantity,
        unit_price_rupiah=agreed.unit_price_rupiah,
        total_rupiah=item.quantity * agreed.unit_price_rupiah,
        tax_class=product.tax_class,
        note=item.note,
    )
    line.wanted = item.wanted
    return line
