"""Checks that an order misses and that a written reason of its PPK may answer.

What the law forbids is none of them: no reason lets it pass (``placeable``, ``seconding``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from marketplace.budget.usual import bookings, goods_of
from marketplace.core.errors import RuleViolation
from marketplace.core.money import percent, rupiah
from marketplace.core.rule_codes import RuleCode
from marketplace.core.text import clean_line
from marketplace.orders import comparing
from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.pricing import vat_rates

_MEMO: Final = "_unmet_read"
FIELD: Final = "why-"  # how the field of a reason begins


class CheckUnmet(RuleViolation):
    """An order misses a check, and its PPK has not written why it is approved all the same."""

    code = "check_unmet"


@dataclass(frozen=True)
class Unmet:
    """A check that is not met: what it is about, its numbers, and what to do instead."""

    key: str
    title: str
    detail: str
    todo: str

    @property
    def field(self) -> str:
        """How a form names its reason."""
        return f"{FIELD}{self.key}"


def unmet(order: PurchaseOrder) -> list[Unmet]:
    """Return the checks that an order misses while it waits for its PPK; else none.

    Prices are compared with the medians of now, so that what became dear since it was handed in is
    noticed. Source: R-FAIR-BAND; the usual accounts of goods.
    """
    if order.status != OrderStatus.SUBMITTED:
        return []
    return [*odd_accounts(order), *_dear(order)]


def unmet_read(order: PurchaseOrder) -> list[Unmet]:
    """As ``unmet``, asked once for all parts of a page that show one order."""
    found: list[Unmet] | None = getattr(order, _MEMO, None)
    if found is None:
        found = unmet(order)
        setattr(order, _MEMO, found)
    return found


def odd_accounts(order: PurchaseOrder) -> Iterator[Unmet]:
    """Yield goods that are usually booked on another account; nothing where nothing is unusual."""
    goods = goods_of([line.sku_id for line in order.lines.all()])
    account = order.account_code.code
    odd = [one for one in bookings(goods.values(), account) if one.is_odd]
    codes = {one.name: one.code for one in goods.values()}
    for one in odd:
        words = _("“%(goods)s” is usually booked on %(accounts)s, not on %(account)s")
        named = {"goods": one.goods, "accounts": one.accounts, "account": account}
        yield Unmet(
            f"account-{codes[one.goods]}"[:40],
            _("Account code and goods"),
            words % named,
            _(
                "Return the order for another account code, or write why this one is right for "
                "these goods."
            ),
        )


def _dear(order: PurchaseOrder) -> Iterator[Unmet]:
    """Yield goods above the fair band for which the officer wrote no reason."""
    prefetch_related_objects([order], "lines__sku__product", "lines__sku__price_mark", "taxes")
    goods = [
        (line.sku, line.unit_price_rupiah, line.tax_class)
        for line in order.lines.all()
        if line.sku.price_mark_id
    ]
    dear = comparing.dear_goods(goods, rates=vat_rates(order), on=order.ordered_on)
    if not dear:
        return
    said = order.reasons.filter(code=RuleCode.FAIR_BAND).values_list("sku_id", flat=True)
    answered = set(said)
    for one in dear:
        if one.sku.pk in answered:
            continue
        yield Unmet(
            f"dear-{one.sku.pk}",
            _("Price of %(name)s above the median (R-FAIR-BAND)") % {"name": one.sku.title},
            _("%(price)s with PPN, %(far)s above the median of %(median)s in %(count)s payments")
            % {
                "price": rupiah(one.price_rupiah),
                "far": percent(one.over_bp),
                "median": rupiah(one.median_rupiah),
                "count": one.paid_count,
            },
            _(
                "Return the order for the officer's reason or another shop, strike the line, or "
                "write why this price is right."
            ),
        )


def require_answered(missed: list[Unmet], reasons: Mapping[str, str]) -> None:
    """Refuse to approve with a check unmet and no reason beside it.

    ``reasons``: by the key of the check. Raises: CheckUnmet, naming every such check.
    """
    silent = [one for one in missed if not clean_line(reasons.get(one.key, ""))]
    if not silent:
        return
    raise CheckUnmet(
        _("Not met: %(checks)s. %(todo)s")
        % {
            "checks": "; ".join(f"{one.title}: {one.detail}" for one in silent),
            "todo": silent[0].todo,
        },
        field=silent[0].field,
        checks=[one.key for one in silent],
    )
