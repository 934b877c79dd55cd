"""Reasons and compared offers: what a procurement officer owes before an order goes to the PPK."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.accounts.models import User
from marketplace.core import clock
from marketplace.core.errors import RuleViolation
from marketplace.core.fields import REASON_MAX
from marketplace.core.money import percent, rupiah
from marketplace.core.rule_codes import RuleCode
from marketplace.core.rulebook import rule_in_force
from marketplace.core.text import clean_line
from marketplace.orders import comparing
from marketplace.orders.models import (
    OrderComparison,
    OrderEvidence,
    OrderReason,
    PurchaseOrder,
)
from marketplace.orders.splitting import Split, split_of
from marketplace.shortlists.models import StoredComparison


class ReasonMissing(RuleViolation):
    """A rule lets the order pass with a written reason only, and there is none."""

    code = "reason_missing"


@dataclass(frozen=True)
class Grounds:
    """What an officer says for an order: offers compared, why there are few, why dear goods.

    ``split``: why it is no splitting although it passes the cap with those before it.

    ``compared``: variants of other vendors; ``dear``: a reason by variant of the order;
    ``evidence``: a stored comparison of the agency.
    """

    compared: Sequence[int] = ()
    evidence: int | None = None
    uncompared: str = ""
    dear: Mapping[int, str] = field(default_factory=dict)
    split: str = ""


def grounds_of(order: PurchaseOrder) -> Grounds:
    """Return what is stored of an order, the newest reason of each kind."""
    reasons = list(order.reasons.all())
    return Grounds(
        compared=tuple(order.comparisons.values_list("offer_id", flat=True)),
        evidence=order.evidence.values_list("comparison_id", flat=True).first(),
        uncompared=next((r.text for r in reversed(reasons) if r.code == RuleCode.COMPARE), ""),
        dear={r.sku_id: r.text for r in reasons if r.sku_id is not None},
        split=next((r.text for r in reversed(reasons) if r.code == RuleCode.SPLIT_WINDOW), ""),
    )


def merged(said: Grounds, stored: Grounds) -> Grounds:
    """Return what is said now, and what was said before where nothing is said now."""
    dear = {key: text for key, text in said.dear.items() if clean_line(text)}
    return Grounds(
        compared=(*stored.compared, *(pk for pk in said.compared if pk not in stored.compared)),
        evidence=said.evidence or stored.evidence,
        uncompared=clean_line(said.uncompared) or stored.uncompared,
        dear={**stored.dear, **dear},
        split=clean_line(said.split) or stored.split,
    )


def require_grounds(
    order: PurchaseOrder,
    said: Grounds,
    dear: Sequence[comparing.DearGoods],
    *,
    compared: int,
) -> None:
    """Refuse an order whose officer owes a reason (R-CMP-2, R-FAIR-BAND).

    ``dear``: its goods above the fair band; ``compared``: how many other offers were compared.
    Raises: ReasonMissing, naming the field.
    """
    for goods in dear:
        if not clean_line(said.dear.get(goods.sku.pk, "")):
            raise ReasonMissing(dear_words(goods), field=f"dear-{goods.sku.pk}", dear=goods.sku.pk)
    wanted = comparing.offers_wanted(order)
    if compared < wanted and not clean_line(said.uncompared):
        raise ReasonMissing(comparison_words(compared, wanted), field="uncompared")


def settled_split(
    order: PurchaseOrder, said: Grounds, *, together: Sequence[PurchaseOrder] = ()
) -> Grounds:
    """Return what was said, with the reason for passing the cap only where it is passed.

    ``together``: as ``split_of``. Raises: ReasonMissing, naming the field (R-SPLIT-7).
    """
    split = split_of(order, together=together)
    if split is None or not split.over:
        return replace(said, split="")
    if not clean_line(said.split):
        raise ReasonMissing(split_words(split), field="split")
    return said


def split_words(split: Split) -> str:
    """Say why a reason is owed for orders that pass the cap together, with the numbers."""
    return f"{split.words} " + _(
        "Write why this is no splitting; a second person confirms it before the PPK approves. "
        "Or order less."
    )


def dear_words(goods: comparing.DearGoods) -> str:
    """Say why a reason is owed for dear goods, with the numbers."""
    return _(
        "“%(name)s” costs %(price)s, %(far)s above the median of %(median)s paid in %(count)s "
        "transactions (rule R-FAIR-BAND). Write why it is bought at this price, or order elsewhere."
    ) % {
        "name": goods.sku.title,
        "price": rupiah(goods.price_rupiah),
        "far": percent(goods.over_bp),
        "median": rupiah(goods.median_rupiah),
        "count": goods.paid_count,
    }


def comparison_words(found: int, wanted: int) -> str:
    """Say why a reason is owed for offers that were not compared, with the numbers."""
    return ngettext(
        "Rule R-CMP-2 asks for %(wanted)s other offer to be compared; %(found)s is chosen. "
        "Choose what you compared, or write why there is no more.",
        "Rule R-CMP-2 asks for %(wanted)s other offers to be compared; %(found)s are chosen. "
        "Choose what you compared, or write why there are no more.",
        wanted,
    ) % {"wanted": wanted, "found": found}


def write_grounds(
    order: PurchaseOrder,
    said: Grounds,
    dear: Sequence[comparing.DearGoods],
    offers: Sequence[comparing.Offer],
    *,
    before: Grounds,
    by: User,
) -> None:
    """Store what is new of what was said; what stands there stays for the auditor.

    ``offers``: those compared now; ``before``: what is stored already.
    """
    OrderComparison.objects.bulk_create(_comparison(order, offer, by) for offer in offers)
    rows = [
        _reason(order, RuleCode.FAIR_BAND, text, by, goods)
        for goods in dear
        if (text := _words(said.dear.get(goods.sku.pk, ""))) != before.dear.get(goods.sku.pk, "")
    ]
    text = _words(said.uncompared)
    if text and text != before.uncompared:
        rows.append(_reason(order, RuleCode.COMPARE, text, by, None))
    text = _words(said.split)
    if text and text != before.split:
        rows.append(_reason(order, RuleCode.SPLIT_WINDOW, text, by, None))
    OrderReason.objects.bulk_create(rows)


def attach_evidence(
    order: PurchaseOrder,
    stored: StoredComparison | None,
    others: Iterable[Mapping[str, Any]],
    *,
    by: User,
) -> None:
    """Let a saved order rest on a stored comparison, with the offers of others as they stood.

    ``others``: what ``evidence.others_in`` found.
    """
    if stored is None:
        return
    OrderEvidence.objects.create(
        order=order, comparison=stored, attached_by=by, attached_at=clock.now()
    )
    OrderComparison.objects.bulk_create(
        OrderComparison(
            order=order,
            offer_id=one["sku"],
            vendor_id=one["vendor_id"],
            name=one["title"],
            unit=one["unit"],
            price_rupiah=one["price_rupiah"],
            compared_by_id=stored.made_by_id,
            compared_at=stored.made_at,
        )
        for one in others
    )


def _words(text: str) -> str:
    return clean_line(text)[:REASON_MAX]


def _comparison(order: PurchaseOrder, offer: comparing.Offer, by: User) -> OrderComparison:
    return OrderComparison(
        order=order,
        offer=offer.sku,
        vendor_id=offer.sku.vendor_id,
        name=offer.sku.title,
        unit=offer.sku.unit,
        price_rupiah=offer.price_rupiah,
        compared_by=by,
        compared_at=clock.now(),
    )


def _reason(
    order: PurchaseOrder,
    code: RuleCode,
    text: str,
    by: User,
    goods: comparing.DearGoods | None,
) -> OrderReason:
    rule = rule_in_force(code, on=order.ordered_on, tenant_slug=order.agency.tenant.slug)
    return OrderReason(
        order=order,
        code=code,
        rule=rule,
        sku=goods.sku if goods else None,
        price_rupiah=goods.price_rupiah if goods else None,
        median_rupiah=goods.median_rupiah if goods else None,
        paid_count=goods.paid_count if goods else None,
        text=text,
        written_by=by,
        written_at=clock.now(),
    )
