"""Let an order end that its PPK never decided about (R-REVIEW-HOLD).

Why: such an order is "expired" as one whose shop stayed silent, and nobody approved it; all states
after the review still need who approved. Locks: orders_purchaseorder while the constraint is
checked. Undo: the former constraint. Tested: tests/orders/test_lapse.py.
"""

from django.db import migrations, models

NAME = "order_past_review_was_approved"


class Migration(migrations.Migration):
    dependencies = [("orders", "0044_bundle_guards")]

    operations = [
        migrations.RemoveConstraint(model_name="purchaseorder", name=NAME),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", False),
                    (
                        "status__in",
                        ["draft", "submitted", "returned", "rejected", "cancelled", "expired"],
                    ),
                    _connector="OR",
                ),
                name=NAME,
            ),
        ),
    ]
