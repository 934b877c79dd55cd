"""How the goods came onto the shelves: offered, published, now and then dearer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from catalog import services
from config.demo.chance import between, roll
from config.demo.etalases import BY_SLUG
from config.demo.listings import Listing, listings
from config.demo.load.timetable import Timetable, later, office_hour
from config.demo.load.world import World
from config.demo.pictures import draw
from config.demo.tenants import tenant
from config.demo.vendors import vendors_by_code
from marketplace.accounts.models import User

RETURNED = "Foto tidak menunjukkan barangnya. Pasang foto barang yang akan dikirim."
TAKEN_DOWN = "Bahan baku habis sampai panen berikutnya."
# What never sold may stand elsewhere than on the shelf: every so many-th listing, and where.
PACKS = ((10, 97), (25, 95))  # pieces, and per cent of the single price
ELSEWHERE = {31: "submitted", 83: "returned", 89: "draft", 97: "unpublished"}


@dataclass
class Goods:
    """One listing on its way to the shelf."""

    item: Listing
    world: World

    @property
    def pk(self) -> int:
        """The row of the product, once it was offered."""
        return self.world.products[self.item.code]

    def offer(self, price_rupiah: int, *, hand_in: bool = False) -> None:
        """Start the listing with its drawn picture; ask for publication at once if so wished."""
        item, world = self.item, self.world
        vendor = vendors_by_code()[item.vendor]
        product = services.create_product(
            vendor_id=world.vendors[item.vendor],
            actor=world.users[vendor.email],
            etalase_id=world.etalases[BY_SLUG[item.etalase].slug_in(item.tenant)].pk,
            name=item.title,
            unit=item.unit,
            price_rupiah=price_rupiah,
            stock=item.stock,
            description=item.description,
            tax_class=item.tax_class,
            weight_gram=item.weight_gram,
            origin_id=world.regions.get(item.origin_code),
            is_domestic=item.is_domestic,
            tkdn_percent=Decimal(item.tkdn_percent) if item.is_domestic else None,
            photo_alt=item.title,
        )
        picture = draw(item.picture_kind, item.picture_palette, item.picture_variant)
        services.save_drawn_photo(product, picture)
        first = product.skus.get()
        world.products[item.code], world.skus[item.code] = product.pk, first.pk
        self._offer_packs(price_rupiah)
        if hand_in:
            self.hand_in()

    def _offer_packs(self, price_rupiah: int) -> None:
        """Some shops sell the same goods by the pack, a little cheaper."""
        item = self.item
        for size, percent in PACKS[: roll(item.code, "packs") % 3 if _has_packs(item) else 0]:
            services.add_variant(
                product_id=self.pk,
                actor=self.world.users[vendors_by_code()[item.vendor].email],
                first_label="Satuan",
                label=f"Paket {size} {item.unit}",
                unit="paket",
                price_rupiah=price_rupiah * size * percent // 100,
                stock=max(2, item.stock // size // 4),
                weight_gram=item.weight_gram * size,
            )

    def hand_in(self) -> None:
        """Ask for publication."""
        owner = self.world.users[vendors_by_code()[self.item.vendor].email]
        services.submit_product(product_id=self.pk, actor=owner)

    def publish(self) -> None:
        """Let it go live."""
        services.publish_product(product_id=self.pk, actor=self._manager())

    def give_back(self) -> None:
        """Return it for repair."""
        services.return_product(product_id=self.pk, reason=RETURNED, actor=self._manager())

    def take_down(self) -> None:
        """The owner withdraws it."""
        owner = self.world.users[vendors_by_code()[self.item.vendor].email]
        services.unpublish_product(product_id=self.pk, reason=TAKEN_DOWN, actor=owner)

    def reprice(self) -> None:
        """Set the price that the year's orders were told with."""
        owner = self.world.users[vendors_by_code()[self.item.vendor].email]
        services.change_price(
            sku_id=self.world.skus[self.item.code],
            price_rupiah=self.item.price_rupiah,
            actor=owner,
        )

    def _manager(self) -> User:
        return self.world.staff(self.item.tenant, "katalog")


def _has_packs(item: Listing) -> bool:
    """Every seventh cheap listing."""
    return item.price_rupiah <= 60_000 and roll(item.code, "packed") % 7 == 0


def plan(
    world: World,
    table: Timetable,
    approved: Mapping[str, datetime],
    first_sale: Mapping[str, datetime],
) -> None:
    """Note when each listing was offered and published, always before its first sale."""
    unsold = 0
    for item in listings():
        goods = Goods(item, world)
        sold = first_sale.get(item.code)
        if sold is not None:
            _plan_sold(goods, table, approved[item.vendor], sold)
            continue
        unsold += 1
        ends = [where for step, where in ELSEWHERE.items() if unsold % step == 0]
        selling = vendors_by_code()[item.vendor].stage == "approved"
        _plan_unsold(goods, table, approved[item.vendor], ends[0] if ends and selling else "")


def _plan_sold(goods: Goods, table: Timetable, approved: datetime, sold: datetime) -> None:
    """Offered after the approval, published well before the sale, perhaps repriced in between."""
    item = goods.item
    zone = tenant(item.tenant).time_zone
    room = max(int((sold - approved).total_seconds() // 3600) - 26 * 24, 24)
    offered = later(approved, room, zone, item.code, "offered")
    published = later(offered, 48, zone, item.code, "published")
    old = _earlier_price(item)
    table.add(offered, lambda: goods.offer(old, hand_in=True))
    table.add(published, goods.publish)
    if old != item.price_rupiah:
        table.add(published + (sold - published) * 3 // 4, goods.reprice)


def _plan_unsold(goods: Goods, table: Timetable, approved: datetime, ends: str) -> None:
    """Offered at some time since the approval; a few still wait or never went live."""
    item, now = goods.item, goods.world.now
    zone = tenant(item.tenant).time_zone
    age = max((now - approved).days - 12, 1)
    offered = max(
        office_hour(now, between(11, 10 + age, item.code, "age"), zone, item.code),
        later(approved, 24, zone, item.code),
    )
    if ends in {"submitted", "returned", "draft"}:
        offered = office_hour(now, between(1, 4, item.code, "recent"), zone, item.code)
    price = _earlier_price(item) if not ends else item.price_rupiah
    table.add(offered, lambda: goods.offer(price))
    if ends == "draft":
        return
    table.add(offered + timedelta(minutes=7), goods.hand_in)
    answered = min(later(offered, 48, zone, item.code, "published"), now - timedelta(minutes=50))
    if ends == "returned":
        table.add(answered, goods.give_back)
    elif ends != "submitted":
        table.add(answered, goods.publish)
        _plan_after(goods, table, answered, price, ends)


def _plan_after(goods: Goods, table: Timetable, published: datetime, price: int, ends: str) -> None:
    left = goods.world.now - published
    if ends == "unpublished":
        table.add(published + left * 4 // 5, goods.take_down)
    elif price != goods.item.price_rupiah:
        table.add(published + left // 2, goods.reprice)


def _earlier_price(item: Listing) -> int:
    """Every fourth listing began cheaper or dearer by a few per cent."""
    if roll(item.code, "history") % 4:
        return item.price_rupiah
    step = 500 if item.price_rupiah >= 20_000 else 100
    raw = item.price_rupiah * between(93, 104, item.code, "before") // 100
    return max(step, raw // step * step)
