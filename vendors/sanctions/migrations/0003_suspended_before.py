"""Give each shop that is suspended already the sanction it stands for, with a last day.

Why: until now a suspension had a reason and no end. It ends by itself after the longest time a
suspension may last from today on (R-SANCTION-SUSPEND); its owner may appeal as against any other.
Locks: new tables. Undo: nothing, the rows go with their tables. Tested:
tests/vendors/test_sanction_guards.py, tests/releases.
"""

from django.db import migrations

FORWARD = """
WITH stopped AS (
    SELECT v.id AS vendor_id, v.status_at, coalesce(r.time_zone, 'Asia/Jakarta') AS zone,
        coalesce(nullif(left(v.status_reason, 4000), ''), 'Ditangguhkan oleh verifikator.') AS why,
        CASE WHEN v.status_by_id IS NULL OR EXISTS (
            SELECT 1 FROM vendors_vendormembership m WHERE m.vendor_id = v.id
            AND m.user_id = v.status_by_id AND m.until IS NULL
        ) THEN v.approved_by_id ELSE v.status_by_id END AS verifier,
        row_number() OVER (ORDER BY v.status_at, v.id) AS place
    FROM vendors_vendor v LEFT JOIN accounts_region r ON r.id = v.region_id
    WHERE v.status = 'suspended'
), made AS (
    INSERT INTO sanctions_sanction (
        public_id, number, vendor_id, kind, ground, facts, status, status_by_id, status_reason,
        status_at, starts_on, ends_on, proposed_by_id, proposed_at, answer, decided_by_id,
        decided_at, appeal_until)
    SELECT gen_random_uuid(), 'SK-' || extract(year FROM now()) || '-' || lpad(place::text, 6, '0'),
        vendor_id, 'suspension', 'unrecorded', why, 'in_force', verifier, '', status_at,
        (status_at AT TIME ZONE zone)::date, (now() AT TIME ZONE zone)::date + 90, verifier,
        status_at, '', verifier, status_at, (now() AT TIME ZONE zone)::date + 14
    FROM stopped RETURNING id, vendor_id, ends_on
), clocks AS (
    INSERT INTO core_deadline (kind, subject_type, subject_id, starts_at, due_at, attempts,
        last_error)
    SELECT 'sanction.ends', 'sanctions.sanction', made.id, now(),
        (made.ends_on + 1)::timestamp AT TIME ZONE stopped.zone, 0, ''
    FROM made JOIN stopped USING (vendor_id)
)
INSERT INTO core_numberseries (name, last)
SELECT 'SK-' || extract(year FROM now()), count(*) FROM made HAVING count(*) > 0;
"""


class Migration(migrations.Migration):
    dependencies = [("sanctions", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
