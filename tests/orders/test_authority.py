"""The local catalogue has no cap of its own; the officer's authority is the limit (R-PP-LIMIT)."""

import pytest

from marketplace.orders.models import PurchaseOrder
from marketplace.orders.pricing import AuthorityExceeded
from tests import factories, stories


def place(world, *, price: int):
    owner = factories.make_user("Melati")
    vendor = factories.make_vendor(owner, is_pkp=False, size_class="medium")
    shelf = factories.make_etalase(world.agency.tenant, channel="katalog_lokal")
    product = factories.make_product(vendor, shelf, price_rupiah=price)
    return stories.submitted(world, quantity=1, product=product)


def test_exactly_the_limit_is_ordered_without_a_cap(world):
    order = place(world, price=200_000_000)
    assert (order.gross_rupiah, order.cap_rupiah, order.rule) == (200_000_000, None, None)


def test_a_rupiah_more_is_refused_with_the_rule(world):
    with pytest.raises(AuthorityExceeded) as refused:
        place(world, price=200_000_001)
    assert refused.value.code == "authority_exceeded"
    assert "R-PP-LIMIT" in refused.value.message
    assert not PurchaseOrder.objects.exists()
