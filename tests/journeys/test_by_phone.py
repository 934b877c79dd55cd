"""An owner without e-mail, on a cheap phone: a counter opens the account, an SMS opens the door."""

import re

import pytest

from marketplace.accounts.models import Membership, Role, User
from tests import factories
from tests.accounts.phones import NUMBER, OTHER, code_in, opened
from tests.browser import PHONE, Visitor
from tests.journeys.test_every_page import look, overflows
from tests.sms.process import Phones

pytestmark = pytest.mark.journey


@pytest.fixture
def mama(market):
    """Mama Yosefa, served by Lokita at the counter."""
    officer = factories.make_user("Lokita")
    Membership.objects.create(user=officer, role=Role.COUNTER_OFFICER, tenant=market.agency.tenant)
    return opened(officer)


def give(owner: Visitor, number: str) -> None:
    """Type a number and read the code that comes to it into the page."""
    page = owner.page
    page.fill("input[name=phone]", number)
    page.click("main form:has(input[name=phone]) button[type=submit]")
    page.wait_for_url("**/masuk/telepon/kode/")
    page.fill("input[name=code]", code_in(Phones(), number))
    page.click("main form:has(input[name=code]) button[type=submit]")


def enter(owner: Visitor) -> None:
    """Find the door on the page of signing in, and go through it."""
    owner.go("/masuk/")
    owner.page.get_by_role("link", name="Masuk dengan nomor ponsel").click()
    owner.page.wait_for_url("**/masuk/telepon/")
    give(owner, NUMBER)
    owner.page.wait_for_url("**/tugas/")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_owner_of_a_desk_s_account_signs_in_and_begins(mama, visit, javascript):
    owner = visit(size=PHONE, javascript=javascript)
    enter(owner)
    owner.go("/akun/")
    owner.says("+62 812-3456-7890")
    owner.go("/penyedia/daftar/usaha/")
    owner.go("/akun/telepon/")
    give(owner, OTHER)
    owner.page.wait_for_url("**/akun/")
    owner.says("+62 821-9876-5432")
    assert User.objects.get(pk=mama.pk).phone == OTHER


def test_a_wrong_code_is_said_beside_its_field(mama, visit):
    owner = visit(size=PHONE)
    owner.go("/masuk/telepon/")
    page = owner.page
    page.fill("input[name=phone]", "0812 3456 7890")
    page.click("main form:has(input[name=phone]) button[type=submit]")
    page.wait_for_url("**/masuk/telepon/kode/")
    right = code_in(Phones())
    page.fill("input[name=code]", f"{(int(right) + 1) % 1_000_000:06}")
    page.click("main form:has(input[name=code]) button[type=submit]")
    owner.says(re.compile("Kode salah. Anda bisa mencoba 2 kali lagi"))
    page.fill("input[name=code]", right)
    page.click("main form:has(input[name=code]) button[type=submit]")
    page.wait_for_url("**/tugas/")


def test_her_pages_are_readable_on_every_screen(mama, visit):
    owner, problems = visit(), []
    owner.go("/masuk/telepon/")
    owner.page.fill("input[name=phone]", NUMBER)
    owner.page.click("main form:has(input[name=phone]) button[type=submit]")
    owner.page.wait_for_url("**/masuk/telepon/kode/")
    problems += [*look(owner.page, "code"), *overflows(owner.page, "code")]
    owner.page.fill("input[name=code]", code_in(Phones()))
    owner.page.click("main form:has(input[name=code]) button[type=submit]")
    owner.page.wait_for_url("**/tugas/")
    for path in ("/akun/", "/akun/telepon/", "/akun/email/"):
        owner.go(path)
        problems += [*look(owner.page, path), *overflows(owner.page, path)]
    assert not problems, "\n".join(problems)
