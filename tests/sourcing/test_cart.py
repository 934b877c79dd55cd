"""Ani fills her cart: units, prices that change, and other people's carts."""

import pytest
from django.urls import reverse

from catalog.models import Product, ProductStatus
from catalog.policies import NotForSale
from marketplace.core.errors import NotAllowed, NotFoundError, OutOfStock, RuleViolation
from marketplace.sourcing import queries, services
from marketplace.sourcing.item_reading import items_of
from marketplace.sourcing.models import Cart, CartItem
from tests import factories

HTMX = {"HTTP_HX_REQUEST": "true"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def at(client):
    """Sign somebody in."""

    def sign_in(user):
        client.force_login(user, backend=BACKEND)
        return client

    return sign_in


def put(world, quantity=3, product=None, actor=None) -> CartItem:
    return services.add_to_cart(
        actor=actor or world.ani,
        agency_id=world.agency.pk,
        sku_id=factories.sku_of(product or world.product).pk,
        quantity=quantity,
    )


def test_the_same_goods_twice_add_up(world):
    put(world, 3)
    assert put(world, 4).quantity == 7
    assert CartItem.objects.count() == 1


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001])
def test_impossible_quantities_are_refused(world, quantity):
    with pytest.raises(RuleViolation):
        put(world, quantity)
    assert not CartItem.objects.exists()


def test_more_than_the_shop_has_is_refused_with_the_number_left(world):
    with pytest.raises(OutOfStock) as refused:
        put(world, 101)
    assert "100" in refused.value.message


@pytest.mark.parametrize("name", ["budi", "citra", "indra", "dedi"])
def test_only_officers_of_the_agency_fill_its_cart(world, name):
    with pytest.raises(NotAllowed):
        put(world, actor=getattr(world, name))


def test_goods_that_are_not_live_are_not_for_sale(world):
    hidden = factories.make_product(world.vendor, world.etalase, status=ProductStatus.DRAFT)
    with pytest.raises(NotForSale):
        put(world, product=hidden)


def test_nobody_touches_another_persons_item(at, world):
    item = put(world)
    other = factories.make_officer("Bima", "procurement_officer", world.agency)
    client = at(other)
    for name in ("cart_change", "cart_remove", "cart_confirm"):
        assert client.post(reverse(name, args=[item.pk]), {"quantity": "1"}).status_code == 404
    with pytest.raises(NotFoundError):
        services.change_quantity(actor=other, item_id=item.pk, quantity=1)
    item.refresh_from_db()
    assert item.quantity == 3


def test_one_section_per_vendor_and_channel(world):
    etalase = factories.make_etalase(world.agency.tenant, channel="katalog_lokal")
    put(world, product=factories.make_product(world.vendor, etalase))
    put(world, product=factories.make_product(factories.make_vendor(is_pkp=False), world.etalase))
    put(world)
    sections = queries.sections(items_of(Cart.objects.get(), only_chosen=True), world.agency)
    assert len(sections) == 3
    assert {section.channel for section in sections} == {"bela", "katalog_lokal"}
    assert sorted(section.tax.gross_rupiah for section in sections) == [
        3_000_000,
        3_330_000,
        3_330_000,
    ]


def test_the_product_page_posts_into_the_cart(at, world):
    client = at(world.ani)
    answer = client.post("/keranjang/tambah/", {"sku": world.sku.public_id, "quantity": "1.0"})
    assert answer.status_code == 302
    answer = client.post("/keranjang/tambah/", {"sku": world.sku.public_id, "quantity": "5"})
    assert answer["Location"] == "/keranjang/"
    page = client.get("/keranjang/")
    assert world.product.name in page.content.decode()
    assert "R-CAP-1" in page.content.decode()


def test_a_visitor_signs_in_and_comes_back_to_the_goods(client, world):
    answer = client.post("/keranjang/tambah/", {"sku": world.sku.public_id, "quantity": "5"})
    assert answer.status_code == 302
    assert f"next=/produk/{world.product.public_id}/" in answer["Location"]


@pytest.mark.parametrize("sku", ["", "bogus", "00000000-0000-0000-0000-000000000000"])
def test_unknown_goods_are_not_found(at, world, sku):
    assert at(world.ani).post("/keranjang/tambah/", {"sku": sku}).status_code == 404


@pytest.mark.parametrize("name", ["budi", "citra", "indra"])
def test_others_have_no_cart(at, world, name):
    client = at(getattr(world, name))
    assert client.get("/keranjang/").status_code == 403
    assert client.get("/keranjang/bayar/").status_code == 403
    add = client.post("/keranjang/tambah/", {"sku": world.sku.public_id, "quantity": "1"})
    assert add.status_code == 403


@pytest.mark.parametrize("typed", ["tiga", "-1", "1000", "9" * 30])
def test_a_wrong_quantity_stays_visible_and_changes_nothing(at, world, typed):
    item = put(world)
    answer = at(world.ani).post(reverse("cart_change", args=[item.pk]), {"quantity": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    item.refresh_from_db()
    assert item.quantity == 3


def test_htmx_gets_the_cart_alone(at, world):
    item = put(world)
    answer = at(world.ani).post(reverse("cart_change", args=[item.pk]), {"quantity": "9"}, **HTMX)
    assert answer.content.decode().lstrip().startswith('<div id="keranjang">')
    item.refresh_from_db()
    assert item.quantity == 9


def test_zero_takes_the_goods_out(at, world):
    item = put(world)
    assert (
        at(world.ani).post(reverse("cart_change", args=[item.pk]), {"quantity": "0"}).status_code
        == 302
    )
    assert not CartItem.objects.exists()


def test_a_new_price_must_be_accepted_before_checkout(at, world):
    item = put(world)
    new = factories.make_price(world.sku, 1_200_000)
    client = at(world.ani)
    page = client.get("/keranjang/").content.decode()
    assert reverse("cart_confirm", args=[item.pk]) in page
    assert reverse("checkout") not in page
    assert client.post(reverse("cart_confirm", args=[item.pk])).status_code == 302
    item.refresh_from_db()
    assert item.price_version == new
    assert reverse("checkout") in client.get("/keranjang/").content.decode()


def test_an_officer_of_two_agencies_chooses_one(at, world):
    second = factories.make_agency(world.agency.tenant, "Dinas Kesehatan (contoh)")
    factories.give_role(world.ani, "procurement_officer", second)
    client = at(world.ani)
    assert client.post("/keranjang/instansi/", {"agency": second.pk}).status_code == 302
    assert client.get("/keranjang/").context["agency"] == second
    assert (
        client.post("/keranjang/instansi/", {"agency": world.dedi.pk + 10_000}).status_code == 403
    )
    assert client.post("/keranjang/instansi/", {"agency": "x"}).status_code == 404


def test_goods_taken_down_meanwhile_are_marked(at, world):
    put(world)
    Product.objects.filter(pk=world.product.pk).update(status=ProductStatus.UNPUBLISHED)
    page = at(world.ani).get("/keranjang/")
    assert page.context["blocked"]


def test_goods_that_a_sanction_hides_are_marked_in_the_cart(at, world):
    put(world, 1)
    factories.hide(world.product, by=world.joko)
    for page in ("cart", "checkout"):
        answer = at(world.ani).get(reverse(page))
        assert answer.status_code == 200
        assert answer.context["blocked"]
