"""Keep what a shop declares of its size each year, and let a verified class change by request alone.

Why: the class decides the channels a shop may sell in (R-SIZE-1), so it changes like an account does;
figures within the class change with a declaration of the same transaction. Shops verified before get
the clock of their next declaration.
Locks: a new table; the check of change requests is exchanged. Undo: drops them.
Tested: tests/vendors/test_size.py.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import marketplace.core.fields

FORWARD = """
CREATE FUNCTION vendors_stamp_declaration() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.txid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER size_declaration_stamped BEFORE INSERT ON vendors_sizedeclaration
    FOR EACH ROW EXECUTE FUNCTION vendors_stamp_declaration();
CREATE TRIGGER size_declaration_kept BEFORE UPDATE OR DELETE ON vendors_sizedeclaration
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER size_declarations_kept BEFORE TRUNCATE ON vendors_sizedeclaration
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION vendors_guard_size() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status NOT IN ('approved', 'suspended') THEN
        RETURN NULL;
    END IF;
    IF NEW.size_class IS DISTINCT FROM OLD.size_class THEN
        PERFORM vendors_require_change(OLD.id, 'size');
    ELSIF (NEW.has_full_book_year, NEW.capital_rupiah, NEW.annual_sales_rupiah)
          IS DISTINCT FROM (OLD.has_full_book_year, OLD.capital_rupiah, OLD.annual_sales_rupiah)
          AND NOT EXISTS (
              SELECT 1 FROM vendors_sizedeclaration WHERE vendor_id = OLD.id
              AND size_class = OLD.size_class AND txid = pg_current_xact_id()::text::bigint
          ) THEN
        PERFORM vendors_require_change(OLD.id, 'size');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER vendor_verified_size AFTER UPDATE ON vendors_vendor
    FOR EACH ROW EXECUTE FUNCTION vendors_guard_size();

INSERT INTO core_deadline
    (kind, subject_type, subject_id, starts_at, due_at, attempts, last_error)
SELECT 'vendor.size', 'vendors.vendor', id, approved_at, approved_at + interval '335 days', 0, ''
FROM vendors_vendor WHERE status IN ('approved', 'suspended');
"""
REVERSE = """
DELETE FROM core_deadline WHERE kind = 'vendor.size';
DROP TRIGGER vendor_verified_size ON vendors_vendor;
DROP FUNCTION vendors_guard_size();
DROP TRIGGER size_declarations_kept ON vendors_sizedeclaration;
DROP TRIGGER size_declaration_kept ON vendors_sizedeclaration;
DROP TRIGGER size_declaration_stamped ON vendors_sizedeclaration;
DROP FUNCTION vendors_stamp_declaration();
"""
CLASSES = [
    ("micro", "Micro"),
    ("small", "Small"),
    ("medium", "Medium"),
    ("non_msme", "Not an MSME"),
]
KINDS = [
    ("account", "Bank account"),
    ("phone", "Phone"),
    ("address", "Business address"),
    ("npwp", "NPWP"),
    ("pkp", "PKP status"),
    ("size", "Size class"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("vendors", "0013_two_looks"),
        ("core", "0006_holiday_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField(
            model_name="changerequest",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=8),
        ),
        migrations.RemoveConstraint(model_name="changerequest", name="change_has_its_paper"),
        migrations.AddConstraint(
            model_name="changerequest",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=["phone", "address", "size"]) | Q(file__isnull=False),
                name="change_has_its_paper",
            ),
        ),
        migrations.CreateModel(
            name="SizeDeclaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("has_full_book_year", models.BooleanField()),
                ("capital_rupiah", marketplace.core.fields.RupiahField(null=True)),
                ("annual_sales_rupiah", marketplace.core.fields.RupiahField(null=True)),
                ("size_class", models.CharField(choices=CLASSES, max_length=8)),
                ("declared_at", models.DateTimeField()),
                ("txid", models.BigIntegerField(default=0, editable=False)),
                (
                    "change",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="size_declaration",
                        to="vendors.changerequest",
                    ),
                ),
                (
                    "declared_by",
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
                        related_name="size_declarations",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "ordering": ["-declared_at", "-pk"],
                "indexes": [
                    models.Index(fields=["vendor", "-declared_at"], name="newest_size_declaration")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            has_full_book_year=True,
                            capital_rupiah__isnull=True,
                            annual_sales_rupiah__gte=0,
                            annual_sales_rupiah__lte=999999999999999,
                        )
                        | Q(
                            has_full_book_year=False,
                            annual_sales_rupiah__isnull=True,
                            capital_rupiah__gte=0,
                            capital_rupiah__lte=999999999999999,
                        ),
                        name="declared_size_has_its_figure",
                    ),
                    models.CheckConstraint(
                        condition=Q(size_class__in=["micro", "small", "medium", "non_msme"]),
                        name="declared_size_is_a_class",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
