"""At a counter: the officer types, the person confirms by the code on their phone and signs in."""

import pytest

from marketplace.accounts.models import Region
from tests.browser import PHONE, Visitor
from tests.journeys import steps
from tests.journeys.test_by_phone import enter
from tests.journeys.test_every_page import look, overflows
from tests.sms.process import Phones
from tests.vendors.counter import staging
from vendors.counter.models import CounterSession
from vendors.models import Vendor, VendorStatus

pytestmark = pytest.mark.journey
SAVE = "main form button[value=save]"


@pytest.fixture
def lokita(market):
    """The officer, with two counters to choose from."""
    staging.make_desk(market.agency.tenant)
    staging.make_desk(market.agency.tenant, "Loket 4")
    return staging.make_officer(market.agency.tenant)


def call(officer: Visitor, queue: str) -> str:
    """Sit down, call a number, read the text to the person; return the address of the session."""
    page = officer.page
    officer.go("/loket/")
    if page.locator("input[name=desk]").count():
        page.locator("input[name=desk]").first.check()
        page.locator("main form:has(input[name=desk]) button").click()
        page.wait_for_selector("input[name=queue_number]")
    page.fill("input[name=queue_number]", queue)
    page.locator("main form:has(input[name=queue_number]) button").click()
    page.wait_for_selector("input[name=person_name]")
    address = page.url.split("?")[0]
    page.fill("input[name=person_name]", staging.NAME)
    page.check("input[name=agrees]")
    page.locator("main form:has(input[name=person_name]) button").click()
    page.wait_for_url("**/usaha/")
    return address[len(officer.site.url) :]


def save(officer: Visitor, then: str) -> None:
    """Save a step and wait for the next."""
    officer.page.locator(SAVE).first.click()
    officer.page.wait_for_url(f"**/{then}/")


def fill_in(officer: Visitor) -> None:
    """Type what the person says, step by step."""
    page, region = officer.page, Region.objects.get(code="53.71.04")
    page.fill("input[name=name]", "Tenun Mama Yosefa")
    page.check("input[name=legal_form][value=individual]")
    save(officer, "nomor")
    page.fill("input[name=nib]", steps.NIB)
    page.fill("input[name=nik]", steps.NIK)
    save(officer, "bidang")
    page.fill("input[name=kbli_1]", "13912")
    save(officer, "ukuran")
    page.check("input[name=has_full_book_year][value=no]")
    page.fill("input[name=capital_rupiah]", "9.000.000")
    save(officer, "alamat")
    for name, place in (
        ("province", region.parent.parent_id),
        ("regency", region.parent_id),
        ("district", region.pk),
    ):
        page.locator(f"select[name={name}] option[value='{place}']").wait_for(state="attached")
        page.select_option(f"select[name={name}]", str(place))
    page.fill("[name=address]", "Jalan Raya 7")
    save(officer, "kontak")
    page.fill("input[name=phone]", "0812-3456-7890")
    save(officer, "rekening")
    page.select_option("select[name=bank_code]", "002")
    page.fill("input[name=account_number]", "1234567890")
    page.fill("input[name=account_holder]", "YOSEFA TEFA")
    save(officer, "pajak")
    page.check("input[name=is_pkp][value=no]")
    save(officer, "dokumen")


def photograph(officer: Visitor, folder) -> None:
    """Take a photo of each paper."""
    page = officer.page
    for kind in ("nib", "id_card", "passbook"):
        scan = steps.paper_scan(folder, kind, "CONTOH")
        page.set_input_files(f"#dok-{kind} input[type=file]", scan)
        page.locator(f"#dok-{kind} button").last.click()
        page.locator(f"#dok-{kind} a.tautan").first.wait_for()


def test_mama_yosefa_is_served_and_signs_in_by_her_phone(lokita, visit, tmp_path):
    officer = visit(lokita, size=PHONE)
    heard: list[str] = []
    officer.page.on("console", lambda one: heard.append(f"{one.type}: {one.text}"))
    session = call(officer, "A012")
    fill_in(officer)
    photograph(officer, tmp_path)
    officer.page.locator("#dok-nib a[href^='/berkas/']").click()
    officer.page.wait_for_url("**/berkas/**")
    officer.go(f"{session}ringkasan/")
    officer.says("Diketik di loket oleh Lokita")
    officer.send("/tindakan/kode/")
    officer.page.wait_for_selector("input[name=code]")
    officer.page.fill("input[name=code]", staging.code_in(Phones()))
    officer.send("/tindakan/sahkan/")
    officer.page.wait_for_selector('form[action$="/tindakan/ajukan/"]')
    officer.send("/tindakan/ajukan/")
    officer.page.wait_for_selector("#bukti")
    assert Vendor.objects.get(name="Tenun Mama Yosefa").status == VendorStatus.SUBMITTED
    officer.go(f"{session}bukti/")
    officer.says("Pendaftaran sudah diajukan")
    assert heard == [], "no page of the counter troubles the console"
    owner = visit(size=PHONE)
    enter(owner)
    owner.go("/penyedia/")
    owner.says("Tenun Mama Yosefa")


def test_a_sheet_is_printed_signed_and_photographed_without_a_script(lokita, visit, tmp_path):
    district = Region.objects.get(code="53.71.04")
    desk = staging.make_desk(lokita.memberships.get().tenant, "Loket 5")
    session = staging.opened(desk, lokita)
    staging.typed(session, lokita, district)
    officer = visit(lokita, size=PHONE, javascript=False)
    officer.go(f"/loket/{session.public_id}/ringkasan/")
    officer.send("/tindakan/cetak/")
    officer.says("PERNYATAAN PENDAFTARAN USAHA")
    officer.go(f"/loket/{session.public_id}/ringkasan/")
    scan = steps.paper_scan(tmp_path, "lembar", "CONTOH")
    officer.page.set_input_files("input[name=upload]", scan)
    officer.send("/tindakan/berkas/")
    officer.page.wait_for_selector('form[action$="/tindakan/ajukan/"]')
    assert CounterSession.objects.get(pk=session.pk).confirmation.how == "paper"


def test_its_pages_are_accessible(lokita, visit, market):
    district = Region.objects.get(code="53.71.04")
    tenant = lokita.memberships.get().tenant
    desk = staging.make_desk(tenant, "Loket 5")
    session = staging.opened(desk, lokita)
    staging.typed(session, lokita, district)
    from vendors.counter import services  # noqa: PLC0415 - needs ready apps

    services.print_sheet(session_id=session.pk, actor=lokita)
    lukas = staging.make_officer(tenant, "Lukas")
    fresh = services.open_session(desk_id=desk.pk, queue_number="B1", actor=lukas)
    own, other = f"/loket/{session.public_id}/", f"/loket/{fresh.public_id}/"
    places = [
        *((lokita, path) for path in ("/loket/", own, f"{own}ringkasan/", f"{own}nomor/")),
        *((lokita, f"{own}{path}/") for path in ("dokumen", "lembar", "bukti")),
        (lukas, other),
        *((market.indra, path) for path in ("/loket/laporan/", "/loket/laporan/cetak/")),
    ]
    windows: dict[object, Visitor] = {}
    problems: list[str] = []
    for user, path in places:
        window = windows.setdefault(user, None) or visit(user)
        windows[user] = window
        window.go(path)
        place = f"{user} {path}"
        problems += [*look(window.page, place), *overflows(window.page, place)]
    assert not problems, "\n".join(problems)
