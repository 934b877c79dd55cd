"""A worker that pays like an amateur: a new key for every try, and no question before it.

`python -m tests.trust.saboteur celery …` or `… poller`. Only `--sabotage` starts it, to see the
checks of the fault runs turn red; nothing of the product reads it.
"""

from __future__ import annotations

import sys
import uuid
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from payments.gateway import BankGateway, BankResult
    from payments.leases import Turn
    from payments.models import AnswerSource, BankInstruction
    from payments.services.kinds import Kind


def be_careless() -> None:
    """Put the saboteur into its place in this process."""
    from payments.models import AnswerSource, InstructionKind  # noqa: PLC0415 - needs ready apps
    from payments.services import instructions  # noqa: PLC0415

    honest = instructions.ask_then_send

    def careless(
        kind: Kind, instruction: BankInstruction, gateway: BankGateway, turn: Turn
    ) -> tuple[AnswerSource, BankResult]:
        """Charge again under a key that the bank has never seen, whoever's turn it is."""
        if instruction.kind != InstructionKind.CHARGE:
            return honest(kind, instruction, gateway, turn)
        return AnswerSource.ANSWER, kind.send(gateway, instruction, str(uuid.uuid4()))

    instructions.ask_then_send = careless


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
