"""Ani sees how much of her cart is domestic, and how much small shops and cooperatives earn."""

import pytest
from django.urls import reverse

from catalog.models import Product
from marketplace.core.text import NBSP
from marketplace.sourcing.shares import Shares, is_small
from tests import factories
from tests.sourcing.test_cart import BACKEND, put
from vendors.models import LegalForm, SizeClass, Vendor


@pytest.fixture
def ani_at(client, world):
    client.force_login(world.ani, backend=BACKEND)
    return client


def shares(page) -> Shares | None:
    return page.context["shares"]


def test_the_shares_are_of_what_is_chosen(ani_at, world):
    imported = factories.make_product(world.vendor, world.etalase, price_rupiah=333_333)
    Product.objects.filter(pk=imported.pk).update(is_domestic=False)
    put(world, 1)  # woven cloth of 1.000.000 before PPN
    assert shares(ani_at.get(reverse("cart"))) == Shares(10_000, 10_000)
    left = put(world, 1, imported)
    page = ani_at.get(reverse("cart"))
    assert shares(page) == Shares(7_500, 10_000)
    assert f"75{NBSP}%" in page.content.decode()
    assert shares(ani_at.get(reverse("checkout"))) == Shares(7_500, 10_000)
    ani_at.post(reverse("cart_choose"), {"item": [left.pk]})
    assert shares(ani_at.get(reverse("cart"))) == Shares(10_000, 10_000)


def test_an_empty_cart_has_no_shares(ani_at):
    page = ani_at.get(reverse("cart"))
    assert shares(page) is None
    assert "(PDN)" not in page.content.decode()


@pytest.mark.parametrize(
    ("size", "form", "small"),
    [
        (SizeClass.MICRO, LegalForm.INDIVIDUAL, True),
        (SizeClass.SMALL, LegalForm.INDIVIDUAL, True),
        (SizeClass.MEDIUM, LegalForm.INDIVIDUAL, False),
        (SizeClass.MEDIUM, LegalForm.COOPERATIVE, True),
        (SizeClass.NON_MSME, LegalForm.INDIVIDUAL, False),
    ],
)
def test_who_counts_as_small(size, form, small):
    assert is_small(Vendor(size_class=size, legal_form=form)) is small
