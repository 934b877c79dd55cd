"""Stored comparisons as evidence of an order: their other offers count as compared (R-CMP-2)."""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _

from marketplace.core.errors import RuleViolation
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
    stored: StoredComparison | None, *, vendor_id: int, but: Collection[int]
) -> list[dict[str, Any]]:
    """Return the stored offers of other vendors, as ``snapshot.standing``, without some goods."""
    offers = stored.offers if stored else []
    return [one for one in offers if one["vendor_id"] != vendor_id and one["sku"] not in but]
