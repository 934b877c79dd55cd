"""Let a person ask for a correction of their data, beside a copy and an erasure.

Why: a right of its own (UU 27/2022), with the same clock. The reason says what is wrong, the answer
what was corrected, by somebody else than whom it is about. Locks: the table, for a moment.
Undo: only while no correction was asked for. Tested: tests/privacy/test_corrections.py.
"""

from django.db import migrations, models
from django.db.models import F, Q

KINDS = [("export", "Hand out the data"), ("erase", "Erase the data")]


class Migration(migrations.Migration):
    dependencies = [("privacy", "0002_guards")]
    operations = [
        migrations.AlterField(
            model_name="datarequest",
            name="kind",
            field=models.CharField(choices=[*KINDS, ("correct", "Correct the data")], max_length=8),
        ),
        migrations.RemoveConstraint(model_name="datarequest", name="data_request_is_of_somebody"),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=["export", "erase", "correct"])
                & Q(outcome__in=["", "done", "refused", "withdrawn"])
                & (Q(account__isnull=False) | Q(outcome="done") | ~Q(known_by="")),
                name="data_request_is_of_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=~Q(kind="correct")
                | ~Q(reason="")
                & (
                    ~Q(outcome="done")
                    | ~Q(answer="")
                    & Q(decided_by__isnull=False)
                    & (Q(account__isnull=True) | ~Q(decided_by=F("account")))
                ),
                name="correction_says_what",
            ),
        ),
    ]
