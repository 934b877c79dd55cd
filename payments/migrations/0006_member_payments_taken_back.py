"""Let a cooperative take a wrong mark back, by a row that says why, so that its parts are owed again.

Why: a payment to a member that never was stood for good and hid what is owed. Nothing is rewritten:
a payment is taken back whole, once; its parts are marked by the trigger alone, and each part stands
in one payment that was not taken back. Locks: both tables of payments to members, for a moment.
Undo: only while nothing was taken back. Tested: tests/payments/test_member_corrections.py.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION payments_void_items() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE payments_memberpaymentitem SET void_id = NEW.id WHERE payment_id = NEW.payment_id;
    RETURN NULL;
END $$;
CREATE TRIGGER member_payment_void_new BEFORE INSERT ON payments_memberpaymentvoid
    FOR EACH ROW EXECUTE FUNCTION payments_new_in_its_transaction();
CREATE TRIGGER member_payment_void_items AFTER INSERT ON payments_memberpaymentvoid
    FOR EACH ROW EXECUTE FUNCTION payments_void_items();
CREATE TRIGGER member_payment_void_frozen BEFORE UPDATE OR DELETE ON payments_memberpaymentvoid
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER member_payment_voids_kept BEFORE TRUNCATE ON payments_memberpaymentvoid
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION payments_guard_item_void() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.void_id IS NULL AND NOT EXISTS (
            SELECT 1 FROM payments_memberpaymentvoid WHERE payment_id = NEW.payment_id
        ) THEN
            RETURN NEW;
        END IF;
    ELSIF OLD.void_id IS NULL
       AND to_jsonb(NEW) - 'void_id' = to_jsonb(OLD) - 'void_id'
       AND EXISTS (
            SELECT 1 FROM payments_memberpaymentvoid
            WHERE id = NEW.void_id AND payment_id = OLD.payment_id AND txid = txid_current()
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'payment % is closed', NEW.payment_id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'member_payment_is_closed';
END $$;
DROP TRIGGER member_payment_item_frozen ON payments_memberpaymentitem;
CREATE TRIGGER member_payment_item_frozen BEFORE DELETE ON payments_memberpaymentitem
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER member_payment_item_void BEFORE INSERT OR UPDATE ON payments_memberpaymentitem
    FOR EACH ROW EXECUTE FUNCTION payments_guard_item_void();
"""
REVERSE = """
DROP TRIGGER member_payment_item_void ON payments_memberpaymentitem;
DROP TRIGGER member_payment_item_frozen ON payments_memberpaymentitem;
CREATE TRIGGER member_payment_item_frozen BEFORE UPDATE OR DELETE ON payments_memberpaymentitem
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
DROP FUNCTION payments_guard_item_void();
DROP TRIGGER member_payment_voids_kept ON payments_memberpaymentvoid;
DROP TRIGGER member_payment_void_frozen ON payments_memberpaymentvoid;
DROP TRIGGER member_payment_void_items ON payments_memberpaymentvoid;
DROP TRIGGER member_payment_void_new ON payments_memberpaymentvoid;
DROP FUNCTION payments_void_items();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0005_member_split_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="MemberPaymentVoid",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("voided_at", models.DateTimeField()),
                (
                    "txid",
                    models.BigIntegerField(
                        default=0, editable=False, help_text="Set by its trigger."
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="void",
                        to="payments.memberpayment",
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="member_payment_void_says_why",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="memberpaymentitem",
            name="void",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="payments.memberpaymentvoid",
            ),
        ),
        migrations.AlterField(
            model_name="memberpaymentitem",
            name="share",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="payments.membershare",
            ),
        ),
        migrations.AddConstraint(
            model_name="memberpaymentitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("void__isnull", True)),
                fields=("share",),
                name="member_part_is_paid_once",
            ),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
