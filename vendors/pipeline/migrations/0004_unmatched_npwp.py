"""Find targets without a shop by the index of their NPWP.

Why: an import found the shops that are there by NIB only. Locks: the table, for a moment. Undo:
drops the index. Tested: tests/vendors/pipeline/test_milestones.py.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_api_token_guards"),
        ("pipeline", "0003_milestones_so_far"),
        ("vendors", "0016_papers_stay"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="target",
            index=models.Index(
                condition=models.Q(
                    ("vendor__isnull", True), models.Q(("npwp_index", ""), _negated=True)
                ),
                fields=["npwp_index"],
                name="target_unmatched_npwp",
            ),
        ),
    ]
