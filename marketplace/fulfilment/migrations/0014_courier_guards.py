"""Let a courier's words stand as they came, and couriers as they were entered.

Why: what a third party says of a parcel is evidence of what it said; it belongs to a shipment that
names this courier's number. Locks: new tables. Undo: drops triggers and functions.
Tested: tests/fulfilment/test_couriers.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION fulfilment_guard_courier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL
       OR to_jsonb(NEW) - 'ended_at' IS DISTINCT FROM to_jsonb(OLD) - 'ended_at' THEN
        RAISE EXCEPTION 'courier % is only ended', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'courier_history';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER courier_history BEFORE UPDATE ON fulfilment_courier
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_courier();
CREATE TRIGGER courier_kept BEFORE DELETE ON fulfilment_courier
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER couriers_kept BEFORE TRUNCATE ON fulfilment_courier
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();

CREATE FUNCTION fulfilment_guard_courier_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM fulfilment_shipment
                   WHERE id = NEW.shipment_id AND waybill <> '') THEN
        RAISE EXCEPTION 'shipment % has no number of a courier', NEW.shipment_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'courier_event_of_a_waybill';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER courier_event_new BEFORE INSERT ON fulfilment_courierevent
    FOR EACH ROW EXECUTE FUNCTION fulfilment_guard_courier_event();
CREATE TRIGGER courier_event_frozen BEFORE UPDATE OR DELETE ON fulfilment_courierevent
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER courier_events_kept BEFORE TRUNCATE ON fulfilment_courierevent
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER courier_events_kept ON fulfilment_courierevent;
DROP TRIGGER courier_event_frozen ON fulfilment_courierevent;
DROP TRIGGER courier_event_new ON fulfilment_courierevent;
DROP FUNCTION fulfilment_guard_courier_event();
DROP TRIGGER couriers_kept ON fulfilment_courier;
DROP TRIGGER courier_kept ON fulfilment_courier;
DROP TRIGGER courier_history ON fulfilment_courier;
DROP FUNCTION fulfilment_guard_courier();
"""


class Migration(migrations.Migration):
    dependencies = [("fulfilment", "0013_couriers")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
