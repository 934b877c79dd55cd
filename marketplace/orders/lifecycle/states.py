"""The table of an order's states: all that is said and shown of an order standing in one."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.core.rule_codes import RuleCode
from marketplace.orders.lifecycle.shapes import Clock, NoticeWords, State


class OrderStatus(models.TextChoices):
    """The states of an order's life. What each means and shows stands in ``STATES``."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for the PPK's approval")
    RETURNED = "returned", _("Returned")
    REJECTED = "rejected", _("Rejected by the PPK")
    APPROVED = "approved", _("Approved")
    ISSUED = "issued", _("Waiting for the vendor")
    DECLINED = "declined", _("Declined by the vendor")
    EXPIRED = "expired", _("Out of time")
    CANCELLED = "cancelled", _("Cancelled")
    ACCEPTED = "accepted", _("Vendor is preparing")
    SHIPPED = "shipped", _("On its way")
    RECEIVED = "received", _("BAST waiting for signatures")
    DISPUTED = "disputed", _("Complaint open")
    STOPPED = "stopped", _("Stopped")
    TERMINATED = "terminated", _("Terminated")
    HANDED_OVER = "handed_over", _("BAST signed")
    PAID = "paid", _("Paid")
    SETTLED = "settled", _("Finished")


# The filter of the list of orders, in the order of an order's life.
GROUPS: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {
        "review": _("With the PPK"),
        "vendor": _("With the vendor"),
        "delivery": _("Delivery and BAST"),
        "payment": _("Payment"),
        "done": _("Finished"),
        "ended": _("Ended"),
    }
)
# The stepper on the order page; a state's ``stage`` counts how many of these lie behind it.
STAGES: Final = (
    _("Ordered"),
    _("PPK approval"),
    _("Accepted"),
    _("Sent"),
    _("Received"),
    _("BAST"),
    _("Paid"),
)

# The states in which an order ends before its goods are paid; a void one never bound anybody.
_ended = partial(State, tone="mengkudu", group="ended", is_terminal=True, is_halt=True)
_void = partial(_ended, is_void=True)

