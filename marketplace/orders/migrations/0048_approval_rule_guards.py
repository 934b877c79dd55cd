"""Let no order be approved without the second approval that its agency's own rules ask.

Why: raw SQL or a bug must not pass a rule of the agency, nor may a rule reach back to orders that were
placed before it, or be rewritten. The goods of a line are of the category of the etalase in which its
revision was listed; that stays, whatever the shop does with its listing afterwards. Locks:
orders_purchaseorder for a moment. Undo: drops triggers and functions, and lets ``orders_lacks_second``
know R-SPLIT-7 alone again. The twin is ``orders.own_rules.reading.binding``.
Tested: tests/orders/test_approval_rules.py.
"""

from django.db import migrations

FORWARD = """
-- Whether a rule of its agency, on its day, asks a second approval of an order.
CREATE FUNCTION orders_rule_asks_second(po orders_purchaseorder) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM orders_approvalrule r
        WHERE r.agency_id = po.agency_id AND r.valid_from <= po.ordered_on
        AND coalesce(r.valid_to, 'infinity') >= po.ordered_on AND r.from_rupiah <= po.gross_rupiah
        AND (r.category_id IS NULL OR EXISTS (
            SELECT 1 FROM orders_orderline l
            JOIN catalog_productrevision v ON v.id = l.revision_id
            JOIN catalog_etalase e ON e.id = v.etalase_id
            WHERE l.order_id = po.id AND e.category_id = r.category_id)))
$$;
-- Whether it waits for its second approval, for either reason.
CREATE OR REPLACE FUNCTION orders_lacks_second(of_order bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT o.status NOT IN ('draft', 'returned') AND (orders_handed_in(o.id)).id IS NOT NULL
        AND (coalesce(orders_split_now(o.id) > o.cap_rupiah, false) OR orders_rule_asks_second(o))
        AND NOT orders_has_second(o)
    FROM orders_purchaseorder o WHERE o.id = of_order
$$;

CREATE FUNCTION orders_guard_rule_of_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF orders_rule_asks_second(NEW) AND NOT orders_has_second(NEW) THEN
        RAISE EXCEPTION 'order % lacks the second approval that its agency asks', NEW.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_has_second_by_rule';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_second_by_rule BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW WHEN (NEW.status IS DISTINCT FROM OLD.status AND NEW.status = 'approved')
    EXECUTE FUNCTION orders_guard_rule_of_approval();

-- A rule is of a category of its market, changes by its last day alone, once, and reaches no order back.
CREATE FUNCTION orders_guard_approval_rule() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    since date := NEW.valid_from;
    until date := coalesce(NEW.valid_to, 'infinity');
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - 'valid_to' IS DISTINCT FROM to_jsonb(OLD) - 'valid_to'
           OR OLD.valid_to IS NOT NULL AND NEW.valid_to IS DISTINCT FROM OLD.valid_to THEN
            RAISE EXCEPTION 'approval rule % is never rewritten: end it and enter another', OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'approval_rule_history';
        END IF;
        since := until + 1;
        until := 'infinity';
    ELSIF NEW.category_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM catalog_category c JOIN accounts_agency a ON a.id = NEW.agency_id
        WHERE c.id = NEW.category_id AND coalesce(c.tenant_id, a.tenant_id) = a.tenant_id
    ) THEN
        RAISE EXCEPTION 'category % is not of the market of agency %', NEW.category_id, NEW.agency_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_rule_of_its_market';
    END IF;
    IF EXISTS (SELECT 1 FROM orders_purchaseorder o WHERE o.agency_id = NEW.agency_id
               AND o.ordered_on BETWEEN since AND until) THEN
        RAISE EXCEPTION 'approval rule of agency % would reach back to its orders', NEW.agency_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'approval_rule_never_reaches_back';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approval_rule_guard BEFORE INSERT OR UPDATE ON orders_approvalrule
    FOR EACH ROW EXECUTE FUNCTION orders_guard_approval_rule();
CREATE TRIGGER approval_rule_kept BEFORE DELETE ON orders_approvalrule
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER approval_rules_kept BEFORE TRUNCATE ON orders_approvalrule
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER approval_rules_kept ON orders_approvalrule;
DROP TRIGGER approval_rule_kept ON orders_approvalrule;
DROP TRIGGER approval_rule_guard ON orders_approvalrule;
DROP FUNCTION orders_guard_approval_rule();
DROP TRIGGER order_second_by_rule ON orders_purchaseorder;
DROP FUNCTION orders_guard_rule_of_approval();
CREATE OR REPLACE FUNCTION orders_lacks_second(of_order bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT orders_split_now(o.id) > o.cap_rupiah AND NOT orders_has_second(o)
    FROM orders_purchaseorder o WHERE o.id = of_order
$$;
DROP FUNCTION orders_rule_asks_second(orders_purchaseorder);
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0047_approval_rules")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
