"""A live listing changes its words only through a revision that the catalogue manager publishes."""

import pytest
from django.db import IntegrityError, connection, transaction

from catalog import queries, rules, services
from catalog.models import Product, ProductStatus, RevisionStatus
from marketplace.core.errors import InvalidTransition, NotAllowed, RuleViolation
from marketplace.core.models import OutboxEvent
from tests import factories


def propose(world, **words):
    """Hand in new words for Citra's live cloth."""
    product = world.product
    values = {
        "name": product.name,
        "description": product.description,
        "etalase_id": product.etalase_id,
        "variants": {world.sku.pk: ("", "lembar")},
    }
    return services.propose_revision(
        product_id=product.pk, actor=world.citra, **{**values, **words}
    )


def shown(world) -> tuple[str, str, str]:
    product = Product.objects.get(pk=world.product.pk)
    return product.name, factories.sku_of(product).unit, product.status


def test_the_published_words_stay_until_the_new_ones_are_published(world):
    before = shown(world)
    first = world.product.revision_id
    revision = propose(
        world, name="Kain tenun songke", variants={world.sku.pk: ("", "helai panjang")}
    )
    assert (revision.number, revision.status) == (2, RevisionStatus.SUBMITTED)
    assert shown(world) == before
    services.publish_product(product_id=world.product.pk, actor=world.kartika)
    assert shown(world) == ("Kain tenun songke", "helai panjang", ProductStatus.PUBLISHED)
    assert factories.sku_of(world.product).price_mark.key == "kain tenun||helai panjang"
    world.product.refresh_from_db()
    assert world.product.revision_id == revision.pk
    changes = queries.revision_changes(first, revision.pk, world.sku.pk)
    assert [change.field for change in changes] == ["name", "unit"]


def test_a_returned_change_leaves_the_listing_live_as_it_was(world):
    before = shown(world)
    propose(world, name="Kain tenun songke")
    services.return_product(product_id=world.product.pk, reason="Bukan songke", actor=world.kartika)
    assert shown(world) == before
    last = queries.last_revision(world.product)
    assert (last.status, last.reason) == (RevisionStatus.RETURNED, "Bukan songke")
    assert OutboxEvent.objects.filter(name="product.returned").count() == 1
    assert propose(world, name="Kain tenun ende").number == 3


def test_one_change_waits_at_a_time(world):
    propose(world, name="Kain tenun songke")
    with pytest.raises(NotAllowed):
        propose(world, name="Kain tenun ende")


@pytest.mark.parametrize("who", ["ani", "kartika", "dedi", "joko"])
def test_only_the_owner_hands_in_new_words(world, who):
    with pytest.raises(NotAllowed):
        propose(world.__class__(**{**vars(world), "citra": getattr(world, who)}), name="Kain lain")


@pytest.mark.parametrize("who", ["ani", "citra", "dedi", "indra"])
def test_only_the_catalogue_manager_publishes_a_change(world, who):
    propose(world, name="Kain tenun songke")
    with pytest.raises(NotAllowed):
        services.publish_product(product_id=world.product.pk, actor=getattr(world, who))


def test_nothing_new_is_no_change_and_another_market_is_another_listing(world):
    with pytest.raises(RuleViolation):
        propose(world)
    foreign = factories.make_etalase()
    with pytest.raises(RuleViolation) as refused:
        propose(world, etalase_id=foreign.pk)
    assert refused.value.details["field"] == "etalase"


def test_without_a_waiting_change_there_is_nothing_to_decide(world):
    with pytest.raises(InvalidTransition):
        services.publish_product(product_id=world.product.pk, actor=world.kartika)


def test_taking_a_listing_down_returns_its_waiting_change(world):
    propose(world, name="Kain tenun songke")
    services.unpublish_product(
        product_id=world.product.pk, reason="Bahan habis dulu", actor=world.citra
    )
    assert queries.last_revision(world.product).status == RevisionStatus.RETURNED


def test_a_new_variant_of_a_live_listing_waits_for_publication(world):
    sku = services.add_variant(
        product_id=world.product.pk,
        actor=world.citra,
        first_label="Nila",
        label="Soga",
        unit="lembar",
        price_rupiah=800_000,
        stock=4,
    )
    assert (sku.active, sku.is_lead) == (False, False)
    assert world.product.skus.filter(label="").exists()
    with pytest.raises(RuleViolation):
        services.switch_variant(sku_id=sku.pk, active=True, actor=world.citra)
    services.publish_product(product_id=world.product.pk, actor=world.kartika)
    rows = world.product.skus.values_list("label", "active", "is_lead")
    assert list(rows) == [("Nila", True, False), ("Soga", True, True)]


def test_two_variants_may_exchange_their_names(world):
    product = factories.make_product(world.vendor, world.etalase, label="Nila")
    second = factories.make_sku(product, label="Soga")
    factories.make_revision(product)
    first = factories.sku_of(product)
    services.propose_revision(
        product_id=product.pk,
        actor=world.citra,
        name=product.name,
        description=product.description,
        etalase_id=product.etalase_id,
        variants={first.pk: ("Soga", "lembar"), second.pk: ("Nila", "lembar")},
    )
    services.publish_product(product_id=product.pk, actor=world.kartika)
    assert list(product.skus.values_list("label", flat=True)) == ["Soga", "Nila"]


@pytest.mark.parametrize("labels", [("Nila", "nila"), ("", "Soga")])
def test_variants_that_cannot_be_told_apart_are_not_handed_in(world, labels):
    product = factories.make_product(world.vendor, world.etalase, label="Nila")
    second = factories.make_sku(product, label="Soga")
    factories.make_revision(product)
    keys = (factories.sku_of(product).pk, second.pk)
    with pytest.raises(RuleViolation):
        services.propose_revision(
            product_id=product.pk,
            actor=world.citra,
            name=product.name,
            description=product.description,
            etalase_id=product.etalase_id,
            variants={pk: (label, "lembar") for pk, label in zip(keys, labels, strict=True)},
        )


def words(**changed) -> rules.Words:
    values = {"name": "Kain", "description": "", "etalase": "Kain", "variants": {1: ("", "lembar")}}
    return rules.Words(**{**values, **changed})


def test_differences_are_told_for_all_variants_or_for_one():
    new = words(name="Sarung", variants={1: ("", "kodi"), 2: ("L", "lembar")})
    assert rules.changes(words(), words()) == []
    assert [change[:4] for change in rules.changes(words(), new)] == [
        ("name", "Kain", "Sarung", None),
        ("unit", "lembar", "kodi", 1),
        ("label", "", "L", 2),
        ("unit", "", "lembar", 2),
    ]
    assert [change[:4] for change in rules.changes(words(), new, sku=1)] == [
        ("name", "Kain", "Sarung", None),
        ("unit", "lembar", "kodi", 1),
    ]
    assert rules.changes(words(), words(variants={1: ("", "lembar"), 2: ("L", "x")}), sku=1) == []


def test_the_database_keeps_a_live_listing_at_its_published_words(world):
    """Also when a bug writes past the use-cases: the comparison is made at COMMIT."""

    def rename() -> None:
        Product.objects.filter(pk=world.product.pk).update(name="Diam-diam lain")
        connection.check_constraints()

    with pytest.raises(IntegrityError, match="does not show the revision"), transaction.atomic():
        rename()
