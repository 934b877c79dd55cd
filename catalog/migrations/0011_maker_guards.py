"""Tie the makers of a listing to its cooperative, and keep what held when.

Why: orders and payouts copy these rows: another shop's member, shares beyond the whole or a share
changed afterwards would send money astray, also by raw SQL. Who leaves a cooperative is named by its
listings no longer, in the same transaction.
Locks: new tables. Undo: drops keys, triggers and functions. Tested: tests/catalog/test_makers.py.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE catalog_productmaker
    ADD CONSTRAINT making_listing_is_of_the_cooperative FOREIGN KEY (product_id, vendor_id)
        REFERENCES catalog_product (id, vendor_id),
    ADD CONSTRAINT maker_is_of_the_cooperative FOREIGN KEY (member_id, vendor_id)
        REFERENCES members_cooperativemember (id, vendor_id);

CREATE FUNCTION catalog_guard_maker() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ending text[] := '{until,ended_by_id}';
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.until IS NOT NULL OR to_jsonb(NEW) - ending <> to_jsonb(OLD) - ending THEN
            RAISE EXCEPTION 'maker % is only ended, once', OLD.id
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'maker_is_only_ended';
        END IF;
        RETURN NEW;
    END IF;
    PERFORM 1 FROM catalog_product WHERE id = NEW.product_id FOR UPDATE;
    IF NEW.until IS NOT NULL OR NOT EXISTS (
        SELECT 1 FROM members_cooperativemember WHERE id = NEW.member_id AND until IS NULL FOR SHARE
    ) THEN
        RAISE EXCEPTION 'member % has left', NEW.member_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'maker_has_not_left';
    END IF;
    IF NEW.share_bp + (
        SELECT coalesce(sum(share_bp), 0) FROM catalog_productmaker
        WHERE product_id = NEW.product_id AND until IS NULL
    ) > 10000 THEN
        RAISE EXCEPTION 'the makers of listing % share more than the whole', NEW.product_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'maker_shares_within_whole';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER maker_guard BEFORE INSERT OR UPDATE ON catalog_productmaker
    FOR EACH ROW EXECUTE FUNCTION catalog_guard_maker();
CREATE TRIGGER maker_kept BEFORE DELETE ON catalog_productmaker
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER makers_kept BEFORE TRUNCATE ON catalog_productmaker
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION catalog_end_makers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE catalog_productmaker SET until = greatest(NEW.ended_at, since),
        ended_by_id = NEW.ended_by_id
    WHERE member_id = NEW.id AND until IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER member_makes_no_longer AFTER UPDATE OF until ON members_cooperativemember
    FOR EACH ROW WHEN (OLD.until IS NULL AND NEW.until IS NOT NULL)
    EXECUTE FUNCTION catalog_end_makers();

-- Whom a listing named at a moment: the twin of ``maker_models.held_at``, for orders.
CREATE FUNCTION catalog_makers_at(goods bigint, at timestamptz)
RETURNS TABLE (member_id bigint, share_bp integer) LANGUAGE sql STABLE AS $$
    SELECT m.member_id, m.share_bp FROM catalog_productmaker m
    WHERE m.product_id = goods AND m.since <= at AND coalesce(m.until, 'infinity') > at
$$;
"""
REVERSE = """
DROP FUNCTION catalog_makers_at(bigint, timestamptz);
DROP TRIGGER member_makes_no_longer ON members_cooperativemember;
DROP FUNCTION catalog_end_makers();
DROP TRIGGER makers_kept ON catalog_productmaker;
DROP TRIGGER maker_kept ON catalog_productmaker;
DROP TRIGGER maker_guard ON catalog_productmaker;
DROP FUNCTION catalog_guard_maker();
ALTER TABLE catalog_productmaker
    DROP CONSTRAINT maker_is_of_the_cooperative,
    DROP CONSTRAINT making_listing_is_of_the_cooperative;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0010_makers"),
        ("members", "0002_guards"),
        ("core", "0002_guards"),
    ]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
