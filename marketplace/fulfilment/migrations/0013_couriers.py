"""Let couriers say what became of the parcels that shops gave them.

Locks: fulfilment_shipment while its two columns, an index and a check are added; new tables. Undo: drops
them.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fulfilment", "0012_checklist_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Courier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=30, unique=True)),
                ("name", models.CharField(max_length=60, unique=True)),
                ("entered_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("entered_at")),
                            _connector="OR",
                        ),
                        name="courier_ends_after_it_began",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="shipment",
            name="carrier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="fulfilment.courier",
            ),
        ),
        migrations.AddField(
            model_name="shipment",
            name="waybill",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("waybill", ""), _negated=True),
                fields=("carrier", "waybill"),
                name="one_shipment_per_waybill",
            ),
        ),
        migrations.AddConstraint(
            model_name="shipment",
            constraint=models.CheckConstraint(
                condition=models.Q(("waybill", ""), ("carrier__isnull", False), _connector="OR"),
                name="waybill_of_a_courier",
            ),
        ),
        migrations.CreateModel(
            name="CourierEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("picked_up", "Picked up at the shop"),
                            ("in_transit", "On its way"),
                            ("out_for_delivery", "With the driver for delivery"),
                            ("failed", "Could not be delivered"),
                            ("delivered", "Delivered"),
                            ("returned", "Brought back to the shop"),
                        ],
                        max_length=16,
                    ),
                ),
                ("happened_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, default="", max_length=80)),
                ("receiver", models.CharField(blank=True, default="", max_length=80)),
                ("note", models.CharField(blank=True, default="", max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="courier_events",
                        to="fulfilment.shipment",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event_id",), name="courier_event_is_taken_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "picked_up",
                                    "in_transit",
                                    "out_for_delivery",
                                    "failed",
                                    "delivered",
                                    "returned",
                                ],
                            )
                        ),
                        name="courier_event_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("receiver", ""), ("kind", "delivered"), _connector="OR"
                        ),
                        name="courier_names_who_took_what_arrived",
                    ),
                ],
            },
        ),
    ]
