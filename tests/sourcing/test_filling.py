"""Many goods into the cart at once: of a list, or of an old order; each line says what stops it."""

import pytest
from django.urls import reverse

from marketplace.accounts.models import Role
from marketplace.shortlists import services as kept
from marketplace.sourcing.filling import Wanted, judged
from marketplace.sourcing.models import CartItem
from tests import factories
from tests.catalog.terms.stating import state
from tests.orders import stories
from tests.sourcing.test_cart import BACKEND, put


@pytest.fixture
def ani_at(client, world):
    client.force_login(world.ani, backend=BACKEND)
    return client


@pytest.fixture
def goods(world):
    """Three kinds of goods of three shops."""
    shops = [
        factories.make_vendor(approved_by=world.joko, region=world.vendor.region) for _ in range(3)
    ]
    return [factories.sku_of(factories.make_product(shop, world.etalase)) for shop in shops]


@pytest.fixture
def monthly(world, goods):
    made = kept.make_list(
        agency_id=world.agency.pk, name="Bulanan", is_shared=True, actor=world.ani
    )
    kept.add_to_list(list_id=made.pk, sku_ids=[sku.pk for sku in goods], actor=world.ani)
    return made


def of_list(made) -> str:
    return reverse("cart_from_list", args=[made.public_id])


def in_cart() -> dict[int, int]:
    return dict(CartItem.objects.values_list("sku", "quantity"))


def test_a_whole_list_goes_into_the_cart(world, ani_at, goods, monthly):
    monthly.lines.filter(sku=goods[0]).update(units=5)
    assert (
        of_list(monthly)
        in ani_at.get(reverse("saved_list", args=[monthly.public_id])).content.decode()
    )
    assert ani_at.get(of_list(monthly)).status_code == 200
    assert in_cart() == {}
    assert ani_at.post(of_list(monthly))["Location"] == reverse("cart")
    assert in_cart() == {goods[0].pk: 5, goods[1].pk: 1, goods[2].pk: 1}


def test_what_cannot_be_bought_is_named_and_the_rest_goes_in(world, ani_at, goods, monthly):
    stopped, short, free = goods
    factories.suspend(stopped.product.vendor, by=world.joko)
    monthly.lines.filter(sku=short).update(units=101)
    before = ani_at.get(of_list(monthly)).content.decode()
    assert "Tersedia 100 dari 101 lembar" in before
    page = ani_at.post(of_list(monthly), follow=True).content.decode()
    assert in_cart() == {free.pk: 1}
    assert page.count("Tidak masuk keranjang") == 2
    assert stopped.product.name in page


def test_where_nothing_can_be_bought_nothing_changes_and_each_line_says_why(
    world, ani_at, goods, monthly
):
    monthly.lines.update(units=1_000)
    answer = ani_at.post(of_list(monthly))
    assert answer.status_code == 409
    assert answer.content.decode().count("tinggal 100 lembar") == 3
    assert in_cart() == {}


def test_a_colleague_fills_their_own_cart_from_a_shared_list(world, client, goods, monthly):
    bima = factories.make_officer("Bima", "procurement_officer", world.agency)
    client.force_login(bima, backend=BACKEND)
    client.post(of_list(monthly))
    assert CartItem.objects.filter(cart__owner=bima).count() == 3


@pytest.mark.parametrize(("name", "status"), [("budi", 403), ("dedi", 404), ("citra", 403)])
def test_others_do_not(world, client, goods, monthly, name, status):
    client.force_login(getattr(world, name), backend=BACKEND)
    assert client.get(of_list(monthly)).status_code == status
    assert client.post(of_list(monthly)).status_code == status
    assert in_cart() == {}


def test_an_old_order_is_ordered_again_and_says_what_changed(world, ani_at):
    order = stories.accepted(world)
    line = order.lines.get()
    factories.make_price(world.sku, line.unit_price_rupiah + 50_000)
    address = reverse("cart_from_order", args=[order.public_id])
    detail = ani_at.get(reverse("order_detail", args=[order.public_id])).content.decode()
    assert address in detail
    page = ani_at.get(address).content.decode()
    assert "lebih mahal" in page
    assert f"{line.unit_price_rupiah:,}".replace(",", ".") in page
    ani_at.post(address)
    item = CartItem.objects.get()
    assert (item.sku_id, item.quantity) == (line.sku_id, line.quantity)
    assert item.price_version.price_rupiah == line.unit_price_rupiah + 50_000


def test_what_lies_there_already_is_added_up(world, ani_at):
    order = stories.accepted(world)
    put(world, 2)
    ani_at.post(reverse("cart_from_order", args=[order.public_id]))
    assert CartItem.objects.get().quantity == 2 + order.lines.get().quantity


@pytest.mark.parametrize(("name", "status"), [("budi", 403), ("citra", 403), ("dedi", 404)])
def test_others_do_not_order_again(world, client, name, status):
    order = stories.accepted(world)
    person = getattr(world, name)
    client.force_login(person, backend=BACKEND)
    address = reverse("cart_from_order", args=[order.public_id])
    assert client.get(address).status_code == status
    if name != "dedi":
        detail = client.get(reverse("order_detail", args=[order.public_id])).content.decode()
        assert address not in detail
    assert client.post(address).status_code == status
    assert in_cart() == {}


def test_a_price_of_many_is_the_same_when_they_are_ordered_again(world):
    sku = state(world, tiers=[(10, 900_000)])
    again = Wanted(sku, 10, before_rupiah=900_000)
    assert (again.price_rupiah, again.changed) == (900_000, "")
    assert Wanted(sku, 9).price_rupiah == sku.price_rupiah


def test_fewer_than_the_shop_sells_is_said_before_the_button(world):
    sku = state(world, min_quantity=10)
    [few, enough] = judged([Wanted(sku, 9), Wanted(sku, 10)], actor=world.ani)
    assert "10" in few.problem
    assert enough.problem == ""


def test_an_order_is_repeated_in_the_cart_of_its_own_office(world, client):
    second = factories.make_agency(world.agency.tenant, name="Dinas Kedua")
    factories.give_role(world.ani, Role.PROCUREMENT_OFFICER, second)
    order = stories.submitted(world)
    client.force_login(world.ani, backend=BACKEND)
    client.post("/keranjang/instansi/", {"agency": second.pk})
    client.post(reverse("cart_from_order", args=[order.public_id]))
    assert CartItem.objects.get().cart.agency == world.agency
