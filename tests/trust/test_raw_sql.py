"""Promises that hold against a database prompt: the table of attacks, and every illegal step."""

from collections import deque

import psycopg2
import pytest

from catalog.models import PRODUCT_TRANSITIONS, REVISION_TRANSITIONS
from marketplace.core import audit
from marketplace.core.invariants import examine
from marketplace.fulfilment.models import CLAIM_TRANSITIONS
from marketplace.orders.lifecycle import ORDER_TRANSITIONS
from payments.models import INSTRUCTION_TRANSITIONS
from tests.bench import database
from tests.trust.attacked import ROLES
from tests.trust.attacks import ATTACKS, REFUSALS
from tests.trust.attacks.listings import agreed, new_line
from tests.trust.attacks.money import charge
from tests.trust.attacks.orders import order_like
from vendors.models import VENDOR_TRANSITIONS

MUST_BE_ATTACKED = {
    *("I-01", "I-04", "I-06", "I-07", "I-08", "I-09", "I-10", "I-11", "I-12", "I-13", "I-14"),
    *("I-16", "I-18", "I-19", "I-20", "I-21", "I-22", "I-23", "I-25", "I-26", "I-27", "I-35"),
}


def test_every_promise_is_attacked():
    assert {attack.invariant for attack in ATTACKS} == MUST_BE_ATTACKED


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("invariant", sorted(MUST_BE_ATTACKED))
def test_attacks_are_refused_and_nothing_changes(scene, role, invariant):
    rows = [row for row in REFUSALS if (row[0], row[1].invariant) == (role, invariant)]
    given = [(str(attack), scene.attack(role, attack.sql)) for _by, attack, _state in rows]
    assert given == [(str(attack), state) for _by, attack, state in rows]
    assert scene.fingerprint() == scene.untouched


# ---- every pair of states (I-18, I-19)

MACHINES = {
    "order": ("orders_purchaseorder", ORDER_TRANSITIONS, "approved_by_id = {budi}"),
    "vendor": ("vendors_vendor", VENDOR_TRANSITIONS, "status_reason = 'x'"),
    "product": ("catalog_product", PRODUCT_TRANSITIONS, "status_reason = 'x'"),
    "revision": (
        "catalog_productrevision",
        REVISION_TRANSITIONS,
        "decided_by_id = {kartika}, decided_at = now()",
    ),
    "claim": ("fulfilment_claim", CLAIM_TRANSITIONS, "paid_at = now()"),
    "instruction": (
        "payments_bankinstruction",
        INSTRUCTION_TRANSITIONS,
        "trouble = 'held', answer_id = CASE WHEN %(to)s = 'declined' THEN {decline}"
        " WHEN %(to)s IN ('answered', 'succeeded') THEN {success} ELSE answer_id END",
    ),
}
# What a step to "submitted" or "approved" asks of the plan.
MONEY_HELD = (
    "INSERT INTO budget_budgetreservation (SELECT (jsonb_populate_record(b, jsonb_build_object("
    "'id', nextval(pg_get_serial_sequence('budget_budgetreservation', 'id')),"
    " 'order_ref', o.public_id, 'package_id', o.plan_package_id, 'amount_rupiah', o.gross_rupiah,"
    " 'spent_rupiah', 0, 'realised_rupiah', 0, 'state', 'held'))).*"
    " FROM budget_budgetreservation b, orders_purchaseorder o WHERE o.id = %s LIMIT 1)"
)
# What stands behind a step in the same transaction: a shop stops and sells again by a sanction.
BEHIND = {
    ("vendor", "suspended"): (
        "INSERT INTO sanctions_sanction (public_id, number, vendor_id, kind, ground, facts, status,"
        " status_by_id, status_reason, status_at, starts_on, ends_on, proposed_by_id, proposed_at,"
        " answer, decided_by_id, decided_at) SELECT gen_random_uuid(), 'SK-' || txid_current(),"
        " %(row)s, 'suspension', 'wrong_goods', 'x', 'in_force', {joko}, '', now(), '2026-01-01',"
        " '2026-01-02', {joko}, now(), '', {joko}, now()"
    ),
    ("vendor", "approved"): (
        "UPDATE sanctions_sanction SET status = 'ended', status_at = now()"
        " WHERE vendor_id = %(row)s AND status = 'in_force'"
    ),
}
FIRST_ROWS = {
    "vendor": "SELECT {draft_vendor}",
    "product": "SELECT {draft_product}",
    "revision": "SELECT {waiting_revision}",
    "claim": "SELECT {open_claim}",
    "instruction": "SELECT {live_instruction}",
}


