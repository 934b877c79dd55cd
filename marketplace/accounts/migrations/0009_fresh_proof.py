"""Let a code prove who sits at a screen before something that opens the account is changed.

Why: a screen left open was enough to take another number. Locks: none, choices are no constraint.
Undo: the choice goes. Tested: tests/accounts/test_step_up.py.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_phone_codes")]
    operations = [
        migrations.AlterField(
            model_name="phonecode",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("sign_in", "Signing in"),
                    ("sign_up", "Opening an account"),
                    ("new_number", "Another number of an account"),
                    ("prove", "Proving who sits here"),
                ],
                max_length=12,
            ),
        ),
    ]
