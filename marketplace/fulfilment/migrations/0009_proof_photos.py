"""Let a shop show what it sent, and that it arrived.

Locks: a new table. Undo: drops it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_holiday_guards"),
        ("fulfilment", "0008_complaints_of_disputed_orders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ShipmentPhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[("sent", "When sent"), ("arrived", "On arrival")], max_length=7
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("uploaded_at", models.DateTimeField()),
                ("camera_at", models.DateTimeField(blank=True, null=True)),
                ("place_agreed", models.BooleanField(default=False)),
                (
                    "latitude",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True),
                ),
                (
                    "longitude",
                    models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.privatefile",
                    ),
                ),
                (
                    "shipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="fulfilment.shipment",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("shipment", "stage", "number"), name="one_proof_photo_per_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number__gte", 1),
                            ("number__lte", 5),
                            ("stage__in", ["sent", "arrived"]),
                        ),
                        name="proof_photos_are_few",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__gte", -90),
                                ("latitude__lte", 90),
                                ("longitude__gte", -180),
                                ("longitude__lte", 180),
                                ("place_agreed", True),
                            ),
                            _connector="OR",
                        ),
                        name="proof_place_was_agreed",
                    ),
                ],
            },
        ),
    ]
