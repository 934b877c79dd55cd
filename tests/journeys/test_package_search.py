"""Ani finds a package by the keys alone, and the order is charged to it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from marketplace.orders.models import PurchaseOrder
from marketplace.sourcing.services import add_to_cart
from tests import factories

pytestmark = pytest.mark.journey


def test_a_package_is_found_by_what_is_typed(market, visit):
    for number in range(8):
        factories.make_package(market.agency, name=f"Belanja rutin {number}")
    wanted = factories.make_package(market.agency, name="Konsumsi rapat koordinasi")
    add_to_cart(actor=market.ani, agency_id=market.agency.pk, sku_id=market.sku.pk, quantity=2)
    page = visit(market.ani).go("/keranjang/bayar/")
    box = page.locator("#id_common-plan_package_cari")
    listed = page.locator("#id_common-plan_package")
    expect(listed.locator("option")).to_have_count(11)
    box.press_sequentially("rapat")
    expect(listed.locator("option")).to_have_count(2)
    expect(listed).to_have_value(str(wanted.pk))
    expect(page.locator("#common-plan_package_ketemu")).not_to_be_empty()
    box.press("Enter")
    expect(listed).to_be_focused()
    assert not PurchaseOrder.objects.exists()
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert not found.response["violations"]
    box.fill("")
    expect(listed.locator("option")).to_have_count(11)
    expect(listed).to_have_value(str(wanted.pk))
