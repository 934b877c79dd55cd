"""Let a sanction hide goods from the moment it is given, not from its date in another zone.

Why: its first day is that of the shop's place, and a sale is judged by the day of WIB. Between
midnight in Kupang and midnight in Jakarta the goods of a sanction just given stayed on sale. While
one is in force it has begun, so only its last day is asked.
Locks: the offers of the goods that are hidden now, seconds. Undo: asks for both days again.
Tested: tests/orders/test_placeable.py.
"""

from django.db import migrations

REPLACE = """
CREATE OR REPLACE FUNCTION catalog_hidden_on(goods bigint)
RETURNS datemultirange LANGUAGE sql STABLE AS $$
    SELECT coalesce(range_agg(daterange({first_day}, s.ends_on, '[]')), '{{}}')
    FROM sanctions_sanctionsubject h JOIN sanctions_sanction s ON s.id = h.sanction_id
    WHERE h.subject_type = 'catalog.product' AND h.subject_id = goods AND s.status = 'in_force'
$$;
SELECT catalog_refresh_offers(ARRAY(
    SELECT DISTINCT h.subject_id FROM sanctions_sanctionsubject h
    JOIN sanctions_sanction s ON s.id = h.sanction_id
    WHERE h.subject_type = 'catalog.product' AND s.status = 'in_force'));
"""


class Migration(migrations.Migration):
    dependencies = [("catalog", "0085_offers_rated"), ("sanctions", "0002_guards")]
    operations = [
        migrations.RunSQL(REPLACE.format(first_day="NULL"), REPLACE.format(first_day="s.starts_on"))
    ]
