"""Who is told what happened in a competition."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from marketplace.accounts.models import Role, User
from marketplace.accounts.queries import officers_of
from marketplace.competition import queries
from marketplace.competition.models import Competition, OpenedOffer, Status
from marketplace.core import moments, outbox
from marketplace.core.models import OutboxEvent
from marketplace.core.money import rupiah
from marketplace.notices.services import notify
from vendors.models import Vendor
from vendors.policies import VendorAct
from vendors.queries import people_of


def _find(event: OutboxEvent) -> Competition:
    rows = Competition.objects.select_related(
        "agency__region",
        "drafted_by",
        "confirmed_by",
        "agreement",
        "winner__offer__invited__vendor",
    )
    return rows.get(pk=event.subject_id)


def _people(shops: Iterable[Vendor]) -> list[User]:
    return [one for shop in shops for one in people_of(shop, to=VendorAct.ANSWER_ORDERS)]


def _shops(row: Competition) -> list[Vendor]:
    return [one.vendor for one in row.invited.select_related("vendor")]


def _runners(row: Competition) -> list[User]:
    """Return who drew it up, and who confirmed it, if they did."""
    return [one for one in (row.drafted_by, row.confirmed_by) if one is not None]


def _tell(
    event: OutboxEvent, row: Competition, people: list[User], kind: str = "", **more: Any
) -> None:
    notify(
        event=event,
        recipients=people,
        kind=kind or event.name,
        params={
            "number": row.number,
            "title": row.title,
            "office": row.agency.name,
            "moment": moments.moment(row.offers_due, row.agency.time_zone),
            **more,
        },
        url=reverse("competition", args=[row.public_id]),
    )


@outbox.subscribe("competition.draft", handler="competition.ask_for_estimate")
def ask_for_estimate(event: OutboxEvent) -> None:
    """Ask the PPK of the office to confirm it, but whoever drew it up."""
    row = _find(event)
    reviewers = officers_of(row.agency_id, Role.COMMITMENT_OFFICER).exclude(pk=row.drafted_by_id)
    _tell(event, row, list(reviewers))


@outbox.subscribe("competition.confirm", "competition.answer", handler="competition.tell_shops")
def tell_shops(event: OutboxEvent) -> None:
    """Tell every invited shop that it may offer, and what was answered."""
    row = _find(event)
    _tell(event, row, _people(_shops(row)))


@outbox.subscribe("competition.nudged", handler="competition.remind_shops")
def remind_shops(event: OutboxEvent) -> None:
    """Remind the shops that have not offered yet."""
    row = _find(event)
    if row.status == Status.RUNNING:
        offered = {offer.invited.vendor_id for offer in queries.last_offers(row)}
        _tell(event, row, _people(one for one in _shops(row) if one.pk not in offered))


@outbox.subscribe(
    "competition.ask", "competition.due", "competition.open", handler="competition.tell_office"
)
def tell_office(event: OutboxEvent) -> None:
    """Tell who runs it what a shop asks, that the time is over, and that it is open."""
    row = _find(event)
    people = [row.drafted_by] if event.name == "competition.ask" else _runners(row)
    _tell(event, row, [one for one in people if one.pk != event.payload.get("by")])


@outbox.subscribe("competition.release", handler="competition.ask_for_other_half")
def ask_for_other_half(event: OutboxEvent) -> None:
    """Ask the other officer for their half."""
    row = _find(event)
    _tell(event, row, [one for one in _runners(row) if one.pk != event.payload["by"]])


@outbox.subscribe("competition.end", handler="competition.tell_of_end")
def tell_of_end(event: OutboxEvent) -> None:
    """Tell shops that were invited, and the officers who did not end it, why it came to nothing."""
    row = _find(event)
    shops = _shops(row) if row.confirmed_at else []
    people = [one for one in _runners(row) if one.pk != event.payload["by"]]
    _tell(event, row, [*people, *_people(shops)], reason=row.closing_words)


@outbox.subscribe("competition.award", handler="competition.tell_of_award")
def tell_of_award(event: OutboxEvent) -> None:
    """Tell each invited shop its own place, what was taken, and why not theirs."""
    row = _find(event)
    opened = row.opened.select_related("offer__invited")
    by_shop = {one.offer.invited.vendor_id: one for one in opened}
    for shop in _shops(row):
        kind, more = _result(row, by_shop.get(shop.pk))
        _tell(event, row, _people([shop]), kind, **more)


def _result(row: Competition, mine: OpenedOffer | None) -> tuple[str, dict[str, Any]]:
    """Return the notice a shop gets, and what it says of its own offer."""
    taken = row.winner
    assert taken is not None  # noqa: S101 - it was awarded
    assert row.agreement is not None  # noqa: S101 - as above
    assert row.agreement.valid_until is not None  # noqa: S101 - as above
    said = {"taken": rupiah(taken.total_rupiah), "shop": taken.offer.invited.vendor.name}
    if mine is None:
        return "competition.without_you", said
    said |= {"mine": rupiah(mine.total_rupiah), "reason": row.closing_words}
    if mine.pk == taken.pk:
        return "competition.won", said | {"day": moments.day(row.agreement.valid_until)}
    if mine.fault:
        return "competition.failed", said | {"estimate": rupiah(row.estimate_rupiah or 0)}
    return "competition.lost", said | {"place": mine.rank}
