"""Ani is asked before the click why her orders to one shop pass the cap together (I-06)."""

from html import unescape

from catalog import services as catalog
from catalog.delivery import Rate
from catalog.delivery_models import ANYWHERE
from marketplace.orders.models import PurchaseOrder
from tests.orders import stories
from tests.sourcing.test_cart import put
from tests.sourcing.test_checkout import ani_at, filled, hidden, order_it

__all__ = ["ani_at"]


def test_orders_that_pass_the_cap_together_are_asked_about_before_the_click(ani_at, world):
    """Which orders count, their sum, cap and days; freight that passes the cap asks too (I-06)."""
    first = stories.submitted(world, quantity=25)
    put(world, 20)
    key = f"{world.vendor.pk}-bela"
    data = filled(ani_at, world)
    assert f'name="{key}-split"' not in ani_at.get("/keranjang/bayar/").text
    dear = [Rate(ANYWHERE, 1_000_000, None)]
    catalog.set_delivery(vendor_id=world.vendor.pk, rates=dear, pick_up=True, actor=world.citra)
    typed = {**data, f"{key}-freight_way": "table", f"{key}-title": "Kain untuk HUT"}
    again = ani_at.post("/keranjang/bayar/", {**typed, "recalculate": "1"}).text
    page = unescape(again).replace("\u00a0", " ")
    asked = (first.number, "27.750.000", "51.060.000", "50.000.000", "7 hari", "R-SPLIT-7")
    assert [words for words in asked if words not in page] == []
    typed["seen"] = hidden(again, "seen")
    refused = order_it(ani_at, typed)
    assert (refused.status_code, "Kain untuk HUT" in refused.text) == (422, True)
    assert PurchaseOrder.objects.count() == 1
    assert order_it(ani_at, {**typed, f"{key}-split": "Acara yang lain"}).status_code == 302
    order = PurchaseOrder.objects.latest("pk")
    assert order.reasons.filter(code="R-SPLIT-7").get().text == "Acara yang lain"
