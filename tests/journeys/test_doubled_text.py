"""Text of twice the size on a phone, and a desk zoomed to 200 %: nothing scrolls sideways."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from tests.browser import PHONE, Visitor
from tests.journeys.test_every_page import NO_SIDEWAYS, buyer_pages, open_pages, other_pages, stock

__all__ = ["stock"]
pytestmark = pytest.mark.journey
ZOOMED = {"width": 640, "height": 400}  # a desk of 1280 px at 200 %
DOUBLE = "() => { document.documentElement.style.fontSize = '200%' }"
# The outermost elements that stick out on the right, for whoever must mend them.
STICKING_OUT = """() => {
  const wide = [...document.querySelectorAll('body *')].filter((one) => {
    const box = one.getBoundingClientRect()
    return box.width && box.right > window.innerWidth + 1 && !one.closest('.sr-only')
  })
  const last = wide.filter((one) => !wide.some((inner) => inner !== one && one.contains(inner)))
  const name = (one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 30)}`
  return last.slice(0, 3).map(name)
}"""


def overflows(page: Page, place: str) -> Iterator[str]:
    """Yield where the open page is wider than its window."""
    page.set_viewport_size(ZOOMED)
    if not page.evaluate(NO_SIDEWAYS):
        yield f"{place} zoomed: {page.evaluate(STICKING_OUT)}"
    page.set_viewport_size(PHONE)
    page.evaluate(DOUBLE)
    if not page.evaluate(NO_SIDEWAYS):
        yield f"{place} doubled: {page.evaluate(STICKING_OUT)}"


@pytest.mark.parametrize("pages", [open_pages, buyer_pages, other_pages])
def test_doubled_text_fits(stock, visit, pages: Callable):
    windows: dict[object, Visitor] = {}
    wide: list[str] = []
    for user, path in list(pages(stock)):  # before the browser: no query later
        if user not in windows:
            windows[user] = visit(user)
        window = windows[user]
        window.go(path)
        wide += overflows(window.page, f"{user or 'guest'} {path}")
    assert not wide, "\n".join(wide)
