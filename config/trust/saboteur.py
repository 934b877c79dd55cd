"""A worker that pays like an amateur: a new key for every try, and no question before it.

`python -m config.trust.saboteur celery …` or `… poller`. Only `trust kill --sabotage` starts it, to
see its own checks turn red; nothing of the product reads it.
"""

from __future__ import annotations

import sys
import uuid

import django


def careless_charge(payment: CardPayment, gateway: BankGateway, _turn: Turn) -> ChargeResult:
    """Send the charge again under a key that the bank has never seen."""
    return gateway.charge_card(
        ChargeRequest(
            key=str(uuid.uuid4()),
            claim_ref=payment.claim.number,
            amount_rupiah=payment.amount_rupiah,
            card_token=payment.card.token,
            size_class=payment.claim.order.vendor.size_class,
            description=payment.claim.order.number,
        )
    )


def main(words: list[str]) -> None:
    """Put the saboteur into its place, then become the program that was asked for."""
    charging.ask_then_charge = careless_charge
    if words[:1] == ["celery"]:
        from celery.__main__ import main as celery  # noqa: PLC0415 - only one of the two is run

        sys.argv = words
        celery()
        return
    from django.core.management import call_command  # noqa: PLC0415

    call_command("run_poller")


if __name__ == "__main__":
    django.setup()
    from payments.gateway import BankGateway, ChargeRequest, ChargeResult
    from payments.leases import Turn
    from payments.models import CardPayment
    from payments.services import charging

    main(sys.argv[1:])
