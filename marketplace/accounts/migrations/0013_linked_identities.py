"""Let an account be entered by its owner's account of another system (OpenID Connect).

Locks: accounts_user for a moment (a foreign key). Undo: drops the table.
Tested: tests/accounts/test_identities.py.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_signed_out")]
    operations = [
        migrations.CreateModel(
            name="LinkedIdentity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.CharField(max_length=255)),
                ("subject", models.CharField(max_length=255)),
                ("shown", models.CharField(max_length=160)),
                ("linked_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identities",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issuer", "subject"), name="identity_opens_one_account"
                    ),
                    models.UniqueConstraint(
                        fields=("user", "issuer"), name="one_identity_of_an_issuer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("issuer", ""), _negated=True),
                            models.Q(("subject", ""), _negated=True),
                        ),
                        name="identity_is_named",
                    ),
                ],
            },
        ),
    ]
