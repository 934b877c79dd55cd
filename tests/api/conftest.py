"""What the addresses of the API name, built once per worker."""

from types import SimpleNamespace

import pytest

from marketplace.documents import services as documents
from marketplace.orders.services import decline_order
from marketplace.sourcing.services import add_to_cart
from tests import factories, kept, stories
from tests.negotiation import stories as negotiations
from tests.negotiation.staging import make_negotiations
from tests.orders import stories as orders
from tests.others import make_others
from tests.shortlists.staging import make_shortlists
from tests.sourcing.staging import hand_over


@kept.builds("shelf")
def _shelf() -> SimpleNamespace:
    return SimpleNamespace(shelf=_built())


def _built() -> SimpleNamespace:
    """The cast with goods in Ani's cart and one of each thing that a program answers."""
    world = factories.make_world()
    factories.hire(world)
    others = make_others(world.agency.tenant, world.agency)
    shared = hand_over(world)
    spare = factories.make_product(world.vendor, world.etalase, name="Selendang")
    kept_goods = make_shortlists(world)
    returned = orders.returned(world, items=[orders.order_item(one, 2) for one in _two(world)])
    declined = orders.issued(world)
    decline_order(order_id=declined.pk, reason="Benang habis", actor=world.citra)
    issued = stories.issued(world)
    sku = factories.sku_of(spare)
    for goods in (sku, factories.sku_of(world.product)):
        add_to_cart(actor=world.ani, agency_id=world.agency.pk, sku_id=goods.pk, quantity=2)
    return SimpleNamespace(
        **vars(world),
        **others,
        **make_negotiations(world),
        **kept_goods,
        at_the_list=_at_the_list(world),
        shared=shared,
        in_cart=sku,
        order=issued,
        returned=returned,
        declined=declined,
        paper=documents.of(issued).get(),
        freight=stories.asked(world),
        seat=world.eka.memberships.get(),
        bima=shared.sent_by,
    )


def _at_the_list(world):
    """An offer that changes nothing of the list: a yes to it needs words."""
    product = factories.make_product(world.vendor, world.etalase)
    return negotiations.offered(world, negotiations.LIST, product=product, words="Sesuai pagu")


def _two(world):
    return [world.product, factories.make_product(world.vendor, world.etalase, name="Sarung")]


@pytest.fixture
def shelf(_kept, db) -> SimpleNamespace:
    """The test's own copy of it."""
    return _kept.shelf
