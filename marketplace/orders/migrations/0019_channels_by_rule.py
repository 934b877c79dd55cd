"""Let an order ask the rulebook whether its shop sells in its channel, as what is public does.

Why: the classes of a channel stood in the trigger (R-CHANNEL-FIRM, R-CHANNEL-COOP). The day is that
of the step. Locks: none. Undo: the definition of 0002_guards.
Tested: tests/catalog/test_channels.py, tests/trust/test_raw_sql.py.
"""

from importlib import import_module

from django.db import migrations

_FIRST = import_module("marketplace.orders.migrations.0002_guards").FORWARD
_START = "CREATE FUNCTION orders_require_vendor"
BEFORE = (
    "CREATE OR REPLACE FUNCTION orders_require_vendor"
    + _FIRST.partition(_START)[2].partition("END $$;")[0]
    + "END $$;"
)
BY_CLASS = """IF seller.legal_form <> 'cooperative' AND (
        door = 'bela' AND seller.size_class NOT IN ('micro', 'small')
        OR door = 'katalog_lokal' AND seller.size_class NOT IN ('micro', 'small', 'medium')
    ) THEN"""
BY_RULE = (
    """IF NOT catalog_sells_in(seller.legal_form, seller.size_class, door, catalog_day()) THEN"""
)


class Migration(migrations.Migration):
    dependencies = [("orders", "0018_term_guards"), ("catalog", "0050_channels_by_rule")]
    operations = [migrations.RunSQL(BEFORE.replace(BY_CLASS, BY_RULE), BEFORE)]
