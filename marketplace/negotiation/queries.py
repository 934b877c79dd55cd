"""Reading negotiations: what was listed, offered and agreed, and what waits for whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from marketplace.accounts.models import User
from marketplace.core.models import Deadline
from marketplace.negotiation import policies, rules
from marketplace.negotiation.models import NegotiatedLine, Negotiation, Round
from marketplace.negotiation.rules import Step, Terms

PRICED = (Step.OFFER, Step.COUNTER)


@dataclass(frozen=True)
class PricedLine:
    """Goods with what a round offers for one unit, in rupiah."""

    line: NegotiatedLine
    rupiah: int

    @property
    def total_rupiah(self) -> int:
        """All units at this price."""
        return self.rupiah * self.line.quantity


@dataclass(frozen=True)
class Said:
    """A round as pages and the paper tell it; ``goods_rupiah``: what all goods cost by it."""

    round: Round
    lines: list[PricedLine] = field(default_factory=list)

    @property
    def goods_rupiah(self) -> int:
        """All goods of the round, before PPN and freight."""
        return sum(one.total_rupiah for one in self.lines)


def negotiations_of(user: User) -> QuerySet[Negotiation]:
    """Return the negotiations a person reads, the open ones first, then the newest."""
    rows = policies.visible_to(user).select_related("agency__region", "vendor")
    return rows.annotate(is_over=Q(closed_at__isnull=False)).order_by("is_over", "-pk")


def waiting(user: User) -> QuerySet[Negotiation]:
    """Return what waits for a person's answer, longest first."""
    rows = policies.waiting_for(user).select_related("agency__region", "vendor")
    return rows.order_by("pk")


def page_rows(user: User) -> QuerySet[Negotiation]:
    """Return visible negotiations with everything their page shows."""
    rows = policies.visible_to(user).select_related(
        "agency__region", "agency__tenant__region", "vendor__region", "delivery_region", "agreed"
    )
    return rows.prefetch_related("lines", "rounds__acted_by", "rounds__prices__line")


def open_about(agency_id: int, sku_ids: Collection[int]) -> Negotiation | None:
    """Return the open negotiation of an agency about any of these goods."""
    lines = NegotiatedLine.objects.filter(agency=agency_id, sku__in=sku_ids, is_open=True)
    first = lines.select_related("negotiation").first()
    return first.negotiation if first else None


def story(negotiation: Negotiation) -> list[Said]:
    """Return every round, the first one first, with its prices."""
    return [
        Said(one, [PricedLine(price.line, price.unit_price_rupiah) for price in one.prices.all()])
        for one in negotiation.rounds.all()
    ]


def listed(negotiation: Negotiation) -> Terms:
    """Return the terms of the list when it began, by variant."""
    prices = {line.sku_id: line.list_rupiah for line in negotiation.lines.all()}
    return Terms(prices, negotiation.list_freight_rupiah)


def last_offer(negotiation: Negotiation) -> Round:
    """Return the round that a yes would accept."""
    priced = negotiation.rounds.filter(step__in=PRICED).prefetch_related("prices__line")
    return priced.order_by("-number")[0]


def terms_of(offer: Round) -> Terms:
    """Return what a round offers, by variant."""
    prices = {price.line.sku_id: price.unit_price_rupiah for price in offer.prices.all()}
    return Terms(prices, offer.freight_rupiah)


def saved_rupiah(negotiation: Negotiation, offer: Round) -> int:
    """Return what an order at an offer costs less than at the list, before PPN."""
    units = {line.sku_id: line.quantity for line in negotiation.lines.all()}
    return rules.saved_rupiah(terms_of(offer), listed(negotiation), units)


def due_dates(rows: Iterable[Negotiation], kind: str) -> dict[int, Deadline]:
    """Return the running clock of each negotiation, in one query."""
    running = Deadline.objects.filter(
        kind=kind, subject_id__in=[row.pk for row in rows], closed_at__isnull=True
    )
    return {row.subject_id: row for row in running}
