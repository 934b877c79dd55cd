"""Stored comparisons as evidence of an order: their other offers count as compared (R-CMP-2)."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from catalog.models import Sku
from marketplace.core.errors import RuleViolation
from marketplace.orders.comparing import of_kinds
from marketplace.orders.models import PurchaseOrder
from marketplace.shortlists import queries
from marketplace.shortlists.models import StoredComparison


class ForeignEvidence(RuleViolation):
    """The stored comparison is another agency's, or of other goods than the order's."""

    code = "foreign_evidence"


def evidence_of(order: PurchaseOrder) -> StoredComparison | None:
    """Return the stored comparison that an order was placed on, if it was."""
    row = order.evidence.select_related("comparison").first()
    return row.comparison if row else None


def holds_goods_of(order: PurchaseOrder) -> bool:
    """Whether the comparison that an order was placed on holds any goods still in it."""
    found = evidence_of(order)
    goods = [line.sku_id for line in order.lines.all()]
    return found is not None and queries.holds_any(found, goods)


def evidence_for(
    key: int | None, *, agency_id: int, goods: Iterable[int]
) -> StoredComparison | None:
    """Return the comparison chosen for goods of an order, None where none was.

    Raises: ForeignEvidence.
    """
    if key is None:
        return None
    found = StoredComparison.objects.filter(pk=key, agency=agency_id).first()
    if found is None or not queries.holds_any(found, goods):
        raise ForeignEvidence(
            _("This stored comparison holds none of these goods. Choose another one, or none."),
            field="evidence",
        )
    return found


def others_in(
    stored: StoredComparison | None,
    skus: Sequence[Sku],
    *,
    vendor_id: int,
    but: Collection[int],
) -> list[dict[str, Any]]:
    """Return the stored offers that goods were compared with, as ``snapshot.standing``.

    Those of other vendors that were on sale then and are of the kinds bought, as offers that are
    named at checkout (``comparing.offers_named``); ``but``: those that are named already.
    """
    offers = [one for one in stored.offers if not one["refusal"]] if stored else []
    keys = {one["sku"] for one in offers if one["vendor_id"] != vendor_id} - set(but)
    kept = Sku.objects.filter(of_kinds(skus), pk__in=keys) if keys else Sku.objects.none()
    alike = set(kept.values_list("pk", flat=True))
    return [one for one in offers if one["sku"] in alike]
