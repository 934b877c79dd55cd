"""Keep on an order's line what its officer tells the shop of it ("tanpa kacang"), for good.

Why: the shop prepares by it and the Surat Pesanan prints it, so that nobody changes it afterwards.
Locks: orders_orderline for a moment (a column with a constant default, no rewrite; a trigger). Undo:
drops trigger, function and column. Tested: tests/sourcing/test_notes.py.
"""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION orders_line_note_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the note of line % stays as it was ordered', OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'line_note_stays';
END $$;
CREATE TRIGGER line_note_stays BEFORE UPDATE ON orders_orderline
    FOR EACH ROW WHEN (NEW.note IS DISTINCT FROM OLD.note)
    EXECUTE FUNCTION orders_line_note_stays();
"""
REVERSE = """
DROP TRIGGER line_note_stays ON orders_orderline;
DROP FUNCTION orders_line_note_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0036_freight_guards")]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="note",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
