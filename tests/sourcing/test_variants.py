"""Variants in the cart, and listings whose words change while goods lie in it."""

import pytest
from django.urls import reverse

from catalog import services as catalog
from catalog.models import Sku
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.services.new_lines import ListingChanged
from marketplace.sourcing import services
from marketplace.sourcing.models import CartItem
from tests import factories
from tests.sourcing.test_cart import BACKEND, put
from tests.sourcing.test_checkout import filled, order_it


@pytest.fixture
def ani_at(client, world):
    """Ani, signed in."""
    client.force_login(world.ani, backend=BACKEND)
    return client


@pytest.fixture
def cloth(world):
    """Citra's cloth in two colours: (nila, soga), soga a little cheaper."""
    product = factories.make_product(world.vendor, world.etalase, label="Nila", name="Kain gedog")
    factories.make_sku(product, label="Soga", code="SOGA 1", price_rupiah=900_000, stock=7)
    factories.make_revision(product)
    return list(product.skus.all())


def rename(world, name="Kain tenun songke", unit="helai"):
    """Citra hands in new words for her cloth and Kartika publishes them."""
    catalog.propose_revision(
        product_id=world.product.pk,
        actor=world.citra,
        name=name,
        description=world.product.description,
        etalase_id=world.product.etalase_id,
        variants={world.sku.pk: ("", unit)},
    )
    catalog.publish_product(product_id=world.product.pk, actor=world.kartika)


def add(world, sku, quantity=1):
    return services.add_to_cart(
        actor=world.ani, agency_id=world.agency.pk, sku_id=sku.pk, quantity=quantity
    )


def test_the_product_page_offers_each_variant_by_a_plain_link(ani_at, cloth):
    nila, soga = cloth
    address = reverse("product_page", args=[nila.product.public_id])
    page = ani_at.get(address).content.decode()  # the cheaper one leads
    assert f'name="sku" value="{soga.public_id}"' in page
    assert f"?varian={nila.code}" in page
    assert "?varian=SOGA+1" in page
    chosen = ani_at.get(address, {"varian": nila.code}).content.decode()
    assert f'name="sku" value="{nila.public_id}"' in chosen
    assert "1.110.000" in chosen.replace("\u00a0", " ")
    assert ani_at.get(address, {"varian": "tidak ada"}).status_code == 200


def test_a_page_takes_as_many_queries_for_one_variant_as_for_many(
    ani_at, world, cloth, django_assert_max_num_queries
):
    def count() -> int:
        with django_assert_max_num_queries(20) as counted:
            page = ani_at.get(reverse("product_page", args=[product.public_id]))
        assert page.status_code == 200
        return len(counted)

    product = cloth[0].product
    count()
    few = count()
    for number in range(12):
        factories.make_sku(product, label=f"Warna {number}")
    factories.make_revision(product)
    assert count() == few


def test_two_variants_are_two_lines_of_one_order(ani_at, world, cloth):
    nila, soga = cloth
    add(world, nila, 2)
    add(world, soga, 3)
    page = ani_at.get("/keranjang/").content.decode()
    assert "Nila" in page
    assert "Soga" in page
    assert order_it(ani_at, filled(ani_at, world)).status_code == 302
    order = PurchaseOrder.objects.get()
    rows = order.lines.values_list("name", "label", "code", "quantity", "unit_price_rupiah")
    assert list(rows) == [
        ("Kain gedog", "Nila", nila.code, 2, 1_000_000),
        ("Kain gedog", "Soga", "SOGA 1", 3, 900_000),
    ]
    held = Sku.objects.filter(pk__in=[nila.pk, soga.pk]).values_list("label", "reserved")
    assert dict(held) == {"Nila": 2, "Soga": 3}
    assert "Kain gedog (Soga)" in str(order.lines.last())


def test_changed_words_must_be_accepted_before_checkout(ani_at, world):
    item = put(world)
    rename(world)
    page = ani_at.get("/keranjang/").content.decode()
    assert "Kain tenun songke" in page
    assert "lembar → helai" in page
    assert reverse("checkout") not in page
    assert ani_at.post(reverse("cart_confirm", args=[item.pk])).status_code == 302
    assert reverse("checkout") in ani_at.get("/keranjang/").content.decode()


def test_another_variant_that_changes_is_nobodys_concern(ani_at, world, cloth):
    nila, soga = cloth
    add(world, nila)
    catalog.propose_revision(
        product_id=nila.product_id,
        actor=world.citra,
        name=nila.product.name,
        description=nila.product.description,
        etalase_id=nila.product.etalase_id,
        variants={nila.pk: ("Nila", "lembar"), soga.pk: ("Soga tua", "lembar")},
    )
    catalog.publish_product(product_id=nila.product_id, actor=world.kartika)
    assert not ani_at.get("/keranjang/").context["blocked"]
    assert order_it(ani_at, filled(ani_at, world)).status_code == 302


def test_words_changed_during_checkout_are_named_and_nothing_is_ordered(ani_at, world):
    put(world, 2)
    data = filled(ani_at, world)
    rename(world)
    answer = order_it(ani_at, data)
    assert answer.status_code == 409
    assert "lembar → helai" in answer.content.decode()
    assert not PurchaseOrder.objects.exists()
    assert Sku.objects.get(pk=world.sku.pk).reserved == 0


def test_an_open_page_with_older_words_puts_nothing_into_the_cart(ani_at, world):
    form = {"sku": world.sku.public_id, "revision": world.product.revision_id, "quantity": "1"}
    rename(world)
    answer = ani_at.post("/keranjang/tambah/", form, follow=True)
    assert "lembar → helai" in answer.content.decode()
    assert not CartItem.objects.exists()
    with pytest.raises(ListingChanged):
        services.add_to_cart(
            actor=world.ani,
            agency_id=world.agency.pk,
            sku_id=world.sku.pk,
            quantity=1,
            revision_id=world.product.revision_id,
        )


def test_the_cart_takes_as_many_queries_for_one_line_as_for_many(
    ani_at, world, cloth, django_assert_max_num_queries
):
    def count() -> int:
        with django_assert_max_num_queries(30) as counted:
            assert ani_at.get("/keranjang/").status_code == 200
        return len(counted)

    add(world, cloth[0])
    count()
    alone = count()
    add(world, cloth[1])
    for _ in range(5):
        put(world, 1, factories.make_product(world.vendor, world.etalase))
    assert count() == alone
