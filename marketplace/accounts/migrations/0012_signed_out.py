"""Let somebody sign out everywhere else: all sessions but the one they sit at end.

Locks: accounts_user for a moment (a new empty column). Undo: drops it.
Tested: tests/accounts/test_account.py.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_appointment_guards")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="signed_out_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
