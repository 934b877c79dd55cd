"""Invitations by page: the owner's list, the page of whoever was invited, the printed paper."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from marketplace.core import clock
from marketplace.core.inviting import VALID_DAYS
from tests import factories
from tests.accounts.test_deep_links import PASSWORD, confirm, register
from tests.clients import signed_in
from tests.vendors.test_invitations import (
    ADDRESS,
    by_mail,
    let_pass,
    on_paper,
    people,
    sent_code,
)
from vendors import services
from vendors.invitation_rules import (
    GUESS_WINDOW_SECONDS,
    GUESSES,
    GUESSES_OF_ADDRESS,
    SIGNS,
    grouped_code,
)
from vendors.models import Invitation, VendorMembership, VendorRole

pytestmark = pytest.mark.django_db

PEOPLE, INVITE, DOOR = "/penyedia/orang/", "/penyedia/orang/undang/", "/undangan/"


def page_of(code: str) -> str:
    """The page of an invitation."""
    return reverse("invitation_open", args=[grouped_code(code.replace("-", ""))])


def letter(email=ADDRESS, role="staff") -> dict[str, str]:
    """What the owner sends to invite by e-mail."""
    return {"way": "surat", "surat-email": email, "surat-role": role}


# ---- the owner


def test_the_owner_invites_by_letter_and_sees_it_wait(world):
    browser = signed_in(world.citra)
    assert INVITE in browser.get(PEOPLE).text
    assert "Belum ada yang diundang" in browser.get(PEOPLE).text
    answer = browser.post(INVITE, letter(), follow=True)
    assert ADDRESS in answer.text
    assert "Menunggu jawaban" in answer.text
    assert "surel segera dikirim" in answer.text
    services.send_invitations()
    assert "surel terkirim" in browser.get(PEOPLE).text


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        (letter(email="nina"), 422, "Ini bukan alamat surel"),
        (letter(email=""), 422, ""),
        (letter(role="owner"), 422, ""),
        (letter(email="a@b.id\r\nBcc: x@y.id"), 422, "Ini bukan alamat surel"),
        ({"way": "kertas"}, 422, ""),
        ({"way": "burung"}, 422, ""),
        ({}, 422, ""),
    ],
)
def test_what_cannot_be_sent_is_said_beside_the_form(world, asked, status, words):
    answer = signed_in(world.citra).post(INVITE, asked)
    assert answer.status_code == status
    assert words in answer.text
    assert not Invitation.objects.exists()


def test_the_owners_role_is_not_offered(world):
    page = signed_in(world.citra).get(INVITE).text
    assert 'value="staff"' in page
    assert 'value="finance"' in page
    assert 'value="owner"' not in page


def test_a_second_click_sends_no_second_invitation(world):
    browser = signed_in(world.citra)
    browser.post(INVITE, letter())
    assert browser.post(INVITE, letter()).status_code == 409
    assert Invitation.objects.count() == 1


def test_the_paper_shows_code_picture_and_term_once(world):
    browser = signed_in(world.citra)
    paper = browser.post(INVITE, {"way": "kertas", "kertas-role": "finance"})
    assert paper.status_code == 201
    assert "no-store" in paper["Cache-Control"]
    code = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", paper.text)[0]
    for words in (world.vendor.name, "Keuangan", "<svg", "14 hari", "/undangan/"):
        assert words in paper.text
    assert code not in browser.get(PEOPLE).text
    assert Client().get(page_of(code)).status_code == 200
    made = Invitation.objects.get()
    again = browser.post(reverse("invitation_print", args=[made.public_id]))
    assert code not in again.text
    assert Client().get(page_of(code)).status_code == 404


def test_the_owner_sends_again_and_revokes(world):
    made, browser = by_mail(world), signed_in(world.citra)
    services.send_invitations()
    browser.post(reverse("invitation_send", args=[made.public_id]))
    assert services.send_invitations() == 1
    page = browser.post(reverse("invitation_revoke", args=[made.public_id]), follow=True)
    assert "Undangan dicabut" in page.text
    again = browser.post(reverse("invitation_send", args=[made.public_id]), follow=True)
    assert "mencabut undangan ini" in again.text
    printed = browser.post(reverse("invitation_print", args=[made.public_id]), follow=True)
    assert "mencabut undangan ini" in printed.text


@pytest.mark.parametrize(
    ("who", "status"), [("lina", 403), ("mira", 403), ("dedi", 404), ("joko", 404)]
)
def test_others_do_not_invite_or_touch_an_invitation(world, who, status):
    factories.hire(world)
    made, browser = by_mail(world), signed_in(getattr(world, who))
    assert browser.post(INVITE, letter("lain@toko.test")).status_code == status
    for step in ("invitation_send", "invitation_print", "invitation_revoke"):
        assert browser.post(reverse(step, args=[made.public_id])).status_code == status
    page = browser.get(PEOPLE)
    assert page.status_code == (200 if status == 403 else 404)
    assert ADDRESS not in page.text
    made.refresh_from_db()
    assert (Invitation.objects.count(), made.letters, made.decided_at) == (1, 1, None)


# ---- whoever was invited


def test_there_is_a_door_before_and_after_signing_in(world):
    for page in (reverse("account_login"), reverse("account_signup")):
        assert f'href="{DOOR}"' in Client().get(page).text
    newcomer = signed_in(factories.make_user("Nina"))
    for page in (reverse("vendor_home"), reverse("account")):
        assert f'href="{DOOR}"' in newcomer.get(page).text
    assert Client().get(DOOR).status_code == 200


def test_a_typed_code_opens_the_invitation_which_says_all_that_matters(world):
    _made, code = on_paper(world)
    typed = grouped_code(code).lower().replace("-", " ")
    page = Client().get(DOOR, {"code": typed}, follow=True)
    assert page.redirect_chain[-1][0] == page_of(code)
    for words in (world.vendor.name, "Staf", "Citra", "Berlaku sampai", "Menunggu jawaban"):
        assert words in page.text
    assert f"/masuk/?next={page_of(code)}" in page.text
    assert f"/daftar/?next={page_of(code)}" in page.text


def test_nina_accepts_and_acts_for_the_shop(world):
    nina = factories.make_user("Nina", email=ADDRESS)
    by_mail(world)
    browser, page = signed_in(nina), page_of(sent_code())
    assert "Terima" in browser.get(page).text
    assert people_of(nina) == []
    answer = browser.post(page, {"answer": "yes"})
    assert answer.url == reverse("vendor_home")
    home = browser.get(reverse("vendor_home"))
    assert f"Anda sekarang bertindak bagi {world.vendor.name}: Staf." in home.text
    assert people_of(nina) == [VendorRole.STAFF]
    assert "Nina" in signed_in(world.citra).get(PEOPLE).text


def people_of(user) -> list[str]:
    """The roles that somebody holds."""
    return list(VendorMembership.objects.filter(user=user).values_list("role", flat=True))


def test_a_second_click_leads_to_the_shop_and_gives_nothing_twice(world):
    _made, code = on_paper(world)
    nina = factories.make_user("Nina")
    browser, page = signed_in(nina), page_of(code)
    for _click in range(2):
        assert browser.post(page, {"answer": "yes"}).url == reverse("vendor_home")
    assert people_of(nina) == [VendorRole.STAFF]


def test_a_new_person_signs_up_by_the_letter_and_comes_back_to_accept(world):
    by_mail(world, email="kim@toko.test")
    page = page_of(sent_code())
    browser, led = confirm(register(page, email="kim@toko.test"))
    assert led == page
    sign_in = re.search(r'href="(/masuk/\?next=[^"]+)"', browser.get(led).text)[1]
    answer = browser.post(sign_in, {"login": "kim@toko.test", "password": PASSWORD})
    assert answer.url == page
    assert browser.post(page, {"answer": "yes"}).url == reverse("vendor_home")
    assert VendorMembership.objects.filter(user__email="kim@toko.test", role="staff").exists()


def test_whoever_answers_before_signing_in_is_led_back(world):
    _made, code = on_paper(world)
    came_from = {"Referer": f"http://testserver{page_of(code)}"}
    answer = Client().post(page_of(code), {"answer": "yes"}, headers=came_from)
    assert answer.url == f"/masuk/?next={page_of(code)}"


def test_another_account_sees_why_it_cannot_accept(world):
    by_mail(world)
    page, dina, before = page_of(sent_code()), factories.make_user("Dina"), people()
    browser = signed_in(dina)
    shown = browser.get(page).text
    assert "n•••@toko.test" in shown
    assert ADDRESS not in shown
    assert 'value="yes"' not in shown
    assert browser.post(page, {"answer": "yes"}).status_code == 403
    assert people() == before
    assert browser.post(reverse("account_logout"), {"next": page}).url == page


def test_declining_needs_no_account_and_is_final(world):
    _made, code = on_paper(world)
    visitor, page = Client(), page_of(code)
    assert "Undangan ditolak" in visitor.post(page, {"answer": "no"}).text
    closed = visitor.get(page)
    assert "sudah ditolak" in closed.text
    assert visitor.post(page, {"answer": "no"}).status_code == 409
    assert "Undangan ditolak" in signed_in(world.citra).get(PEOPLE).text


def test_an_expired_invitation_says_since_when_to_both_sides(world, monkeypatch):
    _made, code = on_paper(world)
    nina = signed_in(factories.make_user("Nina"))
    owner = signed_in(world.citra)
    let_pass(monkeypatch, days=VALID_DAYS)
    page = nina.get(page_of(code))
    assert page.status_code == 410
    assert "berlaku 14 hari" in page.text
    assert nina.post(page_of(code), {"answer": "yes"}).status_code == 409
    assert "Undangan kedaluwarsa" in owner.get(PEOPLE).text


def test_what_is_no_code_is_said_and_nothing_breaks(world):
    visitor = Client()
    for typed in ("", "abc", "\0", "ABCD-EFGH-JKM0", "A" * 300):
        assert visitor.get(DOOR, {"code": typed}).status_code == 422, typed
    unknown = visitor.get(DOOR, {"code": "ABCD-EFGH-JKMN"})
    assert unknown.status_code == 404
    assert "Tidak ada undangan dengan kode ini" in unknown.text
    assert visitor.get("/undangan/apa-saja/").status_code == 404
    assert visitor.post("/undangan/apa-saja/", {"answer": "yes"}).status_code == 404


@pytest.fixture
def one_window(monkeypatch):
    """Begin where a window of counted guesses does: a story across its end counts anew."""
    real = clock.now
    ahead = timedelta(seconds=GUESS_WINDOW_SECONDS - real().timestamp() % GUESS_WINDOW_SECONDS)
    monkeypatch.setattr(clock, "now", lambda: real() + ahead)


def guesses(number: int) -> list[str]:
    """So many different codes that open nothing."""
    return [f"ABCDEFGHJK{SIGNS[turn // 31]}{SIGNS[turn % 31]}" for turn in range(number)]


def test_an_old_link_that_a_whole_office_opens_is_one_guess(world):
    _made, code = on_paper(world)
    visitor = Client()
    for _time in range(GUESSES_OF_ADDRESS + 1):
        assert visitor.get("/undangan/ABCD-EFGH-JKMN/").status_code == 404
        assert visitor.get("/undangan/apa-saja/").status_code == 404
    assert visitor.get(page_of(code)).status_code == 200


def test_guessing_is_stopped_for_a_quarter_of_an_hour(world, one_window, monkeypatch):
    _made, code = on_paper(world)
    visitor = Client()
    for guess in guesses(GUESSES_OF_ADDRESS):
        assert visitor.get(DOOR, {"code": guess}).status_code == 404
    for page in (page_of(code), f"{DOOR}?code={code}", "/undangan/ABCD-EFGH-JKMN/"):
        stopped = visitor.get(page)
        assert stopped.status_code == 429
        assert "15 menit" in stopped.text
    let_pass(monkeypatch, minutes=15)
    assert visitor.get(page_of(code)).status_code == 200


def test_an_account_that_guessed_is_stopped_wherever_it_is(world, one_window):
    _made, code = on_paper(world)
    nina = signed_in(factories.make_user("Nina"))
    for guess in guesses(GUESSES):
        nina.get(page_of(guess), REMOTE_ADDR="198.51.100.7")
    assert nina.post(page_of(code), {"answer": "yes"}).status_code == 429
    assert Client().get(page_of(code)).status_code == 200  # others are not stopped


def test_the_list_asks_as_many_questions_for_many_invitations_as_for_one(
    world, django_assert_max_num_queries
):
    browser = signed_in(world.citra)
    by_mail(world)
    with django_assert_max_num_queries(40) as few:
        browser.get(PEOPLE)
    for number in range(5):
        by_mail(world, email=f"orang{number}@toko.test")
        _made, code = on_paper(world)
        services.accept_invitation(
            code=code, actor=factories.make_user(f"Orang {number}".replace(" ", ""))
        )
    with django_assert_max_num_queries(len(few)):
        browser.get(PEOPLE)


def test_the_letter_leads_to_the_page(world):
    by_mail(world)
    code = sent_code()
    link = re.search(r"https?://[^/\s]+(/undangan/[A-Z2-9-]+/)\s", mail.outbox[-1].body)[1]
    assert link == page_of(code)
    assert Client().get(link).status_code == 200
