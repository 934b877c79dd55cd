"""The steps by which the delivery day of an order moves; its state stays."""

from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Role
from marketplace.orders import addendum_policies, delivery_day, services
from marketplace.orders.addendum_forms import AnswerForm, ProposalForm, RefusalForm
from marketplace.orders.lifecycle import VENDOR, Rank, Step, TaskWords, register


def _may_move(order: Any) -> bool:
    return delivery_day.is_awaited(order) and addendum_policies.open_addendum(order) is None


def _is_proposed(order: Any) -> bool:
    return addendum_policies.open_addendum(order) is not None and delivery_day.is_awaited(order)


_move = partial(Step, sources=delivery_day.AWAITED, target=None, warns=False, by_program=True)
_answer = partial(
    _move,
    roles=(Role.COMMITMENT_OFFICER, VENDOR),
    policy=addendum_policies.can_answer_day,
    is_there=_is_proposed,
    rank=Rank.ALTERNATIVE,
)
PROPOSE = _move(
    key="propose_day",
    address="usul-hari-pengiriman",
    roles=(Role.PROCUREMENT_OFFICER, Role.COMMITMENT_OFFICER, VENDOR),
    policy=addendum_policies.can_propose_day,
    is_there=_may_move,
    act=services.propose_day,
    label=_("Propose another delivery day"),
    icon="calendar-clock",
    question=_("Propose another delivery day for %(number)s?"),
    intro=_(
        "The present day holds until the other side agrees. An addendum then says the new day."
    ),
    reason=_("Why must the day move?"),
    help=_("Read by the other side and the auditor."),
    said=_("Proposed. The other side was told and answers."),
    form=ProposalForm,
)
AGREE = _answer(
    key="agree_day",
    address="setujui-hari-pengiriman",
    waiting=addendum_policies.to_answer_day,
    act=services.agree_day,
    label=_("Agree to the new day"),
    icon="calendar-clock",
    question=_("Move the delivery day to %(day)s?"),
    intro=_("The new day holds at once, and both sides get the addendum as a paper."),
    said=_("Agreed. The addendum was issued and the other side was told."),
    mine=_("Another delivery day is proposed: agree to it or refuse it."),
    task=TaskWords(_("Answer the proposed delivery day"), _("Answer"), "calendar-clock"),
    form=AnswerForm,
)
REFUSE = _answer(
    key="refuse_day",
    address="tolak-hari-pengiriman",
    act=services.refuse_day,
    label=_("Refuse the new day"),
    icon="x",
    question=_("Refuse to move the delivery day to %(day)s?"),
    reason=_("Why must the day stay?"),
    help=_("Read by the other side and the auditor."),
    said=_("Refused. The other side was told; the delivery day stays."),
    form=RefusalForm,
)

register(PROPOSE, AGREE, REFUSE)
