"""Variants of a listing: what each is called and costs, which one leads, and what may be sold."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from catalog import offers, policies, prices, services
from catalog.models import ProductStatus, Sku
from catalog.policies import NotForSale
from marketplace.core.errors import NotAllowed, RuleViolation, VendorNotEligible
from tests import changes, factories
from vendors.channels import Channel
from vendors.models import LegalForm, SizeClass


@pytest.fixture
def draft(world):
    """A draft of Citra's with one variant that has no name."""
    return services.create_product(
        vendor_id=world.vendor.pk,
        actor=world.citra,
        etalase_id=world.etalase.pk,
        name="Kopi arabika Bajawa",
        unit="bungkus",
        price_rupiah=40_000,
        stock=10,
        weight_gram=250,
    )


def add(world, product, label, price_rupiah=75_000, **fields) -> Sku:
    values = {"unit": "bungkus", "stock": 5, "first_label": "250 g"}
    return services.add_variant(
        product_id=product.pk,
        actor=world.citra,
        label=label,
        price_rupiah=price_rupiah,
        **{**values, **fields},
    )


def test_a_second_variant_names_the_first(world, draft):
    with pytest.raises(RuleViolation) as refused:
        add(world, draft, "500 g", first_label="")
    assert refused.value.details["field"] == "first_label"
    add(world, draft, "500 g")
    rows = list(draft.skus.values_list("label", "price_rupiah", "active", "position"))
    assert rows == [("250 g", 40_000, True, 1), ("500 g", 75_000, True, 2)]


def test_each_variant_is_compared_with_goods_of_its_own_size(world, draft):
    large = add(world, draft, "1 kg")
    assert large.price_mark.key == "kopi arabika|1000 g|bungkus"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"label": "250 G"}, "label"),
        ({"label": " "}, "label"),
        ({"label": "1 kg", "code": "SAMA"}, "code"),
        ({"label": "1 kg", "price_rupiah": 0}, "price_rupiah"),
        ({"label": "1 kg", "stock": -1}, "stock"),
    ],
)
def test_a_variant_that_cannot_be_told_apart_is_refused_at_its_field(world, draft, fields, field):
    services.update_variant(sku_id=draft.skus.get().pk, actor=world.citra, code="SAMA")
    before = Sku.objects.count()
    with pytest.raises(RuleViolation) as refused, transaction.atomic():
        add(world, draft, **{"first_label": "250 g", **fields})
    assert refused.value.details["field"] == field
    assert Sku.objects.count() == before


def test_codes_are_made_up_when_empty_and_never_twice_in_a_shop(world, draft):
    made_up = draft.skus.get().code
    assert made_up
    services.update_variant(sku_id=draft.skus.get().pk, actor=world.citra, code="KOPI-1")
    assert add(world, draft, "500 g", code="KOPI-2").code == "KOPI-2"
    with pytest.raises(IntegrityError), transaction.atomic():
        Sku.objects.filter(code="KOPI-2").update(code="KOPI-1")


def test_the_cheapest_variant_on_sale_leads_the_listing(world):
    product = factories.make_product(world.vendor, world.etalase, label="L", price_rupiah=90_000)
    cheap = factories.make_sku(product, label="S", price_rupiah=88_000)
    factories.make_revision(product)

    def lead() -> list[str]:
        return list(product.skus.filter(is_lead=True).values_list("label", flat=True))

    assert lead() == ["S"]
    services.change_price(sku_id=cheap.pk, price_rupiah=95_000, actor=world.citra)
    assert lead() == ["L"]
    services.change_price(sku_id=cheap.pk, price_rupiah=50_000, actor=world.citra)
    services.switch_variant(sku_id=cheap.pk, active=False, actor=world.citra)
    assert lead() == ["L"]
    with pytest.raises(RuleViolation):
        services.switch_variant(
            sku_id=factories.sku_of(product).pk, active=False, actor=world.citra
        )


