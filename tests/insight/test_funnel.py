"""How far the businesses of a market have come, from what really happened through the use-cases."""

import csv
import io

import openpyxl
import pytest

from catalog.models import ProductStatus
from catalog.services import publish_product
from marketplace.accounts.models import Role
from marketplace.core import outbox
from marketplace.insight import funnel
from marketplace.insight.funnel import Scope
from tests import factories, stories
from tests.clients import signed_in
from tests.vendors.conftest import (
    account,
    attach_papers,
    business,
    read_papers,
    save_business,
)
from tests.vendors.pipeline.targets import nita, row, take_in, xlsx
from vendors import services as vendors
from vendors.application import Figures, Place
from vendors.models import Vendor
from vendors.pipeline import services
from vendors.pipeline.models import Milestone, Stage, Target

PAGE = "/pantau/corong/"


def figures(scope: Scope) -> dict[str, int]:
    return {row.stage: row.all for row in funnel.funnel(scope).counts}


def open_shop(programme, number: int, actor) -> Vendor:
    """One invited business answers its sheet and writes the first page of its application."""
    one = Target.objects.get(list=programme, name=f"Tenun Sasaran {number}")
    code = services.print_invitations(
        list_id=programme.pk, actor=actor, target_id=one.pk
    )[0].code  # fmt: skip
    owner = factories.make_user(f"Maria{number}")
    vendor = services.accept_shop_invitation(code=code, actor=owner)
    typed = business(
        name=one.name,
        nib=one.nib,
        npwp=f"09990000{number:05d}000",
        nik=f"53710145078{number + 1:05d}",
    )
    return save_business(vendor_id=vendor.pk, business=typed, actor=owner)


def complete(vendor) -> None:
    """The owner takes the steps that are left, and hands in every paper."""
    owner, pk = vendor.memberships.get().user, vendor.pk
    figure = Figures(False, capital_rupiah=90_000_000)
    vendors.save_size(vendor_id=pk, figures=figure, actor=owner)
    vendors.save_address(vendor_id=pk, place=Place("Jalan 7", vendor.region_id), actor=owner)
    vendors.save_contact(vendor_id=pk, phone=f"0812 0000 {pk % 10_000:04d}", actor=owner)
    number = account(account_number=f"{1_000_000_000 + pk}")
    vendors.save_bank(vendor_id=pk, account=number, actor=owner)
    vendors.save_tax(vendor_id=pk, is_pkp=False, actor=owner)
    vendor.refresh_from_db()
    attach_papers(vendor, owner)


@pytest.fixture
def joko(world):
    """The verifier."""
    return world.joko


@pytest.fixture
def programme(world):
    """Joko's list of the year, in kecamatan Nita."""
    nita(world.agency.tenant)
    return services.make_list(
        name="UMKM naik kelas", year=2026, agency_id=world.agency.pk, actor=world.joko
    )


def publish(vendor, etalase, manager) -> None:
    """A verified shop's listing goes live in a market."""
    product = factories.make_product(vendor, etalase, status=ProductStatus.SUBMITTED)
    publish_product(product_id=product.pk, actor=manager)


def verify(vendor, joko) -> Vendor:
    """The owner completes the application, and Joko approves it."""
    complete(vendor)
    owner = vendor.memberships.get().user
    submitted = vendors.submit_application(vendor_id=vendor.pk, actor=owner)
    read_papers(submitted, joko)
    return vendors.approve_application(vendor_id=vendor.pk, actor=joko)


def test_the_figures_of_mojokerto(world, programme, joko):
    """73 targeted, 60 in entry, 3 live in the provincial catalogue, 10 in the city's."""
    take_in(programme, xlsx([row(number) for number in range(73)]), joko)
    begun = [open_shop(programme, number, joko) for number in range(60)]
    shops = [verify(vendor, joko) for vendor in begun[:11]]
    province = factories.make_etalase(programme.tenant)
    regency = Target.objects.first().region.parent
    city = factories.make_etalase(factories.make_tenant("kota", regency))
    manager = world.kartika
    in_city = factories.make_tenant_officer("Kirana", Role.CATALOGUE_MANAGER, city.tenant)
    for shop in shops[:3]:
        publish(shop, province, manager)
    for shop in shops[1:11]:
        publish(shop, city, in_city)
    outbox.relay(5_000)
    scope = Scope(programme.tenant, programme)
    found = funnel.funnel(scope)
    counts = {row.stage: row.targeted for row in found.counts}
    assert counts[Stage.TARGETED] == 73
    assert counts[Stage.IN_ENTRY] == 60
    assert counts[Stage.VERIFIED] == 11
    assert (found.live_province, found.live_city) == (3, 10)
    assert counts[Stage.LISTED] == 11
    shares = {row.stage: row.of_targets_bp for row in found.counts}
    assert shares[Stage.IN_ENTRY] == 8219
    standing = {stage: funnel.targets_at(scope, stage).count() for stage in Stage}
    assert standing == {
        Stage.TARGETED: 13,
        Stage.REGISTERED: 0,
        Stage.IN_ENTRY: 49,
        Stage.VERIFIED: 0,
        Stage.LISTED: 11,
        Stage.FIRST_ORDER: 0,
        Stage.REPEAT: 0,
    }
    page = signed_in(joko).get(PAGE, {"daftar": programme.public_id}).text
    assert "73" in page
    assert "82,19" in page


