"""Who is told what was said in a negotiation: the other side."""

from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.core import moments, outbox
from marketplace.core.models import OutboxEvent
from marketplace.core.money import rupiah
from marketplace.negotiation import queries
from marketplace.negotiation.models import Negotiation, Status
from marketplace.negotiation.rules import Side
from marketplace.notices.services import notify
from vendors.policies import VendorAct
from vendors.queries import people_of


def _people(negotiation: Negotiation, side: Side) -> list[User]:
    """Return who is told for a side: whoever opened it for the office, who answers for the shop."""
    if side == Side.BUYER:
        return [negotiation.opened_by]
    return list(people_of(negotiation.vendor, to=VendorAct.ANSWER_ORDERS))


def _find(event: OutboxEvent) -> Negotiation:
    rows = Negotiation.objects.select_related("agency__region", "vendor", "opened_by")
    return rows.get(pk=event.subject_id)


def _tell(event: OutboxEvent, negotiation: Negotiation, people: list[User], *, words: str) -> None:
    offer = queries.last_offer(negotiation)
    goods = sum(price.unit_price_rupiah * price.line.quantity for price in offer.prices.all())
    notify(
        event=event,
        recipients=people,
        kind=event.name,
        params={
            "number": negotiation.number,
            "office": negotiation.agency.name,
            "shop": negotiation.vendor.name,
            "goods": rupiah(goods),
            "cost": rupiah(offer.freight_rupiah or 0),
            "day": moments.day(negotiation.valid_until) if negotiation.valid_until else "",
            "reason": words,
        },
        url=reverse("negotiation", args=[negotiation.public_id]),
    )


@outbox.subscribe(
    "negotiation.offer",
    "negotiation.counter",
    "negotiation.accept",
    "negotiation.refuse",
    handler="negotiation.tell_other_side",
)
def tell_other_side(event: OutboxEvent) -> None:
    """Tell the side that did not speak."""
    negotiation = _find(event)
    spoken = negotiation.rounds.get(number=event.payload["round"])
    heard = Side.SHOP if spoken.side == Side.BUYER else Side.BUYER
    _tell(event, negotiation, _people(negotiation, heard), words=spoken.words)


@outbox.subscribe("negotiation.expired", handler="negotiation.tell_both")
def tell_both(event: OutboxEvent) -> None:
    """Tell both sides that the time is up."""
    negotiation = _find(event)
    people = [one for side in Side for one in _people(negotiation, side)]
    _tell(event, negotiation, people, words="")


@outbox.subscribe("negotiation.nudged", handler="negotiation.remind")
def remind(event: OutboxEvent) -> None:
    """Remind whoever is to answer, unless it has ended or turned meanwhile."""
    negotiation = _find(event)
    if negotiation.status == Status.OPEN and negotiation.turn == event.payload["turn"]:
        _tell(event, negotiation, _people(negotiation, Side(negotiation.turn)), words="")
