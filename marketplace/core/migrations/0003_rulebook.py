"""Enter the rules that are in force today, each with its legal source.

Why: no amount, rate or deadline is a constant; docs/regulations.md explains every row.
Locks: inserts only. Undo: nothing to undo, orders keep pointing at their rules.
"""

import csv
from datetime import date
from pathlib import Path

from django.db import migrations

RULES = Path(__file__).resolve().parent.parent / "data" / "rules.csv"


def enter_rules(apps, schema_editor):
    """Insert the rows of the rules file."""
    rule = apps.get_model("core", "Rule")
    with RULES.open(encoding="utf-8", newline="") as lines:
        rule.objects.bulk_create(
            rule(
                code=row["code"],
                channel=row["channel"],
                value=int(row["value"]),
                unit=row["unit"],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                legal_source=row["legal_source"],
            )
            for row in csv.DictReader(lines)
        )


class Migration(migrations.Migration):
    dependencies = [("core", "0002_guards")]
    operations = [migrations.RunPython(enter_rules, migrations.RunPython.noop)]
