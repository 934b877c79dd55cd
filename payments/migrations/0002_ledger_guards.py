"""Make the ledger append-only, balanced and never negative in the database itself.

Why: a shell session or a future bug must not be able to write half an entry. The balance check is
deferred to COMMIT because an entry's legs arrive one by one; the account's running balance is kept
by a definer function, so that the application role needs no right to write it (I-10 to I-13, I-16).
Charges and payouts keep their amount, key and claim for ever (I-05, I-07 to I-09).
Locks: new tables. Undo: reverse SQL drops triggers. Tested: tests/trust/test_raw_sql.py.
"""

from django.db import migrations

FORWARD = """
CREATE TRIGGER ledger_transaction_frozen BEFORE UPDATE OR DELETE ON payments_ledgertransaction
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER ledger_transaction_kept BEFORE TRUNCATE ON payments_ledgertransaction
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER ledger_entry_frozen BEFORE UPDATE OR DELETE ON payments_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER ledger_entry_kept BEFORE TRUNCATE ON payments_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION payments_move_balance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE payments_ledgeraccount SET balance_rupiah = balance_rupiah + CASE
        WHEN kind IN ('bank', 'card_receivable', 'mdr_clearing', 'vendor_receivable')
        THEN NEW.debit_rupiah - NEW.credit_rupiah
        ELSE NEW.credit_rupiah - NEW.debit_rupiah END
    WHERE id = NEW.account_id;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_balance_moves AFTER INSERT ON payments_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION payments_move_balance();

CREATE FUNCTION payments_check_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint;
    legs int;
    difference bigint;
BEGIN
    checked := CASE WHEN TG_TABLE_NAME = 'payments_ledgertransaction'
               THEN (to_jsonb(NEW) ->> 'id')::bigint
               ELSE (to_jsonb(NEW) ->> 'transaction_id')::bigint END;
    SELECT count(*), coalesce(sum(debit_rupiah - credit_rupiah), 0) INTO legs, difference
        FROM payments_ledgerentry WHERE transaction_id = checked;
    IF legs < 2 OR difference <> 0 THEN
        RAISE EXCEPTION 'ledger transaction % has % legs and is off by %', checked, legs, difference
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_transaction_balanced AFTER INSERT ON payments_ledgertransaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_balanced();
CREATE CONSTRAINT TRIGGER ledger_entry_balanced AFTER INSERT ON payments_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_balanced();

CREATE FUNCTION payments_guard_new_charge() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bill fulfilment_claim%ROWTYPE;
BEGIN
    SELECT * INTO bill FROM fulfilment_claim WHERE id = NEW.claim_id FOR SHARE;
    IF bill.status <> 'open' OR NEW.status <> 'intended'
       OR NEW.amount_rupiah <> bill.amount_rupiah
       OR NEW.cap_rupiah IS DISTINCT FROM bill.cap_rupiah THEN
        RAISE EXCEPTION 'a charge asks the frozen amount of an open, capped claim'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER charge_new BEFORE INSERT ON payments_cardpayment
    FOR EACH ROW EXECUTE FUNCTION payments_guard_new_charge();
CREATE TRIGGER charge_steps BEFORE UPDATE ON payments_cardpayment
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('payment', 'claim_id', 'card_id',
        'amount_rupiah', 'cap_rupiah', 'idempotency_key', 'requested_by_id');
CREATE TRIGGER charge_kept BEFORE DELETE ON payments_cardpayment
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER payout_steps BEFORE UPDATE ON payments_payout
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('payout', 'batch_id', 'vendor_id',
        'amount_rupiah', 'idempotency_key');
CREATE TRIGGER payout_kept BEFORE DELETE ON payments_payout
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER callback_frozen BEFORE UPDATE OR DELETE ON payments_callbackevent
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION payments_check_payout() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint;
    planned bigint;
    lines bigint;
BEGIN
    checked := CASE WHEN TG_TABLE_NAME = 'payments_payout' THEN (to_jsonb(NEW) ->> 'id')::bigint
               ELSE (to_jsonb(NEW) ->> 'payout_id')::bigint END;
    SELECT amount_rupiah INTO planned FROM payments_payout WHERE id = checked;
    SELECT coalesce(sum(amount_rupiah), 0) INTO lines
        FROM payments_settlementline WHERE payout_id = checked;
    IF planned <> lines THEN
        RAISE EXCEPTION 'payout % pays % for claims of %', checked, planned, lines
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payout_adds_up AFTER INSERT ON payments_payout
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_payout();
CREATE CONSTRAINT TRIGGER settlement_line_adds_up AFTER INSERT OR UPDATE ON payments_settlementline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_payout();
"""
REVERSE = """
DROP TRIGGER settlement_line_adds_up ON payments_settlementline;
DROP TRIGGER payout_adds_up ON payments_payout;
DROP FUNCTION payments_check_payout();
DROP TRIGGER callback_frozen ON payments_callbackevent;
DROP TRIGGER payout_kept ON payments_payout;
DROP TRIGGER payout_steps ON payments_payout;
DROP TRIGGER charge_kept ON payments_cardpayment;
DROP TRIGGER charge_steps ON payments_cardpayment;
DROP TRIGGER charge_new ON payments_cardpayment;
DROP FUNCTION payments_guard_new_charge();
DROP TRIGGER ledger_entry_balanced ON payments_ledgerentry;
DROP TRIGGER ledger_transaction_balanced ON payments_ledgertransaction;
DROP FUNCTION payments_check_balanced();
DROP TRIGGER ledger_balance_moves ON payments_ledgerentry;
DROP FUNCTION payments_move_balance();
DROP TRIGGER ledger_entry_kept ON payments_ledgerentry;
DROP TRIGGER ledger_entry_frozen ON payments_ledgerentry;
DROP TRIGGER ledger_transaction_kept ON payments_ledgertransaction;
DROP TRIGGER ledger_transaction_frozen ON payments_ledgertransaction;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("fulfilment", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
