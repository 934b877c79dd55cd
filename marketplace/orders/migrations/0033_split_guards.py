"""Let orders of one agency to one shop pass the cap within R-SPLIT-7 only as the rule says (I-06).

Why: raw SQL, a bug or two checkouts at once must not split what the cap holds together. An order is
added up with those of its agency, shop and channel that were handed in before it, by the number of that
step, so that no clock decides which came first; what is with its officer or came to nothing does not
count. Handing in demands the written reason, approval the second approval of this very handing in, by
somebody who is neither PP nor PPK. The lock is taken by name before rows (``orders.splitting``).
Locks: orders_purchaseorder for a moment. Undo: drops triggers and functions. The twin is
``orders.splitting``. Tested: tests/orders/test_splitting.py, tests/orders/test_split_races.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_hold_pair(office bigint, shop bigint) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtextextended('orders ' || office || ' ' || shop, 0))
$$;
CREATE FUNCTION orders_counts_for_split(state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT state NOT IN ('draft', 'returned', 'rejected', 'cancelled', 'declined', 'expired')
$$;
CREATE FUNCTION orders_handed_in(of_order bigint) RETURNS orders_statuschange LANGUAGE sql STABLE AS $$
    SELECT * FROM orders_statuschange WHERE order_id = of_order AND to_status = 'submitted'
    ORDER BY id DESC LIMIT 1
$$;
-- What an order costs with those handed in before it, in rupiah; NULL where nothing is added up.
CREATE FUNCTION orders_split_total(po orders_purchaseorder, moment timestamptz, step bigint)
RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    days bigint;
    others bigint;
BEGIN
    SELECT value INTO days FROM orders_orderrule WHERE order_id = po.id AND code = 'R-SPLIT-7';
    IF po.cap_rupiah IS NULL OR days IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(sum(o.gross_rupiah), 0) INTO others
        FROM orders_purchaseorder o, LATERAL orders_handed_in(o.id) handed
        WHERE o.agency_id = po.agency_id AND o.vendor_id = po.vendor_id AND o.channel = po.channel
        AND o.id <> po.id AND orders_counts_for_split(o.status)
        AND handed.changed_at > moment - make_interval(days => days::integer)
        AND (step IS NULL OR handed.id < step);
    RETURN others + po.gross_rupiah;
END $$;
-- The same of an order that was handed in; NULL of one that never was.
CREATE FUNCTION orders_split_now(of_order bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT orders_split_total(o, handed.changed_at, handed.id)
    FROM orders_purchaseorder o, LATERAL orders_handed_in(o.id) handed
    WHERE o.id = of_order AND handed.id IS NOT NULL
$$;
-- Whether somebody beside its PP and PPK confirmed it as it was handed in last.
CREATE FUNCTION orders_has_second(po orders_purchaseorder) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM orders_secondapproval a
        WHERE a.order_id = po.id AND a.submission_id = (orders_handed_in(po.id)).id
        AND a.person_id NOT IN
            (po.created_by_id, po.procurement_officer_id, po.commitment_officer_id))
$$;

-- Whether it passes the cap with those before it and nobody has confirmed that.
CREATE FUNCTION orders_lacks_second(of_order bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT orders_split_now(o.id) > o.cap_rupiah AND NOT orders_has_second(o)
    FROM orders_purchaseorder o WHERE o.id = of_order
$$;

CREATE FUNCTION orders_guard_split() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    handed orders_statuschange%ROWTYPE;
BEGIN
    PERFORM orders_hold_pair(NEW.agency_id, NEW.vendor_id);
    IF NEW.status = 'submitted' THEN
        IF orders_split_total(NEW, NEW.status_at, NULL) > NEW.cap_rupiah AND NOT EXISTS (
            SELECT 1 FROM orders_orderreason WHERE order_id = NEW.id AND code = 'R-SPLIT-7')
        THEN
            RAISE EXCEPTION 'order % passes the cap with those before it', NEW.number
                USING ERRCODE = 'check_violation', CONSTRAINT = 'order_says_why_split';
        END IF;
        RETURN NEW;
    END IF;
    handed := orders_handed_in(NEW.id);
    IF orders_split_total(NEW, handed.changed_at, handed.id) > NEW.cap_rupiah
       AND NOT orders_has_second(NEW) THEN
        RAISE EXCEPTION 'order % lacks its second approval', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_has_second_approval';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_split BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status
        AND NEW.status IN ('submitted', 'approved') AND NEW.cap_rupiah IS NOT NULL)
    EXECUTE FUNCTION orders_guard_split();

CREATE FUNCTION orders_guard_second() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
BEGIN
    SELECT * INTO po FROM orders_purchaseorder WHERE id = NEW.order_id FOR NO KEY UPDATE;
    IF po.status <> 'submitted'
       OR NEW.submission_id IS DISTINCT FROM (orders_handed_in(po.id)).id THEN
        RAISE EXCEPTION 'order % is not handed in like this', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'second_approval_of_a_handed_in_order';
    END IF;
    IF NEW.person_id IN (po.created_by_id, po.procurement_officer_id, po.commitment_officer_id)
       OR EXISTS (SELECT 1 FROM orders_appointment a WHERE a.order_id = po.id
                  AND NEW.person_id IN (a.person_id, a.predecessor_id)) THEN
        RAISE EXCEPTION 'user % has a duty in order %', NEW.person_id, po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'second_approval_by_another';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM accounts_membership WHERE user_id = NEW.person_id AND active
        AND agency_id = po.agency_id AND role IN ('budget_authority', 'commitment_officer')
    ) THEN
        RAISE EXCEPTION 'user % is neither KPA nor PPK of agency %', NEW.person_id, po.agency_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'second_approval_by_its_agency';
    END IF;
    PERFORM 1 FROM vendors_vendor WHERE id = po.vendor_id FOR SHARE;
    IF EXISTS (SELECT 1 FROM vendors_vendormembership
               WHERE vendor_id = po.vendor_id AND user_id = NEW.person_id AND until IS NULL) THEN
        RAISE EXCEPTION 'user % acts for the vendor of order %', NEW.person_id, po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_buyers';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER second_approval_guard BEFORE INSERT ON orders_secondapproval
    FOR EACH ROW EXECUTE FUNCTION orders_guard_second();
CREATE TRIGGER second_approval_frozen BEFORE UPDATE OR DELETE ON orders_secondapproval
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER second_approvals_kept BEFORE TRUNCATE ON orders_secondapproval
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER second_approvals_kept ON orders_secondapproval;
DROP TRIGGER second_approval_frozen ON orders_secondapproval;
DROP TRIGGER second_approval_guard ON orders_secondapproval;
DROP FUNCTION orders_guard_second();
DROP TRIGGER order_split ON orders_purchaseorder;
DROP FUNCTION orders_guard_split();
DROP FUNCTION orders_lacks_second(bigint);
DROP FUNCTION orders_has_second(orders_purchaseorder);
DROP FUNCTION orders_split_now(bigint);
DROP FUNCTION orders_split_total(orders_purchaseorder, timestamptz, bigint);
DROP FUNCTION orders_handed_in(bigint);
DROP FUNCTION orders_counts_for_split(text);
DROP FUNCTION orders_hold_pair(bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0032_second_approvals")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
