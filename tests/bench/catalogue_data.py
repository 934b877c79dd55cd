"""The market that `bench catalogue` reads: live goods of 500 shops in 93 etalases.

Made by a few statements, past the use-cases and with the guards off: a measurement of pages needs
the number of rows, not their story. One etalase holds a seventh of all, so that it has 500 pages.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction

from catalog.models import Etalase
from catalog.offer_models import Offer
from catalog.services import rebuild_offers
from marketplace.accounts.models import Region, RegionLevel, Tenant, User
from marketplace.core import clock
from marketplace.core.patience import unhurried
from tests.bench import database
from tests.bench.storefront_data import guards_off
from vendors.channels import Channel
from vendors.models import LegalForm, SizeClass, Vendor, VendorStatus

TENANTS, VENDORS, ETALASES = 5, 500, 93
GUARDED = (
    "catalog_product",
    "catalog_productrevision",
    "catalog_sku",
    "catalog_priceversion",
    "catalog_pricemark",
)


def _words(text: str) -> list[str]:
    return [" ".join(word.split()) for word in text.split(",")]


_GOODS = """
Kopi arabika, Kopi robusta, Teh kelor, Teh hijau, Kain tenun, Kain batik, Sabun kelor, Sabun
susu, Nasi kotak, Kue kering, Kursi rotan, Meja belajar, Lemari arsip, Kertas HVS, Buku tulis,
Bolpoin gel, Spidol papan, Map plastik, Tas anyam, Topi pandan, Madu hutan, Gula aren, Beras
merah, Beras pulen, Jagung titi, Keripik pisang, Keripik singkong, Sambal luat, Abon ikan,
Ikan asap, Daging sei, Kacang mete, Minyak kelapa, Minyak kayu, Garam laut, Cokelat batang,
Kaos polos, Kemeja batik, Seragam olahraga, Jaket lapangan, Sepatu kerja, Spanduk kain, Plakat
kayu, Piala akrilik, Sapu ijuk, Ember plastik, Pembersih lantai, Tisu gulung, Lampu hemat,
Kabel listrik, Semen putih, Cat tembok, Bata merah, Paving blok, Pupuk kompos, Bibit mangga,
Jasa katering, Jasa cetak, Sewa tenda, Sewa kursi
"""
GOODS = _words(_GOODS)
_KINDS = """
Bajawa, Flores, Alor, Sumba, Rote, Sabu, Kupang, Ende, Maumere, Manggarai, nila, gedog, halus,
kasar, pilihan, segar, kering, basah, manis, pedas, asin, gurih, besar, kecil, sedang,
panjang, pendek, tebal, tipis, ringan, kuat, lentur, putih, hitam, merah, biru, hijau, kuning,
cokelat, ungu, kemasan, curah, kantor, sekolah, rumah, pasar, desa, pesisir, lereng, gunung,
kebun, dapur, tangan, mesin, asli, baru, lama, harian, bulanan, acara, rapat, upacara,
lapangan, gudang, tamu, anak, dewasa, keluarga, istimewa, biasa, premium, hemat, lengkap,
rapi, bersih, wangi, lembut, tahan, cepat, mudah
"""
KINDS = _words(_KINDS)
_SIZES = """
100 g, 250 g, 500 g, 1 kg, 5 kg, 30 cm, 50 cm, 1 m, 2 m, 10 lembar, 50 lembar, 1 rim, isi 6,
isi 12
"""
SIZES = _words(_SIZES)
UNITS = ("bungkus", "lembar", "kotak", "buah")
QUERIES = 1_000


@dataclass(frozen=True)
class Bazaar:
    """What the pages are asked for; ``officer`` buys, and signs in."""

    etalase_slug: str
    product_id: str
    officer: User
    one_word: list[str]
    two_words: list[str]


def build(chance: random.Random, products: int) -> Bazaar:
    """Fill the empty database of this run and let the planner know its size."""
    now = clock.now()
    officer = User.objects.create(email="katalog@ukur.test", name="Katalog")
    etalases = _etalases(_tenants())
    shops = _shops(officer, now)
    params: dict[str, Any] = {
        "number": products,
        "goods": GOODS,
        "kinds": KINDS,
        "sizes": SIZES,
        "units": list(UNITS),
        "shops": [shop.pk for shop in shops],
        "bela": [one.pk for one in etalases if one.channel == Channel.BELA],
        "local": [one.pk for one in etalases if one.channel == Channel.KATALOG_LOKAL],
        "by": officer.pk,
        "now": now,
    }
    fill(_MADE, params)
    product = Offer.objects.filter(is_lead=True).order_by("pk").first()
    assert product is not None
    return Bazaar(
        etalases[0].slug,
        str(product.public_id),
        officer,
        one_word=_queries(chance, 1),
        two_words=_queries(chance, 2),
    )


def fill(made: str, params: dict[str, Any]) -> None:
    """Make live goods of the rows that a statement writes into the temporary table ``made``.

    Its columns: n, code, kind (what its price is compared with, or null), name, description, unit,
    vendor_id, etalase_id, price.
    """
    with guards_off(*GUARDED), transaction.atomic(), connection.cursor() as cursor:
        unhurried()
        for statement in (made, *_FILL):
            cursor.execute(statement, params)
    rebuild_offers()
    database.run_as_owner("VACUUM ANALYZE")


def _queries(chance: random.Random, words: int) -> list[str]:
    """Return different things to look for: a word of the goods, or one of them and a kind."""
    nouns = sorted(
        {word.lower() for one in GOODS for word in one.split()} | {k.lower() for k in KINDS}
    )
    if words == 1:  # beginnings are typed, too
        typed = [word[:cut] for word in nouns for cut in range(3, len(word) + 1)]
        return list(dict.fromkeys(chance.sample(typed, len(typed))))[:QUERIES]
    pairs = [f"{noun} {kind.lower()}" for noun in nouns for kind in KINDS if kind.lower() != noun]
    return chance.sample(pairs, QUERIES)


def _tenants() -> list[Tenant]:
    provinces = Region.objects.filter(level=RegionLevel.PROVINCE).order_by("code")[:TENANTS]
    rows = [Tenant(slug=f"pasar-{p.pk}", name=f"Pasar {p.name}", region=p) for p in provinces]
    return Tenant.objects.bulk_create(rows)


def _etalases(tenants: list[Tenant]) -> list[Etalase]:
    channels = (Channel.BELA, Channel.BELA, Channel.KATALOG_LOKAL)
    rows = [
        Etalase(
            tenant=tenants[number % TENANTS],
            slug=f"etalase-{number}",
            name=f"Etalase {number}",
            channel=channels[number % 3],
            opens_on=date(2025, 1, 1),
        )
        for number in range(ETALASES)
    ]
    return Etalase.objects.bulk_create(rows)


def _shops(officer: User, now: Any) -> list[Vendor]:
    places = list(Region.objects.filter(level=RegionLevel.REGENCY).order_by("code"))
    rows = [
        Vendor(
            number=f"PD-{number:06d}",
            slug=f"toko-{number}",
            name=f"Sanggar Usaha {number}",
            legal_form=LegalForm.COOPERATIVE if number % 11 == 0 else LegalForm.CV,
            nib=f"{9_100_000_000_000 + number}",
            size_class=(SizeClass.MICRO, SizeClass.SMALL)[number % 2],
            is_pkp=number % 3 == 0,
            region=places[number % len(places)],
            status=VendorStatus.APPROVED,
            status_at=now,
            approved_at=now - timedelta(days=number),
            approved_by=officer,
            created_at=now,
        )
        for number in range(VENDORS)
    ]
    with guards_off("vendors_vendor"):  # they have no owners
        return Vendor.objects.bulk_create(rows)


_MADE = """
    CREATE TEMP TABLE made ON COMMIT DROP AS SELECT n, 'UKUR-' || n AS code, kind,
        kind || ' ' || n AS name, kind || ', dibuat dengan tangan dan dikemas rapi.' AS description,
        unit, vendor_id, etalase_id, price
    FROM (SELECT n,
        (%(goods)s::text[])[1 + (n * 7919) %% array_length(%(goods)s::text[], 1)]
        || ' ' || (%(kinds)s::text[])[1 + (n * 104729) %% array_length(%(kinds)s::text[], 1)]
        || ' ' || (%(sizes)s::text[])[1 + (n * 1299709) %% array_length(%(sizes)s::text[], 1)]
        AS kind,
        (%(units)s::text[])[1 + n %% 4] AS unit,
        (%(shops)s::bigint[])[1 + (n * 31) %% array_length(%(shops)s::bigint[], 1)] AS vendor_id,
        CASE WHEN n %% 7 = 0 THEN (%(bela)s::bigint[])[1]
            WHEN n %% 3 = 0
            THEN (%(local)s::bigint[])[1 + (n / 3) %% array_length(%(local)s::bigint[], 1)]
            ELSE (%(bela)s::bigint[])[1 + (n / 7) %% array_length(%(bela)s::bigint[], 1)] END
            AS etalase_id,
        20000 + (n * 7103) %% 880000 AS price
    FROM generate_series(1, %(number)s::bigint) n) goods
    """
_FILL = (
    """
    INSERT INTO catalog_pricemark (tenant_id, key, paid_count, vendors, low_rupiah, q1_rupiah,
        median_rupiah, q3_rupiah, high_rupiah, counted_at)
    SELECT (SELECT min(tenant_id) FROM catalog_etalase), k.kind, (k.nth * 17) %% 60,
        least((k.nth * 17) %% 60, 3),
        200000, 300000, 400000, 500000, 600000, %(now)s
    FROM (SELECT kind, row_number() OVER (ORDER BY kind) AS nth
        FROM (SELECT DISTINCT kind FROM made WHERE kind IS NOT NULL) d) k
    """,
    """
    INSERT INTO catalog_product (id, public_id, vendor_id, etalase_id, name, description, tax_class,
        is_domestic, tkdn_percent, photo, photo_alt, attributes, status, status_reason, status_at,
        published_at, published_by_id)
    SELECT n, gen_random_uuid(), vendor_id, etalase_id, name, description, 'ppn', n %% 9 <> 0,
        CASE WHEN n %% 4 = 0 THEN 35 + n %% 60 END, '', '', '{}', 'published', '', %(now)s,
        %(now)s::timestamptz - n * interval '1 minute', %(by)s
    FROM made
    """,
    """
    INSERT INTO catalog_sku (id, public_id, product_id, vendor_id, code, label, unit, weight_gram,
        stock, reserved, price_rupiah, price_mark_id, active, is_lead, position)
    SELECT n, gen_random_uuid(), n, vendor_id, code, '', unit, 500, 100, 0, price, m.id,
        true, true, 1
    FROM made LEFT JOIN catalog_pricemark m ON m.key = made.kind
    """,
    """
    INSERT INTO catalog_priceversion (sku_id, price_rupiah, from_at, set_by_id)
    SELECT n, price, %(now)s, %(by)s FROM made
    """,
    """
    INSERT INTO catalog_productrevision (id, product_id, number, etalase_id, name, description,
        variants, attributes, status, submitted_by_id, submitted_at, decided_by_id, decided_at,
        reason)
    SELECT p.id, p.id, 1, p.etalase_id, p.name, p.description,
        jsonb_build_array(jsonb_build_object('sku', p.id, 'label', '', 'unit', m.unit)),
        '{}', 'published', %(by)s, %(now)s, %(by)s, %(now)s, ''
    FROM catalog_product p JOIN made m ON m.n = p.id
    """,
    "UPDATE catalog_product SET revision_id = id",
)
