"""The steps of an order that a complaint is told in; each is open while it is that side's turn."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Role
from marketplace.fulfilment import complaint_queries, policies, services
from marketplace.fulfilment.complaint_forms import DisputeForm, RemedyForm
from marketplace.fulfilment.models import ComplaintStatus
from marketplace.orders import policies as orders
from marketplace.orders.forms import ReasonForm
from marketplace.orders.lifecycle import VENDOR, OrderStatus, Rank, Step, TaskWords, register

_DISPUTED = frozenset({OrderStatus.DISPUTED})


def _stands(*statuses: ComplaintStatus) -> Callable[[Any, Any], bool]:
    """Say whether the open complaint of an order stands in one of these."""
    return lambda _user, order: complaint_queries.status_read(order) in statuses


def _rest_went_back(_user: Any, order: Any) -> bool:
    return complaint_queries.rest_went_back(order)


register(
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
    Step(
        key="answer",
        address="jawab-keluhan",
        sources=_DISPUTED,
        target=None,
        roles=(VENDOR,),
        policy=policies.can_answer_complaint,
        waiting=complaint_queries.waiting_for_answer,
        is_open=_stands(*complaint_queries.SHOPS_TURN),
        act=services.answer_complaint,
        rank=Rank.ALTERNATIVE,
        label=_("Answer the complaint"),
        icon="message-circle",
        question=_("How do you meet the complaint?"),
        reason=_("What do you do, and until when?"),
        help=_("Read by the agency and the auditor. The PPK says whether it will do."),
        said=_("Answered. The PPK says whether it will do."),
        mine=_("Answer the complaint: what do you do, and until when?"),
        task=TaskWords(_("Answer the complaint"), _("Answer"), "message-circle"),
        form=RemedyForm,
        by_program=True,
    ),
    Step(
        key="agree",
        address="setujui-jawaban",
        sources=_DISPUTED,
        target=None,
        roles=(Role.COMMITMENT_OFFICER,),
        policy=policies.can_settle,
        waiting=complaint_queries.waiting_for_word,
        is_open=_stands(ComplaintStatus.ANSWERED),
        act=services.agree_to_answer,
        rank=Rank.ALTERNATIVE,
        label=_("Agree to the answer"),
        icon="handshake",
        said=_("Agreed. The shop and the PPTK were told."),
        mine=_("Say whether the shop's answer to the complaint will do."),
        task=TaskWords(_("Agree to the shop's answer, or not"), _("Decide"), "handshake"),
        by_program=True,
    ),
    Step(
        key="disagree",
        address="tolak-jawaban",
        sources=_DISPUTED,
        target=None,
        roles=(Role.COMMITMENT_OFFICER,),
        policy=policies.can_settle,
        is_open=_stands(ComplaintStatus.ANSWERED),
        act=services.disagree_with_answer,
        rank=Rank.ALTERNATIVE,
        label=_("Do not agree"),
        icon="x",
        question=_("Why will the shop's answer not do?"),
        reason=_("What do you expect of the shop, and until when?"),
        help=_(
            "Read by the shop and the auditor. The shop may propose something else; either of you "
            "may ask the internal auditor (APIP) to decide."
        ),
        said=_("Written. The shop was told."),
        form=ReasonForm,
        by_program=True,
    ),
    Step(
        key="escalate",
        address="minta-putusan",
        sources=_DISPUTED,
        target=None,
        roles=(Role.COMMITMENT_OFFICER, VENDOR),
        policy=policies.can_escalate,
        is_open=_stands(ComplaintStatus.DISAGREED),
        act=services.escalate_complaint,
        rank=Rank.ALTERNATIVE,
        label=_("Ask for a decision"),
        icon="scale",
        question=_("Ask the internal auditor (APIP) to decide?"),
        reason=_("Why do you not agree with each other?"),
        help=_("Read by both sides and the auditor. The decision binds both."),
        said=_("Asked. The internal auditor decides."),
        form=ReasonForm,
        by_program=True,
    ),
    Step(
        key="decide",
        address="putuskan-keluhan",
        sources=_DISPUTED,
        target=None,
        roles=(Role.INTERNAL_AUDITOR,),
        policy=policies.can_decide,
        waiting=complaint_queries.waiting_for_decision,
        is_open=_stands(ComplaintStatus.ESCALATED),
        act=services.decide_complaint,
        rank=Rank.ALTERNATIVE,
        label=_("Decide the complaint"),
        icon="scale",
        question=_("How is this complaint decided?"),
        reason=_("Why do you decide so?"),
        help=_("Read by both sides. It binds both and is not changed afterwards."),
        said=_("Decided. Both sides were told."),
        mine=_("Decide the complaint between shop and agency."),
        task=TaskWords(_("Decide a complaint"), _("Decide"), "scale"),
        form=RemedyForm,
        by_program=True,
    ),
    Step(
        key="stop_rest",
        address="hentikan-sisa",
        sources=frozenset({OrderStatus.SHIPPED, OrderStatus.DISPUTED}),
        target=OrderStatus.STOPPED,
        roles=(Role.COMMITMENT_OFFICER,),
        policy=orders.can_end,
        waiting=complaint_queries.waiting_to_stop,
        is_open=_rest_went_back,
        act=services.stop_rest,
        rank=Rank.ALTERNATIVE,
        label=_("Stop the rest"),
        icon="circle-pause",
        question=_("Stop the order for what went back?"),
        reason=_("What went back, and why?"),
        help=_(
            "Read by the vendor and the auditor. What was handed over is paid; plan money of the "
            "rest is free again. A stopped order cannot be revived."
        ),
        said=_("Stopped. The vendor is told."),
        mine=_("Stop the order for what went back to the shop."),
        task=TaskWords(_("Stop the order for what went back"), _("Stop"), "circle-pause"),
        form=ReasonForm,
        by_program=True,
    ),
)
