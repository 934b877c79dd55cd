"""Keep with a verdict what was judged, encrypted like the columns it was read from.

Why: after a repair the verifier sees only what changed, with what stood there before. Verdicts of
before keep an empty text: what they judged is not known, so all of it is shown again.
Locks: a new column with a constant default, no rewrite. Undo: drops the column.
Tested: tests/vendors/test_second_round.py.
"""

from django.db import migrations

from marketplace.core.fields import EncryptedTextField


class Migration(migrations.Migration):
    dependencies = [("vendors", "0014_size_declarations")]
    operations = [
        migrations.AddField("fieldreview", "value", EncryptedTextField(blank=True, default="")),
    ]
