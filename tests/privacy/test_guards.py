"""Raw SQL of the application's role erases nothing but what a decided request lets it."""

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.privacy import people, services
from marketplace.privacy.models import DataRequest, RequestKind
from tests import factories


@transaction.atomic
def run(statements) -> None:
    with connection.cursor() as cursor:
        for words in statements:
            cursor.execute(words)


def refused(*statements: str) -> str:
    """The guard that refused one of these statements of one transaction."""
    with pytest.raises(DatabaseError) as failure:
        run(statements)
    cause = failure.value.__cause__
    return cause.diag.constraint_name or cause.pgcode


@pytest.fixture
def request_of_rina(committed_db) -> DataRequest:
    """Rina asks to be erased; Olga and Petra run the site."""
    rina = factories.make_user("Rina Contoh")
    factories.make_operator("Olga")
    return services.ask(RequestKind.ERASE, people.known(account_id=rina.pk), actor=rina)


def decided(request: DataRequest, by: int) -> str:
    return (
        f"UPDATE privacy_datarequest SET outcome = 'done', decided_by_id = {by},"  # noqa: S608
        f" decided_at = now() WHERE id = {request.pk}"
    )


def erased(request: DataRequest, table: str, columns: str, keys: str) -> str:
    return f"SELECT privacy_erase({request.pk}, '{table}', '{columns}', '{keys}')"


def test_nothing_is_erased_without_a_request_decided_in_this_transaction(request_of_rina):
    row = request_of_rina
    wanted = erased(row, "accounts_user", "{name}", f"{{{row.account_id}}}")
    assert refused(wanted) == "erasure_was_decided"


def test_a_person_does_not_carry_out_their_own_erasure(request_of_rina):
    row = request_of_rina
    assert refused(decided(row, row.account_id)) == "erasure_by_a_second_person"


def test_only_listed_columns_are_emptied(request_of_rina):
    row = request_of_rina
    olga = factories.make_operator("Olga").pk
    for table, columns in (
        ("core_auditevent", "{reason}"),
        ("payments_ledgerentry", "{amount_rupiah}"),
        ("documents_issueddocument", "{data}"),
        ("accounts_user", "{name,is_staff}"),
    ):
        name = refused(decided(row, olga), erased(row, table, columns, "{1}"))
        assert name == "erasure_of_listed_columns", table


def test_the_list_and_the_record_are_nobodys_to_write(request_of_rina):
    for words in (
        "INSERT INTO privacy_erasable (table_name, column_name, becomes, is_null)"
        " VALUES ('core_auditevent', 'reason', '', false)",
        "UPDATE privacy_erasable SET becomes = 'x'",
        "INSERT INTO privacy_erasedrows (request_id, table_name, columns, keys, erased_at)"
        " VALUES (1, 'x', '{}', '{}', now())",
        "DELETE FROM privacy_datarequest",
        "ALTER TABLE accounts_user DISABLE TRIGGER USER",
    ):
        assert refused(words) in {"42501", "append_only"}, words


def test_a_request_is_not_asked_and_carried_out_in_one_breath(committed_db):
    rina, olga = factories.make_user("Rina"), factories.make_operator("Olga")
    with transaction.atomic():
        row = services.ask(RequestKind.ERASE, people.known(account_id=rina.pk), actor=rina)
        assert refused(decided(row, olga.pk)) == "erasure_is_asked_before"


def test_a_decided_request_stays_as_it_is(request_of_rina):
    olga = factories.make_operator("Olga")
    services.refuse(request_id=request_of_rina.pk, actor=olga, answer="Datang dengan KTP.")
    words = f"UPDATE privacy_datarequest SET answer = '' WHERE id = {request_of_rina.pk}"  # noqa: S608
    assert refused(words) == "data_request_is_decided_once"


def test_the_triggers_stand_again_after_an_erasure(request_of_rina):
    olga = factories.make_operator("Olga")
    services.carry_out(request_id=request_of_rina.pk, actor=olga)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'")
        assert cursor.fetchone() == (0,)
