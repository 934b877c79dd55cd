"""A listing's way from draft to live and back, and who may walk it."""

from datetime import date

import pytest

from catalog import policies, services
from catalog.models import PriceVersion, Product, ProductStatus, Sku
from marketplace.accounts.models import Role
from marketplace.core.errors import (
    InvalidTransition,
    NotAllowed,
    RuleViolation,
    VendorNotEligible,
)
from marketplace.core.models import AuditEvent, OutboxEvent
from tests import factories
from vendors.models import SizeClass
from vendors.queries import owner_of

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><path d="M0 0h4v3z"/></svg>'


def offer(world, **listing) -> Product:
    values = {
        "etalase_id": world.etalase.pk,
        "name": "Kain tenun gedog nila, 2,5 m",
        "unit": "lembar",
        "price_rupiah": 300_000,
        "stock": 12,
    }
    product = services.create_product(
        vendor_id=world.vendor.pk, actor=world.citra, **{**values, **listing}
    )
    return services.save_drawn_photo(product, DRAWING)


@pytest.fixture
def draft(world):
    """A draft with a picture."""
    return offer(world)


@pytest.fixture
def waiting(world, draft):
    """A listing that waits for the catalogue manager."""
    return services.submit_product(product_id=draft.pk, actor=world.citra)


def test_citra_offers_and_kartika_publishes(world, waiting):
    assert not policies.public().filter(pk=waiting.pk).exists()
    live = services.publish_product(product_id=waiting.pk, actor=world.kartika)
    assert live.status == ProductStatus.PUBLISHED
    assert live.published_by == world.kartika
    assert policies.public().filter(pk=waiting.pk).exists()
    actions = AuditEvent.objects.filter(subject_id=live.pk, action__startswith="product.")
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "product.created",
        "product.submitted",
        "product.published",
    ]
    assert OutboxEvent.objects.filter(name="product.published", subject_id=live.pk).count() == 1


def test_a_new_listing_has_its_first_price_version(draft):
    sku = factories.sku_of(draft)
    assert list(sku.price_versions.values_list("price_rupiah", flat=True)) == [300_000]
    assert sku.price_mark.key == "kain tenun|2500 mm|lembar"


def test_without_a_picture_nothing_is_submitted(world):
    bare = services.create_product(
        vendor_id=world.vendor.pk,
        actor=world.citra,
        etalase_id=world.etalase.pk,
        name="Kain tanpa foto",
        unit="lembar",
        price_rupiah=1,
        stock=0,
    )
    with pytest.raises(RuleViolation) as refused:
        services.submit_product(product_id=bare.pk, actor=world.citra)
    assert refused.value.details["field"] == "photo"


@pytest.mark.parametrize("who", ["ani", "dedi", "indra", "citra", "joko"])
def test_only_the_catalogue_manager_publishes(world, waiting, who):
    with pytest.raises(NotAllowed):
        services.publish_product(product_id=waiting.pk, actor=getattr(world, who))
    waiting.refresh_from_db()
    assert waiting.status == ProductStatus.SUBMITTED


def test_a_manager_of_another_market_may_not_publish(world, waiting):
    stranger = factories.make_tenant_officer(
        "Lina", Role.CATALOGUE_MANAGER, factories.make_tenant()
    )
    with pytest.raises(NotAllowed):
        services.publish_product(product_id=waiting.pk, actor=stranger)


def test_nobody_publishes_their_own_goods(world):
    vendor = factories.make_vendor(world.kartika)
    own = factories.make_product(vendor, world.etalase, status=ProductStatus.SUBMITTED)
    with pytest.raises(NotAllowed):
        services.publish_product(product_id=own.pk, actor=world.kartika)


def test_a_suspended_shop_is_not_published_and_vanishes(world, waiting):
    live = world.product
    assert policies.public().filter(pk=live.pk).exists()
    factories.suspend(world.vendor)
    assert not policies.public().exists()
    with pytest.raises(VendorNotEligible):
        services.publish_product(product_id=waiting.pk, actor=world.kartika)
    with pytest.raises(NotAllowed):
        services.change_price(sku_id=world.sku.pk, price_rupiah=5, actor=world.citra)


