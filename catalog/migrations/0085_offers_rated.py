"""Copy into the row of each offer how its shop was rated, so that buyers filter by it.

Why: a page of results asks one statement and joins nothing (docs/adr/0015, 0017). The average is
copied with everything else, and by the row of the shop's rating, which is counted anew after each
rating and once a night: an offer that went live in that very moment follows at the latest then.
Locks: catalog_offer for a moment. Undo: the definitions of 0070_offers_ready; no shop is rated yet.
Tested: tests/catalog/test_rated_offers.py.
"""

from importlib import import_module

from django.db import migrations, models

_READY = import_module("catalog.migrations.0070_offers_ready")
VIEW = _READY.VIEW.replace(
    "AS has_stock\n",
    "AS has_stock,\n    (SELECT g.tenths::smallint FROM vendors_vendorrating g"
    " WHERE g.vendor_id = p.vendor_id) AS rating_tenths\n",
    1,
)
COPYING = _READY.COPYING.replace("photo_blur, lead_days", "photo_blur, lead_days, rating_tenths")
COPYING = COPYING.replace("EXCLUDED.lead_days", "EXCLUDED.lead_days, EXCLUDED.rating_tenths")
RATED = """
CREATE FUNCTION catalog_offers_of_rating() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE catalog_offer SET rating_tenths = NEW.tenths
        WHERE vendor_id = NEW.vendor_id AND rating_tenths IS DISTINCT FROM NEW.tenths;
    RETURN NULL;
END $$;
CREATE TRIGGER rated_offers AFTER INSERT OR UPDATE ON vendors_vendorrating
    FOR EACH ROW EXECUTE FUNCTION catalog_offers_of_rating();
"""
NOT_RATED = """
DROP TRIGGER rated_offers ON vendors_vendorrating;
DROP FUNCTION catalog_offers_of_rating();
"""
FORWARD = VIEW + COPYING + RATED
REVERSE = (
    NOT_RATED
    + "DROP VIEW catalog_offer_source;"
    + _READY.VIEW.replace("CREATE OR REPLACE VIEW", "CREATE VIEW")
    + _READY.COPYING
)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0077_pick_up"), ("vendors", "0025_rating")]
    operations = [
        migrations.AddField("offer", "rating_tenths", models.PositiveSmallIntegerField(null=True)),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
