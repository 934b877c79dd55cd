"""Hold ratings in the database: after the handover, in time, by two people, never changed.

Why: what agencies and shops say of each other is public and cannot be taken back; raw SQL or a bug
must not rate for a side that did nothing, after its days, or answer what is still sealed. The end
of the days is R-RATING of the day of the handover, the twin of ``rating_queries.rating_ends``.
Locks: new tables. Undo: drops triggers and functions. Tested: tests/fulfilment/test_ratings.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION fulfilment_guard_rating() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
    done timestamptz;
    days bigint;
BEGIN
    SELECT * INTO po FROM orders_purchaseorder WHERE id = NEW.order_id FOR UPDATE;
    SELECT min(changed_at) INTO done FROM orders_statuschange
        WHERE order_id = NEW.order_id AND to_status = 'handed_over';
    IF done IS NULL OR po.status NOT IN ('handed_over', 'paid', 'settled') THEN
        RAISE EXCEPTION 'order % is %: nothing to rate yet', po.number, po.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rating_after_handover';
    END IF;
    days := (core_strictest_rule(
        'R-RATING', '', '', (done AT TIME ZONE 'Asia/Jakarta')::date)).value;
    IF days IS NULL OR NEW.opens_at <> done + make_interval(hours => 24 * days::int)
       OR NEW.at < done OR NEW.at >= NEW.opens_at THEN
        RAISE EXCEPTION 'order % is rated in % days', po.number, days
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rating_in_time';
    END IF;
    IF EXISTS (SELECT 1 FROM fulfilment_rating
               WHERE order_id = NEW.order_id AND side <> NEW.side AND person_id = NEW.person_id)
    THEN
        RAISE EXCEPTION 'one person rates for one side of order %', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rating_of_two_people';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rating_new BEFORE INSERT ON fulfilment_rating
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_rating();

CREATE FUNCTION fulfilment_guard_rating_reply() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    rated fulfilment_rating%ROWTYPE;
BEGIN
    SELECT * INTO rated FROM fulfilment_rating WHERE id = NEW.rating_id;
    IF NEW.person_id = rated.person_id THEN
        RAISE EXCEPTION 'nobody replies to their own rating %', rated.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rating_of_two_people';
    END IF;
    IF NEW.at < rated.opens_at AND NOT EXISTS (
        SELECT 1 FROM fulfilment_rating WHERE order_id = rated.order_id AND side <> rated.side)
    THEN
        RAISE EXCEPTION 'rating % is sealed', rated.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'reply_to_an_open_rating';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rating_reply_new BEFORE INSERT ON fulfilment_ratingreply
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_rating_reply();

CREATE TRIGGER rating_frozen BEFORE UPDATE OR DELETE ON fulfilment_rating
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER rating_reply_frozen BEFORE UPDATE OR DELETE ON fulfilment_ratingreply
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER rating_hidden_frozen BEFORE UPDATE OR DELETE ON fulfilment_ratinghidden
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER rating_hidden_frozen ON fulfilment_ratinghidden;
DROP TRIGGER rating_reply_frozen ON fulfilment_ratingreply;
DROP TRIGGER rating_frozen ON fulfilment_rating;
DROP TRIGGER rating_reply_new ON fulfilment_ratingreply;
DROP FUNCTION fulfilment_guard_rating_reply();
DROP TRIGGER rating_new ON fulfilment_rating;
DROP FUNCTION fulfilment_guard_rating();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("fulfilment", "0004_ratings"),
        ("orders", "0006_moments_stay"),
        ("core", "0002_guards"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
