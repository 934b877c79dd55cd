"""What listings state of goods: typed by a template, asked at hand-in, held by the database."""

import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from catalog import attributes, category_models, queries, rules, services
from catalog.attributes import BadValue, Fault, Kind, Spec
from catalog.models import Product, ProductStatus
from catalog.services.attributes import AttributesRefused
from catalog.services.templates import load_templates, template_rows
from marketplace.core.whole_numbers import typed_decimal
from tests import factories

GRAM = Spec("berat", "Berat bersih", Kind.NUMBER, unit="g", required=True)
METRE = Spec("panjang", "Panjang", Kind.NUMBER, unit="m")
DIMENSIONLESS = Spec("isi", "Isi", Kind.NUMBER)
CLOTH = Spec("bahan", "Bahan", Kind.CHOICE, choices=("Katun", "Sutra"), required=True)
DYE = Spec("alam", "Pewarna alam", Kind.YES_NO)
NOTE = Spec("catatan", "Catatan", Kind.TEXT)
ALL = (GRAM, METRE, DIMENSIONLESS, CLOTH, DYE, NOTE)


@pytest.mark.parametrize(
    ("spec", "typed", "value"),
    [
        (GRAM, "250", 250),
        (GRAM, "250 g", 250),
        (GRAM, "250gr", 250),
        (GRAM, "1,5 kg", 1500),
        (GRAM, "1.250", 1250),
        (GRAM, "2 ons", 200),
        (GRAM, 250, 250),
        (GRAM, "", None),
        (GRAM, "  ", None),
        (METRE, "2,5", 2.5),
        (METRE, "2.5 m", 2.5),
        (METRE, "250 cm", 2.5),
        (METRE, 2.5, 2.5),
        (DIMENSIONLESS, "12", 12),
        (CLOTH, "katun", "Katun"),
        (CLOTH, "Sutra ", "Sutra"),
        (DYE, "Ya", True),
        (DYE, "tidak", False),
        (DYE, False, False),
        (DYE, "", None),
        (NOTE, " dua  kata ", "dua kata"),
    ],
)
def test_what_is_typed_becomes_what_was_meant(spec, typed, value):
    found = attributes.clean(spec, typed)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("spec", "typed", "fault"),
    [
        (GRAM, "berat sekali", Fault.NO_NUMBER),
        (GRAM, "1,250", Fault.NO_NUMBER),  # a thousand, or one and a quarter
        (GRAM, True, Fault.NO_NUMBER),
        (GRAM, "-5", Fault.NO_NUMBER),
        (GRAM, "5 liter", Fault.OTHER_UNIT),
        (GRAM, "5 karung", Fault.OTHER_UNIT),
        (DIMENSIONLESS, "5 kg", Fault.OTHER_UNIT),
        (GRAM, "1000 ton", None),
        (GRAM, "1001 ton", Fault.OUT_OF_RANGE),
        (METRE, "0,00001", Fault.OUT_OF_RANGE),
        (METRE, 1e300, Fault.OUT_OF_RANGE),
        (METRE, float("nan"), Fault.OUT_OF_RANGE),
        (CLOTH, "Nilon", Fault.NO_CHOICE),
        (DYE, "mungkin", Fault.NO_YES_NO),
        (NOTE, "a" * 121, Fault.TOO_LONG),
    ],
)
def test_what_is_no_value_is_refused_with_its_fault(spec, typed, fault):
    if fault is None:
        assert attributes.clean(spec, typed) is not None
        return
    with pytest.raises(BadValue) as refused:
        attributes.clean(spec, typed)
    assert refused.value.fault == fault


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,5", "1.5"),
        ("1.250", "1250"),
        ("1.250,75", "1250.75"),
        ("0.25", "0.25"),
        ("0,250", "0.250"),
        ("12", "12"),
        ("1,250", None),
        ("1,2,3", None),
        ("٣", None),
        ("1e5", None),
        ("", None),
        ("1" * 17, None),
    ],
)
def test_measures_are_read_as_people_write_them(typed, number):
    assert typed_decimal(typed) == (None if number is None else Decimal(number))


