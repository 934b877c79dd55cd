"""Let a shared cart stay inside its agency and as it was sent, by whatever way it is written.

Why: who hands goods to whom is on record, and a purchase is prepared by nobody outside the agency. Both
are procurement officers (PP) of it when it is sent; lines come with it, none after its answer; offer,
lines and answer never change. A line taken out of a cart stays as it was until it is put back.
Locks: new tables. Undo: drops triggers and functions. Tested: tests/sourcing/test_sharing.py.
"""

from django.db import migrations

FROZEN = ("sharedcart", "sharedline", "sharedanswer")
FORWARD = """
CREATE FUNCTION sourcing_guard_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(DISTINCT m.user_id) FROM accounts_membership m
        WHERE m.user_id IN (NEW.sent_by_id, NEW.sent_to_id) AND m.agency_id = NEW.agency_id
        AND m.role = 'procurement_officer' AND m.active) <> 2 THEN
        RAISE EXCEPTION 'a shared cart goes from one officer of agency % to another', NEW.agency_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shared_cart_inside_its_agency';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER shared_cart_agency BEFORE INSERT ON sourcing_sharedcart
    FOR EACH ROW EXECUTE FUNCTION sourcing_guard_share();

CREATE FUNCTION sourcing_guard_shared_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM sourcing_sharedanswer a WHERE a.shared_id = NEW.shared_id) THEN
        RAISE EXCEPTION 'shared cart % is answered', NEW.shared_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'shared_cart_is_answered';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER shared_line_before_answer BEFORE INSERT ON sourcing_sharedline
    FOR EACH ROW EXECUTE FUNCTION sourcing_guard_shared_line();
ALTER TABLE sourcing_sharedline ADD CONSTRAINT shared_whole_pieces CHECK (
    wanted_until IS NULL
    OR wanted_until - wanted_on < 366 AND quantity % (wanted_until - wanted_on + 1) = 0);
CREATE TRIGGER removed_item_frozen BEFORE UPDATE ON sourcing_removeditem
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
ALTER TABLE sourcing_removeditem ADD CONSTRAINT removed_whole_pieces CHECK (
    wanted_until IS NULL
    OR wanted_until - wanted_on < 366 AND quantity % (wanted_until - wanted_on + 1) = 0);
""" + "".join(
    f"""
CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON sourcing_{table}
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON sourcing_{table}
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
    for table in FROZEN
)
REVERSE = (
    "".join(
        f"""
DROP TRIGGER {table}_kept ON sourcing_{table};
DROP TRIGGER {table}_frozen ON sourcing_{table};
"""
        for table in FROZEN
    )
    + """
ALTER TABLE sourcing_removeditem DROP CONSTRAINT removed_whole_pieces;
DROP TRIGGER removed_item_frozen ON sourcing_removeditem;
ALTER TABLE sourcing_sharedline DROP CONSTRAINT shared_whole_pieces;
DROP TRIGGER shared_line_before_answer ON sourcing_sharedline;
DROP FUNCTION sourcing_guard_shared_line();
DROP TRIGGER shared_cart_agency ON sourcing_sharedcart;
DROP FUNCTION sourcing_guard_share();
"""
)


class Migration(migrations.Migration):
    dependencies = [("sourcing", "0003_lines_and_sharing"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
