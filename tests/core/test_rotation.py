"""New keys: everything is read as before, frozen evidence stays frozen, a broken run goes on."""

import io

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from config.owner_database import owner_connection
from marketplace.core import rotation
from marketplace.core.blind_index import index_of
from tests import factories
from vendors import queries, services
from vendors.models import ChangeRequest, Vendor

NEW_KEY = Fernet.generate_key().decode()


@pytest.fixture
def world(committed_db):
    """A verified shop with an old number, and a request that is on record for ever."""
    made = factories.make_world()
    services.ask_change(
        vendor_id=made.vendor.pk, kind="phone", asked="0800 0000 0099", actor=made.citra
    )
    return made


def stored():
    """Every encrypted text there is, as people would read it."""
    vendors = Vendor.objects.order_by("pk").values_list("npwp", "nik", "account_number")
    changes = ChangeRequest.objects.order_by("pk").values_list("values", "before")
    return list(vendors), list(changes)


def said(name, **options):
    words = io.StringIO()
    call_command(name, stdout=words, **options)
    return words.getvalue().splitlines()


def test_after_a_rotation_the_old_key_can_go(world):
    before = stored()
    with override_settings(FIELD_KEYS=[NEW_KEY, *settings.FIELD_KEYS]):
        lines = said("rotate_field_keys", batch=1)
        assert lines[-1].startswith("rotated: ")
        assert not lines[-1].endswith(" 0 written")
        assert said("rotate_field_keys")[-1].endswith(" 0 written")
    with override_settings(FIELD_KEYS=[NEW_KEY]):
        assert stored() == before


def test_triggers_stand_again_and_the_application_lets_none_rest(world):
    with override_settings(FIELD_KEYS=[NEW_KEY, *settings.FIELD_KEYS]):
        said("rotate_field_keys")
    for words in (
        "UPDATE vendors_changerequest SET values = 'x'",
        "UPDATE vendors_vendor SET npwp = 'x', npwp_index = 'x' WHERE status = 'approved'",
        "ALTER TABLE vendors_changerequest DISABLE TRIGGER USER",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words)


def test_a_run_that_broke_off_goes_on_where_it_was(world):
    with override_settings(FIELD_KEYS=[NEW_KEY, *settings.FIELD_KEYS]):
        factories.make_vendor()
        before = stored()
        [column] = [one for one in rotation.ciphertexts() if one.target == "account_number"]
        with owner_connection() as database:
            first = next(iter(rotation.rotate(database, column, batch=1)))
        assert (first.read, first.written) == (1, 1)
        with owner_connection() as database:
            *_, last = rotation.rotate(database, column)
        assert last.written == Vendor.objects.count() - 2  # one before, one made under the new key
        assert stored() == before


def test_a_token_that_no_key_opens_stops_the_run_and_changes_nothing(world):
    with owner_connection() as database:
        with database, database.cursor() as cursor:
            cursor.execute("ALTER TABLE vendors_vendor DISABLE TRIGGER USER")
            cursor.execute("UPDATE vendors_vendor SET account_number = 'rusak'")
            cursor.execute("ALTER TABLE vendors_vendor ENABLE TRIGGER USER")
        [column] = [one for one in rotation.ciphertexts() if one.target == "account_number"]
        with pytest.raises(InvalidToken):
            list(rotation.rotate(database, column))
        with database, database.cursor() as cursor:
            cursor.execute("SELECT DISTINCT account_number FROM vendors_vendor")
            assert cursor.fetchall() == [("rusak",)]


def test_indexes_are_found_before_between_and_after(world):
    number = world.vendor.npwp
    with override_settings(INDEX_KEYS=["baru", *settings.INDEX_KEYS]):
        assert queries.holders_of("npwp", number).get() == world.vendor
        assert not said("rotate_index_keys")[-1].endswith(" 0 written")
        assert queries.holders_of("npwp", number).get() == world.vendor
        assert said("rotate_index_keys")[-1].endswith(" 0 written")
    with override_settings(INDEX_KEYS=["baru"]):
        assert queries.holders_of("npwp", number).get() == world.vendor
        world.vendor.refresh_from_db()
        assert world.vendor.npwp_index == index_of("npwp", number)
