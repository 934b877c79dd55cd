"""Let a settlement line, a batch, a card and a known bank credit stay as they were booked.

Why: a line of a payout that was paid could be called void, and its claim paid out again; the word
that named the bank's fee (MDR) could be exchanged once the alarm word was set by hand. A line is
void only while the bank refuses its payout, and a word is exchanged only while it names no credit.
Locks: the tables for a moment. Undo: the former function, without the other triggers.
Tested: tests/trust/test_raw_sql.py, `manage.py trust raw`.
"""

from django.db import migrations

WORDS = """
CREATE OR REPLACE FUNCTION payments_guard_instruction() RETURNS trigger LANGUAGE plpgsql AS $$
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
       AND ({unless}) THEN
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
"""
ALARM = "OLD.trouble <> 'credit_unknown'"
CREDIT = """OR EXISTS (SELECT 1 FROM payments_bankanswer WHERE id = OLD.answer_id
            AND num_nonnulls(mdr_rupiah, net_rupiah) > 0)"""
FORWARD = """
CREATE FUNCTION payments_guard_void() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    paid text;
BEGIN
    SELECT i.status INTO paid FROM payments_payout p
        JOIN payments_bankinstruction i ON i.id = p.instruction_id WHERE p.id = NEW.payout_id;
    IF NEW.void AND NOT OLD.void AND paid <> 'declined'
       OR OLD.void AND NOT NEW.void AND paid <> 'succeeded' THEN
        RAISE EXCEPTION 'a line of a payout that is % cannot become void or valid', paid
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'line_is_void_when_refused';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settlement_line_void BEFORE UPDATE ON payments_settlementline
    FOR EACH ROW EXECUTE FUNCTION payments_guard_void();
CREATE TRIGGER instruction_end_stays BEFORE UPDATE ON payments_bankinstruction
    FOR EACH ROW WHEN (NEW.status = OLD.status AND NEW.finished_at IS DISTINCT FROM OLD.finished_at)
    EXECUTE FUNCTION core_stays();
CREATE TRIGGER payout_repeated_once BEFORE UPDATE ON payments_payout
    FOR EACH ROW WHEN (OLD.retry_at IS NOT NULL AND NEW.retry_at IS DISTINCT FROM OLD.retry_at)
    EXECUTE FUNCTION core_stays();
CREATE TRIGGER card_columns BEFORE UPDATE ON payments_governmentcard
    FOR EACH ROW EXECUTE FUNCTION payments_keep_columns('agency_id', 'holder_id', 'token', 'last4',
        'issuer', 'registered_at');
CREATE TRIGGER card_kept BEFORE DELETE ON payments_governmentcard
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER batch_frozen BEFORE UPDATE OR DELETE ON payments_settlementbatch
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER payout_repeated_once ON payments_payout;
DROP TRIGGER instruction_end_stays ON payments_bankinstruction;
DROP TRIGGER batch_frozen ON payments_settlementbatch;
DROP TRIGGER card_kept ON payments_governmentcard;
DROP TRIGGER card_columns ON payments_governmentcard;
DROP TRIGGER settlement_line_void ON payments_settlementline;
DROP FUNCTION payments_guard_void();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_ledger_guards"), ("core", "0004_evidence_guards")]
    operations = [
        migrations.RunSQL(
            WORDS.replace("{unless}", f"{ALARM} {CREDIT}"), WORDS.replace("{unless}", ALARM)
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
