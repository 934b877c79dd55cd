"""Ani orders some of what lies in her cart, and takes goods out that come back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.models import Product, ProductStatus
from catalog.policies import NotForSale
from marketplace.accounts.models import Role
from marketplace.core import clock
from marketplace.core.errors import NotAllowed
from marketplace.orders.models import PurchaseOrder
from marketplace.sourcing import lines, queries, services
from marketplace.sourcing.item_reading import items_of
from marketplace.sourcing.models import Cart, CartItem, RemovedItem
from tests import factories
from tests.orders import stories
from tests.sourcing.test_cart import BACKEND, HTMX, put
from tests.sourcing.test_checkout import filled, order_it

CHOOSE, BACK = reverse("cart_choose"), reverse("cart_put_back")


@pytest.fixture
def ani_at(client, world):
    client.force_login(world.ani, backend=BACKEND)
    return client


@pytest.fixture
def beside(world):
    """Other goods of Citra's, and goods of another shop: 3.330.000 in the first section."""
    more = factories.make_product(world.vendor, world.etalase, price_rupiah=50_000)
    other = factories.make_product(factories.make_vendor(), world.etalase, price_rupiah=30_000)
    return more, other


def leave(client, *items, **more):
    return client.post(CHOOSE, {"item": [item.pk for item in items]}, **more)


def chosen() -> set[int]:
    return set(CartItem.objects.filter(chosen=True).values_list("pk", flat=True))


def test_only_what_is_chosen_is_ordered_and_the_rest_stays(ani_at, world, beside):
    cloth, more, other = put(world, 2), put(world, 4, beside[0]), put(world, 12, beside[1])
    assert leave(ani_at, more)["Location"] == reverse("cart")
    leave(ani_at, other)
    page = ani_at.get(reverse("cart"))
    assert page.content.decode().count("Tidak dipilih: tetap di keranjang") == 2
    assert (page.context["gross"], len(page.context["orders"])) == (2_220_000, 1)
    assert len(page.context["sections"]) == 2
    items = items_of(Cart.objects.get(), only_chosen=True)
    goods = queries.goods_of(items)  # what freight is asked and stated for
    assert [[(sku.pk, units) for sku, units in line] for line in goods.values()] == [
        [(world.sku.pk, 2)]
    ]
    assert order_it(ani_at, filled(ani_at, world)).status_code == 302
    order = PurchaseOrder.objects.get()
    assert (order.gross_rupiah, order.lines.count()) == (2_220_000, 1)
    assert set(CartItem.objects.values_list("pk", flat=True)) == {more.pk, other.pk}
    assert cloth.pk not in chosen() | {more.pk}
    assert (stories.stock_of(beside[0])[1], stories.stock_of(beside[1])[1]) == (0, 0)


def test_a_shop_is_chosen_or_left_whole(ani_at, world, beside):
    cloth, more, other = put(world, 2), put(world, 4, beside[0]), put(world, 12, beside[1])
    part = leave(ani_at, cloth, more, **HTMX)
    assert part.content.decode().lstrip().startswith('<div id="keranjang">')
    assert chosen() == {other.pk}
    ani_at.post(CHOOSE, {"item": [cloth.pk, more.pk], "chosen": "1"})
    assert chosen() == {cloth.pk, more.pk, other.pk}


def test_where_nothing_is_chosen_there_is_no_checkout(ani_at, world):
    leave(ani_at, put(world))
    page = ani_at.get(reverse("cart")).content.decode()
    assert reverse("checkout") not in page
    answer = ani_at.get(reverse("checkout"), follow=True)
    assert "Tidak ada yang dipilih di keranjang Anda" in answer.content.decode()
    put(world)  # more of it is wanted again
    assert reverse("checkout") in ani_at.get(reverse("cart")).content.decode()


def test_what_is_left_may_have_changed(ani_at, world, beside):
    put(world, 2)
    leave(ani_at, put(world, 4, beside[0]))
    factories.make_price(factories.sku_of(beside[0]), 60_000)
    assert not ani_at.get(reverse("cart")).context["blocked"]
    assert order_it(ani_at, filled(ani_at, world)).status_code == 302


def test_what_another_page_took_out_is_not_chosen_and_nothing_else_changes(ani_at, world, beside):
    cloth, more = put(world, 2), put(world, 4, beside[0])
    ani_at.post(reverse("cart_remove", args=[cloth.pk]))
    answer = leave(ani_at, cloth, more, **HTMX)
    assert answer.status_code == 409
    assert "tidak ada lagi di keranjang" in answer.content.decode()
    assert chosen() == {more.pk}


def test_a_choice_of_another_page_is_shown_before_anything_is_ordered(ani_at, world, beside):
    put(world, 2)
    more = put(world, 4, beside[0])
    data = filled(ani_at, world)
    leave(ani_at, more)
    assert order_it(ani_at, data).status_code == 409
    assert not PurchaseOrder.objects.exists()
    assert CartItem.objects.count() == 2


