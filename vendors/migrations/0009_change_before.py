"""Keep with a request what stood there when it was asked for, encrypted like what was asked.

Why: once it is applied, the shop's columns hold the new value, and nobody could see any more what
was exchanged for what. Older requests keep an empty text: their former value is not known.
Locks: a new column with a constant default, no rewrite. Undo: drops the column.
Tested: tests/vendors/test_changes.py.
"""

from django.db import migrations

from marketplace.core.fields import EncryptedTextField


class Migration(migrations.Migration):
    dependencies = [("vendors", "0008_invitation_guards")]
    operations = [
        migrations.AddField("changerequest", "before", EncryptedTextField(blank=True, default="")),
    ]
