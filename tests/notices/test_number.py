"""A number for WhatsApp of who enters by an address: proven by a code, used for messages alone."""

import pytest
from django.test import Client
from django.urls import reverse

from marketplace.accounts.models import User
from marketplace.notices.models import Group, Reach
from tests import factories
from tests.accounts.phones import NUMBER, OTHER, code_in, sms_box
from tests.clients import signed_in
from tests.notices.test_choices import tell

__all__ = ["sms_box"]


@pytest.fixture
def nona(db):
    return factories.make_user("Nona")


@pytest.fixture
def client_of_nona(nona):
    """The browser in which Nona has just signed in by her password."""
    client = Client()
    client.post(reverse("account_login"), {"login": nona.email, "password": factories.PASSWORD})
    return client


def ask(client, number=NUMBER):
    return client.post(reverse("notice_number"), {"phone": number})


def enter(client, code):
    return client.post(reverse("notice_number_code"), {"code": code})


def test_nona_proves_her_number_and_is_told_by_whatsapp_as_well(client_of_nona, nona, sms_box):
    assert ask(client_of_nona)["Location"] == reverse("notice_number_code")
    assert not Reach.objects.exists()
    wrong = enter(client_of_nona, "000000" if code_in(sms_box) != "000000" else "111111")
    assert wrong.status_code == 422
    assert not Reach.objects.exists()
    assert enter(client_of_nona, code_in(sms_box)).status_code == 302
    reach = Reach.objects.get(person=nona)
    assert (reach.phone, reach.by_whatsapp) == (NUMBER, True)
    nona.refresh_from_db()
    assert nona.phone == ""  # it opens no account
    assert tell(nona, "order.issued") == [("email", False), ("inbox", False), ("whatsapp", False)]
    assert tell(nona) == [("email", False), ("inbox", False)]  # the usual for what she may leave
    assert "3456-7890" in client_of_nona.get(reverse("notice_choices")).content.decode()


def test_who_leaves_whatsapp_leaves_no_number_behind(client_of_nona, nona, sms_box):
    ask(client_of_nona)
    enter(client_of_nona, code_in(sms_box))
    said = {f"{group}-{way}": "at_once" for group in Group for way in ("email", "phone")}
    said |= {"quiet_from": "21", "quiet_until": "6"}
    assert client_of_nona.post(reverse("notice_choices"), said).status_code == 302
    reach = Reach.objects.get(person=nona)
    assert (reach.phone, reach.by_whatsapp) == ("", False)
    assert tell(nona, "order.issued") == [("email", False), ("inbox", False)]


def test_a_number_of_another_account_and_a_code_of_somebody_else_prove_nothing(
    client_of_nona, nona, sms_box
):
    User.objects.create_by_phone(OTHER, name="Yosefa")
    ask(client_of_nona, OTHER)
    assert "000000" not in sms_box.to(OTHER)[-1]
    assert enter(client_of_nona, "000000").status_code == 422
    ask(client_of_nona)
    stranger = signed_in(factories.make_user("Maria"))
    assert enter(stranger, code_in(sms_box)).status_code == 302  # back to the beginning
    assert not Reach.objects.exists()


def test_a_screen_left_open_is_asked_for_the_password_first(nona, sms_box):
    answer = ask(signed_in(nona))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert sms_box.all() == []


def test_who_enters_by_a_number_needs_no_other(db):
    mama = User.objects.create_by_phone(NUMBER, name="Yosefa")
    assert signed_in(mama).get(reverse("notice_number")).status_code == 302
