"""What a shop's owner and the catalogue manager do to a listing, as calls of the use-cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from catalog import services
from marketplace.demo.etalases import BY_SLUG
from marketplace.demo.listings import Listing, listings_by_code
from marketplace.demo.load.members import name_makers
from marketplace.demo.load.terms import state_delivery, state_terms
from marketplace.demo.load.world import World
from marketplace.demo.pictures import draw, other_tints
from marketplace.demo.plan.acts import Act, Verb
from marketplace.demo.seeded import roll
from marketplace.demo.stated import stated
from marketplace.demo.vendors import vendors_by_code

RETURNED = "Foto tidak menunjukkan barangnya. Pasang foto barang yang akan dikirim."
PACKS = ((10, 97), (25, 95))  # pieces, and per cent of the single price
DEAR_RUPIAH = 60_000
MORE_PICTURES = (0, 0, 1, 2)  # of one listing besides its first
TAKEN_DOWN = "Bahan baku habis sampai panen berikutnya."


class ListingActs:
    """Carries out what happens to listings."""

    def __init__(self, world: World) -> None:
        self._world = world

    def handlers(self) -> Mapping[Verb, Callable[[Act], object]]:
        """Return what carries out each verb."""
        return {
            Verb.CREATE_LISTING: self.create,
            Verb.SUBMIT_LISTING: self.submit,
            Verb.PUBLISH_LISTING: self.publish,
            Verb.RETURN_LISTING: self.give_back,
            Verb.UNPUBLISH_LISTING: self.unpublish,
            Verb.CHANGE_PRICE: self.change_price,
        }

    def create(self, act: Act) -> None:
        """Start the listing at the act's price, with its drawn picture."""
        item, world = listings_by_code()[act.subject], self._world
        product = services.create_product(
            vendor_id=world.vendors[item.vendor],
            actor=world.users[act.actor],
            etalase_id=world.etalases[BY_SLUG[item.etalase].slug_in(item.tenant)].pk,
            name=item.title,
            unit=item.unit,
            price_rupiah=act.number,
            stock=item.stock,
            description=item.description,
            tax_class=item.tax_class,
            weight_gram=item.weight_gram,
            origin_id=world.regions.get(item.origin_code),
            confirmed=True,
            is_domestic=item.is_domestic,
            tkdn_percent=Decimal(item.tkdn_percent) if item.is_domestic else None,
            photo_alt=item.title,
            attributes=stated(item),
        )
        picture = draw(item.picture_kind, item.picture_palette, item.picture_variant)
        more = MORE_PICTURES[roll(item.code, "pictures") % len(MORE_PICTURES)]
        further = other_tints(item.picture_kind, item.picture_palette, item.picture_variant, more)
        services.save_drawn_photo(product, picture, *further)
        world.products[item.code] = product.pk
        self._state_licences(item, act)
        self._add_packs(item, act)
        lowest = min(act.number, item.price_rupiah)
        state_terms(item, world.sku_of(item.code), lowest, world.users[act.actor])
        state_delivery(item.vendor, world.vendors[item.vendor], world.users[act.actor])
        name_makers(
            item,
            vendors_by_code()[item.vendor],
            world.vendors[item.vendor],
            product.pk,
            world.users[act.actor],
        )

    def _state_licences(self, item: Listing, act: Act) -> None:
        """Name the shop's licences that count on its food."""
        keys = [key for (shop, _place), key in self._world.licences.items() if shop == item.vendor]
        if BY_SLUG[item.etalase].is_food:
            services.state_licences(
                product_id=self._world.products[item.code],
                licence_ids=keys,
                actor=self._world.users[act.actor],
            )

    def _add_packs(self, item: Listing, act: Act) -> None:
        """Sell some cheap goods by the pack as well, a little cheaper for each piece."""
        some = item.price_rupiah <= DEAR_RUPIAH and roll(item.code, "packed") % 7 == 0
        for size, percent in PACKS[: 1 + roll(item.code, "packs") % 2 if some else 0]:
            services.add_variant(
                product_id=self._world.products[item.code],
                actor=self._world.users[act.actor],
                first_label="Satuan",
                label=f"Paket {size} {item.unit}",
                unit="paket",
                price_rupiah=act.number * size * percent // 100,
                stock=max(2, item.stock // size // 4),
                weight_gram=item.weight_gram * size,
                confirmed=True,
            )

    def submit(self, act: Act) -> None:
        """Ask for publication."""
        services.submit_product(
            product_id=self._world.products[act.subject], actor=self._world.users[act.actor]
        )

    def publish(self, act: Act) -> None:
        """Let it go live."""
        services.publish_product(
            product_id=self._world.products[act.subject], actor=self._world.users[act.actor]
        )

    def give_back(self, act: Act) -> None:
        """Return it for repair."""
        services.return_product(
            product_id=self._world.products[act.subject],
            reason=RETURNED,
            actor=self._world.users[act.actor],
        )

    def unpublish(self, act: Act) -> None:
        """Let the owner withdraw it."""
        services.unpublish_product(
            product_id=self._world.products[act.subject],
            reason=TAKEN_DOWN,
            actor=self._world.users[act.actor],
        )

    def change_price(self, act: Act) -> None:
        """Set the price that the year's orders were planned with."""
        services.change_price(
            sku_id=self._world.sku_of(act.subject),
            price_rupiah=act.number,
            actor=self._world.users[act.actor],
            confirmed=True,
        )
