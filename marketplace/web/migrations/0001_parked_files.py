"""Make the tables of files that come in parts.

Why: on a weak line a large paper never arrived whole. Locks: new tables. Undo: drops them; who was
sending sends again. Tested: tests/web/test_parked_files.py.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ParkedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("size", models.PositiveIntegerField()),
                ("received", models.PositiveIntegerField(default=0)),
                ("touched_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ParkedPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="web.parkedfile",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="parkedfile",
            index=models.Index(fields=["touched_at"], name="parked_by_age"),
        ),
        migrations.AddConstraint(
            model_name="parkedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("received__lte", models.F("size")), ("size__gt", 0)),
                name="parked_within_its_size",
            ),
        ),
        migrations.AddConstraint(
            model_name="parkedpart",
            constraint=models.UniqueConstraint(fields=("file", "start"), name="one_part_per_place"),
        ),
    ]
