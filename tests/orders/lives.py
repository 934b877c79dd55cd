"""What people may try with orders, in any order: a machine that plays whole lives."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from catalog.models import Sku
from catalog.services import change_price, set_stock
from marketplace.budget.models import PlanPackage
from marketplace.core import clock, outbox
from marketplace.core.errors import DomainError
from marketplace.core.invariants import examine
from marketplace.fulfilment.models import Claim, Remedy
from marketplace.fulfilment.services import (
    agree_to_answer,
    answer_complaint,
    decide_complaint,
    disagree_with_answer,
    dispute_order,
    escalate_complaint,
    receive_order,
    ship_order,
    sign_handover,
)
from marketplace.orders import services
from marketplace.orders.models import OrderStatus, PurchaseOrder
from payments.gateway import BankResult, Outcome
from payments.models import CardPayment, Payout
from payments.services import request_payment, settle
from tests import factories, stories
from tests.factories import World
from tests.payments.money_steps import told, word
from vendors.sanctions.services import end_sanction

WHY = "Sudah diperiksa bersama"


class OrderLives(RuleBasedStateMachine):
    """The cast and what each of them may try; most tries are refused, and then nothing moves."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world, self.done, self.days, self.is_new = world, 0, 0, True
        self._open = ExitStack()
        self._open.enter_context(stories.undone())
        other = factories.make_vendor(approved_by=world.joko, region=world.vendor.region)
        self.cloths = [world.product, factories.make_product(other, world.etalase)]
        self.card = stories.card_of(world)

    def teardown(self) -> None:
        """Take everything back."""
        self._open.close()

    def attempt(self, step: Callable[[], object]) -> None:
        """Take a step in its own transaction; a refusal changes nothing."""
        before, refused = state_of_everything(), None
        try:
            with transaction.atomic():
                step()
                with connection.cursor() as cursor:  # what is only looked at when it is committed
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except DomainError as words:
            refused = words
        if refused is None:
            self.done, self.is_new = self.done + 1, True
            return
        assert refused.code
        assert str(refused)
        assert state_of_everything() == before

    def on_order(self, data: Any, step: Callable[[PurchaseOrder], object]) -> None:
        """Take a step on one of the orders there are."""
        orders = list(PurchaseOrder.objects.order_by("pk"))
        if orders:
            order = data.draw(st.sampled_from(orders))
            self.attempt(lambda: step(order))

    def tries(self, data: Any, service: Any, person: Any, **fields: Any) -> None:
        """Let somebody, or the shop's owner, use a use-case on one of the orders."""
        self.on_order(
            data,
            lambda order: service(
                order_id=order.pk, actor=person or self.owner_of(order), **fields
            ),
        )

    def owner_of(self, order: PurchaseOrder) -> Any:
        """Who sells the goods of an order."""
        return order.vendor.memberships.get(role="owner").user

    @initialize(depths=st.lists(st.integers(0, 9), min_size=2, max_size=3))
    def begins(self, depths: list[int]) -> None:
        """Orders that have come so far, else most of what follows has nothing to begin with."""
        for depth in depths:
            order = stories.submitted(self.world, 3)
            self.goes_well(order, depth)

    @rule(cloth=st.sampled_from([0, 1]), quantity=st.integers(1, 30))
    def ani_orders(self, cloth: int, quantity: int) -> None:
        """Some cloth of one of two shops."""
        product = self.cloths[cloth]
        self.attempt(lambda: stories.submitted(self.world, quantity, product=product))

    @rule(cloth=st.sampled_from([0, 1]))
    def ani_orders_past_the_cap(self, cloth: int) -> None:
        """So much that a second order needs a reason and a second person."""
        product = self.cloths[cloth]
        self.attempt(
            lambda: stories.submitted(self.world, 28, product=product, grounds=stories.SPLIT)
        )

    @rule(freight=st.integers(0, 50_000))
    def ani_orders_with_freight(self, freight: int) -> None:
        """At a freight the shop names."""
        self.attempt(lambda: stories.submitted(self.world, 1, freight_rupiah=freight))

    @rule(data=st.data())
    def budi_approves(self, data: Any) -> None:
        """The PPK says yes."""
        self.tries(data, services.approve_order, self.world.budi)

    @rule(data=st.data())
    def hadi_agrees(self, data: Any) -> None:
        """The budget authority gives a second approval."""
        self.tries(data, services.second_approve, self.world.hadi, reason=WHY)

    @rule(data=st.data())
    def budi_returns(self, data: Any) -> None:
        """The PPK wants it repaired."""
        self.tries(data, services.return_order, self.world.budi, reason=WHY)

    @rule(data=st.data())
    def budi_rejects(self, data: Any) -> None:
        """The PPK says no."""
        self.tries(data, services.reject_order, self.world.budi, reason=WHY)

    @rule(data=st.data())
    def ani_cancels(self, data: Any) -> None:
        """The officer gives it up."""
        self.tries(data, services.cancel_order, self.world.ani, reason=WHY)

    @rule(data=st.data(), quantity=st.integers(0, 40))
    def ani_repairs(self, data: Any, quantity: int) -> None:
        """Another number of units."""

        def repair(order: PurchaseOrder) -> None:
            wanted = dict.fromkeys(order.lines.values_list("pk", flat=True), quantity)
            services.change_quantities(order_id=order.pk, quantities=wanted, actor=self.world.ani)

        self.on_order(data, repair)

    @rule(data=st.data())
    def ani_hands_in_again(self, data: Any) -> None:
        """A returned order goes back to the PPK."""
        self.on_order(
            data,
            lambda order: services.resubmit_order(
                order_id=order.pk, seen=stories.seen(order), actor=self.world.ani
            ),
        )

    @rule(data=st.data())
    def ani_issues_anew(self, data: Any) -> None:
        """What came to nothing is ordered again."""
        self.on_order(
            data,
            lambda order: services.reissue_order(
                order_id=order.pk, seen=stories.seen(order), actor=self.world.ani
            ),
        )

    @rule(data=st.data())
    def the_shop_accepts(self, data: Any) -> None:
        """It promises to deliver."""
        self.tries(data, services.accept_order, None)

    @rule(data=st.data())
    def the_shop_declines(self, data: Any) -> None:
        """It cannot."""
        self.tries(data, services.decline_order, None, reason=WHY)

    @rule(data=st.data())
    def the_term_ends(self, data: Any) -> None:
        """Nobody answered."""
        self.on_order(data, lambda order: services.expire_order(order_id=order.pk))

    @rule(data=st.data(), share=st.sampled_from([1, 2, None]))
    def the_shop_sends(self, data: Any, share: int | None) -> None:
        """All that is left, or a part of it."""

        def send(order: PurchaseOrder) -> None:
            parts = None
            if share is not None:
                parts = {line.pk: line.quantity // (share + 1) for line in order.lines.all()}
            ship_order(
                order_id=order.pk,
                courier="Kurir sendiri",
                quantities=parts,
                actor=self.owner_of(order),
            )

        self.on_order(data, send)

    @rule(data=st.data(), missing=st.integers(0, 3))
    def eka_counts(self, data: Any, missing: int) -> None:
        """So many in good order."""

        def count(order: PurchaseOrder) -> None:
            accepted = {line.pk: max(line.quantity - missing, 0) for line in order.lines.all()}
            receive_order(order_id=order.pk, accepted=accepted, actor=self.world.eka)

        self.on_order(data, count)

    @rule(data=st.data())
    def eka_complains(self, data: Any) -> None:
        """Something is wrong with the goods."""
        self.tries(data, dispute_order, self.world.eka, reason=WHY)

    @rule(data=st.data(), remedy=st.sampled_from(Remedy.values))
    def the_shop_answers(self, data: Any, remedy: str) -> None:
        """It says what it will do."""
        self.tries(data, answer_complaint, None, remedy=remedy, reason=WHY)

    @rule(data=st.data(), agrees=st.booleans())
    def budi_says_whether_it_will_do(self, data: Any, *, agrees: bool) -> None:
        """Yes, or no and why."""
        if agrees:
            self.tries(data, agree_to_answer, self.world.budi)
        else:
            self.tries(data, disagree_with_answer, self.world.budi, reason=WHY)

    @rule(data=st.data(), by_shop=st.booleans())
    def a_side_asks_for_a_decision(self, data: Any, *, by_shop: bool) -> None:
        """They do not agree."""
        person = None if by_shop else self.world.budi
        self.tries(data, escalate_complaint, person, reason=WHY)

    @rule(data=st.data(), remedy=st.sampled_from(Remedy.values))
    def indra_decides(self, data: Any, remedy: str) -> None:
        """For one of them."""
        self.tries(data, decide_complaint, self.world.indra, remedy=remedy, reason=WHY)

    @rule(data=st.data(), by_shop=st.booleans())
    def somebody_signs(self, data: Any, *, by_shop: bool) -> None:
        """The handover is signed by one side."""
        self.on_order(
            data,
            lambda order: sign_handover(
                order_id=order.pk, actor=self.owner_of(order) if by_shop else self.world.budi
            ),
        )

    @rule(data=st.data(), by_shop=st.booleans(), days=st.integers(0, 30))
    def another_day_is_proposed(self, data: Any, *, by_shop: bool, days: int) -> None:
        """By the officer or the shop."""
        day = clock.today(self.world.agency.time_zone) + timedelta(days=days)
        person = None if by_shop else self.world.ani
        self.tries(data, services.propose_day, person, deliver_by=day, reason=WHY)

    @rule(data=st.data(), by_shop=st.booleans(), agrees=st.booleans())
    def the_proposed_day_is_answered(self, data: Any, *, by_shop: bool, agrees: bool) -> None:
        """Yes, or no and why."""

        def answer(order: PurchaseOrder) -> None:
            said = {"order_id": order.pk, "seen": order.addenda.count()}
            person = self.owner_of(order) if by_shop else self.world.budi
            if agrees:
                services.agree_day(**said, actor=person)
            else:
                services.refuse_day(**said, actor=person, reason=WHY)

        self.on_order(data, answer)

    @rule(data=st.data())
    def budi_stops(self, data: Any) -> None:
        """By agreement."""
        self.tries(data, services.stop_order, self.world.budi, reason=WHY)

    @rule(data=st.data())
    def budi_terminates(self, data: Any) -> None:
        """For a breach."""
        self.tries(data, services.terminate_order, self.world.budi, reason=WHY)

    @rule(data=st.data(), steps=st.integers(3, 9))
    def all_goes_well(self, data: Any, steps: int) -> None:
        """Whoever is next does what is expected of them, some steps in a row."""
        orders = list(PurchaseOrder.objects.order_by("pk"))
        self.goes_well(data.draw(st.sampled_from(orders)), steps)

    def goes_well(self, order: PurchaseOrder, steps: int) -> None:
        """Take the expected steps of an order."""
        for _ in range(steps):
            order.refresh_from_db()
            if (step := self.expected(order)) is not None:
                self.attempt(step)

    def expected(self, order: PurchaseOrder) -> Callable[[], object] | None:
        """What an order waits for; None at its end."""
        world, seller = self.world, self.owner_of(order)
        if (claim := Claim.objects.filter(order=order).first()) is not None:
            payment = CardPayment.objects.filter(claim=claim).last()
            if payment is not None:
                return lambda: told(payment, said_of(payment))
            return lambda: request_payment(
                claim_id=claim.pk, card_id=self.card.pk, actor=world.fajar
            )
        counted = dict(order.lines.values_list("pk", "quantity"))
        if order.status == OrderStatus.RECEIVED:
            signed = {"order_id": order.pk}
            return lambda: [sign_handover(**signed, actor=who) for who in (world.budi, seller)]
        steps: dict[str, Callable[[], object]] = {
            OrderStatus.SUBMITTED: lambda: services.approve_order(
                order_id=order.pk, actor=world.budi
            ),
            OrderStatus.RETURNED: lambda: services.resubmit_order(
                order_id=order.pk, seen=stories.seen(order), actor=world.ani
            ),
            OrderStatus.ISSUED: lambda: services.accept_order(order_id=order.pk, actor=seller),
            OrderStatus.ACCEPTED: lambda: ship_order(
                order_id=order.pk, courier="Kurir sendiri", actor=seller
            ),
            OrderStatus.SHIPPED: lambda: receive_order(
                order_id=order.pk, accepted=counted, actor=world.eka
            ),
        }
        return steps.get(order.status)

    @rule(data=st.data())
    def fajar_pays(self, data: Any) -> None:
        """The card holder asks the bank."""
        claims = list(Claim.objects.order_by("pk"))
        if claims:
            claim = data.draw(st.sampled_from(claims))
            self.attempt(
                lambda: request_payment(
                    claim_id=claim.pk, card_id=self.card.pk, actor=self.world.fajar
                )
            )

    @rule(data=st.data(), says_yes=st.booleans())
    def the_bank_answers(self, data: Any, *, says_yes: bool) -> None:
        """Once, twice, yes or no."""
        payments = list(CardPayment.objects.order_by("pk"))
        if payments:
            payment = data.draw(st.sampled_from(payments))
            self.attempt(lambda: told(payment, said_of(payment, says_yes=says_yes)))

    @rule()
    def money_is_paid_out(self) -> None:
        """What was captured goes to the shops."""
        self.attempt(settle)

    @rule(data=st.data())
    def the_bank_has_paid(self, data: Any) -> None:
        """A payout arrived."""
        payouts = list(Payout.objects.order_by("pk"))
        if payouts:
            payout = data.draw(st.sampled_from(payouts))
            self.attempt(lambda: told(payout, said_of(payout)))

    @rule(rupiah=st.integers(900_000, 1_100_000))
    def citra_asks_another_price(self, rupiah: int) -> None:
        """Orders that are there keep theirs."""
        self.attempt(
            lambda: change_price(
                sku_id=self.world.sku.pk, price_rupiah=rupiah, actor=self.world.citra
            )
        )

    @rule(stock=st.integers(0, 120))
    def citra_counts_her_shelf(self, stock: int) -> None:
        """Never below what is promised."""
        self.attempt(
            lambda: set_stock(sku_id=self.world.sku.pk, stock=stock, actor=self.world.citra)
        )

    @rule()
    def the_shop_is_suspended(self) -> None:
        """For a day, or until that is over."""
        standing = self.world.vendor.sanctions.order_by("pk").last()
        if standing is None:
            self.attempt(lambda: factories.suspend(self.world.vendor, days=1, by=self.world.joko))
        else:
            self.attempt(lambda: end_sanction(standing.pk))

    @rule()
    def messages_arrive(self) -> None:
        """The outbox is carried out."""
        outbox.relay()

    @rule(days=st.integers(1, 4))
    def days_pass(self, days: int) -> None:
        """Terms run out; a life is shorter than what is left of any year of rules."""
        if self.days + days <= 20:
            self.days += days
            self._open.enter_context(clock.moved_to(clock.now() + timedelta(days=days)))

    @invariant()
    def every_promise_holds(self) -> None:
        """What ``audit_invariants`` asks of live data."""
        if self.is_new:
            broken = [known.code for known, found in examine() if found]
            assert broken == []
            self.is_new = False


def said_of(purpose: Any, *, says_yes: bool = True) -> BankResult:
    """The bank's word about a charge or a payout, under a reference of its own."""
    outcome = Outcome.SUCCEEDED if says_yes else Outcome.DECLINED
    reference = f"B-{purpose.instruction_id}"
    return word(purpose.amount_rupiah, outcome=outcome, bank_reference=reference)


def state_of_everything() -> tuple[Any, ...]:
    """What a refused step must leave alone."""
    return (
        list(PurchaseOrder.objects.order_by("pk").values_list("status", "gross_rupiah")),
        list(Sku.objects.order_by("pk").values_list("stock", "reserved", "price_rupiah")),
        list(PlanPackage.objects.order_by("pk").values_list("reserved_rupiah")),
        list(Claim.objects.order_by("pk").values_list("status")),
        list(CardPayment.objects.order_by("pk").values_list("instruction__status")),
    )
