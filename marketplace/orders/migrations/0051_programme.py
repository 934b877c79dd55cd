"""Let nobody order in the name of a region that takes no part in the programme.

Why: an order from outside of the programme binds a shop to a buyer who may not pay it.
Locks: none. Undo: the former function. Tested: tests/accounts/test_programme.py.
"""

from django.db import migrations

BEFORE = "PERFORM orders_require_authority(po);"
AFTER = "PERFORM accounts_require_part(po.agency_id, po.status_at); " + BEFORE


def _rewrite(old: str, new: str) -> str:
    return f"""
DO $rewrite$ BEGIN
    EXECUTE replace(pg_get_functiondef('orders_require_placeable'::regproc), '{old}', '{new}');
END $rewrite$;
"""


FORWARD, REVERSE = _rewrite(BEFORE, AFTER), _rewrite(AFTER, BEFORE)


class Migration(migrations.Migration):
    dependencies = [("orders", "0050_addendum_guards"), ("accounts", "0016_programme_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
