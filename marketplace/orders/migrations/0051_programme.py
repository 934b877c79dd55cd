"""Let nobody order in the name of a region that takes no part in the programme.

Why: an order from outside of the programme binds a shop to a buyer who may not pay it.
Locks: none. Undo: the former function. Tested: tests/accounts/test_programme.py.
"""

from django.db import migrations

NEW = """
CREATE FUNCTION orders_require_programme(office bigint, moment timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT (
        SELECT accounts_takes_part(r.id, (moment AT TIME ZONE r.time_zone)::date)
        FROM accounts_agency a JOIN accounts_region r ON r.id = a.region_id WHERE a.id = office
    ) THEN
        RAISE EXCEPTION 'the region of agency % takes no part', office
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_of_the_programme';
    END IF;
END $$;
"""
BEFORE = "PERFORM orders_require_authority(po);"
AFTER = "PERFORM orders_require_programme(po.agency_id, po.status_at); " + BEFORE


def _rewrite(old: str, new: str) -> str:
    return f"""
DO $rewrite$ BEGIN
    EXECUTE replace(pg_get_functiondef('orders_require_placeable'::regproc), '{old}', '{new}');
END $rewrite$;
"""


FORWARD = NEW + _rewrite(BEFORE, AFTER)
REVERSE = _rewrite(AFTER, BEFORE) + "DROP FUNCTION orders_require_programme(bigint, timestamptz);"


class Migration(migrations.Migration):
    dependencies = [("orders", "0050_addendum_guards"), ("accounts", "0016_programme_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
