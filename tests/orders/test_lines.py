"""A line says for good what was ordered, and at which agreed price."""

import pytest

from catalog import services as catalog
from marketplace.core.errors import VendorNotEligible
from marketplace.documents import services as documents
from marketplace.orders import services
from marketplace.orders.models import AgreedPrice, PriceKind
from marketplace.orders.services.new_lines import ListingChanged
from tests import changes, factories
from tests.orders import stories
from tests.stories import order_item


@pytest.fixture
def batik(world):
    """A listing with two variants."""
    product = factories.make_product(
        world.vendor, world.etalase, label="Nila", code="B-1", weight_gram=420, name="Batik tulis"
    )
    factories.make_sku(product, label="Soga")
    factories.make_revision(product)
    return product


def test_a_line_keeps_what_it_was_when_the_listing_changes(world, batik):
    order = stories.submitted(world, product=batik)
    sku = factories.sku_of(batik)
    catalog.propose_revision(
        product_id=batik.pk,
        actor=world.citra,
        name="Batik cap",
        description="",
        etalase_id=batik.etalase_id,
        variants={sku.pk: ("Biru", "kodi")},
    )
    catalog.publish_product(product_id=batik.pk, actor=world.kartika)
    catalog.update_variant(sku_id=sku.pk, actor=world.citra, code="B-99", weight_gram=1)
    line = order.lines.get()
    assert (line.name, line.label, line.code, line.unit, line.weight_gram) == (
        "Batik tulis",
        "Nila",
        "B-1",
        "lembar",
        420,
    )
    assert line.revision.name == "Batik tulis"
    services.approve_order(order_id=order.pk, actor=world.budi)
    assert documents.of(order).get().data["lines"][0]["name"] == "Batik tulis (Nila)"


def test_a_line_points_at_the_catalogue_price_the_officer_saw(world):
    line = stories.submitted(world).lines.get()
    price = line.agreed_price
    assert (price.kind, price.price_version) == (
        PriceKind.CATALOGUE,
        world.sku.price_versions.get(),
    )
    assert (price.agreed_by, price.sku, price.unit_price_rupiah) == (world.ani, line.sku, 1_000_000)
    catalog.change_price(sku_id=world.sku.pk, price_rupiah=1_150_000, actor=world.citra)
    assert line.agreed_price.unit_price_rupiah == line.unit_price_rupiah == 1_000_000


def test_words_published_meanwhile_must_be_confirmed(world, batik):
    item = order_item(batik, 1)
    sku = factories.sku_of(batik)
    catalog.propose_revision(
        product_id=batik.pk,
        actor=world.citra,
        name="Batik cap",
        description="",
        etalase_id=batik.etalase_id,
        variants={sku.pk: ("Nila", "lembar")},
    )
    catalog.publish_product(product_id=batik.pk, actor=world.kartika)
    with pytest.raises(ListingChanged) as refused:
        stories.submitted(world, items=[item])
    assert "Batik tulis → Batik cap" in refused.value.message
    assert refused.value.details["sku_id"] == sku.pk
    assert not AgreedPrice.objects.exists()


def test_an_order_issued_again_carries_the_words_of_today(world, batik):
    old = stories.issued(world, product=batik)
    services.decline_order(order_id=old.pk, reason="Belum siap", actor=world.citra)
    sku = factories.sku_of(batik)
    catalog.propose_revision(
        product_id=batik.pk,
        actor=world.citra,
        name="Batik cap",
        description="",
        etalase_id=batik.etalase_id,
        variants={sku.pk: ("Nila", "lembar")},
    )
    catalog.publish_product(product_id=batik.pk, actor=world.kartika)
    new = services.reissue_order(order_id=old.pk, seen=stories.seen(old), actor=world.ani)
    assert (old.lines.get().name, new.lines.get().name) == ("Batik tulis", "Batik cap")


def test_a_refusal_to_sell_names_the_draft_it_is_about(world):
    vendor = factories.make_vendor(approved_by=world.joko, region=world.vendor.region)
    other = factories.make_product(vendor, world.etalase)
    changes.outgrow(vendor)
    with pytest.raises(VendorNotEligible) as refused:
        services.place_orders(
            agency_id=world.agency.pk,
            drafts=[stories.draft(world), stories.draft(world, product=other)],
            actor=world.ani,
        )
    assert refused.value.details["draft"] == 1


def test_programs_read_which_variant_was_ordered(client, world, batik):
    order = stories.submitted(world, product=batik)
    client.force_login(world.ani)
    answer = client.get(f"/api/v1/orders/{order.public_id}/").json()
    assert (answer["lines"][0]["label"], answer["lines"][0]["code"]) == ("Nila", "B-1")
    listed = client.get(f"/api/v1/products/{batik.public_id}/").json()
    assert [row["label"] for row in listed["variants"]] == ["Nila", "Soga"]
