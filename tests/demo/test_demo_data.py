"""The demo's data holds together: counts, names that exist, numbers that say they are synthetic."""

import csv
import re
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from marketplace.demo import documents, pictures
from marketplace.demo.etalases import BY_SLUG, ETALASES
from marketplace.demo.listings import goods, listings, region_names
from marketplace.demo.tenants import AGENCY_ROLES, TENANT_ROLES, TENANTS
from marketplace.demo.texts import NEEDS, NOUNS
from marketplace.demo.vendors import KBLI, luhn_digit, vendors, vendors_by_code

ROOT = Path(__file__).parents[2]


def table(path):
    """A CSV file of the repository as a list of rows."""
    with (ROOT / path).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def test_regions_are_complete_and_hang_together():
    rows = table("marketplace/accounts/data/regions.csv")
    by_code = {row["code"]: row for row in rows}
    assert len(by_code) == len(rows)
    assert Counter(row["level"] for row in rows)["province"] == 38
    assert Counter(row["level"] for row in rows)["regency"] == 514
    for row in rows:
        parent = row["parent_code"]
        assert parent == (row["code"].rsplit(".", 1)[0] if "." in row["code"] else "")
        assert not parent or by_code[parent]["time_zone"] == row["time_zone"]
        assert not row["name"].isupper()
    assert (ROOT / "marketplace/accounts/data/regions.csv").stat().st_size < 150_000


@pytest.mark.parametrize(
    ("code", "name", "zone"),
    [
        ("53.01", "Kabupaten Kupang", "Asia/Makassar"),
        ("35.76", "Kota Mojokerto", "Asia/Jakarta"),
        ("61", "Kalimantan Barat", "Asia/Jakarta"),
        ("62", "Kalimantan Tengah", "Asia/Jakarta"),
        ("65", "Kalimantan Utara", "Asia/Makassar"),
        ("51", "Bali", "Asia/Makassar"),
        ("82", "Maluku Utara", "Asia/Jayapura"),
        ("93", "Papua Selatan", "Asia/Jayapura"),
        ("35.23.08", "Kerek", "Asia/Jakarta"),
    ],
)
def test_a_region_has_its_name_and_time_zone(code, name, zone):
    rows = {row["code"]: row for row in table("marketplace/accounts/data/regions.csv")}
    assert (rows[code]["name"], rows[code]["time_zone"]) == (name, zone)


def test_reference_lists_have_valid_codes():
    kbli = {row["code"] for row in table("vendors/data/kbli.csv")}
    assert all(re.fullmatch(r"\d{5}", code) for code in kbli)
    assert {code for codes in KBLI.values() for code in codes} <= kbli
    banks = {row["code"] for row in table("vendors/data/banks.csv")}
    assert all(re.fullmatch(r"\d{3}", code) for code in banks)
    assert {vendor.bank_code for vendor in vendors()} <= banks
    accounts = {row["code"] for row in table("marketplace/budget/data/accounts.csv")}
    assert all(re.fullmatch(r"5\.1\.02\.\d{2}\.\d{2}\.\d{4}", code) for code in accounts)
    assert {need.account_code for need in NEEDS} <= accounts


def test_every_tenant_seats_every_role():
    assert [tenant.slug for tenant in TENANTS] == ["ntt", "kaltara", "banten", "mojokerto", "jatim"]
    emails = []
    for tenant in TENANTS:
        assert {o.role for o in tenant.staff} == set(TENANT_ROLES.values())
        assert 3 <= len(tenant.agencies) <= 4
        for agency in tenant.agencies:
            assert agency.name.endswith("(contoh)")
            assert agency.district_code in region_names()
            assert {o.role for o in agency.officers} == set(AGENCY_ROLES.values())
        fixed = {o.email for o in (*tenant.staff, *tenant.agencies[0].officers)}
        logins = (*AGENCY_ROLES, *TENANT_ROLES)
        assert fixed == {f"{login}.{tenant.slug}@demo.test" for login in logins}
        people = [*tenant.staff, *(o for a in tenant.agencies for o in a.officers)]
        emails += [o.email for o in people]
        assert len({o.name for o in people}) == len(people)
    assert len(set(emails)) == len(emails)


