"""Cards, payments and payouts of the year: real calls of the real gateway to the bank simulator."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from config.demo.chance import roll
from config.demo.load.bank import Bank
from config.demo.load.world import World
from config.demo.story import Story
from config.demo.tenants import AGENCIES
from marketplace.core import clock
from marketplace.fulfilment.models import Claim
from payments import services
from payments.models import CardPayment, InstructionStatus, Payout

CARD_HOLDER = "card_holder"
ISSUERS = {
    "ntt": "Bank NTT (contoh)",
    "kaltara": "Bank Kaltimtara (contoh)",
    "banten": "Bank Banten (contoh)",
    "mojokerto": "Bank Jatim (contoh)",
    "jatim": "Bank Jatim (contoh)",
}
# Paid orders whose shops the bank could not credit: they wait for the shop to repair its account.
REFUSED_PAYOUTS = 3


class Unpaid(Exception):
    """The simulated bank did not do what the year tells; the load stops."""


@dataclass
class Till:
    """Pays and settles through the bank."""

    world: World
    bank: Bank
    cards: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    declined: bool = False

    def register_cards(self) -> None:
        """Give each agency's card holder a card that the bank accepts."""
        for code in AGENCIES:
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
        if story.final_state == "paid" and self.refused < REFUSED_PAYOUTS:
            self.refused += 1
            with clock.moved_to(clock.now() + timedelta(minutes=3)):
                self._refuse_payout()

    def try_declined_card(self, order_id: int, story: Story) -> None:
        """One claim that waits for payment was first tried with a card the bank declines."""
        waits = story.final_state == "handed_over" and story.channel == "bela"
        if self.declined or not waits:
            return
        self.declined = True
        with clock.moved_to(clock.now() + timedelta(minutes=4)):
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

    def _refuse_payout(self) -> None:
        self.bank.set(refuse_payout_next=1)
        self.settle()
        self.bank.set(refuse_payout_next=0)
