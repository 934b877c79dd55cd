"""An order that its shop let pass goes to another shop; need, budget and reasons are kept."""

import pytest
from django.urls import reverse

from marketplace.orders.models import OrderStatus, PurchaseOrder
from marketplace.orders.services import cancel_order, decline_order
from marketplace.sourcing.models import CartItem
from tests import factories
from tests.orders import stories
from tests.sourcing.test_cart import BACKEND
from tests.sourcing.test_checkout import filled, order_it


@pytest.fixture
def ani_at(client, world):
    client.force_login(world.ani, backend=BACKEND)
    return client


@pytest.fixture
def elsewhere(world):
    """The same kind of goods at another shop, a little dearer."""
    shop = factories.make_vendor(approved_by=world.joko, region=world.vendor.region)
    return factories.sku_of(factories.make_product(shop, world.etalase, price_rupiah=1_050_000))


def declined(world, **fields) -> PurchaseOrder:
    order = stories.issued(world, **fields)
    return decline_order(order_id=order.pk, reason="Benang habis", actor=world.citra)


def move_of(order) -> str:
    return reverse("cart_from_elsewhere", args=[order.public_id])


def page_of(client, order) -> str:
    return client.get(reverse("order_detail", args=[order.public_id])).content.decode()


def test_it_goes_to_another_shop_with_all_that_was_said(world, ani_at, elsewhere):
    order = declined(world, note="Warna nila", title="Kain untuk tamu dari pusat")
    assert move_of(order) in page_of(ani_at, order)
    asked = ani_at.get(move_of(order))
    line = order.lines.get()
    assert asked.context["form"].initial == {f"line-{line.pk}": elsewhere.pk}
    chosen = {f"line-{line.pk}": elsewhere.pk}
    assert ani_at.post(move_of(order), chosen)["Location"] == reverse("cart")
    assert dict(CartItem.objects.values_list("sku", "quantity")) == {elsewhere.pk: 2}
    page = ani_at.get(reverse("checkout")).context["page"]
    ((_section, form, _words),) = page.parts
    assert form["title"].value() == "Kain untuk tamu dari pusat"
    assert form["note"].value() == "Warna nila"
    assert form["uncompared"].value() == stories.UNCOMPARED.uncompared
    kept = {name: page.common[name].value() for name in ("plan_package", "account_code")}
    assert kept == {"plan_package": world.package.pk, "account_code": world.account_code.pk}
    assert page.common["delivery_address"].value() == order.delivery_address
    assert page.common["commitment_officer"].value() == world.budi.pk
    assert order_it(ani_at, filled(ani_at, world)).status_code == 302
    fresh = PurchaseOrder.objects.get(status=OrderStatus.SUBMITTED)
    assert (fresh.reissue_of, fresh.vendor) == (order, elsewhere.product.vendor)
    assert move_of(order) not in page_of(ani_at, order)  # it went already
    assert "moved_order" not in ani_at.session


def test_nothing_chosen_is_refused_and_what_was_chosen_stays(world, ani_at, elsewhere):
    order = declined(world)
    line = order.lines.get()
    assert ani_at.post(move_of(order), {f"line-{line.pk}": ""}).status_code == 422
    assert ani_at.post(move_of(order), {f"line-{line.pk}": "x"}).status_code == 422
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(stock=1)
    answer = ani_at.post(move_of(order), {f"line-{line.pk}": elsewhere.pk})
    assert answer.status_code == 422
    assert elsewhere.title in answer.content.decode()
    assert not CartItem.objects.exists()


@pytest.mark.parametrize("name", ["ani", "budi", "citra", "dedi"])
def test_only_its_officers_move_it_and_only_when_its_shop_let_it_pass(world, client, name):
    order = stories.submitted(world)
    client.force_login(getattr(world, name), backend=BACKEND)
    assert client.get(move_of(order)).status_code in {403, 404}
    cancel_order(order_id=order.pk, reason="Batal", actor=world.ani)
    assert client.get(move_of(order)).status_code in {403, 404}
    other = declined(world)
    assert (client.get(move_of(other)).status_code == 200) == (name == "ani")
