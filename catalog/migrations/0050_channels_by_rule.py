"""Let the rulebook say who sells in a channel (R-CHANNEL-FIRM, R-CHANNEL-COOP), in every room alike.

Why: the size classes of a channel were written into a view and a trigger; a rule of another year
needs a row with its first day, not a migration. What is public follows in the night of that day.
Rows of offers stay: the rules that every migrate enters say what the view said. Locks: none.
Undo: the definitions of 0026_proof_by_several_shops and 0042_price_validity.
Tested: tests/catalog/test_channels.py, tests/catalog/test_offers.py.
"""

from importlib import import_module

from django.db import migrations

_BEFORE = import_module("catalog.migrations.0026_proof_by_several_shops").FORWARD
_FUNCTION = "CREATE OR REPLACE FUNCTION catalog_rules_of_offers()"
VIEW = import_module("catalog.migrations.0042_price_validity").VIEW
RULES = _FUNCTION + _BEFORE.partition(_FUNCTION)[2].partition("$$;")[0] + "$$;"
BY_CLASS = """(
    v.legal_form = 'cooperative' OR v.size_class IN ('micro', 'small')
    OR v.size_class = 'medium' AND e.channel = 'katalog_lokal')"""
BY_RULE = "catalog_sells_in(v.legal_form, v.size_class, e.channel, catalog_day())"

SELLS_IN = """
-- The twin of vendors.queries.channels_by: no rule in force takes nobody.
CREATE FUNCTION catalog_sells_in(form text, size text, door text, day date)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_position(ARRAY['micro', 'small', 'medium', 'non_msme'], size) <= (
        SELECT r.value FROM core_rule r
        WHERE r.code = CASE form WHEN 'cooperative' THEN 'R-CHANNEL-COOP' ELSE 'R-CHANNEL-FIRM' END
        AND r.channel = door AND r.tenant_slug = '' AND r.valid_from <= day
        AND coalesce(r.valid_to, 'infinity') >= day), false)
$$;
"""
RULES_WITH_CHANNELS = """
CREATE OR REPLACE FUNCTION catalog_rules_of_offers() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' ', catalog_rule('R-PPN-1'), catalog_rule('R-PPN-LUX'),
        catalog_rule('R-PAID-MIN'), catalog_rule('R-PAID-VENDORS'),
        string_agg(concat_ws('/', code, valid_from, valid_to), ' '
            ORDER BY code, valid_from) FILTER (WHERE code LIKE 'R-HALAL-%'),
        string_agg(concat_ws('/', code, channel, value), ' ' ORDER BY code, channel)
            FILTER (WHERE code LIKE 'R-CHANNEL-%' AND valid_from <= catalog_day()
                AND coalesce(valid_to, 'infinity') >= catalog_day()))
    FROM core_rule WHERE (channel = '' OR code LIKE 'R-CHANNEL-%') AND tenant_slug = ''
$$;
"""
FORWARD = SELLS_IN + VIEW.replace(BY_CLASS, BY_RULE) + RULES_WITH_CHANNELS
REVERSE = VIEW + RULES + "DROP FUNCTION catalog_sells_in(text, text, text, date);"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0042_price_validity"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
