"""A screen left open changes nothing that opens an account: its owner proves it first."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.urls import reverse

from marketplace.accounts import account_changes
from marketplace.accounts.models import AccountChangeKind, Membership, Role, User
from marketplace.accounts.step_up import FRESH
from marketplace.core import clock
from tests import factories
from tests.accounts.phones import NUMBER, OTHER, code_in, enter, opened, sms_box

__all__ = ["sms_box"]

LATER = FRESH + timedelta(seconds=1)
ADDRESS = "yosefa@example.test"


@pytest.fixture
def mama(db):
    """Mama Yosefa, whose account was opened at a counter."""
    officer = factories.make_user("Lokita")
    Membership.objects.create(
        user=officer, role=Role.COUNTER_OFFICER, tenant=factories.make_tenant()
    )
    return opened(officer)


@pytest.fixture
def left_open(mama, sms_box):
    """Her browser, signed in a while ago."""
    client = Client()
    enter(client, sms_box)
    with clock.moved_to(clock.now() + LATER):
        yield client


@pytest.fixture
def nona(db):
    return factories.make_user("Nona")


@pytest.fixture
def by_password(nona):
    """The browser of an account of an address, signed in a while ago."""
    client = Client()
    client.post(reverse("account_login"), {"login": nona.email, "password": factories.PASSWORD})
    with clock.moved_to(clock.now() + LATER):
        yield client


def prove_by_code(client, box):
    client.post(reverse("phone_prove"))
    return client.post(reverse("phone_code"), {"code": code_in(box)})


DOORS = [
    ("account_phone", {"phone": OTHER}),
    ("account_email", {"action_add": "", "email": ADDRESS}),
    ("account_set_password", {"password1": "x", "password2": "x"}),
    ("mfa_activate_totp", {"code": "123456"}),
]


@pytest.mark.parametrize(("door", "typed"), DOORS)
def test_a_screen_left_open_is_asked_for_a_code_to_the_number(
    left_open, mama, sms_box, door, typed
):
    sent = len(sms_box.all())
    answer = left_open.post(reverse(door), typed)
    assert answer["Location"].startswith(reverse("phone_prove"))
    assert len(sms_box.all()) == sent
    assert mail.outbox == []
    assert User.objects.get(pk=mama.pk).phone == NUMBER
    assert not EmailAddress.objects.filter(user=mama).exists()
    assert not Authenticator.objects.filter(user=mama).exists()


@pytest.mark.parametrize("door", ["account_phone", "account_set_password", "mfa_activate_totp"])
def test_it_is_asked_before_anything_is_typed(left_open, door):
    answer = left_open.get(reverse(door))
    assert answer["Location"].startswith(reverse("phone_prove"))


def test_a_code_to_the_old_number_goes_on_with_what_was_typed(left_open, mama, sms_box):
    way = left_open.post(reverse("account_phone"), {"phone": OTHER})["Location"]
    page = left_open.get(way).content.decode()
    assert "•••• 7890" in page
    assert NUMBER[3:] not in re.sub(r"\D", "", page)
    left_open.post(way)
    typing = re.search(
        r'action="([^"]*next=[^"]*)"', left_open.get("/masuk/telepon/kode/").content.decode()
    )
    answer = left_open.post(typing[1].replace("&amp;", "&"), {"code": code_in(sms_box)})
    assert answer["Location"] == reverse("phone_code")
    left_open.post(reverse("phone_code"), {"code": code_in(sms_box, OTHER)})
    assert User.objects.get(pk=mama.pk).phone == OTHER
    assert "nomor ini tidak lagi" in sms_box.to(NUMBER)[-1]


def test_the_finder_of_a_screen_cannot_prove_it(left_open, mama, sms_box):
    left_open.post(reverse("phone_prove"))
    wrong = f"{(int(code_in(sms_box)) + 1) % 1_000_000:06}"
    assert left_open.post(reverse("phone_code"), {"code": wrong}).status_code == 422
    assert left_open.get(reverse("account_phone"))["Location"].startswith(reverse("phone_prove"))


def test_a_proof_is_good_for_minutes(left_open, sms_box):
    prove_by_code(left_open, sms_box)
    assert left_open.get(reverse("account_phone")).status_code == 200
    with clock.moved_to(clock.now() + LATER):
        assert left_open.get(reverse("account_phone")).status_code == 302


def test_a_code_for_a_proof_signs_nobody_in(left_open, mama, sms_box):
    left_open.post(reverse("phone_prove"))
    stranger = Client()
    answer = stranger.post(reverse("phone_code"), {"code": code_in(sms_box)})
    assert answer["Location"] == reverse("phone_sign_in")


@pytest.mark.parametrize("action", ["action_add", "action_primary", "action_remove"])
def test_an_account_of_an_address_is_asked_for_its_password(by_password, nona, action):
    second = EmailAddress.objects.create(user=nona, email="dua@example.test", verified=True)
    answer = by_password.post(reverse("account_email"), {action: "", "email": second.email})
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert mail.outbox == []
    assert EmailAddress.objects.filter(user=nona).count() == 2
    assert User.objects.get(pk=nona.pk).email == nona.email


def test_after_the_password_the_address_is_changed_and_the_old_one_is_told(by_password, nona):
    EmailAddress.objects.create(user=nona, email="dua@example.test", verified=True)
    typed = {"action_primary": "", "email": "dua@example.test"}
    way = by_password.post(reverse("account_email"), typed)["Location"]
    by_password.post(way, {"password": factories.PASSWORD})
    assert User.objects.get(pk=nona.pk).email == "dua@example.test"
    assert [letter.to for letter in mail.outbox] == [[nona.email]]


def test_reading_one_s_addresses_needs_no_proof(by_password):
    assert by_password.get(reverse("account_email")).status_code == 200


def test_the_number_is_told_of_an_address_that_was_added(mama, sms_box):
    client = Client()
    enter(client, sms_box)
    client.post(reverse("account_email"), {"action_add": "", "email": ADDRESS})
    link = re.search(r"http\S+(/akun/email/konfirmasi/\S+)", mail.outbox[0].body)[1]
    client.post(link)
    [*_codes, told] = sms_box.to(NUMBER)
    assert "surel" in told
    assert ADDRESS not in told


def test_the_number_is_told_of_an_address_that_operators_gave(
    mama, sms_box, django_capture_on_commit_callbacks
):
    first, second = (factories.make_operator(name) for name in ("Oscar", "Olga"))
    wanted = account_changes.Wanted(
        kind=AccountChangeKind.CHANGE_EMAIL, person_id=mama.pk, email=ADDRESS
    )
    change = account_changes.ask_change(wanted, actor=first, reason="Meminta surel")
    with django_capture_on_commit_callbacks(execute=True):
        account_changes.decide_change(change_id=change.pk, actor=second, approve=True)
    [told] = sms_box.to(NUMBER)
    assert "surel" in told