def test_a_medium_firm_may_not_sell_in_bela_but_in_the_local_catalogue(world):
    vendor = factories.make_vendor(
        factories.make_user("Wayan"), size_class=SizeClass.MEDIUM, legal_form="pt"
    )
    in_bela = factories.make_product(vendor, world.etalase, status="draft", photo="produk/x.webp")
    with pytest.raises(VendorNotEligible):
        services.submit_product(product_id=in_bela.pk, actor=owner_of(vendor))
    shelf = factories.make_etalase(world.agency.tenant, channel="katalog_lokal")
    local = factories.make_product(vendor, shelf, status="draft", photo="produk/x.webp")
    assert (
        services.submit_product(product_id=local.pk, actor=owner_of(vendor)).status == "submitted"
    )


def test_goods_of_a_closed_etalase_are_not_public(world):
    world.etalase.closes_on = date(2025, 1, 2)
    world.etalase.save(update_fields=["closes_on"])
    assert not policies.public().exists()
    assert not policies.can_see(world.ani, world.product)


def test_returned_with_a_reason_then_repaired_and_submitted_again(world, waiting):
    with pytest.raises(RuleViolation):
        services.return_product(product_id=waiting.pk, reason=" a ", actor=world.kartika)
    back = services.return_product(
        product_id=waiting.pk, reason="Foto terlalu gelap", actor=world.kartika
    )
    assert (back.status, back.status_reason) == ("returned", "Foto terlalu gelap")
    services.update_product(
        product_id=back.pk, actor=world.citra, name="Kain tenun gedog soga, 2 m"
    )
    again = services.submit_product(product_id=back.pk, actor=world.citra)
    assert (again.status, again.status_reason) == ("submitted", "")
    assert factories.sku_of(again).price_mark.key == "kain tenun|2000 mm|lembar"


def test_words_of_a_live_listing_stay_as_they_were_published(world):
    with pytest.raises(NotAllowed):
        services.update_product(product_id=world.product.pk, actor=world.citra, name="Lain")
    world.product.refresh_from_db()
    assert world.product.name != "Lain"


def test_steps_that_do_not_exist_are_refused(world, draft):
    with pytest.raises(InvalidTransition):
        services.publish_product(product_id=draft.pk, actor=world.kartika)
    with pytest.raises(InvalidTransition):
        services.unpublish_product(product_id=draft.pk, reason="Sudah habis", actor=world.citra)


def test_both_sides_may_take_a_listing_down(world):
    other = factories.make_product(world.vendor, world.etalase)
    services.unpublish_product(
        product_id=world.product.pk, reason="Musim panen selesai", actor=world.citra
    )
    services.unpublish_product(
        product_id=other.pk, reason="Foto milik toko lain", actor=world.kartika
    )
    with pytest.raises(NotAllowed):
        services.unpublish_product(product_id=other.pk, reason="Iseng saja", actor=world.dedi)
    assert not policies.public().exists()


def test_a_new_price_adds_a_version_and_the_same_price_adds_none(world):
    sku = world.sku
    services.change_price(sku_id=sku.pk, price_rupiah=1_000_000, actor=world.citra)
    assert PriceVersion.objects.filter(sku=sku).count() == 1
    services.change_price(sku_id=sku.pk, price_rupiah=900_000, actor=world.citra)
    assert PriceVersion.objects.filter(sku=sku).count() == 2
    with pytest.raises(NotAllowed):
        services.change_price(sku_id=sku.pk, price_rupiah=1, actor=world.dedi)
    with pytest.raises(RuleViolation):
        services.change_price(sku_id=sku.pk, price_rupiah=0, actor=world.citra)


def test_stock_is_never_set_below_what_is_promised(world):
    Sku.objects.filter(pk=world.sku.pk).update(reserved=7)
    with pytest.raises(RuleViolation) as refused:
        services.set_stock(sku_id=world.sku.pk, stock=6, actor=world.citra)
    assert refused.value.details["reserved"] == 7
    assert services.set_stock(sku_id=world.sku.pk, stock=7, actor=world.citra).available == 0


def test_somebody_else_offers_nothing_in_citras_name(world):
    with pytest.raises(NotAllowed):
        services.create_product(
            vendor_id=world.vendor.pk,
            actor=world.dedi,
            etalase_id=world.etalase.pk,
            name="Barang asing",
            unit="buah",
            price_rupiah=1,
            stock=1,
        )
