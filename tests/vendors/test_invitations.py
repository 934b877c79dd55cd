"""Inviting people to a shop by letter or printed code: accepted once, in time, by the right one."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection

from marketplace.core import audit, clock, outbox
from marketplace.core.errors import DomainError, NotAllowed
from marketplace.core.inviting import MOST_A_DAY, MOST_LETTERS, VALID_DAYS
from marketplace.core.models import OutboxEvent
from tests import factories
from tests.orders.test_endings import told
from vendors import services
from vendors.invitation_queries import digest_of, state, waiting
from vendors.invitation_rules import InvitationState, grouped_code, typed_code
from vendors.models import Invitation, VendorMembership, VendorRole
from vendors.policies import VendorAct, acts_for

STAFF, FINANCE, OWNER = VendorRole.STAFF, VendorRole.FINANCE, VendorRole.OWNER
ADDRESS = "nina@toko.test"


def by_mail(world, email=ADDRESS, role=STAFF) -> Invitation:
    """Citra invites somebody by letter."""
    return services.invite_by_mail(
        vendor_id=world.vendor.pk, email=email, role=role, actor=world.citra
    )


def on_paper(world, role=STAFF) -> tuple[Invitation, str]:
    """Citra prints a code."""
    return services.invite_on_paper(vendor_id=world.vendor.pk, role=role, actor=world.citra)


def sent_code() -> str:
    """Let the letters leave, and read the code in the last one."""
    services.send_invitations()
    return mail.outbox[-1].body.split("/undangan/")[1].split("/")[0]


def refusal(**asked) -> DomainError:
    """How accepting is refused."""
    with pytest.raises(DomainError) as refused:
        services.accept_invitation(**asked)
    return refused.value


def people() -> int:
    """How many roles there are in all shops."""
    return VendorMembership.objects.count()


def let_pass(monkeypatch, **span) -> None:
    """Move the kernel's clock on."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(**span))


# ---- by letter


def test_somebody_with_an_account_accepts_a_letter_and_acts_for_the_shop(world):
    nina = factories.make_user("Nina", email=ADDRESS)
    made = by_mail(world, email="Nina@Toko.Test")
    assert (made.email, made.expires_at - made.invited_at) == (ADDRESS, timedelta(days=VALID_DAYS))
    held = services.accept_invitation(code=sent_code(), actor=nina)
    assert (held.user, held.role, held.granted_by) == (nina, STAFF, world.citra)
    assert acts_for(nina, world.vendor, to=VendorAct.SELL)
    made.refresh_from_db()
    assert (made.accepted_by, state(made)) == (nina, InvitationState.ACCEPTED)


def test_the_trail_says_who_invited_and_who_accepted(world):
    nina = factories.make_user("Nina", email=ADDRESS)
    made = by_mail(world)
    services.accept_invitation(code=sent_code(), actor=nina)
    lines = audit.trail(world.vendor)
    invited, joined = lines.get(action="vendor.invited"), lines.get(action="vendor.member_added")
    assert (invited.actor, invited.data) == (
        world.citra,
        {"invitation": made.pk, "role": "staff", "by_mail": True},
    )
    assert (joined.actor, joined.data) == (
        nina,
        {"user": nina.pk, "role": "staff", "invitation": made.pk},
    )


