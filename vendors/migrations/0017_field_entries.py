"""Remember who typed each field of an application, and let nobody judge what they typed.

Why: at a counter an officer types for the person before them; a verifier reads who wrote what, and
whoever wrote a part of an application says nothing of whether it is true. Shops of before have no
rows: who typed them is not known.
Locks: a new table; triggers more on two tables. Undo: drops table, triggers and function.
Tested: tests/vendors/test_field_entries.py.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER field_entry_kept BEFORE UPDATE OR DELETE ON vendors_fieldentry
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER field_entries_kept BEFORE TRUNCATE ON vendors_fieldentry
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION vendors_guard_typist() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    judge bigint;
    shop bigint;
BEGIN
    judge := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
    shop := (to_jsonb(NEW) ->> TG_ARGV[1])::bigint;
    IF EXISTS (SELECT 1 FROM vendors_fieldentry
               WHERE vendor_id = shop AND entered_by_id = judge) THEN
        RAISE EXCEPTION 'user % typed a part of vendor % and cannot judge it', judge, shop
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reviewer_typed_nothing';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verdict_is_not_the_typists BEFORE INSERT ON vendors_fieldreview
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_typist('reviewed_by_id', 'vendor_id');
CREATE TRIGGER approval_is_not_the_typists BEFORE UPDATE OF approved_by_id ON vendors_vendor
    FOR EACH ROW WHEN (NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id)
    EXECUTE FUNCTION vendors_guard_typist('approved_by_id', 'id');
"""
REVERSE = """
DROP TRIGGER approval_is_not_the_typists ON vendors_vendor;
DROP TRIGGER verdict_is_not_the_typists ON vendors_fieldreview;
DROP FUNCTION vendors_guard_typist();
DROP TRIGGER field_entries_kept ON vendors_fieldentry;
DROP TRIGGER field_entry_kept ON vendors_fieldentry;
"""


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("core", "0002_guards"),
        ("vendors", "0016_papers_stay"),
    ]
    operations = [
        migrations.CreateModel(
            name="FieldEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=32)),
                ("paper", models.CharField(blank=True, default="", max_length=24)),
                ("entered_at", models.DateTimeField()),
                ("session", models.UUIDField(blank=True, null=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="field_entries",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["vendor", "field", "-id"], name="newest_field_entry"),
                    models.Index(fields=["entered_by", "vendor"], name="field_entries_of_a_person"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("field", ""), _negated=True),
                        name="field_entry_names_its_field",
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
