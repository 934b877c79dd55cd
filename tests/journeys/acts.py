"""The acts of an order's life: each is played through the pages and checked in the database."""

import io
import re
from pathlib import Path

import pypdf
from playwright.sync_api import expect

from marketplace.core import audit
from marketplace.notices.models import Notice
from marketplace.orders.models import OrderStatus, PurchaseOrder
from payments import ledger
from payments.models import AccountKind, CallbackEvent, Payout
from tests.browser import Site, Visitor
from tests.factories import World
from tests.journeys import steps
from tests.waiting import eventually
from vendors.models import Vendor

ADDRESS = "dewi@example.test"
GROSS, VAT, PPH22, MDR = 29_970_000, 2_970_000, 135_000, 89_910
NET = GROSS - VAT - PPH22 - MDR
IN_WORDS = "dua puluh sembilan juta sembilan ratus tujuh puluh ribu rupiah"


def rupiah_on_page(amount: int) -> re.Pattern:
    """Match an amount as pages print it, whatever space stands behind the Rp."""
    return re.compile(r"Rp\s" + re.escape(f"{amount:,}".replace(",", ".")))


def become_a_vendor(owner: Visitor, verifier: Visitor, folder: Path) -> None:
    """Sign up, apply, be returned for one field, repair it, be approved."""
    steps.sign_up(owner, ADDRESS)
    owner.go("/penyedia/")
    steps.fill_business(owner, npwp="0013121660091001")
    steps.fill_size(owner, "75.000.000")
    steps.fill_address(owner)
    steps.fill_bank(owner)
    steps.upload_papers(owner, folder)
    steps.submit_application(owner)

    steps.open_application(verifier)
    verifier.says("Kelas usaha")
    steps.return_field(verifier, "npwp", "Angka terakhir tidak cocok dengan foto.")
    owner.go("/penyedia/")
    owner.says("Perbaiki 1 isian")
    owner.says("Angka terakhir tidak cocok dengan foto.")
    steps.repair_npwp(owner)
    steps.submit_application(owner)
    steps.open_application(verifier)
    steps.approve(verifier)
    vendor = Vendor.objects.get(memberships__user__email=ADDRESS)
    assert (vendor.status, vendor.size_class, vendor.npwp) == ("approved", "micro", steps.NPWP)
    assert vendor.region.code == "53.71.04"
    owner.go("/penyedia/")
    owner.says("Toko Anda boleh berjualan")


def buy(buyer: Visitor, market: World, listing: str) -> tuple[PurchaseOrder, PurchaseOrder]:
    """Put goods of two vendors into one cart; checkout makes one order for each."""
    public_id = listing.strip("/").rsplit("/", 1)[-1]
    steps.put_in_cart(buyer, f"/produk/{public_id}/", 60)
    steps.put_in_cart(buyer, f"/produk/{market.product.public_id}/", 5)
    steps.check_out(buyer, market)
    buyer.says("2 pesanan diajukan ke PPK.")
    orders = {order.vendor.name: order for order in PurchaseOrder.objects.all()}
    assert set(orders) == {steps.SHOP, market.vendor.name}
    ours = orders[steps.SHOP]
    assert (ours.gross_rupiah, ours.status) == (GROSS, OrderStatus.SUBMITTED)
    market.sku.refresh_from_db()
    assert market.sku.reserved == 5
    return ours, orders[market.vendor.name]


