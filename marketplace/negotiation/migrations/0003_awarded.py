"""Let an agreement record the award of a competition: the shop offered first, the office takes it.

Why: an order uses what a competition awarded the same way as what was negotiated (ADR 23).
Locks: negotiation_negotiation, while a column with a constant default is added. Undo: drops it and
puts the former functions back. Tested: tests/competition/test_competing.py.
"""

from django.db import migrations, models

BEGIN = """
CREATE OR REPLACE FUNCTION negotiation_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> 'open' OR NEW.turn <> {answers} THEN
        RAISE EXCEPTION 'negotiation % begins open, and the shop answers', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'negotiation_begins_open';
    END IF;
    RETURN NEW;
END $$;
"""
STEPS = """
DROP TRIGGER negotiation_steps ON negotiation_negotiation;
CREATE TRIGGER negotiation_steps BEFORE UPDATE ON negotiation_negotiation
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('negotiation', 'public_id', 'number', {origin}
        'agency_id', 'vendor_id', 'delivery_region_id', 'delivery_address', 'list_freight_rupiah',
        'opened_by_id', 'opened_at');
"""
ROUND = """
CREATE OR REPLACE FUNCTION negotiation_guard_round() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of negotiation_negotiation%ROWTYPE;
    last negotiation_round%ROWTYPE;
BEGIN
    SELECT * INTO of FROM negotiation_negotiation WHERE id = NEW.negotiation_id FOR UPDATE;
    SELECT * INTO last FROM negotiation_round
        WHERE negotiation_id = NEW.negotiation_id ORDER BY number DESC LIMIT 1;
    IF of.status <> 'open' OR NEW.number <> coalesce(last.number, 0) + 1
       OR (last.id IS NULL) <> (NEW.step = 'offer')
       OR last.step IN ('accept', 'refuse')
       OR NEW.side = coalesce(last.side, {answers})
          AND NOT (NEW.step = 'refuse' AND NEW.side = 'buyer') THEN
        RAISE EXCEPTION 'round % of negotiation % is not in turn', NEW.number, of.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'round_in_turn';
    END IF;
    IF NEW.freight_rupiah > of.list_freight_rupiah THEN
        RAISE EXCEPTION 'the freight of negotiation % is above the list', of.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_within_the_list';
    END IF;
    RETURN NEW;
END $$;
"""
WHO = (
    "(CASE {row}.origin WHEN '' THEN 'shop' ELSE 'buyer' END)"  # THEN ends the IF outside brackets
)
FORWARD = (
    BEGIN.replace("{answers}", WHO.format(row="NEW"))
    + STEPS.replace("{origin}", "'origin',")
    + ROUND.replace("{answers}", WHO.format(row="of"))
)
REVERSE = (
    BEGIN.replace("{answers}", "'shop'")
    + STEPS.replace("{origin}", "")
    + ROUND.replace("{answers}", "'shop'")
)


class Migration(migrations.Migration):
    dependencies = [("negotiation", "0002_guards")]
    operations = [
        migrations.AddField(
            model_name="negotiation",
            name="origin",
            field=models.CharField(blank=True, default="", max_length=24),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
