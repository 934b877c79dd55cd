"""The steps of an order that this room carries out: from the cart to the vendor's answer."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Role
from marketplace.orders import policies, seconding, services
from marketplace.orders.forms import ReasonForm, RevivalForm
from marketplace.orders.lifecycle import (
    HOLDS_STOCK,
    PLATFORM,
    VENDOR,
    OrderStatus,
    Rank,
    Step,
    TaskWords,
    register,
)
from marketplace.orders.review_forms import ApprovalForm, ReturnForm, StrikeForm


def _not_reissued(_user: Any, order: Any) -> bool:
    return not hasattr(order, "reissued_as")


def _has_several_lines(_user: Any, order: Any) -> bool:
    return len(order.lines.all()) > 1


# Whoever sends an order back or ends it says why; what they share stands here.
_with_reason = partial(Step, form=ReasonForm, by_program=True)
_review = partial(
    _with_reason,
    sources=frozenset({OrderStatus.SUBMITTED}),
    roles=(Role.COMMITMENT_OFFICER,),
    policy=policies.can_review,
)
_ending = partial(_with_reason, roles=(Role.COMMITMENT_OFFICER,), policy=policies.can_end)

PLACE = Step(
    key="place",
    sources=frozenset({OrderStatus.DRAFT}),
    target=OrderStatus.SUBMITTED,
    roles=(Role.PROCUREMENT_OFFICER,),
    policy=policies.can_place,
    act=services.place_orders,  # from the cart: the draft lasts as long as the checkout
    rank=Rank.MAIN,
)
APPROVE = Step(
    key="approve",
    address="setujui",
    sources=frozenset({OrderStatus.SUBMITTED}),
    target=OrderStatus.APPROVED,
    roles=(Role.COMMITMENT_OFFICER,),
    policy=policies.can_approve,
    waiting=policies.to_review,
    act=services.approve_order,
    rank=Rank.MAIN,
    label=_("Approve order"),
    icon="check",
    question=_("Approve %(amount)s?"),
    intro=_(
        "The order letter is issued at once and binds your agency; the vendor is told. Afterwards "
        "the order can be cancelled, but not changed."
    ),
    form=ApprovalForm,
    fields="orders/_approval_fields.html",
    said=_("Approved. The order letter was issued and the vendor was told."),
    task=TaskWords(_("Approve or return"), _("Review"), "file-check"),
    in_place=True,
    by_program=True,
)
SECOND_APPROVE = _with_reason(
    key="second_approve",
    address="persetujuan-kedua",
    sources=frozenset({OrderStatus.SUBMITTED}),
    target=None,
    roles=seconding.ROLES,
    policy=seconding.can_second,
    waiting=seconding.to_second,
    is_open=seconding.owes_second,
    act=services.second_approve,
    rank=Rank.ALTERNATIVE,
    label=_("Give the second approval"),
    icon="shield-check",
    question=_("Give %(number)s the second approval?"),
    reason=_("Why do you approve it?"),
    help=_("Read by PP, PPK and the auditor. The PPK approves or returns the order afterwards."),
    said=_("Second approval given. The PPK was told and can approve the order now."),
    mine=_("Read why a second approval is asked, then give it or not."),
    task=TaskWords(_("Give the second approval"), _("Read"), "shield-check"),
)
ISSUE = Step(
    key="issue",
    sources=frozenset({OrderStatus.APPROVED}),
    target=OrderStatus.ISSUED,
    roles=(PLATFORM,),
    act=services.approve_order,  # in the same act as the approval
    rank=Rank.MAIN,
)
ACCEPT = Step(
    key="accept",
    address="sanggupi",
    sources=frozenset({OrderStatus.ISSUED}),
    target=OrderStatus.ACCEPTED,
    roles=(VENDOR,),
    policy=policies.can_answer,
    waiting=policies.to_answer,
    act=services.accept_order,
    rank=Rank.MAIN,
    label=_("Accept order"),
    icon="check",
    said=_("Accepted. The agency was told; now prepare the goods."),
    task=TaskWords(_("Accept or decline"), _("Answer"), "handshake"),
    in_place=True,
    by_program=True,
)
RESUBMIT = Step(
    key="resubmit",
    address="ajukan-lagi",
    sources=frozenset({OrderStatus.RETURNED}),
    target=OrderStatus.SUBMITTED,
    roles=(Role.PROCUREMENT_OFFICER,),
    policy=policies.can_edit,
    waiting=policies.to_edit,
    act=services.resubmit_order,
    rank=Rank.MAIN,
    label=_("Submit again"),
    icon="send",
    question=_("Submit %(number)s again to the PPK?"),
    intro=_(
        "The order keeps the prices it was written at; today's offer stands beside them. To order "
        "at today's prices, cancel it and order anew."
    ),
    said=_("Submitted again to the PPK."),
    task=TaskWords(_("Repair and submit again"), _("Repair"), "undo-2"),
    form=RevivalForm,
    fields="orders/_revival_fields.html",
    in_place=True,
    by_program=True,
)
REISSUE = Step(
    key="reissue",
    address="terbitkan-ulang",
    sources=frozenset({OrderStatus.EXPIRED, OrderStatus.DECLINED}),
    target=None,
    roles=(Role.PROCUREMENT_OFFICER,),
    policy=policies.can_reissue,
    is_open=_not_reissued,
    act=services.reissue_order,
    rank=Rank.MAIN,
    label=_("Issue again"),
    icon="refresh-cw",
    question=_("Issue %(number)s again as a new order?"),
    intro=_("The new order takes the prices, taxes and words of today, as they stand here."),
    form=RevivalForm,
    fields="orders/_revival_fields.html",
    said=_("Issued again as a new order; it waits for the PPK."),
    by_program=True,
)
STRIKE = Step(
    key="strike",
    address="coret",
    sources=frozenset({OrderStatus.SUBMITTED}),
    target=None,
    roles=(Role.COMMITMENT_OFFICER,),
    policy=policies.can_review,
    is_open=_has_several_lines,
    act=services.strike_lines,
    rank=Rank.ALTERNATIVE,
    label=_("Strike lines"),
    icon="minus",
    question=_("Strike lines of %(number)s and keep the rest?"),
    intro=_(
        "Write a reason beside each line that is not bought; a line without one stays. Sums, "
        "taxes, stock and plan money follow at once; prices and freight of the rest stay. The "
        "order then still waits for your approval."
    ),
    form=StrikeForm,
    said=_("Struck. The officer was told; the rest of the order waits for your approval."),
    by_program=True,
)
RETURN = _review(
    key="return",
    address="kembalikan",
    target=OrderStatus.RETURNED,
    act=services.return_order,
    form=ReturnForm,
    rank=Rank.ALTERNATIVE,
    label=_("Return"),
    icon="undo-2",
    question=_("Return it to %(officer)s?"),
    reason=_("What must be repaired?"),
    help=_(
        "Read by the officer and the auditor. The order is not cancelled, and the vendor's "
        "clock does not run yet."
    ),
    said=_("Returned. The officer was told what to repair."),
)
DECLINE = _with_reason(
    key="decline",
    address="tolak-penyedia",
    sources=frozenset({OrderStatus.ISSUED}),
    target=OrderStatus.DECLINED,
    roles=(VENDOR,),
    policy=policies.can_answer,
    act=services.decline_order,
    rank=Rank.ALTERNATIVE,
    label=_("Decline"),
    icon="x",
    question=_("Decline this order?"),
    reason=_("Why can you not deliver?"),
    help=_("Read by the agency and the auditor. The agency may order elsewhere."),
    said=_("Declined. The agency was told."),
)
REJECT = _review(
    key="reject",
    address="tolak",
    target=OrderStatus.REJECTED,
    act=services.reject_order,
    label=_("Reject for good"),
    icon="octagon-x",
    question=_("Reject this order for good?"),
    reason=_("Why is it rejected?"),
    help=_("Stock and plan money are free again. A rejected order cannot be revived."),
    said=_("Rejected. Stock and plan money are free again."),
)
CANCEL = _with_reason(
    key="cancel",
    address="batalkan",
    sources=HOLDS_STOCK,
    target=OrderStatus.CANCELLED,
    roles=(Role.COMMITMENT_OFFICER, Role.PROCUREMENT_OFFICER),
    policy=policies.can_cancel,
    act=services.cancel_order,
    label=_("Cancel the order"),
    icon="circle-slash",
    question=_("Cancel this order?"),
    reason=_("Why is it cancelled?"),
    help=_("Stock and plan money are free again. Everybody concerned is told."),
    said=_("Cancelled. Stock and plan money are free again."),
)
STOP = _ending(
    key="stop",
    address="hentikan",
    sources=frozenset({OrderStatus.ACCEPTED, OrderStatus.DISPUTED}),
    target=OrderStatus.STOPPED,
    act=services.stop_order,
    label=_("Stop the order"),
    icon="circle-pause",
    question=_("Stop this order?"),
    reason=_("Why are the goods no longer needed?"),
    help=_("Read by the vendor and the auditor. A stopped order cannot be revived."),
    said=_("Stopped. The vendor is told."),
)
TERMINATE = _ending(
    key="terminate",
    address="putuskan",
    sources=frozenset({OrderStatus.ACCEPTED, OrderStatus.SHIPPED, OrderStatus.DISPUTED}),
    target=OrderStatus.TERMINATED,
    act=services.terminate_order,
    label=_("Terminate the order"),
    icon="octagon-x",
    question=_("Terminate this order?"),
    reason=_("What has the vendor not fulfilled?"),
    help=_("Read by the vendor and the auditor. A terminated order cannot be revived."),
    said=_("Terminated. The vendor is told."),
)
EXPIRE = Step(
    key="expire",
    sources=frozenset({OrderStatus.ISSUED}),
    target=OrderStatus.EXPIRED,
    roles=(PLATFORM,),
    act=services.expire_order,
)
LAPSE = Step(
    key="lapse",
    sources=frozenset({OrderStatus.SUBMITTED}),
    target=OrderStatus.EXPIRED,
    roles=(PLATFORM,),
    act=services.lapse_order,  # when its PPK has left it waiting for too long
)
HALT = Step(
    key="halt",
    sources=services.NOT_ACCEPTED,
    target=OrderStatus.CANCELLED,
    roles=(PLATFORM,),
    act=services.halt_order,  # when a sanction stops its shop
)

register(
    PLACE,
    APPROVE,
    SECOND_APPROVE,
    ISSUE,
    ACCEPT,
    RESUBMIT,
    REISSUE,
    STRIKE,
    RETURN,
    DECLINE,
    REJECT,
    CANCEL,
    STOP,
    TERMINATE,
    EXPIRE,
    LAPSE,
    HALT,
)