def test_vendors_cover_every_size_form_and_stage():
    shops = vendors()
    assert len(shops) >= 60
    assert {v.size for v in shops} == {"micro", "small", "medium"}
    assert {v.legal_form for v in shops} == {"individual", "cv", "pt", "cooperative", "bumdes"}
    stages = {"draft", "submitted", "returned", "approved", "suspended", "rejected"}
    assert {v.stage for v in shops} == stages
    for fact in ("code", "name", "email", "nib", "npwp", "nik", "bank_account", "phone"):
        values = [getattr(v, fact) for v in shops]
        assert len(set(values)) == len(values), fact
    fixed = {"mikro", "kecil", "menengah", "koperasi"}
    assert {f"{login}@demo.test" for login in fixed} <= {v.email for v in shops}
    assert all(v.district_code in region_names() and v.district_code.count(".") == 2 for v in shops)
    assert any(v.is_cooperative and v.size == "medium" and v.channel == "bela" for v in shops)


def test_declared_figures_lead_to_the_size_class():
    bounds = {"micro": (0, 2), "small": (2, 15), "medium": (15, 50)}
    capitals = {"micro": (0, 1), "small": (1, 5), "medium": (5, 10)}
    for vendor in vendors():
        declared, table_ = (
            (vendor.capital_rupiah, capitals)
            if vendor.sales_rupiah is None
            else (vendor.sales_rupiah, bounds)
        )
        low, high = (figure * 10**9 for figure in table_[vendor.size])
        assert low < declared <= high, vendor.code
    assert {v.sales_rupiah for v in vendors()} >= {2_000_000_000, 15_000_000_000, 15_000_000_001}


def test_identity_numbers_have_the_shape_and_cannot_be_real():
    for vendor in vendors():
        assert re.fullmatch(r"000000\d{7}", vendor.nib)
        assert re.fullmatch(r"\d{12}0000", vendor.nik)  # serial 0000 is never issued
        assert vendor.nik[:6] == vendor.district_code.replace(".", "")
        day, month, born = (int(vendor.nik[i : i + 2]) for i in (6, 8, 10))
        date(1900 + born, month, day - 40 if day > 40 else day)  # a real date, or this raises
        if vendor.legal_form == "individual":
            assert vendor.npwp == vendor.nik
        else:
            assert re.fullmatch(r"099\d{7}000000", vendor.npwp)
            assert luhn_digit(vendor.npwp[1:9]) == vendor.npwp[9]
        expected = r"0{9}\d{7}" if vendor.is_cooperative else ""
        assert re.fullmatch(expected, vendor.cooperative_number)
        assert vendor.phone.startswith("+62800000")
        assert vendor.email.endswith("@demo.test")


def test_no_text_holds_a_telephone_or_an_identity_number():
    texts = [good.text for good in goods()] + [item.title for item in listings()]
    texts += [person.name for tenant in TENANTS for person in tenant.staff]
    assert not [text for text in texts if re.search(r"(\+62|\b08)\d|\d{9,}", text)]


def test_listings_are_many_distinct_and_stand_on_real_shelves():
    shelf = listings()
    assert len(shelf) >= 450
    assert len({item.code for item in shelf}) == len(shelf)
    assert len({(item.vendor, item.title) for item in shelf}) == len(shelf)
    for item in shelf:
        vendor = vendors_by_code()[item.vendor]
        etalase = BY_SLUG[item.etalase]
        assert etalase.channel == item.channel == vendor.channel
        assert {item.tenant, *item.also} <= set(etalase.tenants), item.code
        assert not item.origin_code or item.origin_code in region_names()
        assert "{" not in item.title + item.description
        assert 1 <= item.description.count(".") <= 4


