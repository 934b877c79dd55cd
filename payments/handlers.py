"""Later: tell people what only money events know."""

from operator import attrgetter

from django.urls import reverse
from django.utils.functional import lazy

from marketplace.accounts.models import User
from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.core.money import rupiah
from marketplace.notices.services import notify
from payments import decline_reasons
from payments.models import BankInstruction, CardPayment, Payout
from vendors.acting import shop_url
from vendors.policies import VendorAct
from vendors.queries import people_of

# The bank's reason, in the language of whoever reads it.
_failure_of = lazy(attrgetter("failure_words"), str)


@outbox.subscribe("payment.failed", handler="payments.notify_payer")
def tell_the_payer(event: OutboxEvent) -> None:
    """Tell the card holder that the bank declined."""
    payment = CardPayment.objects.select_related(
        "claim__order", "requested_by", "instruction__answer"
    ).get(pk=event.subject_id)
    order = payment.claim.order
    notify(
        event=event,
        recipients=[payment.requested_by],
        kind=event.name,
        params={"number": order.number, "reason": _failure_of(payment)},
        url=reverse("order_detail", args=[order.public_id]),
    )


@outbox.subscribe("payout.failed", handler="payments.notify_vendor")
def tell_the_vendor(event: OutboxEvent) -> None:
    """Tell those who read the shop's money that a transfer did not arrive, and what to do."""
    payout = Payout.objects.select_related("vendor", "instruction__answer").get(pk=event.subject_id)
    notify(
        event=event,
        recipients=people_of(payout.vendor, to=VendorAct.READ_MONEY),
        kind=event.name,
        params={"amount": rupiah(payout.amount_rupiah), "reason": _failure_of(payout)},
        url=shop_url("vendor_money", payout.vendor),
    )


@outbox.subscribe("instruction.needs_person", handler="payments.notify_operators")
def tell_whoever_must_look(event: OutboxEvent) -> None:
    """Tell the operators, and the payer of a charge, what is wrong and what to do."""
    instruction = BankInstruction.objects.get(pk=event.subject_id)
    payment = (
        CardPayment.objects.select_related("claim__order", "requested_by")
        .filter(instruction=instruction)
        .first()
    )
    operators = list(User.objects.filter(is_staff=True, is_active=True))
    if payment is None:
        _notify(event, operators, instruction.purpose, reverse("finance"))
        return
    number = payment.claim.order.number
    _notify(event, operators, number, reverse("finance"))
    page = reverse("claim_detail", args=[payment.claim.public_id])
    _notify(event, [payment.requested_by], number, page)


def _notify(event: OutboxEvent, people: list[User], subject: str, url: str) -> None:
    trouble = decline_reasons.trouble(str(event.payload["trouble"]))
    notify(
        event=event,
        recipients=people,
        kind=event.name,
        params={"subject": subject, "reason": trouble.what, "next_step": trouble.next_step},
        url=url,
    )
