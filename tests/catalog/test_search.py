"""Search: one word, two words, a typo, filters, and whatever an enemy types."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from catalog import queries, rules, search
from catalog.licence_models import ProductLicence
from catalog.models import PriceMark
from tests import factories, licences
from vendors.licences.queries import sale_day

MAX_STATEMENTS = 40  # two searches, and two look-ups for each of eight words
MAX_STATEMENT_CHARACTERS = 20_000


@pytest.fixture
def market(world):
    """A small market with well-known goods."""
    make = factories.make_product
    kupang = world.vendor.region
    world.gedog = make(world.vendor, world.etalase, name="Kain tenun gedog pewarna nila")
    world.kopi = make(
        world.vendor,
        world.etalase,
        name="Kopi arabika lereng Welirang",
        price_rupiah=40_000,
        tkdn_percent=80,
    )
    world.makan = make(
        world.vendor,
        world.etalase,
        name="Nasi kotak",
        description="Makanan rapat dari dapur kampung",
    )
    coop = factories.make_vendor(
        name="Koperasi Tani Ngada", legal_form="cooperative", region=kupang, is_pkp=False
    )
    world.coop_coffee = make(coop, world.etalase, name="Kopi robusta sangrai", price_rupiah=30_000)
    make(world.vendor, world.etalase, name="Kopi rahasia", status="draft")
    return world


def find(text="", **params):
    query = QueryDict(urlencode({"q": text, **params}, doseq=True))
    return search.find(search.wanted_from(query), queries.themes())


def names(found) -> set[str]:
    return {one.name for one in found.goods}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("gedog", {"Kain tenun gedog pewarna nila"}),
        ("tenun nila", {"Kain tenun gedog pewarna nila"}),
        ("nila tenun", {"Kain tenun gedog pewarna nila"}),
        ("geDOG", {"Kain tenun gedog pewarna nila"}),
        ("arabi", {"Kopi arabika lereng Welirang"}),
        ("kopi", {"Kopi arabika lereng Welirang", "Kopi robusta sangrai"}),
        ("koperasi ngada", {"Kopi robusta sangrai"}),
        ("makanan", {"Nasi kotak"}),
    ],
)
def test_words_find_goods(market, typed, expected):
    found = find(typed)
    assert names(found) == expected
    assert found.total == len(expected)
    assert found.corrected == ""


@pytest.mark.parametrize(
    ("typed", "expected", "read_as"),
    [
        ("tenun gedok", {"Kain tenun gedog pewarna nila"}, "tenun gedog"),
        ("kopki arabica", {"Kopi arabika lereng Welirang"}, "kopi arabica"),
        ("wellirang", {"Kopi arabika lereng Welirang"}, "welirang"),
    ],
)
def test_a_typo_is_read_as_the_nearest_word(market, typed, expected, read_as):
    found = find(typed)
    assert names(found) == expected
    assert found.corrected == read_as


def test_words_that_never_meet_find_goods_with_one_of_them_and_say_so(market):
    found = find("gedog robusta")
    assert found.loose
    assert names(found) == {"Kain tenun gedog pewarna nila", "Kopi robusta sangrai"}


def test_goods_with_most_of_the_words_are_shown_where_none_has_all(market):
    found = find("kopi robusta lereng")
    assert found.loose
    assert names(found) == {"Kopi robusta sangrai", "Kopi arabika lereng Welirang"}
    assert not find("kopi robusta").loose


def test_what_is_the_thing_itself_comes_first(market):
    for name in ("Taplak meja batik", "Meja kerja kayu"):
        factories.make_product(market.vendor, market.etalase, name=name)
    assert [one.name for one in find("meja").goods] == ["Meja kerja kayu", "Taplak meja batik"]


def test_words_behind_a_filter_are_offered_one_by_one(market):
    found = find("xylofonzz gedog", kelas="cooperative")
    assert found.total == 0
    assert found.single_words == ("gedog",)


def test_nothing_like_it(market):
    found = find("xylofonzz")
    assert (found.total, found.goods, found.single_words) == (0, [], ())


def test_filters_narrow_and_facets_count_without_themselves(market):
    everything = find("kopi")
    assert everything.counts["kelas"] == {"micro": 1, "cooperative": 1}
    coop = find("kopi", kelas="cooperative")
    assert names(coop) == {"Kopi robusta sangrai"}
    assert coop.counts["kelas"] == {"micro": 1, "cooperative": 1}
    assert coop.counts["sertifikat"] == {"pdn": 1}
    assert names(find("kopi", sertifikat="tkdn")) == {"Kopi arabika lereng Welirang"}
    place = market.vendor.region
    assert find(wilayah=place.code).total == find().total
    assert find(wilayah="99.99").total == 0
    assert find(etalase="tidak-ada").total == 0


def test_goods_in_stock_and_ready_soon_are_found(market):
    market.kopi.skus.update(lead_days=0)
    market.coop_coffee.skus.update(lead_days=3, stock=0)
    everything = find("kopi")
    assert everything.counts["siap"] == {"stok": 1, "0": 1, "3": 2, "7": 2, "14": 2}
    assert names(find("kopi", siap="stok")) == {"Kopi arabika lereng Welirang"}
    assert names(find("kopi", siap="0")) == {"Kopi arabika lereng Welirang"}
    assert names(find("kopi", siap="3")) == names(everything)
    assert find("kopi", siap=["3", "stok"]).total == 1  # both
    assert find("kopi", siap="5").total == 0  # no such choice
    assert find("gedog", siap="14").total == 0  # its shop said nothing


def test_goods_with_a_certificate_are_found_while_it_is_valid(market):
    today = sale_day()
    ended = today - timedelta(days=1)
    for goods, kind, last in (
        (market.kopi, "brand", today),
        (market.kopi, "haccp", today),
        (market.coop_coffee, "brand", ended),
    ):
        paper = licences.make_licence(goods.vendor, kind, expires_on=last)
        ProductLicence.objects.create(product=goods, licence=paper, vendor=goods.vendor)
    assert find("kopi").counts["izin"] == {"brand": 1, "haccp": 1}
    assert names(find(izin="brand")) == {"Kopi arabika lereng Welirang"}
    assert find(izin=["brand", "haccp"]).total == 1  # both
    assert find(izin=["brand", "sni"]).total == 0
    assert find(izin="tidak-ada").total == 0


def test_price_bounds_compare_what_buyers_pay(market):
    # 40,000 net is 44,400 with PPN; the cooperative is no PKP.
    assert names(find("kopi", max="40.000")) == {"Kopi robusta sangrai"}
    assert names(find("kopi", min="44400")) == {"Kopi arabika lereng Welirang"}
    assert find("kopi", urut="murah").goods[0].name == "Kopi robusta sangrai"


@pytest.mark.parametrize(
    ("typed", "read"), [("40.000,00", 40_000), ("40,000.00", 40_000), ("Rp 40.000,-", 40_000)]
)
def test_a_price_bound_is_read_as_everywhere(typed, read):
    assert search.wanted_from(QueryDict(urlencode({"min": typed}))).lowest == read


@pytest.mark.parametrize("typed", ["2,5", "1_000", "٤٠٠٠٠", "1e9", "9" * 30])
def test_a_price_bound_that_is_no_number_is_shown_again(market, client, typed):
    page = client.get("/cari/", {"max": typed}, headers={"accept-language": "en"})
    assert f'value="{typed}"' in page.content.decode()
    assert page.context["wanted"].unread
    assert page.context["found"].total == find().total


def test_fair_and_often_paid_are_filters(market):
    assert find("kopi", harga="median").total == 0
    mark = PriceMark.objects.create(
        tenant=market.agency.tenant, key="kopi", paid_count=20, vendors=3, median_rupiah=44_400
    )
    market.kopi.skus.update(price_mark=mark)
    assert names(find("kopi", harga=["median", "sering"])) == {"Kopi arabika lereng Welirang"}
    assert find("kopi").goods[0].name == market.kopi.name


def test_pages_beyond_the_end_are_the_last_page(market):
    assert find("kopi", page="99999999999999999999").page == 1
    assert find("kopi", page="-3").page == 1


@pytest.mark.parametrize(
    "typed",
    [
        "a" * 10_000,
        "kopi " * 3_000,
        "%%%___",
        "\x00kopi\x00",
        "'; DROP TABLE catalog_product; --",
        "a & | ! ( ) : *",
        "\\\\' :* <-> !!",
        "🧉 ☕",
        "\ud83d",
        "untuk dan yang",
    ],
)
def test_hostile_words_reach_the_database_few_and_short(market, client, typed):
    client.get("/cari/")  # warms the rules of the day
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(
            "/cari/", {"q": typed.encode("utf-8", "surrogatepass"), "page": "9" * 30}
        )
    assert answer.status_code == 200
    assert len(asked) <= MAX_STATEMENTS
    words = answer.context["wanted"].words
    assert len(words) <= rules.MAX_WORDS
    assert all(word.isalnum() and len(word) <= rules.MAX_WORD for word in words)
    longest = max(len(query["sql"]) for query in asked.captured_queries)
    assert longest <= MAX_STATEMENT_CHARACTERS


@pytest.fixture
def sized(world):
    """Goods whose names state their size, written together and apart."""
    make = factories.make_product
    shop = factories.make_vendor(name="Kios Ina", region=world.vendor.region)  # a number is found
    for name in ("Beras premium 5kg", "Beras pulen 5 kg", "Beras merah 10kg", "Kertas A4 80gsm"):
        make(shop, world.etalase, name=name)
    make(shop, world.etalase, name="Spanduk 2x3m", description="Isi 500ml tinta")
    make(shop, world.etalase, name="Minyak 1,5L")
    return world


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *((one, {"Beras premium 5kg", "Beras pulen 5 kg"}) for one in ("5kg", "5 kg", "5KG")),
        *((one, {"Beras merah 10kg"}) for one in ("10kg", "10 kg", "beras 10kg")),
        *((one, {"Kertas A4 80gsm"}) for one in ("A4", "a4", "80gsm", "80 gsm", "A4 80gsm")),
        *(
            (one, {"Spanduk 2x3m"})
            for one in ("2x3m", "2 x 3 m", "2x3 m", "2×3m", "500ml", "500 ml")
        ),
        *((one, {"Minyak 1,5L"}) for one in ("1,5L", "1.5 l", "1,5 L")),
    ],
)
def test_a_number_is_found_with_its_unit_together_or_apart(sized, typed, expected):
    found = find(typed)
    assert names(found) == expected
    assert found.corrected == ""


@given(st.text("0123456789xX×.,/- abkgmlé", max_size=30).filter(lambda text: text.strip()))
def test_the_database_parts_words_as_the_query_does(parting, text):
    folded = rules.folded(rules.clean_query(text))
    assert parting(folded) == rules.parted(folded)


@pytest.fixture(scope="module")
def parting(django_db_setup, django_db_blocker):
    """The function of the database that parts numbers from units."""

    def part(text: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT catalog_parted(%s)", [text])
            return cursor.fetchone()[0]

    with django_db_blocker.unblock():
        yield part


@pytest.fixture
def office(world):
    """What an office buys, by the names that shops give it."""
    for name in OFFICE:
        factories.make_product(world.vendor, world.etalase, name=name)
    return world


OFFICE = (
    *("Kertas HVS A4 70 gram", "Pulpen hitam, kotak isi 12", "Spidol papan tulis", "Map arsip"),
    *("Nasi kotak ayam bakar", "Kue kotak isi 3", "Keripik pisang 200 g", "Prasmanan rapat"),
    *("Tas seminar kanvas", "Plakat kayu ukir", "Paket cendera mata tamu", "Kaus kegiatan katun"),
    *("Kemeja PDH lengan panjang", "Spanduk kegiatan 4 x 1 m", "Teh daun kelor 50 g"),
    *("Beras premium 5 kg", "Diska lepas 64 GB", "Cuci AC dinding", "Sewa pengeras suara"),
    *("Atambua dalam foto", "Baja ringan 6 m"),
)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("atk", {"Kertas HVS A4 70 gram", "Pulpen hitam, kotak isi 12", "Map arsip"}),
        ("alat tulis kantor", {"Kertas HVS A4 70 gram", "Spidol papan tulis"}),
        ("goodie bag", {"Tas seminar kanvas"}),
        ("snack", {"Kue kotak isi 3", "Keripik pisang 200 g"}),
        ("nasi box", {"Nasi kotak ayam bakar"}),
        ("nasibox", {"Nasi kotak ayam bakar"}),
        ("souvenir", {"Paket cendera mata tamu", "Plakat kayu ukir"}),
        ("kaos", {"Kaus kegiatan katun"}),
        ("t-shirt", {"Kaus kegiatan katun"}),
        ("bolpoin", {"Pulpen hitam, kotak isi 12"}),
        ("bolpion", {"Pulpen hitam, kotak isi 12"}),
        ("konsumsi rapat", {"Nasi kotak ayam bakar", "Kue kotak isi 3", "Prasmanan rapat"}),
        ("seragam", {"Kemeja PDH lengan panjang"}),
        ("spanduk", {"Spanduk kegiatan 4 x 1 m"}),
        ("moringa", {"Teh daun kelor 50 g"}),
        ("beras 5kg", {"Beras premium 5 kg"}),
        ("flash disk", {"Diska lepas 64 GB"}),
        ("service ac", {"Cuci AC dinding"}),
        ("soundsystem", {"Sewa pengeras suara"}),
        ("Belanja Alat Tulis Kantor Kegiatan Rapat", {"Kertas HVS A4 70 gram", "Map arsip"}),
        ("Pengadaan Spanduk untuk Kebutuhan Tahun 2026", {"Spanduk kegiatan 4 x 1 m"}),
    ],
)
def test_everyday_words_of_an_office_find_its_goods(office, typed, first):
    shown = [one.name for one in find(typed).goods]
    assert first <= set(shown[:10])
    assert not {"Atambua dalam foto", "Baja ringan 6 m"} & set(shown[: len(first)])


def test_a_code_finds_its_goods_first(market):
    kopi = market.kopi.skus.get()
    kopi.code = "KOPI-77"
    kopi.save(update_fields=["code"])
    found = find("kopi-77")
    assert found.goods[0].name == market.kopi.name


@pytest.mark.parametrize(
    "typed", ["k", "ko", "kop", "kopi arab", "xylo", "%", "' OR 1=1", "a" * 999]
)
def test_suggestions_cost_one_statement_whatever_is_typed(market, client, typed):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/cari/saran/", {"q": typed})
    assert answer.status_code == 200
    assert len(asked) <= 1


def test_suggestions_are_words_and_names_of_public_goods(market, client):
    page = client.get("/cari/saran/", {"q": "kop"})
    told = page.context["suggestions"]
    assert "kopi" in told
    assert "Kopi arabika lereng Welirang" in told
    assert "Kopi rahasia" not in told
    assert 'list="saran"' in client.get("/").content.decode()
    assert "s-maxage" in page["Cache-Control"]


def test_a_suspended_shop_is_not_found(market):
    factories.suspend(market.vendor)
    assert names(find("kopi")) == {"Kopi robusta sangrai"}


def test_etalases_of_one_name_are_one_theme(market):
    other = factories.make_tenant()
    factories.make_etalase(other, name=market.etalase.name)
    theme = queries.theme_for(market.etalase.slug, queries.themes())
    assert theme is not None
    assert [etalase.pk for etalase in theme.etalases] == [market.etalase.pk]
    assert sorted(len(theme.etalases) for theme in queries.themes()) == [2]
