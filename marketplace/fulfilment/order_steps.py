"""The steps of an order that this room carries out: send, count, sign, rate."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Role
from marketplace.fulfilment import (
    complaint_queries,
    policies,
    queries,
    rating_queries,
    services,
)
from marketplace.fulfilment.forms import (
    ArrivalForm,
    RatingForm,
    ReceiveForm,
    ReplyForm,
    ShipForm,
    SignForm,
)
from marketplace.fulfilment.models import PROOFS_MAX
from marketplace.orders.lifecycle import (
    PLATFORM,
    VENDOR,
    OrderStatus,
    Rank,
    Step,
    TaskWords,
    register,
)

_SIDES = {"buyer": Role.COMMITMENT_OFFICER, "vendor": VENDOR}


def _lacks_signature(user: Any, order: Any) -> bool:
    """A person signs for one side only; the agency's is asked first."""
    side = "buyer" if policies.can_sign_for_buyer(user, order) else "vendor"
    return side in queries.unsigned_sides(order)


def _still_to_sign(_step: Step, order: Any) -> tuple[str, ...]:
    unsigned = queries.unsigned_sides(order)
    return tuple(role for side, role in _SIDES.items() if side in unsigned)


def _owes_goods(_user: Any, order: Any) -> bool:
    return queries.owes_goods(order)


def _may_show_arrival(_user: Any, order: Any) -> bool:
    return queries.has_uncounted(order) and queries.next_proof(order) <= PROOFS_MAX


def _has_uncounted(_user: Any, order: Any) -> bool:
    return queries.has_uncounted(order)


def _who_moves_the_goods(step: Step, order: Any) -> tuple[str, ...]:
    """When all that was sent is counted, the vendor sends the rest, or the PPK stops it."""
    if queries.has_uncounted(order):
        return step.roles
    return (VENDOR,) if queries.owes_goods(order) else (Role.COMMITMENT_OFFICER,)


def _whose_turn_in_a_complaint(_step: Step, order: Any) -> tuple[str, ...]:
    return complaint_queries.whose_turn(order)


def _may_rate(user: Any, order: Any) -> bool:
    side = policies.side_of_rater(user, order)
    return rating_queries.ratings_read(order).may_rate(side)


def _may_reply(user: Any, order: Any) -> bool:
    side = policies.side_of_rater(user, order)
    return rating_queries.ratings_read(order).may_reply(side)


_SHIP = Step(
    key="ship",
    address="kirim",
    sources=frozenset({OrderStatus.ACCEPTED}),
    target=OrderStatus.SHIPPED,
    roles=(VENDOR,),
    policy=policies.can_ship,
    waiting=policies.to_ship,
    act=services.ship_order,
    rank=Rank.MAIN,
    label=_("Send the goods"),
    icon="truck",
    question=_("Who brings the goods?"),
    intro=_("The agency is told at once. Your stock goes down by the units you send."),
    said=_("Sent. The agency counts the goods when they arrive."),
    task=TaskWords(_("Pack and send"), _("Send"), "truck"),
    form=ShipForm,
    by_program=True,
)
_SIGN = Step(
    key="sign",
    address="tanda-tangan",
    sources=frozenset({OrderStatus.RECEIVED}),
    target=OrderStatus.HANDED_OVER,
    roles=(Role.COMMITMENT_OFFICER, VENDOR),
    policy=policies.can_sign,
    waiting=policies.to_sign,
    is_open=_lacks_signature,
    still=_still_to_sign,
    act=services.sign_handover,
    rank=Rank.MAIN,
    label=_("Sign the BAST"),
    icon="pen-line",
    question=_("Sign the BAST of %(number)s?"),
    intro=_(
        "You confirm that these goods were handed over in good order. "
        "The signature is electronic and not certified."
    ),
    said=_("Signed. When both sides have signed, the claim opens by itself."),
    task=TaskWords(_("Sign the BAST"), _("Sign"), "pen-line"),
    form=SignForm,
    fields="fulfilment/sign_fields.html",
)
_RECEIVE = Step(
    key="receive",
    address="terima",
    sources=frozenset({OrderStatus.SHIPPED}),
    target=OrderStatus.RECEIVED,
    roles=(Role.ACTIVITY_OFFICER,),
    policy=policies.can_receive,
    waiting=queries.waiting_to_receive,
    is_open=_has_uncounted,
    still=_who_moves_the_goods,
    act=services.receive_order,
    rank=Rank.MAIN,
    label=_("Record goods"),
    otherwise=_("The rest of the goods is still to be sent, or went back to the shop."),
    icon="package-check",
    question=_("How many arrived in good order?"),
    intro=_("Count first. PPK and vendor sign the BAST for what you record; the rest stays open."),
    said=_("Recorded. PPK and vendor sign the BAST next."),
    task=TaskWords(_("Count the goods"), _("Record"), "package-check"),
    form=ReceiveForm,
    by_program=True,
)