def test_one_card_stands_for_a_listing_with_its_lowest_price(world, django_assert_num_queries):
    product = factories.make_product(world.vendor, world.etalase, label="L", price_rupiah=90_000)
    factories.make_sku(product, label="S", price_rupiah=50_000)
    factories.make_revision(product)
    prices.market_rules()  # read once a minute
    with django_assert_num_queries(1):
        shown = offers.goods("true", "o.name", limit=9)
    found = {one.name: (one.gross_rupiah, offers.card(one)["several"]) for one in shown}
    assert found == {product.name: (55_500, True), world.product.name: (1_110_000, False)}


def test_only_the_owner_changes_variants(world):
    for who in (world.ani, world.kartika, world.dedi):
        with pytest.raises(NotAllowed):
            services.update_variant(sku_id=world.sku.pk, actor=who, weight_gram=1)
        with pytest.raises(NotAllowed):
            services.switch_variant(sku_id=world.sku.pk, active=False, actor=who)
        with pytest.raises(NotAllowed):
            add(world.__class__(**{**vars(world), "citra": who}), world.product, "L")


def test_code_and_weight_of_a_live_variant_change_at_once_its_words_do_not(world):
    services.update_variant(sku_id=world.sku.pk, actor=world.citra, weight_gram=90, code="K-9")
    world.sku.refresh_from_db()
    assert (world.sku.weight_gram, world.sku.code) == (90, "K-9")
    with pytest.raises(NotAllowed):
        services.update_variant(sku_id=world.sku.pk, actor=world.citra, unit="kodi")


# ---- one answer to "may this be sold?"

SPOILT = {
    "taken down": ("product", {"status": ProductStatus.UNPUBLISHED}),
    "switched off": ("sku", {"active": False}),
    "etalase closed": ("etalase", {"closes_on": date(2025, 1, 2)}),
    "etalase not open yet": ("etalase", {"opens_on": date(2999, 1, 1)}),
    "vendor suspended": ("vendor", {}),
    "hidden by a sanction": ("product", {}),
    "vendor too large": ("vendor", {}),
}


@pytest.mark.parametrize("how", SPOILT)
def test_what_may_not_be_sold_is_refused_and_not_listed(world, how):
    name, change = SPOILT[how]
    row = getattr(world, name)
    if change:
        row.__class__.objects.filter(pk=row.pk).update(**change)
    elif how == "vendor too large":
        changes.outgrow(world.vendor)
    elif row == world.vendor:
        factories.suspend(world.vendor)
    else:
        factories.hide(world.product)
    sku = Sku.objects.select_related("product__etalase", "product__vendor").get(pk=world.sku.pk)
    refusal = VendorNotEligible if name == "vendor" else NotForSale
    with pytest.raises(refusal):
        services.require_sellable(sku.product.vendor, Channel.BELA, sku)
    assert not policies.can_sell(sku.product.vendor, Channel.BELA, sku)
    assert not policies.sellable().exists()


def test_goods_are_sold_by_their_own_vendor_in_their_own_channel(world):
    services.require_sellable(world.vendor, Channel.BELA, world.sku)
    with pytest.raises(NotForSale):
        services.require_sellable(world.vendor, Channel.KATALOG_LOKAL, world.sku)
    with pytest.raises(NotForSale):
        services.require_sellable(factories.make_vendor(), Channel.BELA, world.sku)


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("form", LegalForm.values)
@pytest.mark.parametrize("size", SizeClass.values)
def test_the_list_and_the_single_answer_agree_for_every_kind_of_vendor(world, channel, form, size):
    vendor = factories.make_vendor(legal_form=form, size_class=size)
    etalase = factories.make_etalase(world.agency.tenant, channel=channel.value)
    sku = factories.sku_of(factories.make_product(vendor, etalase))
    may = bool(policies.can_sell(vendor, channel, sku))
    assert policies.sellable().filter(pk=sku.pk).exists() == may
    assert policies.public().filter(pk=sku.product_id).exists() == may
