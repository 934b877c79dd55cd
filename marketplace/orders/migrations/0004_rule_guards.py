"""Keep which rules bound an order, and let no later rule reach back to it.

Why: an order is judged by the rules of its own day for good. Neither raw SQL nor a rule entered
late, nor one that is ended before the orders it bound, may change what held then (I-23).
Locks: new tables. Undo: drops triggers and functions. Tested: tests/trust/test_raw_sql.py.
"""

from django.db import migrations

FORWARD = """
-- A rule that bound an order: written while it is a draft, and the one that truly held.
CREATE FUNCTION orders_guard_rule() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
    held core_rule%ROWTYPE;
BEGIN
    SELECT * INTO po FROM orders_purchaseorder WHERE id = NEW.order_id;
    IF po.status <> 'draft' THEN
        RAISE EXCEPTION 'the rules of order % are frozen', po.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_rules_frozen';
    END IF;
    held := core_strictest_rule(
        NEW.code, po.channel, orders_tenant_of(po.agency_id), po.ordered_on);
    IF (held.id, held.value) IS DISTINCT FROM (NEW.rule_id, NEW.value) THEN
        RAISE EXCEPTION 'rule % did not bind order % as % on %', NEW.code, po.number, NEW.value,
            po.ordered_on USING ERRCODE = 'check_violation', CONSTRAINT = 'order_rule_was_in_force';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_rule_guard BEFORE INSERT ON orders_orderrule
    FOR EACH ROW EXECUTE FUNCTION orders_guard_rule();
CREATE TRIGGER order_rules_frozen BEFORE UPDATE OR DELETE ON orders_orderrule
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER order_rules_kept BEFORE TRUNCATE ON orders_orderrule
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

-- No rule reaches back: neither a new one over orders already placed, nor an end before them.
CREATE FUNCTION orders_guard_rulebook() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.valid_to IS DISTINCT FROM OLD.valid_to AND EXISTS (
            SELECT 1 FROM orders_orderrule b JOIN orders_purchaseorder o ON o.id = b.order_id
            WHERE b.rule_id = OLD.id AND o.ordered_on > NEW.valid_to
        ) THEN
            RAISE EXCEPTION 'rule % bound orders after %', OLD.id, NEW.valid_to
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rule_never_reaches_back';
        END IF;
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT 1 FROM orders_orderrule b JOIN orders_purchaseorder o ON o.id = b.order_id
        WHERE b.code = NEW.code AND o.ordered_on >= NEW.valid_from
        AND o.ordered_on <= coalesce(NEW.valid_to, 'infinity')
        AND NEW.channel IN ('', o.channel)
        AND NEW.tenant_slug IN ('', orders_tenant_of(o.agency_id))
    ) THEN
        RAISE EXCEPTION 'rule % would reach back to orders already placed', NEW.code
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'rule_never_reaches_back';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rule_never_reaches_back BEFORE INSERT OR UPDATE ON core_rule
    FOR EACH ROW EXECUTE FUNCTION orders_guard_rulebook();
"""
REVERSE = """
DROP TRIGGER rule_never_reaches_back ON core_rule;
DROP FUNCTION orders_guard_rulebook();
DROP TRIGGER order_rules_kept ON orders_orderrule;
DROP TRIGGER order_rules_frozen ON orders_orderrule;
DROP TRIGGER order_rule_guard ON orders_orderrule;
DROP FUNCTION orders_guard_rule();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_line_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
