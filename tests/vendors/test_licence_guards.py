"""What the database refuses about licences, whoever asks and however."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.core import clock, guards
from marketplace.core.models import FileAccess
from tests import factories, licences
from vendors.licences.models import Licence, LicenceReminder
from vendors.models import VendorRole

TABLE = "licences_licence"


def refused_by(statement: str, *values: object) -> str:
    """Run a statement past all our code; return the name of the guard that refuses."""
    with (
        pytest.raises(DatabaseError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, values)
    name = refusal.value.__cause__.diag.constraint_name
    assert name in guards.known()
    return name


@pytest.fixture
def waiting(world):
    return licences.make_licence(world.vendor, "pirt", status="waiting")


@pytest.fixture
def verified(world):
    return licences.make_licence(world.vendor, "pirt")


def decide(row, by, status="verified") -> str:
    return refused_by(
        f"UPDATE {TABLE} SET status = %s, decided_by_id = %s, decided_at = now(), reason = 'x'"  # noqa: S608
        " WHERE id = %s",
        status,
        by.pk,
        row.pk,
    )


def test_none_is_born_verified(world, waiting):
    columns = "vendor_id, kind, number, issuer, scope, expires_on, file_id, asked_by_id"
    statement = (
        f"INSERT INTO {TABLE} (public_id, asked_at, status, decided_by_id, decided_at, reason,"  # noqa: S608
        f" revoke_reason, {columns}) SELECT gen_random_uuid(), now(), 'verified', %s, now(), '',"
        f" '', {columns} FROM {TABLE} WHERE id = %s"
    )
    assert refused_by(statement, world.joko.pk, waiting.pk) == "licence_starts_waiting"


def test_it_is_verified_by_somebody_from_outside_who_has_opened_the_paper(world, waiting):
    assert decide(waiting, world.joko) == "licence_paper_was_read"
    assert decide(waiting, world.citra) == "licence_is_judged_from_outside"
    factories.join(world.vendor, world.lina, VendorRole.STAFF)
    assert decide(waiting, world.lina, "returned") == "licence_is_judged_from_outside"
    lone = licences.make_licence(world.vendor, "halal", status="waiting", asked_by=world.joko)
    FileAccess.objects.create(file=lone.file, reader_id=world.joko.pk, read_at=clock.now())
    assert decide(lone, world.joko) == "licence_is_checked_by_another"


@pytest.mark.parametrize(
    "change",
    [
        "number = '2069999999999-39'",
        "expires_on = '2999-01-01'",
        "kind = 'bpom_md'",
        "scope = 'Semua'",
        "status = 'waiting', decided_by_id = NULL, decided_at = NULL",
        "status = 'returned', reason = 'x'",
        "decided_at = now()",
        "revoke_reason = 'x'",
    ],
)
def test_what_was_verified_does_not_change(verified, change):
    statement = f"UPDATE {TABLE} SET {change} WHERE id = %s"  # noqa: S608
    assert refused_by(statement, verified.pk) == "licence_is_decided_once"


def test_it_is_neither_removed_nor_revoked_without_a_word(world, verified):
    with pytest.raises(DatabaseError), transaction.atomic():
        Licence.objects.filter(pk=verified.pk)._raw_delete("default")
    statement = f"UPDATE {TABLE} SET status = 'revoked' WHERE id = %s"  # noqa: S608
    assert refused_by(statement, verified.pk) == "revoked_licence_has_its_person"
    by_the_shop = (
        f"UPDATE {TABLE} SET status = 'revoked', revoked_by_id = %s, revoked_at = now(),"  # noqa: S608
        " revoke_reason = 'x' WHERE id = %s"
    )
    assert refused_by(by_the_shop, world.citra.pk, verified.pk) == "licence_is_judged_from_outside"


@pytest.mark.parametrize(
    ("fields", "guard"),
    [
        ({"kind": "magic"}, "licence_kind_is_known"),
        ({"file": None}, "licence_has_number_and_paper"),
        ({"number": ""}, "licence_has_number_and_paper"),
        ({"expires_on": None}, "licence_has_its_last_day"),
        ({"issued_on": date(2031, 1, 1)}, "licence_ends_after_it_began"),
        ({"tkdn_percent": 40}, "licence_percent_is_of_tkdn"),
        ({"kind": "tkdn", "tkdn_percent": 101}, "licence_percent_is_of_tkdn"),
        ({"kind": "tkdn", "tkdn_percent": None}, "licence_percent_is_of_tkdn"),
    ],
)
def test_a_licence_is_whole(world, fields, guard):
    kind = fields.pop("kind", "pirt")
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        licences.make_licence(world.vendor, kind, status="waiting", **fields)
    assert refusal.value.__cause__.diag.constraint_name == guard


def test_it_renews_one_of_its_own_shop_and_kind(world, verified):
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        licences.make_licence(world.vendor, "halal", replaces=verified, status="waiting")
    assert refusal.value.__cause__.diag.constraint_name == "licence_renews_its_kind"
    other = licences.make_licence(factories.make_vendor(), "pirt")
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        licences.make_licence(world.vendor, "pirt", replaces=other, status="waiting")
    assert refusal.value.__cause__.diag.constraint_name == "licence_replaces_its_own"


def test_a_reminder_is_told_once_and_stays(verified):
    reminder = LicenceReminder.objects.create(licence=verified, days=7, told_at=clock.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        LicenceReminder.objects.create(licence=verified, days=7, told_at=clock.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        LicenceReminder.objects.filter(pk=reminder.pk).update(days=30)
