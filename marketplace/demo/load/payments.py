"""Cards, payments and payouts of the year: real calls of the real gateway to the bank simulator."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from marketplace.core import clock
from marketplace.demo.load.bank import Bank
from marketplace.demo.load.world import World
from marketplace.demo.plan.acts import Act, Verb
from marketplace.demo.seeded import roll
from marketplace.demo.story import Story
from marketplace.demo.tenants import AGENCIES
from marketplace.fulfilment.models import Claim
from payments import services
from payments.models import CardPayment, InstructionStatus, Payout

CARD_HOLDER = "card_holder"
AFTER_PAYMENT = timedelta(seconds=20)
ISSUERS = {
    "ntt": "Bank NTT (contoh)",
    "kaltara": "Bank Kaltimtara (contoh)",
    "banten": "Bank Banten (contoh)",
    "mojokerto": "Bank Jatim (contoh)",
    "jatim": "Bank Jatim (contoh)",
}


class Unpaid(Exception):
    """The simulated bank did not do what was planned; the load stops."""


@dataclass
class Payments:
    """Pays and settles through the bank."""

    world: World
    bank: Bank
    cards: dict[str, int] = field(default_factory=dict)

    def handlers(self) -> Mapping[Verb, Callable[[Act], object]]:
        """Return what carries out each verb that is about no order."""
        return {Verb.REGISTER_CARD: self.register_card, Verb.SETTLE: lambda act: self.settle()}

    def register_card(self, act: Act) -> None:
        """Give an agency's card holder a card that the bank accepts."""
        code = act.subject
        self.cards[code] = self._register(code, f"card-ok-{code}", roll(code, "card"))

    def _register(self, agency: str, token: str, number: int) -> int:
        card = services.register_card(
            agency_id=self.world.agencies[agency].pk,
            token=token,
            last4=f"{number % 10_000:04d}",
            issuer=ISSUERS[AGENCIES[agency].tenant],
            actor=self.world.officer(agency, CARD_HOLDER),
        )
        return card.pk

    def pay(self, order_id: int, story: Story) -> None:
        """Charge the claim of an order and see that the bank took it. Raises: Unpaid."""
        payment = self._charge(order_id, story, self.cards[story.agency])
        if payment.status != InstructionStatus.SUCCEEDED:
            raise Unpaid(f"{story.code}: the bank says {payment.status} {payment.failure_words}")

    def try_declined_card(self, order_id: int, story: Story) -> None:
        """Charge a claim with a card that the bank declines."""
        token = f"card-declined-{story.agency}"
        card = self._register(story.agency, token, roll(story.agency, "bad"))
        self._charge(order_id, story, card)

    def _charge(self, order_id: int, story: Story, card: int) -> CardPayment:
        payment = services.request_payment(
            claim_id=Claim.objects.get(order_id=order_id).pk,
            card_id=card,
            actor=self.world.officer(story.agency, CARD_HOLDER),
        )
        services.drive_instructions()
        payment.refresh_from_db()
        return payment

    def settle(self) -> None:
        """Run the settlement. Raises: Unpaid when a payout did not reach its shop."""
        services.settle()
        waiting = Payout.objects.exclude(
            instruction__status__in=[InstructionStatus.SUCCEEDED, InstructionStatus.DECLINED]
        )
        if waiting.exists():
            raise Unpaid("The bank has not answered every payout.")

    def refuse_payout(self) -> None:
        """Run the settlement right after a payment, with a bank that cannot credit the shop."""
        self.bank.set(refuse_payout_next=1)
        with clock.moved_to(clock.now() + AFTER_PAYMENT):
            self.settle()
        self.bank.set(refuse_payout_next=0)
