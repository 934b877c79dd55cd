"""What a catalogue manager checks before a listing goes live."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.models import Product
from catalog.queries import PricePosition
from marketplace.core.channels import Channel
from marketplace.core.money import rupiah
from vendors.models import VendorStatus
from vendors.queries import channels_of

CHANNEL_WORDS = {
    Channel.BELA: gettext_lazy("Bela Pengadaan"),
    Channel.KATALOG_LOKAL: gettext_lazy("Local catalogue"),
}


def review_checks(product: Product, position: PricePosition) -> list[tuple[bool, str, str]]:
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
        (
            position.median_bp is None or position.is_fair,
            _("The price is at most a tenth above the median paid"),
            _price_words(position),
        ),
    ]


def _price_words(position: PricePosition) -> str:
    if position.median_bp is None:
        return _("Nothing comparable was paid yet.")
    return _("%(price)s against a median of %(median)s (n = %(number)s)") % {
        "price": rupiah(position.price),
        "median": rupiah(position.stats["median"]),
        "number": position.transactions,
    }