numbers = st.decimals(0, 10**9, places=2).map(attributes._within)


@given(numbers)
def test_a_number_shown_is_read_back_as_itself(number):
    assert attributes.clean(METRE, attributes.number_words(number)) == number
    assert attributes.clean(METRE, attributes.shown(METRE, number, yes="ya", no="no")) == number


@given(st.sampled_from(ALL), st.one_of(st.text(max_size=60), st.booleans(), st.floats(), st.none()))
def test_whatever_is_typed_is_refused_or_stays_what_it_became(spec, typed):
    try:
        value = attributes.clean(spec, typed)
    except BadValue:
        return
    if value is not None:
        assert attributes.clean(spec, value) == value
        assert spec.code not in attributes.faults([spec], {spec.code: value})
        json.dumps(value, allow_nan=False)


# ---- the database says the same


@pytest.fixture
def category(db):
    made = category_models.Category.objects.create(code="uji", name="Uji")
    for place, spec in enumerate(ALL, start=1):
        made.specs.create(
            code=spec.code,
            label=spec.label,
            kind=spec.kind,
            unit=spec.unit,
            choices=list(spec.choices),
            required=spec.required,
            position=place,
        )
    return made


RIGHT = {"berat": 250, "bahan": "Katun", "panjang": 2.5, "alam": False, "catatan": "baik"}


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, None),
        ({"alam": None, "catatan": None, "panjang": None}, None),
        ({"berat": None}, "berat"),
        ({"bahan": None}, "bahan"),
        ({"berat": "250"}, "berat"),
        ({"berat": True}, "berat"),
        ({"berat": -1}, "berat"),
        ({"berat": 10**9 + 1}, "berat"),
        ({"panjang": 0.00001}, "panjang"),
        ({"bahan": "katun"}, "bahan"),
        ({"bahan": 7}, "bahan"),
        ({"alam": "ya"}, "alam"),
        ({"alam": 1}, "alam"),
        ({"catatan": ""}, "catatan"),
        ({"catatan": " baik"}, "catatan"),
        ({"catatan": "a" * 121}, "catatan"),
        ({"warna": "merah"}, "warna"),
    ],
)
def test_rule_and_database_judge_stated_values_alike(category, changed, wrong):
    values = {name: value for name, value in {**RIGHT, **changed}.items() if value is not None}
    with connection.cursor() as cursor:
        cursor.execute("SELECT catalog_attribute_fault(%s, %s)", [category.pk, json.dumps(values)])
        held = cursor.fetchone()[0]
    found = attributes.faults(category_models.specs_of(category), values)
    assert (held, list(found)) == (wrong, [wrong] if wrong else [])


# ---- the story of a listing


@pytest.fixture
def draft(world, category):
    """Citra's draft in Kartika's showcase, whose category asks for weight and material."""
    world.etalase.category = category
    world.etalase.save(update_fields=["category"])
    return services.create_product(
        vendor_id=world.vendor.pk,
        actor=world.citra,
        etalase_id=world.etalase.pk,
        name="Kain tenun Alor",
        unit="lembar",
        price_rupiah=400_000,
        stock=5,
        attributes={"berat": "1,5 kg", "lain": "tidak ditanya"},
        confirmed=True,
    )


def submit(world, product):
    services.save_drawn_photo(product, "<svg xmlns='http://www.w3.org/2000/svg'/>")
    return services.submit_product(product_id=product.pk, actor=world.citra)


def test_a_draft_may_lack_what_is_asked_and_hand_in_names_it(world, draft):
    assert draft.attributes == {"berat": 1500}
    with pytest.raises(AttributesRefused) as refused:
        submit(world, draft)
    assert list(refused.value.details["fields"]) == ["bahan"]
    services.update_product(
        product_id=draft.pk, actor=world.citra, attributes={"berat": 1500, "bahan": "sutra"}
    )
    submit(world, draft)
    services.publish_product(product_id=draft.pk, actor=world.kartika)
    draft.refresh_from_db()
    assert (draft.status, draft.revision.attributes) == (
        ProductStatus.PUBLISHED,
        {"berat": 1500, "bahan": "Sutra"},
    )


