"""What an office's help came to: cases, papers, trainings, tickets in time; page and table."""

import csv
import io
from datetime import timedelta

import pytest

from marketplace.core import clock
from tests.clients import signed_in
from tests.others import make_others
from tests.vendors.support.conftest import hand_in, next_week, question, shops
from vendors.queries import owner_of
from vendors.support import services
from vendors.support.figures import figures
from vendors.support.models import CaseStatus

PAGE, TABLE = "/pantau/layanan/", "/pantau/layanan.csv"


@pytest.fixture
def busy(world, tenant, taken, ticket):
    """A case done after four days, one given up, a training with one of two, three tickets."""
    hand_in(taken.vendor, world.citra)
    with clock.moved_to(taken.opened_at + timedelta(days=4)):
        services.move_case(case_id=taken.pk, to=CaseStatus.DONE, actor=world.joko)
    other = services.open_case(vendor_id=taken.vendor_id, topic="halal", actor=world.citra)
    services.withdraw_case(case_id=other.pk, reason="Tidak jadi", actor=world.citra)
    training = services.announce_training(tenant_id=tenant.pk, new=next_week(), actor=world.joko)
    first, _second = (
        services.sign_up(training_id=training.pk, vendor_id=one.pk, actor=owner_of(one))
        for one in shops(world, 2)
    )
    with clock.moved_to(training.starts_at + timedelta(hours=1)):
        services.mark_attendance(
            training_id=training.pk, present=frozenset({first.pk}), actor=world.joko
        )
    services.write_in_ticket(ticket_id=ticket.pk, text="Ya", actor=world.joko)
    late = services.open_ticket(question=question(tenant), actor=world.ani)
    with clock.moved_to(late.answer_due_at + timedelta(hours=1)):
        services.write_in_ticket(ticket_id=late.pk, text="Ya", actor=world.joko)
    services.open_ticket(question=question(tenant), actor=world.ani)
    return training


def test_the_figures_count_what_happened(busy, tenant, taken):
    one = figures([tenant.pk], taken.opened_at.year)[0]
    (halal,) = one.papers
    assert (halal.total, halal.obtained, halal.given_up, halal.in_work) == (2, 1, 1, 0)
    assert halal.median_days == 4
    (papers,) = one.tickets
    assert (papers.number, papers.answered_bp, papers.solved_bp) == (3, 5_000, None)
    held = figures([tenant.pk], busy.starts_at.year)[0]
    assert (held.trainings, held.seats, held.came, held.shops) == (1, 2, 1, 1)


def test_nothing_of_another_office_or_year(busy, tenant, taken):
    assert figures([], taken.opened_at.year) == []
    (empty,) = figures([tenant.pk], taken.opened_at.year - 1)
    assert (empty.papers, empty.tickets, empty.trainings) == ([], [], 0)


def test_leaders_and_auditors_read_them_as_page_and_table(world, busy, tenant):
    leo = make_others(tenant)["leo"]
    for person in (leo, world.indra, world.joko):
        browser = signed_in(person)
        assert "50" in browser.get(PAGE).text
        answer = browser.get(TABLE)
        assert answer["Content-Type"].startswith("text/csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode())))
        assert len(rows) > 5
        assert {len(row) for row in rows} == {6}
    for person in (world.citra, world.ani):
        assert signed_in(person).get(PAGE).status_code == 403
        assert signed_in(person).get(TABLE).status_code == 403
    for year in ("1999", "x", "99999"):
        assert signed_in(leo).get(f"{PAGE}?tahun={year}").status_code == 404
