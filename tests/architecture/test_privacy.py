"""Every table says what it holds of a person: exported, erased, kept by law, or nothing."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models

from marketplace.core import privacy
from marketplace.privacy.models import Erasable

TABLES = [model for model in apps.get_models() if not model._meta.proxy]


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_a_room_has_spoken_of_every_column_in_which_a_person_could_stand(model):
    """Add the table to its room's ``held.py``: holds, names, or silent with a reason."""
    left = privacy.columns_to_speak_of(model) - privacy.spoken_of(model)
    assert left == set(), f"{model._meta.label}: say in the room's held.py what these hold: {left}"


def test_the_walk_sees_text_files_numbers_of_accounts_and_ciphers():
    found = privacy.columns_to_speak_of(apps.get_model("vendors", "Vendor"))
    assert {"name", "nik", "account_number", "kbli_codes", "status_by", "latitude"} <= found
    assert "status" not in found
    assert "file" in privacy.columns_to_speak_of(apps.get_model("vendors", "VendorDocument"))


def test_whoever_is_silent_says_why():
    for one in privacy._silent:
        assert len(one.why) > 5, one.model


def test_no_column_is_erased_and_kept_at_once():
    kept = {(one.model, column) for one in privacy.holdings() for column in one.kept}
    erased = {(one.model, column) for one in privacy.holdings() for column in one.erased}
    assert kept & erased == set()


def test_every_account_is_named_by_number_alone_where_it_is_kept():
    """A foreign key to an account is spoken of as a number, or goes with its row."""
    user = get_user_model()
    gone = {one.model for one in privacy.holdings() if one.deleted}
    named = {(one.model, column) for one in privacy.named() for column in one.columns}
    for model in TABLES:
        for one in model._meta.local_concrete_fields:
            if isinstance(one, models.ForeignKey) and one.related_model is user:
                assert (model, one.name) in named or model in gone, one


def test_the_database_knows_the_same_columns(db):
    rows = Erasable.objects.values_list("table_name", "column_name", "becomes", "is_null")
    wanted = {(*key, word or "", word is None) for key, word in privacy.erasable().items()}
    assert set(rows) == wanted
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public'"
        )
        there = set(cursor.fetchall())
    assert {(table, column) for table, column, *_rest in rows} <= there
