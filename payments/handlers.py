"""Later: tell people what only money events know."""

from django.urls import reverse
from django.utils import translation

from marketplace.core import outbox
from marketplace.core.models import OutboxEvent
from marketplace.core.money import rupiah
from marketplace.notices.services import notify
from payments.models import CardPayment, Payout
from vendors.acting import shop_url
from vendors.policies import VendorAct
from vendors.queries import people_of


@outbox.subscribe("payment.failed", "payment.needs_review", handler="payments.notify_payer")
def tell_the_payer(event: OutboxEvent) -> None:
    """Tell the card holder that the bank declined, or that a person must look."""
    payment = CardPayment.objects.select_related("claim__order", "requested_by").get(
        pk=event.subject_id
    )
    order = payment.claim.order
    with translation.override(payment.requested_by.language):
        reason = payment.failure_words
    notify(
        event=event,
        recipients=[payment.requested_by],
        kind=event.name,
        params={"number": order.number, "reason": reason},
        url=reverse("order_detail", args=[order.public_id]),
    )


@outbox.subscribe("payout.failed", handler="payments.notify_vendor")
def tell_the_vendor(event: OutboxEvent) -> None:
    """Tell those who read the shop's money that a transfer did not arrive, and what to do."""
    payout = Payout.objects.select_related("vendor").get(pk=event.subject_id)
    for user in people_of(payout.vendor, to=VendorAct.READ_MONEY):
        with translation.override(user.language):
            reason = payout.failure_words
        notify(
            event=event,
            recipients=[user],
            kind=event.name,
            params={"amount": rupiah(payout.amount_rupiah), "reason": reason},
            url=shop_url("vendor_money", payout.vendor),
        )
