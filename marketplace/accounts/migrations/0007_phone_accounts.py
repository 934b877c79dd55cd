"""Let an account be known by a telephone number, with an address or instead of one.

Why: owners without e-mail sign in by a code sent to their phone. The number is encrypted and found
again by the index beside it. Locks: accounts_user for a moment; the check of the new constraint reads
every account once. Undo: only while every account has an address.
Tested: tests/accounts/test_phone_accounts.py, tests/releases.
"""

from django.db import migrations, models

import marketplace.core.fields


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_api_token_guards")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="phone",
            field=marketplace.core.fields.EncryptedTextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="user",
            name="phone_index",
            field=marketplace.core.fields.BlindIndexField(
                blank=True, default="", editable=False, max_length=64, of="phone"
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(max_length=254, null=True, unique=True),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("email", ""), _negated=True),
                    models.Q(
                        ("email__isnull", False),
                        models.Q(("phone_index", ""), _negated=True),
                        _connector="OR",
                    ),
                ),
                name="account_can_be_reached",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("phone_index", ""), _negated=True),
                fields=("phone_index",),
                name="one_account_per_phone",
            ),
        ),
    ]
