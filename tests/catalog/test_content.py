"""What one unit on sale holds: 100 pieces are no 50, and a kilogram costs what it costs."""

from fractions import Fraction

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from catalog import rules, services
from catalog.content import Content, canonical_unit, content, per_unit, size_words
from catalog.models import PriceMark
from tests import factories

G, ML, SHEETS, PIECES = "g", "ml", "lembar", "buah"


@pytest.mark.parametrize(
    ("name", "unit", "label", "held"),
    [
        ("Kopi arabika Bajawa, bubuk 250 g", "bungkus", "", (G, 250)),
        ("Kopi arabika Bajawa", "bungkus", "500 gram", (G, 500)),
        ("Kopi arabika Bajawa 250 g", "bungkus", "1 kg", (G, 1_000)),
        ("Beras pulen", "kg", "", (G, 1_000)),
        ("Beras pulen 5kg", "karung", "", (G, 5_000)),
        ("Gula aren 0,25 kg", "bungkus", "", (G, 250)),
        ("Minyak goreng 1.000 ml", "botol", "", (ML, 1_000)),
        ("Minyak goreng 1,8 L", "jeriken", "", (ML, 1_800)),
        ("Air mineral 24 x 220 ml", "dus", "", (ML, 5_280)),
        ("Air mineral isi 12 @ 600 ml", "dus", "", (ML, 7_200)),
        ("Teh celup isi 25 kantong", "kotak", "", (PIECES, 25)),
        ("Masker medis isi 50", "kotak", "", (PIECES, 50)),
        ("Masker medis", "kotak", "isi 100 pcs", (PIECES, 100)),
        ("Pensil 2B", "lusin", "", (PIECES, 12)),
        ("Kertas HVS A4 70 gram", "rim", "", (SHEETS, 500)),
        ("Kertas HVS A4 70 gram isi 450 lembar", "rim", "", (SHEETS, 450)),
        ("Amplop", "dus isi 100", "", (PIECES, 100)),
        ("Cendera mata", "dus", "2 lusin", (PIECES, 24)),
    ],
)
def test_what_a_unit_holds(name, unit, label, held):
    assert content(name, unit, label) == Content(held[0], Fraction(held[1]))


@pytest.mark.parametrize(
    ("name", "unit", "label"),
    [
        ("Kain tenun Sikka, 2,5 m", "lembar", ""),  # a length is no content
        ("Ember 10 liter", "buah", ""),  # what it can hold
        ("Kertas karton 150 gram", "lembar", ""),  # the mass of a square metre
        ("Kertas foto 80 g/m2", "pak", ""),
        ("Permen 100 g isi 20", "kotak", ""),  # each, or all together?
        ("Nasi kotak isi 5 lauk", "kotak", ""),
        ("Bingkai 30 x 40 cm", "kotak", ""),
        ("Kue kering", "toples", ""),
        ("Tali", "m", ""),
    ],
)
def test_words_that_could_mean_two_things_mean_nothing(name, unit, label):
    assert content(name, unit, label) is None


@pytest.mark.parametrize(
    ("price", "held", "said"),
    [
        (42_500, (G, 250), (170_000, "kg")),
        (85_000, (G, 5_000), (17_000, "kg")),
        (18_000, (ML, 600), (30_000, "liter")),
        (50_000, (PIECES, 50), (1_000, "buah")),
        (52_999, (SHEETS, 500), (106, "lembar")),
        (40_000, (G, 1_000), None),  # the price of a kilogram is the price
        (2, (PIECES, 100), None),
    ],
)
def test_a_price_for_what_is_compared(price, held, said):
    assert per_unit(price, Content(held[0], Fraction(held[1]))) == said


SIZES = st.integers(1, 99_999)


@given(SIZES, SIZES, st.sampled_from(["isi %s", "%s g", "%s lembar", "%s ml", "isi %s pcs"]))
def test_different_sizes_are_never_compared(one, other, words):
    keys = {rules.comparison_key("Teh celup", "kotak", words % size) for size in (one, other)}
    assert len(keys) == (1 if one == other else 2)


@given(SIZES)
def test_one_size_is_one_however_it_is_typed(grams):
    kilos = f"{grams / 1000:.3f}".replace(".", ",")
    typed = [f"{grams} g", f"{grams}gram", f"{kilos} kg", f"{grams} Gr", f"{kilos}kg"]
    keys = {rules.comparison_key("Kopi arabika Bajawa", "bks", label) for label in typed}
    assert keys == {rules.comparison_key(f"Kopi arabika Alor {grams} gr", "bungkus")}


@given(st.text(max_size=140), st.text(max_size=24), st.text(max_size=60))
def test_whatever_is_typed_has_a_key_and_at_most_a_positive_content(name, unit, label):
    held = content(name, unit, label)
    assert held is None or held.amount > 0
    assert len(rules.comparison_key(name, unit, label)) <= 120
    assert canonical_unit(unit) == canonical_unit(canonical_unit(unit))


@given(st.integers(1, 10**12), st.integers(2, 10**6))
def test_a_price_for_one_times_all_is_the_price_but_for_rounding(price, number):
    found = per_unit(price, Content(PIECES, Fraction(number)))
    assert abs((found.rupiah if found else 0) * number - price) <= number


def test_formats_and_persons_are_sizes_too():
    assert size_words("Kertas HVS F4", "rim") == "f4"
    assert size_words("Tenda 6 orang 2 x 3 m", "unit") == "2x3 m 6 orang"


def test_card_and_page_show_the_price_for_what_is_compared(client, world):
    product = factories.make_product(
        world.vendor, world.etalase, name="Kopi arabika 250 g", unit="bungkus", price_rupiah=40_000
    )
    said = "Rp\u00a0177.600 per kg"
    assert said in client.get("/cari/", {"q": "kopi"}).content.decode()
    assert said in client.get(reverse("product_page", args=[product.public_id])).content.decode()


def test_goods_move_to_the_mark_that_fits_them_each_night(world):
    product = factories.make_product(
        world.vendor, world.etalase, name="Kopi arabika Bajawa 250 g", unit="bungkus"
    )
    sku = factories.sku_of(product)
    stale = PriceMark.objects.create(tenant=world.etalase.tenant, key="kopi arabika|250 g|bks")
    product.skus.update(price_mark=stale)
    services.count_prices_anew()
    sku.refresh_from_db()
    assert sku.price_mark.key == rules.comparison_key(product.name, "bungkus")
    assert services.variants.compare_all_anew() == 0
