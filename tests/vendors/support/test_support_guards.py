"""The database keeps what was written, ticked, agreed and taken, whoever asks it in SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace.core.invariants import examine
from tests.vendors.support.conftest import shops
from vendors.queries import owner_of
from vendors.support import services
from vendors.support.models import CaseStatus, TrainingSeat


def refused(sql, *params):
    with (
        pytest.raises(DatabaseError) as failure,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, params)
    diagnosis = failure.value.__cause__.diag
    return diagnosis.constraint_name or failure.value.__cause__.pgcode


def test_no_step_beside_the_table(world, case, ticket):
    sql = "UPDATE support_case SET status = 'waiting_office', officer_id = %s WHERE id = %s"
    assert refused(sql, world.joko.pk, case.pk) == "no_such_step"
    sql = "UPDATE support_ticket SET status = 'closed', solved_at = now() WHERE id = %s"
    assert refused(sql, ticket.pk) == "no_such_step"
    frozen = "UPDATE support_ticket SET answer_due_at = now() WHERE id = %s"
    assert refused(frozen, ticket.pk) == "frozen_column"


def test_an_ended_case_stays(world, case):
    services.withdraw_case(case_id=case.pk, reason="Sudah", actor=world.citra)
    sql = "UPDATE support_case SET status_reason = 'lain' WHERE id = %s"
    assert refused(sql, case.pk) == "ended_case_stays"


@pytest.mark.parametrize("table", ["case", "casestep", "ticket", "ticketmessage", "ladderrule"])
def test_nothing_is_removed(world, case, ticket, table):
    assert refused(f"DELETE FROM support_{table}")  # noqa: S608


def test_history_is_written_by_the_triggers_alone(world, taken):
    sql = (
        "INSERT INTO support_casestatuschange (case_id, from_status, to_status, reason, "
        "changed_at, txid) VALUES (%s, 'open', 'done', '', now(), 1)"
    )
    assert refused(sql, taken.pk) == "42501"


def test_a_tick_and_a_word_stay(world, taken):
    step = services.tick_step(step_id=taken.steps.first().pk, actor=world.joko)
    sql = "UPDATE support_casestep SET done_at = NULL, done_by_id = NULL WHERE id = %s"
    assert refused(sql, step.pk) == "case_step_is_done_once"
    note = services.write_note(case_id=taken.pk, text="Halo", actor=world.citra)
    assert refused("UPDATE support_casenote SET text = 'x' WHERE id = %s", note.pk) == "42501"


def test_the_database_counts_the_seats(world, training):
    taken = [
        services.sign_up(training_id=training.pk, vendor_id=one.pk, actor=owner_of(one))
        for one in shops(world, 3)
    ]
    sql = "UPDATE support_trainingseat SET state = 'seated' WHERE id = %s"
    assert refused(sql, taken[2].pk) == "training_is_full"
    sql = "UPDATE support_training SET capacity = 9 WHERE id = %s"
    assert refused(sql, training.pk) == "training_is_only_called_off"
    assert TrainingSeat.objects.filter(state="seated").count() == 2


def test_the_invariants_hold_of_this_room(world, taken, ticket):
    services.write_in_ticket(ticket_id=ticket.pk, text="x", actor=world.joko)
    services.move_case(case_id=taken.pk, to=CaseStatus.WAITING_OFFICE, actor=world.joko)
    broken = {one.code: number for one, number in examine() if one.code in {"I-18", "I-20"}}
    assert broken == {"I-18": 0, "I-20": 0}
