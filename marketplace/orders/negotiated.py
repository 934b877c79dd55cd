"""What was negotiated before an order: on its page, among its papers and its checks."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.accounts.actor import actor_of
from marketplace.competition.models import OpenedOffer
from marketplace.core.money import rupiah
from marketplace.negotiation import queries
from marketplace.negotiation.models import Negotiation
from marketplace.negotiation.policies import visible_to
from marketplace.orders.models import PurchaseOrder
from marketplace.web import panels


def check_words(order: PurchaseOrder) -> Iterator[tuple[str, str]]:
    """Yield title and detail of what the prices of an order rest on; nothing for the list's."""
    if order.negotiation_id is None:
        return
    row = Negotiation.objects.select_related("agreed").get(pk=order.negotiation_id)
    assert row.agreed is not None  # noqa: S101 - no order rests on anything else
    listed = sum(line.list_rupiah * line.quantity for line in row.lines.all())
    agreed = sum(
        price.unit_price_rupiah * price.line.quantity
        for price in row.agreed.prices.select_related("line")
    )
    number = row.rounds.count()
    rounds = ngettext("%(number)s round", "%(number)s rounds", number) % {"number": number}
    if row.origin:
        rounds = _offers_of(row)
    words = _(
        "Goods %(list)s by the list, %(agreed)s agreed; saved %(saved)s with freight. %(said)s"
    )
    title = _("Mini-competition: %(number)s") if row.origin else _("Negotiated: %(number)s")
    yield (
        title % {"number": row.origin or row.number},
        words
        % {
            "list": rupiah(listed),
            "agreed": rupiah(agreed),
            "saved": rupiah(queries.saved_rupiah(row, row.agreed)),
            "said": rounds,
        },
    )


def _offers_of(row: Negotiation) -> str:
    """Say how many offers were opened in the competition that an agreement comes from."""
    number = OpenedOffer.objects.filter(competition__agreement=row).count()
    words = ngettext("%(number)s opened offer", "%(number)s opened offers", number)
    return words % {"number": number}


def _read_by(request: HttpRequest, order: PurchaseOrder) -> Negotiation | None:
    """Return the negotiation of an order where the person reads it."""
    if order.negotiation_id is None:
        return None
    return visible_to(actor_of(request)).filter(pk=order.negotiation_id).first()


@panels.provide("order.ways")
def way_to_negotiation(request: HttpRequest, order: PurchaseOrder) -> list[panels.Way]:
    """Lead from an order to the rounds that its prices come from."""
    row = _read_by(request, order)
    if row is None:
        return []
    if row.origin:
        address = reverse("competition", args=[row.competition.public_id])
        return [panels.Way(_("Read the mini-competition"), address, "file-clock", order=80)]
    address = reverse("negotiation", args=[row.public_id])
    return [panels.Way(_("Read the negotiation"), address, "trending-down", order=80)]


@panels.provide("order.documents")
def record_of_negotiation(request: HttpRequest, order: PurchaseOrder) -> list[dict[str, Any]]:
    """Name the record of the negotiation among the papers of an order."""
    row = _read_by(request, order)
    if row is None:
        return []
    return [{"title": _("Record of a negotiation"), "number": row.number, "note": row.number}]
