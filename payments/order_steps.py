"""The steps of an order that this room carries out: pay by card, and the payout that follows."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Role, User
from marketplace.orders.lifecycle import PLATFORM, OrderStatus, Rank, Step, TaskWords, register
from payments import policies, queries, services
from payments.forms import PayStepForm
from payments.models import CardPayment
from vendors.channels import Channel

# A claim opens with the handover of a part, while the order still waits for its last part, or
# ended before it came.
BEFORE_THE_WHOLE = frozenset(
    {
        OrderStatus.SHIPPED,
        OrderStatus.RECEIVED,
        OrderStatus.DISPUTED,
        OrderStatus.STOPPED,
        OrderStatus.TERMINATED,
    }
)


def _is_payable(_user: Any, order: Any) -> bool:
    return queries.next_claim(order) is not None


def _who_pays(step: Step, order: Any) -> tuple[str, ...]:
    """While the bank is asked, or what it says is looked into, no card holder can do more."""
    return step.roles if queries.next_claim(order) else (PLATFORM,)


def _pay(*, order_id: int, claim_id: int, card_id: int, actor: User) -> CardPayment:
    return services.request_payment(claim_id=claim_id, card_id=card_id, actor=actor)


_PAY = Step(
    key="pay",
    address="bayar",
    sources=frozenset({OrderStatus.HANDED_OVER}),
    target=OrderStatus.PAID,  # when the bank has confirmed
    roles=(Role.CARD_HOLDER,),
    policy=policies.can_pay_for,
    waiting=policies.to_pay,
    is_open=_is_payable,
    still=_who_pays,
    act=_pay,
    channels=frozenset({Channel.BELA}),
    rank=Rank.MAIN,
    label=_("Pay by card"),
    otherwise=_("The bank is asked for %(amount)s."),
    icon="credit-card",
    question=_("Pay %(amount)s by government card?"),
    said=_("Sent to the bank. Its answer appears here."),
    task=TaskWords(_("Pay by card"), _("Pay"), "credit-card"),
    form=PayStepForm,
    fields="payments/pay_fields.html",
)

register(
    _PAY,
    replace(
        _PAY,
        key="pay_part",
        address="bayar-bagian",
        sources=BEFORE_THE_WHOLE,
        target=None,
        rank=Rank.ALTERNATIVE,
        label=_("Pay a part by card"),
        mine=_("Pay by government card for the part that was handed over."),
        task=TaskWords(_("Pay a part by card"), _("Pay"), "credit-card"),
    ),
    Step(
        key="settle",
        sources=frozenset({OrderStatus.PAID}),
        target=OrderStatus.SETTLED,
        roles=(PLATFORM,),
        act=services.settle,
        rank=Rank.MAIN,
    ),
)
