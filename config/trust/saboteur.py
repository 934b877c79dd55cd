"""A worker that pays like an amateur: a new key for every try, and no question before it.

`python -m config.trust.saboteur celery …` or `… poller`. Only `--sabotage` starts it, to see the
checks of the fault runs turn red; nothing of the product reads it.
"""

from __future__ import annotations

import sys
import uuid
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from payments.gateway import BankGateway, ChargeResult
    from payments.leases import Turn
    from payments.models import CardPayment


def careless_charge(payment: CardPayment, gateway: BankGateway, turn: Turn) -> ChargeResult:
    """Send the charge again under a key that the bank has never seen, whoever's turn it is."""
    from payments.gateway import ChargeRequest  # noqa: PLC0415 - needs ready apps

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


def be_careless() -> None:
    """Put the saboteur into its place in this process."""
    from payments.services import charging  # noqa: PLC0415 - needs ready apps

    charging.ask_then_charge = careless_charge


def main(words: list[str]) -> None:
    """Become the program that was asked for, with the saboteur inside."""
    be_careless()
    if words[:1] == ["celery"]:
        from celery.__main__ import main as celery  # noqa: PLC0415 - only one of the two is run

        sys.argv = words
        celery()
        return
    from django.core.management import call_command  # noqa: PLC0415

    call_command("run_poller")


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1:])
