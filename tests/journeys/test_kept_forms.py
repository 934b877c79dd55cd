"""The session ends while somebody types: after signing in the text stands in its form again."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from vendors import services

pytestmark = pytest.mark.journey


def signed_out(window):
    """Lose the session, as after a long lunch; the browser itself stays known."""
    window.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def test_a_form_without_an_address_of_its_own_is_filled_again(market, visit):
    owner = visit().sign_in(market.citra)
    page = owner.go("/penyedia/perubahan/telepon/")
    page.fill("main input[name=phone]", "0812 1111 2222")
    signed_out(owner)
    page.locator("main form", has=page.locator("input[name=phone]")).locator(
        "button[type=submit]"
    ).last.click()
    page.wait_for_url("**/masuk/**")
    owner.identify(market.citra)
    expect(page.locator("main input[name=phone]:visible")).to_have_value("0812 1111 2222")
    expect(page.locator("[data-terselamat-isi]")).to_be_visible()
    expect(page.locator("[data-terselamat] button")).to_be_hidden()
    assert not market.vendor.change_requests.exists()


def test_of_several_forms_of_a_page_the_one_that_was_sent_is_filled_again(market, visit):
    change = services.ask_change(
        vendor_id=market.vendor.pk, kind="phone", asked="0800 0000 0077", actor=market.citra
    )
    verifier = visit().sign_in(market.joko)
    page = verifier.go(f"/verifikasi/perubahan/{change.public_id}/")
    page.fill("textarea[name=reason]", "Nomor ini milik orang lain")
    signed_out(verifier)
    page.click("button[value=refuse]")
    page.wait_for_url("**/masuk/**")
    verifier.identify(market.joko)
    expect(page.locator("textarea[name=reason]")).to_have_value("Nomor ini milik orang lain")
    change.refresh_from_db()
    assert change.status == "pending"