register(
    _SHIP,
    replace(
        _SHIP,
        key="ship_rest",
        address="kirim-sisa",
        sources=frozenset({OrderStatus.SHIPPED}),
        target=None,
        waiting=queries.waiting_to_ship_rest,
        is_open=_owes_goods,
        rank=Rank.ALTERNATIVE,
        label=_("Send the rest"),
        mine=_("Send the rest of the goods."),
        task=TaskWords(_("Send the rest"), _("Send"), "truck"),
        by_program=False,
    ),
    # Nobody waits for it: it stands on the page as long as the goods are on their way.
    Step(
        key="show_arrival",
        address="foto-tiba",
        sources=queries.ARRIVING,
        target=None,
        roles=(VENDOR,),
        policy=policies.can_ship,
        is_open=_may_show_arrival,
        act=services.prove_arrival,
        rank=Rank.ALTERNATIVE,
        label=_("Add photos of the arrival"),
        icon="image",
        question=_("What did it look like when the goods arrived?"),
        intro=_(
            "Photos of the last shipment, until its goods are counted. The agency sees them here."
        ),
        said=_("Added. The agency sees the photos on this page."),
        form=ArrivalForm,
        warns=False,
    ),
    _RECEIVE,
    replace(
        _RECEIVE,
        key="recount",
        address="hitung-ulang",
        sources=frozenset({OrderStatus.DISPUTED}),
        still=_whose_turn_in_a_complaint,
        label=_("Count again"),
        otherwise=_("A complaint is open. What was said about it stands below."),
        intro=_(
            "Count what is in good order now. When all that was sent is counted, the complaint is "
            "closed, and PPK and vendor sign the BAST."
        ),
    ),
    Step(
        key="resume",
        sources=frozenset({OrderStatus.DISPUTED}),
        target=OrderStatus.SHIPPED,
        roles=(PLATFORM,),  # follows by itself when a part was counted after a complaint
        act=services.receive_order,
    ),
    _SIGN,
    replace(
        _SIGN,
        key="sign_part",
        address="tanda-tangan-bagian",
        sources=frozenset({OrderStatus.SHIPPED}),
        target=None,
        rank=Rank.ALTERNATIVE,
        label=_("Sign the BAST of a part"),
        mine=_("Sign the handover (BAST) of the goods that were counted."),
        question=_("Sign the BAST of a part of %(number)s?"),
        task=TaskWords(_("Sign the BAST of a part"), _("Sign"), "pen-line"),
    ),
    # An order waits for no rating: both stand on its page as long as they are possible.
    Step(
        key="rate",
        address="nilai",
        sources=queries.WHOLLY_HANDED_OVER,
        target=None,
        roles=(Role.ACTIVITY_OFFICER, VENDOR),
        policy=policies.can_rate,
        is_open=_may_rate,
        act=services.rate,
        rank=Rank.ALTERNATIVE,
        label=_("Give a rating"),
        icon="star",
        question=_("How was it with %(other)s?"),
        intro=_(
            "Sealed until both sides have rated, or neither can any more. It stays as you send it."
        ),
        said=_("Rated. It opens when the other side has rated, too, or its time is over."),
        form=RatingForm,
        warns=False,
        by_program=True,
    ),
    Step(
        key="reply",
        address="tanggapi-nilai",
        sources=queries.WHOLLY_HANDED_OVER,
        target=None,
        roles=(Role.ACTIVITY_OFFICER, VENDOR),
        policy=policies.can_rate,
        is_open=_may_reply,
        act=services.reply_to_rating,
        rank=Rank.ALTERNATIVE,
        label=_("Reply to the rating"),
        icon="message-circle",
        question=_("What do you say to the rating of %(other)s?"),
        reason=_("Your reply"),
        help=_(
            "Stands beside the rating, once and for good. Leave out names and numbers of people."
        ),
        said=_("Your reply stands beside the rating."),
        form=ReplyForm,
        warns=False,
        by_program=True,
    ),
)
