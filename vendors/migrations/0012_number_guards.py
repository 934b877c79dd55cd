"""One number, one shop; no number without its index; a place of business changes with its NPWP.

Why: NPWP and NIK of a cooperative belong to one firm, and a person trades in their own name under
one NIB (PP 28/2025), so that one sole trader has one shop. A shop holds its numbers while it waits
for the verifier or is verified, as with one_vendor_per_nib. This is a trigger and no unique index:
numbers were not compared before, and shops that were verified with the same one stay as they are
until a person has looked; whoever takes a number now is compared with all of them. Whoever comes
second waits for the first by a lock on the number.
NITKU and the point on the map are part of what was verified, as NPWP and address are.
Locks: constraints are checked against all rows, indexes are built: seconds for 10,000 shops.
Undo: drops what is made here; the guard of verified columns is the one before.
Tested: tests/vendors/test_duplicates.py, tests/vendors/test_numbers.py, tests/vendors/test_changes.py.
"""

from django.db import migrations, models

VERIFIED = """
CREATE OR REPLACE FUNCTION vendors_guard_verified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status NOT IN ('approved', 'suspended') THEN
        RETURN NEW;
    END IF;
    IF (NEW.bank_code, NEW.account_number, NEW.account_holder)
       IS DISTINCT FROM (OLD.bank_code, OLD.account_number, OLD.account_holder) THEN
        PERFORM vendors_require_change(OLD.id, 'account');
    END IF;
    IF NEW.phone IS DISTINCT FROM OLD.phone THEN
        PERFORM vendors_require_change(OLD.id, 'phone');
    END IF;
    IF ({address}) IS DISTINCT FROM ({old_address}) THEN
        PERFORM vendors_require_change(OLD.id, 'address');
    END IF;
    IF ({npwp}) IS DISTINCT FROM ({old_npwp}) THEN
        PERFORM vendors_require_change(OLD.id, 'npwp');
    END IF;
    IF NEW.is_pkp IS DISTINCT FROM OLD.is_pkp THEN
        PERFORM vendors_require_change(OLD.id, 'pkp');
    END IF;
    RETURN NEW;
END $$;
"""


def guard(address: str, npwp: str) -> str:
    """Return the guard of verified columns with these columns of address and tax number."""
    rows = {"address": address.split(), "npwp": npwp.split()}
    text = VERIFIED
    for name, columns in rows.items():
        for prefix, row in (("", "NEW"), ("old_", "OLD")):
            listed = ", ".join(f"{row}.{column}" for column in columns)
            text = text.replace("{" + prefix + name + "}", listed)
    return text


NUMBERS = """
CREATE FUNCTION vendors_guard_numbers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    holds CONSTANT text[] := '{submitted,approved,suspended}';
    taken boolean := TG_OP = 'INSERT' OR OLD.status <> ALL (holds);
BEGIN
    IF NEW.status <> ALL (holds) THEN
        RETURN NEW;
    END IF;
    IF NEW.npwp_index <> '' AND (taken OR NEW.npwp_index <> OLD.npwp_index) THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('npwp' || NEW.npwp_index, 0));
        IF EXISTS (SELECT 1 FROM vendors_vendor WHERE npwp_index = NEW.npwp_index
                   AND id <> NEW.id AND status = ANY (holds)) THEN
            RAISE EXCEPTION 'another shop holds this NPWP'
                USING ERRCODE = 'unique_violation', CONSTRAINT = 'one_vendor_per_npwp';
        END IF;
    END IF;
    IF NEW.nik_index <> '' AND NEW.legal_form = 'individual'
       AND (taken OR NEW.nik_index <> OLD.nik_index) THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('nik' || NEW.nik_index, 0));
        IF EXISTS (SELECT 1 FROM vendors_vendor WHERE nik_index = NEW.nik_index
                   AND legal_form = 'individual' AND id <> NEW.id AND status = ANY (holds)) THEN
            RAISE EXCEPTION 'this person has a shop'
                USING ERRCODE = 'unique_violation', CONSTRAINT = 'one_sole_trader_per_nik';
        END IF;
    END IF;
    IF NEW.cooperative_number_index <> ''
       AND (taken OR NEW.cooperative_number_index <> OLD.cooperative_number_index) THEN
        PERFORM pg_advisory_xact_lock(
            hashtextextended('cooperative' || NEW.cooperative_number_index, 0));
        IF EXISTS (SELECT 1 FROM vendors_vendor
                   WHERE cooperative_number_index = NEW.cooperative_number_index
                   AND id <> NEW.id AND status = ANY (holds)) THEN
            RAISE EXCEPTION 'this cooperative has a shop' USING ERRCODE = 'unique_violation',
                CONSTRAINT = 'one_vendor_per_cooperative_number';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER vendor_numbers BEFORE INSERT OR UPDATE ON vendors_vendor
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_numbers();
"""
FORWARD = NUMBERS + guard("address region_id latitude longitude", "npwp nitku")
REVERSE = (
    "DROP TRIGGER vendor_numbers ON vendors_vendor; DROP FUNCTION vendors_guard_numbers();"
    + guard("address region_id", "npwp")
)


class Migration(migrations.Migration):
    dependencies = [("vendors", "0011_fill_indexes")]
    operations = [
        migrations.AddIndex(
            model_name="vendor",
            index=models.Index(fields=["npwp_index"], name="vendor_by_npwp"),
        ),
        migrations.AddIndex(
            model_name="vendor",
            index=models.Index(fields=["nik_index"], name="vendor_by_nik"),
        ),
        migrations.AddIndex(
            model_name="vendor",
            index=models.Index(
                fields=["cooperative_number_index"], name="vendor_by_cooperative_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="vendor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("npwp", ""), ("npwp_index", "")),
                    models.Q(
                        models.Q(("npwp", ""), _negated=True),
                        models.Q(("npwp_index", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="vendor_npwp_has_its_index",
            ),
        ),
        migrations.AddConstraint(
            model_name="vendor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("nik", ""), ("nik_index", "")),
                    models.Q(
                        models.Q(("nik", ""), _negated=True),
                        models.Q(("nik_index", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="vendor_nik_has_its_index",
            ),
        ),
        migrations.AddConstraint(
            model_name="vendor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cooperative_number", ""), ("cooperative_number_index", "")),
                    models.Q(
                        models.Q(("cooperative_number", ""), _negated=True),
                        models.Q(("cooperative_number_index", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="vendor_cooperative_number_has_its_index",
            ),
        ),
        migrations.AddConstraint(
            model_name="vendor",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                    models.Q(
                        ("latitude__gte", -11.5),
                        ("latitude__isnull", False),
                        ("latitude__lte", 6.5),
                        ("longitude__gte", 94.5),
                        ("longitude__isnull", False),
                        ("longitude__lte", 141.5),
                    ),
                    _connector="OR",
                ),
                name="vendor_point_in_indonesia",
            ),
        ),
        migrations.AddConstraint(
            model_name="vendordocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("issued_on__isnull", True),
                    ("expires_on__isnull", True),
                    ("expires_on__gt", models.F("issued_on")),
                    _connector="OR",
                ),
                name="document_ends_after_it_began",
            ),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
