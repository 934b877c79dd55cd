"""The API's documents in a browser: what its policy forbids, the console says."""

import pytest

pytestmark = pytest.mark.journey


def test_a_browser_draws_the_api_without_a_complaint(market, visit):
    window = visit()
    page = window.go("/api/docs/")
    page.locator(".opblock").first.wait_for()
    page.locator(".opblock-summary-control").first.click()
    page.locator(".opblock-body").first.wait_for()  # closing the window reads its complaints
