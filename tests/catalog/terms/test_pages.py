"""The page of terms: found from the listing, keeps what was typed, says what is wrong where."""

import pytest
from django.urls import reverse

from catalog.terms_forms import region_label
from marketplace.sourcing.models import CartItem
from tests import factories
from tests.catalog.terms.stating import TIERS, put, state, state_listing
from tests.sourcing.test_cart import BACKEND
from tests.sourcing.test_checkout import filled


@pytest.fixture
def shop(client, world):
    """Citra's browser on her shop."""
    client.force_login(world.citra, backend=BACKEND)
    world.terms = reverse("product_terms", args=[world.product.public_id])
    world.variant = reverse("variant_terms", args=[world.sku.public_id])
    return client


def typed(**given):
    tiers = {"from-1": "10", "price-1": "900.000", "from-2": "", "price-2": ""}
    return {"dating": "none", **tiers, **given}


def test_the_listing_leads_to_its_terms(shop, world):
    edit = shop.get(reverse("product_edit", args=[world.product.public_id])).content.decode()
    assert world.terms in edit
    assert shop.get(world.terms).status_code == 200


def test_what_was_typed_is_saved_and_shown(shop, world):
    values = typed(min_quantity="5", lead_days="3", capacity_per_day="1.000")
    values |= {"from-3": "50", "price-3": "Rp 850.000"}
    assert shop.post(world.variant, values).status_code == 302
    world.sku.refresh_from_db()
    assert world.sku.tiers == [[10, 900_000], [50, 850_000]]
    assert (world.sku.min_quantity, world.sku.capacity_per_day) == (5, 1_000)
    text = shop.get(world.terms).content.decode()
    for value in ("900000", "850000", "50"):
        assert f'value="{value}"' in text


WRONG = [
    (typed(**{"price-1": ""}), "price-1"),
    (typed(**{"from-1": ""}), "from-1"),
    (typed(**{"from-1": "1"}), "from-1"),
    (typed(**{"from-1": "sepuluh"}), "from-1"),
    (typed(**{"price-1": "0"}), "price-1"),
    (typed(**{"price-1": "1.000.000"}), "price-1"),
    (typed(**{"from-2": "9", "price-2": "800.000"}), "from-2"),
    (
        typed(**{"from-1": "", "price-1": "", "from-3": "10", "price-3": "2.000.000"}),
        "price-3",
    ),
    (typed(min_quantity="0"), "min_quantity"),
    (typed(min_quantity="9", max_quantity="8"), "max_quantity"),
    (typed(lead_days="261"), "lead_days"),
    (typed(capacity_per_day="0"), "capacity_per_day"),
]


@pytest.mark.parametrize(("values", "field"), WRONG)
def test_what_is_wrong_is_named_beside_its_field_and_stays(shop, world, values, field):
    answer = shop.post(world.variant, values)
    assert answer.status_code == 422
    form = next(row["form"] for row in answer.context["rows"])
    assert list(form.errors) == [field]
    assert form[field].value() == values[field]
    world.sku.refresh_from_db()
    assert (world.sku.tiers, world.sku.min_quantity) == ([], 1)


def test_a_jump_is_confirmed_for_the_very_tiers_typed(shop, world):
    values = typed(**{"price-1": "90.000"})
    asked = shop.post(world.variant, values)
    assert asked.status_code == 422
    assert 'value="10:90000"' in asked.content.decode()
    other = {**values, "price-1": "80.000", "confirmed": "10:90000"}
    assert shop.post(world.variant, other).status_code == 422
    assert shop.post(world.variant, {**values, "confirmed": "10:90000"}).status_code == 302


def test_a_page_that_is_old_changes_nothing(shop, world):
    seen = shop.get(world.terms).context["rows"][0]["form"]["seen"].value()
    state(world, tiers=TIERS)
    answer = shop.post(world.variant, typed(seen=str(seen), **{"price-1": "950.000"}))
    assert answer.status_code == 409
    world.sku.refresh_from_db()
    assert world.sku.tiers == [[10, 900_000], [50, 850_000]]


def test_places_are_chosen_by_label_code_or_their_only_name(shop, world):
    one = factories.make_region("Kota Satu-satunya")
    two, three = factories.make_region("Kota Kembar"), factories.make_region("Kota Kembar")
    values = {"area-0": region_label(two), "area-1": three.code, "area-2": one.name.lower()}
    assert shop.post(world.terms, values).status_code == 302
    world.product.refresh_from_db()
    assert world.product.service_area == sorted([one.code, two.code, three.code])
    text = shop.get(world.terms).content.decode()
    assert f'value="{region_label(one)}"' in text
    wrong = shop.post(world.terms, {"area-0": "Kota Kembar", "area-3": "Atlantis"})
    assert wrong.status_code == 422
    assert list(wrong.context["form"].errors) == ["area-0", "area-3"]
    assert "Atlantis" in wrong.content.decode()


def test_a_day_that_has_passed_is_refused(shop, world):
    for day in ("2020-01-01", "31-31-2026"):
        answer = shop.post(world.terms, {"price_valid_until": day})
        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == ["price_valid_until"]
        assert day in answer.content.decode()


def test_strangers_find_nothing(client, world):
    address = reverse("product_terms", args=[world.product.public_id])
    variant = reverse("variant_terms", args=[world.sku.public_id])
    for person in (world.ani, world.kartika, world.dedi):
        client.force_login(person, backend=BACKEND)
        assert client.get(address).status_code == 404
        assert client.post(variant, typed()).status_code == 404
    world.sku.refresh_from_db()
    assert world.sku.tiers == []


def test_queries_do_not_grow_with_the_variants(shop, world, django_assert_max_num_queries):
    shop.get(world.terms)
    with django_assert_max_num_queries(40) as of_one:
        shop.get(world.terms)
    for number in range(8):
        factories.make_sku(world.product, label=f"Warna {number}", active=False)
    with django_assert_max_num_queries(len(of_one)):
        assert len(shop.get(world.terms).context["rows"]) == 9


def test_the_cart_asks_with_a_sentence_and_keeps_what_was_typed(client, world):
    state(world, tiers=TIERS, min_quantity=5, max_quantity=60)
    item = put(world, 12)
    client.force_login(world.ani, backend=BACKEND)
    answer = client.post(reverse("cart_change", args=[item.pk]), {"quantity": "4"})
    assert answer.status_code == 422
    assert 'value="4"' in answer.content.decode()
    assert CartItem.objects.get(pk=item.pk).quantity == 12
    added = client.post(
        reverse("cart_add"), {"sku": str(world.sku.public_id), "quantity": "60"}, follow=True
    )
    assert "60" in added.content.decode()
    assert CartItem.objects.get(pk=item.pk).quantity == 12


def test_checkout_names_the_place_that_is_not_served(client, world):
    put(world, 2)
    state_listing(world, service_area=[factories.make_region("Kota Jauh").code])
    client.force_login(world.ani, backend=BACKEND)
    answer = client.post("/keranjang/bayar/", filled(client, world))
    assert answer.status_code == 422
    assert "Kota Jauh" in answer.content.decode()
    assert CartItem.objects.count() == 1
