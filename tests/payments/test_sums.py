"""Sums on a page add up as a reader adds them: every term is shown, each total is right."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from marketplace.sourcing.services import add_to_cart
from tests import stories
from tests.payments.bank_process import bank, bank_process
from tests.payments.money_steps import paid

__all__ = ["bank", "bank_process"]


class Sums(HTMLParser):
    """Reads the marked figures of a page in order: terms with their sign, and totals."""

    def __init__(self) -> None:
        super().__init__()
        self.signs: list[str] = []
        self.depth = 0
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        sign = dict(attrs).get("data-suku")
        if sign:
            self.signs.append(sign)
            self.words.append("")
            self.depth = 1
        elif self.depth and tag not in {"br", "img", "input"}:
            self.depth += 1

    def handle_endtag(self, tag):
        self.depth = max(self.depth - 1, 0)

    def handle_data(self, data):
        if self.depth:
            self.words[-1] += data


def marked(page: str) -> list[tuple[str, int]]:
    """Return sign and figure of each marked place."""
    reader = Sums()
    reader.feed(page)
    figures = [re.search(r"Rp\s*([\d.]+)|^\s*([\d.]+)", words) for words in reader.words]
    assert all(figures), reader.words
    numbers = [int((found[1] or found[2]).replace(".", "")) for found in figures]
    return list(zip(reader.signs, numbers, strict=True))


def totals(page: str) -> int:
    """Add up as a reader does; return how many totals there were. A wrong one fails."""
    running, seen, fresh = 0, 0, True
    for sign, number in marked(page):
        if sign == "=":
            assert running == number, f"{running} is shown as {number}"
            seen, fresh = seen + 1, True
            continue
        if fresh and sign == "+":
            running = 0
        running += number if sign == "+" else -number
        fresh = False
    return seen


@pytest.fixture
def claims(world, bank_settings):
    """One claim paid, whose bank's fee is known, and one that waits."""
    done = stories.claimed(world)
    paid(world, done)
    return done, stories.claimed(world, 3)


def test_the_shops_money_adds_up_with_the_fee(client, world, claims):
    client.force_login(world.citra)
    page = client.get(reverse("vendor_money")).content.decode()
    assert totals(page) == 2
    assert any(sign == "-" and number == 6_660 for sign, number in marked(page))


def test_an_order_adds_up_before_and_after_the_fee_is_known(client, world, claims):
    client.force_login(world.citra)
    for claim in claims:
        page = client.get(reverse("order_detail", args=[claim.order.public_id])).content.decode()
        assert totals(page) == 2


def test_cart_and_checkout_add_up(client, world):
    for quantity in (3, 7):
        add_to_cart(
            actor=world.ani, agency_id=world.agency.pk, sku_id=world.sku.pk, quantity=quantity
        )
    client.force_login(world.ani)
    for name in ("cart", "checkout"):
        assert totals(client.get(reverse(name)).content.decode()) == 2


def test_the_reader_notices_a_missing_term():
    page = '<b data-suku="+">Rp 10</b><b data-suku="-">2</b><b data-suku="=">Rp 9</b>'
    with pytest.raises(AssertionError, match="8 is shown as 9"):
        totals(page)