def test_a_change_shows_each_attribute_that_differs(world, draft):
    values = {"berat": 1500, "bahan": "Sutra"}
    services.update_product(product_id=draft.pk, actor=world.citra, attributes=values)
    submit(world, draft)
    services.publish_product(product_id=draft.pk, actor=world.kartika)
    services.propose_revision(
        product_id=draft.pk,
        actor=world.citra,
        attributes={**values, "bahan": "Katun", "alam": "ya"},
    )
    product = Product.objects.get(pk=draft.pk)
    assert product.attributes == values
    found = queries.revisions(product.revisions.values_list("pk", flat=True))
    old, new = sorted(found.values(), key=lambda revision: revision.number)
    rows = queries.change_rows(product, rules.changes(old.words, new.words))
    assert [(row["what"], row["before"], row["after"]) for row in rows] == [
        ("Bahan", "Sutra", "Katun"),
        ("Pewarna alam", "", "ya"),
    ]


def test_the_form_asks_keeps_what_was_typed_and_the_pages_show_it(client, world, draft):
    client.force_login(world.citra)
    edit = reverse("product_edit", args=[draft.public_id])
    assert 'value="1.500"' in client.get(edit).content.decode()
    services.save_drawn_photo(draft, "<svg xmlns='http://www.w3.org/2000/svg'/>")
    refused = client.post(reverse("product_submit", args=[draft.public_id]))
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["attr-bahan"]
    form = {
        "etalase": world.etalase.pk,
        "name": "Kain tenun Alor",
        "tax_class": "ppn",
        "attr-berat": "1,2,3 kg",
        "attr-bahan": "Katun",
        "attr-alam": "ya",
    }
    wrong = client.post(edit, form)
    assert wrong.status_code == 422
    assert "1,2,3 kg" in wrong.content.decode()
    assert client.post(edit, {**form, "attr-berat": "1,2 kg"}).status_code == 302
    assert client.post(reverse("product_submit", args=[draft.public_id])).status_code == 302
    services.publish_product(product_id=draft.pk, actor=world.kartika)
    page = client.get(reverse("product_page", args=[draft.public_id])).content.decode()
    assert "1.200 g" in page
    client.force_login(world.kartika)
    review = client.get(reverse("catalogue_review", args=[draft.public_id])).content.decode()
    assert "Berat bersih" in review


def test_the_database_takes_no_revision_that_lacks_what_is_asked(world, draft):
    with pytest.raises(IntegrityError, match="category asks"), transaction.atomic():
        factories.make_revision(draft)


def test_a_template_stays_as_values_were_stated_under_it(category):
    for column, value in (("code", "x"), ("kind", "text"), ("unit", "kg")):
        with pytest.raises(IntegrityError, match="as it is"), transaction.atomic():
            category.specs.filter(code="berat").update(**{column: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        category_models.Category.objects.filter(pk=category.pk).update(goods_class="food")


def test_a_showcase_holds_what_its_category_says(world):
    food = category_models.Category.objects.get(code="pangan")
    world.etalase.category = food
    world.etalase.save()
    world.etalase.refresh_from_db()
    assert world.etalase.goods_class == "food"
    own = category_models.Category.objects.create(
        code="milik-lain", name="Milik lain", tenant=factories.make_tenant()
    )
    world.etalase.category = own
    with pytest.raises(IntegrityError, match="another market"), transaction.atomic():
        world.etalase.save()


def test_the_common_templates_are_there_and_sound(db):
    assert load_templates() == 0
    rows = template_rows()
    assert 10 <= len(rows) <= 16
    for row in rows:
        category = category_models.Category.objects.get(code=row["code"], tenant=None)
        specs = category_models.specs_of(category)
        assert 3 <= len(specs) <= 7
        assert any(spec.required for spec in specs), row["code"]
