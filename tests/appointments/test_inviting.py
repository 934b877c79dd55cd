"""Ratna invites Nila, who has no account: the letter's link makes it and gives the role, once."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from marketplace.accounts.appointing import DutiesApart
from marketplace.accounts.models import Membership, Role, User
from marketplace.appointments import inviting, services
from marketplace.appointments.invitation_letters import send_role_invitations
from marketplace.appointments.models import RoleInvitation
from marketplace.core import clock
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.core.inviting import MOST_A_DAY, MOST_LETTERS, VALID_DAYS
from marketplace.core.models import AuditEvent
from tests import factories
from tests.appointments import office
from tests.clients import signed_in
from tests.raw_sql import refused

NILA = "nila@dinas.test"
PASSWORD = "perahu kemiri lonceng badai"
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
        "number": "800/31/SK/2026",
        "dated_on": day.isoformat(),
        "signed_by": "Kepala Dinas",
        "valid_from": day.isoformat(),
        "email": NILA,
        "role": Role.PROCUREMENT_OFFICER,
        **fields,
    }


def link():
    """Let the letters go and return the page of the newest one."""
    send_role_invitations()
    return re.search(r"/undangan-peran/\S+", mail.outbox[-1].body)[0]


def invited(world, ratna, email=NILA, role=Role.PROCUREMENT_OFFICER, **days):
    row = office.invite(world, ratna, email, role, **days)
    return row, link()


def test_nila_makes_her_account_by_the_letter_and_holds_the_role(world, ratna):
    browser = signed_in(ratna)
    door = reverse("agency_invite", args=[world.agency.pk])
    assert door in browser.get(PEOPLE).content.decode()
    assert browser.post(door, typed(world)).status_code == 302
    assert NILA in browser.get(PEOPLE).content.decode()
    assert not User.objects.filter(email=NILA).exists()
    page, nila = link(), Client()
    assert mail.outbox[-1].to == [NILA]
    text = nila.get(page).content.decode()
    assert world.agency.name in text
    weak = nila.post(page, {"name": "Nila", "password": "12345678"})
    assert (weak.status_code, "Nila" in weak.content.decode()) == (422, True)
    assert not User.objects.filter(email=NILA).exists()
    answer = nila.post(page, {"name": "Nila", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, reverse("tasks"))
    person = User.objects.get(email=NILA)
    assert person.has_role(Role.PROCUREMENT_OFFICER, world.agency.pk)
    assert EmailAddress.objects.get(user=person).verified
    assert nila.get(reverse("account")).status_code == 200
    row = RoleInvitation.objects.get()
    assert (row.accepted_by, row.letter) == (person, person.memberships.get().letter)
    assert page.split("/")[2] not in str(row.__dict__)  # only its hash is kept
    assert 'id="undangan"' not in browser.get(PEOPLE).content.decode()
    assert list(
        AuditEvent.objects.filter(action__contains="invit").order_by("pk").values_list("action")
    ) == [
        ("role.invited",),
        ("account.opened_by_invitation",),
        ("role.invitation_accepted",),
    ]
    again = Client().post(page, {"name": "Orang lain", "password": PASSWORD})
    assert again.status_code == 409
    assert Membership.objects.filter(letter=row.letter).count() == 1


def test_a_password_is_not_enough_for_a_role_that_approves(world, ratna):
    _row, page = invited(world, ratna, role=Role.COMMITMENT_OFFICER)
    nila = Client()
    nila.post(page, {"name": "Nila", "password": PASSWORD})
    assert nila.get(reverse("tasks"))["Location"] == reverse("mfa_activate_totp")


def test_an_address_with_an_account_is_answered_the_same(world, ratna):
    browser, door = signed_in(ratna), reverse("agency_invite", args=[world.agency.pk])
    answers = [
        browser.post(door, typed(world, email=address)) for address in (NILA, world.lina.email)
    ]
    assert {(one.status_code, one["Location"]) for one in answers} == {(302, PEOPLE)}
    send_role_invitations()
    first, second = (
        re.sub(r"/undangan-peran/\S+", "", one.body).replace(one.to[0], "") for one in mail.outbox
    )
    assert first == second


def test_lina_who_has_an_account_signs_in_and_accepts(world, ratna):
    _row, page = invited(world, ratna, world.lina.email)
    visitor = Client()
    assert reverse("account_login") in visitor.get(page).content.decode()
    made = visitor.post(page, {"name": "Orang lain", "password": PASSWORD})
    assert made["Location"].startswith(reverse("account_login"))
    assert signed_in(world.citra).post(page).status_code == 403
    assert not world.lina.memberships.exists()
    assert signed_in(world.lina).post(page).status_code == 302
    assert office.fresh(world.lina).has_role(Role.PROCUREMENT_OFFICER, world.agency.pk)
    assert not world.citra.memberships.exists()


def test_duties_that_exclude_each_other_are_found_when_it_is_accepted(world, ratna):
    _row, page = invited(world, ratna, world.budi.email, Role.TREASURER)
    answer = signed_in(world.budi).post(page)
    assert (answer.status_code, DutiesApart.http_status) == (422, 422)
    assert world.budi.memberships.count() == 1


def test_what_was_sent_again_counts_alone_and_what_was_taken_back_not_at_all(world, ratna):
    row, first = invited(world, ratna)
    browser = signed_in(ratna)
    assert browser.post(reverse("role_invitation_send", args=[row.pk])).status_code == 302
    second = link()
    assert first != second
    assert Client().get(first).status_code == 404
    assert browser.post(reverse("role_invitation_withdraw", args=[row.pk])).status_code == 302
    answer = Client().post(second, {"name": "Nila", "password": PASSWORD})
    assert answer.status_code == 409
    assert not User.objects.filter(email=NILA).exists()
    with pytest.raises(inviting.InvitationClosed):
        inviting.send_again(invitation_id=row.pk, actor=ratna)


def test_it_ends_with_its_days_and_with_whoever_invited(world, ratna):
    row, page = invited(world, ratna)
    with clock.moved_to(row.invited_at + timedelta(days=VALID_DAYS)):
        assert Client().get(page).status_code == 409
        with pytest.raises(inviting.InvitationClosed):
            inviting.accept_as_newcomer(code=page.split("/")[2], who=newcomer())
    Membership.objects.filter(user=ratna).update(
        active=False, ended_at=clock.now(), end_reason="Pindah", ended_by=world.hadi
    )
    assert Client().post(page, {"name": "Nila", "password": PASSWORD}).status_code == 409
    assert not User.objects.filter(email=NILA).exists()


def newcomer():
    return inviting.Newcomer(name="Nila", password=PASSWORD, language="id")


@pytest.mark.parametrize(
    ("who", "email", "role"),
    [
        ("hadi", NILA, Role.TREASURER),  # answers for the budget, keeps no roles
        ("ani", NILA, Role.PROCUREMENT_OFFICER),
        ("dedi", NILA, Role.PROCUREMENT_OFFICER),
        ("operator", NILA, Role.TREASURER),
        ("ratna", "ratna", Role.BUDGET_AUTHORITY),  # herself
        ("ratna", NILA, Role.AGENCY_ADMIN),
        ("ratna", NILA, Role.VENDOR_VERIFIER),
    ],
)
def test_nobody_else_invites_and_not_to_everything(world, ratna, who, email, role):
    cast = {**vars(world), "ratna": ratna, "operator": factories.make_operator()}
    with pytest.raises(NotAllowed):
        office.invite(world, cast[who], ratna.email if email == "ratna" else email, role)
    assert not RoleInvitation.objects.exists()
    if who in {"hadi", "dedi"}:
        row = office.invite(world, ratna)
        for name in ("role_invitation_send", "role_invitation_withdraw"):
            answer = signed_in(cast[who]).post(reverse(name, args=[row.pk]))
            assert answer.status_code == (403 if who == "hadi" else 404)
        row.refresh_from_db()
        assert (row.letters, row.withdrawn_at) == (1, None)


def test_an_agency_does_not_write_to_the_whole_world(world, ratna):
    row = office.invite(world, ratna)
    with pytest.raises(Conflict):  # it waits there already
        office.invite(world, ratna, NILA.upper())
    for _more in range(MOST_LETTERS - 1):
        inviting.send_again(invitation_id=row.pk, actor=ratna)
    with pytest.raises(inviting.TooManyInvitations):
        inviting.send_again(invitation_id=row.pk, actor=ratna)
    for number in range(MOST_A_DAY - 1):
        office.invite(world, ratna, f"orang{number}@dinas.test")
    with pytest.raises(inviting.TooManyInvitations):
        office.invite(world, ratna, "satu.lagi@dinas.test")
    with pytest.raises(RuleViolation):
        office.invite(world, ratna, "bukan alamat")


def test_what_was_typed_comes_back_and_nothing_is_sent(world, ratna):
    door = reverse("agency_invite", args=[world.agency.pk])
    for changed in ({"email": "bukan alamat"}, {"valid_until": "kemarin"}, {"role": "raja"}):
        answer = signed_in(ratna).post(door, typed(world, **changed))
        assert (answer.status_code, "800/31/SK/2026" in answer.content.decode()) == (422, True)
    assert not RoleInvitation.objects.exists()


@pytest.mark.parametrize(
    ("sql", "guard"),
    [
        ("UPDATE {t} SET role = 'treasurer' WHERE id = %s", "role_invitation_is_decided_once"),
        ("UPDATE {t} SET role = 'agency_admin' WHERE id = %s", "role_invitation_is_decided_once"),
        (
            "UPDATE {t} SET accepted_at = now(), accepted_by_id = invited_by_id WHERE id = %s",
            "role_invitation_gives_the_role",
        ),
        (
            "UPDATE {t} SET withdrawn_at = now() WHERE id = %s",
            "role_invitation_withdrawn_by_somebody",
        ),
    ],
)
def test_the_database_holds_an_invitation(world, ratna, sql, guard):
    row = office.invite(world, ratna)
    assert refused(sql.format(t="appointments_roleinvitation"), row.pk) == guard


def test_the_letter_is_read_by_the_agency_and_by_whom_it_appoints(world, ratna):
    upload = factories.make_photo()
    words = office.letter(world)
    row = inviting.invite(
        agency_id=world.agency.pk,
        email=world.lina.email,
        role=Role.PROCUREMENT_OFFICER,
        paper=services.Paper(words, upload),
        actor=ratna,
    )
    file = reverse("private_file", args=[row.letter.file.public_id])
    page = link()
    for person, status in ((ratna, 200), (world.hadi, 200), (world.lina, 404), (world.ani, 404)):
        assert signed_in(person).get(file).status_code == status, person
    signed_in(world.lina).post(page)
    assert signed_in(world.lina).get(file).status_code == 200


def test_the_list_reads_in_a_fixed_number_of_queries(world, ratna, django_assert_max_num_queries):
    browser = signed_in(ratna)
    office.invite(world, ratna)
    with django_assert_max_num_queries(30) as few:
        browser.get(PEOPLE)
    for number in range(3):
        office.invite(world, ratna, f"orang{number}@dinas.test")
    with django_assert_max_num_queries(len(few)):
        browser.get(PEOPLE)
