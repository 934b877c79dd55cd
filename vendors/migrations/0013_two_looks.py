"""Let a bank account change only when a second person has looked at it.

Why: whoever can exchange an account alone can take the money of every shop of a region. The first look
is written once, while the request waits; whoever applies is another person (trigger, because accounts
that one person applied before this rule stay on record as they are).
Locks: rewrites no rows. Undo: the former trigger function.
Tested: tests/vendors/test_two_looks.py.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

FORWARD = """
CREATE OR REPLACE FUNCTION vendors_guard_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    look text[] := '{first_look_by_id,first_look_at}';
    decision text[] := '{status,decided_by_id,decided_at,reason,txid}';
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'pending' OR NEW.first_look_by_id IS NOT NULL THEN
            RAISE EXCEPTION 'a request starts as pending'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'change_starts_pending';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.status = 'pending' AND NEW.status = 'pending' AND OLD.first_look_by_id IS NULL
       AND to_jsonb(NEW) - look IS NOT DISTINCT FROM to_jsonb(OLD) - look THEN
        RETURN NEW;
    END IF;
    IF OLD.status <> 'pending' OR NEW.status = 'pending'
       OR to_jsonb(NEW) - decision IS DISTINCT FROM to_jsonb(OLD) - decision THEN
        RAISE EXCEPTION 'request % is only decided, once', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'change_is_decided_once';
    END IF;
    IF NEW.status = 'applied' AND NEW.kind = 'account'
       AND coalesce(NEW.first_look_by_id, NEW.decided_by_id) = NEW.decided_by_id THEN
        RAISE EXCEPTION 'account of vendor % without a second look', OLD.vendor_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'account_needs_two_looks';
    END IF;
    NEW.txid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
"""
REVERSE = """
CREATE OR REPLACE FUNCTION vendors_guard_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'pending' THEN
            RAISE EXCEPTION 'a request starts as pending'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'change_starts_pending';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.status <> 'pending' OR NEW.status = 'pending'
       OR to_jsonb(NEW) - '{status,decided_by_id,decided_at,reason,txid}'::text[]
          IS DISTINCT FROM to_jsonb(OLD) - '{status,decided_by_id,decided_at,reason,txid}'::text[]
    THEN
        RAISE EXCEPTION 'request % is only decided, once', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'change_is_decided_once';
    END IF;
    NEW.txid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("vendors", "0012_number_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="changerequest",
            name="first_look_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="first_look_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="changerequest",
            constraint=models.CheckConstraint(
                condition=Q(first_look_by__isnull=True, first_look_at__isnull=True)
                | Q(first_look_by__isnull=False, first_look_at__isnull=False)
                & ~Q(first_look_by=F("asked_by")),
                name="first_look_by_another",
            ),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
