"""Where a story about ratings begins: Eka rates Citra's shop, Citra the agency."""

from marketplace.fulfilment.models import Rating
from marketplace.fulfilment.services import hide_words, rate, reply_to_rating
from marketplace.orders.models import PurchaseOrder
from tests import stories
from tests.factories import World

GOOD = "Barang sesuai pesanan dan dikemas rapi."
FAST = "Alamat jelas, barang langsung dihitung."
THANKS = "Terima kasih, kami senang melayani."


def by_eka(order: PurchaseOrder, world: World, stars: int = 5, words: str = GOOD) -> Rating:
    """Eka, who counted the goods, rates the shop."""
    return rate(order_id=order.pk, stars=stars, words=words, actor=world.eka)


def by_citra(order: PurchaseOrder, world: World, stars: int = 4, words: str = FAST) -> Rating:
    """Citra rates the agency."""
    return rate(order_id=order.pk, stars=stars, words=words, actor=world.citra)


def rated(world: World, **shop: object) -> PurchaseOrder:
    """An order that both sides have rated."""
    order = stories.claimed(world).order
    by_eka(order, world, **shop)
    by_citra(order, world)
    return order


def staged_rating(world: World) -> Rating:
    """An open rating with a reply, of which a manager hid the reply."""
    rating = rated(world).ratings.get(side="buyer")
    reply_to_rating(order_id=rating.order_id, reason=THANKS, actor=world.citra)
    hide_words(rating_id=rating.pk, part="reply", reason="Menyebut nama.", actor=world.kartika)
    return rating
