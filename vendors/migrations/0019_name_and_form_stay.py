"""Keep name and legal form of a verified shop too, beside its numbers.

Why: a verifier found them right on the shop's papers, invoices and tax slips say them, and no
use-case changes them; raw SQL of the application's role could. Locks: the function alone.
Undo: the former function. Tested: tests/vendors/test_changes.py.
"""

from django.db import migrations

_GUARD = """
CREATE OR REPLACE FUNCTION vendors_guard_identity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status IN ('approved', 'suspended')
       AND (%(new)s)
       IS DISTINCT FROM (%(old)s) THEN
        RAISE EXCEPTION 'who vendor %% is was verified and stays', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'verified_identity_stays';
    END IF;
    RETURN NEW;
END $$;
"""


def _guard(*columns: str) -> str:
    return _GUARD % {
        row: ", ".join(f"{row.upper()}.{column}" for column in columns) for row in ("new", "old")
    }


class Migration(migrations.Migration):
    dependencies = [("vendors", "0018_identity_stays")]
    operations = [
        migrations.RunSQL(
            _guard("name", "legal_form", "nib", "nik", "cooperative_number"),
            _guard("nib", "nik", "cooperative_number"),
        )
    ]
