"""Enter the provinces, regencies and districts with their time zones.

Why: addresses, markets and local days hang on them, so every installation has them.
Locks: inserts only. Undo: nothing; other rows may point at them by then.
"""

import csv
from pathlib import Path

from django.db import migrations

REGIONS = Path(__file__).resolve().parent.parent / "data" / "regions.csv"


def enter_regions(apps, schema_editor):
    """Insert level by level, so that each region finds its parent."""
    region = apps.get_model("accounts", "Region")
    with REGIONS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    keys = {"": None}
    for level in ("province", "regency", "district"):
        made = region.objects.bulk_create(
            region(
                code=row["code"],
                name=row["name"],
                level=level,
                parent_id=keys[row["parent_code"]],
                time_zone=row["time_zone"],
            )
            for row in rows
            if row["level"] == level
        )
        keys |= {one.code: one.pk for one in made}


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(enter_regions, migrations.RunPython.noop)]
