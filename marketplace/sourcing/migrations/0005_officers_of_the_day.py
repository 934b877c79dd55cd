"""Share a cart between officers of the moment: a role begins and ends by itself.

Locks: none. Undo: the former question. Tested: tests/sourcing/test_sharing.py.
"""

from django.db import migrations

BY_FLAG, BY_DAY = "AND m.active) <> 2", "AND accounts_in_force(m, NEW.sent_at)) <> 2"


def _rewrite(old: str, new: str) -> str:
    return f"""
DO $rewrite$ BEGIN
    EXECUTE replace(pg_get_functiondef('sourcing_guard_share'::regproc), '{old}', '{new}');
END $rewrite$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sourcing", "0004_share_guards"),
        ("accounts", "0011_appointment_guards"),
    ]
    operations = [migrations.RunSQL(_rewrite(BY_FLAG, BY_DAY), _rewrite(BY_DAY, BY_FLAG))]
