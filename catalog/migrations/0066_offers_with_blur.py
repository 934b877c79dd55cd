"""Copy the few pixels of a photo into the row of each offer, as everything else that a card shows.

Why: a card must not ask again. The view gets one more column, its last; the two functions that copy
rows, and the trigger of listings, name it. Rows stay as they are: no listing has pixels yet.
Locks: catalog_product for a moment. Undo: the definitions of 0050_channels_by_rule,
0013_offers_kept and 0042_price_validity.
Tested: tests/catalog/test_photos.py, tests/catalog/test_offers.py.
"""

from importlib import import_module

from django.db import migrations

_UPKEEP = import_module("catalog.migrations.0013_offers_kept").UPKEEP
_PRICED = import_module("catalog.migrations.0042_price_validity")
_BY_RULE = import_module("catalog.migrations.0050_channels_by_rule")
_VIEW = _PRICED.VIEW.replace(_BY_RULE.BY_CLASS, _BY_RULE.BY_RULE)
_NAMES = ("catalog_refresh_offers(goods bigint[])", "catalog_rebuild_offers()")
_TRIGGERED = f"{_PRICED.COLUMNS} price_valid_until"
_LAST = "published_at, search_vector"


def _function(name):
    body = _UPKEEP.partition(f"CREATE FUNCTION {name}")[2].partition("END $$;")[0]
    return f"CREATE OR REPLACE FUNCTION {name}{body}END $$;\n"


_COPYING = "".join(_function(name) for name in _NAMES)
VIEW = _VIEW.replace("END AS search_vector", "END AS search_vector,\n    p.photo_blur")
COPYING = _COPYING.replace(_LAST, f"{_LAST}, photo_blur").replace(
    "EXCLUDED.search_vector", "EXCLUDED.search_vector, EXCLUDED.photo_blur"
)
FORWARD = VIEW + COPYING + _PRICED._trigger(f"{_TRIGGERED} photo_blur")
REVERSE = "DROP VIEW catalog_offer_source;" + _VIEW + _COPYING + _PRICED._trigger(_TRIGGERED)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0065_photo_blur")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
