"""What a person sees of the API: its documents, and the page on which a token is made."""

import pytest

from tests import factories
from tests.journeys.test_every_page import look

pytestmark = pytest.mark.journey


def test_a_browser_draws_the_api_without_a_complaint(market, visit):
    page = visit().go("/api/docs/")
    page.locator(".opblock").first.wait_for()
    page.locator(".opblock-summary-control").first.click()
    page.locator(".opblock-body").first.wait_for()  # closing the window reads its complaints


@pytest.mark.parametrize("javascript", [True, False])
def test_a_token_is_made_shown_and_revoked(market, visit, javascript):
    window = visit(javascript=javascript).sign_in(market.ani)
    page = window.go("/akun/")
    page.click("main a[href='/akun/token/']")
    problems = look(page, "empty") if javascript else []
    page.fill("input[name=name]", "aplikasi kantor")
    page.check("input[name=scopes][value=order]")
    page.fill("input[name=password]", factories.PASSWORD)
    window.send("/akun/token/")
    secret = page.locator("#rahasia")
    secret.wait_for()
    assert secret.input_value().startswith("pb_")
    problems += look(page, "made") if javascript else []
    page.click("main a.btn[href='/akun/token/']")
    page.locator("table").wait_for()
    problems += look(page, "list") if javascript else []
    window.send("/cabut/")
    page.locator("table").wait_for(state="detached")
    assert not problems, "\n".join(problems)
