"""Make the ledger append-only, balanced and never negative in the database itself.

Why: a shell session or a future bug must not be able to write half an entry. The balance check is
deferred to COMMIT because an entry's legs arrive one by one; the account's running balance is kept
by a definer function, so that the application role needs no right to write it (I-10 to I-13, I-16).
What was asked of the bank (key, amount, request, destination) and what it said stays as written; an
instruction ends only by a word of the bank that fits it (I-05, I-07 to I-09).
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
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_transaction_balanced AFTER INSERT ON payments_ledgertransaction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_balanced();
CREATE CONSTRAINT TRIGGER ledger_entry_balanced AFTER INSERT ON payments_ledgerentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_balanced();

CREATE TRIGGER callback_frozen BEFORE UPDATE OR DELETE ON payments_callbackevent
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER answer_frozen BEFORE UPDATE OR DELETE ON payments_bankanswer
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER answer_kept BEFORE TRUNCATE ON payments_bankanswer
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

-- Attach with the columns that never change once the row exists.
CREATE FUNCTION payments_keep_columns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 0 .. TG_NARGS - 1 LOOP
        IF to_jsonb(NEW) -> TG_ARGV[i] IS DISTINCT FROM to_jsonb(OLD) -> TG_ARGV[i] THEN
            RAISE EXCEPTION '%.% is frozen', TG_TABLE_NAME, TG_ARGV[i]
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'frozen_column';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- Nothing new is asked for a purpose while an older instruction for it waits for a person: it may
-- be live at the bank. The named lock orders this question against the reopening below.
CREATE FUNCTION payments_guard_new_instruction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'intended' OR NEW.attempts <> 0 OR NEW.reopened
       OR NEW.answer_id IS NOT NULL THEN
        RAISE EXCEPTION 'an instruction begins as an intent'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instruction_starts_as_intent';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.purpose, 0));
    IF EXISTS (SELECT 1 FROM payments_bankinstruction
               WHERE purpose = NEW.purpose AND reopened AND status = 'needs_person') THEN
        RAISE EXCEPTION 'an earlier instruction for % waits for a person', NEW.purpose
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'instruction_waits_for_a_person';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER instruction_new BEFORE INSERT ON payments_bankinstruction
    FOR EACH ROW EXECUTE FUNCTION payments_guard_new_instruction();

CREATE FUNCTION payments_guard_instruction() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    word payments_bankanswer%ROWTYPE;
BEGIN
    IF OLD.status = 'declined' AND NEW.status = 'needs_person' THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(NEW.purpose, 0));
        NEW.reopened := true;
    ELSIF NEW.status = 'declined' THEN
        NEW.reopened := false;
    ELSE
        NEW.reopened := OLD.reopened;
    END IF;
    IF OLD.status = 'succeeded' AND NEW.answer_id IS DISTINCT FROM OLD.answer_id
       AND OLD.trouble <> 'credit_unknown' THEN
        RAISE EXCEPTION 'a finished instruction keeps the word that ended it'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'instruction_keeps_its_word';
    END IF;
    IF NEW.status NOT IN ('answered', 'succeeded', 'declined') THEN
        RETURN NEW;
    END IF;
    SELECT * INTO word FROM payments_bankanswer
        WHERE id = NEW.answer_id AND instruction_id = NEW.id;
    IF NOT FOUND OR (NEW.status <> 'answered' AND word.outcome <> NEW.status) THEN
        RAISE EXCEPTION 'an instruction ends by the word of the bank about it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instruction_ends_by_a_word';
    END IF;
    -- A reopened one that succeeds after all counts as live again: no second one may be.
    IF word.outcome = 'succeeded' THEN
        NEW.reopened := false;
    END IF;
    IF word.outcome = 'succeeded' AND (word.bank_reference = ''
       OR word.amount_rupiah IS DISTINCT FROM NEW.amount_rupiah) THEN
        RAISE EXCEPTION 'a success names our sum and the number of the bank'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'success_names_our_sum';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER instruction_steps BEFORE UPDATE ON payments_bankinstruction
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('instruction', 'kind', 'purpose',
        'amount_rupiah', 'idempotency_key', 'request', 'destination', 'created_at');
CREATE TRIGGER instruction_words BEFORE UPDATE ON payments_bankinstruction
    FOR EACH ROW EXECUTE FUNCTION payments_guard_instruction();
CREATE TRIGGER instruction_kept BEFORE DELETE ON payments_bankinstruction
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

-- Nothing is asked of the bank without a row that says what for. A new kind joins this list.
CREATE FUNCTION payments_check_purpose() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM payments_cardpayment WHERE instruction_id = NEW.id)
       AND NOT EXISTS (SELECT 1 FROM payments_payout WHERE instruction_id = NEW.id) THEN
        RAISE EXCEPTION 'instruction % is for nothing', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instruction_has_a_purpose';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER instruction_has_purpose AFTER INSERT ON payments_bankinstruction
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_check_purpose();

CREATE FUNCTION payments_require_instruction(
    wanted bigint, wanted_kind text, wanted_purpose text, wanted_amount bigint
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM payments_bankinstruction WHERE id = wanted AND kind = wanted_kind
        AND purpose = wanted_purpose AND amount_rupiah = wanted_amount AND status = 'intended'
    ) THEN
        RAISE EXCEPTION 'the instruction is not for this'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'instruction_is_for_this';
    END IF;
END $$;

CREATE FUNCTION payments_guard_new_charge() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    bill fulfilment_claim%ROWTYPE;
BEGIN
    SELECT * INTO bill FROM fulfilment_claim WHERE id = NEW.claim_id FOR SHARE;
    IF bill.status <> 'open' OR NEW.amount_rupiah <> bill.amount_rupiah
       OR NEW.cap_rupiah IS DISTINCT FROM bill.cap_rupiah THEN
        RAISE EXCEPTION 'a charge asks the frozen amount of an open, capped claim'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'charge_asks_the_claim';
    END IF;
    PERFORM payments_require_instruction(
        NEW.instruction_id, 'charge', 'claim-' || NEW.claim_id, NEW.amount_rupiah);
    RETURN NEW;
END $$;
CREATE TRIGGER charge_new BEFORE INSERT ON payments_cardpayment
    FOR EACH ROW EXECUTE FUNCTION payments_guard_new_charge();
CREATE TRIGGER charge_kept BEFORE UPDATE OR DELETE ON payments_cardpayment
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION payments_guard_new_payout() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM payments_require_instruction(NEW.instruction_id, 'payout',
        'payout-' || NEW.batch_id || '-' || NEW.vendor_id, NEW.amount_rupiah);
    RETURN NEW;
END $$;
CREATE TRIGGER payout_new BEFORE INSERT ON payments_payout
    FOR EACH ROW EXECUTE FUNCTION payments_guard_new_payout();
CREATE TRIGGER payout_columns BEFORE UPDATE ON payments_payout
    FOR EACH ROW EXECUTE FUNCTION payments_keep_columns('instruction_id', 'batch_id', 'vendor_id',
        'amount_rupiah');
CREATE TRIGGER payout_kept BEFORE DELETE ON payments_payout
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER settlement_line_columns BEFORE UPDATE ON payments_settlementline
    FOR EACH ROW EXECUTE FUNCTION payments_keep_columns('payout_id', 'claim_id', 'amount_rupiah');
CREATE TRIGGER settlement_line_kept BEFORE DELETE ON payments_settlementline
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
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payout_adds_up';
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
DROP TRIGGER settlement_line_kept ON payments_settlementline;
DROP TRIGGER settlement_line_columns ON payments_settlementline;
DROP TRIGGER payout_kept ON payments_payout;
DROP TRIGGER payout_columns ON payments_payout;
DROP TRIGGER payout_new ON payments_payout;
DROP FUNCTION payments_guard_new_payout();
DROP TRIGGER charge_kept ON payments_cardpayment;
DROP TRIGGER charge_new ON payments_cardpayment;
DROP FUNCTION payments_guard_new_charge();
DROP FUNCTION payments_require_instruction(bigint, text, text, bigint);
DROP TRIGGER instruction_has_purpose ON payments_bankinstruction;
DROP FUNCTION payments_check_purpose();
DROP TRIGGER instruction_kept ON payments_bankinstruction;
DROP TRIGGER instruction_words ON payments_bankinstruction;
DROP TRIGGER instruction_steps ON payments_bankinstruction;
DROP FUNCTION payments_guard_instruction();
DROP TRIGGER instruction_new ON payments_bankinstruction;
DROP FUNCTION payments_guard_new_instruction();
DROP FUNCTION payments_keep_columns();
DROP TRIGGER answer_kept ON payments_bankanswer;
DROP TRIGGER answer_frozen ON payments_bankanswer;
DROP TRIGGER callback_frozen ON payments_callbackevent;
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
