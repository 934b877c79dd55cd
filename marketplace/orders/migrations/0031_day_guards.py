"""Let no day of a variant be booked beyond what it holds, by whatever way a line is written.

Why: two officers at once, or code that forgets to ask, must not sell the same places twice. A line has
days exactly as its variant is dated. Its order's day is asked again at each step that lets it go further:
not passed; and, when it is handed in, not sooner than the shop is ready nor past what may be needed. An
order that came to nothing books nothing. The twins are ``catalog.days`` and ``orders.services.days``.
Locks: the variant's row while a dated line is written, as placing does. Undo: drops triggers and
functions. Tested: tests/orders/test_days_in_the_database.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_books_days(state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT state NOT IN ('rejected', 'cancelled', 'declined', 'expired', 'stopped', 'terminated')
$$;
-- How many pieces of a variant are booked on a day.
CREATE FUNCTION orders_booked(variant bigint, on_day date) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(
        l.quantity / (coalesce(l.wanted_until, l.wanted_on) - l.wanted_on + 1)), 0)::bigint
    FROM orders_orderline l JOIN orders_purchaseorder o ON o.id = l.order_id
    WHERE l.sku_id = variant AND l.wanted_on <= on_day
    AND coalesce(l.wanted_until, l.wanted_on) >= on_day AND orders_books_days(o.status)
$$;
CREATE FUNCTION orders_require_dating(line orders_orderline, dating text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF (dating = 'none') <> (line.wanted_on IS NULL)
       OR (dating = 'rental') <> (line.wanted_until IS NOT NULL) THEN
        RAISE EXCEPTION 'line % has other days than its variant, which is of %', line.id, dating
            USING ERRCODE = 'check_violation', CONSTRAINT = 'line_days_as_dated';
    END IF;
END $$;

CREATE FUNCTION orders_guard_days() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    variant catalog_sku%ROWTYPE;
    short date;
BEGIN
    IF NEW.wanted_on IS NULL THEN
        SELECT * INTO variant FROM catalog_sku WHERE id = NEW.sku_id;
        PERFORM orders_require_dating(NEW, variant.dating);
        RETURN NULL;
    END IF;
    SELECT * INTO variant FROM catalog_sku WHERE id = NEW.sku_id FOR NO KEY UPDATE;
    PERFORM orders_require_dating(NEW, variant.dating);
    IF TG_OP = 'UPDATE' AND (NEW.wanted_on, NEW.wanted_until)
       IS NOT DISTINCT FROM (OLD.wanted_on, OLD.wanted_until) AND NEW.quantity <= OLD.quantity THEN
        RETURN NULL;  -- fewer for the same days, whatever the shop has closed meanwhile
    END IF;
    SELECT d::date INTO short FROM generate_series(
        NEW.wanted_on, coalesce(NEW.wanted_until, NEW.wanted_on), interval '1 day') d
        WHERE orders_booked(NEW.sku_id, d::date) > variant.capacity_per_day OR EXISTS (
            SELECT 1 FROM catalog_closedday c
            WHERE c.vendor_id = variant.vendor_id AND c.day = d::date)
        LIMIT 1;
    IF short IS NOT NULL THEN
        RAISE EXCEPTION 'variant % has too few left on %', NEW.sku_id, short
            USING ERRCODE = 'check_violation', CONSTRAINT = 'line_days_are_free';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER line_days AFTER INSERT OR UPDATE OF
    quantity, wanted_on, wanted_until, wanted_hour ON orders_orderline
    FOR EACH ROW EXECUTE FUNCTION orders_guard_days();

CREATE FUNCTION orders_guard_wanted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moment timestamp;
    today date;
    line orders_orderline%ROWTYPE;
    variant catalog_sku%ROWTYPE;
    longest integer;
BEGIN
    SELECT NEW.status_at AT TIME ZONE r.time_zone INTO moment
        FROM accounts_agency a JOIN accounts_region r ON r.id = a.region_id
        WHERE a.id = NEW.agency_id;
    today := moment::date;
    FOR line IN SELECT * FROM orders_orderline l WHERE l.order_id = NEW.id LOOP
        IF line.wanted_on + coalesce(line.wanted_hour, time '24:00') <= moment THEN
            RAISE EXCEPTION 'line % was wanted on %', line.id, line.wanted_on
                USING ERRCODE = 'check_violation', CONSTRAINT = 'order_day_passed';
        END IF;
        CONTINUE WHEN NEW.status <> 'submitted';
        SELECT * INTO variant FROM catalog_sku WHERE id = line.sku_id;
        PERFORM orders_require_dating(line, variant.dating);
        CONTINUE WHEN line.wanted_on IS NULL;
        IF line.wanted_on < catalog_ready_on(today, variant.lead_days) THEN
            RAISE EXCEPTION 'line % is wanted before its shop is ready', line.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'order_day_too_soon';
        END IF;
        IF NEW.deliver_by < line.wanted_on THEN
            RAISE EXCEPTION 'order % is needed before line % takes place', NEW.number, line.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'order_needed_with_its_days';
        END IF;
        longest := (core_strictest_rule('R-NEEDED-MAX', NEW.channel,
            orders_tenant_of(NEW.agency_id), NEW.ordered_on)).value;
        IF coalesce(line.wanted_until, line.wanted_on) > least(
            NEW.ordered_on + longest,
            make_date(extract(year FROM NEW.ordered_on)::integer, 12, 31)) THEN
            RAISE EXCEPTION 'line % is wanted too late', line.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'order_day_too_late';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER order_wanted BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW WHEN (
        NEW.status IS DISTINCT FROM OLD.status AND NEW.status IN ('submitted', 'approved', 'accepted'))
    EXECUTE FUNCTION orders_guard_wanted();
"""
REVERSE = """
DROP TRIGGER order_wanted ON orders_purchaseorder;
DROP FUNCTION orders_guard_wanted();
DROP TRIGGER line_days ON orders_orderline;
DROP FUNCTION orders_guard_days();
DROP FUNCTION orders_require_dating(orders_orderline, text);
DROP FUNCTION orders_booked(bigint, date);
DROP FUNCTION orders_books_days(text);
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0030_days_of_lines")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
