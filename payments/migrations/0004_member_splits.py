"""What of a cooperative's money is each member's, and what it has handed on.

Locks: new tables. Undo: drops them.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import marketplace.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_holiday_guards"),
        ("fulfilment", "0003_plan_money_guards"),
        ("members", "0001_initial"),
        ("orders", "0014_line_makers"),
        ("payments", "0003_evidence_guards"),
        ("vendors", "0016_papers_stay"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MemberPayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("paid_on", models.DateField()),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("cash", "Cash"),
                            ("transfer", "Bank transfer"),
                            ("savings", "Booked to the member's savings"),
                        ],
                        max_length=8,
                    ),
                ),
                ("amount_rupiah", marketplace.core.fields.RupiahField()),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("recorded_at", models.DateTimeField()),
                (
                    "txid",
                    models.BigIntegerField(
                        default=0, editable=False, help_text="Set by its trigger."
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="members.cooperativemember",
                    ),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.privatefile",
                    ),
                ),
                (
                    "recorded_by",
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
                        related_name="+",
                        to="vendors.vendor",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="MemberShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("units", models.PositiveIntegerField()),
                ("amount_rupiah", marketplace.core.fields.RupiahField()),
                (
                    "maker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shares",
                        to="orders.orderlinemaker",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="MemberPaymentItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="payments.memberpayment",
                    ),
                ),
                (
                    "share",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="paid_by",
                        to="payments.membershare",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MemberSplit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("net_rupiah", marketplace.core.fields.RupiahField()),
                ("rest_rupiah", marketplace.core.fields.RupiahField()),
                ("made_at", models.DateTimeField()),
                (
                    "txid",
                    models.BigIntegerField(
                        default=0, editable=False, help_text="Set by its trigger."
                    ),
                ),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="member_split",
                        to="fulfilment.claim",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vendors.vendor",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="membershare",
            name="split",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="shares",
                to="payments.membersplit",
            ),
        ),
        migrations.AddConstraint(
            model_name="memberpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_rupiah__gt", 0)), name="member_paid_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="memberpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["cash", "transfer", "savings"])),
                name="member_payment_way_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="membersplit",
            constraint=models.CheckConstraint(
                condition=models.Q(("net_rupiah__gte", 0), ("rest_rupiah__gte", 0)),
                name="member_split_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="membershare",
            constraint=models.UniqueConstraint(
                fields=("split", "maker"), name="one_share_per_maker"
            ),
        ),
        migrations.AddConstraint(
            model_name="membershare",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_rupiah__gte", 0), ("units__gte", 1)),
                name="member_share_not_negative",
            ),
        ),
    ]
