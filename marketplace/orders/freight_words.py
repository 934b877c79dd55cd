"""By which way goods come, in words: on pages in the reader's language, on papers in Indonesian."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.delivery_forms import distance_words
from marketplace.core import moments
from marketplace.core.money import rupiah
from marketplace.orders.freight import Freight
from marketplace.orders.models import FreightWay, PurchaseOrder


def way_words(way: str, up_to_km: int | None) -> str:
    """Say by which way goods come, and which row of the table says what it costs."""
    if way == FreightWay.TABLE and up_to_km is not None:
        return _("Brought by the shop, its table: %(distance)s") % {
            "distance": distance_words(up_to_km)
        }
    return str(FreightWay(way).label)


def of_order(order: PurchaseOrder) -> str:
    """Say by which way the goods of an order come."""
    return way_words(order.freight_way, order.freight_up_to_km)


def of_freight(freight: Freight) -> str:
    """Say what can be chosen: the way, its cost before PPN, its days, and until when it may be."""
    words = {
        "way": way_words(freight.choice.way, freight.up_to_km),
        "cost": rupiah(freight.rupiah),
        "day": moments.day(freight.valid_until) if freight.valid_until else "",
    }
    if freight.choice.way == FreightWay.FETCHED:
        return words["way"]
    if freight.agreement:
        said = _("As negotiated, %(number)s: its prices, freight %(cost)s, until %(day)s")
        return said % {**words, "number": freight.agreement}
    if freight.valid_until is not None:
        said = _("%(way)s: %(cost)s, to be ordered until %(day)s") % words
    else:
        said = _("%(way)s: %(cost)s") % words
    days = freight.working_days
    if days is None:
        return said
    taken = ngettext("%(days)s working day", "%(days)s working days", days) % {"days": days}
    return f"{said} · {taken}"
