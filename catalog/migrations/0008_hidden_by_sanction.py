"""Let a sanction hide only listings of the shop that it is about.

Why: the room of sanctions knows no listings; it keeps a table's name and a row's key (I-23).
Locks: sanctions_sanctionsubject, milliseconds. Undo: drops the trigger.
Tested: tests/vendors/test_sanction_guards.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION catalog_guard_hidden() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM catalog_product p JOIN sanctions_sanction s ON s.vendor_id = p.vendor_id
        WHERE p.id = NEW.subject_id AND s.id = NEW.sanction_id
    ) THEN
        RAISE EXCEPTION 'listing % is not of the sanctioned shop', NEW.subject_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'hidden_goods_are_of_the_shop';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hidden_listing_guard BEFORE INSERT ON sanctions_sanctionsubject
    FOR EACH ROW WHEN (NEW.subject_type = 'catalog.product')
    EXECUTE FUNCTION catalog_guard_hidden();
"""
REVERSE = """
DROP TRIGGER hidden_listing_guard ON sanctions_sanctionsubject;
DROP FUNCTION catalog_guard_hidden();
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_licence_guards"), ("sanctions", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
