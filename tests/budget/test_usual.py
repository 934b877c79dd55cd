"""Goods on an account that is meant for others: a hint at checkout, a red check for the PPK."""

import tomllib

import pytest
from django.utils import translation

from catalog.category_models import Category
from marketplace.budget import usual
from marketplace.budget.models import AccountCode
from marketplace.orders.approval_checks import checks
from marketplace.orders.models import PurchaseOrder
from tests import factories
from tests.budget.staging import MEALS, STATIONERY
from tests.orders import stories
from tests.sourcing.test_cart import BACKEND, put
from tests.sourcing.test_checkout import filled


def test_the_file_names_accounts_and_categories_that_there_are(db):
    named = usual.usual_accounts()
    assert named
    accounts = set(AccountCode.objects.values_list("code", flat=True))
    assert set().union(*named.values()) <= accounts
    with (usual.USUAL.parents[3] / "catalog/data/categories.toml").open("rb") as file:
        known = {one["code"] for one in tomllib.load(file)["category"]}
    assert set(named) <= known


@pytest.mark.parametrize(
    ("category", "account", "odd"),
    [
        ("alat-tulis", MEALS, [True]),
        ("alat-tulis", STATIONERY, [False]),
        ("konsumsi", STATIONERY, [True]),
        ("alat-tulis", "", [False]),
        ("mebel", MEALS, []),  # the file does not say where furniture belongs
    ],
)
def test_only_named_goods_on_another_account_are_odd(category, account, odd):
    goods = [usual.Goods(category, "Barang")]
    assert [one.is_odd for one in usual.bookings(goods, account)] == odd


def test_stationery_on_meals_is_warned_about_at_checkout_and_before_the_ppk(client, world):
    stationery = Category.objects.get(code="alat-tulis", tenant=None)
    type(world.etalase).objects.filter(pk=world.etalase.pk).update(category=stationery)
    meals = AccountCode.objects.get(code=MEALS)
    line = factories.make_line(world.agency, 500_000_000, account=meals)
    package = factories.make_package(world.agency, line=line)
    client.force_login(world.ani, backend=BACKEND)
    put(world, 2)
    chosen = {"common-plan_package": package.pk, "common-account_code": meals.pk}
    typed = filled(client, world, **chosen)
    ((_section, form, _words),) = (
        client.post("/keranjang/bayar/", {**typed, "recalculate": "1"}).context["page"].parts
    )
    assert [one.is_odd for one in form.bookings] == [True]
    client.post("/keranjang/bayar/", typed)  # a hint is no refusal
    order = PurchaseOrder.objects.get()
    with translation.override("en"):
        found = {check.title: check for check in checks(order, world.budi)}
        usual_order = stories.submitted(world)
        others = {check.title for check in checks(usual_order, world.budi)}
    assert found["Account code and goods"].state == "stop"
    assert STATIONERY in found["Account code and goods"].detail
    assert "Account code and goods" not in others
