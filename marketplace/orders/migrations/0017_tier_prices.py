"""Let an agreed price name the version whose tier it is, instead of a source in words.

Locks: orders_agreedprice while its check reads each row; no price of this kind was written before.
Undo: the former check. Tested: tests/catalog/terms/test_database.py.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0042_price_validity"),
        ("orders", "0016_reason_by_proof"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="agreedprice",
            name="agreed_price_has_its_source",
        ),
        migrations.AddField(
            model_name="agreedprice",
            name="tier_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.priceversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreedprice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind", "catalogue"),
                        ("price_version__isnull", False),
                        ("source", ""),
                        ("tier_version__isnull", True),
                    ),
                    models.Q(
                        ("kind", "tiered"),
                        ("price_version__isnull", True),
                        ("source", ""),
                        ("tier_version__isnull", False),
                    ),
                    models.Q(
                        ("kind", "negotiated"),
                        ("price_version__isnull", True),
                        ("tier_version__isnull", True),
                        models.Q(("source", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="agreed_price_has_its_source",
            ),
        ),
    ]
