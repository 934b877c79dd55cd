"""Who is told of what happens to a sanction."""

from collections.abc import Iterable

from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.notices import kinds
from marketplace.notices.services import notify
from vendors.queries import people_of
from vendors.sanctions import queries
from vendors.sanctions.grounds import Ground
from vendors.sanctions.models import LiftRequest, RequestKind, Sanction, SanctionKind

TO_THE_SHOP = (
    "sanction.warned",
    "sanction.listing_hidden",
    "sanction.proposed",
    "sanction.dismissed",
    "sanction.ended",
    "sanction.lifted",
    "vendor.suspended",
    "vendor.reinstated",
)


@outbox.subscribe(*TO_THE_SHOP, handler="sanctions.tell_shop")
def tell_the_shop(event: OutboxEvent) -> None:
    """Tell all people of the shop, and whoever proposed what somebody else decided."""
    sanction = _sanction(event)
    _tell(event, sanction, people_of(sanction.vendor), _shop_page(sanction))
    if sanction.proposed_by_id != sanction.decided_by_id and event.name != "sanction.proposed":
        _tell(event, sanction, [sanction.proposed_by], _office_page(sanction), "sanction.decided")


@outbox.subscribe("sanction.answered", "sanction.hearing_over", handler="sanctions.tell_deciders")
def tell_who_may_decide(event: OutboxEvent) -> None:
    """Tell the verifiers of the region, except the proposer, that a proposal can be decided."""
    sanction = _sanction(event)
    _tell(event, sanction, queries.may_decide(sanction), _office_page(sanction))


@outbox.subscribe("sanction.appealed", "sanction.lift_asked", handler="sanctions.tell_request")
def tell_who_may_lift(event: OutboxEvent) -> None:
    """Tell those who may decide that somebody asked to lift a sanction."""
    request = _request(event)
    people = queries.may_decide_request(request)
    _tell(event, request.sanction, people, _office_page(request.sanction))


@outbox.subscribe("sanction.lift_refused", handler="sanctions.tell_refused")
def tell_who_asked(event: OutboxEvent) -> None:
    """Tell the shop what became of its appeal, the officer what became of their proposal."""
    request = _request(event)
    sanction = request.sanction
    if request.kind == RequestKind.APPEAL:
        _tell(event, sanction, people_of(sanction.vendor), _shop_page(sanction))
    else:
        _tell(event, sanction, [request.asked_by], _office_page(sanction))


def _sanction(event: OutboxEvent) -> Sanction:
    rows = Sanction.objects.select_related("vendor__region__parent__parent", "proposed_by")
    return rows.get(pk=event.payload["sanction"])


def _request(event: OutboxEvent) -> LiftRequest:
    rows = LiftRequest.objects.select_related(
        "sanction__vendor__region__parent__parent", "asked_by"
    )
    return rows.get(pk=event.payload["request"])


def _shop_page(sanction: Sanction) -> str:
    return reverse("shop_sanction", args=[sanction.public_id])


def _office_page(sanction: Sanction) -> str:
    return reverse("sanction", args=[sanction.public_id])


def _tell(
    event: OutboxEvent, sanction: Sanction, people: Iterable[User], url: str, kind: str = ""
) -> None:
    last_day = event.payload.get("ends_on") or event.payload.get("until_on") or ""
    words: dict[str, kinds.Words] = {
        "name": sanction.vendor.name,
        "number": sanction.number,
        "kind": SanctionKind(sanction.kind).label,
        "ground": Ground(sanction.ground).label,
        "last_on": str(last_day),
        "reason": str(event.payload.get("reason", "")),
    }
    notify(event=event, recipients=people, kind=kind or event.name, params=words, url=url)
