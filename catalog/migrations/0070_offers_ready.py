"""Say of each offer whether it is in stock, and in how many working days it is ready.

Why: buyers filter by both. ``lead_days`` is copied like everything else.
Stock changes with every order, so only the moment in which a variant sells out, or is there again,
writes its row, and that one column alone: whoever copies the rest must not bring back what was.
Locks: catalog_offer while rows are compared, catalog_sku for a moment. Undo: the definitions of
0066_offers_with_blur and 0013_offers_kept.
Tested: tests/catalog/test_offers.py, tests/catalog/test_search.py.
"""

from importlib import import_module

from django.db import migrations, models

_BLUR = import_module("catalog.migrations.0066_offers_with_blur")
_BEFORE = import_module("catalog.migrations.0013_offers_kept")
_COLUMNS = "code label unit price_rupiah price_mark_id active is_lead position"
VIEW = _BLUR.VIEW.replace(
    "p.photo_blur\n", "p.photo_blur, s.lead_days, s.stock > s.reserved AS has_stock\n", 1
)
COPYING = _BLUR.COPYING.replace("search_vector, photo_blur", "search_vector, photo_blur, lead_days")
COPYING = COPYING.replace("EXCLUDED.photo_blur", "EXCLUDED.photo_blur, EXCLUDED.lead_days")


def _trigger(columns):
    new, old = (", ".join(f"{row}.{name}" for name in columns.split()) for row in ("NEW", "OLD"))
    return f"""
DROP TRIGGER sku_offers_changed ON catalog_sku;
CREATE TRIGGER sku_offers_changed AFTER UPDATE ON catalog_sku FOR EACH ROW
    WHEN (({new}) IS DISTINCT FROM ({old}))
    EXECUTE FUNCTION catalog_offers_of_part();
"""


STOCK = """
CREATE FUNCTION catalog_stock_of_offer() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT s.stock > s.reserved INTO NEW.has_stock FROM catalog_sku s WHERE s.id = NEW.sku_id;
    RETURN NEW;
END $$;
CREATE TRIGGER offer_stock BEFORE INSERT ON catalog_offer
    FOR EACH ROW EXECUTE FUNCTION catalog_stock_of_offer();
CREATE FUNCTION catalog_stock_sold_out() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE catalog_offer SET has_stock = NEW.stock > NEW.reserved WHERE sku_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER sku_sold_out AFTER UPDATE OF stock, reserved ON catalog_sku FOR EACH ROW
    WHEN ((NEW.stock > NEW.reserved) IS DISTINCT FROM (OLD.stock > OLD.reserved))
    EXECUTE FUNCTION catalog_stock_sold_out();
"""
NO_STOCK = """
DROP TRIGGER sku_sold_out ON catalog_sku;
DROP FUNCTION catalog_stock_sold_out();
DROP TRIGGER offer_stock ON catalog_offer;
DROP FUNCTION catalog_stock_of_offer();
"""
FILLED = """
UPDATE catalog_offer o SET has_stock = s.stock > s.reserved, lead_days = s.lead_days
FROM catalog_sku s WHERE s.id = o.sku_id;
"""
FORWARD = VIEW + COPYING + _trigger(f"{_COLUMNS} lead_days") + STOCK + FILLED
REVERSE = (
    NO_STOCK
    + "DROP VIEW catalog_offer_source;"
    + _BLUR.VIEW.replace("CREATE OR REPLACE VIEW", "CREATE VIEW")
    + _BLUR.COPYING
    + _trigger(_COLUMNS)
)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0066_offers_with_blur")]
    operations = [
        migrations.AddField("offer", "lead_days", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("offer", "has_stock", models.BooleanField(db_default=False)),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
