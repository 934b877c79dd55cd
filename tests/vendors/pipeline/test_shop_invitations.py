"""An office invites businesses to open their shops: letters, sheets, answers, and refusals."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from pypdf import PdfReader

from marketplace.core import clock
from marketplace.core.errors import Conflict, NotAllowed, RuleViolation
from marketplace.core.inviting import MOST_LETTERS, VALID_DAYS
from marketplace.core.models import AuditEvent, OutboxEvent
from tests import factories
from tests.clients import signed_in
from tests.orders.test_together import at_once
from tests.vendors.pipeline.targets import nita, row, take_in, xlsx
from vendors.invitation_rules import SIGNS, grouped_code, typed_code
from vendors.models import Vendor, VendorStatus
from vendors.pipeline import printing, queries, services
from vendors.pipeline.models import Milestone, ShopInvitation, Stage, Target
from vendors.pipeline.services.invitations import ShopInvitationClosed
from vendors.services import UnknownCode


@pytest.fixture
def invited(programme, joko):
    """Two businesses with an address, two without."""
    rows = [row(1, email="satu@contoh.id"), row(2, email="dua@contoh.id"), row(3), row(4)]
    take_in(programme, xlsx(rows), joko)
    return programme


def target(number: int) -> Target:
    return Target.objects.get(name=f"Tenun Sasaran {number}")


def printed_code(programme, joko, number: int) -> str:
    """The code on the sheet of one business."""
    found = services.print_invitations(
        list_id=programme.pk, actor=joko, target_id=target(number).pk
    )
    return found[0].code


def sent_code() -> str:
    """The code in the newest letter."""
    return typed_code(mail.outbox[-1].body.split("/ajakan/")[1].split("/")[0])


def answer_page(code: str) -> str:
    return reverse("shop_invitation_open", args=[grouped_code(code)])


# ---- by letter


def test_letters_go_to_whoever_has_an_address_and_only_once(invited, joko):
    assert services.invite_by_mail(list_id=invited.pk, actor=joko) == 2
    assert services.invite_by_mail(list_id=invited.pk, actor=joko) == 0
    assert services.send_shop_invitations() == 2
    assert services.send_shop_invitations() == 0
    assert sorted(one.to[0] for one in mail.outbox) == ["dua@contoh.id", "satu@contoh.id"]
    take_in(invited, xlsx([row(1, email="satu@contoh.id")]), joko)
    assert services.invite_by_mail(list_id=invited.pk, actor=joko) == 0


def test_no_letter_tells_a_name_in_its_subject_nor_a_number_in_its_text(invited, joko):
    services.invite_by_mail(list_id=invited.pk, actor=joko)
    services.send_shop_invitations()
    for one in mail.outbox:
        assert "Tenun" not in one.subject
        assert "Maria" not in one.subject
        assert "70000000000" not in one.body
        assert "81200000" not in one.body
    assert not [event for event in OutboxEvent.objects.all() if "contoh.id" in str(event.payload)]


def test_a_letter_is_for_the_account_of_its_address(invited, joko):
    services.invite_by_mail(list_id=invited.pk, actor=joko)
    services.send_shop_invitations()
    to, code = mail.outbox[-1].to[0], sent_code()
    with pytest.raises(NotAllowed):
        services.accept_shop_invitation(code=code, actor=factories.make_user("Nona"))
    assert not Vendor.objects.filter(name__startswith="Tenun Sasaran").exists()
    owner = factories.make_user("Maria", email=to)
    assert services.accept_shop_invitation(code=code, actor=owner).status == VendorStatus.DRAFT


def test_another_letter_makes_another_code_and_there_are_at_most_five(invited, joko):
    services.invite_by_mail(list_id=invited.pk, actor=joko)
    services.send_shop_invitations()
    one = Target.objects.get(name="Tenun Sasaran 1")
    first = {message.to[0]: message for message in mail.outbox}[one.email].body
    for _letter in range(MOST_LETTERS - 1):
        services.send_shop_invitation_again(target_id=one.pk, actor=joko)
        services.send_shop_invitations()
    assert sent_code() not in first.replace("-", "")
    with pytest.raises(RuleViolation):
        services.send_shop_invitation_again(target_id=one.pk, actor=joko)


# ---- on paper


def test_the_others_get_a_sheet_each_with_its_code_by_region(invited, joko):
    printed = services.print_invitations(list_id=invited.pk, actor=joko)
    assert [one.target.name for one in printed] == ["Tenun Sasaran 3", "Tenun Sasaran 4"]
    pages = PdfReader(io.BytesIO(printing.sheets_pdf(printed))).pages
    assert len(pages) == 2
    for one, page in zip(printed, pages, strict=True):
        words = page.extract_text()
        assert grouped_code(one.code) in words
        assert one.target.name in words
        assert "ajakan" in words
    with pytest.raises(RuleViolation):
        services.print_invitations(list_id=invited.pk, actor=joko)


def test_a_sheet_made_anew_makes_the_earlier_one_worthless(invited, joko):
    services.print_invitations(list_id=invited.pk, actor=joko)
    first = printed_code(invited, joko, 3)
    again = services.print_invitations(list_id=invited.pk, actor=joko, again=True)
    assert len(again) == 2
    with pytest.raises(UnknownCode):
        services.accept_shop_invitation(code=first, actor=factories.make_user("Maria"))


def test_only_the_hash_of_a_code_is_kept(invited, joko):
    code = printed_code(invited, joko, 3)
    assert code not in str(list(ShopInvitation.objects.values()))
    assert code not in str(list(AuditEvent.objects.values()))


# ---- the answer


def test_whoever_answers_finds_the_shop_begun_with_what_the_office_knew(invited, joko):
    code, owner = printed_code(invited, joko, 3), factories.make_user("Maria")
    vendor = services.accept_shop_invitation(code=code, actor=owner)
    vendor.refresh_from_db()
    one = target(3)
    assert (vendor.name, vendor.nib, vendor.phone) == (one.name, one.nib, one.phone)
    assert (vendor.region_id, vendor.kbli_codes) == (one.region_id, [["2020", "13912"]])
    assert vendor.memberships.get().user == owner
    assert one.vendor == vendor
    reached = Milestone.objects.filter(vendor=vendor).values_list("stage", flat=True)
    assert list(reached) == [Stage.REGISTERED], "the office's words are no entry of the owner"


def test_signing_up_leads_back_to_the_answer(invited, joko):
    code = printed_code(invited, joko, 3)
    browser = signed_in(factories.make_user("Maria"))
    page = browser.get(answer_page(code))
    assert "Tenun Sasaran 3" in page.text
    assert "7000000000003" not in page.text, "the page tells no number"
    assert "0812" not in page.text
    answer = browser.post(answer_page(code), {"answer": "yes"}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/penyedia/daftar/")
    assert "Tenun Sasaran 3" in answer.text


def test_a_visitor_is_asked_to_sign_in_and_may_decline(invited, joko, client):
    code = printed_code(invited, joko, 3)
    assert "next=/ajakan/" in client.get(answer_page(code)).text
    assert client.post(answer_page(code), {"answer": "yes"}).status_code == 302
    assert not target(3).vendor
    assert client.post(answer_page(code), {"answer": "no"}).status_code == 200
    with pytest.raises(ShopInvitationClosed):
        services.accept_shop_invitation(code=code, actor=factories.make_user("Maria"))


def test_whoever_has_begun_goes_on_with_that_application(invited, joko):
    from tests.vendors.conftest import begin_with_business, business  # noqa: PLC0415

    owner = factories.make_user("Maria")
    begun = begin_with_business(business=business(name="Nama Sendiri"), actor=owner)
    code = printed_code(invited, joko, 3)
    found = services.accept_shop_invitation(code=code, actor=owner)
    found.refresh_from_db()
    assert found == begun
    assert (found.name, found.nib) == ("Nama Sendiri", "1234000567891"), "nothing is overwritten"
    assert found.phone == target(3).phone


def test_nobody_learns_from_an_answer_whose_a_number_is(invited, joko):
    """Another shop holds the NIB that the office wrote down: the draft simply has none."""
    factories.make_vendor(nib="7000000000003")
    code = printed_code(invited, joko, 3)
    vendor = services.accept_shop_invitation(code=code, actor=factories.make_user("Maria"))
    vendor.refresh_from_db()
    assert vendor.nib == ""


def test_it_works_once_in_time_and_not_when_taken_back(invited, joko):
    code = printed_code(invited, joko, 3)
    late = clock.now() + timedelta(days=VALID_DAYS)
    with clock.moved_to(late), pytest.raises(ShopInvitationClosed):
        services.accept_shop_invitation(code=code, actor=factories.make_user("Maria"))
    services.accept_shop_invitation(code=code, actor=factories.make_user("Maria"))
    with pytest.raises(ShopInvitationClosed):
        services.accept_shop_invitation(code=code, actor=factories.make_user("Nona"))
    other = printed_code(invited, joko, 4)
    services.revoke_shop_invitation(target_id=target(4).pk, actor=joko)
    with pytest.raises(ShopInvitationClosed):
        services.accept_shop_invitation(code=other, actor=factories.make_user("Nona"))
    with pytest.raises(Conflict):
        services.revoke_shop_invitation(target_id=target(4).pk, actor=joko)


def test_officers_open_no_shop_by_it(invited, world, joko):
    code = printed_code(invited, joko, 3)
    with pytest.raises(NotAllowed):
        services.accept_shop_invitation(code=code, actor=world.ani)


@pytest.mark.parametrize("who", ["indra", "ani", "citra", "stranger"])
def test_nobody_else_invites(invited, world, stranger, who):
    person = stranger if who == "stranger" else getattr(world, who)
    for use_case in (services.invite_by_mail, services.print_invitations):
        with pytest.raises(NotAllowed):
            use_case(list_id=invited.pk, actor=person)
    with pytest.raises(NotAllowed):
        services.send_shop_invitation_again(target_id=target(1).pk, actor=person)
    assert not ShopInvitation.objects.exists()


def test_wrong_codes_are_counted(client, invited):
    wrong = [
        "".join(SIGNS[(start + step) % len(SIGNS)] for step in range(12)) for start in range(31)
    ]
    seen = {client.get(answer_page(code)).status_code for code in [*wrong, *map(_turned, wrong)]}
    assert seen == {404, 429}


def _turned(code: str) -> str:
    return code[::-1]


# ---- together, and by raw SQL


def test_two_people_with_one_sheet_open_one_shop(committed_world):
    world = committed_world
    nita(world.agency.tenant)
    programme = services.make_list(
        name="Bersama", year=2026, agency_id=world.agency.pk, actor=world.joko
    )
    take_in(programme, xlsx([row(3)]), world.joko)
    code = printed_code(programme, world.joko, 3)
    people = [factories.make_user("Maria"), factories.make_user("Nona")]

    def accept(person):
        return lambda: services.accept_shop_invitation(code=code, actor=person)

    outcomes = at_once(*(accept(one) for one in people))
    assert outcomes == ["done", "invitation_closed"]
    assert Vendor.objects.filter(name="Tenun Sasaran 3").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE pipeline_shopinvitation SET declined_at = NULL",
        "UPDATE pipeline_shopinvitation SET target_id = target_id + 1",
        "UPDATE pipeline_shopinvitation SET code_hash = 'x'",
        "DELETE FROM pipeline_shopinvitation",
    ],
)
def test_an_answer_stays(invited, joko, change):
    code = printed_code(invited, joko, 3)
    services.decline_shop_invitation(code=code, actor=None)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_no_invitation_is_accepted_without_a_shop(invited, joko, world):
    printed_code(invited, joko, 3)
    with pytest.raises(DatabaseError), transaction.atomic():
        ShopInvitation.objects.update(accepted_at=clock.now(), accepted_by=world.lina)


def test_queries_find_only_the_newest_code(invited, joko):
    first = printed_code(invited, joko, 3)
    second = printed_code(invited, joko, 3)
    assert queries.by_code(first) is None
    assert queries.by_code(grouped_code(second)).target == target(3)
