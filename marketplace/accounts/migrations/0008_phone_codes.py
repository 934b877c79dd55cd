"""Keep the codes that were sent to phones: as keyed hashes, for minutes, with few tries.

Why: how often a number may be asked and tried must hold when Redis is down. A code only counts its
tries and is used once; both triggers say so to a shell as well. Locks: none of old tables.
Undo: drops the table. Tested: tests/accounts/test_phone_codes.py.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields

FORWARD = """
CREATE FUNCTION accounts_keep_phone_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - '{tries,used_at}'::text[])
       IS DISTINCT FROM (to_jsonb(OLD) - '{tries,used_at}'::text[])
       OR NEW.tries < OLD.tries OR OLD.used_at IS NOT NULL THEN
        RAISE EXCEPTION 'a code counts its tries and is used once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'phone_code_never_changes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER phone_code_word BEFORE UPDATE ON accounts_phonecode
    FOR EACH ROW EXECUTE FUNCTION accounts_keep_phone_code();
"""
REVERSE = """
DROP TRIGGER phone_code_word ON accounts_phonecode;
DROP FUNCTION accounts_keep_phone_code();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_phone_accounts")]
    operations = [
        migrations.CreateModel(
            name="PhoneCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("sign_in", "Signing in"),
                            ("sign_up", "Opening an account"),
                            ("new_number", "Another number of an account"),
                        ],
                        max_length=12,
                    ),
                ),
                ("phone", marketplace.core.fields.EncryptedTextField()),
                (
                    "phone_index",
                    marketplace.core.fields.BlindIndexField(
                        blank=True, default="", editable=False, max_length=64, of="phone"
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decoy", models.BooleanField()),
                ("digest", models.CharField(max_length=64)),
                ("asked_from", models.GenericIPAddressField()),
                ("known_device", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="phonecode",
            index=models.Index(fields=["phone_index", "asked_at"], name="phone_codes_of_number"),
        ),
        migrations.AddIndex(
            model_name="phonecode",
            index=models.Index(fields=["asked_from", "asked_at"], name="phone_codes_of_address"),
        ),
        migrations.AddConstraint(
            model_name="phonecode",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="phone_code_is_hashed"
            ),
        ),
        migrations.AddConstraint(
            model_name="phonecode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at__gt", models.F("asked_at")),
                    models.Q(
                        ("used_at", None), ("used_at__lte", models.F("expires_at")), _connector="OR"
                    ),
                ),
                name="phone_code_expires",
            ),
        ),
        migrations.AddConstraint(
            model_name="phonecode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tries__lt", 3), models.Q(("tries", 3), ("used_at", None)), _connector="OR"
                ),
                name="phone_code_bears_few_tries",
            ),
        ),
        migrations.AddConstraint(
            model_name="phonecode",
            constraint=models.CheckConstraint(
                condition=models.Q(("decoy", False), ("used_at", None), _connector="OR"),
                name="phone_code_decoy_opens_nothing",
            ),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
