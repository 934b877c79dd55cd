"""Show an offer no longer than its prices hold: ``shown_on`` ends with ``price_valid_until``.

Why: nothing is rewritten at midnight; the days on which a row is seen are in the row, as with licences
(0013_offers_kept). Locks: catalog_product for a moment; catalog_offer while rows are compared. Undo: the
view of 0026_proof_by_several_shops. Tested: tests/catalog/terms/test_validity.py.
"""

from importlib import import_module

from django.db import migrations

_BEFORE = import_module("catalog.migrations.0026_proof_by_several_shops").FORWARD
_VIEW = _BEFORE.partition("CREATE OR REPLACE FUNCTION")[0]
_LICENSED = "* catalog_licensed_on(p.id, e.goods_class = 'food', v.size_class)"
_PRICED = "* datemultirange(daterange(NULL, p.price_valid_until, '[]'))"
COLUMNS = "status name description etalase_id tax_class origin_id is_domestic tkdn_percent photo published_at"


def _trigger(columns):
    new, old = (", ".join(f"{row}.{name}" for name in columns.split()) for row in ("NEW", "OLD"))
    return f"""
DROP TRIGGER product_offers ON catalog_product;
CREATE TRIGGER product_offers AFTER UPDATE ON catalog_product FOR EACH ROW
    WHEN (({new}) IS DISTINCT FROM ({old}))
    EXECUTE FUNCTION catalog_offers_of_product();
"""


VIEW = _VIEW.replace(_LICENSED, f"{_LICENSED}\n        {_PRICED}")
FORWARD = VIEW + _trigger(f"{COLUMNS} price_valid_until") + "SELECT catalog_rebuild_offers();"
REVERSE = _VIEW + _trigger(COLUMNS) + "SELECT catalog_rebuild_offers();"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0041_term_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
