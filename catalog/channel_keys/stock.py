"""The stock of a variant as a shop's program says it: each version once, and only newer ones."""

from django.utils.translation import gettext as _

from catalog.channel_keys.models import ChannelKey, StockVersion
from catalog.models import Sku
from catalog.services import set_stock
from catalog.services.variants import locked
from marketplace.core import clock, guards
from marketplace.core.errors import Conflict, NotFoundError


class VersionOld(Conflict):
    """A newer version is known: what is said now was overtaken."""

    code = "stock_version_old"


class VersionReused(Conflict):
    """The same version came with another number."""

    code = "stock_version_reused"


@guards.use_case
def say_stock(*, key: ChannelKey, code: str, version: int, stock: int) -> tuple[Sku, bool]:
    """Set the units on the shelf, if this version is newer than what is known.

    Returns the variant, and whether anything changed: the same version with the same number is
    answered as it was. Raises: NotFoundError, VersionOld, VersionReused, NotAllowed, RuleViolation.
    """
    found = Sku.objects.filter(vendor=key.vendor_id, code=code).values_list("pk", flat=True).first()
    if found is None:
        raise NotFoundError(_("Your shop has no goods with this code."))
    sku = locked(found)
    known = StockVersion.objects.filter(sku=sku).first()
    if known is not None and version <= known.version:
        _judge_again(known, version, stock)
        return sku, False
    sku = set_stock(sku_id=sku.pk, stock=stock, actor=key.made_by)
    said = {"version": version, "stock": stock, "key": key, "said_at": clock.now()}
    StockVersion.objects.update_or_create(sku=sku, defaults=said)
    return sku, True


def _judge_again(known: StockVersion, version: int, stock: int) -> None:
    details = {"known_version": known.version, "sent_version": version}
    if version < known.version:
        raise VersionOld(
            _("Version %(known)s of this stock is known; %(sent)s is older.")
            % {"known": known.version, "sent": version},
            **details,
        )
    if stock != known.stock:
        raise VersionReused(
            _("Version %(known)s of this stock was said with another number. Count on.")
            % {"known": known.version},
            **details,
        )
