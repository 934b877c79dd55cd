"""A verifier judges by keys: the hands stay where they are."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys import steps
from tests.vendors.conftest import fill_in
from vendors.services import submit_application

pytestmark = pytest.mark.journey


def test_rows_are_walked_and_judged_by_keys(market, visit):
    owner = factories.make_user("Lili Bau", email="lili@example.test")
    vendor = fill_in(owner, steps.Region.objects.get(code="53.71.04"))
    submit_application(vendor_id=vendor.pk, actor=owner)
    page = visit(market.joko).go(f"/verifikasi/{vendor.public_id}/")
    names = page.eval_on_selector_all(
        "[data-baris] input[value=ok]", "all => all.map((one) => one.name)"
    )
    page.locator(f"input[name={names[0]}]").first.focus()
    page.keyboard.press("1")
    page.keyboard.press("j")
    page.keyboard.press("2")
    page.keyboard.press("k")
    expect(page.locator(f"input[name={names[0]}][value=ok]")).to_be_checked()
    expect(page.locator(f"input[name={names[0]}][value=ok]")).to_be_focused()
    expect(page.locator(f"input[name={names[1]}][value=return]")).to_be_checked()
    reason = page.locator(f"textarea[name={names[1]}-reason]")
    reason.fill("j k 1 2")
    expect(reason).to_have_value("j k 1 2")
    expect(page.locator("[data-baris] input:checked")).to_have_count(2)