def approve(officer: Visitor, order: PurchaseOrder) -> None:
    """Approve; then read the paper that went out."""
    steps.open_order(officer, order)
    steps.take(officer, "approve")
    officer.says("Disetujui. Surat Pesanan terbit dan penyedia sudah diberi tahu.")
    steps.shows_status(officer, order, OrderStatus.ISSUED)
    letter = officer.page.locator("main a[href^='/dokumen/']").first
    answer = officer.context.request.get(letter.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf"
    text = pypdf.PdfReader(io.BytesIO(answer.body())).pages[0].extract_text()
    flat = " ".join(text.split())
    number = re.search(r"SP-\d{4}-\d{6}", flat)
    assert number, flat
    assert IN_WORDS in flat.lower()
    assert "29.970.000" in flat


def deliver(owner: Visitor, receiver: Visitor, order: PurchaseOrder) -> None:
    """The shop accepts and sends; the receiving officer counts."""
    steps.open_order(owner, order)
    owner.send("/sanggupi/")
    steps.shows_status(owner, order, OrderStatus.ACCEPTED)
    steps.take(owner, "ship", courier="Kurir sendiri", tracking="KS-1")
    steps.shows_status(owner, order, OrderStatus.SHIPPED)
    steps.open_order(receiver, order)
    line = order.lines.get()
    steps.take(receiver, "receive", **{f"line-{line.pk}": "60", "note": "Lengkap"})
    steps.shows_status(receiver, order, OrderStatus.RECEIVED)


def sign(officer: Visitor, owner: Visitor, order: PurchaseOrder) -> None:
    """Both sign the BAST; the claim opens by itself."""
    for visitor in (officer, owner):
        steps.open_order(visitor, order)
        steps.take(visitor, "sign")
        visitor.page.wait_for_url(f"**{steps.path_of(order)}")
    steps.shows_status(officer, order, OrderStatus.HANDED_OVER)


def pay(holder: Visitor, market: World, order: PurchaseOrder) -> None:
    """Register the card on the bank's page, pay, and watch the answer arrive."""
    steps.register_card(holder, market)
    holder.says("Kartu •••• 4242 sudah terdaftar dan bisa dipakai membayar.")
    steps.open_order(holder, order)
    steps.take(holder, "pay")
    steps.shows_status(holder, order, OrderStatus.SETTLED)
    callback = eventually(CallbackEvent.objects.first)
    assert callback.kind == "charge"
    holder.go("/keuangan/")
    holder.says(rupiah_on_page(GROSS))


def read_the_money(owner: Visitor, auditor: Visitor, order: PurchaseOrder) -> None:
    """The shop sees when its money came; the auditor sees every account."""
    payout = Payout.objects.get()
    assert payout.amount_rupiah == NET
    owner.go("/penyedia/uang/")
    owner.says(payout.bank_reference)
    owner.says(rupiah_on_page(NET))
    expect(owner.page.locator("main time[datetime]").first).to_be_visible()
    assert ledger.balance(AccountKind.MDR_CLEARING) == 0
    auditor.go("/keuangan/")
    auditor.says("Kedua sisi cocok")
    for amount in (VAT, PPH22, VAT + PPH22):
        expect(auditor.page.locator("#neraca >> xpath=../..")).to_contain_text(
            rupiah_on_page(amount)
        )
    steps.open_order(auditor, order)
    auditor.says(rupiah_on_page(MDR))


def people_were_told(
    buyer: Visitor, site: Site, order: PurchaseOrder, other: PurchaseOrder
) -> None:
    """Inbox and letters reach exactly those concerned."""
    eventually(lambda: Notice.objects.filter(recipient__name="Ani").exists())
    buyer.go("/kotak-masuk/")
    buyer.says(order.number)
    eventually(lambda: any(order.number in str(m["Subject"]) for m in site.mails.to(ADDRESS)))
    told = set(Notice.objects.values_list("recipient__name", "kind"))
    assert {("Budi", "order.submitted"), (steps.OWNER, "order.settled")} <= told
    assert "Dedi" not in {name for name, _kind in told}
    letters = " ".join(str(letter["Subject"]) for letter in site.mails.to(ADDRESS))
    assert other.number not in letters


def auditor_changes_nothing(auditor: Visitor, order: PurchaseOrder, other: PurchaseOrder) -> None:
    """The auditor opens everything; no page offers a step, and none is taken."""
    for seen in (order, other):
        steps.open_order(auditor, seen)
        forms = "main form[action*='/pesanan/']:not([action$='/bundel/'])"
        assert auditor.page.locator(forms).count() == 0
        assert auditor.page.locator("main a[data-dialog^='langkah-']").count() == 0
    auditor.go("/verifikasi/?status=approved")
    auditor.page.locator("li", has_text=steps.SHOP).get_by_role("link").click()
    assert auditor.page.locator("main button[name=act]").count() == 0
    for step in ("setujui", "sanggupi", "batalkan", "tolak"):
        assert auditor.post(f"{steps.path_of(other)}{step}/", reason="Coba saja") == 403
    other.refresh_from_db()
    assert other.status == OrderStatus.SUBMITTED


def everything_is_written_down(order: PurchaseOrder) -> None:
    """Who, when and why stand in the trail of every step."""
    steps_taken = list(order.status_changes.values_list("to_status", flat=True))
    assert steps_taken[-4:] == ["received", "handed_over", "paid", "settled"]
    entries = audit.trail(order)
    assert entries.count() >= len(steps_taken)
    acted = set(entries.exclude(actor=None).values_list("actor__name", flat=True))
    assert acted >= {"Ani", "Budi", "Eka", "Fajar", steps.OWNER}