def test_listing_figures_are_plausible():
    for item in listings():
        assert 3_000 <= item.price_rupiah <= 12_000_000, item.code
        assert item.price_rupiah % 100 == 0
        assert 5 <= item.stock <= 2_000
        assert 0 <= item.weight_gram <= 150_000
        assert item.tax_class in {"ppn", "pbjt", "exempt"}
        assert 0 <= item.tkdn_percent <= 100
        assert item.is_domestic or item.tkdn_percent == 0
    caterers = [i for i in listings() if "katering" in vendors_by_code()[i.vendor].trades]
    assert {item.tax_class for item in caterers} == {"pbjt"}


def test_every_market_has_goods_on_its_main_shelves():
    for tenant in TENANTS:
        found = {i.etalase for i in listings() if tenant.slug in (i.tenant, *i.also)}
        main = {"konsumsi-rapat", "teh-kopi", "kain-seragam", "alat-tulis", "mebel", "cetak"}
        assert main | {"pemeliharaan", "cendera-mata", "oleh-oleh"} <= found, tenant.slug
    slugs = [etalase.slug_in(tenant) for etalase in ETALASES for tenant in etalase.tenants]
    assert len(set(slugs)) == len(slugs)
    assert {e.slug for e in ETALASES} == {i.etalase for i in listings()}


def test_the_same_thing_is_sold_by_several_shops_at_near_prices():
    prices = {}
    for item in listings():
        prices.setdefault(item.comparable, []).append(item.price_rupiah)
    shared = [group for group in prices.values() if len(group) >= 3]
    assert len(shared) >= 45
    assert all(max(group) < 1.6 * min(group) for group in shared)


def test_etalase_icons_are_in_the_sprite():
    sprite = ROOT / "static" / "img" / "sprite.svg"
    text = sprite.read_text(encoding="utf-8")
    assert [e.icon for e in ETALASES if f'id="{e.icon}"' not in text] == []


def test_every_drawing_is_a_small_safe_picture_in_any_palette():
    for kind, drawings in pictures.files().items():
        assert [path.name for path in drawings] == [
            f"{kind}-{number}.svg" for number in range(1, len(drawings) + 1)
        ]
        for path in drawings:
            ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 (our own drawing)
        for palette in pictures.PALETTES:
            for variant in range(12):
                svg = pictures.draw(kind, palette, variant)
                root = ET.fromstring(svg)  # noqa: S314 (our own drawing)
                assert root.attrib["viewBox"] == "28 21 344 258"
                assert len(svg) <= 3_000, (kind, palette, variant)
                assert not re.search("<script|href|style=|var[(]", svg), (kind, palette, variant)


def test_every_drawing_is_of_some_good_and_every_listing_has_one():
    shown = {
        (kind, pictures.drawing_of(kind, variant))
        for kind in pictures.files()
        for variant in range(12)
    }
    there = {(kind, path) for kind, drawings in pictures.files().items() for path in drawings}
    assert shown == there
    drawn = {kind.picture or good.picture for good in goods() for kind in good.kinds}
    assert drawn == set(pictures.files())
    assert {item.picture_kind for item in listings()} <= drawn
    assert {item.picture_palette for item in listings()} <= set(pictures.PALETTES)


def test_the_pictures_of_all_listings_stay_under_three_megabytes():
    looks = [(i.picture_kind, i.picture_palette, i.picture_variant) for i in listings()]
    assert sum(len(pictures.draw(*look)) for look in looks) < 3_000_000
    assert len(set(looks)) > 300


def test_sample_papers_are_small_pictures():
    for vendor in vendors()[:6]:
        for kind in documents.KINDS:
            page = documents.paper(kind, vendor)
            assert len(page) <= 15_000
            assert Image.open(BytesIO(page)).format == "PNG"


def test_every_good_has_a_noun_for_order_titles():
    assert {good.code for good in goods()} == set(NOUNS)