def test_who_came_by_themselves_is_counted_beside_the_targets(world, programme, joko):
    take_in(programme, xlsx([row(1)]), joko)
    counts = {one.stage: one for one in funnel.funnel(Scope(programme.tenant)).counts}
    assert (counts[Stage.TARGETED].targeted, counts[Stage.TARGETED].own) == (1, 0)
    assert (counts[Stage.VERIFIED].targeted, counts[Stage.VERIFIED].own) == (0, 1)
    assert [one.name for one in funnel.shops_at(Scope(programme.tenant), Stage.VERIFIED)] == [
        world.vendor.name
    ]
    only = funnel.funnel(Scope(programme.tenant, programme)).counts
    assert all(one.own == 0 for one in only)


def test_a_business_of_two_lists_is_counted_once(world, programme, joko):
    other = services.make_list(
        name="Pelatihan ekspor", year=2026, agency_id=world.agency.pk, actor=joko
    )
    for one in (programme, other):
        take_in(one, xlsx([row(1)]), joko)
    assert figures(Scope(programme.tenant))[Stage.TARGETED] == 1
    assert funnel.targets_at(Scope(programme.tenant), Stage.TARGETED).count() == 1
    open_shop(programme, 1, joko)
    services.match_targets()
    counts = {row.stage: row.targeted for row in funnel.funnel(Scope(programme.tenant)).counts}
    assert counts[Stage.IN_ENTRY] == 1
    assert figures(Scope(programme.tenant, other))[Stage.IN_ENTRY] == 1


def test_a_region_shows_its_own(world, programme, joko):
    other = factories.make_region("Kabupaten Ende", parent=world.agency.tenant.region)
    take_in(programme, xlsx([row(1), row(2, region="Kabupaten Ende")]), joko)
    scope = Scope(programme.tenant, region=other)
    assert figures(scope)[Stage.TARGETED] == 1
    assert [one.name for one in funnel.targets_at(scope, Stage.TARGETED)] == ["Tenun Sasaran 2"]
    found = funnel.funnel(Scope(programme.tenant))
    by_name = {region.name: dict(numbers) for region, numbers in found.by_region}
    assert by_name["Kabupaten Ende"][str(Stage.TARGETED.label)] == 1
    assert by_name["Kabupaten Sikka"][str(Stage.TARGETED.label)] == 1


# ---- what blocks each


def said(page: str, programme, joko, **asked) -> str:
    asked = {"daftar": programme.public_id, **asked}
    return signed_in(joko).get(f"{PAGE}{page}/", asked).text


def test_a_target_is_blocked_by_its_invitation(programme, joko):
    take_in(programme, xlsx([row(1), row(2), row(3, email="a@contoh.id")]), joko)
    services.print_invitations(
        list_id=programme.pk, actor=joko, target_id=Target.objects.get(row_number=2).pk
    )
    page = said("targeted", programme, joko)
    assert "Diundang, belum ada jawaban sejak" in page
    assert "Belum diundang; alamat tidak diketahui." in page
    assert "Belum diundang." in page
    assert "0812" not in page


