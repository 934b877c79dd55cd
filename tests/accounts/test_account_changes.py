"""No operator alone gives rights: one asks, another decides, and the database agrees."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from marketplace.accounts import account_changes, policies
from marketplace.accounts.appointing import LetterWords
from marketplace.accounts.models import AccountChange, AccountChangeKind, Role
from marketplace.core.errors import Conflict, DomainError, NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent
from tests import factories

Kind = AccountChangeKind
LETTER = LetterWords("800/7/SK", date(2020, 1, 2), "Sekretaris Daerah", date(2020, 1, 2))


@pytest.fixture
def op(db):
    return factories.make_operator("Op")


@pytest.fixture
def second(db):
    return factories.make_operator("Second")


def ask(op, kind, person, **what):
    wanted = account_changes.Wanted(kind=kind, person_id=person.pk, **what)
    return account_changes.ask_change(wanted, actor=op, reason="Surat tugas 12/2026")


def decide(change, actor, *, approve=True):
    return account_changes.decide_change(change_id=change.pk, actor=actor, approve=approve)


def lina_before(kind, world):
    """Bring Lina where this change makes sense; return what it says and how to see its effect."""
    lina, agency = world.lina, world.agency
    place = {"role": Role.TREASURER, "agency": agency}
    if kind == Kind.END_ROLE:
        factories.give_role(lina, Role.TREASURER, agency)
    if kind == Kind.REMOVE_SECOND_STEP:
        factories.add_second_step(lina)
    if kind == Kind.REOPEN:
        lina.is_active = False
    if kind == Kind.END_OPERATOR:
        lina.is_staff = lina.is_superuser = True
    lina.save()
    given = {**place, "letter": LETTER}
    what = {Kind.GIVE_ROLE: given, Kind.END_ROLE: place}.get(kind, {})
    return {"email": "lina.baru@example.test"} if kind == Kind.CHANGE_EMAIL else what


def state(person):
    """All that an operator can change about an account."""
    person = type(person).objects.get(pk=person.pk)
    return (
        sorted(person.role_set, key=str),
        person.is_staff,
        person.is_superuser,
        person.is_active,
        person.email,
        person.second_step_since,
        list(EmailAddress.objects.filter(user=person).values_list("email", "verified")),
    )


@pytest.mark.parametrize("kind", Kind.values)
def test_each_change_waits_for_the_second_operator(op, second, world, kind, mailoutbox):
    what = lina_before(kind, world)
    before = state(world.lina)
    change = ask(op, kind, world.lina, **what)
    assert state(world.lina) == before
    with pytest.raises(NotAllowed):
        decide(change, op)
    assert state(world.lina) == before
    decide(change, second)
    assert state(world.lina) != before
    with pytest.raises(Conflict):
        decide(change, second)
    told = AuditEvent.objects.filter(action=f"account.{kind}", subject_id=world.lina.pk).get()
    assert (told.actor, told.data["asked_by"]) == (second, op.pk)


@pytest.mark.parametrize("kind", Kind.values)
def test_what_is_refused_changes_nothing(op, second, world, kind):
    what = lina_before(kind, world)
    before = state(world.lina)
    decide(ask(op, kind, world.lina, **what), second, approve=False)
    assert state(world.lina) == before


def test_nobody_decides_about_themselves(op, second, db):
    third = factories.make_user("Third", is_staff=True)
    change = ask(op, Kind.CHANGE_EMAIL, second, email="baru@example.test")
    with pytest.raises(NotAllowed):
        decide(change, second)
    decide(change, third)


@pytest.mark.parametrize("name", ["ani", "budi", "citra", "indra", "joko"])
def test_nobody_but_an_operator_asks_or_decides(op, world, name):
    person = getattr(world, name)
    with pytest.raises(NotAllowed):
        ask(person, Kind.MAKE_OPERATOR, person)
    change = ask(op, Kind.MAKE_OPERATOR, world.lina)
    with pytest.raises(NotAllowed):
        decide(change, person)
    with pytest.raises(NotAllowed):
        account_changes.close_account(account_id=world.lina.pk, actor=person)


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (Kind.GIVE_ROLE, {"role": Role.TREASURER}),  # for an agency, but which
        (Kind.GIVE_ROLE, {}),
        (Kind.GIVE_ROLE, {"role": Role.TREASURER, "agency": True}),  # without a letter
        (Kind.END_ROLE, {"role": Role.TREASURER}),  # does not hold it
        (Kind.CHANGE_EMAIL, {"email": "{ani}"}),  # taken
        (Kind.CHANGE_EMAIL, {}),
        (Kind.REOPEN, {}),  # is open
        (Kind.MAKE_OPERATOR, {"email": "x@example.test"}),  # says more than it is
    ],
)
def test_what_makes_no_sense_is_not_asked(op, world, kind, what):
    said = {
        name: world.agency if text is True else text.format(ani=world.ani.email)
        for name, text in what.items()
    }
    with pytest.raises(RuleViolation):
        ask(op, kind, world.lina, **said)
    assert not AccountChange.objects.exists()


def test_the_same_change_does_not_wait_twice(op, second, world):
    ask(op, Kind.MAKE_OPERATOR, world.lina)
    with pytest.raises(DomainError), transaction.atomic():
        ask(second, Kind.MAKE_OPERATOR, world.lina)


def test_what_became_senseless_meanwhile_is_not_carried_out(op, second, world):
    change = ask(op, Kind.CHANGE_EMAIL, world.lina, email="baru@example.test")
    factories.make_user("Other", email="baru@example.test")
    with pytest.raises(RuleViolation), transaction.atomic():
        decide(change, second)
    change.refresh_from_db()
    assert change.decided_at is None


def test_a_new_address_is_confirmed_before_it_opens_and_the_old_one_is_told(
    op, second, world, client, mailoutbox, django_capture_on_commit_callbacks
):
    old = world.lina.email
    client.force_login(second)
    change = ask(op, Kind.CHANGE_EMAIL, world.lina, email="Lina.Baru@example.test ")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("admin:accounts_accountchange_changelist"),
            {"action": "approve", "_selected_action": [change.pk]},
        )
    assert [mail.to for mail in mailoutbox] == [[old]]
    client.logout()
    form = {"login": "lina.baru@example.test", "password": factories.PASSWORD}
    answer = client.post(reverse("account_login"), form)
    assert answer.url == reverse("account_email_verification_sent")


FORGED = {
    "decided by who asked": "decided_by_id = asked_by_id, decided_at = now(), approved = true",
    "decided by whom it is about": "decided_by_id = person_id, decided_at = now(), approved = true",
    "decided by nobody": "decided_at = now(), approved = true",
    "another reason": "reason = 'x'",
    "another person": "person_id = asked_by_id",
    "another asker": "asked_by_id = person_id",
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_the_database_refuses_what_no_use_case_does(op, world, forged):
    ask(op, Kind.MAKE_OPERATOR, world.lina)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_accountchange SET {forged}")  # noqa: S608


@pytest.mark.parametrize("sql", ["DELETE FROM", "UPDATE"])
def test_a_decided_change_stands(op, second, world, sql):
    decide(ask(op, Kind.MAKE_OPERATOR, world.lina), second)
    end = " SET approved = false" if sql == "UPDATE" else ""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{sql} accounts_accountchange{end}")


@pytest.mark.parametrize("model", ["user", "membership"])
def test_the_admin_writes_no_right_by_itself(op, client, world, model):
    client.force_login(op)
    row = {"user": world.lina, "membership": world.ani.memberships.get()}[model]
    change = reverse(f"admin:accounts_{model}_change", args=[row.pk])
    assert client.get(change).status_code == 200
    data = {"email": "x@example.test", "is_staff": "on", "role": Role.TREASURER, "active": "on"}
    assert client.post(change, data).status_code == 403
    assert client.get(reverse(f"admin:accounts_{model}_add")).status_code == 403


def test_an_operator_asks_on_a_page_and_another_decides_from_the_tasks(op, second, client, world):
    client.force_login(op)
    form = {
        "kind": Kind.GIVE_ROLE,
        "person": world.lina.pk,
        "role": Role.TREASURER,
        "agency": world.agency.pk,
        "number": "800/7/SK/2026",
        "dated_on": "2020-01-02",
        "signed_by": "Sekretaris Daerah",
        "valid_from": "2020-01-02",
        "reason": "Surat tugas",
    }
    page = client.post(reverse("admin:accounts_accountchange_add"), {**form, "agency": ""})
    assert page.status_code == 200
    assert not AccountChange.objects.exists()
    assert client.post(reverse("admin:accounts_accountchange_add"), form).status_code == 302
    change = AccountChange.objects.get()
    lists = reverse("admin:accounts_accountchange_changelist")
    client.post(lists, {"action": "approve", "_selected_action": [change.pk]})
    assert not world.lina.memberships.exists()
    assert "menunggu operator kedua" not in client.get("/tugas/").content.decode()
    client.force_login(second)
    assert "menunggu operator kedua" in client.get("/tugas/").content.decode()
    client.post(lists, {"action": "approve", "_selected_action": [change.pk]})
    assert world.lina.memberships.get().role == Role.TREASURER


def test_closing_is_done_at_once_and_not_to_oneself(op, client, world):
    client.force_login(op)
    chosen = {"action": "close", "_selected_action": [op.pk, world.lina.pk]}
    client.post(reverse("admin:accounts_user_changelist"), chosen)
    world.lina.refresh_from_db()
    op.refresh_from_db()
    assert (world.lina.is_active, op.is_active) == (False, True)
    assert AuditEvent.objects.filter(action="account.closed", actor=op).count() == 1


def test_who_decides_and_what_waits_are_one_rule(op, second, world):
    third = factories.make_user("Third", is_staff=True)
    ask(op, Kind.MAKE_OPERATOR, second)
    decide(ask(op, Kind.MAKE_OPERATOR, world.lina), second)
    for person in (op, second, third, world.ani):
        waiting = set(policies.to_decide(person))
        open_changes = AccountChange.objects.filter(decided_at=None)
        assert waiting == {c for c in open_changes if policies.can_decide_change(person, c)}
