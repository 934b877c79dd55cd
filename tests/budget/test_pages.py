"""Pages of those who keep a budget: seen, entered and corrected, with the numbers where refused."""

import pytest

from marketplace.budget.models import AccountCode, BudgetLine, PlanPackage
from marketplace.core import clock
from tests import factories
from tests.budget.staging import LINES, MEALS, csv_sheet
from tests.orders import stories
from tests.sourcing.test_cart import BACKEND


@pytest.fixture
def gita_at(client, world):
    """Gita the treasurer, signed in."""
    client.force_login(world.gita, backend=BACKEND)
    return client


@pytest.fixture
def line(world) -> BudgetLine:
    return BudgetLine.objects.get(parts__package=world.package)


def words(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def test_what_is_left_is_seen_by_package_and_by_line(gita_at, world, line):
    stories.submitted(world)
    for part, name in (("paket", world.package.name), ("baris", line.sub_activity)):
        page = words(gita_at.get(f"/anggaran/?bagian={part}"))
        assert name in page
        assert "497.780.000" in page  # of 500 million, 2.220.000 are held
    assert world.package.name not in words(gita_at.get("/anggaran/?q=tidak-ada"))
    assert world.package.name not in words(gita_at.get("/anggaran/?tahun=2021"))


def test_a_line_and_a_package_are_entered_and_orders_can_be_booked(gita_at, world):
    year = clock.today(world.agency.time_zone).year
    typed = {
        "fiscal_year": year,
        "account_code": "510201010052 Belanja Makanan",  # without dots, as the list offers it
        "sub_activity": "Rapat koordinasi",
        "ceiling": "40.000.000",
    }
    assert gita_at.post("/anggaran/baris/tambah/", typed).status_code == 302
    meals = BudgetLine.objects.get(account_code__code=MEALS)
    assert (meals.agency, meals.ceiling_rupiah) == (world.agency, 40_000_000)
    again = gita_at.post("/anggaran/baris/tambah/", typed)
    assert (again.status_code, "Rapat koordinasi" in words(again)) == (409, True)

    package = {"rup_code": "71000001", "name": "Belanja rapat", "line": meals.pk}
    dear = gita_at.post("/anggaran/paket/tambah/", {**package, "ceiling": "40.000.001"})
    assert (dear.status_code, "Rp 40.000.000" in words(dear)) == (422, True)
    done = gita_at.post("/anggaran/paket/tambah/", {**package, "ceiling": "30.000.000"})
    assert done["Location"] == "/anggaran/paket/71000001/"
    made = PlanPackage.objects.get(rup_code="71000001")
    order = stories.submitted(world, plan_package_id=made.pk, account_code_id=meals.account_code_id)
    assert stories.held_of(made) == order.gross_rupiah


def test_a_ceiling_goes_no_lower_than_orders_hold(gita_at, world, line):
    stories.submitted(world)
    page = f"/anggaran/paket/{world.package.rup_code}/"
    typed = {"name": world.package.name, f"part-{line.pk}": "2.000.000"}
    refused = gita_at.post(page, typed)
    assert (refused.status_code, "Rp 2.220.000" in words(refused)) == (422, True)
    assert "2.000.000" in words(refused)  # what was typed stays
    world.package.refresh_from_db()
    assert world.package.ceiling_rupiah == 500_000_000

    assert gita_at.post(page, {**typed, f"part-{line.pk}": "3.000.000"}).status_code == 302
    world.package.refresh_from_db()
    assert (world.package.ceiling_rupiah, world.package.lines.get().ceiling_rupiah) == (
        3_000_000,
        3_000_000,
    )
    assert "Rp 500.000.000 → Rp 3.000.000" in words(gita_at.get(page))  # and on record

    own = f"/anggaran/baris/{line.pk}/"
    low = {"sub_activity": line.sub_activity, "ceiling": "2.500.000"}
    refused = gita_at.post(own, low)
    assert (refused.status_code, world.package.rup_code in words(refused)) == (422, True)
    assert gita_at.post(own, {**low, "ceiling": "3.000.000"}).status_code == 302


def test_a_package_gets_a_second_account(gita_at, world, line):
    meals = factories.make_line(
        world.agency, 10_000_000, account=AccountCode.objects.get(code=MEALS)
    )
    foreign = factories.make_line(world.dedi.memberships.get().agency, 10_000_000)
    typed = {"name": "Belanja campur", f"part-{line.pk}": "1.000.000"}
    page = f"/anggaran/paket/{world.package.rup_code}/"
    for wrong in ({"line": meals.pk}, {"ceiling": "5"}, {"line": foreign.pk, "ceiling": "5"}):
        assert gita_at.post(page, typed | wrong).status_code == 422
    assert gita_at.post(page, typed | {"line": meals.pk, "ceiling": "5.000.000"}).status_code == 302
    world.package.refresh_from_db()
    assert (world.package.name, world.package.ceiling_rupiah) == ("Belanja campur", 6_000_000)


def test_the_budget_of_a_year_that_has_ended_stays(gita_at, world, line):
    BudgetLine.objects.filter(pk=line.pk).update(fiscal_year=line.fiscal_year - 1)
    PlanPackage.objects.update(fiscal_year=line.fiscal_year - 1)
    typed = {"sub_activity": "Lain", "ceiling": "600.000.000"}
    answer = gita_at.post(f"/anggaran/baris/{line.pk}/", typed)
    assert answer.status_code == 422
    line.refresh_from_db()
    assert line.ceiling_rupiah == 500_000_000


def test_who_only_reads_changes_nothing(client, world, line):
    for person in (world.ani, world.budi, world.indra):
        client.force_login(person, backend=BACKEND)
        assert client.get(f"/anggaran/baris/{line.pk}/").status_code == 200
        for page, typed in (
            (f"/anggaran/baris/{line.pk}/", {"sub_activity": "X", "ceiling": "1"}),
            (f"/anggaran/paket/{world.package.rup_code}/", {"name": "X", f"part-{line.pk}": "1"}),
        ):
            assert client.post(page, typed).status_code == 403
    line.refresh_from_db()
    assert (line.ceiling_rupiah, line.sub_activity != "X") == (500_000_000, True)


def test_a_sheet_is_sent_looked_at_and_taken_over_on_the_pages(gita_at, world):
    year = clock.today(world.agency.time_zone).year
    assert gita_at.get("/anggaran/lembar/templat/rup/").status_code == 200
    assert gita_at.get("/anggaran/lembar/templat/x/").status_code == 404
    upload = csv_sheet(LINES, (year, MEALS, "Rapat", "1.000.000"))
    sent = gita_at.post("/anggaran/lembar/", {"kind": "dpa", "sheet": upload})
    page = sent["Location"]
    assert "5.1.02.01.01.0052" in words(gita_at.get(page))
    assert gita_at.post(page, {"act": "?"})["Location"] == page
    assert not BudgetLine.objects.filter(account_code__code=MEALS).exists()
    assert gita_at.post(page, {"act": "ambil"}).status_code == 302
    assert BudgetLine.objects.get(account_code__code=MEALS).ceiling_rupiah == 1_000_000
