"""Sheets of a budget: read and judged, then taken over whole or not at all."""

import pytest
from django.utils import translation

from marketplace.budget import presenters, services
from marketplace.budget.models import BudgetLine, PlanPackage, PlanSheet
from marketplace.core import clock
from marketplace.core.errors import Conflict, InvalidUpload, NotAllowed
from marketplace.core.models import AuditEvent
from tests import factories
from tests.budget.staging import (
    LINES,
    MEALS,
    PACKAGES,
    STATIONERY,
    csv_sheet,
    send,
    xlsx_sheet,
)
from tests.orders import stories


@pytest.fixture(autouse=True)
def _in_english():
    """Sentences are compared as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def year(world) -> int:
    return clock.today(world.agency.time_zone).year


def verdicts(sheet: PlanSheet) -> list[str]:
    return [row["verdict"] for row in sheet.rows]


def problems(sheet: PlanSheet) -> list[str]:
    return [words for row in sheet.rows for words in presenters.row_shown(row).problems]


def take(world, sheet: PlanSheet) -> int:
    return services.take_sheet_over(sheet_id=sheet.pk, actor=world.gita)


def budget_of(world) -> list[object]:
    """All that a sheet could change."""
    kinds = (BudgetLine, PlanPackage)
    rows = [list(kind.objects.order_by("pk").values()) for kind in kinds]
    return [*rows, list(world.package.lines.values())]


def test_lines_then_packages_and_sent_again_nothing_changes(world, year):
    lines = [
        (year, MEALS.replace(".", ""), "Rapat koordinasi", "40.000.000"),
        (year, "5.1.02.01.01.024", "Administrasi umum", "60.000.000,00"),
    ]
    sheet = send(world, "dpa", csv_sheet(LINES, *lines))
    assert verdicts(sheet) == ["new", "new"]
    assert BudgetLine.objects.count() == 1  # nothing is saved by looking
    assert take(world, sheet) == 2
    packages = [
        ("71000001", "Belanja rapat", year, MEALS, 30_000_000, "Rapat koordinasi"),
        ("71000001", "Belanja rapat", year, STATIONERY, 5_000_000, "Administrasi umum"),
    ]
    sheet = send(world, "rup", xlsx_sheet(PACKAGES, *packages))
    assert verdicts(sheet) == ["new", "new"], problems(sheet)
    assert take(world, sheet) == 2
    package = PlanPackage.objects.get(rup_code="71000001")
    assert (package.ceiling_rupiah, package.agency) == (35_000_000, world.agency)
    booked = package.lines.values_list("account_code__code", "ceiling_rupiah")
    assert sorted(booked) == [(STATIONERY, 5_000_000), (MEALS, 30_000_000)]
    assert AuditEvent.objects.filter(action="plan_sheet.taken", actor=world.gita).count() == 2

    before = budget_of(world)
    for kind, upload in (
        ("dpa", csv_sheet(LINES, *lines)),
        ("rup", xlsx_sheet(PACKAGES, *packages)),
    ):
        again = send(world, kind, upload)
        assert set(verdicts(again)) == {"same"}
        assert take(world, again) == 0
        with pytest.raises(Conflict):
            take(world, again)
    assert budget_of(world) == before


def test_a_changed_ceiling_is_named_and_taken_over(world, year):
    line = BudgetLine.objects.get()
    row = (year, STATIONERY, line.sub_activity.upper(), line.ceiling_rupiah + 1)
    sheet = send(world, "dpa", csv_sheet(LINES, row))
    assert (verdicts(sheet), sheet.rows[0]["changes"]) == (["changed"], ["ceiling"])
    assert take(world, sheet) == 1
    line.refresh_from_db()
    assert line.ceiling_rupiah == 500_000_001


def test_one_wrong_row_keeps_the_whole_sheet_out(world, year):
    good = (year, MEALS, "Rapat", "1.000.000")
    sheet = send(world, "dpa", csv_sheet(LINES, good, (year, MEALS, "Rapat lain", "=2+2")))
    assert verdicts(sheet) == ["new", "wrong"]
    assert "formula" in problems(sheet)[0]
    before = budget_of(world)
    with pytest.raises(Conflict, match="Rows to repair: 1"):
        take(world, sheet)
    assert budget_of(world) == before


LINE_FAULTS = {
    "an account that is not listed": (("{year}", "5.1.02.99.99.9999", "Rapat", "1"), "operator"),
    "a year that has ended": (("2020", MEALS, "Rapat", "1"), "has ended"),
    "less than its package has": (
        ("{year}", STATIONERY, "{activity}", "1.000"),
        "500.000.000 of this line",
    ),
}


@pytest.mark.parametrize("fault", LINE_FAULTS)
def test_a_line_that_does_not_fit_says_why(world, year, fault):
    row, words = LINE_FAULTS[fault]
    known = {"year": year, "activity": BudgetLine.objects.get().sub_activity}
    cells = tuple(cell.format(**known) for cell in row)
    sheet = send(world, "dpa", csv_sheet(LINES, cells))
    assert verdicts(sheet) == ["wrong"]
    assert words in problems(sheet)[0].replace("\xa0", " ")


PACKAGE_FAULTS = {
    "no line of that account": (("71000001", "Rapat", MEALS, "1", ""), "budget lines first"),
    "more than the line grants": (
        ("71000001", "Kertas", STATIONERY, "500.000.001", ""),
        "grants Rp 500.000.000",
    ),
    "less than orders hold": (("{code}", "Kertas", STATIONERY, "1.000", ""), "2.220.000"),
    "a code of another agency": (("{foreign}", "Kertas", STATIONERY, "1", ""), "Another agency"),
    "a code that is none": (("12", "Kertas", STATIONERY, "1", ""), "six to ten digits"),
}


@pytest.mark.parametrize("fault", PACKAGE_FAULTS)
def test_a_package_that_does_not_fit_says_why(world, year, fault):
    (code, name, account, ceiling, activity), words = PACKAGE_FAULTS[fault]
    stories.submitted(world)
    foreign = factories.make_package(world.dedi.memberships.get().agency)
    code = code.format(code=world.package.rup_code, foreign=foreign.rup_code)
    sheet = send(world, "rup", csv_sheet(PACKAGES, (code, name, year, account, ceiling, activity)))
    assert verdicts(sheet) == ["wrong"]
    assert words in problems(sheet)[0].replace("\xa0", " ")


def test_two_lines_of_one_account_are_told_apart_by_their_words(world, year):
    factories.make_line(world.agency, 10_000_000)
    row = ("71000001", "Kertas", year, STATIONERY, "1.000", "")
    sheet = send(world, "rup", csv_sheet(PACKAGES, row, row))
    assert "2 budget lines" in problems(sheet)[0]
    assert "Row 2" in problems(sheet)[1]


def test_what_an_order_took_meanwhile_stops_the_sheet(world, year):
    row = (world.package.rup_code, world.package.name, year, STATIONERY, "2.000.000", "")
    sheet = send(world, "rup", csv_sheet(PACKAGES, row))
    assert verdicts(sheet) == ["changed"]
    stories.submitted(world)
    before = budget_of(world)
    with pytest.raises(Conflict, match="Row 2 does not fit any more"):
        take(world, sheet)
    assert budget_of(world) == before


def test_only_those_who_keep_the_budget_send_sheets(world, year):
    upload = csv_sheet(LINES, (year, MEALS, "Rapat", "1"))
    for person in (world.ani, world.budi, world.indra, world.citra, world.dedi):
        with pytest.raises(NotAllowed):
            send(world, "dpa", upload, actor=person)
    sheet = send(world, "dpa", upload, actor=world.hadi)
    with pytest.raises(NotAllowed):
        services.take_sheet_over(sheet_id=sheet.pk, actor=world.ani)
    services.put_sheet_aside(sheet_id=sheet.pk, actor=world.gita)
    with pytest.raises(Conflict):
        services.take_sheet_over(sheet_id=sheet.pk, actor=world.hadi)
    assert BudgetLine.objects.count() == 1


@pytest.mark.parametrize(
    "upload",
    [
        csv_sheet(("Nama", "Alamat"), ("Ani", "Kupang")),
        csv_sheet(LINES),
        csv_sheet(LINES[:2], (2026, MEALS)),
    ],
    ids=["another table", "no rows", "columns missing"],
)
def test_what_is_no_sheet_of_a_budget_is_refused_whole(world, upload):
    with pytest.raises(InvalidUpload):
        send(world, "dpa", upload)
    assert not PlanSheet.objects.exists()
