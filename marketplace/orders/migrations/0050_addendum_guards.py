"""Let the delivery day of an order move only by an addendum that both sides agreed on.

Why: raw SQL, a bug or two people at once must not make an order late, or in time, without the other
side. The day comes with the letter; then it follows the addendum agreed last, in one transaction. A
proposal is of one side, its answer of the other; the day keeps R-NEEDED-MAX and the fiscal year, when
it is proposed and when it is agreed on. The twin is ``orders.services.addenda``. Orders that name a
day of need and have their letter get it as their day; their clocks start with the next addendum.
Locks: orders_purchaseorder for a moment. Undo: drops triggers and functions; the days stay. Tested:
tests/orders/test_addenda_in_the_database.py.
"""

from django.db import migrations

FORWARD = """
SET CONSTRAINTS ALL IMMEDIATE;
UPDATE orders_purchaseorder SET due_on = deliver_by
    WHERE deliver_by IS NOT NULL AND approved_by_id IS NOT NULL;
SET CONSTRAINTS ALL DEFERRED;

CREATE FUNCTION orders_guard_due_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.due_on IS NULL AND OLD.status = 'approved' AND NEW.status = 'issued' THEN
        RETURN NEW;
    END IF;
    IF NEW.status = OLD.status AND EXISTS (
        SELECT 1 FROM (
            SELECT a.from_day, a.to_day FROM orders_addendum a
            WHERE a.order_id = OLD.id AND a.status = 'agreed' ORDER BY a.id DESC LIMIT 1
        ) agreed WHERE agreed.from_day = OLD.due_on AND agreed.to_day = NEW.due_on
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the delivery day of order % moves by an addendum', NEW.number
        USING ERRCODE = 'check_violation', CONSTRAINT = 'order_due_day';
END $$;
CREATE TRIGGER order_due_day BEFORE UPDATE OF due_on ON orders_purchaseorder
    FOR EACH ROW WHEN (NEW.due_on IS DISTINCT FROM OLD.due_on)
    EXECUTE FUNCTION orders_guard_due_day();
CREATE TRIGGER order_begins_without_due_day BEFORE INSERT ON orders_purchaseorder
    FOR EACH ROW WHEN (NEW.due_on IS NOT NULL) EXECUTE FUNCTION orders_guard_due_day();

CREATE FUNCTION orders_is_seller(person bigint, po orders_purchaseorder) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM vendors_vendormembership
        WHERE vendor_id = po.vendor_id AND user_id = person AND until IS NULL)
    AND person NOT IN (po.created_by_id, po.procurement_officer_id, po.commitment_officer_id)
$$;
CREATE FUNCTION orders_require_delivery_day(po orders_purchaseorder, day date, moment timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    today date;
    within bigint;
BEGIN
    SELECT (moment AT TIME ZONE r.time_zone)::date INTO today
        FROM accounts_agency a JOIN accounts_region r ON r.id = a.region_id
        WHERE a.id = po.agency_id;
    within := (core_strictest_rule(
        'R-NEEDED-MAX', po.channel, orders_tenant_of(po.agency_id), po.ordered_on)).value;
    IF day < today OR extract(year FROM day) <> extract(year FROM po.ordered_on)
       OR day > po.ordered_on + within::int THEN
        RAISE EXCEPTION 'order % cannot be due by %', po.number, day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'addendum_day_within_rules';
    END IF;
END $$;

CREATE FUNCTION orders_guard_addendum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
    person bigint;
    sells boolean;
BEGIN
    SELECT * INTO po FROM orders_purchaseorder WHERE id = NEW.order_id FOR NO KEY UPDATE;
    IF TG_OP = 'UPDATE' AND NEW.status = 'lapsed'
       AND po.status NOT IN ('issued', 'accepted', 'shipped', 'disputed') THEN
        RETURN NEW;
    END IF;
    IF po.status NOT IN ('issued', 'accepted', 'shipped', 'disputed')
       OR po.due_on IS DISTINCT FROM NEW.from_day
       OR TG_OP = 'INSERT' AND NEW.status <> 'open' OR NEW.status = 'lapsed'
       OR EXISTS (SELECT 1 FROM orders_statuschange
                  WHERE order_id = po.id AND to_status = 'received') THEN
        RAISE EXCEPTION 'the goods of order % are not awaited by %', po.number, NEW.from_day
            USING ERRCODE = 'check_violation', CONSTRAINT = 'addendum_of_awaited_goods';
    END IF;
    person := coalesce(NEW.answered_by_id, NEW.proposed_by_id);
    sells := NEW.by_shop = (NEW.answered_by_id IS NULL);
    IF sells AND NOT orders_is_seller(person, po)
       OR NOT sells AND person <> po.commitment_officer_id
       AND (NEW.answered_by_id IS NOT NULL OR person <> po.procurement_officer_id) THEN
        RAISE EXCEPTION 'user % does not act for this side of order %', person, po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'addendum_of_two_sides';
    END IF;
    IF NEW.status <> 'refused' THEN
        PERFORM orders_require_delivery_day(
            po, NEW.to_day, coalesce(NEW.answered_at, NEW.proposed_at));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER addendum_guard BEFORE INSERT OR UPDATE ON orders_addendum
    FOR EACH ROW EXECUTE FUNCTION orders_guard_addendum();
CREATE TRIGGER addendum_steps BEFORE UPDATE ON orders_addendum
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('addendum', 'order_id', 'from_day', 'to_day',
        'reason', 'by_shop', 'proposed_by_id', 'proposed_at');

CREATE FUNCTION orders_keep_addendum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'addendum % stays as it is', OLD.id
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'addendum_stays';
END $$;
CREATE TRIGGER addendum_stays BEFORE UPDATE ON orders_addendum
    FOR EACH ROW WHEN (NEW.status = OLD.status) EXECUTE FUNCTION orders_keep_addendum();
CREATE TRIGGER addendum_kept BEFORE DELETE ON orders_addendum
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER addenda_kept BEFORE TRUNCATE ON orders_addendum
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION orders_check_addendum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM orders_purchaseorder o WHERE o.id = NEW.order_id
        AND o.due_on = (SELECT a.to_day FROM orders_addendum a
            WHERE a.order_id = o.id AND a.status = 'agreed' ORDER BY a.id DESC LIMIT 1)) THEN
        RAISE EXCEPTION 'order % does not follow its addendum', NEW.order_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'addendum_moves_its_order';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER addendum_moves_its_order AFTER UPDATE ON orders_addendum
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status = 'agreed')
    EXECUTE FUNCTION orders_check_addendum();
"""
REVERSE = """
DROP TRIGGER addendum_moves_its_order ON orders_addendum;
DROP FUNCTION orders_check_addendum();
DROP TRIGGER addenda_kept ON orders_addendum;
DROP TRIGGER addendum_kept ON orders_addendum;
DROP TRIGGER addendum_stays ON orders_addendum;
DROP FUNCTION orders_keep_addendum();
DROP TRIGGER addendum_steps ON orders_addendum;
DROP TRIGGER addendum_guard ON orders_addendum;
DROP FUNCTION orders_guard_addendum();
DROP FUNCTION orders_require_delivery_day(orders_purchaseorder, date, timestamptz);
DROP FUNCTION orders_is_seller(bigint, orders_purchaseorder);
DROP TRIGGER order_begins_without_due_day ON orders_purchaseorder;
DROP TRIGGER order_due_day ON orders_purchaseorder;
DROP FUNCTION orders_guard_due_day();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0049_addenda")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
