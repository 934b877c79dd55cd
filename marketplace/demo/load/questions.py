"""What offices asked shops before ordering, what visitors reported, and words that are watched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import cycle
from typing import Final

from catalog.models import Product
from catalog.moderation import services as moderation
from catalog.questions import services
from catalog.questions.models import ProductQuestion
from marketplace.accounts.models import Membership, Role, Tenant, User
from marketplace.core import clock
from marketplace.demo import tenants as people
from marketplace.demo.load.market import goods_by_shop, officers_of
from vendors.queries import owner_of

TALKATIVE: Final = 2  # shops of a market that are asked often enough to show how fast they answer
OFTEN: Final = 6
HOURS: Final = (3, 20, 1, 27, 5, 8)  # between question and answer, one after the other
FIRST_DAYS_AGO, DAYS_BETWEEN = 70, 11
# Kind of goods: what offices ask, and what the shop answers.
ASKED: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "konsumsi": (
        (
            "Apakah bisa diantar pukul 07.00 untuk rapat di kantor camat?",
            "Bisa untuk pesanan paling sedikit 30 kotak, dipesan dua hari sebelumnya.",
        ),
        (
            "Apakah ada pilihan lauk tanpa santan dan tanpa kacang?",
            "Ada, tulis jumlahnya di catatan pesanan. Kotaknya kami beri tanda.",
        ),
    ),
    "kain": (
        (
            "Apakah warnanya luntur bila dicuci dengan mesin?",
            "Warnanya sudah dikunci. Cucian pertama sebaiknya terpisah, tanpa pemutih.",
        ),
        (
            "Apakah motifnya bisa seragam untuk 40 orang?",
            "Bisa. Untuk 40 lembar kami perlu tiga pekan sejak surat pesanan.",
        ),
    ),
    "alat-tulis": (
        (
            "Berapa lembar isi satu rim, dan apakah tidak macet di printer laser?",
            "Satu rim 500 lembar. Biasa dipakai di printer laser dan mesin fotokopi.",
        ),
    ),
    "mebel": (
        (
            "Apakah harga sudah termasuk pemasangan di lantai dua?",
            "Sudah termasuk pemasangan. Mohon disebut bila tidak ada tangga yang lebar.",
        ),
    ),
    "kopi-teh": (
        (
            "Kapan tanggal sangrainya, dan berapa lama tahan disimpan?",
            "Disangrai tiap pekan. Tertutup rapat, rasanya terjaga sampai enam bulan.",
        ),
    ),
    "pangan": (
        (
            "Apakah kemasannya bisa ditempeli label kegiatan kami?",
            "Bisa tanpa tambahan harga untuk pesanan mulai 50 kemasan.",
        ),
    ),
}
OF_ANY_KIND: Final = (
    (
        "Apakah barang ini selalu tersedia, atau dibuat setelah dipesan?",
        "Stok di halaman ini siap kirim. Di atas jumlah itu kami perlu dua pekan.",
    ),
    (
        "Apakah ada garansi bila barang rusak saat tiba?",
        "Ada. Tolak saat diterima, kami ganti tanpa biaya kirim.",
    ),
    (
        "Bisakah dikirim bertahap dalam dua kali pengantaran?",
        "Bisa, sebutkan jumlah tiap pengantaran di catatan pesanan.",
    ),
)
WAITING: Final = "Apakah bisa dilihat contohnya dahulu sebelum kami memesan?"
ADVERTISED: Final = "Lebih murah di toko kami yang lain, jangan beli di sini."
REMOVED_FOR: Final = "Jawaban mengalihkan pembeli ke luar pasar ini."
WATCHED: Final = (
    ("rokok", "Tidak dibeli dengan uang daerah; turunkan bila benar rokok."),
    ("replika", "Periksa merek dan haknya."),
    ("obat kuat", "Bukan barang kantor; periksa izin edarnya."),
)
REPORTED: Final = (
    ("unlike", "Fotonya menunjukkan ukuran yang lebih besar daripada uraiannya."),
    ("price", "Harga per lusin ditulis seperti harga per buah."),
    ("copied", "Fotonya sama dengan foto toko di pasar lain."),
)


def ask_shops(now: datetime) -> None:
    """Let offices of each market ask, its shops answer, and its manager look after both."""
    for market in people.TENANTS:
        tenant = Tenant.objects.get(slug=market.slug)
        officers = officers_of(tenant, Role.PROCUREMENT_OFFICER)
        manager = officers_of(tenant, Role.CATALOGUE_MANAGER)[0].user
        goods = goods_by_shop(tenant)
        talks = [one for of_shop in goods[:TALKATIVE] for one in cycled(of_shop, OFTEN)]
        talks += [of_shop[0] for of_shop in goods[TALKATIVE::3]]
        for number, (product, asker) in enumerate(zip(talks, cycle(officers), strict=False)):
            _talk(product, asker, number, now)
        for of_shop, asker in zip(goods[: TALKATIVE + 2], cycle(officers), strict=False):
            _ask(of_shop[-1], asker, WAITING, now - timedelta(hours=7))
        _moderate(goods, officers[0], manager, now)


def cycled(rows: list[Product], number: int) -> list[Product]:
    """Return so many of the rows, from the first again where there are fewer."""
    return [rows[at % len(rows)] for at in range(number)]


def _talk(product: Product, asker: Membership, number: int, now: datetime) -> None:
    """Ask and answer: some weeks ago, and within some hours."""
    kind = product.etalase.category.code if product.etalase.category else ""
    known = (*ASKED.get(kind, ()), *OF_ANY_KIND)
    question, answer = known[number % len(known)]
    asked_at = now - timedelta(days=FIRST_DAYS_AGO - number * DAYS_BETWEEN % FIRST_DAYS_AGO)
    asked = _ask(product, asker, question, asked_at)
    _answer(asked, answer, asked_at + timedelta(hours=HOURS[number % len(HOURS)]))


def _ask(product: Product, asker: Membership, words: str, at: datetime) -> ProductQuestion:
    with clock.moved_to(at):
        return services.ask_question(
            product_id=product.pk, agency_id=asker.agency_id or 0, words=words, actor=asker.user
        )


def _answer(question: ProductQuestion, words: str, at: datetime) -> None:
    owner = owner_of(question.product.vendor)
    if owner is not None:
        with clock.moved_to(at):
            services.answer_question(question_id=question.pk, words=words, actor=owner)


def _moderate(goods: list[list[Product]], asker: Membership, manager: User, now: datetime) -> None:
    """Take one answer down, report goods of three shops, answer one report, watch some words."""
    asked_at = now - timedelta(days=3)
    question = _ask(goods[-1][0], asker, OF_ANY_KIND[0][0], asked_at)
    _answer(question, ADVERTISED, asked_at + timedelta(hours=2))
    with clock.moved_to(now - timedelta(days=2)):
        services.remove_answer(question_id=question.pk, reason=REMOVED_FOR, actor=manager)
        for word, reason in WATCHED:
            moderation.watch_word(tenant=asker.tenant, word=word, reason=reason, actor=manager)
    reported = list(_reports(goods, asker, now))
    with clock.moved_to(now - timedelta(hours=20)):
        moderation.answer_reports(
            product_id=reported[-1].pk,
            upheld=False,
            reason="Uraian dan foto sudah cocok; ukurannya tertulis.",
            actor=manager,
        )


def _reports(goods: list[list[Product]], asker: Membership, now: datetime) -> Iterator[Product]:
    for number, (kind, words) in enumerate(REPORTED):
        product = goods[number % len(goods)][0]
        with clock.moved_to(now - timedelta(days=2, hours=number)):
            moderation.report_listing(
                product_id=product.pk,
                kind=kind,
                words=words,
                sender=f"demo-{asker.tenant_id}-{number}",
                reporter=asker.user if number == 0 else None,
            )
        yield product
