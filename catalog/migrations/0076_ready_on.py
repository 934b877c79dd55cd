"""Count in the database on which day a shop is ready: the twin of ``catalog.day_rules.ready_on``.

Why: the triggers of orders ask it. Locks: none. Undo: drops the function. Tested: tests/catalog/days.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION catalog_ready_on(today date, lead integer) RETURNS date
LANGUAGE plpgsql STABLE AS $$
DECLARE
    ready date := today;
    remaining integer := coalesce(lead, 0);
BEGIN
    WHILE remaining > 0 LOOP
        ready := ready + 1;
        IF extract(isodow FROM ready) < 6 AND NOT EXISTS (
            SELECT 1 FROM core_publicholiday h WHERE h.day = ready AND h.withdrawn_at IS NULL) THEN
            remaining := remaining - 1;
        END IF;
    END LOOP;
    RETURN ready;
END $$;
"""
REVERSE = "DROP FUNCTION catalog_ready_on(date, integer);"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0075_dated_variants")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