def paths(table, start):
    """Return the shortest legal way from a state to every state that can be reached."""
    found, queue = {start: []}, deque([start])
    while queue:
        state = queue.popleft()
        for following in table[state]:
            if following not in found:
                found[following] = [*found[state], following]
                queue.append(following)
    return found


class Machine:
    """One row moved about by raw UPDATEs inside a transaction that is rolled back."""

    def __init__(self, scene, cursor, name):
        table, self.legal, extra = MACHINES[name]
        self.cursor = cursor
        also = extra.format(**scene.rows)
        self.update = f"UPDATE {table} SET status = %(to)s, {also} WHERE id = %(row)s"  # noqa: S608
        self.row = self._first_row(scene, name)
        self.start = next(iter(self.legal))
        self.behind = {
            to: words.format(**scene.rows) for (kind, to), words in BEHIND.items() if kind == name
        }

    def _first_row(self, scene, name):
        if name == "order":
            self.cursor.execute(order_like("submitted").format(**scene.rows) + " RETURNING id")
            row = self.cursor.fetchone()
            self.cursor.execute(MONEY_HELD, row)
            return row[0]
        self.cursor.execute(FIRST_ROWS[name].format(**scene.rows))
        return self.cursor.fetchone()[0]

    def move(self, to):
        """Try one step; say whether it was accepted."""
        self.cursor.execute("SAVEPOINT step")
        values = {"to": to, "row": self.row}
        try:
            if str(to) in self.behind:
                self.cursor.execute(self.behind[str(to)], values)
            self.cursor.execute(self.update, values)
        except psycopg2.Error as refused:
            self.cursor.execute("ROLLBACK TO SAVEPOINT step")
            if refused.pgcode != "23514":
                raise
            return False
        return True

    def accepted_pairs(self):
        """Return every (from, to) that the database lets through."""
        accepted = set()
        for state, path in paths(self.legal, self.start).items():
            self.cursor.execute("SAVEPOINT here")
            assert all(self.move(step) for step in path), (state, path)
            for to in {*self.legal, "hacked"} - {state}:
                if self.move(to):
                    accepted.add((str(state), str(to)))
                    self.cursor.execute("ROLLBACK TO SAVEPOINT step")
            self.cursor.execute("ROLLBACK TO SAVEPOINT here")
        return accepted


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", MACHINES)
def test_all_pairs_of_states_but_the_legal_ones_are_refused(scene, name, role):
    with scene.session(role) as cursor:
        machine = Machine(scene, cursor, name)
        legal = {(str(old), str(new)) for old, news in machine.legal.items() for new in news}
        assert set(paths(machine.legal, machine.start)) == set(machine.legal)
        assert machine.accepted_pairs() == legal


def test_each_step_writes_its_own_history_in_the_same_transaction(scene):
    """I-20: not the use-case but the table itself keeps the history."""
    history = (
        "SELECT count(*), max(from_status), max(to_status), max(txid)"
        " FROM orders_statuschange WHERE order_id = %s AND id > %s"
    )
    with scene.session("app") as cursor:
        cursor.execute("SELECT max(id) FROM orders_statuschange")
        last = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE orders_purchaseorder SET status = 'accepted' WHERE id = %s",
            [scene.rows["issued"]],
        )
        cursor.execute(history, [scene.rows["issued"], last])
        written = cursor.fetchone()
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        assert written == (1, "issued", "accepted", cursor.fetchone()[0])


# ---- what constraints cannot forbid, the audit finds


@pytest.fixture
def own_copy(scene, django_db_blocker):
    """A copy of the scene for this test alone, with Django connected to it."""
    scene.close()
    with django_db_blocker.unblock(), database.clone("spoilt") as name:
        yield name
    scene.__init__(scene.database, scene.rows)


def broken():
    return {invariant.code for invariant, violations in examine() if violations}


def test_the_untouched_scene_keeps_every_promise(own_copy):
    assert broken() == set()


