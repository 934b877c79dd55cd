"""What a kind of instruction must bring along; the driver knows nothing else about it.

A charge, a transfer, and later a QRIS code, a refund or a remittance differ only in this.
"""

from typing import Any, Protocol

from django.db.models import Model, QuerySet

from payments.gateway import BankGateway, BankResult
from payments.models import BankAnswer, BankInstruction, InstructionKind


class Kind(Protocol):
    """One kind. ``purpose`` is the row that the instruction is for (a card payment, a payout)."""

    @property
    def name(self) -> InstructionKind:
        """The value of ``BankInstruction.kind``."""

    def send(self, gateway: BankGateway, instruction: BankInstruction, key: str) -> BankResult:
        """Ask the bank for it, from the frozen request alone. Raises: GatewayError kinds."""

    def ask(self, gateway: BankGateway, key: str) -> BankResult:
        """Ask what became of it. Raises: GatewayError kinds."""

    def lock(self, instruction_id: int) -> Any:
        """Lock what it pays, in the house's order of locks, and return the purpose."""

    def others(self, purpose: Any) -> QuerySet[BankInstruction]:
        """Return the other instructions that pay the same thing."""

    def is_met(self, purpose: Any) -> bool:
        """Say whether what it pays is paid already, by another instruction."""

    def succeed(self, purpose: Any, answer: BankAnswer) -> str:
        """Book a success; return the trouble that is left, or an empty text."""

    def decline(self, purpose: Any, answer: BankAnswer) -> None:
        """Note a refusal: nothing moved at the bank."""

    def learn(self, purpose: Any, answer: BankAnswer) -> bool:
        """Book what a later word adds to a booked success; False when it adds nothing."""

    def subject(self, purpose: Any) -> Model:
        """Return the thing under whose name the audit trail keeps this."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known to the driver, when its module is imported."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> Kind:
    """Return the kind of this name. Raises: KeyError."""
    return _kinds[name]


def names() -> list[str]:
    """Return the registered kinds."""
    return list(_kinds)
