"""What a shop's owner and the catalogue manager do to a listing, as calls of the use-cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from catalog import services
from config.demo.etalases import BY_SLUG
from config.demo.listings import listings_by_code
from config.demo.load.world import World
from config.demo.pictures import draw
from config.demo.plan.acts import Act, Verb

RETURNED = "Foto tidak menunjukkan barangnya. Pasang foto barang yang akan dikirim."
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
            is_domestic=item.is_domestic,
            tkdn_percent=Decimal(item.tkdn_percent) if item.is_domestic else None,
            photo_alt=item.title,
        )
        picture = draw(item.picture_kind, item.picture_palette, item.picture_variant)
        services.save_drawn_photo(product, picture)
        world.products[item.code] = product.pk

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
            product_id=self._world.products[act.subject],
            price_rupiah=act.number,
            actor=self._world.users[act.actor],
        )
