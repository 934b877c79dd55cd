"""The journey's steps as people take them: through pages, by the names of forms and fields.

Words are asserted where they matter; everything else is found by address and field name, so that a
reworded button breaks no test.
"""

import io
import re
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import expect

from marketplace.accounts.models import Region, User
from marketplace.core import clock
from marketplace.orders.lifecycle import step_named
from marketplace.orders.models import PurchaseOrder
from tests import factories
from tests.browser import Visitor
from tests.factories import PASSWORD, World
from tests.waiting import eventually

NIB, NPWP, NIK = "1234000567891", "0013121660091000", "5371014507850003"
SHOP, OWNER = "Dapur Kelor Dewi", "Dewi Lestari Contoh"
GOODS = "Paket teh kelor celup, kotak 25 kantong"


def make_market() -> World:
    """The cast in a real province, with a plan of this year."""
    province = Region.objects.get(code="53")
    world = factories.make_world(factories.make_tenant("ntt", province))
    year = clock.today(world.agency.time_zone).year
    world.package.fiscal_year = year
    world.package.save(update_fields=["fiscal_year"])
    return world


def paper_scan(folder: Path, title: str, number: str) -> Path:
    """Draw a paper as a phone would photograph it."""
    picture = Image.new("RGB", (600, 800), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((20, 20, 580, 780), outline="black", width=3)
    pen.text((60, 60), f"{title} (CONTOH)", fill="black")
    pen.text((60, 120), number, fill="black")
    path = folder / f"{title.lower()}.png"
    picture.save(path)
    return path


def goods_photo() -> dict:
    """Draw the goods."""
    picture = Image.new("RGB", (800, 600), "#e8efe2")
    ImageDraw.Draw(picture).ellipse((250, 150, 550, 450), fill="#2f6b3a")
    content = io.BytesIO()
    picture.save(content, "JPEG")
    return {"name": "teh.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


# ---- 1: sign up and apply


def sign_up(owner: Visitor, address: str) -> None:
    """Make an account and confirm the address by the link in the letter."""
    page = owner.go("/daftar/")
    page.fill("input[name=name]", OWNER)
    page.fill("input[name=email]", address)
    page.fill("input[name=password1]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/akun/email/terkirim/")
    owner.go(owner.site.mails.link_to(address, "/konfirmasi/"))
    page.click("main form[action*=konfirmasi] button[type=submit]")
    page.wait_for_url(re.compile(r"/(masuk|tugas|penyedia)/"))
    if "/masuk/" in page.url:
        page.fill("input[name=login]", address)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(re.compile(r"/(tugas|penyedia)/"))


def save_step(owner: Visitor, following: str) -> None:
    """Save this step of the application and come to the next one."""
    owner.page.click("main button[name=act][value=save]")
    owner.page.wait_for_url(f"**/penyedia/daftar/{following}/")
    if owner.javascript:  # the page is exchanged in place, then its heading has the focus
        expect(owner.page.locator("main h1")).to_be_focused()


def fill_business(owner: Visitor, *, npwp: str) -> None:
    """The first three steps: name and legal form, numbers, business fields."""
    page = owner.go("/penyedia/daftar/usaha/")
    page.fill("input[name=name]", SHOP)
    page.check("input[name=legal_form][value=individual]")
    save_step(owner, "nomor")
    page.fill("input[name=nib]", NIB)
    page.fill("input[name=nik]", NIK)
    page.fill("input[name=npwp]", npwp)
    if owner.javascript:
        page.press("input[name=npwp]", "Tab")
        expect(page.locator("#cek-npwp")).not_to_be_empty()
    save_step(owner, "bidang")
    page.fill("input[name=kbli_1]", "10763")
    save_step(owner, "ukuran")


def fill_size(owner: Visitor, capital: str) -> None:
    """Not a full book year yet, so capital counts."""
    page = owner.page
    page.check("input[name=has_full_book_year][value=no]")
    page.fill("input[name=capital_rupiah]", capital)
    save_step(owner, "alamat")


def choose_region(owner: Visitor, name: str, label: str) -> None:
    """Choose in one select; the next list comes by itself, or by its button without script."""
    page = owner.page
    select = page.locator(f"select[name={name}]")
    following = {"province": "regency", "regency": "district"}.get(name)
    select.select_option(label=label)
    if following is None:
        return
    if not owner.javascript:
        page.click("button[name=act][value=choose]")
    # The list below is empty until the server has answered.
    expect(page.locator(f"select[name={following}] option").nth(1)).to_be_attached()


def fill_address(owner: Visitor) -> None:
    """Real codes down to the district."""
    choose_region(owner, "province", "Nusa Tenggara Timur")
    choose_region(owner, "regency", "Kota Kupang")
    choose_region(owner, "district", "Oebobo")
    owner.page.fill("textarea[name=address]", "Jalan Kelor 7")
    owner.page.fill("input[name=point]", "-10.1772, 123.6070")
    save_step(owner, "kontak")


def fill_bank(owner: Visitor) -> None:
    """Telephone, account and tax; the shop is registered for VAT."""
    page = owner.page
    page.fill("input[name=phone]", "0812 3456 7890")
    save_step(owner, "rekening")
    page.select_option("select[name=bank_code]", "002")
    page.fill("input[name=account_number]", "1234567890")
    page.fill("input[name=account_holder]", OWNER.upper())
    save_step(owner, "pajak")
    page.check("input[name=is_pkp][value=yes]")
    save_step(owner, "dokumen")


def upload_papers(owner: Visitor, folder: Path) -> None:
    """The last step: each paper with what is printed on it."""
    page = owner.page
    for kind in ("nib", "npwp", "id_card", "pkp_certificate", "passbook"):
        card = page.locator(f"#dok-{kind}")
        if kind == "pkp_certificate":
            card.locator("input[name$=-number]").fill("S-12/PKP/CONTOH")
            card.locator("input[name$=-issuer]").fill("KPP Contoh")
            card.locator("input[name$=-issued_on]").fill("2024-02-01")
        scan = paper_scan(folder, kind.upper(), NIB)
        card.locator("input[type=file]").set_input_files(scan)
        card.locator("button").click()
        expect(page.locator(f"#dok-{kind} a[href^='/berkas/']")).to_be_visible()


def submit_application(owner: Visitor) -> None:
    """Read the summary and submit."""
    page = owner.go("/penyedia/daftar/ringkasan/")
    page.locator("main form[method=post] button").last.click()
    page.wait_for_url("**/penyedia/")


# ---- 2: the verifier


def open_application(verifier: Visitor) -> None:
    """Find the application in the queue and open it."""
    page = verifier.go("/verifikasi/")
    page.locator("li", has_text=SHOP).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(SHOP)


def return_field(verifier: Visitor, field: str, reason: str) -> None:
    """Return one field with a reason."""
    page = verifier.page
    for correct in page.locator("label:has(input[type=radio][value=ok])").all():
        correct.click()
    page.locator(f"label:has(input[name={field}][value=return])").click()
    page.fill(f"textarea[name={field}-reason]", reason)
    page.click("button[name=act][value=return]")
    page.wait_for_url("**/verifikasi/")


def approve(verifier: Visitor) -> None:
    """Look at each paper, judge each row, approve."""
    page = verifier.page
    for link in page.locator("main a[href^='/berkas/']").all():
        address = link.get_attribute("href")
        assert verifier.context.request.get(address).ok
    for row in page.locator("label:has(input[value=ok])").all():
        if row.is_visible():  # what was found correct before and has not changed is folded away
            row.click()
    verifier.page.click("button[name=act][value=approve]")
    verifier.page.wait_for_url("**/verifikasi/")


def repair_npwp(owner: Visitor) -> None:
    """Repair the one field that is open, and its paper, and nothing else."""
    page = owner.go("/penyedia/daftar/nomor/")
    assert page.locator("input[name=nib], input[name=nik]").count() == 0
    page.fill("input[name=npwp]", NPWP)
    save_step(owner, "ringkasan")


# ---- 3: a listing


def list_goods(owner: Visitor, etalase_id: int) -> str:
    """Offer goods, submit them, return the path of the listing."""
    page = owner.go("/penyedia/produk/baru/")
    page.fill("input[name=name]", GOODS)
    page.select_option("select[name=etalase]", str(etalase_id))
    for name, text in {
        "unit": "paket", "price_rupiah": "450.000", "stock": "200", "weight_gram": "900",
        "tkdn_percent": "78,14", "photo_alt": "Kotak teh kelor hijau",
    }.items():  # fmt: skip
        page.fill(f"input[name={name}]", text)
    page.fill("textarea[name=description]", "Daun kelor kering dari kebun sendiri di Oebobo.")
    page.set_input_files("input[name=photo]", goods_photo())
    page.locator("main form[enctype] button:not([type=button])").first.click()
    page.wait_for_url(re.compile(r"/penyedia/produk/[0-9a-f-]{36}/"))
    path = page.url.removeprefix(owner.site.url)
    owner.send("/ajukan/")
    expect(owner.form("/ajukan/")).to_have_count(0)
    return path


def state_freight(owner: Visitor, rupiah: str) -> None:
    """Say what it costs to bring an order anywhere."""
    address = "/penyedia/ongkos-kirim/"
    page = owner.go(address)
    page.fill("input[name=rupiah_6000]", rupiah)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#ongkos form button").last.click()
    page.wait_for_url(f"**{address}")
    owner.go(address)
    expect(page.locator("input[name=rupiah_6000]")).to_have_value(rupiah)


def publish_goods(manager: Visitor) -> None:
    """The catalogue manager reads the listing and lets it go live."""
    page = manager.go("/katalog/")
    page.get_by_role("link", name=GOODS).click()
    manager.send("/tayangkan/")
    page.wait_for_url("**/katalog/")


def search(visitor: Visitor, words: str) -> None:
    """Search in the field on top and expect the goods among the results."""
    page = visitor.go("/")
    page.fill("input[name=q]", words)
    page.locator("form[role=search] button").click()
    page.wait_for_url(re.compile(r"/cari/\?q="))
    expect(page.get_by_role("link", name=GOODS).first).to_be_visible()


# ---- 4: cart and checkout


def put_in_cart(buyer: Visitor, path: str, quantity: int) -> None:
    """Put goods into the cart from their page."""
    page = buyer.go(path)
    page.fill("input#jml", str(quantity))
    buyer.send("/keranjang/tambah/")
    page.wait_for_url("**/keranjang/")


def check_out(buyer: Visitor, world: World) -> None:
    """Fill what every order needs and submit them all to the PPK."""
    page = buyer.go("/keranjang/")
    page.click("main a[href='/keranjang/bayar/']")
    page.select_option("select[name=common-commitment_officer]", str(world.budi.pk))
    page.select_option("select[name=common-plan_package]", str(world.package.pk))
    page.select_option("select[name=common-account_code]", str(world.account_code.pk))
    page.fill("[name=common-delivery_address]", "Jalan Perpustakaan 1, lantai 2")
    for why in page.locator("textarea[name$=-uncompared]").all():
        why.fill("Hanya toko ini yang sanggup pada tanggal acara.")
    buyer.form("/keranjang/bayar/").locator("button:not([name])").click()
    page.wait_for_url(re.compile(r"/pesanan/"))


# ---- 5 to 7: the order page


def open_order(visitor: Visitor, order: PurchaseOrder) -> None:
    """Open the order from one's own list of orders."""
    visitor.go("/pesanan/")
    visitor.page.locator(f"main a[href='{path_of(order)}']").first.click()
    visitor.page.wait_for_url(f"**{path_of(order)}")


def path_of(order: PurchaseOrder) -> str:
    """Return the address of an order."""
    return f"/pesanan/{order.public_id}/"


def take(visitor: Visitor, key: str, **fields: str) -> None:
    """Take a step that asks first: in its dialog, or on its own page where there is no script."""
    page = visitor.page
    page.locator(f"main a[data-dialog='langkah-{key}']").first.click()
    if visitor.javascript:
        asking = page.locator(f"dialog#langkah-{key}")
    else:
        page.wait_for_url(f"**/{step_named(key).address}/")
        asking = page.locator("main")
    expect(asking.locator("form")).to_be_visible()
    for name, text in fields.items():
        asking.locator(f"[name='{name}']").fill(text)
    asking.locator("form button[type=submit]:visible").last.click()


def shows_status(visitor: Visitor, order: PurchaseOrder, status: str) -> None:
    """Wait until the order has this status, then look at its page."""
    eventually(PurchaseOrder.objects.filter(pk=order.pk, status=status).exists)
    visitor.go(path_of(order))


def register_card(holder: Visitor, world: World, *, card: str = "berhasil") -> None:
    """Register a sample card on the bank's own page and come back."""
    page = holder.go(f"/keuangan/kartu/daftar/{world.agency.pk}/")
    page.locator(f"main a[href^='{holder.site.bank.url}']").click()
    page.check(f"input[name=card][value={card}]")
    page.click("button[type=submit]")
    page.wait_for_url("**/keuangan/kartu/")


def user_of(address: str) -> User:
    """Return the account behind an address."""
    return User.objects.get(email=address)
