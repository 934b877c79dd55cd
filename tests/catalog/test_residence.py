"""A shop lists where it is at home, or where the etalase's rule allows wider."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from catalog import residence, services
from catalog.models import Etalase, Product
from catalog.open_to import OpenTo
from catalog.residence import NotResident
from marketplace.accounts.models import RegionLevel
from tests import factories
from vendors.models import Vendor
from vendors.queries import owner_of

P, R, D = RegionLevel.PROVINCE, RegionLevel.REGENCY, RegionLevel.DISTRICT


@pytest.fixture
def land(db):
    """Two provinces; a city with a district, and a regency beside it."""
    west = factories.make_region("Jawa Timur", P)
    city = factories.make_region("Kota Mojokerto", R, parent=west)
    return {
        "province": west,
        "city": city,
        "district": factories.make_region("Magersari", D, parent=city),
        "beside": factories.make_region("Kabupaten Mojokerto", R, parent=west),
        "far": factories.make_region("Lampung", P),
    }


def etalase_in(land, where, open_to, *, narrowed=False):
    """An etalase of a city, of a province, or of a province narrowed to its city."""
    tenant = factories.make_tenant(region=land["province" if narrowed else where])
    region = land[where] if narrowed else None
    return factories.make_etalase(tenant, open_to=open_to, region=region)


TABLE = [
    # the etalase's region, its rule, the shop's place, may it list
    ("city", OpenTo.RESIDENTS, "city", True),
    ("city", OpenTo.RESIDENTS, "district", True),
    ("city", OpenTo.RESIDENTS, "beside", False),
    ("city", OpenTo.RESIDENTS, "province", False),
    ("city", OpenTo.RESIDENTS, "far", False),
    ("province", OpenTo.RESIDENTS, "district", True),
    ("province", OpenTo.RESIDENTS, "beside", True),
    ("province", OpenTo.RESIDENTS, "far", False),
    ("city", OpenTo.PROVINCE, "beside", True),
    ("city", OpenTo.PROVINCE, "district", True),
    ("city", OpenTo.PROVINCE, "province", True),
    ("city", OpenTo.PROVINCE, "far", False),
    ("city", OpenTo.ANYONE, "far", True),
]


@pytest.mark.parametrize("narrowed", [False, True])
@pytest.mark.parametrize(("where", "open_to", "home", "allowed"), TABLE)
def test_page_service_and_database_answer_alike(land, where, open_to, home, allowed, narrowed):
    vendor = factories.make_vendor(region=land[home])
    etalase = etalase_in(land, where, open_to, narrowed=narrowed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT catalog_may_list(%s, %s)", [vendor.pk, etalase.pk])
        held = cursor.fetchone()[0]
    listed = Etalase.objects.filter(residence.open_for(vendor), pk=etalase.pk).exists()
    said = bool(residence.may_list(vendor, etalase))
    assert (said, listed, held) == (allowed,) * 3


def test_a_shop_that_has_not_said_where_it_is_lists_where_all_may(land):
    shop = Vendor(name="Toko tanpa alamat")
    for open_to in OpenTo:
        etalase = etalase_in(land, "city", open_to)
        allowed = open_to == OpenTo.ANYONE
        assert bool(residence.may_list(shop, etalase)) is allowed
        found = Etalase.objects.filter(residence.open_for(shop), pk=etalase.pk)
        assert found.exists() is allowed


@pytest.fixture
def outsider(world, land):
    """Citra's shop in Lampung, which sells in Kartika's etalase for all."""
    world.vendor = factories.make_vendor(factories.make_user("Citra"), region=land["far"])
    world.citra = owner_of(world.vendor)
    world.product = factories.make_product(world.vendor, world.etalase)
    return etalase_in(land, "city", OpenTo.RESIDENTS)


def offer(world, etalase):
    return services.create_product(
        vendor_id=world.vendor.pk,
        actor=world.citra,
        etalase_id=etalase.pk,
        name="Batik khas Mojokerto",
        unit="lembar",
        price_rupiah=300_000,
        stock=3,
        confirmed=True,
    )


def test_cloth_of_mojokerto_from_a_shop_in_lampung_is_refused_with_what_to_do(world, outsider):
    with pytest.raises(NotResident) as refused:
        offer(world, outsider)
    sentence = str(refused.value)
    assert "toko dari Kota Mojokerto" in sentence
    assert "berada di Lampung" in sentence
    assert "minta pengelola katalog" in sentence


def test_the_form_offers_only_where_the_shop_may_list(client, world, outsider):
    client.force_login(world.citra)
    page = client.get(reverse("product_new"))
    offered = set(page.context["form"].fields["etalase"].queryset)
    assert world.etalase in offered
    assert outsider not in offered


def test_every_door_to_another_etalase_asks(world, outsider):
    Etalase.objects.filter(pk=outsider.pk).update(
        tenant=world.agency.tenant, region=residence.area_of(outsider)
    )
    with pytest.raises(NotResident):
        services.propose_revision(
            product_id=world.product.pk, actor=world.citra, etalase_id=outsider.pk
        )
    draft = offer(world, world.etalase)
    with pytest.raises(NotResident):
        services.update_product(product_id=draft.pk, actor=world.citra, etalase_id=outsider.pk)
    services.save_drawn_photo(draft, "<svg xmlns='http://www.w3.org/2000/svg'/>")
    Etalase.objects.filter(pk=world.etalase.pk).update(open_to=OpenTo.RESIDENTS)
    with pytest.raises(NotResident):
        services.submit_product(product_id=draft.pk, actor=world.citra)


def test_what_waits_is_not_published_once_the_etalase_is_for_residents(world, outsider):
    draft = offer(world, world.etalase)
    services.save_drawn_photo(draft, "<svg xmlns='http://www.w3.org/2000/svg'/>")
    services.submit_product(product_id=draft.pk, actor=world.citra)
    Etalase.objects.filter(pk=world.etalase.pk).update(open_to=OpenTo.RESIDENTS)
    with pytest.raises(NotResident):
        services.publish_product(product_id=draft.pk, actor=world.kartika)


def test_the_database_takes_no_listing_and_no_revision_of_an_outsider(world, outsider):
    with pytest.raises(IntegrityError, match="may not list"), transaction.atomic():
        Product.objects.filter(pk=world.product.pk).update(etalase=outsider)
    with pytest.raises(IntegrityError, match="may not list"), transaction.atomic():
        factories.make_product(world.vendor, outsider)
    Etalase.objects.filter(pk=world.etalase.pk).update(open_to=OpenTo.RESIDENTS)
    with pytest.raises(IntegrityError, match="may not list"), transaction.atomic():
        factories.make_revision(world.product)
