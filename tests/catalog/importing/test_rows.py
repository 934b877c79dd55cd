"""Sheets of goods: looked through, taken in, sent again, repaired, stopped."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog import services as catalog
from catalog.importing import presenters, queries, services
from catalog.importing.messages import problem_words
from catalog.importing.models import GoodsImport, GoodsRow, HeadingMap
from catalog.importing.rules import ImportState
from catalog.models import Product, ProductRevision, ProductStatus, Sku
from marketplace.core import clock
from marketplace.core.errors import Conflict, InvalidUpload, NotAllowed
from marketplace.core.models import AuditEvent
from tests import factories
from tests.catalog.importing.goods import (
    book,
    codes,
    csv,
    judge,
    label_of,
    looked_at,
    row,
    take_in,
    taken_in,
    upload,
    verdicts,
)
from vendors.services import people


def test_a_shop_sends_a_sheet_looks_at_it_and_takes_it_in(world):
    sheet = looked_at(world.vendor, upload([row(world, 1), row(world, 2)]), world.citra)
    assert verdicts(sheet) == ["new", "new"]
    assert not Sku.objects.filter(code="LBR-1").exists(), "looking changes nothing"
    services.start_import(import_id=sheet.pk, actor=world.citra)
    take_in()
    sku = Sku.objects.get(code="LBR-1")
    assert (sku.price_rupiah, sku.stock, sku.unit, sku.weight_gram) == (65_000, 40, "bungkus", 270)
    assert sku.product.status == ProductStatus.DRAFT
    assert sku.product.description == "Bubuk halus.\nSangrai sedang."
    assert sku.price_versions.count() == 1
    sheet.refresh_from_db()
    assert queries.state_of(sheet) == ImportState.DONE
    assert AuditEvent.objects.filter(action="product.created", actor_id=world.citra.pk).count() == 2


def test_the_same_sheet_again_changes_nothing(world):
    rows = [row(world, 1), row(world, 2, price_rupiah=70_000, tkdn_percent="40,25")]
    taken_in(world.vendor, upload(rows), world.citra)
    before = AuditEvent.objects.filter(action__startswith="product.").count()
    sheet = taken_in(world.vendor, upload(rows), world.citra)
    assert verdicts(sheet) == ["same", "same"]
    assert queries.state_of(sheet) == ImportState.DONE
    assert AuditEvent.objects.filter(action__startswith="product.").count() == before


def test_what_is_exported_comes_back_unchanged(world):
    """Words that begin as a formula does, lines, variants, percent: nothing is lost on the way."""
    odd = row(world, 1, name="=HYPERLINK kopi", description="-satu\n'=dua", code="12E5")
    taken_in(
        world.vendor,
        upload([row(world, 2), row(world, 3, tkdn_percent="40,25", is_domestic="tidak")]),
        world.citra,
    )
    product = Sku.objects.get(code="LBR-2").product
    catalog.update_product(
        product_id=product.pk,
        actor=world.citra,
        name=str(odd[2]),
        description=str(odd[5]),
    )
    sku = Sku.objects.get(code="LBR-2")
    catalog.update_variant(sku_id=sku.pk, actor=world.citra, code="12E5")
    catalog.add_variant(
        product_id=product.pk, actor=world.citra, first_label="250 g", label="+1 kg",
        unit="bungkus", price_rupiah=200_000, stock=3, code="@kilo",
    )  # fmt: skip
    number = Sku.objects.filter(vendor=world.vendor).count()
    for name, content in (
        ("barang.xlsx", presenters.exported(world.vendor)),
        ("barang.csv", presenters.exported_csv(world.vendor)),
    ):
        sheet = looked_at(world.vendor, SimpleUploadedFile(name, content), world.citra)
        assert verdicts(sheet) == ["same"] * number, [one.problems for one in sheet.rows.all()]


def test_the_example_of_the_template_is_refused_and_the_template_is_read(world):
    content = presenters.template(world.vendor)
    sheet = looked_at(world.vendor, SimpleUploadedFile("t.xlsx", content), world.citra)
    assert verdicts(sheet) == ["error"]
    assert "example" in codes(sheet)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("65.000", 65_000),
        ("65,000", 65_000),
        ("Rp 65.000,00", 65_000),
        ("65000.00", 65_000),
        (65_000, 65_000),
        (65_000.0, 65_000),
        ("650.00", 650),
        ("65.000,50", None),
        ("650,5", None),
        (650.5, None),
        (1.234, None),
        ("-650", None),
        ("0", None),
        ("٦٥٠", None),
        ("1e5", None),
        ("gratis", None),
    ],
)
def test_no_comma_ever_multiplies_a_price(world, typed, read):
    sheet = looked_at(world.vendor, book([row(world, 1, price_rupiah=typed)]), world.citra)
    if read is None:
        assert verdicts(sheet) == ["error"]
        judged = sheet.rows.get()
        repaired = services.repair_row(
            import_id=sheet.pk, row_number=2, cells=judged.said, actor=world.citra
        )
        assert repaired.verdict == "error", "looking again at the same cell finds the same"
        return
    services.start_import(import_id=sheet.pk, actor=world.citra)
    take_in()
    assert Sku.objects.get(code="LBR-1").price_rupiah == read


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"code": ""}, "code_missing"),
        ({"code": "x" * 41}, "too_long"),
        ({"name": "Kop"}, "too_short"),
        ({"name": ""}, "missing"),
        ({"etalase": ""}, "missing"),
        ({"etalase": "Etalase Antah"}, "etalase_unknown"),
        ({"unit": ""}, "missing"),
        ({"price_rupiah": ""}, "missing"),
        ({"stock": "2,5"}, "fraction"),
        ({"stock": "banyak"}, "no_number"),
        ({"stock": "2000000000"}, "out_of_bounds"),
        ({"tax_class": "Bebas"}, "tax_unknown"),
        ({"is_domestic": "mungkin"}, "yes_or_no"),
        ({"tkdn_percent": "140"}, "percent"),
        ({"tkdn_percent": 0.4}, "percent_below_one"),
        ({"origin": "Kota Antah"}, "region_unknown"),
        ({"photo": "http://contoh.id/a.jpg"}, "photo_unreadable"),
        ({"photo": "kopi.jpg"}, "photo_not_sent"),
        ({"photo": f"produk/{'a' * 32}.webp"}, "photo_not_yours"),
        ({"name": "=1+1"}, "formula"),
        ({"name": date(2026, 3, 1)}, "date"),
        ({"price_rupiah": "1,2E+12"}, "rounded"),
        ({"description": "x" * 2_001}, "long"),
    ],
)
def test_a_row_to_repair_says_what_and_harms_no_other(world, fields, code):
    sheet = looked_at(world.vendor, book([row(world, 1, **fields), row(world, 2)]), world.citra)
    assert verdicts(sheet) == ["error", "new"]
    assert code in codes(sheet)
    assert all(presenters.row_shown(sheet.rows.first()).problems)


def test_an_empty_cell_leaves_what_is_known(world):
    taken_in(world.vendor, upload([row(world, 1)]), world.citra)
    short = row(world, 1, name="", etalase="", unit="", description="", weight_gram="", stock="7")
    sheet = taken_in(world.vendor, upload([short]), world.citra)
    assert sheet.rows.get().changes == ["stock"]
    sku = Sku.objects.get(code="LBR-1")
    assert (sku.stock, sku.product.name) == (7, "Kopi arabika contoh nomor 1")


def test_one_code_twice_in_a_sheet_is_taken_once(world):
    sheet = looked_at(world.vendor, upload([row(world, 1), row(world, 1, stock=1)]), world.citra)
    assert verdicts(sheet) == ["new", "error"]
    assert sheet.rows.last().problems[0]["params"] == {"row": 2}


def test_variants_of_one_parent_become_one_listing(world):
    rows = [
        row(world, number, parent="KAOS", name="Kaos katun polos", label=size)
        for number, size in enumerate(("S", "M", "L"), start=1)
    ]
    taken_in(world.vendor, upload(rows), world.citra)
    product = Product.objects.get(name="Kaos katun polos")
    assert [sku.label for sku in product.skus.all()] == ["S", "M", "L"]
    sheet = looked_at(world.vendor, upload(rows), world.citra)
    assert verdicts(sheet) == ["same"] * 3
    more = row(world, 4, parent="KAOS", label="XL", name="", etalase="")
    taken_in(world.vendor, upload([*rows, more]), world.citra)
    assert product.skus.count() == 4
    other = row(world, 5, parent="LBR-4", label="XXL", name="", etalase="")
    taken_in(world.vendor, upload([other]), world.citra)
    assert product.skus.count() == 5


# ---- live listings


def live_code(world) -> str:
    return factories.sku_of(world.product).code


def test_price_and_stock_of_a_live_listing_hold_at_once(world):
    code = live_code(world)
    price = factories.sku_of(world.product).price_rupiah + 500
    change = row(world, 1, code=code, name="", etalase="", unit="", description="",
                 weight_gram="", price_rupiah=price, stock=77)  # fmt: skip
    taken_in(world.vendor, upload([change]), world.citra)
    sku = factories.sku_of(world.product)
    assert (sku.price_rupiah, sku.stock) == (price, 77)
    assert sku.product.status == ProductStatus.PUBLISHED


def test_words_of_a_live_listing_wait_and_are_handed_in_once(world):
    code = live_code(world)
    old = world.product.name
    change = row(world, 1, code=code, etalase="", unit="", description="", weight_gram="",
                 price_rupiah="", stock="", name="Nama yang baru sekali")  # fmt: skip
    sheet = taken_in(world.vendor, upload([change]), world.citra)
    assert verdicts(sheet) == ["changed"]
    world.product.refresh_from_db()
    assert world.product.name == old
    waiting = ProductRevision.objects.get(product=world.product, status="submitted")
    assert waiting.name == "Nama yang baru sekali"
    assert verdicts(looked_at(world.vendor, upload([change]), world.citra)) == ["same"]
    other = [*change]
    other[2] = "Nama yang lain lagi"
    third = looked_at(world.vendor, upload([other]), world.citra)
    assert codes(third) == ["change_waits"]


def test_facts_of_a_live_listing_are_refused_with_the_way_out(world):
    change = row(world, 1, code=live_code(world), name="", etalase="", unit="", description="",
                 weight_gram="", price_rupiah="", stock="", tkdn_percent="12")  # fmt: skip
    assert codes(looked_at(world.vendor, upload([change]), world.citra)) == ["fixed_while_live"]


def test_stock_below_what_is_promised_is_said_beforehand(world):
    sku = factories.sku_of(world.product)
    Sku.objects.filter(pk=sku.pk).update(reserved=3)
    change = row(world, 1, code=sku.code, name="", etalase="", unit="", description="",
                 weight_gram="", price_rupiah="", stock="2")  # fmt: skip
    assert codes(looked_at(world.vendor, upload([change]), world.citra)) == ["reserved"]


# ---- prices that jump


def test_a_price_that_jumps_waits_for_somebody_who_means_it(world):
    taken_in(world.vendor, upload([row(world, 1)]), world.citra)
    dear = row(world, 1, price_rupiah="6.500.000")
    sheet = taken_in(world.vendor, upload([dear]), world.citra)
    assert verdicts(sheet) == ["ask"]
    assert Sku.objects.get(code="LBR-1").price_rupiah == 65_000
    sheet = looked_at(world.vendor, upload([dear]), world.citra)
    services.confirm_prices(import_id=sheet.pk, prices={2: 650_000}, actor=world.citra)
    assert verdicts(sheet) == ["ask"], "another price than the one of the row was shown"
    services.confirm_prices(import_id=sheet.pk, prices={2: 6_500_000}, actor=world.citra)
    assert verdicts(sheet) == ["changed"]
    services.start_import(import_id=sheet.pk, actor=world.citra)
    take_in()
    assert Sku.objects.get(code="LBR-1").price_rupiah == 6_500_000


def test_a_live_price_that_rises_far_is_a_row_to_repair(world):
    sku = factories.sku_of(world.product)
    change = row(world, 1, code=sku.code, name="", etalase="", unit="", description="",
                 weight_gram="", price_rupiah="1.200.001", stock="")  # fmt: skip
    sheet = looked_at(world.vendor, upload([change]), world.citra)
    assert codes(sheet) == ["price_rise"]
    assert "1.200.000" in problem_words(sheet.rows.get().problems[0])


# ---- repaired, sent again


def test_a_row_is_repaired_on_the_page_and_taken_in(world):
    sheet = looked_at(
        world.vendor, upload([row(world, 1, unit="", price_rupiah="murah")]), world.citra
    )
    cells = {**sheet.rows.get().said, "unit": "bungkus"}
    assert services.repair_row(
        import_id=sheet.pk, row_number=2, cells=cells, actor=world.citra
    ).verdict == "error"  # fmt: skip
    cells["price_rupiah"] = "50.000"
    services.repair_row(import_id=sheet.pk, row_number=2, cells=cells, actor=world.citra)
    assert verdicts(sheet) == ["new"]
    services.start_import(import_id=sheet.pk, actor=world.citra)
    take_in()
    assert Sku.objects.get(code="LBR-1").price_rupiah == 50_000


def test_what_the_spreadsheet_has_made_of_a_cell_stays_wrong_until_it_is_retyped(world):
    sheet = looked_at(world.vendor, book([row(world, 1, name=date(2026, 3, 1))]), world.citra)
    said = sheet.rows.get().said
    again = services.repair_row(
        import_id=sheet.pk, row_number=2, cells={**said, "stock": "3"}, actor=world.citra
    )
    assert [one["code"] for one in again.problems] == ["date"]
    typed = {**said, "name": "Kopi dengan nama"}
    mended = services.repair_row(import_id=sheet.pk, row_number=2, cells=typed, actor=world.citra)
    assert mended.verdict == "new"


def test_failed_rows_come_back_as_a_sheet_that_can_be_sent_again(world):
    sheet = looked_at(
        world.vendor, upload([row(world, 1, stock="banyak"), row(world, 2)]), world.citra
    )
    bad = list(sheet.rows.filter(verdict="error"))
    content = presenters.failed_rows(bad)
    again = looked_at(world.vendor, SimpleUploadedFile("lagi.xlsx", content), world.citra)
    assert verdicts(again) == ["error"]
    assert again.rows.get().problems == bad[0].problems


# ---- exports of others

SHOPEE = (
    "et_title_product_id,et_title_product_name,et_title_variation_id,et_title_variation_name,"
    "et_title_parent_sku,et_title_variation_sku,et_title_variation_price,et_title_variation_stock\n"
    "sales_info,220101,,,,,,\n"
    "Kode Produk,Nama Produk,Kode Variasi,Nama Variasi,SKU Induk,SKU,Harga,Stok\n"
    "2201,Kaos katun polos,91,Merah,KAOS,KAOS-M,75000,12\n"
    "2201,Kaos katun polos,92,Biru,KAOS,KAOS-B,75000,8\n"
    "2202,Tas anyaman pandan,0,,TAS-1,,120000,5\n"
)
TOKOPEDIA = (
    "Product ID;Nama Produk*;Deskripsi Produk;Berat* (Gram);Harga (Rp)*;Jumlah Stok*;Nama SKU;"
    "Gambar Produk 1\n"
    "77;Madu hutan Timor 500 ml;Botol kaca;650;95.000;20;MADU-500;\n"
)
JUBELIO = (
    "Item Code,Item Name,Sell Price,Available Stock,Package Weight,Variant\n"
    "JBL-1,Sabun cuci piring 800 ml,18000,140,830,\n"
)


@pytest.mark.parametrize(
    ("text", "number"),
    [(SHOPEE, 3), (TOKOPEDIA, 1), (JUBELIO, 1)],
    ids=["shopee", "tokopedia", "jubelio"],
)
def test_exports_of_others_are_mapped_once_and_remembered(world, text, number):
    sheet = looked_at(world.vendor, csv(text), world.citra)
    assert queries.state_of(sheet) == ImportState.MAPPING
    assert set(verdicts(sheet)) == {"pending"}
    services.confirm_headings(
        import_id=sheet.pk,
        actor=world.citra,
        places=sheet.places,
        etalase_label=label_of(world),
        unit="buah",
    )
    judge()
    assert verdicts(sheet) == ["new"] * number, [one.problems for one in sheet.rows.all()]
    services.start_import(import_id=sheet.pk, actor=world.citra)
    take_in()
    again = looked_at(world.vendor, csv(text), world.citra)
    assert verdicts(again) == ["same"] * number
    assert HeadingMap.objects.get().confirmed_by == world.citra


def test_a_map_of_one_shop_is_none_of_another(world):
    sheet = looked_at(world.vendor, csv(JUBELIO), world.citra)
    services.confirm_headings(import_id=sheet.pk, actor=world.citra, places=sheet.places)
    owner = factories.make_user("Sari")
    other = factories.make_vendor(owner)
    assert queries.state_of(looked_at(other, csv(JUBELIO), owner)) == ImportState.MAPPING


# ---- stopped, resumed, who may


def test_a_running_sheet_can_be_stopped_and_what_was_taken_in_stays(world):
    sheet = looked_at(world.vendor, upload([row(world, n) for n in range(8)]), world.citra)
    services.start_import(import_id=sheet.pk, actor=world.citra)
    assert services.take_in_sheets(limit=3) == 3
    assert queries.progress_of(sheet).percent == 37
    with pytest.raises(Conflict):
        services.send_sheet(
            vendor_id=world.vendor.pk, upload=upload([row(world)]), actor=world.citra
        )
    services.cancel_import(import_id=sheet.pk, actor=world.citra)
    assert services.take_in_sheets() == 0
    assert Sku.objects.filter(product__name__startswith="Kopi arabika").count() == 3
    with pytest.raises(Conflict):
        services.start_import(import_id=sheet.pk, actor=world.citra)


def test_another_sheet_puts_the_one_aside_that_was_only_looked_at(world):
    first = looked_at(world.vendor, upload([row(world)]), world.citra)
    looked_at(world.vendor, upload([row(world)]), world.citra)
    first.refresh_from_db()
    assert queries.state_of(first) == ImportState.CANCELLED


def test_only_the_shops_owner_and_staff_send_sheets(world):
    factories.hire(world)
    for person in (world.ani, world.kartika, world.mira, world.dedi):
        with pytest.raises(NotAllowed):
            services.send_sheet(
                vendor_id=world.vendor.pk, upload=upload([row(world)]), actor=person
            )
    assert not GoodsImport.objects.exists()
    looked_at(world.vendor, upload([row(world)]), world.lina)


def test_who_left_the_shop_takes_nothing_in_any_more(world):
    factories.hire(world)
    sheet = looked_at(world.vendor, upload([row(world)]), world.lina)
    services.start_import(import_id=sheet.pk, actor=world.lina)
    people.end_membership(
        membership_id=world.vendor.memberships.get(user=world.lina).pk, actor=world.citra
    )
    take_in()
    sheet.refresh_from_db()
    assert queries.state_of(sheet) == ImportState.CANCELLED
    assert not Sku.objects.filter(code="LBR-1").exists()


def test_a_sheet_that_breaks_off_leaves_nothing(world):
    looked_at(world.vendor, upload([row(world)]), world.citra)
    for sent in (csv("a;b;c\n1;2;3\n"), upload([]), csv("Kode barang;Nama barang;Stok\n")):
        with pytest.raises(InvalidUpload):
            services.send_sheet(vendor_id=world.vendor.pk, upload=sent, actor=world.citra)
    kept = GoodsImport.objects.get()
    assert queries.state_of(kept) == ImportState.PREVIEW
    assert GoodsRow.objects.count() == 1


def test_what_rows_said_is_forgotten_after_a_month(world):
    sheet = looked_at(world.vendor, upload([row(world, 1, stock="banyak")]), world.citra)
    assert services.forget_rows() == 0
    with clock.moved_to(clock.now() + timedelta(days=31)):
        assert services.forget_rows() == 1
    assert sheet.rows.get().said == {}
