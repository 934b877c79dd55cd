"""The steps of an order that this room carries out: send, count, complain, sign, rate."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Role
from marketplace.fulfilment import policies, queries, rating_queries, services
from marketplace.fulfilment.forms import (
    DisputeForm,
    RatingForm,
    ReceiveForm,
    ReplyForm,
    ShipForm,
    SignForm,
)
from marketplace.orders import policies as orders
from marketplace.orders.forms import ReasonForm
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


def _has_uncounted(_user: Any, order: Any) -> bool:
    return queries.has_uncounted(order)


def _who_moves_the_goods(step: Step, order: Any) -> tuple[str, ...]:
    """When all that was sent is counted, the vendor sends the rest first."""
    return step.roles if queries.has_uncounted(order) else (VENDOR,)


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
_ANSWER = Step(
    key="answer",
    address="jawab-keluhan",
    sources=frozenset({OrderStatus.DISPUTED}),
    target=None,
    roles=(VENDOR,),
    policy=orders.can_answer,
    waiting=queries.waiting_for_the_shop,
    is_open=queries.owes_an_answer,
    act=services.answer_complaint,
    rank=Rank.ALTERNATIVE,
    label=_("Answer the complaint"),
    icon="message-circle",
    question=_("How do you repair it?"),
    reason=_("What do you do, and until when?"),
    help=_("Read in the conversation by the agency and the auditor."),
    said=_("Answered. The agency counts the goods again when you have repaired them."),
    mine=_("Answer the complaint: what do you do, and until when?"),
    task=TaskWords(_("Answer the complaint"), _("Answer"), "message-circle"),
    form=ReasonForm,
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
    Step(
        key="receive",
        address="terima",
        sources=frozenset({OrderStatus.SHIPPED, OrderStatus.DISPUTED}),
        target=OrderStatus.RECEIVED,
        roles=(Role.ACTIVITY_OFFICER,),
        policy=policies.can_receive,
        waiting=queries.waiting_to_receive,
        is_open=_has_uncounted,
        still=_who_moves_the_goods,
        act=services.receive_order,
        rank=Rank.MAIN,
        label=_("Record goods"),
        otherwise=_("The rest of the goods is still to be sent."),
        icon="package-check",
        question=_("How many arrived in good order?"),
        intro=_(
            "Count first. PPK and vendor sign the BAST for what you record; the rest stays open."
        ),
        said=_("Recorded. PPK and vendor sign the BAST next."),
        task=TaskWords(_("Count the goods"), _("Record"), "package-check"),
        form=ReceiveForm,
    ),
    Step(
        key="resume",
        sources=frozenset({OrderStatus.DISPUTED}),
        target=OrderStatus.SHIPPED,
        roles=(PLATFORM,),  # follows by itself when a part was counted after a complaint
        act=services.receive_order,
    ),
    Step(
        key="dispute",
        address="sengketa",
        sources=frozenset({OrderStatus.SHIPPED, OrderStatus.RECEIVED}),
        target=OrderStatus.DISPUTED,
        roles=(Role.ACTIVITY_OFFICER,),
        policy=policies.can_receive,
        act=services.dispute_order,
        rank=Rank.ALTERNATIVE,
        label=_("Complain"),
        icon="message-square-warning",
        question=_("Report a problem with the goods?"),
        intro=_("Nothing is signed or paid until the vendor has repaired it."),
        said=_("Reported. The vendor has been told what to repair."),
        form=DisputeForm,
        by_program=True,
    ),
    _ANSWER,
    replace(
        _ANSWER,
        key="guide",
        address="tanggapi-keluhan",
        roles=(Role.COMMITMENT_OFFICER,),
        policy=orders.can_end,
        waiting=queries.waiting_for_the_ppk,
        label=_("Say how it goes on"),
        question=_("How does this order go on?"),
        reason=_("What do you expect of the shop, and until when?"),
        help=_(
            "Read in the conversation by the shop and the auditor. To end the order, stop or "
            "terminate it instead."
        ),
        said=_("Written. The shop was told."),
        mine=_("Say how it goes on: repair, or stop or terminate the order."),
        task=TaskWords(_("Say how the complaint goes on"), _("Decide"), "message-circle"),
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
