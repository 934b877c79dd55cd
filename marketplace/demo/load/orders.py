"""What officers, shops and machines do to an order, as calls of the use-cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from catalog.models import Sku
from catalog.prices import current_price_versions
from marketplace.accounts.models import User
from marketplace.core import clock, deadlines
from marketplace.demo.load.payments import Payments
from marketplace.demo.load.world import World
from marketplace.demo.plan.acts import Act, Verb
from marketplace.demo.seeded import pick, roll
from marketplace.demo.story import Story
from marketplace.demo.tenants import AGENCIES
from marketplace.demo.texts import TALKS
from marketplace.demo.vendors import vendors_by_code
from marketplace.fulfilment import services as fulfilment
from marketplace.notices.services import post_message
from marketplace.orders import services as orders
from marketplace.orders.freight import FreightChoice
from marketplace.orders.models import FreightQuote, FreightWay, PurchaseOrder
from marketplace.orders.models.freight import VALID_DAYS
from marketplace.orders.unmet import unmet
from marketplace.sourcing.services import add_to_cart

COURIERS = ("Diantar sendiri", "Kurir Lontar (contoh)", "Kargo Bahari (contoh)")
RECEIVED = ("Lengkap, kemasan utuh.", "Jumlah sesuai, barang baik.", "")


@dataclass
class OrderActs:
    """Carries out what happens to orders; knows the row of each that was placed."""

    world: World
    stories: Mapping[str, Story]
    payments: Payments
    placed: dict[str, int] = field(default_factory=dict)

    def handlers(self) -> Mapping[Verb, Callable[[Act], object]]:
        """Return what carries out each verb."""
        return {
            Verb.FILL_CART: self.fill_cart,
            Verb.PLACE: self.place,
            Verb.APPROVE: self.approve,
            Verb.RETURN: self._with_reason(orders.return_order),
            Verb.REJECT: self._with_reason(orders.reject_order),
            Verb.ACCEPT: self._plain(orders.accept_order),
            Verb.DECLINE: self._with_reason(orders.decline_order),
            Verb.EXPIRE: fire_deadlines,
            Verb.CANCEL: self._with_reason(orders.cancel_order),
            Verb.STOP: self._with_reason(orders.stop_order),
            Verb.TERMINATE: self._with_reason(orders.terminate_order),
            Verb.SHIP: self.ship,
            Verb.RECEIVE: self.receive,
            Verb.DISPUTE: self._with_reason(fulfilment.dispute_order),
            Verb.SIGN_FIRST: self._plain(fulfilment.sign_handover),
            Verb.SIGN_SECOND: self._plain(fulfilment.sign_handover),
            Verb.TRY_DECLINED_CARD: self.try_declined_card,
            Verb.PAY: self.pay,
            Verb.PAY_REFUSED_PAYOUT: self.pay_refused_payout,
            Verb.WRITE_MESSAGE: self.write,
        }

    def _plain(self, use_case: Callable[..., object]) -> Callable[[Act], object]:
        """A use-case that wants the order and who acts."""
        return lambda act: use_case(order_id=self.placed[act.subject], actor=self._actor(act))

    def _with_reason(self, use_case: Callable[..., object]) -> Callable[[Act], object]:
        """A use-case that also wants the reason."""
        return lambda act: use_case(
            order_id=self.placed[act.subject],
            reason=self.stories[act.subject].reason,
            actor=self._actor(act),
        )

    def _actor(self, act: Act) -> User:
        return self.world.users[act.actor]

    def fill_cart(self, act: Act) -> None:
        """Leave the goods in the officer's cart; ask for the freight where no table names it."""
        story = self.stories[act.subject]
        for line in story.lines:
            add_to_cart(
                actor=self._actor(act),
                agency_id=self.world.agencies[story.agency].pk,
                sku_id=self.world.sku_of(line.listing),
                quantity=line.quantity,
            )
        if story.freight_way == FreightWay.QUOTE:
            self._ask_freight(story, act)

    def place(self, act: Act) -> None:
        """Order the goods at the prices of that day."""
        story, world = self.stories[act.subject], self.world
        agency = AGENCIES[story.agency]
        keys = [world.sku_of(line.listing) for line in story.lines]
        skus = Sku.objects.select_related("product").in_bulk(keys)
        prices = current_price_versions(keys)
        draft = orders.OrderDraft(
            vendor_id=world.vendor_of(story.vendor),
            items=[
                orders.OrderItem(
                    pk, line.quantity, prices[pk].pk, skus[pk].product.revision_id or 0
                )
                for pk, line in zip(keys, story.lines, strict=True)
            ],
            title=story.title,
            commitment_officer_id=world.officer(story.agency, "commitment_officer").pk,
            plan_package_id=world.packages[story.agency, story.rup_code],
            account_code_id=world.accounts[story.account_code],
            delivery_address=agency.address,
            delivery_region_id=world.regions[agency.district_code],
            deliver_by=story.needed_on,
            freight=self._freight(story, act),
            grounds=orders.Grounds(
                uncompared=story.comparison_reason,
                dear=dict.fromkeys(keys, story.comparison_reason),
            ),
        )
        placed = orders.place_orders(
            agency_id=world.agencies[story.agency].pk, drafts=[draft], actor=self._actor(act)
        )
        self.placed[story.code] = placed[0].pk

    def approve(self, act: Act) -> None:
        """Approve; where a check is not met, with the reason that the officer gave."""
        order = PurchaseOrder.objects.get(pk=self.placed[act.subject])
        reason = self.stories[act.subject].comparison_reason
        orders.approve_order(
            order_id=order.pk,
            reasons={missed.key: reason for missed in unmet(order)},
            actor=self._actor(act),
        )

    def _freight(self, story: Story, act: Act) -> FreightChoice:
        """Choose how the goods come; beyond its table the shop names the freight on that day."""
        if story.freight_way != FreightWay.QUOTE:
            return FreightChoice(story.freight_way)
        quote = self._ask_freight(story, act)
        orders.answer_freight(
            quote_id=quote.pk,
            freight_rupiah=story.freight_rupiah,
            valid_until=clock.today(quote.agency.time_zone) + timedelta(days=VALID_DAYS),
            actor=self.world.users[vendors_by_code()[story.vendor].email],
        )
        return FreightChoice(FreightWay.QUOTE, quote.pk)

    def _ask_freight(self, story: Story, act: Act) -> FreightQuote:
        world, agency = self.world, AGENCIES[story.agency]
        return orders.ask_freight(
            agency_id=world.agencies[story.agency].pk,
            vendor_id=world.vendor_of(story.vendor),
            region_id=world.regions[agency.district_code],
            address=agency.address,
            goods={world.sku_of(line.listing): line.quantity for line in story.lines},
            actor=self._actor(act),
        )

    def ship(self, act: Act) -> None:
        """Send the goods."""
        courier = pick(COURIERS, act.subject, "courier")
        tracking = "" if courier == COURIERS[0] else f"CONTOH-{roll(act.subject) % 10**8:08d}"
        fulfilment.ship_order(
            order_id=self.placed[act.subject],
            courier=courier,
            tracking=tracking,
            actor=self._actor(act),
        )

    def receive(self, act: Act) -> None:
        """Count the goods: all of them are there."""
        order = PurchaseOrder.objects.get(pk=self.placed[act.subject])
        fulfilment.receive_order(
            order_id=order.pk,
            accepted=dict(order.lines.values_list("pk", "quantity")),
            actor=self._actor(act),
            note=pick(RECEIVED, act.subject, "seen"),
        )

    def pay(self, act: Act) -> None:
        """Charge the claim of the order."""
        self.payments.pay(self.placed[act.subject], self.stories[act.subject])

    def pay_refused_payout(self, act: Act) -> None:
        """Charge the claim; the bank then cannot credit the shop."""
        self.pay(act)
        self.payments.refuse_payout()

    def try_declined_card(self, act: Act) -> None:
        """Try a card that the bank declines."""
        self.payments.try_declined_card(self.placed[act.subject], self.stories[act.subject])

    def write(self, act: Act) -> None:
        """Write a message about the order."""
        story, author = self.stories[act.subject], self._actor(act)
        who, text = TALKS[act.number]
        office = vendors_by_code()[story.vendor].name if who == "vendor" else who.upper()
        post_message(
            subject=PurchaseOrder.objects.get(pk=self.placed[act.subject]),
            author=author,
            author_line=f"{author} · {office}",
            text=text,
        )


def fire_deadlines(_act: Act) -> None:
    """Carry out the clocks that have run out by this moment."""
    deadlines.fire_due()