STATES: Final[Mapping[OrderStatus, State]] = MappingProxyType(
    {
        OrderStatus.DRAFT: State(
            icon="file-pen",
            tone="netral",
            group="review",
            stage=0,
            is_silent=True,
            theirs=_("The order is being written."),
            done=_("Draft"),
            done_icon="file-pen",
        ),
        OrderStatus.SUBMITTED: State(
            icon="hourglass",
            tone="kunyit",
            group="review",
            stage=1,
            is_public=True,
            holds_stock=True,
            mine=_("Approve %(amount)s or return it."),
            theirs=_("The PPK reads the order of %(amount)s."),
            done=_("Submitted to the PPK"),
            done_icon="send",
            awaited=_("Submit again"),
            notified=("reviewer",),
            notice=NoticeWords(
                _("%(number)s waits for your approval"),
                _("%(title)s from %(vendor)s, %(amount)s. Approve it or return it with a reason."),
            ),
            clock=Clock("order.review", RuleCode.REVIEW, awaited="reviewer"),
            last_clock=Clock("order.hold", RuleCode.REVIEW_HOLD, awaited="reviewer", then="lapse"),
        ),
        OrderStatus.RETURNED: State(
            icon="undo-2",
            tone="mengkudu",
            group="review",
            stage=1,
            is_halt=True,
            holds_stock=True,
            mine=_("Repair the order and submit it again."),
            theirs=_("The order is being repaired."),
            done=_("Returned by the PPK"),
            done_icon="undo-2",
            notified=("officer",),
            notice=NoticeWords(
                _("%(number)s was returned to you"),
                _("The PPK asks: %(reason)s. Repair the order and submit it again."),
            ),
        ),
        OrderStatus.REJECTED: _void(
            icon="octagon-x",
            theirs=_("The PPK rejected this order."),
            done=_("Rejected by the PPK"),
            done_icon="octagon-x",
            notified=("officer",),
            notice=NoticeWords(
                _("%(number)s was rejected"),
                _("Reason: %(reason)s. Stock and plan money are free again."),
            ),
        ),
        # Passed through within one act: whoever approves issues the letter.
        OrderStatus.APPROVED: State(
            icon="file-check",
            tone="nila",
            group="vendor",
            stage=1,
            is_silent=True,
            holds_stock=True,
            theirs=_("The order letter is being issued."),
            done=_("Approved"),
            done_icon="file-check",
        ),
        OrderStatus.ISSUED: State(
            icon="clock",
            tone="kunyit",
            group="vendor",
            stage=2,
            is_public=True,
            holds_stock=True,
            is_committed=True,
            mine=_("Accept this order of %(amount)s or decline it."),
            theirs=_("The vendor accepts or declines %(amount)s."),
            done=_("Approved, order letter issued"),
            done_icon="file-check",
            awaited=_("Approval by the PPK"),
            hint=_("The order letter follows by itself"),
            papers=("surat-pesanan",),
            notified=("officer", "vendor"),
            notice=NoticeWords(
                _("Surat Pesanan for %(number)s was issued"),
                _("%(agency)s orders “%(title)s” from %(vendor)s for %(amount)s."),
                _("A new order for your shop. Answer it in time."),
            ),
            clock=Clock("order.accept", RuleCode.ACCEPT, awaited="vendor", then="expire"),
        ),
        OrderStatus.DECLINED: _void(
            icon="package-x",
            mine=_("The vendor declined. Issue the order again?"),
            theirs=_("The vendor declined this order."),
            done=_("Declined by the vendor"),
            done_icon="package-x",
            notified=("officer", "reviewer"),
            notice=NoticeWords(
                _("%(vendor)s declined %(number)s"),
                _("Reason: %(reason)s. You can issue the order again or choose another shop."),
            ),
        ),
        OrderStatus.EXPIRED: _void(
            icon="timer-off",
            mine=_("Nobody answered in time. Issue the order again?"),
            theirs=_("Nobody answered in time; the order ended by itself."),
            done=_("Expired: no answer in time"),
            done_icon="timer-off",
            notified=("officer", "reviewer", "vendor_if_issued"),
            notice=NoticeWords(
                _("%(number)s expired without an answer"),
                _(
                    "Nobody answered in time; stock and plan money are free again. "
                    "The officer can issue it again with one click."
                ),
            ),
        ),
        OrderStatus.CANCELLED: _void(
            icon="circle-slash",
            tone="netral",
            theirs=_("This order was cancelled."),
            done=_("Cancelled"),
            done_icon="circle-slash",
            notified=("officer", "reviewer", "vendor_if_issued"),
            notice=NoticeWords(
                _("%(number)s was cancelled"),
                _("Reason: %(reason)s. Nothing needs to be delivered."),
                _("An order of your shop was cancelled. Deliver nothing."),
            ),
        ),
        OrderStatus.ACCEPTED: State(
            icon="package",
            tone="nila",
            group="vendor",
            stage=3,
            holds_stock=True,
            is_committed=True,
            mine=_("Pack the goods and send them."),
            theirs=_("The goods are being prepared."),
            done=_("Accepted by the vendor"),
            done_icon="handshake",
            awaited=_("The vendor accepts"),
            hint=_("Within %(days)s days of the order letter"),
            hint_rule=RuleCode.ACCEPT,
            notified=("officer", "reviewer"),
            notice=NoticeWords(
                _("%(vendor)s accepted %(number)s"), _("“%(title)s” is being prepared.")
            ),
        ),
        OrderStatus.SHIPPED: State(
            icon="truck",
            tone="nila",
            group="delivery",
            stage=4,
            is_public=True,
            is_committed=True,
            mine=_("Count the goods when they arrive."),
            theirs=_("The goods are on their way."),
            done=_("Goods sent"),
            done_icon="truck",
            awaited=_("The vendor sends the goods"),
            notified=("officer", "receivers"),
            notice=NoticeWords(
                _("%(number)s is on its way"),
                _("%(vendor)s has sent “%(title)s”. Count the goods when they arrive."),
            ),
        ),
        OrderStatus.RECEIVED: State(
            icon="pen-line",
            tone="kunyit",
            group="delivery",
            stage=5,
            is_committed=True,
            mine=_("Sign the handover (BAST)."),
            theirs=_("Both sides sign the handover (BAST)."),
            done=_("Goods received"),
            done_icon="package-check",
            awaited=_("The goods are counted"),
            notified=("reviewer", "vendor"),
            notice=NoticeWords(
                _("Sign the handover of %(number)s"),
                _("The goods of “%(title)s” were counted. PPK and vendor sign the BAST."),
                _("Your goods were counted. Sign the handover (BAST)."),
            ),
        ),
        OrderStatus.DISPUTED: State(
            icon="message-square-warning",
            tone="mengkudu",
            group="delivery",
            stage=4,
            is_halt=True,
            is_committed=True,
            mine=_("Count the goods again when the vendor has repaired them."),
            theirs=_("A complaint is open. The vendor repairs the goods, the PPTK counts again."),
            done=_("Complaint about the goods"),
            done_icon="message-square-warning",
            notified=("vendor", "reviewer", "officer"),
            notice=NoticeWords(
                _("A problem with the goods of %(number)s"),
                _("“%(title)s”: %(reason)s. Nothing is signed or paid until it is repaired."),
                _("There is a problem with goods of your shop. Repair it."),
            ),
        ),
        OrderStatus.STOPPED: _ended(
            icon="circle-pause",
            theirs=_("This order was stopped."),
            done=_("Stopped"),
            done_icon="circle-pause",
            notified=("officer", "vendor"),
            notice=NoticeWords(
                _("%(number)s was stopped"),
                _("Reason: %(reason)s. Do not prepare or send anything more."),
                _("An order of your shop was stopped. Send nothing more."),
            ),
        ),
        OrderStatus.TERMINATED: _ended(
            icon="octagon-x",
            theirs=_("This order was terminated."),
            done=_("Terminated"),
            done_icon="octagon-x",
            notified=("officer", "vendor"),
            notice=NoticeWords(
                _("%(number)s was terminated"),
                _("Reason: %(reason)s. The agency ended the order because it was not fulfilled."),
                _("An order of your shop was ended. Read why."),
            ),
        ),
        OrderStatus.HANDED_OVER: State(
            icon="file-check",
            tone="kelor",
            group="payment",
            stage=6,
            is_public=True,
            is_committed=True,
            mine=_("Pay %(amount)s by government card."),
            theirs=_("%(amount)s can be paid by card."),
            outside=_("The treasurer pays %(amount)s outside this market."),
            done=_("BAST signed by both"),
            done_icon="pen-line",
            awaited=_("BAST signed by both sides"),
            hint=_("PPK and vendor"),
            papers=("bast",),
            notified=("payers", "vendor", "vendor_money"),
            notice=NoticeWords(
                _("%(number)s can be paid"),
                _(
                    "The BAST is signed by both. "
                    "The claim over %(amount)s is open for the card holder."
                ),
            ),
        ),
        OrderStatus.PAID: State(
            icon="banknote",
            tone="kelor",
            group="payment",
            stage=7,
            is_public=True,
            is_committed=True,
            theirs=_("Paid. The money is on its way to the vendor."),
            done=_("Paid by government card"),
            done_icon="credit-card",
            awaited=_("Payment by government card"),
            papers=("withholding-slip", "kuitansi"),
            notified=("officer", "vendor_money", "treasurers"),
            notice=NoticeWords(
                _("%(number)s was paid by card"),
                _("The bank confirmed %(amount)s. The payout to %(vendor)s follows."),
            ),
        ),
        OrderStatus.SETTLED: State(
            icon="circle-check",
            tone="kelor",
            group="done",
            stage=7,
            is_terminal=True,
            is_public=True,
            is_committed=True,
            theirs=_("Finished. The vendor has received the money."),
            done=_("Money sent to the vendor"),
            done_icon="landmark",
            awaited=_("Money reaches the vendor"),
            hint=_("About %(days)s working days after payment"),
            hint_rule=RuleCode.PAYOUT,
            notified=("vendor_money",),
            notice=NoticeWords(
                _("The money for %(number)s was sent to you"),
                _("The bank confirmed the transfer. The reference stands on the order page."),
                _("The money for an order was sent to your account."),
            ),
        ),
    }
)


def _where(holds: Callable[[State], bool]) -> frozenset[str]:
    return frozenset(status.value for status, state in STATES.items() if holds(state))


TERMINAL: Final = _where(lambda state: state.is_terminal)
# While an order is in one of these its lines reserve stock; shipping turns the reservation into a
# withdrawal, every other way out gives the stock back.
HOLDS_STOCK: Final = _where(lambda state: state.holds_stock)
# Ended before it was carried out: its days are free for others; all other orders hold theirs.
BOOKS_DAYS: Final = _where(lambda state: not (state.is_terminal and state.is_halt))
# A letter binds the agency: what the open figures count as committed.
COMMITTED: Final = _where(lambda state: state.is_committed)
# Ended before it bound anybody: no guard counts it.
VOID: Final = _where(lambda state: state.is_void)


def in_group(group: str) -> frozenset[str]:
    """Return the states of a group of the list."""
    return _where(lambda state: state.group == group)


def clocks() -> list[Clock]:
    """Return every deadline an order can have."""
    return [running for state in STATES.values() for running in state.clocks]
