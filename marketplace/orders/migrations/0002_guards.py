"""Hold an order's law in the database: who, from whom, within which cap, by which steps.

Why: raw SQL, a bug or two people at once must not be able to make an order of a suspended vendor,
of the buyer's own shop, of another agency's plan or past the cap of the rule in force on its day,
nor let somebody else have approved it (I-03, I-18 to I-20, I-23, I-25 to I-27). Who belongs to a
shop may have joined it after the order was written, so that is asked at each step. History rows are
written by the trigger, so no step can lack one.
Locks: new tables. Undo: drops triggers, functions and the key. Tested: tests/trust/test_raw_sql.py.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE orders_purchaseorder
    ADD CONSTRAINT order_plan_is_of_the_agency FOREIGN KEY (plan_package_id, agency_id)
        REFERENCES budget_planpackage (id, agency_id);

CREATE FUNCTION orders_require_vendor(vendor bigint, door text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    seller vendors_vendor%ROWTYPE;
BEGIN
    -- FOR SHARE: a suspension waits for this order, or this order sees the suspension.
    SELECT * INTO seller FROM vendors_vendor WHERE id = vendor FOR SHARE;
    IF seller.status <> 'approved' THEN
        RAISE EXCEPTION 'vendor % is %, not approved', vendor, seller.status
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_vendor_approved';
    END IF;
    IF seller.legal_form <> 'cooperative' AND (
        door = 'bela' AND seller.size_class NOT IN ('micro', 'small')
        OR door = 'katalog_lokal' AND seller.size_class NOT IN ('micro', 'small', 'medium')
    ) THEN
        RAISE EXCEPTION 'a % vendor may not sell in %', seller.size_class, door
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_vendor_in_channel';
    END IF;
END $$;

CREATE FUNCTION orders_tenant_of(office bigint) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT t.slug FROM accounts_agency a JOIN accounts_tenant t ON t.id = a.tenant_id
    WHERE a.id = office
$$;

-- The strictest cap of the order's tenant, channel and day, or none where no cap is in force.
CREATE FUNCTION orders_require_cap(po orders_purchaseorder) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    cap core_rule%ROWTYPE;
BEGIN
    cap := core_strictest_rule(
        'R-CAP-1', po.channel, orders_tenant_of(po.agency_id), po.ordered_on);
    IF (cap.id, cap.value) IS DISTINCT FROM (po.rule_id, po.cap_rupiah) THEN
        RAISE EXCEPTION 'order % does not carry the cap in force on %', po.number, po.ordered_on
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_carries_the_cap';
    END IF;
END $$;

-- What a procurement officer of the order's tenant may sign for in the local catalogue.
CREATE FUNCTION orders_require_authority(po orders_purchaseorder) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    most core_rule%ROWTYPE;
BEGIN
    IF po.channel <> 'katalog_lokal' THEN
        RETURN;
    END IF;
    most := core_strictest_rule(
        'R-PP-LIMIT', po.channel, orders_tenant_of(po.agency_id), po.ordered_on);
    IF most.id IS NULL OR po.gross_rupiah > most.value THEN
        RAISE EXCEPTION 'order % passes the authority of a procurement officer', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_within_authority';
    END IF;
END $$;

CREATE FUNCTION orders_require_officer(person bigint, office bigint, needed text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM accounts_membership
        WHERE user_id = person AND agency_id = office AND role = needed AND active
    ) THEN
        RAISE EXCEPTION 'user % is no % of agency %', person, needed, office
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_people_of_the_agency';
    END IF;
END $$;

-- Whatever `require_placeable` asks (orders/services/placeable.py), for every step that lets an order
-- go further. Days are those of the step itself: the agency's for the delivery, Jakarta's for sale.
CREATE FUNCTION orders_require_placeable(po orders_purchaseorder) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    today date;
    sale_day date := (po.status_at AT TIME ZONE 'Asia/Jakarta')::date;
BEGIN
    PERFORM orders_require_vendor(po.vendor_id, po.channel);
    PERFORM orders_require_officer(po.commitment_officer_id, po.agency_id, 'commitment_officer');
    -- FOR SHARE: taking goods down waits for this order, or this order sees that they are gone.
    PERFORM 1 FROM catalog_product WHERE id IN (
        SELECT s.product_id FROM orders_orderline l JOIN catalog_sku s ON s.id = l.sku_id
        WHERE l.order_id = po.id
    ) ORDER BY id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM orders_orderline l JOIN catalog_sku s ON s.id = l.sku_id
        JOIN catalog_product p ON p.id = s.product_id JOIN catalog_etalase e ON e.id = p.etalase_id
        WHERE l.order_id = po.id AND NOT (
            s.active AND p.status = 'published' AND e.channel = po.channel
            AND e.opens_on <= sale_day AND coalesce(e.closes_on, 'infinity') >= sale_day)
    ) THEN
        RAISE EXCEPTION 'goods of order % are not on sale', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_goods_on_sale';
    END IF;
    PERFORM orders_require_authority(po);
    IF NOT EXISTS (
        SELECT 1 FROM budget_planpackage p WHERE p.id = po.plan_package_id
        AND p.agency_id = po.agency_id AND p.fiscal_year = extract(year FROM po.ordered_on)
    ) THEN
        RAISE EXCEPTION 'order % is not of the fiscal year of its package', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_plan_of_the_year';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM budget_budgetreservation b WHERE b.order_ref = po.public_id
        AND b.package_id = po.plan_package_id AND b.state = 'held'
        AND b.amount_rupiah = po.gross_rupiah
    ) THEN
        RAISE EXCEPTION 'the package does not hold the money of order %', po.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_money_is_held';
    END IF;
    SELECT (po.status_at AT TIME ZONE r.time_zone)::date INTO today
        FROM accounts_agency a JOIN accounts_region r ON r.id = a.region_id
        WHERE a.id = po.agency_id;
    IF po.deliver_by < today THEN
        RAISE EXCEPTION 'order % was needed by %', po.number, po.deliver_by
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_needed_by';
    END IF;
END $$;

CREATE FUNCTION orders_guard_order() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER order_guard BEFORE INSERT OR UPDATE ON orders_purchaseorder
    FOR EACH ROW EXECUTE FUNCTION orders_guard_order();
CREATE TRIGGER order_steps BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW EXECUTE FUNCTION core_guard_steps('order', 'number', 'public_id', 'agency_id',
        'vendor_id', 'channel', 'ordered_on', 'rule_id', 'cap_rupiah', 'created_by_id');

CREATE FUNCTION orders_record_step() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.status IS DISTINCT FROM OLD.status THEN
        INSERT INTO orders_statuschange
            (order_id, from_status, to_status, changed_by_id, reason, changed_at, txid)
        VALUES (NEW.id, CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.status END, NEW.status,
                NEW.status_by_id, NEW.status_reason, NEW.status_at,
                pg_current_xact_id()::text::bigint);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_steps_recorded AFTER INSERT OR UPDATE ON orders_purchaseorder
    FOR EACH ROW EXECUTE FUNCTION orders_record_step();
CREATE TRIGGER order_history_frozen BEFORE UPDATE OR DELETE ON orders_statuschange
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER order_history_kept BEFORE TRUNCATE ON orders_statuschange
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
CREATE TRIGGER order_kept BEFORE DELETE ON orders_purchaseorder
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION orders_guard_people() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.approved_by_id IS NOT NULL AND (
        NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id
        OR NEW.commitment_officer_id IS DISTINCT FROM OLD.commitment_officer_id
    ) THEN
        RAISE EXCEPTION 'who approved order % is frozen', OLD.number
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'order_approval_frozen';
    END IF;
    IF NEW.commitment_officer_id IS DISTINCT FROM OLD.commitment_officer_id THEN
        PERFORM orders_require_officer(
            NEW.commitment_officer_id, NEW.agency_id, 'commitment_officer');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_people BEFORE UPDATE ON orders_purchaseorder
    FOR EACH ROW EXECUTE FUNCTION orders_guard_people();

CREATE FUNCTION orders_guard_buyers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seller bigint;
BEGIN
    IF TG_OP = 'UPDATE'
       AND NEW.commitment_officer_id IS NOT DISTINCT FROM OLD.commitment_officer_id
       AND (NEW.status IS NOT DISTINCT FROM OLD.status
            OR NEW.status NOT IN ('submitted', 'approved')) THEN
        RETURN NEW;
    END IF;
    PERFORM 1 FROM vendors_vendor WHERE id = NEW.vendor_id FOR SHARE;
    SELECT user_id INTO seller FROM vendors_vendormembership
        WHERE vendor_id = NEW.vendor_id AND until IS NULL
        AND user_id IN (NEW.created_by_id, NEW.commitment_officer_id, NEW.approved_by_id)
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'user % acts for vendor % and may not buy from it', seller, NEW.vendor_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'order_buyers';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER order_buyers BEFORE INSERT OR UPDATE ON orders_purchaseorder
    FOR EACH ROW EXECUTE FUNCTION orders_guard_buyers();
"""
REVERSE = """
DROP TRIGGER order_buyers ON orders_purchaseorder;
DROP FUNCTION orders_guard_buyers();
DROP TRIGGER order_people ON orders_purchaseorder;
DROP FUNCTION orders_guard_people();
DROP TRIGGER order_kept ON orders_purchaseorder;
DROP TRIGGER order_history_kept ON orders_statuschange;
DROP TRIGGER order_history_frozen ON orders_statuschange;
DROP TRIGGER order_steps_recorded ON orders_purchaseorder;
DROP FUNCTION orders_record_step();
DROP TRIGGER order_steps ON orders_purchaseorder;
DROP TRIGGER order_guard ON orders_purchaseorder;
DROP FUNCTION orders_guard_order();
DROP FUNCTION orders_require_placeable(orders_purchaseorder);
DROP FUNCTION orders_require_officer(bigint, bigint, text);
DROP FUNCTION orders_require_authority(orders_purchaseorder);
DROP FUNCTION orders_require_cap(orders_purchaseorder);
DROP FUNCTION orders_tenant_of(bigint);
DROP FUNCTION orders_require_vendor(bigint, text);
ALTER TABLE orders_purchaseorder DROP CONSTRAINT order_plan_is_of_the_agency;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0001_initial"),
        ("core", "0002_guards"),
        ("accounts", "0001_initial"),
        ("budget", "0001_initial"),
        ("catalog", "0002_guards_and_search"),
        ("vendors", "0003_people"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
