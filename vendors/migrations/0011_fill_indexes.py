"""Index every number there is, write old tax numbers as the 16 digits they are, name the edition.

Why: a number without index is refused from the next migration on; PMK 112/2022 art. 2 puts a 0 in
front of an NPWP of 15 digits; every KBLI code so far was of 2020.
How: 500 rows at a time through the model's fields, which encrypt and decrypt. A verified NPWP
changes by a request alone; its trigger rests for this transaction, as only the owner of the table
can let it, because the number stays the same one.
Locks: vendors_vendor against writers while it runs (about a second for 5,000 shops).
Undo: codes lose their edition; indexes and 16 digits stay, as both are true of the older code.
Tested: tests/releases.
"""

from collections.abc import Iterator
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from vendors.rules import npwp16

BATCH = 500
NUMBERS = ("npwp", "nik", "cooperative_number")


def _rows(apps: Any) -> Iterator[Any]:
    model = apps.get_model("vendors", "Vendor")
    return model.objects.order_by("pk").iterator(chunk_size=BATCH)


def fill(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write indexes, tax numbers and editions."""
    schema_editor.execute("ALTER TABLE vendors_vendor DISABLE TRIGGER vendor_verified_columns")
    for vendor in _rows(apps):
        written = [f"{number}_index" for number in NUMBERS]
        if npwp16(vendor.npwp) != vendor.npwp:
            vendor.npwp = npwp16(vendor.npwp)
            written.append("npwp")
        vendor.kbli_codes = [["2020", code] for code in vendor.kbli_codes]
        vendor.save(update_fields=[*written, "kbli_codes"])
    # What waits for the end of the transaction is judged now: a table with pending triggers is
    # not altered.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("ALTER TABLE vendors_vendor ENABLE TRIGGER vendor_verified_columns")


def forget_editions(apps: Any, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the codes without their edition, as the older code reads them."""
    for vendor in _rows(apps):
        vendor.kbli_codes = [code for _edition, code in vendor.kbli_codes]
        vendor.save(update_fields=["kbli_codes"])


class Migration(migrations.Migration):
    dependencies = [("vendors", "0010_guided_path")]
    operations = [migrations.RunPython(fill, forget_editions)]
