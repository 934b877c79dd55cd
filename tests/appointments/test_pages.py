"""The pages of an agency's people, clicked from the menu and from one's own account."""

from datetime import timedelta

import pytest
from django.urls import reverse

from marketplace.accounts.models import Membership, Role
from marketplace.appointments.services import change_address
from marketplace.core import clock
from marketplace.core.errors import NotAllowed
from tests import factories
from tests.appointments import office
from tests.clients import signed_in

PEOPLE = reverse("agency_people")


@pytest.fixture
def world(kept_world):
    return kept_world


@pytest.fixture
def ratna(world):
    return office.hire_ratna(world)


def typed(world, **fields):
    day = office.today(world)
    return {
        "number": "800/22/SK/2026",
        "dated_on": day.isoformat(),
        "signed_by": "Kepala Dinas",
        "valid_from": day.isoformat(),
        "valid_until": (day + timedelta(days=5)).isoformat(),
        **fields,
    }


def test_ratna_appoints_by_address_with_the_letter_and_ends_it(world, ratna):
    browser = signed_in(ratna)
    assert PEOPLE in browser.get(reverse("account")).content.decode()
    page = browser.get(PEOPLE).content.decode()
    door = reverse("agency_appoint", args=[world.agency.pk])
    assert door in page
    sent = typed(world, email=world.lina.email, role=Role.TREASURER, upload=factories.make_photo())
    answer = browser.post(door, {**sent, "role": ""})
    assert (answer.status_code, "800/22/SK/2026" in answer.content.decode()) == (422, True)
    sent["upload"] = factories.make_photo()
    assert browser.post(door, sent).status_code == 302
    given = world.lina.memberships.get()
    assert given.letter.file.kind == "appointment_letter"
    page = browser.get(PEOPLE).content.decode()
    letter = reverse("private_file", args=[given.letter.file.public_id])
    factories.add_second_step(world.lina)
    assert letter in page
    for person, status in ((world.lina, 200), (world.hadi, 200), (world.ani, 404)):
        assert signed_in(person).get(letter).status_code == status, person
    end = reverse("role_end", args=[given.pk])
    assert end in page
    assert browser.post(end, {"reason": ""}).status_code == 422
    assert browser.post(end, {"reason": "Pindah tugas"}).status_code == 302
    page = browser.get(PEOPLE).content.decode()
    assert (end in page, "Pindah tugas" in page) == (False, True)


def test_refusals_keep_what_was_typed(world, ratna):
    door = reverse("agency_appoint", args=[world.agency.pk])
    before = Membership.objects.count()
    for changed, status in (
        ({"email": "nobody@example.test"}, 422),
        ({"email": world.budi.email}, 422),  # a PPK, whom the treasury excludes
        ({"email": world.gita.email}, 409),  # has it
        ({"valid_until": "kemarin"}, 422),
    ):
        sent = typed(world, **{"email": world.lina.email, "role": Role.TREASURER, **changed})
        answer = signed_in(ratna).post(door, sent)
        assert (answer.status_code, changed) == (status, changed)
        assert "800/22/SK/2026" in answer.content.decode()
    assert Membership.objects.count() == before


def test_budi_enters_his_leave_on_his_account_and_calls_the_stand_in_back(world):
    putri = office.hire_putri(world)
    browser = signed_in(world.budi)
    held = office.role_of(world.budi, Role.COMMITMENT_OFFICER)
    door = reverse("role_stand_in", args=[held.pk])
    assert door in browser.get(reverse("account")).content.decode()
    sent = typed(world, person=putri.pk, reason="Cuti tahunan")
    assert browser.post(door, sent).status_code == 302
    leave = putri.memberships.get(stands_in_for=held)
    page = browser.get(reverse("account")).content.decode()
    back = reverse("role_end", args=[leave.pk])
    assert ("Putri" in page, back in page) == (True, True)
    assert "Budi" in signed_in(putri).get(reverse("account")).content.decode()
    assert browser.post(back, {"reason": "Sudah kembali"}).status_code == 302
    assert office.fresh(world.budi).has_role(Role.COMMITMENT_OFFICER, world.agency.pk)


def test_the_address_of_the_agency_is_its_administrators(world, ratna):
    door = reverse("agency_address", args=[world.agency.pk])
    browser = signed_in(ratna)
    assert door in browser.get(PEOPLE).content.decode()
    assert browser.post(door, {"address": " "}).status_code == 422
    assert browser.post(door, {"address": "Jalan Merpati 7"}).status_code == 302
    world.agency.refresh_from_db()
    assert world.agency.address == "Jalan Merpati 7"
    assert signed_in(world.hadi).post(door, {"address": "Jalan Lain"}).status_code == 403
    with pytest.raises(NotAllowed):
        change_address(agency_id=world.agency.pk, address="Jalan Lain", actor=world.hadi)


def test_a_role_ends_while_its_page_is_open(world, ratna):
    given = office.appoint(world, ratna, world.lina, Role.BUDGET_AUTHORITY, last=1)
    browser = signed_in(world.lina)
    assert browser.get(PEOPLE).status_code == 200
    with clock.moved_to(given.ends_at + timedelta(minutes=1)):
        assert browser.get(PEOPLE).status_code == 403


@pytest.mark.parametrize(
    ("name", "status"), [("hadi", 200), ("ani", 403), ("indra", 403), ("citra", 403)]
)
def test_who_reads_the_people_of_an_agency(world, ratna, name, status):
    answer = signed_in(getattr(world, name)).get(PEOPLE)
    assert answer.status_code == status
    door = reverse("agency_appoint", args=[world.agency.pk])
    expected = 403 if name == "hadi" else 404
    assert signed_in(getattr(world, name)).get(door).status_code == expected


def test_the_list_reads_in_a_fixed_number_of_queries(world, ratna, django_assert_max_num_queries):
    browser = signed_in(ratna)
    with django_assert_max_num_queries(30) as few:
        browser.get(PEOPLE)
    for number in range(4):
        factories.make_officer(f"Wira {number}", Role.ACTIVITY_OFFICER, world.agency)
    with django_assert_max_num_queries(len(few)):
        browser.get(PEOPLE)