@pytest.mark.parametrize("item", ["", "x", "-1", "9" * 30, "999999"])
def test_a_choice_of_nothing_known_changes_nothing(ani_at, world, item):
    put(world)
    assert ani_at.post(CHOOSE, {"item": item}).status_code == 409
    assert len(chosen()) == 1


@pytest.mark.parametrize("name", ["budi", "citra", "eka", "dedi", "indra"])
def test_only_officers_of_the_agency_choose_note_and_put_back(world, name):
    item, actor = put(world), getattr(world, name)
    calls = (
        lambda: lines.choose(
            actor=actor, agency_id=world.agency.pk, item_ids=[item.pk], chosen=False
        ),
        lambda: lines.put_back(actor=actor, agency_id=world.agency.pk),
    )
    for call in calls:
        with pytest.raises(NotAllowed):
            call()
    assert chosen() == {item.pk}


def test_the_lines_of_a_colleague_stay_as_they_are(client, world):
    item = put(world)
    bima = factories.make_officer("Bima", Role.PROCUREMENT_OFFICER, world.agency)
    client.force_login(bima, backend=BACKEND)
    assert leave(client, item).status_code == 409
    assert client.post(reverse("cart_note", args=[item.pk]), {"note": "x"}).status_code == 404
    assert client.post(BACK).status_code == 409
    item.refresh_from_db()
    assert (item.chosen, item.note) == (True, "")


# ---- taken out, and back again


def test_what_was_taken_out_comes_back_as_it_was(ani_at, world):
    item = put(world, 7)
    lines.write_note(actor=world.ani, item_id=item.pk, note="Warna biru")
    leave(ani_at, item)
    factories.make_price(world.sku, 900_000)  # it comes back at the price she saw
    answer = ani_at.post(reverse("cart_remove", args=[item.pk]), **HTMX).content.decode()
    assert BACK in answer
    assert "data-focus" in answer
    assert not CartItem.objects.exists()
    assert BACK in ani_at.get(reverse("cart")).content.decode()  # after a reload as well
    assert ani_at.post(BACK)["Location"] == reverse("cart")
    back = CartItem.objects.get()
    assert back.copied() == item.copied() | {"note": "Warna biru", "chosen": False}
    assert BACK not in ani_at.get(reverse("cart")).content.decode()
    assert ani_at.post(BACK).status_code == 409
    assert CartItem.objects.count() == 1


def test_the_last_one_taken_out_comes_back_for_an_hour(ani_at, world, beside):
    first, second = put(world, 2), put(world, 4, beside[0])
    services.change_quantity(actor=world.ani, item_id=first.pk, quantity=0)
    services.change_quantity(actor=world.ani, item_id=second.pk, quantity=0)
    with clock.moved_to(clock.now() + timedelta(minutes=61)):
        assert BACK not in ani_at.get(reverse("cart")).content.decode()
        with pytest.raises(lines.NothingToPutBack):
            lines.put_back(actor=world.ani, agency_id=world.agency.pk)
    assert lines.put_back(actor=world.ani, agency_id=world.agency.pk).sku_id == second.sku_id
    assert CartItem.objects.count() == 1


def test_goods_nobody_may_buy_do_not_come_back(ani_at, world):
    ani_at.post(reverse("cart_remove", args=[put(world).pk]))
    Product.objects.filter(pk=world.product.pk).update(status=ProductStatus.UNPUBLISHED)
    with pytest.raises(NotForSale) as refused:
        lines.put_back(actor=world.ani, agency_id=world.agency.pk)
    answer = ani_at.post(BACK)
    assert answer.status_code == refused.value.http_status
    assert refused.value.message in answer.context["problem"]
    assert not CartItem.objects.exists()
    assert RemovedItem.objects.count() == 1


def test_what_lies_there_again_is_added_up(world):
    item = put(world, 2)
    lines.write_note(actor=world.ani, item_id=item.pk, note="Biru")
    lines.take_out(actor=world.ani, item_id=item.pk)
    put(world, 3)
    back = lines.put_back(actor=world.ani, agency_id=world.agency.pk)
    assert (back.quantity, back.note) == (5, "Biru")


@pytest.mark.parametrize(("page", "most"), [("cart", 20), ("checkout", 51)])
def test_a_line_more_costs_no_query(ani_at, world, beside, page, most):
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert ani_at.get(reverse(page)).status_code == 200
        return len(seen)

    put(world, 1)
    put(world, 1, beside[0])
    asked()  # the first page of a sign-in counts more
    two = asked()
    put(world, 1, factories.make_product(world.vendor, world.etalase, price_rupiah=70_000))
    assert asked() <= two <= most