def test_a_draft_is_blocked_by_what_it_lacks_and_the_rest_by_the_verifier(programme, joko):
    take_in(programme, xlsx([row(number) for number in range(4)]), joko)
    for number in range(2):
        open_shop(programme, number, joko)
    back = Vendor.objects.get(name="Tenun Sasaran 1")
    owner = back.memberships.get().user
    page = said("in_entry", programme, joko)
    assert "ekening" in page
    assert "Belum diisi" in page
    complete(back)
    pk = back.pk
    vendors.submit_application(vendor_id=pk, actor=owner)
    assert "Menunggu verifikator sejak" in said("in_entry", programme, joko)
    vendors.return_application(
        vendor_id=pk, returned={"npwp": "Angka ke-9 tidak terbaca."}, actor=joko
    )
    page = said("in_entry", programme, joko)
    assert "Angka ke-9 tidak terbaca." in page
    assert "0013121660091000" not in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (None, "belum ada produk"),
        (ProductStatus.DRAFT, "masih draf"),
        (ProductStatus.SUBMITTED, "menunggu penayangan"),
        (ProductStatus.RETURNED, "dikembalikan"),
    ],
)
def test_a_verified_shop_is_blocked_by_its_listing(world, programme, status, words):
    shop = factories.make_vendor(region=world.vendor.region, name="Toko Baru")
    if status:
        factories.make_product(shop, world.etalase, status=status, status_reason="Foto buram")
    answer = signed_in(world.joko).get(f"{PAGE}verified/", {"asal": "sendiri"})
    after = answer.text.split("Toko Baru")[1][:900]
    assert words in after


def test_orders_move_a_shop_on(world):
    for _order in range(2):
        stories.shipped(world)
    outbox.relay(500)
    scope = Scope(world.agency.tenant)
    assert [one.pk for one in funnel.shops_at(scope, Stage.REPEAT)] == [world.vendor.pk]


# ---- who sees it, how much it asks, what leaves


def test_the_leader_and_the_auditor_see_it_and_officers_do_not(world, programme):
    leader = factories.make_tenant_officer("Leo", Role.LEADER, world.agency.tenant)
    for person in (world.joko, world.kartika, world.indra, leader):
        browser = signed_in(person)
        assert browser.get(PAGE).status_code == 200
        assert PAGE in browser.get("/tugas/", follow=True).text
    for person in (world.ani, world.citra):
        assert signed_in(person).get(PAGE).status_code == 403


def test_another_market_is_not_shown(world, programme):
    other = factories.make_tenant("lain")
    browser = signed_in(world.joko)
    assert browser.get(PAGE, {"pasar": other.slug}).status_code == 404
    for asked in ({"daftar": "x"}, {"wilayah": "x"}, {"wilayah": "99999999"}):
        assert browser.get(PAGE, asked).status_code == 404, asked
    assert browser.get(f"{PAGE}nonsense/").status_code == 404
    assert browser.get(f"{PAGE}unduh/pdf/").status_code == 404


def test_pages_ask_the_same_however_many_stand_there(
    world, programme, joko, django_assert_max_num_queries
):
    browser = signed_in(joko)
    take_in(programme, xlsx([row(1), row(2)]), joko)
    open_shop(programme, 1, joko)
    pages = [PAGE, *(f"{PAGE}{stage}/" for stage in ("targeted", "in_entry", "verified"))]
    few = []
    for page in pages:
        browser.get(page)
        with django_assert_max_num_queries(30) as counted:
            browser.get(page)
        few.append(len(counted))
    take_in(programme, xlsx([row(number) for number in range(30)]), joko)
    for number in range(3, 9):
        open_shop(programme, number, joko)
    for page, most in zip(pages, few, strict=True):
        with django_assert_max_num_queries(most):
            browser.get(page)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_downloaded_names_no_number_of_a_person(programme, joko, kind):
    line = row(1, name='=HYPERLINK("x")', npwp="0013121660091000", email="a@contoh.id")
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    text = f"Nama usaha\tNama pemilik\tWilayah\tTelepon\n+Toko\tMaria\t{line[2]}\t{line[3]}\n"
    take_in(programme, SimpleUploadedFile("a.csv", text.encode()), joko)
    answer = signed_in(joko).get(f"{PAGE}unduh/{kind}/", {"daftar": programme.public_id})
    assert "no-store" in answer["Cache-Control"]
    if kind == "csv":
        table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert table[1][0] == "'+Toko"
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        table = [[cell.value for cell in line] for line in sheet.iter_rows()]
        assert table[1][0] == "+Toko"
    said = str(table)
    for secret in ("0812", "Maria", "contoh.id", "00131"):
        assert secret not in said


def test_milestones_of_a_market_do_not_leak_from_another(world, programme):
    elsewhere = factories.make_vendor()
    assert Milestone.objects.filter(vendor=elsewhere).exists()
    assert (
        elsewhere.name
        not in signed_in(world.joko).get(f"{PAGE}verified/", {"asal": "sendiri"}).text
    )
