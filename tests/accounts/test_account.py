"""The account page, sign-in with its language, and the lock after too many tries."""

import pytest
from django.urls import reverse

from marketplace.accounts import services
from marketplace.core.errors import NotAllowed, RuleViolation
from marketplace.core.models import AuditEvent
from tests import factories


def sign_in(client, email: str, password: str = factories.PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_signing_in_leads_to_the_tasks_in_ones_own_language(client, db):
    user = factories.make_user("Kim", language="en")
    answer = sign_in(client, user.email)
    assert (answer.status_code, answer.url) == (302, reverse("tasks"))
    assert client.cookies["django_language"].value == "en"


def test_signing_in_changes_the_session_key(client, db):
    user = factories.make_user("Kim")
    client.get(reverse("account_login"))
    client.session["seen"] = True
    before = client.session.session_key
    sign_in(client, user.email)
    assert client.session.session_key != before


def test_too_many_tries_lock_this_account_and_no_other(client, db):
    kim, lim = factories.make_user("Kim"), factories.make_user("Lim")
    answers = [sign_in(client, kim.email.upper(), "salah-sekali-sandinya") for _ in range(8)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert sign_in(client, kim.email).status_code == 429
    assert sign_in(client, lim.email).status_code == 302


def test_the_welcome_speaks_the_language_of_the_account(client, db):
    kim = factories.make_user("Kim", language="id")
    client.cookies["django_language"] = "en"
    sign_in(client, kim.email)
    page = client.get(reverse("tasks")).content.decode()
    assert "Berhasil masuk" in page
    assert "signed in" not in page


def test_an_unknown_address_reads_like_a_wrong_password(client, db):
    kim = factories.make_user("Kim")
    known = sign_in(client, kim.email, "salah-sekali-sandinya").context["form"].errors
    unknown = sign_in(client, "tidak-ada@example.test", "salah-sekali-sandinya")
    assert unknown.context["form"].errors == known


def test_name_and_language_are_changed_and_recorded(client, ani):
    client.force_login(ani)
    answer = client.post(reverse("account"), {"name": "  Ani   Lestari ", "language": "en"})
    assert answer.status_code == 302
    ani.refresh_from_db()
    assert (ani.name, ani.language) == ("Ani Lestari", "en")
    assert AuditEvent.objects.get(action="account.updated").actor == ani


@pytest.mark.parametrize("data", [{"name": "", "language": "id"}, {"name": "A", "language": "xx"}])
def test_bad_input_changes_nothing_and_stays_in_the_form(client, ani, data):
    client.force_login(ani)
    answer = client.post(reverse("account"), data)
    assert answer.status_code == 422
    ani.refresh_from_db()
    assert (ani.name, ani.language) == ("Ani", "id")
    assert not AuditEvent.objects.filter(actor=ani).exists()


def test_fields_that_are_not_in_the_form_are_ignored(client, ani):
    client.force_login(ani)
    extra = {"is_staff": "on", "is_superuser": "on", "email": "x@example.test", "pk": "1"}
    client.post(reverse("account"), {"name": "Ani", "language": "id", **extra})
    ani.refresh_from_db()
    assert not ani.is_staff
    assert not ani.is_superuser
    assert ani.email != "x@example.test"


def test_nobody_changes_another_account(ani, budi):
    with pytest.raises(NotAllowed):
        services.update_profile(account_id=budi.pk, actor=ani, name="X", language="id")
    with pytest.raises(RuleViolation):
        services.update_profile(account_id=ani.pk, actor=ani, name=" ", language="id")


def test_the_page_shows_the_hats_one_wears(client, ani):
    client.force_login(ani)
    page = client.get(reverse("account")).content.decode()
    assert ani.memberships.get().agency.name in page


def test_signing_out_needs_a_post(client, ani):
    client.force_login(ani)
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
