"""How offices and shops of the demo rate each other once all goods are handed over."""

from __future__ import annotations

from datetime import datetime, timedelta

from marketplace.accounts.models import User
from marketplace.core import clock, deadlines
from marketplace.core.calendar import HOME_ZONE
from marketplace.demo.hours import OFFICE, SHOP, Hours
from marketplace.demo.seeded import between, pick, roll
from marketplace.demo.texts import (
    RATINGS_OF_AGENCIES,
    RATINGS_OF_SHOPS,
    REPLIES_OF_SHOPS,
    REPLY_OF_AGENCIES,
)
from marketplace.fulfilment import services
from marketplace.fulfilment.models import Rating, Receipt, Side
from marketplace.fulfilment.policies import can_rate
from marketplace.orders.models import OrderStatus, PurchaseOrder, StatusChange
from vendors.queries import owner_of

OF_TEN_AGENCIES, OF_TEN_SHOPS, OF_TEN_REPLIES = 9, 7, 4  # who rate, and who reply


def rate_orders(now: datetime) -> None:
    """Let both sides of most orders rate each other in the days after the handover."""
    done = StatusChange.objects.filter(to_status=OrderStatus.HANDED_OVER)
    for change in done.select_related("order__vendor", "order__agency__region").order_by("pk"):
        order = change.order
        officer, owner = _receiver(order), owner_of(order.vendor)
        if owner is None or not (can_rate(officer, order) and can_rate(owner, order)):
            continue
        given = [
            _rate(order, officer, RATINGS_OF_SHOPS, OFFICE, change.changed_at, now)
            if _chance(order, "agency") < OF_TEN_AGENCIES
            else None,
            _rate(order, owner, RATINGS_OF_AGENCIES, SHOP, change.changed_at, now)
            if _chance(order, "shop") < OF_TEN_SHOPS
            else None,
        ]
        _open(order, [rating for rating in given if rating], now, officer=officer, owner=owner)


def _receiver(order: PurchaseOrder) -> User:
    return (
        Receipt.objects.select_related("received_by").filter(order=order).latest("pk").received_by
    )


def _chance(order: PurchaseOrder, what: str) -> int:
    return roll(order.number, what) % 10


def _rate(
    order: PurchaseOrder,
    person: User,
    said: tuple[tuple[int, str], ...],
    hours: Hours,
    since: datetime,
    now: datetime,
) -> Rating | None:
    """Rate within some days, in the hours of whoever rates; None where that is still to come."""
    zone = order.agency.time_zone
    at = hours.at_or_after(since + timedelta(hours=between(3, 90, order.number, person.pk)), zone)
    if at >= now:
        return None
    stars, words = pick(said, order.number, "said", person.pk)
    with clock.moved_to(at):
        return services.rate(order_id=order.pk, stars=stars, words=words, actor=person)


def _open(
    order: PurchaseOrder, given: list[Rating], now: datetime, *, officer: User, owner: User
) -> None:
    """Open what stayed alone in its time, and let some of what is open be replied to."""
    opened = max((rating.at for rating in given), default=now)
    if len(given) == 1:
        opened = given[0].opens_at
        if opened < now:
            with clock.moved_to(opened):
                deadlines.fire_due()
    at = SHOP.at_or_after(opened + timedelta(hours=between(2, 40, order.number)), HOME_ZONE)
    if at >= now:
        return
    for rating in given:
        if _chance(order, f"reply {rating.side}") < OF_TEN_REPLIES:
            _reply(rating, at, officer=officer, owner=owner)


def _reply(rating: Rating, at: datetime, *, officer: User, owner: User) -> None:
    of_shop = next(words for least, words in REPLIES_OF_SHOPS if rating.stars >= least)
    to_shop = rating.side == Side.BUYER
    with clock.moved_to(at):
        services.reply_to_rating(
            order_id=rating.order_id,
            reason=of_shop if to_shop else REPLY_OF_AGENCIES,
            actor=owner if to_shop else officer,
        )
