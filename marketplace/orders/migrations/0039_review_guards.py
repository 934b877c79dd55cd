"""Let the PPK strike lines of an order that waits, and keep what the review left behind.

Why: approving all or nothing made a whole order wait for one line. A line goes from a submitted order
only in the transaction that says who struck it and why, and says exactly what the line said; sums and
taxes change with it and only fall, and COMMIT compares them as ever. A reason at an unmet check is the
approver's own and stands only in an approved order. What a returned order was changed in is written
while it is with its officer. All of it is only added.
Locks: orders_purchaseorder for a moment. Undo: takes the older functions back. Tested:
tests/orders/test_strike.py, tests/orders/test_checks.py, tests/orders/test_repair.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION orders_struck_now(of_order bigint, variant bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM orders_struckline WHERE order_id = of_order
        AND sku_id = coalesce(variant, sku_id) AND txid = pg_current_xact_id()::text::bigint)
$$;

CREATE FUNCTION orders_guard_strike() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
BEGIN
    SELECT * INTO po FROM orders_purchaseorder WHERE id = NEW.order_id FOR UPDATE;
    IF po.status <> 'submitted' THEN
        RAISE EXCEPTION 'order % does not wait for its PPK', po.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'struck_line_of_a_waiting_order';
    END IF;
    IF NEW.struck_by_id IS DISTINCT FROM po.commitment_officer_id THEN
        RAISE EXCEPTION 'only the named commitment officer strikes lines of order %', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'struck_line_by_its_reviewer';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM orders_orderline l WHERE l.order_id = NEW.order_id AND l.sku_id = NEW.sku_id
        AND (l.code, l.unit, l.quantity, l.unit_price_rupiah, l.total_rupiah)
            = (NEW.code, NEW.unit, NEW.quantity, NEW.unit_price_rupiah, NEW.total_rupiah)
    ) THEN
        RAISE EXCEPTION 'order % has no such line', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'struck_line_as_ordered';
    END IF;
    NEW.txid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER struck_line_guard BEFORE INSERT ON orders_struckline
    FOR EACH ROW EXECUTE FUNCTION orders_guard_strike();
CREATE TRIGGER struck_line_frozen BEFORE UPDATE OR DELETE ON orders_struckline
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER struck_lines_kept BEFORE TRUNCATE ON orders_struckline
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

-- A strike without its effect: the line is gone at COMMIT, and never comes back.
CREATE FUNCTION orders_check_struck() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM orders_orderline l JOIN orders_struckline s
               ON s.order_id = l.order_id AND s.sku_id = l.sku_id
               WHERE l.order_id = NEW.order_id) THEN
        RAISE EXCEPTION 'a struck line of order % is still there', NEW.order_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'struck_line_is_gone';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER struck_line_is_gone AFTER INSERT ON orders_struckline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_check_struck();
CREATE CONSTRAINT TRIGGER line_was_not_struck AFTER INSERT ON orders_orderline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_check_struck();

CREATE OR REPLACE FUNCTION orders_guard_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line orders_orderline%ROWTYPE;
    state text;
BEGIN
    IF TG_OP = 'DELETE' THEN line := OLD; ELSE line := NEW; END IF;
    SELECT status INTO state FROM orders_purchaseorder WHERE id = line.order_id FOR UPDATE;
    IF state NOT IN ('draft', 'returned') AND NOT (
        TG_OP = 'DELETE' AND state = 'submitted' AND orders_struck_now(line.order_id, line.sku_id)
    ) THEN
        RAISE EXCEPTION 'the lines of order % are frozen', line.order_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_lines_frozen';
    END IF;
    IF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT 1 FROM catalog_productrevision r JOIN catalog_sku s ON s.product_id = r.product_id
        CROSS JOIN jsonb_array_elements(r.variants) v
        WHERE r.id = line.revision_id AND s.id = line.sku_id AND r.status = 'published'
        AND (v ->> 'sku')::bigint = s.id AND r.name = line.name
        AND v ->> 'label' = line.label AND v ->> 'unit' = line.unit
    ) THEN
        RAISE EXCEPTION 'the line does not say what was published of its variant'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'line_as_published';
    END IF;
    RETURN line;
END $$;

CREATE OR REPLACE FUNCTION orders_guard_tax() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line orders_ordertax%ROWTYPE;
    state text;
BEGIN
    IF TG_OP = 'DELETE' THEN line := OLD; ELSE line := NEW; END IF;
    SELECT status INTO state FROM orders_purchaseorder WHERE id = line.order_id FOR UPDATE;
    IF state NOT IN ('draft', 'returned')
       AND NOT (state = 'submitted' AND orders_struck_now(line.order_id, NULL)) THEN
        RAISE EXCEPTION 'the taxes of order % are frozen', line.order_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_taxes_frozen';
    END IF;
    RETURN line;
END $$;

CREATE OR REPLACE FUNCTION orders_guard_line_maker() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    goods bigint;
    variant bigint;
    po orders_purchaseorder%ROWTYPE;
BEGIN
    SELECT o.* INTO po FROM orders_purchaseorder o JOIN orders_orderline l ON l.order_id = o.id
        WHERE l.id = CASE TG_OP WHEN 'DELETE' THEN OLD.line_id ELSE NEW.line_id END
        FOR UPDATE OF o;
    IF TG_OP = 'DELETE' THEN
        SELECT sku_id INTO variant FROM orders_orderline WHERE id = OLD.line_id;
    END IF;
    IF TG_OP = 'UPDATE' OR po.status NOT IN ('draft', 'returned') AND NOT (
            TG_OP = 'DELETE' AND po.status = 'submitted' AND orders_struck_now(po.id, variant))
       OR TG_OP = 'INSERT' AND po.status <> 'draft' THEN
        RAISE EXCEPTION 'the makers of order % are frozen', po.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'line_makers_frozen';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    SELECT s.product_id INTO goods FROM orders_orderline l JOIN catalog_sku s ON s.id = l.sku_id
        WHERE l.id = NEW.line_id;
    IF NOT EXISTS (
        SELECT 1 FROM catalog_makers_at(goods, po.created_at) m
        JOIN members_cooperativemember p ON p.id = m.member_id
        WHERE m.member_id = NEW.member_id AND m.share_bp = NEW.share_bp
        AND p.name = NEW.name AND p.region_id = NEW.region_id
    ) THEN
        RAISE EXCEPTION 'member % is no such maker of line %', NEW.member_id, NEW.line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'line_maker_as_listed';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION orders_guard_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'draft' THEN
            RAISE EXCEPTION 'a new order starts as draft'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'order_starts_as_draft';
        END IF;
        PERFORM orders_require_officer(NEW.created_by_id, NEW.agency_id, 'procurement_officer');
        PERFORM orders_require_officer(NEW.commitment_officer_id, NEW.agency_id, 'commitment_officer');
        PERFORM orders_require_vendor(NEW.vendor_id, NEW.channel);
        PERFORM orders_require_cap(NEW);
        PERFORM orders_require_authority(NEW);
        RETURN NEW;
    END IF;
    IF (NEW.goods_rupiah, NEW.freight_rupiah, NEW.vat_rupiah, NEW.gross_rupiah, NEW.pph22_rupiah)
       IS DISTINCT FROM
       (OLD.goods_rupiah, OLD.freight_rupiah, OLD.vat_rupiah, OLD.gross_rupiah, OLD.pph22_rupiah)
       AND OLD.status NOT IN ('draft', 'returned')
       AND NOT (OLD.status = 'submitted' AND NEW.status = OLD.status
                AND NEW.goods_rupiah < OLD.goods_rupiah AND NEW.gross_rupiah < OLD.gross_rupiah
                AND orders_struck_now(OLD.id, NULL)) THEN
        RAISE EXCEPTION 'the amounts of order % are frozen', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_amounts_frozen';
    END IF;
    IF NEW.status IS DISTINCT FROM OLD.status AND NEW.status IN ('submitted', 'approved') THEN
        PERFORM orders_require_placeable(NEW);
    END IF;
    IF NEW.status = 'approved' AND OLD.status <> 'approved'
       AND NEW.approved_by_id IS DISTINCT FROM NEW.commitment_officer_id THEN
        RAISE EXCEPTION 'only the named commitment officer approves order %', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_approved_by_its_reviewer';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION orders_guard_check_reason() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
BEGIN
    SELECT * INTO po FROM orders_purchaseorder WHERE id = NEW.order_id FOR UPDATE;
    IF po.status <> 'submitted' OR NEW.written_by_id IS DISTINCT FROM po.commitment_officer_id THEN
        RAISE EXCEPTION 'order % is not approved by this person now', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'check_reason_of_the_approval';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_reason_guard BEFORE INSERT ON orders_checkreason
    FOR EACH ROW EXECUTE FUNCTION orders_guard_check_reason();
CREATE FUNCTION orders_check_approved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM orders_purchaseorder
                   WHERE id = NEW.order_id AND approved_by_id = NEW.written_by_id) THEN
        RAISE EXCEPTION 'reason % is of no approval', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'check_reason_of_the_approval';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER check_reason_of_the_approval AFTER INSERT ON orders_checkreason
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION orders_check_approved();
CREATE TRIGGER check_reason_frozen BEFORE UPDATE OR DELETE ON orders_checkreason
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER check_reasons_kept BEFORE TRUNCATE ON orders_checkreason
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION orders_guard_repair() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    po orders_purchaseorder%ROWTYPE;
BEGIN
    SELECT * INTO po FROM orders_purchaseorder WHERE id = NEW.order_id FOR UPDATE;
    IF po.status <> 'returned' OR TG_TABLE_NAME = 'orders_repairrequest' AND NOT EXISTS (
        SELECT 1 FROM orders_statuschange s WHERE s.id = (to_jsonb(NEW) ->> 'step_id')::bigint
        AND s.order_id = po.id AND s.to_status = 'returned'
    ) THEN
        RAISE EXCEPTION 'order % is not with its officer', po.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'repair_of_a_returned_order';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER repair_request_guard BEFORE INSERT ON orders_repairrequest
    FOR EACH ROW EXECUTE FUNCTION orders_guard_repair();
CREATE TRIGGER repair_request_frozen BEFORE UPDATE OR DELETE ON orders_repairrequest
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER repair_requests_kept BEFORE TRUNCATE ON orders_repairrequest
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER order_repair_guard BEFORE INSERT ON orders_orderrepair
    FOR EACH ROW EXECUTE FUNCTION orders_guard_repair();
CREATE TRIGGER order_repair_frozen BEFORE UPDATE OR DELETE ON orders_orderrepair
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER order_repairs_kept BEFORE TRUNCATE ON orders_orderrepair
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION orders_guard_moved_money() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM orders_purchaseorder
                   WHERE public_id = NEW.order_ref AND status = 'returned') THEN
        RAISE EXCEPTION 'order % is not with its officer', NEW.order_ref
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'money_moves_with_a_returned_order';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER money_moves_with_its_order BEFORE UPDATE ON budget_budgetreservation
    FOR EACH ROW WHEN ((NEW.package_id, NEW.package_line_id)
        IS DISTINCT FROM (OLD.package_id, OLD.package_line_id))
    EXECUTE FUNCTION orders_guard_moved_money();
"""
REVERSE = """
DROP TRIGGER money_moves_with_its_order ON budget_budgetreservation;
DROP FUNCTION orders_guard_moved_money();
DROP TRIGGER order_repairs_kept ON orders_orderrepair;
DROP TRIGGER order_repair_frozen ON orders_orderrepair;
DROP TRIGGER order_repair_guard ON orders_orderrepair;
DROP TRIGGER repair_requests_kept ON orders_repairrequest;
DROP TRIGGER repair_request_frozen ON orders_repairrequest;
DROP TRIGGER repair_request_guard ON orders_repairrequest;
DROP FUNCTION orders_guard_repair();
DROP TRIGGER check_reasons_kept ON orders_checkreason;
DROP TRIGGER check_reason_frozen ON orders_checkreason;
DROP TRIGGER check_reason_of_the_approval ON orders_checkreason;
DROP FUNCTION orders_check_approved();
DROP TRIGGER check_reason_guard ON orders_checkreason;
DROP FUNCTION orders_guard_check_reason();
CREATE OR REPLACE FUNCTION orders_guard_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'draft' THEN
            RAISE EXCEPTION 'a new order starts as draft'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'order_starts_as_draft';
        END IF;
        PERFORM orders_require_officer(NEW.created_by_id, NEW.agency_id, 'procurement_officer');
        PERFORM orders_require_officer(NEW.commitment_officer_id, NEW.agency_id, 'commitment_officer');
        PERFORM orders_require_vendor(NEW.vendor_id, NEW.channel);
        PERFORM orders_require_cap(NEW);
        PERFORM orders_require_authority(NEW);
        RETURN NEW;
    END IF;
    IF (NEW.goods_rupiah, NEW.freight_rupiah, NEW.vat_rupiah, NEW.gross_rupiah, NEW.pph22_rupiah)
       IS DISTINCT FROM
       (OLD.goods_rupiah, OLD.freight_rupiah, OLD.vat_rupiah, OLD.gross_rupiah, OLD.pph22_rupiah)
       AND OLD.status NOT IN ('draft', 'returned') THEN
        RAISE EXCEPTION 'the amounts of order % are frozen', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_amounts_frozen';
    END IF;
    IF NEW.status IS DISTINCT FROM OLD.status AND NEW.status IN ('submitted', 'approved') THEN
        PERFORM orders_require_placeable(NEW);
    END IF;
    IF NEW.status = 'approved' AND OLD.status <> 'approved'
       AND NEW.approved_by_id IS DISTINCT FROM NEW.commitment_officer_id THEN
        RAISE EXCEPTION 'only the named commitment officer approves order %', OLD.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_approved_by_its_reviewer';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION orders_guard_line_maker() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    goods bigint;
    po orders_purchaseorder%ROWTYPE;
BEGIN
    SELECT o.* INTO po FROM orders_purchaseorder o JOIN orders_orderline l ON l.order_id = o.id
        WHERE l.id = CASE TG_OP WHEN 'DELETE' THEN OLD.line_id ELSE NEW.line_id END
        FOR UPDATE OF o;
    IF TG_OP = 'UPDATE' OR po.status NOT IN ('draft', 'returned')
       OR TG_OP = 'INSERT' AND po.status <> 'draft' THEN
        RAISE EXCEPTION 'the makers of order % are frozen', po.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'line_makers_frozen';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    SELECT s.product_id INTO goods FROM orders_orderline l JOIN catalog_sku s ON s.id = l.sku_id
        WHERE l.id = NEW.line_id;
    IF NOT EXISTS (
        SELECT 1 FROM catalog_makers_at(goods, po.created_at) m
        JOIN members_cooperativemember p ON p.id = m.member_id
        WHERE m.member_id = NEW.member_id AND m.share_bp = NEW.share_bp
        AND p.name = NEW.name AND p.region_id = NEW.region_id
    ) THEN
        RAISE EXCEPTION 'member % is no such maker of line %', NEW.member_id, NEW.line_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'line_maker_as_listed';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION orders_guard_tax() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line orders_ordertax%ROWTYPE;
    state text;
BEGIN
    IF TG_OP = 'DELETE' THEN line := OLD; ELSE line := NEW; END IF;
    SELECT status INTO state FROM orders_purchaseorder WHERE id = line.order_id FOR UPDATE;
    IF state NOT IN ('draft', 'returned') THEN
        RAISE EXCEPTION 'the taxes of order % are frozen', line.order_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_taxes_frozen';
    END IF;
    RETURN line;
END $$;
CREATE OR REPLACE FUNCTION orders_guard_line() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    line orders_orderline%ROWTYPE;
    state text;
BEGIN
    IF TG_OP = 'DELETE' THEN line := OLD; ELSE line := NEW; END IF;
    SELECT status INTO state FROM orders_purchaseorder WHERE id = line.order_id FOR UPDATE;
    IF state NOT IN ('draft', 'returned') THEN
        RAISE EXCEPTION 'the lines of order % are frozen', line.order_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_lines_frozen';
    END IF;
    IF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT 1 FROM catalog_productrevision r JOIN catalog_sku s ON s.product_id = r.product_id
        CROSS JOIN jsonb_array_elements(r.variants) v
        WHERE r.id = line.revision_id AND s.id = line.sku_id AND r.status = 'published'
        AND (v ->> 'sku')::bigint = s.id AND r.name = line.name
        AND v ->> 'label' = line.label AND v ->> 'unit' = line.unit
    ) THEN
        RAISE EXCEPTION 'the line does not say what was published of its variant'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'line_as_published';
    END IF;
    RETURN line;
END $$;
DROP TRIGGER line_was_not_struck ON orders_orderline;
DROP TRIGGER struck_line_is_gone ON orders_struckline;
DROP FUNCTION orders_check_struck();
DROP TRIGGER struck_lines_kept ON orders_struckline;
DROP TRIGGER struck_line_frozen ON orders_struckline;
DROP TRIGGER struck_line_guard ON orders_struckline;
DROP FUNCTION orders_guard_strike();
DROP FUNCTION orders_struck_now(bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0038_reviews"), ("budget", "0009_reservations_move")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
