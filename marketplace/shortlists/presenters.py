"""A comparison as rows to read: the same words on the page, on stored evidence and on paper."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.core.money import grouped, percent, rupiah, unbroken
from marketplace.shortlists.rules import Row, row, stated_rows
from marketplace.web.badges import SIZE_CLASSES

NOTHING = "–"


def rows_of(offers: Sequence[dict[str, Any]]) -> list[Row]:
    """Return what offers are compared by, row by row; ``offers`` as ``snapshot.standing``."""
    rows = [
        row(
            _("Price with PPN"),
            [_price(one) for one in offers],
            [one["price_rupiah"] for one in offers] if _same("unit", offers) else (),
        ),
        _per_row(offers),
        row(_("Median paid"), [_median(one["market"]) for one in offers]),
        row(_("Middle half of prices paid"), [_quartiles(one["market"]) for one in offers]),
        row(_("Paid near your office"), [_near(one["near"]) for one in offers]),
        row(_("Shop"), [one["vendor"] for one in offers], names_it=True),
        row(_("Place"), [one["place"] or NOTHING for one in offers]),
        row(_("Size of the business"), [_size(one) for one in offers]),
        row(_("Certificates"), [", ".join(one["certificates"]) or NOTHING for one in offers]),
        row(_("TKDN, the shop says"), [one["tkdn"] or NOTHING for one in offers]),
        row(_("Domestic product, the shop says"), [_yes(one["is_domestic"]) for one in offers]),
        *stated_rows(offers),
        row(_("Stock"), [_stock(one) for one in offers]),
        row(_("Showcase"), [one["etalase"] for one in offers]),
        row(_("Code of the goods"), [one["code"] for one in offers], names_it=True),
    ]
    return [one for one in rows if any(cell.words != NOTHING for cell in one.cells)]


def _same(name: str, offers: Sequence[dict[str, Any]]) -> bool:
    return len({one[name] for one in offers}) == 1


def _price(one: dict[str, Any]) -> str:
    return f"{unbroken(rupiah(one['price_rupiah']))} / {one['unit']}"


def _per_row(offers: Sequence[dict[str, Any]]) -> Row:
    """Compare by kilogram, litre, sheet or piece; amounts only where all are of one of them."""
    pers = [one["per"] for one in offers]
    units = {per["unit"] for per in pers if per}
    words = [_per(per) if per else NOTHING for per in pers]
    amounts = [per["rupiah"] if per else None for per in pers] if len(units) == 1 else ()
    return row(_("Per comparable unit"), words, amounts)


def _per(per: dict[str, Any]) -> str:
    price = unbroken(rupiah(per["rupiah"]))
    return _("%(price)s per %(unit)s") % {"price": price, "unit": per["unit"]}


def _median(market: dict[str, Any] | None) -> str:
    if market is None:
        return NOTHING
    payments = ngettext("%(count)s payment", "%(count)s payments", market["count"])
    return _("%(median)s (%(far)s), %(payments)s") % {
        "median": unbroken(rupiah(market["median_rupiah"])),
        "far": _signed(market["far_bp"]),
        "payments": payments % {"count": grouped(market["count"])},
    }


def _signed(far_bp: int) -> str:
    return f"{'+' if far_bp > 0 else ''}{percent(far_bp)}"


def _quartiles(market: dict[str, Any] | None) -> str:
    if market is None:
        return NOTHING
    low, high = (unbroken(rupiah(market[name])) for name in ("q1_rupiah", "q3_rupiah"))
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def _near(near: dict[str, Any] | None) -> str:
    if near is None:
        return NOTHING
    return _("%(median)s in %(place)s, %(count)s payments to %(shops)s other shops") % {
        "median": unbroken(rupiah(near["median_rupiah"])),
        "place": near["place"],
        "count": grouped(near["count"]),
        "shops": grouped(near["shops"]),
    }


def _size(one: dict[str, Any]) -> str:
    return str(SIZE_CLASSES.get(one["size"], NOTHING))


def _yes(said: object) -> str:
    return _("yes") if said else _("no")


def _stock(one: dict[str, Any]) -> str:
    if one["refusal"]:
        return _("Not on sale")
    if not one["stock"]:
        return _("Sold out for now")
    return f"{grouped(one['stock'])} {one['unit']}"
