"""Accounts without e-mail: opened at a counter or by their owner, and everything around them."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from marketplace.accounts import account_changes, services
from marketplace.accounts.models import AccountChangeKind, Membership, Role, User
from marketplace.core.errors import NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent
from tests import factories
from tests.accounts.phones import NUMBER, OTHER, code_in, enter, opened, sms_box

__all__ = ["sms_box"]


@pytest.fixture
def lokita(db):
    """She sits at the counter."""
    officer = factories.make_user("Lokita")
    tenant = factories.make_tenant()
    Membership.objects.create(user=officer, role=Role.COUNTER_OFFICER, tenant=tenant)
    return officer


@pytest.fixture
def mama(lokita):
    """Mama Yosefa weaves; she has a telephone and no e-mail."""
    return opened(lokita)


# ---- opened at the desk


def test_the_account_is_known_by_its_number_alone(mama):
    fresh = User.objects.get(pk=mama.pk)
    assert (fresh.email, fresh.phone, fresh.has_usable_password()) == (None, NUMBER, False)
    assert list(User.objects.with_phone(NUMBER)) == [mama]
    stored = User.objects.raw("SELECT id, phone AS raw_phone FROM accounts_user")
    assert all(NUMBER not in row.raw_phone for row in stored)


def test_who_opened_it_is_on_record_and_the_number_is_not(mama, lokita):
    line = AuditEvent.objects.get(action="account.opened_at_counter")
    assert line.actor_id == lokita.pk
    assert NUMBER[3:] not in str(line.__dict__)


@pytest.mark.parametrize(
    "typed", ["", "0812", "+6591234567", "(0361) 123456", "nomor saya", "08123456789012345"]
)
def test_what_is_no_indonesian_mobile_number_is_refused(lokita, typed):
    with pytest.raises(RuleViolation, match="0812 3456 7890") as refused:
        services.open_phone_account(phone=typed, name="Yosefa", language="id", actor=lokita)
    assert refused.value.details["field"] == "phone"
    assert not User.objects.exclude(phone_index="").exists()


def test_two_accounts_do_not_share_a_number(mama, lokita):
    with pytest.raises(services.PhoneTaken):
        services.open_phone_account(
            phone="+62 812 3456 7890", name="Maria", language="id", actor=lokita
        )


def test_the_database_keeps_one_account_per_number_and_one_way_in(mama):
    with pytest.raises(IntegrityError, match="one_account_per_phone"), transaction.atomic():
        User.objects.create_by_phone(NUMBER, name="Maria")
    with pytest.raises(IntegrityError, match="account_can_be_reached"), transaction.atomic():
        User.objects.create_by_phone("", name="Maria")
    with pytest.raises(IntegrityError, match="account_can_be_reached"), transaction.atomic():
        User.objects.create_user("", name="Maria")


def test_only_counter_officers_open_accounts_for_others(db):
    with pytest.raises(NotAllowed):
        opened(factories.make_user("Nona"))


# ---- lists, logs and pages never tell a number


def test_a_nameless_account_is_shown_by_its_last_digits(mama):
    mama.name = ""
    assert str(mama) == "•••• 7890"
    assert NUMBER[3:] not in mama.get_username()


def test_an_operator_sees_the_account_in_the_admin(mama):
    operator = factories.make_user("Operator", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(operator)
    listed = client.get(reverse("admin:accounts_user_changelist")).content.decode()
    shown = client.get(reverse("admin:accounts_user_change", args=[mama.pk])).content.decode()
    for page in (listed, shown):
        assert "•••• 7890" in page
        assert "Yosefa" in page
        assert NUMBER[3:] not in page


def test_an_operator_finds_an_account_by_its_whole_number(mama):
    operator = factories.make_user("Operator", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(operator)
    rows = [
        client.get(reverse("admin:accounts_user_changelist"), {"q": words}).content.decode()
        for words in ("0812 3456 7890", "0821 9876 5432", "yosefa")
    ]
    assert ["Yosefa Tefa" in page for page in rows] == [True, False, True]


# ---- rights need more than a code


@pytest.mark.parametrize("kind", [AccountChangeKind.GIVE_ROLE, AccountChangeKind.MAKE_OPERATOR])
def test_work_that_needs_a_second_step_needs_an_address_first(mama, kind):
    operator = factories.make_user("Operator", is_staff=True, is_superuser=True)
    agency = factories.make_agency()
    role = {"role": Role.COMMITMENT_OFFICER, "agency": agency}
    wanted = account_changes.Wanted(
        kind=kind, person_id=mama.pk, **(role if kind == AccountChangeKind.GIVE_ROLE else {})
    )
    with pytest.raises(RuleViolation) as refused:
        account_changes.ask_change(wanted, actor=operator, reason="Diangkat")
    assert refused.value.details["field"] == "person"


def test_operators_can_give_it_an_address(mama):
    first = factories.make_user("Oscar", is_staff=True, is_superuser=True)
    second = factories.make_user("Olga", is_staff=True, is_superuser=True)
    wanted = account_changes.Wanted(
        kind=AccountChangeKind.CHANGE_EMAIL, person_id=mama.pk, email="yosefa@example.test"
    )
    change = account_changes.ask_change(wanted, actor=first, reason="Meminta surel")
    account_changes.decide_change(change_id=change.pk, actor=second, approve=True)
    assert User.objects.get(pk=mama.pk).email == "yosefa@example.test"


# ---- the account page


@pytest.fixture
def signed_in(mama, sms_box):
    client = Client()
    assert enter(client, sms_box).status_code == 302
    assert client.session[SESSION_KEY] == str(mama.pk)
    return client


def test_the_account_page_shows_the_number_and_the_way_to_an_address(signed_in):
    page = signed_in.get(reverse("account")).content.decode()
    assert "+62 812-3456-7890" in page
    assert reverse("account_phone") in page
    assert reverse("account_email") in page
    assert reverse("account_change_password") not in page
    assert "None" not in page


def test_the_language_changes_for_an_account_without_address(signed_in, mama):
    signed_in.post(reverse("set_language"), {"language": "en"})
    assert User.objects.get(pk=mama.pk).language == "en"


def add_address(client, address="yosefa@example.test"):
    client.post(reverse("account_email"), {"action_add": "", "email": address})
    [letter] = mail.outbox
    assert letter.to == [address]
    return re.search(r"http\S+(/akun/email/konfirmasi/\S+)", letter.body)[1]


def test_an_address_is_added_by_letter_and_a_password_follows(signed_in, mama):
    page = add_address(signed_in)
    assert User.objects.get(pk=mama.pk).email is None
    signed_in.post(page)
    assert User.objects.get(pk=mama.pk).email == "yosefa@example.test"
    assert reverse("account_set_password") in signed_in.get(reverse("account")).content.decode()
    secret = "ikan-kuah-asam-kupang"
    signed_in.post(reverse("account_set_password"), {"password1": secret, "password2": secret})
    other = Client()
    other.post(reverse("account_login"), {"login": "yosefa@example.test", "password": secret})
    assert other.session[SESSION_KEY] == str(mama.pk)


def test_an_unconfirmed_address_is_never_the_main_one(signed_in, mama):
    add_address(signed_in)
    signed_in.post(reverse("account_email"), {"action_primary": "", "email": "yosefa@example.test"})
    assert User.objects.get(pk=mama.pk).email is None


def test_a_mistyped_address_can_be_taken_back(signed_in, mama):
    add_address(signed_in)
    signed_in.post(reverse("account_email"), {"action_remove": "", "email": "yosefa@example.test"})
    assert not EmailAddress.objects.filter(user=mama).exists()
    assert User.objects.get(pk=mama.pk).email is None


def test_a_token_asks_for_a_password_that_is_not_there(signed_in):
    form = {"name": "toko", "scopes": ["read"], "days": 30, "password": "tebakan-sandi-saya"}
    answer = signed_in.post(reverse("api_tokens"), form)
    assert answer.status_code == 422
    assert "belum punya kata sandi" in answer.content.decode()


# ---- another number


def test_another_number_is_taken_by_its_own_code(signed_in, mama, sms_box):
    signed_in.post(reverse("account_phone"), {"phone": "0821 9876 5432"})
    assert User.objects.get(pk=mama.pk).phone == NUMBER
    answer = signed_in.post(reverse("phone_code"), {"code": code_in(sms_box, OTHER)})
    assert (answer.status_code, answer["Location"]) == (302, reverse("account"))
    assert User.objects.get(pk=mama.pk).phone == OTHER
    assert "nomor ini tidak lagi" in sms_box.to(NUMBER)[-1]
    assert signed_in.get(reverse("account")).status_code == 200
    assert enter(Client(), sms_box, OTHER).status_code == 302


def test_the_former_number_keeps_no_browser_signed_in(signed_in, mama, sms_box):
    stolen = Client()
    assert enter(stolen, sms_box).status_code == 302
    signed_in.post(reverse("account_phone"), {"phone": OTHER})
    signed_in.post(reverse("phone_code"), {"code": code_in(sms_box, OTHER)})
    assert signed_in.get(reverse("account")).status_code == 200
    assert stolen.get(reverse("account")).status_code == 302


def test_a_code_sent_to_the_former_number_opens_nothing(signed_in, mama, sms_box):
    stolen = Client()
    stolen.post(reverse("phone_sign_in"), {"phone": NUMBER})
    code = code_in(sms_box)
    services.change_phone(account_id=mama.pk, phone=OTHER, actor=mama)
    answer = stolen.post(reverse("phone_code"), {"code": code})
    assert answer["Location"] == reverse("account_login")
    assert SESSION_KEY not in stolen.session


def test_another_account_s_number_cannot_be_taken(signed_in, mama, lokita, sms_box):
    opened(lokita, phone=OTHER, name="Maria")
    signed_in.post(reverse("account_phone"), {"phone": OTHER})
    [text] = sms_box.to(OTHER)
    assert not re.search(r"\d{6}", text)
    answer = signed_in.post(reverse("phone_code"), {"code": "123456"})
    assert answer.status_code == 422
    assert User.objects.get(pk=mama.pk).phone == NUMBER


def test_an_account_of_an_address_claims_no_number(db, sms_box):
    nona = factories.make_user("Nona")
    client = Client()
    client.force_login(nona)
    assert client.post(reverse("account_phone"), {"phone": NUMBER})["Location"] == reverse(
        "account"
    )
    assert sms_box.all() == []
    with pytest.raises(NotAllowed):
        services.change_phone(account_id=nona.pk, phone=NUMBER, actor=nona)


# ---- registering by oneself


def sign_up(client, number=NUMBER, name="Yosefa Tefa"):
    return client.post(reverse("phone_sign_up"), {"name": name, "phone": number})


def test_a_person_registers_with_name_and_number(client, db, sms_box):
    sign_up(client)
    assert not User.objects.exists()
    answer = client.post(reverse("phone_code"), {"code": code_in(sms_box)})
    assert answer.status_code == 302
    made = User.objects.get()
    assert (made.phone, made.name, made.email) == (NUMBER, "Yosefa Tefa", None)
    assert client.session[SESSION_KEY] == str(made.pk)
    assert client.get(reverse("tasks")).status_code == 200


def test_who_has_an_account_is_told_so_on_the_phone_alone(client, mama, sms_box):
    known = sign_up(client)
    stranger = sign_up(Client(), OTHER)
    assert (known.status_code, known["Location"]) == (stranger.status_code, stranger["Location"])
    assert reverse("phone_sign_in") in sms_box.to(NUMBER)[-1]
    assert client.post(reverse("phone_code"), {"code": "123456"}).status_code == 422
    assert User.objects.with_phone(NUMBER).count() == 1