@pytest.mark.parametrize(
    ("code", "statement"),
    [
        ("I-02", "UPDATE catalog_sku SET reserved = reserved + 1 WHERE id = {sku}"),
        ("I-02", "UPDATE catalog_sku SET reserved = reserved - 1 WHERE id = {sku}"),
        ("I-04", "ALTER TABLE core_rule DISABLE TRIGGER USER; UPDATE core_rule SET value = 1"),
        (
            "I-04",
            "ALTER TABLE orders_orderrule DISABLE TRIGGER USER; "
            "UPDATE orders_orderrule SET value = 1",
        ),
        ("I-04", "DROP TRIGGER rule_never_reaches_back ON core_rule"),
        ("I-11", "UPDATE payments_ledgeraccount SET balance_rupiah = 7 WHERE id = {bank_account}"),
        ("I-18", "INSERT INTO core_transition VALUES (DEFAULT, 'order', 'settled', 'draft')"),
        ("I-22", "UPDATE core_delivery SET state = 'parked' WHERE id = {delivery}"),
        ("I-26", "DROP TRIGGER vendor_reviewer_is_no_member ON vendors_vendor"),
        ("I-26", "DROP TRIGGER order_buyers ON orders_purchaseorder"),
        ("I-23", "DROP TRIGGER owner_remains ON vendors_vendormembership"),
        (
            "I-18",
            "ALTER TABLE orders_purchaseorder DISABLE TRIGGER USER; "
            "UPDATE orders_purchaseorder SET status = 'received' WHERE id = {part_order}",
        ),
        (
            "I-35",
            "ALTER TABLE fulfilment_handover DISABLE TRIGGER USER; "
            "UPDATE fulfilment_handover SET number = '', buyer_signed_by_id = NULL, "
            "buyer_signed_at = NULL WHERE id = {signed_handover}",
        ),
        (
            "I-35",
            "ALTER TABLE fulfilment_receiptline DISABLE TRIGGER USER; "
            "UPDATE fulfilment_receiptline SET accepted_quantity = 9 "
            "WHERE receipt_id = {signed_receipt}",
        ),
        (
            "I-35",
            "ALTER TABLE budget_budgetreservation DISABLE TRIGGER USER; "
            "UPDATE budget_budgetreservation SET spent_rupiah = 0",
        ),
        ("I-07", "DROP INDEX one_live_instruction"),
        ("I-09", "DROP TRIGGER instruction_words ON payments_bankinstruction"),
        (
            "I-10",
            "ALTER TABLE payments_bankanswer DISABLE TRIGGER USER; "
            "UPDATE payments_bankanswer SET net_rupiah = net_rupiah - 1",
        ),
        ("I-12", "GRANT UPDATE ON payments_ledgerentry TO {app_role}"),
        ("I-20", "GRANT INSERT ON orders_statuschange TO {app_role}"),
    ],
)
def test_the_audit_finds_what_the_owner_spoilt(scene, own_copy, code, statement):
    database.run_as_owner(statement.format(**scene.rows))
    assert code in broken()


@pytest.mark.parametrize("column", ["reason", "action", "subject_id", "occurred_at", "data"])
def test_one_changed_byte_breaks_the_chain_at_its_line(scene, own_copy, column):
    """I-21. The owner can switch a trigger off, in this copy, but cannot make the hashes agree."""
    line = audit.AuditEvent.objects.filter(position__isnull=False)[3]
    changes = {
        "occurred_at": "occurred_at + interval '1 microsecond'",
        "data": "data || '{\"x\": 1}'",
        "subject_id": "subject_id + 1",
    }
    change = changes.get(column, column + " || 'x'")
    database.run_as_owner(
        "ALTER TABLE core_auditevent DISABLE TRIGGER USER",
        f"UPDATE core_auditevent SET {column} = {change} WHERE id = {line.pk}",  # noqa: S608
    )
    assert audit.verify().broken_at == line.position


def test_a_copied_row_is_a_real_attack(scene):
    """The builder of forged rows makes rows that would be accepted if they were honest."""
    with scene.session("app") as cursor:
        cursor.execute(charge("open_claim").format(**scene.rows))
        assert cursor.rowcount == 1
        cursor.execute(order_like("submitted").format(**scene.rows))
        assert cursor.rowcount == 1
        cursor.execute(new_line("second_sku", "vendor").format(**scene.rows))
        assert cursor.rowcount == 1
        cursor.execute(agreed("second_sku", "second_version").format(**scene.rows))
        assert cursor.rowcount == 1
