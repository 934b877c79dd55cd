"""Keys of a shop's programs, and the version of each stock that they have said.

Locks: new tables. Undo: drops them.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalog", "0011_maker_guards"),
        ("vendors", "0018_identity_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ChannelKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("shown", models.CharField(max_length=12)),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("read", "Read goods and changes of orders"),
                                ("stock", "Say the stock"),
                                ("listing", "Offer goods and change them"),
                            ],
                            max_length=8,
                        ),
                        size=None,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("rotated_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ended_why",
                    models.CharField(
                        blank=True,
                        choices=[("revoked", "Revoked"), ("expired", "Expired")],
                        default="",
                        max_length=8,
                    ),
                ),
                (
                    "made_by",
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
                        related_name="channel_keys",
                        to="vendors.vendor",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StockVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.BigIntegerField()),
                ("stock", models.PositiveIntegerField()),
                ("said_at", models.DateTimeField()),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channel_keys.channelkey",
                    ),
                ),
                (
                    "sku",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stock_version",
                        to="catalog.sku",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="channelkey",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")),
                name="channel_key_is_hashed",
            ),
        ),
        migrations.AddConstraint(
            model_name="channelkey",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="channel_key_expires",
            ),
        ),
        migrations.AddConstraint(
            model_name="channelkey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_why", "")),
                    models.Q(
                        ("ended_at__isnull", False), models.Q(("ended_why", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="channel_key_ends_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="channelkey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("rotated_at__isnull", True)),
                fields=("vendor", "name"),
                name="one_live_channel_key_per_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="stockversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="stock_version_is_positive"
            ),
        ),
    ]
