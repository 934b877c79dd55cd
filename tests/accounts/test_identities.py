"""Ani signs in with her account of another system, which she alone has linked with hers here."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.test import Client
from django.urls import reverse

from marketplace.accounts.identity_views import MOST_BEGUN_A_MINUTE
from marketplace.accounts.models import LinkedIdentity, User
from marketplace.accounts.step_up import FRESH
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from tests import factories
from tests.clients import signed_in
from tests.conftest import free_port
from tests.oidc.process import inaproc, oidc_process
from tests.raw_sql import refused

__all__ = ["inaproc", "oidc_process"]

LIES = [
    *("signature", "changed", "unsigned", "symmetric", "audience", "audiences", "party", "nonce"),
    *("expired", "future", "issuer", "nobody", "strange", "number", "forever", "words", "list"),
]
BEFORE = [("openid-configuration", how) for how in ("500", "404", "lost", "rubbish", "deep")]
BEFORE += [("openid-configuration", how) for how in ("large", "list", "inside", "another")]
AFTER = [(which, how) for which in ("token", "jwks") for how in ("503", "400", "lost", "rubbish")]
AFTER += [(which, how) for which in ("token", "jwks") for how in ("deep", "list", "empty")]


def by_password(person):
    """A browser in which somebody has just signed in with the password."""
    browser = Client()
    form = {"login": person.email, "password": factories.PASSWORD}
    assert browser.post(reverse("account_login"), form).status_code == 302
    return browser


def link(browser, provider):
    """Link the account that signs in over there with the one that is signed in here."""
    asked = provider.enter(browser, reverse("identity_begin"))
    assert asked["Location"] == reverse("identity_link")
    return browser.post(reverse("identity_link"))


def linked(person, provider, subject="p-1"):
    return LinkedIdentity.objects.create(
        user=person, issuer=provider.url, subject=subject, shown="Ani", linked_at=clock.now()
    )


def is_in(browser):
    return browser.get(reverse("account")).status_code == 200


def said(answer):
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def actions():
    rows = AuditEvent.objects.filter(action__contains="identity").order_by("pk")
    return list(rows.values_list("action", flat=True))


def test_ani_links_her_account_enters_by_it_and_takes_the_link_away(
    kept_world, inaproc, django_capture_on_commit_callbacks
):
    ani = kept_world.ani
    inaproc.knobs(person={"sub": "p-1", "name": "Ani R.", "email": "ani@lpse.test"})
    here = by_password(ani)
    assert reverse("identities") in here.get(reverse("account")).content.decode()
    assert reverse("identity_begin") in here.get(reverse("identities")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        inaproc.enter(here, reverse("identity_begin"))
        assert "Ani R. · ani@lpse.test" in here.get(reverse("identity_link")).content.decode()
        assert LinkedIdentity.objects.count() == 0  # seen, not yet linked
        here.post(reverse("identity_link"))
    row = LinkedIdentity.objects.get()
    assert (row.user, row.issuer, row.subject) == (ani, inaproc.url, "p-1")
    assert [letter.to for letter in mail.outbox] == [[ani.email]]
    assert "Ani R." in mail.outbox[0].body

    elsewhere = Client()
    assert reverse("identity_sign_in") in elsewhere.get(reverse("account_login")).content.decode()
    wanted = reverse("browsers")
    answer = inaproc.enter(elsewhere, f"{reverse('identity_sign_in')}?next={wanted}")
    assert answer["Location"] == wanted
    assert elsewhere.get(wanted).status_code == 200
    # a whole sign-in, also for what asks for a fresh proof
    assert elsewhere.get(reverse("identity_begin"))["Location"].startswith(inaproc.url)
    assert LinkedIdentity.objects.get().last_used_at is not None

    page = here.get(reverse("identities")).content.decode()
    door = reverse("identity_unlink", args=[row.pk])
    assert door in page
    with django_capture_on_commit_callbacks(execute=True):
        here.post(door)
    assert not LinkedIdentity.objects.exists()
    assert len(mail.outbox) == 2
    stranger = Client()
    assert "tidak tertaut" in said(inaproc.enter(stranger))
    assert not is_in(stranger)
    assert actions() == [
        "account.identity_linked",
        "account.entered_by_identity",
        "account.identity_unlinked",
    ]


def test_without_settings_there_is_no_such_way(db, settings):
    assert settings.OIDC_ISSUER == ""
    visitor, nona = Client(), signed_in(factories.make_user("Nona"))
    assert reverse("identity_sign_in") not in visitor.get(reverse("account_login")).content.decode()
    for name in ("identity_sign_in", "identity_callback"):
        assert visitor.get(reverse(name)).status_code == 404
    assert reverse("identities") not in nona.get(reverse("account")).content.decode()
    assert reverse("identity_begin") not in nona.get(reverse("identities")).content.decode()


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_lies_signs_nobody_in(db, inaproc, lie):
    linked(factories.make_user("Nona"), inaproc)
    inaproc.knobs(spoil=lie)
    browser = Client()
    answer = inaproc.enter(browser)
    assert answer["Location"] == reverse("account_login")
    assert "INAPROC" in said(answer)
    assert not is_in(browser)
    assert actions() == []


def test_a_stranger_with_the_address_of_ani_enters_nothing_and_opens_no_account(
    kept_world, inaproc
):
    before = User.objects.count()
    inaproc.knobs(person={"sub": "x", "email": kept_world.ani.email, "email_verified": True})
    browser = Client()
    answer = inaproc.enter(browser)
    assert answer["Location"] == reverse("account_login")
    assert "sandi" in said(answer)  # what to do instead
    assert not is_in(browser)
    assert (User.objects.count(), actions()) == (before, [])


def test_budi_is_asked_for_his_second_step_all_the_same(kept_world, inaproc):
    linked(kept_world.budi, inaproc)
    browser = Client()
    assert inaproc.enter(browser)["Location"] == reverse("mfa_authenticate")
    assert not is_in(browser)
    code = factories.recovery_code(kept_world.budi)
    assert browser.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert is_in(browser)


def test_a_closed_account_stays_closed(kept_world, inaproc):
    linked(kept_world.ani, inaproc)
    User.objects.filter(pk=kept_world.ani.pk).update(is_active=False)
    browser = Client()
    assert inaproc.enter(browser)["Location"] == reverse("account_inactive")
    assert not is_in(browser)


@pytest.mark.parametrize(("which", "how"), BEFORE)
def test_a_provider_that_describes_itself_badly_is_said_so(db, inaproc, which, how):
    inaproc.knobs(broken={which: how})
    answer = Client().get(reverse("identity_sign_in"))
    assert answer["Location"] == reverse("account_login")
    assert "INAPROC" in said(answer)


@pytest.mark.parametrize(("which", "how"), AFTER)
def test_a_provider_that_answers_rubbish_signs_nobody_in(db, inaproc, which, how):
    linked(factories.make_user("Nona"), inaproc)
    inaproc.knobs(broken={which: how})
    browser = Client()
    answer = inaproc.enter(browser)
    assert answer["Location"] == reverse("account_login")
    assert "INAPROC" in said(answer)
    assert not is_in(browser)


def test_a_provider_that_is_away_is_said_to_be(db, inaproc, settings):
    settings.OIDC_ISSUER = f"http://127.0.0.1:{free_port()}"
    answer = Client().get(reverse("identity_sign_in"))
    assert answer["Location"] == reverse("account_login")
    assert "INAPROC" in said(answer)


def test_nobody_lets_this_server_ask_without_end(db, inaproc):
    browser, door = Client(), reverse("identity_sign_in")
    with clock.moved_to(clock.now().replace(second=0, microsecond=0)):  # within one minute
        asked = [browser.get(door)["Location"] for _time in range(MOST_BEGUN_A_MINUTE + 1)]
    assert asked[-2].startswith(inaproc.url)
    assert asked[-1] == reverse("account_login")


def test_an_answer_is_taken_once_and_by_the_browser_that_asked(db, inaproc):
    linked(factories.make_user("Nona"), inaproc)
    mine, others = Client(), Client()
    back = inaproc.visit(mine, reverse("identity_sign_in"))
    assert others.get(back)["Location"] == reverse("account_login")
    assert not is_in(others)
    forged = back.replace("state=", "state=x")
    assert mine.get(forged)["Location"] == reverse("account_login")
    assert mine.get(back)["Location"] == reverse("account_login")  # used up by the forged one
    assert not is_in(mine)
    assert actions() == []


def test_who_turns_back_over_there_is_told_that_nothing_changed(db, inaproc):
    inaproc.knobs(denies=True)
    answer = inaproc.enter(Client())
    assert answer["Location"] == reverse("account_login")
    assert "tidak masuk" in said(answer)


def test_an_account_elsewhere_opens_one_account_here(kept_world, inaproc):
    linked(kept_world.ani, inaproc)
    linked(kept_world.eka, inaproc, subject="p-2")
    nona, eka = by_password(factories.make_user("Nona")), by_password(kept_world.eka)
    for browser in (nona, eka):  # of somebody else, and a second one
        refused_page = link(browser, inaproc)
        assert refused_page.status_code == 409
        assert "INAPROC" in refused_page.content.decode()
    assert LinkedIdentity.objects.count() == 2
    theirs = LinkedIdentity.objects.get(user=kept_world.ani)
    assert nona.post(reverse("identity_unlink", args=[theirs.pk])).status_code == 404
    assert LinkedIdentity.objects.count() == 2


def test_a_screen_left_open_links_and_unlinks_nothing(kept_world, inaproc):
    browser = by_password(kept_world.ani)
    inaproc.enter(browser, reverse("identity_begin"))
    row = linked(kept_world.ani, inaproc, subject="p-9")
    with clock.moved_to(clock.now() + FRESH + timedelta(seconds=1)):
        proof = reverse("account_reauthenticate")
        doors = (reverse("identity_link"), reverse("identity_unlink", args=[row.pk]))
        for door in doors:
            assert browser.post(door)["Location"].startswith(proof)
        assert browser.get(reverse("identity_begin"))["Location"].startswith(proof)
    assert list(LinkedIdentity.objects.all()) == [row]
    assert actions() == []


def test_signing_in_leads_to_no_other_site(db, inaproc):
    linked(factories.make_user("Nona"), inaproc)
    page = f"{reverse('identity_sign_in')}?next=https://elsewhere.test/"
    assert inaproc.enter(Client(), page)["Location"] == reverse("tasks")


def test_the_database_lets_a_link_stand(db, inaproc):
    row = linked(factories.make_user("Nona"), inaproc)
    other = factories.make_user("Eka")
    turn = "UPDATE accounts_linkedidentity SET user_id = %s WHERE id = %s"
    assert refused(turn, other.pk, row.pk) == "identity_never_changes"
