"""How the two sides of an order that was handed over rate each other, reply, and are moderated."""

from datetime import datetime

from django.utils.translation import gettext as _

from catalog.questions.rules import names_a_person
from catalog.reasons import required_reason
from marketplace.accounts.models import User
from marketplace.core import audit, clock, deadlines, guards, locks, moments, outbox
from marketplace.core.errors import Conflict, InvalidTransition, NotAllowed, RuleViolation
from marketplace.core.policy import require
from marketplace.core.text import clean_text
from marketplace.fulfilment import policies, rating_queries
from marketplace.fulfilment.models import (
    WORDS_MAX,
    Rating,
    RatingHidden,
    RatingPart,
    RatingReply,
    Side,
)
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.services.review import required

SEAL = "order.rating"  # the deadline that opens a rating which stayed alone
MOST_STARS = 5


class RatingClosed(InvalidTransition):
    """The order is not handed over yet, or its days to be rated (R-RATING) are over."""

    code = "rating_closed"


class RatingSealed(InvalidTransition):
    """What the other side said is not open yet, or nothing was said."""

    code = "rating_sealed"


class SaidAlready(Conflict):
    """This side has rated, replied or been hidden already: once is for good."""

    code = "said_already"


@guards.use_case
def rate(*, order_id: int, stars: int, actor: User, words: str = "") -> Rating:
    """Rate the other side of an order with one to five stars, and a few words if wanted.

    It is sealed until both sides have rated or R-RATING is over. Raises: NotAllowed, RatingClosed,
    SaidAlready, RuleViolation for other stars, long words, or numbers of people in them.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    side = _side(actor, order)
    found = rating_queries.ratings_of(order)
    opens_at = _in_time(order, found)
    if side in found.said:
        raise SaidAlready(
            _("Your side has rated order %(number)s already. A rating stays as it is.")
            % {"number": order.number}
        )
    if any(other.person_id == actor.pk for other in found.said.values()):
        raise NotAllowed(_("You rated this order for the other side. Somebody else rates here."))
    if not 1 <= stars <= MOST_STARS:
        raise RuleViolation(_("Choose 1 to %(most)s stars.") % {"most": MOST_STARS}, field="stars")
    rating = Rating.objects.create(
        order=order,
        side=side,
        stars=stars,
        words=_cleaned(words, field="words"),
        person=actor,
        at=clock.now(),
        opens_at=opens_at,
    )
    audit.record("order.rated", actor=actor, subject=order, side=side, stars=stars)
    if found.said:
        deadlines.close(SEAL, subject_id=order.pk)
        outbox.emit("rating.opened", subject=order)
    else:
        deadlines.open_deadline(SEAL, subject_id=order.pk, due_at=opens_at)
    return rating


@guards.use_case
def open_alone(*, order_id: int) -> None:
    """Open the rating of an order whose other side never rated; the platform's own step.

    Raises: RatingSealed where there is none, or both are open already.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    found = rating_queries.ratings_of(order)
    if len(found.said) != 1 or not found.are_open:
        raise RatingSealed(_("No rating of order %(number)s opens.") % {"number": order.number})
    audit.record("order.rating_opened", actor=None, subject=order)
    outbox.emit("rating.opened", subject=order)


@guards.use_case
def reply_to_rating(*, order_id: int, reason: str, actor: User) -> RatingReply:
    """Answer what the other side's open rating says, once; ``reason`` are the words.

    Raises: NotAllowed, RatingSealed, SaidAlready, RuleViolation without words or with numbers of
    people in them.
    """
    order = locks.lock_one(PurchaseOrder, order_id)
    side = _side(actor, order)
    found = rating_queries.ratings_of(order)
    rating = found.said.get(rating_queries.OTHER[side])
    if rating is None or not found.are_open:
        raise RatingSealed(
            _("There is no open rating of your side of order %(number)s to reply to.")
            % {"number": order.number}
        )
    if not found.may_reply(side):
        raise SaidAlready(_("Your side has replied already. A reply stays as it is."))
    if rating.person_id == actor.pk:
        raise NotAllowed(_("You rated this order for the other side. Somebody else replies."))
    words = _cleaned(required(reason), field="reason")
    reply = RatingReply.objects.create(rating=rating, words=words, person=actor, at=clock.now())
    audit.record("order.rating_replied", actor=actor, subject=order, side=side)
    return reply


@guards.use_case
def hide_words(*, rating_id: int, part: RatingPart, reason: str, actor: User) -> RatingHidden:
    """Take the words of a rating, or its reply, out of everybody's sight; the stars stay.

    Raises: NotAllowed, RatingSealed where nobody reads them yet or there are none, SaidAlready,
    RuleViolation without a reason.
    """
    order_id = Rating.objects.values_list("order_id", flat=True).get(pk=rating_id)
    order = locks.lock_one(PurchaseOrder, order_id)
    found = rating_queries.ratings_of(order)
    rating = next(one for one in found.said.values() if one.pk == rating_id)
    require(policies.can_hide(actor, rating))
    missing = RuleViolation(
        _("Write a reason that both sides understand, at least five letters."), field="reason"
    )
    words = required_reason(reason, missing)
    there = hasattr(rating, "reply") if part == RatingPart.REPLY else rating.words != ""
    if not found.are_open or not there:
        raise RatingSealed(_("Nobody reads these words. Reload the page."))
    if getattr(rating, f"{part}_hidden"):
        raise SaidAlready(_("These words are hidden already. Reload the page."))
    hidden = RatingHidden.objects.create(
        rating=rating, part=part, reason=words, person=actor, at=clock.now()
    )
    audit.record("order.rating_hidden", actor=actor, subject=order, reason=words, part=part)
    outbox.emit("rating.hidden", subject=order, hidden=hidden.pk)
    return hidden


def _side(actor: User, order: PurchaseOrder) -> Side:
    side = policies.side_of_rater(actor, order)
    if side is None:
        raise NotAllowed(policies.can_rate(actor, order).reason)
    return side


def _in_time(order: PurchaseOrder, found: rating_queries.Ratings) -> datetime:
    if found.ends is None:
        raise RatingClosed(
            _(
                "Order %(number)s is “%(status)s”. It is rated once the BAST of all its goods is "
                "signed by both."
            )
            % {"number": order.number, "status": order.get_status_display()}
        )
    if found.ends <= clock.now():
        raise RatingClosed(
            _("Order %(number)s was rated up to %(day)s (rule R-RATING); that time is over.")
            % {
                "number": order.number,
                "day": moments.day(found.ends, zone=order.agency.time_zone),
            }
        )
    return found.ends


def _cleaned(words: str, *, field: str) -> str:
    text = clean_text(words)
    if len(text) > WORDS_MAX:
        raise RuleViolation(
            _("Write at most %(most)s characters; these are %(number)s.")
            % {"most": WORDS_MAX, "number": len(text)},
            field=field,
        )
    if names_a_person(text):
        raise RuleViolation(
            _(
                "Everybody reads this, so it holds no telephone number, e-mail address, link, NIK "
                "or account number. Take it out; the order page has a conversation for the rest."
            ),
            field=field,
        )
    return text
