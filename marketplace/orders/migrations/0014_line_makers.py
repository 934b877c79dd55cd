"""Who makes the goods of an order's lines.

Locks: a new table; the unique key of lines reads all of them once (seconds). Undo: drops both.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_api_token_guards"),
        ("catalog", "0010_makers"),
        ("members", "0001_initial"),
        ("orders", "0013_order_milestones"),
        ("vendors", "0016_papers_stay"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderLineMaker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("share_bp", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.UniqueConstraint(
                fields=("id", "vendor"), name="order_line_of_vendor"
            ),
        ),
        migrations.AddField(
            model_name="orderlinemaker",
            name="line",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="makers",
                to="orders.orderline",
            ),
        ),
        migrations.AddField(
            model_name="orderlinemaker",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="order_makers",
                to="members.cooperativemember",
            ),
        ),
        migrations.AddField(
            model_name="orderlinemaker",
            name="region",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.region"
            ),
        ),
        migrations.AddField(
            model_name="orderlinemaker",
            name="vendor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="vendors.vendor"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderlinemaker",
            constraint=models.UniqueConstraint(
                fields=("line", "member"), name="one_row_per_line_and_maker"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderlinemaker",
            constraint=models.CheckConstraint(
                condition=models.Q(("share_bp__gte", 1), ("share_bp__lte", 10000)),
                name="line_maker_share_in_whole",
            ),
        ),
    ]
