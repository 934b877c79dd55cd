"""How each order went: every step of a story is the use-case its people would have called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from catalog.models import Sku
from catalog.prices import current_price_versions
from config.demo.chance import pick, roll
from config.demo.load.money import Till
from config.demo.load.timetable import Timetable
from config.demo.load.world import World
from config.demo.story import Story
from config.demo.tenants import AGENCIES
from config.demo.vendors import vendors_by_code
from marketplace.accounts.models import User
from marketplace.core import clock, deadlines
from marketplace.fulfilment import services as fulfilment
from marketplace.notices.services import post_message
from marketplace.orders import services as orders
from marketplace.orders.models import PurchaseOrder
from marketplace.sourcing.services import add_to_cart

COURIERS = ("Diantar sendiri", "Kurir Lontar (contoh)", "Kargo Bahari (contoh)")
RECEIVED = ("Lengkap, kemasan utuh.", "Jumlah sesuai, barang baik.", "")
TALKS = (
    ("vendor", "Apakah barang boleh diantar Jumat pagi sebelum pukul sembilan?"),
    ("pp", "Boleh. Satpam kami yang menerima, sebut saja nomor pesanan ini."),
    ("vendor", "Baik, sopir kami bernama seperti yang tertulis di surat jalan. Terima kasih."),
)
# A draft lies in the cart until it is placed; approving an order issues it in the same breath.
SILENT_STEPS = {"draft", "issued"}


@dataclass
class Teller:
    """Tells stories; knows the row of each order it has begun."""

    world: World
    till: Till
    begun: dict[str, int] = field(default_factory=dict)

    def plan(self, table: Timetable, story: Story) -> None:
        """Note each step of one story."""
        if story.final_state == "draft":
            table.add(story.steps[0].at, lambda: self.fill_cart(story))
        for step in story.steps:
            if step.state not in SILENT_STEPS:
                table.add(step.at, self._act(step.state, story))
        if roll(story.code, "talk") % 9 == 0:
            self._plan_talk(table, story)

    def _act(self, state: str, story: Story) -> Callable[[], object]:
        tell: Mapping[str, Callable[[Story], object]] = {
            "submitted": self.place,
            "approved": self.approve,
            "accepted": self.accept,
            "shipped": self.ship,
            "received": self.receive,
            "handed_over": self.sign,
            "paid": self.pay,
            "settled": self.settle,
            "returned": self.give_back,
            "rejected": self.reject,
            "declined": self.decline,
            "expired": self.expire,
            "cancelled": self.cancel,
            "disputed": self.dispute,
            "stopped": self.stop,
            "terminated": self.terminate,
        }
        return lambda: tell[state](story)

    def fill_cart(self, story: Story) -> None:
        """Leave the goods in the officer's cart: an order is a draft only until it is placed."""
        for line in story.lines:
            add_to_cart(
                actor=self._by("pp", story),
                agency_id=self.world.agencies[story.agency].pk,
                sku_id=self.world.skus[line.listing],
                quantity=line.quantity,
            )

    def place(self, story: Story) -> None:
        """Order the goods at the prices of that day."""
        world, agency = self.world, AGENCIES[story.agency]
        skus = Sku.objects.select_related("product").in_bulk(
            [world.skus[line.listing] for line in story.lines]
        )
        prices = current_price_versions(skus.keys())
        items = [
            orders.OrderItem(pk, line.quantity, prices[pk].pk, skus[pk].product.revision_id or 0)
            for line in story.lines
            for pk in [world.skus[line.listing]]
        ]
        draft = orders.OrderDraft(
            vendor_id=world.vendors[story.vendor],
            items=items,
            title=story.title,
            commitment_officer_id=self._by("ppk", story).pk,
            plan_package_id=world.packages[story.agency, story.rup_code],
            account_code_id=world.accounts[story.account_code],
            delivery_address=agency.address,
            delivery_region_id=world.regions[agency.district_code],
            deliver_by=story.needed_on,
            freight_rupiah=story.freight_rupiah,
            note=story.comparison_reason,
        )
        placed = orders.place_orders(
            agency_id=world.agencies[story.agency].pk, drafts=[draft], actor=self._by("pp", story)
        )
        self.begun[story.code] = placed[0].pk

    def approve(self, story: Story) -> None:
        """The PPK approves, which issues the Surat Pesanan."""
        orders.approve_order(order_id=self.begun[story.code], actor=self._by("ppk", story))

    def accept(self, story: Story) -> None:
        """The shop promises to deliver."""
        orders.accept_order(order_id=self.begun[story.code], actor=self._owner(story))

    def ship(self, story: Story) -> None:
        """The shop sends the goods."""
        courier = pick(COURIERS, story.code, "courier")
        tracking = "" if courier == COURIERS[0] else f"CONTOH-{roll(story.code) % 10**8:08d}"
        fulfilment.ship_order(
            order_id=self.begun[story.code],
            courier=courier,
            tracking=tracking,
            actor=self._owner(story),
        )

    def receive(self, story: Story) -> None:
        """The PPTK counts the goods; now and then the shop signs on the spot."""
        order = PurchaseOrder.objects.get(pk=self.begun[story.code])
        fulfilment.receive_order(
            order_id=order.pk,
            accepted=dict(order.lines.values_list("pk", "quantity")),
            actor=self._by("pptk", story),
            note=pick(RECEIVED, story.code, "seen"),
        )
        if story.final_state == "received" and roll(story.code, "signed") % 2:
            fulfilment.sign_handover(order_id=order.pk, actor=self._owner(story))

    def sign(self, story: Story) -> None:
        """PPK and shop sign the BAST, half an hour apart."""
        signers = [self._by("ppk", story), self._owner(story)]
        if roll(story.code, "signed") % 2:
            signers.reverse()
        with clock.moved_to(clock.now() - timedelta(minutes=25)):
            fulfilment.sign_handover(order_id=self.begun[story.code], actor=signers[0])
        fulfilment.sign_handover(order_id=self.begun[story.code], actor=signers[1])
        self.till.try_declined_card(self.begun[story.code], story)

    def pay(self, story: Story) -> None:
        """The card holder pays the claim."""
        self.till.pay(self.begun[story.code], story)

    def settle(self, story: Story) -> None:
        """The settlement run of that day pays the shop."""
        self.till.settle()

    def give_back(self, story: Story) -> None:
        """The PPK returns the order."""
        orders.return_order(
            order_id=self.begun[story.code], reason=story.reason, actor=self._by("ppk", story)
        )

    def reject(self, story: Story) -> None:
        """The PPK refuses the order."""
        orders.reject_order(
            order_id=self.begun[story.code], reason=story.reason, actor=self._by("ppk", story)
        )

    def decline(self, story: Story) -> None:
        """The shop says no."""
        orders.decline_order(
            order_id=self.begun[story.code], reason=story.reason, actor=self._owner(story)
        )

    def expire(self, story: Story) -> None:
        """Nobody answered in time: the clocks that have run out are carried out."""
        deadlines.fire_due()

    def cancel(self, story: Story) -> None:
        """The PPK cancels before shipment."""
        orders.cancel_order(
            order_id=self.begun[story.code], reason=story.reason, actor=self._by("ppk", story)
        )

    def dispute(self, story: Story) -> None:
        """The PPTK reports what is wrong with the goods."""
        fulfilment.dispute_order(
            order_id=self.begun[story.code], reason=story.reason, actor=self._by("pptk", story)
        )

    def stop(self, story: Story) -> None:
        """The PPK stops an order that is no longer needed (penghentian)."""
        orders.stop_order(
            order_id=self.begun[story.code], reason=story.reason, actor=self._by("ppk", story)
        )

    def terminate(self, story: Story) -> None:
        """The PPK ends an order that was not fulfilled (pemutusan)."""
        orders.terminate_order(
            order_id=self.begun[story.code], reason=story.reason, actor=self._by("ppk", story)
        )

    def _plan_talk(self, table: Timetable, story: Story) -> None:
        """Officer and shop write to each other once the shop has accepted."""
        accepted = [step.at for step in story.steps if step.state == "accepted"]
        for moment in accepted:
            for index, (who, text) in enumerate(TALKS):
                at = moment + timedelta(minutes=35 * (index + 1))
                table.add(at, self._saying(story, who, text))

    def _saying(self, story: Story, who: str, text: str) -> Callable[[], object]:
        shop = who == "vendor"
        office = vendors_by_code()[story.vendor].name if shop else who.upper()

        def say() -> None:
            author = self._owner(story) if shop else self._by(who, story)
            post_message(
                subject=PurchaseOrder.objects.get(pk=self.begun[story.code]),
                author=author,
                author_line=f"{author} · {office}",
                text=text,
            )

        return say

    def _by(self, login: str, story: Story) -> User:
        return self.world.officer(story.agency, LOGIN_ROLES[login])

    def _owner(self, story: Story) -> User:
        return self.world.users[vendors_by_code()[story.vendor].email]


LOGIN_ROLES = {
    "pp": "procurement_officer",
    "ppk": "commitment_officer",
    "pptk": "activity_officer",
}
