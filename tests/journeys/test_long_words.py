"""A word as long as its field takes wraps on a phone: no page scrolls sideways."""

import pytest

from marketplace.notices.services import post_message
from marketplace.sourcing.services import add_to_cart
from tests import factories
from tests.browser import PHONE
from tests.journeys import steps
from tests.journeys.test_every_page import NO_SIDEWAYS
from tests.orders import stories

pytestmark = pytest.mark.journey
WORD = "Wireless" * 18
WIDEST = "() => Math.max(...[...document.querySelectorAll('main *')].map(e => e.scrollWidth))"


@pytest.fixture
def wordy(market):
    """Goods, an order and its conversation in words of the full length."""
    goods = factories.make_product(
        market.vendor, market.etalase, name=WORD[:140], description=WORD * 3
    )
    order = stories.issued(
        market,
        product=goods,
        title=WORD[:140],
        delivery_address=(WORD * 3)[:300],
        note=(WORD * 4)[:500],
    )
    post_message(subject=order, author=market.ani, author_line="Ani", text=WORD * 4)
    add_to_cart(
        actor=market.ani,
        agency_id=market.agency.pk,
        sku_id=factories.sku_of(goods).pk,
        quantity=3,
    )
    return goods, order


def test_a_word_of_140_letters_wraps_on_a_phone(market, wordy, visit):
    goods, order = wordy
    pages = {
        None: [
            *("/", "/cari/?q=wireless"),
            *(f"/produk/{goods.public_id}/", f"/toko/{market.vendor.slug}/"),
        ],
        market.ani: ["/keranjang/", "/keranjang/bayar/", "/pesanan/", steps.path_of(order)],
        market.budi: ["/tugas/", steps.path_of(order)],
        market.citra: ["/penyedia/produk/", f"/penyedia/produk/{goods.public_id}/", "/tugas/"],
    }
    wide = []
    for user, paths in pages.items():
        window = visit(user, size=PHONE)
        for path in paths:
            window.go(path)
            if not window.page.evaluate(NO_SIDEWAYS):
                wide.append(f"{user or 'guest'} {path}: {window.page.evaluate(WIDEST)}")
    assert not wide, "\n".join(wide)
