"""What a catalogue manager checks before a listing goes live."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from catalog import prices, rules
from catalog.models import Product, Sku
from marketplace.core.money import percent, rupiah
from vendors.channels import Channel
from vendors.messages import CHANNEL_WORDS
from vendors.models import VendorStatus
from vendors.queries import channels_of


def review_checks(product: Product, skus: Sequence[Sku]) -> list[tuple[bool, str, str]]:
    """Return what a catalogue manager checks: passed or not, the question, the facts compared."""
    vendor = product.vendor
    channel = Channel(product.etalase.channel)
    return [
        (
            vendor.status == VendorStatus.APPROVED,
            _("The shop is verified"),
            f"{vendor.name}, NIB {vendor.nib}",
        ),
        (
            channel in channels_of(vendor),
            _("The shop may sell in this channel"),
            f"{product.etalase.name}: {CHANNEL_WORDS[channel]}",
        ),
        (bool(product.photo), _("A picture shows the goods"), product.photo_alt or "–"),
        *_prices(skus),
    ]


def _prices(skus: Sequence[Sku]) -> Iterator[tuple[bool, str, str]]:
    """One row for each variant: prices are compared per comparable unit."""
    band = prices.market_rules().fair_bp
    for sku in skus:
        price, mark = prices.price_with_vat(sku), prices.counted_mark(sku)
        question = _("The price is at most %(percent)s above the median paid") % {
            "percent": percent(band)
        }
        if sku.label:
            question = f"{question} ({sku.label})"
        if mark is None:
            yield True, question, _("Nothing comparable was paid yet.")
            continue
        words = _("%(price)s against a median of %(median)s (n = %(number)s)") % {
            "price": rupiah(price),
            "median": rupiah(mark.median_rupiah),
            "number": mark.paid_count,
        }
        yield rules.deviation_bp(price, mark.median_rupiah) <= band, question, words
