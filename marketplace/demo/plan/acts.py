"""One planned act, and the plan that holds them all. Amounts in whole rupiah."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from marketplace.demo.hours import Hours
from marketplace.demo.story import Package, Story


class Verb(StrEnum):
    """What is done; each is one call of a use-case, or a few that belong together."""

    BEGIN_APPLICATION = "vendor.begin"
    SUBMIT_APPLICATION = "vendor.submit"
    RETURN_APPLICATION = "vendor.return"
    REPAIR_APPLICATION = "vendor.repair"
    APPROVE_VENDOR = "vendor.approve"
    REJECT_VENDOR = "vendor.reject"
    WARN_VENDOR = "vendor.warn"
    SUSPEND_VENDOR = "vendor.suspend"
    PROPOSE_BLACKLIST = "vendor.blacklist"
    ADD_PEOPLE = "vendor.people"
    HAND_IN_LICENCE = "vendor.licence"
    VERIFY_LICENCE = "vendor.licence_verified"
    RETURN_LICENCE = "vendor.licence_returned"
    CREATE_LISTING = "listing.create"
    SUBMIT_LISTING = "listing.submit"
    RETURN_LISTING = "listing.return"
    PUBLISH_LISTING = "listing.publish"
    CHANGE_PRICE = "listing.price"
    UNPUBLISH_LISTING = "listing.unpublish"
    HIDE_LISTING = "listing.hide"
    REGISTER_CARD = "card.register"
    FILL_CART = "order.cart"
    PLACE = "order.place"
    APPROVE = "order.approve"
    RETURN = "order.return"
    REJECT = "order.reject"
    ACCEPT = "order.accept"
    DECLINE = "order.decline"
    EXPIRE = "order.expire"
    CANCEL = "order.cancel"
    STOP = "order.stop"
    TERMINATE = "order.terminate"
    SHIP = "order.ship"
    RECEIVE = "order.receive"
    DISPUTE = "order.dispute"
    SIGN_FIRST = "order.sign_first"
    SIGN_SECOND = "order.sign_second"
    TRY_DECLINED_CARD = "order.declined_card"
    PAY = "order.pay"
    PAY_REFUSED_PAYOUT = "order.pay_refused_payout"
    WRITE_MESSAGE = "order.message"
    SETTLE = "settlement"
    FIRE_DEADLINES = "deadlines"


@dataclass(frozen=True)
class Act:
    """Somebody does something to a shop, a listing, an order or an agency at a moment (UTC).

    actor: e-mail address, empty for a machine. ``hours`` are those the actor keeps in ``zone``.
    number: the price of a listing in rupiah, or which message or licence it is.
    """

    at: datetime
    verb: Verb
    subject: str
    actor: str
    hours: Hours
    zone: str
    number: int = 0


@dataclass(frozen=True)
class Plan:
    """A year up to ``now``: its acts in the order of time, its orders, its plan packages."""

    now: datetime
    acts: tuple[Act, ...]
    stories: tuple[Story, ...]
    packages: tuple[Package, ...]
