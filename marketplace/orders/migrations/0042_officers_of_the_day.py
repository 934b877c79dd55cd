"""Ask of an officer whether they hold the role at the moment of the step; note who stood in.

Why: a role begins and ends by itself and rests while somebody stands in, which `active` alone does not
say. The moment is the step's own. Where a duty passed because its holder was away, the appointment
names the stand-in's role. Locks: orders_appointment for a moment (a new empty column).
Undo: the former calls. Tested: tests/orders/test_stand_ins.py, tests/trust/test_raw_sql.py.
"""

import django.db.models.deletion
from django.db import migrations, models

BY_DAY = """
CREATE FUNCTION orders_require_officer(
    person bigint, office bigint, needed text, moment timestamptz
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM accounts_membership m WHERE m.user_id = person AND m.agency_id = office
        AND m.role = needed AND accounts_in_force(m, moment)
    ) THEN
        RAISE EXCEPTION 'user % is no % of agency %', person, needed, office
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_people_of_the_agency';
    END IF;
END $$;
"""
BY_FLAG = """
CREATE FUNCTION orders_require_officer(person bigint, office bigint, needed text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM accounts_membership
        WHERE user_id = person AND agency_id = office AND role = needed AND active
    ) THEN
        RAISE EXCEPTION 'user % is no % of agency %', person, needed, office
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_people_of_the_agency';
    END IF;
END $$;
"""
# Function, what it asked, what it asks now; all else in them stays as later migrations left it.
ASKS = (
    ("orders_guard_order", "NEW.agency_id, 'procurement_officer')",
     "NEW.agency_id, 'procurement_officer', NEW.status_at)"),
    ("orders_guard_order", "NEW.agency_id, 'commitment_officer')",
     "NEW.agency_id, 'commitment_officer', NEW.status_at)"),
    ("orders_require_placeable", "po.agency_id, 'commitment_officer')",
     "po.agency_id, 'commitment_officer', po.status_at)"),
    ("orders_check_appointment", "po.agency_id, NEW.duty)",
     "po.agency_id, NEW.duty, NEW.appointed_at)"),
    ("orders_guard_second", "FROM accounts_membership WHERE user_id = NEW.person_id AND active",
     "FROM accounts_membership m WHERE user_id = NEW.person_id AND accounts_in_force(m, NEW.given_at)"),
)  # fmt: skip


def _rewrite(function: str, old: str, new: str) -> str:
    old, new = old.replace("'", "''"), new.replace("'", "''")
    return f"""
DO $rewrite$ BEGIN
    EXECUTE replace(pg_get_functiondef('{function}'::regproc), '{old}', '{new}');
END $rewrite$;
"""


FORWARD = (
    BY_DAY
    + "".join(_rewrite(*ask) for ask in ASKS)
    + "DROP FUNCTION orders_require_officer(bigint, bigint, text);"
)
REVERSE = (
    BY_FLAG
    + "".join(_rewrite(function, new, old) for function, old, new in ASKS)
    + "DROP FUNCTION orders_require_officer(bigint, bigint, text, timestamptz);"
)


class Migration(migrations.Migration):
    dependencies = [("orders", "0041_negotiated_guards"), ("accounts", "0011_appointment_guards")]
    operations = [
        migrations.AddField(
            model_name="appointment",
            name="stand_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
