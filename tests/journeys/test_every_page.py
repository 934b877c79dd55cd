"""What holds on every page: axe finds nothing in a theme, on phone or desk; nothing scrolls
sideways on a phone, with text of twice the size or on a desk zoomed to 200 %; no short word breaks
on a phone; no policy is broken; a first view stays within 100 KB.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from catalog.category_models import Category
from catalog.models import Product, ProductStatus
from catalog.services import close_days
from marketplace.accounts.models import Role
from marketplace.core import clock
from marketplace.documents import services as documents
from marketplace.orders.models import PurchaseOrder
from marketplace.orders.services import decline_order, return_order
from marketplace.shortlists.services import compare
from marketplace.sourcing.services import add_to_cart
from payments.services import request_payment
from tests import factories, licences, stories
from tests.appointments import office
from tests.browser import DESK, PHONE, Visitor
from tests.budget.staging import make_budget
from tests.catalog.proposals import studied
from tests.catalog.terms.stating import TIERS, state, state_listing
from tests.chance import some
from tests.competition.staging import make_competitions
from tests.factories import World
from tests.fulfilment.rating import staged_rating
from tests.journeys import steps
from tests.journeys.weight import heavy_views
from tests.negotiation.staging import make_negotiations
from tests.orders.approvals import staged_rule
from tests.shortlists.staging import make_shortlists
from tests.sourcing.staging import hand_over
from tests.vendors.conftest import fill_in
from tests.waiting import eventually
from vendors.application import STEPS
from vendors.licences.queries import sale_day
from vendors.sanctions.models import Sanction
from vendors.sanctions.services import Case, ask_lift, propose_blacklist
from vendors.services import ask_change, submit_application

pytestmark = pytest.mark.journey
AXE = Axe().axe_script
EVERYTHING = {"resultTypes": ["violations"]}
# A run looks at each page as one of these, by its seed: all four took a tenth of the suite.
VIEWS = tuple((size, theme) for size in (DESK, PHONE) for theme in ("light", "dark"))
NO_SIDEWAYS = "() => document.documentElement.scrollWidth <= window.innerWidth"
ZOOMED = {"width": 640, "height": 400}  # a desk of 1280 px at 200 %
DOUBLE = "() => { document.documentElement.style.fontSize = '200%' }"
# The outermost elements that stick out on the right, for whoever must mend them.
STICKING_OUT = """() => {
  const wide = [...document.querySelectorAll('body *')].filter((one) => {
    const box = one.getBoundingClientRect()
    return box.width && box.right > window.innerWidth + 1 && !one.closest('.sr-only')
  })
  const last = wide.filter((one) => !wide.some((inner) => inner !== one && one.contains(inner)))
  const name = (one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 30)}`
  return last.slice(0, 3).map(name)
}"""
# Words of letters alone, short enough for any column: long ones may break, numbers of papers too.
BROKEN_WORDS = """() => {
  const broken = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node; (node = walk.nextNode());) {
    if (!node.parentElement.offsetParent) continue
    for (const word of node.data.matchAll(/(?<![\\p{L}\\p{N}])\\p{L}{2,14}(?![\\p{L}\\p{N}])/gu)) {
      const range = document.createRange()
      range.setStart(node, word.index)
      range.setEnd(node, word.index + word[0].length)
      const lines = [...range.getClientRects()].filter((box) => box.width).map((box) => box.top)
      if (new Set(lines.map(Math.round)).size > 1) broken.push(word[0])
    }
  }
  return broken
}"""


@dataclass
class Stock:
    """A market with something on every page."""

    world: World
    orders: dict[str, PurchaseOrder]
    applicant: factories.User
    beginner: factories.User
    draft_goods: factories.Product
    sent_in: object
    change: object
    licence: object
    proposal: object
    stopped: object
    shared: object
    negotiations: dict
    competitions: dict

    def path(self, state: str) -> str:
        """Return the address of an order in a state."""
        return steps.path_of(self.orders[state])


def _settled(world: World) -> PurchaseOrder:
    claim = stories.claimed(world, 3)
    request_payment(claim_id=claim.pk, card_id=stories.card_of(world).pk, actor=world.fajar)
    orders = PurchaseOrder.objects.filter(pk=claim.order_id)
    eventually(lambda: orders.filter(status="settled").exists())
    return orders.get()


@pytest.fixture
def stock(market, site) -> Stock:
    """Fill the market through its use-cases while the worker runs."""
    orders = {
        "submitted": stories.submitted(market),
        "issued": stories.issued(market),
        "shipped": stories.shipped(market),
        "received": stories.received(market),
        "handed_over": stories.claimed(market).order,
        "settled": _settled(market),
        "passing the cap": stories.passing_the_cap(market),
        **_reviewed(market),
    }
    district = steps.Region.objects.get(code="53.71.04")
    applicant = factories.make_user("Lili Bau", email="lili@example.test")
    vendor = fill_in(applicant, district)
    submit_application(vendor_id=vendor.pk, actor=applicant)
    beginner = factories.make_user("Maria")
    fill_in(
        beginner,
        district,
        nib="1234000567802",
        npwp="0013121660092000",
        nik="5371014107850005",
        name="Kios Maria",
    )
    goods = factories.make_product(
        market.vendor, market.etalase, status=ProductStatus.SUBMITTED, published_at=None
    )
    add_to_cart(actor=market.ani, agency_id=market.agency.pk, sku_id=market.sku.pk, quantity=3)
    shared = hand_over(market)
    stories.asked(market)
    negotiations = make_negotiations(market)
    competitions = make_competitions(market)
    change = ask_change(
        vendor_id=market.vendor.pk, kind="phone", asked="0800 0000 0099", actor=market.citra
    )
    factories.make_officer("Bagus", Role.COMMITMENT_OFFICER, market.agency)
    licence = licences.make_licence(market.vendor, "pirt", status="waiting")
    state(market, tiers=TIERS, min_quantity=2, lead_days=3, capacity_per_day=40)
    state_listing(market, service_area=["53"], price_valid_until=sale_day())
    _rent_out(market)
    proposal, stopped = _sanctions(market)
    return Stock(
        *(market, orders, applicant, beginner, goods, vendor, change, licence, proposal, stopped),
        shared,
        negotiations,
        competitions,
    )


def _reviewed(market: World) -> dict[str, PurchaseOrder]:
    """One order of two lines, one that is to be repaired, and one that its shop let pass."""
    other = factories.make_product(market.vendor, market.etalase, name="Tas anyam")
    items = [stories.order_item(market.product, 1), stories.order_item(other, 1)]
    returned, declined = stories.submitted(market), stories.issued(market)
    return_order(order_id=returned.pk, reason="Judulnya keliru", actor=market.budi)
    decline_order(order_id=declined.pk, reason="Benang habis", actor=market.citra)
    return {
        "of two lines": stories.submitted(market, items=items),
        "returned": returned,
        "declined": declined,
    }


def _rent_out(market: World) -> None:
    """Chairs by the day wait in Ani's cart for their days; their shop is closed on one."""
    chairs = factories.sku_of(factories.make_product(market.vendor, market.etalase))
    state(market, sku=chairs, dating="rental", capacity_per_day=40, lead_days=0)
    add_to_cart(actor=market.ani, agency_id=market.agency.pk, sku_id=chairs.pk, quantity=3)
    today = clock.today(market.vendor.time_zone)
    close_days(vendor_id=market.vendor.pk, first=today, actor=market.citra)


def _sanctions(market: World) -> tuple[Sanction, Sanction]:
    """A blacklist that the shop is to answer, and another shop that is suspended."""
    proof = (factories.make_photo("bukti-pengiriman.png"),)
    proposal = propose_blacklist(
        vendor_id=market.vendor.pk,
        case=Case("not_delivered", "Tiga pesanan tidak dikirim.", proof),
        actor=market.joko,
    )
    shop = factories.make_vendor(approved_by=market.joko, region=market.vendor.region)
    stopped = factories.suspend(shop, by=market.joko)
    ask_lift(sanction_id=stopped.pk, words="Barang sudah dikirim.", actor=market.joko)
    return proposal, stopped


def open_pages(stock: Stock) -> Iterator[tuple[None, str]]:
    """What a visitor without an account sees."""
    world = stock.world
    letter = documents.of(stock.orders["settled"]).first()
    for path in (
        "/", "/cari/?q=tenun", "/cari/?q=zzzz", "/cari/?q=tenn", "/etalase/",
        f"/etalase/{world.etalase.slug}/", f"/produk/{world.product.public_id}/",
        f"/toko/{world.vendor.slug}/", "/masuk/", "/masuk/telepon/", "/daftar/",
        "/daftar/telepon/", "/akun/sandi/lupa/", "/pantau/",
        f"/transaksi/{stock.orders['settled'].public_id}/", f"/cek/{letter.token}/", "/sanksi/",
        f"/produk/{world.product.public_id}/lapor/", f"/produk/{world.product.public_id}/tanya/",
        f"/toko/{stock.stopped.vendor.slug}/", *open_showcases(world),
    ):  # fmt: skip
        yield None, path


def open_showcases(world: World) -> list[str]:
    """What is open where, and the storefront of a market."""
    tenant = world.agency.tenant
    province = f"/etalase-tayang/{tenant.region.code}/"
    return ["/etalase-tayang/", province, f"/pasar/{tenant.slug}/"]


def managed_showcases(world: World) -> list[str]:
    """What the catalogue manager sees of etalases and templates; the study runs."""
    proposal = studied(world.kartika, world.agency.tenant)
    own = Category.objects.create(code="sasando", name="Sasando", tenant=world.agency.tenant)
    own.specs.create(code="senar", label="Jumlah senar", kind="number")
    at = "/etalase-kelola/"
    return [
        *(at, f"{at}usul/", f"{at}{proposal.public_id}/", f"{at}tutup/{world.etalase.slug}/"),
        *(f"{at}kategori/", f"{at}kategori/kain/", f"{at}kategori/{own.code}/"),
    ]


def kept_pages(world: World, order: PurchaseOrder) -> list[str]:
    """What a buyer compares and keeps, six offers side by side, and an order once more."""
    kept = make_shortlists(world)
    more = [factories.make_product(world.vendor, world.etalase) for _ in range(4)]
    compare(sku_ids=[factories.sku_of(one).pk for one in more], actor=world.ani)
    at = f"/simpanan/{kept['saved_list'].public_id}/"
    return [
        *("/banding/", "/banding/bukti/", f"/banding/bukti/{kept['comparison'].public_id}/"),
        *("/simpanan/", at, "/simpanan/pencarian/", "/cari/?q=tenun"),
        f"/keranjang/dari-daftar/{kept['saved_list'].public_id}/",
        f"/keranjang/pesan-lagi/{order.public_id}/",
    ]


def buyer_pages(stock: Stock) -> Iterator[tuple[factories.User, str]]:
    """What the officers of the agency see."""
    world = stock.world
    for path in (
        "/tugas/", "/pesanan/", "/pesanan/?q=tidak-ada", stock.path("submitted"), "/keranjang/",
        "/keranjang/bayar/", "/akun/", "/akun/email/", "/akun/sandi/", "/akun/dua-langkah/",
        "/akun/token/", "/akun/luar/", "/akun/pemberitahuan/", "/kotak-masuk/", "/dokumen/",
        f"/produk/{world.product.public_id}/",
        stock.path("returned"), f"/keranjang/penyedia-lain/{stock.orders['declined'].public_id}/",
    ):  # fmt: skip
        yield world.ani, path
    yield world.ani, f"/keranjang/serahan/{stock.shared.public_id}/"
    yield world.ani, f"/keranjang/tawar/{world.vendor.pk}-bela/"
    yield world.ani, "/negosiasi/"
    for name in ("countered", "agreement"):
        yield world.ani, f"/negosiasi/{stock.negotiations[name].public_id}/"
    yield from competition_pages(stock)
    yield world.ani, f"/produk/{Product.objects.get(skus__dating='rental').public_id}/"
    for path in kept_pages(world, stock.orders["settled"]):
        yield world.ani, path
    for path in (
        "/tugas/", stock.path("submitted"), stock.path("submitted") + "kembalikan/",
        stock.path("received"), stock.path("settled") + "surat/",
        stock.path("of two lines"), stock.path("of two lines") + "coret/",
    ):  # fmt: skip
        yield world.budi, path
    appoint = f"/penunjukan/{stock.orders['issued'].public_id}/ppk/"
    second = stock.path("passing the cap")
    for path in (
        "/tugas/", "/penunjukan/", appoint, stock.path("issued"), second,
        second + "persetujuan-kedua/",
    ):  # fmt: skip
        yield world.hadi, path
    yield from kept_roles(world)
    for path in kept_budget(world):
        yield world.gita, path
    yield world.eka, stock.path("shipped")
    yield world.eka, stock.path("shipped") + "terima/"
    claim = stock.orders["handed_over"].claims.get()
    for path in (
        "/tugas/", stock.path("handed_over"), "/keuangan/", f"/keuangan/tagihan/{claim.public_id}/",
        "/keuangan/kartu/", f"/keuangan/kartu/daftar/{world.agency.pk}/",
    ):  # fmt: skip
        yield world.fajar, path


def competition_pages(stock: Stock) -> Iterator[tuple[factories.User, str]]:
    """A competition in each of its states, as office and shop see them."""
    world, rows = stock.world, stock.competitions
    shops = f"penyedia={world.vendor.public_id}"
    for path in ("", "baru/", f"baru/?q=tenun&{shops}", f"baru/isi/?{shops}"):
        yield world.ani, f"/mini-kompetisi/{path}"
    for row in rows.values():
        yield world.ani, f"/mini-kompetisi/{row.public_id}/"
    yield world.budi, f"/mini-kompetisi/{rows['drafted_competition'].public_id}/"
    for name in ("competition", "awarded_competition"):
        yield world.citra, f"/mini-kompetisi/{rows[name].public_id}/"


def kept_roles(world: World) -> Iterator[tuple[factories.User, str]]:
    """The people of the agency, one of them away, as their administrator sees them."""
    sekar = factories.make_officer("Sekar", Role.AGENCY_ADMIN, world.agency)
    heru = factories.make_officer("Heru", Role.ACTIVITY_OFFICER, world.agency)
    factories.add_second_step(heru)  # as whoever is to pay, if only for a week
    yanti = factories.make_officer("Yanti", Role.TREASURER, world.agency)
    held = office.stand_in(world, yanti, Role.TREASURER, heru, by=sekar)
    office.invite(world, sekar)
    for path in (
        "/instansi/orang/", f"/instansi/{world.agency.pk}/angkat/",
        f"/instansi/{world.agency.pk}/undang/",
        f"/instansi/{world.agency.pk}/alamat/",
        f"/instansi/peran/{world.eka.memberships.get().pk}/cuti/",
        f"/instansi/peran/{held.pk}/akhiri/",
        "/instansi/aturan-persetujuan/",
        f"/instansi/{world.agency.pk}/aturan-persetujuan/tambah/",
        f"/instansi/aturan-persetujuan/{staged_rule(world, sekar).pk}/akhiri/",
    ):  # fmt: skip
        yield sekar, path
    yield heru, "/akun/"


def kept_budget(world: World) -> Iterator[str]:
    """The pages of whoever keeps the budget, a sheet with every kind of row among them."""
    staged = make_budget(world)
    yield from (
        "/anggaran/", "/anggaran/?bagian=baris", "/anggaran/baris/tambah/",
        f"/anggaran/baris/{staged['budget_line'].pk}/", "/anggaran/paket/tambah/",
        f"/anggaran/paket/{world.package.rup_code}/", "/anggaran/lembar/",
        f"/anggaran/lembar/{staged['plan_sheet'].public_id}/",
    )  # fmt: skip


def other_pages(stock: Stock) -> Iterator[tuple[factories.User, str]]:
    """What shop owners, verifier, catalogue manager and auditor see."""
    world = stock.world
    for path in (
        "/tugas/", "/penyedia/", "/penyedia/produk/", "/penyedia/produk/baru/",
        "/penyedia/stok-dan-harga/", f"/penyedia/produk/{world.product.public_id}/foto/",
        f"/penyedia/produk/{world.product.public_id}/syarat/",
        f"/penyedia/produk/{world.product.public_id}/", stock.path("issued"),
        stock.path("settled"), "/penyedia/uang/", "/penyedia/orang/", "/penyedia/perubahan/",
        "/penyedia/perubahan/rekening/", "/penyedia/perubahan/alamat/", "/penyedia/ukuran/",
        "/penyedia/izin/", "/penyedia/izin/tambah/", "/penyedia/izin/tambah/tkdn/",
        "/penyedia/pertanyaan/", "/penyedia/jadwal/", "/penyedia/ongkos-kirim/",
        "/penyedia/permintaan-ongkos-kirim/",
        f"/penyedia/izin/{stock.licence.public_id}/perbarui/",
        "/penyedia/sanksi/", f"/penyedia/sanksi/{stock.proposal.public_id}/",
    ):  # fmt: skip
        yield world.citra, path
    yield world.citra, f"/negosiasi/{stock.negotiations['negotiation'].public_id}/"
    for step in (*STEPS, "ringkasan"):
        yield stock.beginner, f"/penyedia/daftar/{step}/"
    yield stock.beginner, "/akun/data/"
    yield stock.applicant, "/akun/data/"
    yield stock.applicant, "/penyedia/"
    yield world.joko, "/verifikasi/?q=lili"
    yield world.joko, f"/verifikasi/{stock.sent_in.public_id}/"
    yield world.joko, f"/verifikasi/perubahan/{stock.change.public_id}/"
    yield world.joko, f"/verifikasi/izin/{stock.licence.public_id}/"
    yield world.joko, f"/verifikasi/penyedia/{world.vendor.public_id}/pemilik/"
    for path in (
        "/verifikasi/sanksi/", f"/verifikasi/sanksi/{stock.stopped.public_id}/",
        f"/verifikasi/sanksi/{stock.proposal.public_id}/", f"/verifikasi/{world.vendor.public_id}/",
        f"/verifikasi/penyedia/{world.vendor.public_id}/sanksi/sembunyikan/",
    ):  # fmt: skip
        yield world.joko, path
    for path in (
        "/katalog/", "/katalog/laporan/", "/katalog/kata/", "/katalog/tayang/",
        "/katalog/pertanyaan/",
    ):  # fmt: skip
        yield world.kartika, path
    yield world.kartika, f"/katalog/{stock.draft_goods.public_id}/"
    for path in managed_showcases(world):
        yield world.kartika, path
    rating = staged_rating(world)
    for path in ("/katalog/penilaian/", f"/katalog/penilaian/{rating.public_id}/sembunyikan/"):
        yield world.kartika, path
    yield world.eka, steps.path_of(rating.order)
    yield world.eka, stock.path("handed_over") + "nilai/"
    for path in ("/tugas/", "/keuangan/", "/pantau/", stock.path("settled")):
        yield world.indra, path


def first_views(stock: Stock) -> Iterator[tuple[factories.User | None, str]]:
    """What people open first, or most."""
    for path in ("/", "/cari/?q=tenun", f"/produk/{stock.world.product.public_id}/"):
        yield None, path
    for path in (stock.path("settled"), "/tugas/"):
        yield stock.world.budi, path


def violations(page: Page, options: dict) -> list[dict]:
    """Return what axe finds. It is read into a page once, and only what it found comes back."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(
        "(asked) => axe.run(document, asked).then((all) => all.violations)", options
    )


def look(page: Page, place: str) -> list[str]:
    """Return what is wrong on the page that is open, in one theme and at one size."""
    problems = []
    page.set_viewport_size(PHONE)
    if not page.evaluate(NO_SIDEWAYS):
        problems.append(f"{place}: scrolls sideways at 360 px")
    if broken := page.evaluate(BROKEN_WORDS):
        problems.append(f"{place}: breaks {broken[:4]} at 360 px")
    for size, theme in some(VIEWS, 1):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for found in violations(page, EVERYTHING):
            nodes = [" ".join(map(str, node["target"])) for node in found["nodes"]]
            problems.append(f"{place} {size['width']} {theme}: {found['id']} {nodes[:4]}")
    return problems


def overflows(page: Page, place: str) -> Iterator[str]:
    """Yield where the open page is wider than its window; its text stays doubled."""
    page.set_viewport_size(ZOOMED)
    if not page.evaluate(NO_SIDEWAYS):
        yield f"{place} zoomed: {page.evaluate(STICKING_OUT)}"
    page.set_viewport_size(PHONE)
    page.evaluate(DOUBLE)
    if not page.evaluate(NO_SIDEWAYS):
        yield f"{place} doubled: {page.evaluate(STICKING_OUT)}"


def test_every_page_is_accessible_and_light(stock, visit):
    """One market for all of it: to fill one takes as long as thirty pages. Half of them a run."""
    places = [*open_pages(stock), *buyer_pages(stock), *other_pages(stock)]  # no query later
    assert not heavy_views(list(first_views(stock)), visit)
    windows: dict[object, Visitor] = {}
    problems: list[str] = []
    for user, path in some(places, len(places) // 2):
        if user not in windows:
            windows[user] = visit(user)
        window = windows[user]
        window.go(path)
        place = f"{user or 'guest'} {path}"
        problems += [*look(window.page, place), *overflows(window.page, place)]
    problems += after_a_swap(visit(stock.world.citra), stock.path("issued"))
    assert not problems, "\n".join(problems)


def after_a_swap(seller: Visitor, order: str) -> list[str]:
    """Return what is wrong in a dialog of an order's page, and once a step was taken there."""
    seller.go(order)
    seller.page.locator("main a[data-dialog='langkah-decline']").click()
    problems = look(seller.page, "dialog")
    seller.page.keyboard.press("Escape")
    seller.send("/sanggupi/")
    seller.page.locator("main a[data-dialog='langkah-ship']").first.wait_for()
    problems += look(seller.page, "after the swap")
    focused = seller.page.evaluate("() => document.activeElement.closest('#giliran') !== null")
    assert focused, "focus did not move to what changed"
    return problems
