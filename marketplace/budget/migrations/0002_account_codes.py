"""Enter the expenditure accounts (kode rekening belanja) that orders are charged to.

Why: an order without one cannot be booked by the region's treasury; see data/README.md.
Locks: inserts only. Undo: nothing; orders may point at them by then.
"""

import csv
from pathlib import Path

from django.db import migrations

ACCOUNTS = Path(__file__).resolve().parent.parent / "data" / "accounts.csv"


def enter_accounts(apps, schema_editor):
    """Insert the rows of the file."""
    account = apps.get_model("budget", "AccountCode")
    with ACCOUNTS.open(encoding="utf-8", newline="") as lines:
        account.objects.bulk_create(account(**row) for row in csv.DictReader(lines))


class Migration(migrations.Migration):
    dependencies = [("budget", "0001_initial")]
    operations = [migrations.RunPython(enter_accounts, migrations.RunPython.noop)]
