"""A cooperative lists a member, names who makes the goods, sells, and writes down whom it paid."""

import pytest
from playwright.sync_api import Page

from marketplace.core.calendar import local_day
from payments.services import request_payment
from tests import cooperatives, stories
from tests.browser import PHONE
from tests.journeys import steps
from tests.journeys.test_every_page import BROKEN_WORDS, EVERYTHING, NO_SIDEWAYS, violations
from tests.waiting import eventually

pytestmark = pytest.mark.journey


def sound(page: Page) -> None:
    """Nothing sticks out, no short word breaks on a phone, axe finds nothing."""
    assert page.evaluate(NO_SIDEWAYS), page.url
    if page.viewport_size == PHONE:
        assert page.evaluate(BROKEN_WORDS) == [], page.url
    found = violations(page, EVERYTHING)
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == [], page.url


def test_a_member_from_the_list_to_the_money_on_a_phone(market, visit):
    cooperatives.make_cooperative(market)
    cooperatives.add_member(market, "A-002", name="Marten Nubatonis")
    citra = visit(market.citra, size=PHONE)
    page = citra.go("/penyedia/")
    sound(page)
    page.locator('a[href="/penyedia/anggota/"]:visible').first.click()
    sound(page)
    page.click('a[href="/penyedia/anggota/tambah/"]')
    sound(page)
    page.fill("input[name=number]", "A-001")
    page.fill("input[name=name]", "Yuliana Tefa")
    page.fill("input[name=makes]", "Tenun ikat")
    page.fill("input[name=region]", market.vendor.region.code)
    page.fill("input[name=since]", "2020-03-05")
    page.fill("input[name=consent_on]", "2026-01-10")
    page.check("input[name=named_in_public]")
    page.click("main form[method=post] button.btn-primary")
    citra.says("Yuliana Tefa")
    citra.go("/penyedia/anggota/lembar/")
    sound(page)

    citra.go(f"/penyedia/produk/{market.product.public_id}/pembuat/")
    sound(page)
    page.fill("input[name=member-0]", "A-001")
    page.fill("input[name=share-0]", "60")
    page.fill("input[name=member-1]", "Marten Nubatonis")
    page.fill("input[name=share-1]", "30")
    page.click("main form[method=post] button.btn-primary")
    citra.says("60 %")
    sound(page)
    goods = visit(size=PHONE)
    goods.go(f"/produk/{market.product.public_id}/")
    goods.says("Yuliana Tefa")
    sound(goods.page)

    claim = stories.claimed(market, 3)
    request_payment(claim_id=claim.pk, card_id=stories.card_of(market).pk, actor=market.fajar)
    eventually(lambda: type(claim).objects.filter(pk=claim.pk, status="settled").exists())
    citra.go(steps.path_of(claim.order))
    citra.says("Marten Nubatonis, Yuliana Tefa")
    sound(page)
    citra.go("/penyedia/uang/")
    sound(page)
    page.click(f'a[href="/koperasi/tagihan/{claim.public_id}/"]')
    sound(page)
    page.click("main a:has-text('Yuliana Tefa')")
    sound(page)
    page.fill(
        "input[name=paid_on]", local_day(claim.opened_at, market.vendor.time_zone).isoformat()
    )
    page.click("main form[method=post] button.btn-primary")
    citra.says("Dicatat")
    sound(page)
    page.click("main a[href$='/cetak/']")
    sound(page)
    citra.go(f"/koperasi/{market.vendor.public_id}/uang/")
    sound(page)
    joko = visit(market.joko, size=PHONE)
    joko.go(f"/verifikasi/{market.vendor.public_id}/anggota/")
    sound(joko.page)
    joko.page.click("main a:has-text('Yuliana Tefa')")
    sound(joko.page)
