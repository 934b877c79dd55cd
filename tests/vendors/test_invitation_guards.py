"""An invitation's code by itself, two answers at one moment, and raw SQL against its guards."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction

from tests import factories
from tests.orders.test_together import at_once
from tests.vendors.test_invitations import (
    by_mail,
    on_paper,
    people,
)
from vendors import services
from vendors.invitation_rules import (
    CODE_LENGTH,
    SIGNS,
    InvitationState,
    grouped_code,
    masked_address,
    state_of,
    typed_code,
)

# ---- the code


def test_a_code_is_read_however_it_was_typed():
    code = "ABCDEFGHJKMN"
    assert grouped_code(code) == "ABCD-EFGH-JKMN"
    for typed in ("ABCD-EFGH-JKMN", "abcd efgh jkmn", " abcdefghjkmn ", "ABCD–EFGH–JKMN"):
        assert typed_code(typed) == code, typed
    for typed in ("", "ABCD-EFGH", "ABCD-EFGH-JKM0", "ABCD-EFGH-JKML", "A" * 13, "\0" * 12):
        assert typed_code(typed) == "", typed


def test_no_sign_of_a_code_looks_like_another():
    assert not set("0O1IL") & set(SIGNS)
    assert len(SIGNS) ** CODE_LENGTH > 2**59


def test_an_address_is_masked_for_those_it_is_not_of():
    assert masked_address("nina@toko.test") == "n•••@toko.test"


@pytest.mark.parametrize(
    ("answered", "left", "manages", "where"),
    [
        (None, 1, True, InvitationState.OPEN),
        (None, 0, True, InvitationState.EXPIRED),
        (None, 1, False, InvitationState.LAPSED),
        (None, -1, False, InvitationState.EXPIRED),
        (InvitationState.ACCEPTED, -1, False, InvitationState.ACCEPTED),
    ],
)
def test_where_an_invitation_stands(answered, left, manages, where):
    now = factories.START
    ends = now + timedelta(seconds=left)
    assert state_of(answered=answered, ends=ends, now=now, inviter_manages=manages) == where


# ---- two at the same moment, and raw SQL


def test_two_people_with_one_code_get_one_role(committed_world):
    world = committed_world
    _made, code = on_paper(world)
    nina, omar = factories.make_user("Nina"), factories.make_user("Omar")
    before = people()
    assert at_once(
        lambda: services.accept_invitation(code=code, actor=nina),
        lambda: services.accept_invitation(code=code, actor=omar),
    ) == ["done", "invitation_closed"]
    assert people() == before + 1


def test_two_tabs_of_one_person_give_one_role(committed_world):
    world = committed_world
    _made, code = on_paper(world)
    nina, before = factories.make_user("Nina"), people()
    accept = [lambda: services.accept_invitation(code=code, actor=nina)] * 3
    assert at_once(*accept) == ["done", "invitation_closed", "invitation_closed"]
    assert people() == before + 1


def test_accepting_and_revoking_at_once_leave_one_truth(committed_world):
    world = committed_world
    made, code = on_paper(world)
    nina, before = factories.make_user("Nina"), people()
    outcomes = at_once(
        lambda: services.accept_invitation(code=code, actor=nina),
        lambda: services.revoke_invitation(invitation_id=made.pk, actor=world.citra),
    )
    assert outcomes == ["done", "invitation_closed"]
    made.refresh_from_db()
    assert people() - before == int(made.accepted_at is not None)


def test_two_senders_send_one_letter(committed_world):
    by_mail(committed_world)
    assert at_once(services.send_invitations, services.send_invitations) == ["done", "done"]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("change", "guard"),
    [
        ("role = 'owner'", "invitation_is_decided_once"),
        ("vendor_id = vendor_id + 1", "invitation_is_decided_once"),
        ("accepted_at = invited_at", "accepted_invitation_gives_the_role"),
        ("revoked_at = invited_at", "revoked_invitation_has_its_person"),
        ("expires_at = invited_at", "invitation_expires_later"),
        (
            "declined_at = invited_at, revoked_at = invited_at, revoked_by_id = invited_by_id",
            "invitation_has_one_answer",
        ),
        ("mailed_at = invited_at", "only_letters_are_sent"),
    ],
)
def test_raw_sql_cannot_bend_an_open_invitation(world, change, guard):
    on_paper(world)
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        run(f"UPDATE vendors_invitation SET {change}")  # noqa: S608
    assert refused.value.__cause__.diag.constraint_name == guard


def test_a_decided_invitation_stays_for_ever(world):
    _made, code = on_paper(world)
    services.decline_invitation(code=code, actor=None)
    for words in (
        "UPDATE vendors_invitation SET declined_at = NULL",
        "UPDATE vendors_invitation SET expires_at = expires_at + interval '1 day'",
        "DELETE FROM vendors_invitation",
        "TRUNCATE vendors_invitation CASCADE",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            run(words)


def run(words: str) -> None:
    """Say something to the database past all use-cases."""
    with connection.cursor() as cursor:
        cursor.execute(words)
