"""Let a notice leave as a text message, and find the due ones at once.

Why: who has no e-mail would miss an order. Locks: notices_notice while the partial index is built,
which holds no row yet. Undo: drops the index. Tested: tests/notices/test_texts.py.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_holiday_guards"),
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="channel",
            field=models.CharField(
                choices=[("inbox", "Inbox"), ("email", "Email"), ("sms", "Sms")], max_length=8
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("channel", "sms"), ("parked_at", None), ("sent_at", None)),
                fields=["due_at"],
                name="text_due",
            ),
        ),
    ]