def test_nothing_personal_and_no_code_is_kept_outside_the_letter(world):
    nina = factories.make_user("Nina", email=ADDRESS)
    made = by_mail(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT email, code_hash FROM vendors_invitation")
        stored, hashed = cursor.fetchone()
    assert ADDRESS not in stored
    code = sent_code()
    services.accept_invitation(code=code, actor=nina)
    made.refresh_from_db()
    assert made.code_hash == digest_of(typed_code(code)) != hashed
    payloads = [str(one.payload) for one in OutboxEvent.objects.filter(name__contains="invit")]
    lines = [str(line.data) for line in audit.trail(world.vendor)]
    assert payloads
    for text in (*payloads, *lines):
        assert ADDRESS not in text
        assert code not in text
        assert "Nina" not in text


def test_the_letter_names_shop_role_and_term_in_the_language_of_its_reader(world):
    factories.make_user("Nina", email=ADDRESS, language="en")
    by_mail(world)
    by_mail(world, email="baru@toko.test", role=FINANCE)
    assert services.send_invitations() == 2
    english, indonesian = mail.outbox[-2:]
    assert english.to == [ADDRESS]
    assert english.subject == "An invitation to a shop on Pasar Bela"
    assert "Dear Nina," in english.body
    assert f"Citra invites you to act for the shop {world.vendor.name}" in english.body
    assert "as: Staff" in english.body
    assert "valid for 14 days" in english.body
    assert indonesian.subject == "Undangan ke sebuah toko di Pasar Bela"
    assert "mengundang Anda bertindak bagi toko" in indonesian.body
    assert "Keuangan" in indonesian.body
    assert "berlaku 14 hari" in indonesian.body
    for letter in (english, indonesian):
        assert world.vendor.name not in letter.subject
        assert letter.to[0] not in letter.body


def test_a_name_cannot_forge_lines_in_a_letter(world):
    world.citra.name = "Citra\r\n\r\nKirim uang ke 123"
    world.citra.save(update_fields=["name"])
    by_mail(world)
    services.send_invitations()
    assert "\nKirim uang" not in mail.outbox[-1].body


def test_each_letter_leaves_once_and_the_newest_code_counts(world):
    nina = factories.make_user("Nina", email=ADDRESS)
    made = by_mail(world)
    first = sent_code()
    assert services.send_invitations() == 0
    services.send_invitation_again(invitation_id=made.pk, actor=world.citra)
    second = sent_code()
    assert first != second
    assert refusal(code=first, actor=nina).code == "unknown_invitation_code"
    assert services.accept_invitation(code=second, actor=nina)


def test_a_letter_that_cannot_be_sent_is_tried_later_and_given_up_in_the_end(world, monkeypatch):
    made = by_mail(world)

    def refuse(*_args, **_options):
        raise OSError("mailbox unknown")

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    start = clock.now()
    for turn in range(12):
        monkeypatch.setattr(clock, "now", lambda turn=turn: start + timedelta(hours=turn))
        assert services.send_invitations() == 0
    made.refresh_from_db()
    assert (made.mail_attempts, made.mail_due_at, made.mailed_at) == (12, None, None)


def test_another_account_is_refused_and_nothing_changes(world):
    by_mail(world)
    code, before = sent_code(), people()
    lina = factories.make_user("Lina lain")
    refused = refusal(code=code, actor=lina)
    assert (refused.code, refused.http_status) == ("invitation_wrong_address", 403)
    assert "n•••@toko.test" in refused.message
    assert ADDRESS not in refused.message
    with pytest.raises(services.WrongAddress):
        services.decline_invitation(code=code, actor=lina)
    assert people() == before
    assert state(Invitation.objects.get()) == InvitationState.OPEN


def test_an_address_that_was_not_confirmed_opens_nothing(world):
    by_mail(world)
    nina = factories.make_user("Nina", email=ADDRESS)
    EmailAddress.objects.filter(user=nina).update(verified=False)
    assert refusal(code=sent_code(), actor=nina).code == "invitation_wrong_address"


# ---- on paper


def test_whoever_holds_the_paper_accepts_and_the_owners_are_told(world):
    made, code = on_paper(world, FINANCE)
    nina = factories.make_user("Nina")
    services.accept_invitation(code=grouped_code(code).lower(), actor=nina)
    assert acts_for(nina, world.vendor, to=VendorAct.READ_MONEY)
    assert not acts_for(nina, world.vendor, to=VendorAct.SELL)
    while outbox.relay():
        pass
    assert ("vendor.invitation_accepted", "Citra") in told()
    made.refresh_from_db()
    assert made.accepted_by == nina


def test_a_paper_printed_anew_replaces_the_old_one(world):
    made, first = on_paper(world)
    _made, second = services.print_invitation_again(invitation_id=made.pk, actor=world.citra)
    nina = factories.make_user("Nina")
    assert refusal(code=first, actor=nina).code == "unknown_invitation_code"
    assert services.accept_invitation(code=second, actor=nina)


def test_letters_are_sent_again_and_papers_printed_again_not_otherwise(world):
    letter, (paper, _code) = by_mail(world), on_paper(world)
    with pytest.raises(DomainError) as refused:
        services.send_invitation_again(invitation_id=paper.pk, actor=world.citra)
    assert refused.value.code == "rule_violation"
    with pytest.raises(DomainError):
        services.print_invitation_again(invitation_id=letter.pk, actor=world.citra)


# ---- answered once, in time


def test_an_invitation_works_once(world):
    _made, code = on_paper(world)
    nina, other = factories.make_user("Nina"), factories.make_user("Omar")
    services.accept_invitation(code=code, actor=nina)
    before = people()
    for person in (nina, other):
        assert refusal(code=code, actor=person).code == "invitation_closed"
    assert people() == before


def test_after_fourteen_days_it_has_expired_and_the_owner_renews_it(world, monkeypatch):
    made, code = on_paper(world)
    nina, before = factories.make_user("Nina"), people()
    let_pass(monkeypatch, days=VALID_DAYS)
    refused = refusal(code=code, actor=nina)
    assert refused.code == "invitation_expired"
    assert "14 hari" in refused.message
    assert people() == before
    assert [row.state for row in waiting(world.vendor)] == [InvitationState.EXPIRED]
    _made, code = services.print_invitation_again(invitation_id=made.pk, actor=world.citra)
    assert services.accept_invitation(code=code, actor=nina)


def test_a_letter_that_expired_before_it_left_is_not_sent(world, monkeypatch):
    by_mail(world)
    let_pass(monkeypatch, days=VALID_DAYS, seconds=1)
    assert services.send_invitations() == 0


def test_a_revoked_invitation_opens_nothing(world):
    made, code = on_paper(world)
    services.revoke_invitation(invitation_id=made.pk, actor=world.citra)
    assert refusal(code=code, actor=factories.make_user("Nina")).code == "invitation_closed"
    for step in (services.revoke_invitation, services.print_invitation_again):
        with pytest.raises(services.InvitationClosed):
            step(invitation_id=made.pk, actor=world.citra)


def test_whoever_declines_stays_outside(world):
    made, code = on_paper(world)
    services.decline_invitation(code=code, actor=None)
    made.refresh_from_db()
    assert state(made) == InvitationState.DECLINED
    assert refusal(code=code, actor=factories.make_user("Nina")).code == "invitation_closed"
    while outbox.relay():
        pass
    assert ("vendor.invitation_declined", "Citra") in told()


def test_an_invitation_lapses_with_the_owner_who_made_it(world):
    factories.hire(world)
    made, code = on_paper(world)
    services.hand_over_ownership(vendor_id=world.vendor.pk, to=world.lina, actor=world.citra)
    nina = factories.make_user("Nina")
    refused = refusal(code=code, actor=nina)
    assert refused.code == "invitation_closed"
    _made, code = services.print_invitation_again(invitation_id=made.pk, actor=world.lina)
    assert services.accept_invitation(code=code, actor=nina).granted_by == world.lina


# ---- who may invite whom


def test_only_an_owner_invites_renews_and_revokes(world):
    factories.hire(world)
    made, _code = on_paper(world)
    for person in (world.lina, world.mira, world.dedi, world.joko):
        asked = {"vendor_id": world.vendor.pk, "role": STAFF, "actor": person}
        with pytest.raises(NotAllowed):
            services.invite_by_mail(email=ADDRESS, **asked)
        with pytest.raises(NotAllowed):
            services.invite_on_paper(**asked)
        for step in (
            services.revoke_invitation,
            services.print_invitation_again,
            services.send_invitation_again,
        ):
            with pytest.raises(NotAllowed):
                step(invitation_id=made.pk, actor=person)
    assert Invitation.objects.count() == 1


def test_nobody_is_invited_as_owner(world):
    with pytest.raises(DomainError) as refused:
        on_paper(world, OWNER)
    assert refused.value.code == "rule_violation"
    with pytest.raises(DomainError):
        by_mail(world, role=OWNER)


def test_whoever_holds_the_role_is_told_so_when_invited_and_when_accepting(world):
    factories.hire(world)
    with pytest.raises(services.AlreadyMember):
        by_mail(world, email=world.lina.email)
    _made, code = on_paper(world)
    assert refusal(code=code, actor=world.lina).code == "already_member"
    assert state(Invitation.objects.get()) == InvitationState.OPEN  # for somebody else
    assert by_mail(world, email=world.lina.email, role=FINANCE)


def test_the_verifier_of_the_shop_never_joins_it(approved, lili, joko):
    _made, code = services.invite_on_paper(vendor_id=approved.pk, role=STAFF, actor=lili)
    assert refusal(code=code, actor=joko).code == "reviewed_by_them"


def test_no_officer_joins_a_shop_by_its_invitation(submitted, lili, joko):
    """Else a shop could choose by whom it is not judged, and who may not buy from it."""
    _made, code = services.invite_on_paper(vendor_id=submitted.pk, role=STAFF, actor=lili)
    assert refusal(code=code, actor=joko).code == "officers_do_not_sell"
    assert state(Invitation.objects.get()) == InvitationState.OPEN


def test_the_same_person_is_not_invited_twice_at_once(world):
    made = by_mail(world)
    with pytest.raises(services.AlreadyInvited):
        by_mail(world, email=ADDRESS.upper())
    services.revoke_invitation(invitation_id=made.pk, actor=world.citra)
    assert by_mail(world)


def test_a_shop_does_not_write_to_the_whole_world(world, monkeypatch):
    for number in range(MOST_A_DAY):
        by_mail(world, email=f"orang{number}@toko.test")
    with pytest.raises(services.TooManyInvitations):
        on_paper(world)
    let_pass(monkeypatch, days=1)
    assert on_paper(world)


def test_nobody_gets_more_than_five_letters(world):
    made = by_mail(world)
    for _turn in range(MOST_LETTERS - 1):
        services.send_invitation_again(invitation_id=made.pk, actor=world.citra)
    with pytest.raises(services.TooManyInvitations):
        services.send_invitation_again(invitation_id=made.pk, actor=world.citra)
