"""Let a key's word stand, and the version of a stock only rise.

Why: whoever could lengthen, widen or revive a key in a shell would open the shop to who holds it;
an older number of a stock would sell goods that are gone. Locks: two triggers on new tables. Undo:
reverse SQL drops triggers and functions. Tested: tests/catalog/channel_keys/test_keys.py.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION channel_keys_keep_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - '{last_used_at,rotated_at,ended_at,ended_why}'::text[])
       IS DISTINCT FROM (to_jsonb(OLD) - '{last_used_at,rotated_at,ended_at,ended_why}'::text[])
       OR (OLD.ended_at IS NOT NULL AND NEW IS DISTINCT FROM OLD)
       OR (OLD.rotated_at IS NOT NULL AND NEW.rotated_at IS DISTINCT FROM OLD.rotated_at) THEN
        RAISE EXCEPTION 'a key never changes, and ends once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'channel_key_never_changes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER channel_key_word BEFORE UPDATE ON channel_keys_channelkey
    FOR EACH ROW EXECUTE FUNCTION channel_keys_keep_key();
CREATE TRIGGER channel_key_kept BEFORE DELETE ON channel_keys_channelkey
    FOR EACH ROW EXECUTE FUNCTION core_append_only();

CREATE FUNCTION channel_keys_stock_rises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sku_id IS DISTINCT FROM OLD.sku_id OR NEW.version <= OLD.version THEN
        RAISE EXCEPTION 'the version of a stock only rises'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'stock_version_only_rises';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stock_version_rises BEFORE UPDATE ON channel_keys_stockversion
    FOR EACH ROW EXECUTE FUNCTION channel_keys_stock_rises();
CREATE TRIGGER stock_version_kept BEFORE DELETE ON channel_keys_stockversion
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
"""
REVERSE = """
DROP TRIGGER stock_version_kept ON channel_keys_stockversion;
DROP TRIGGER stock_version_rises ON channel_keys_stockversion;
DROP FUNCTION channel_keys_stock_rises();
DROP TRIGGER channel_key_kept ON channel_keys_channelkey;
DROP TRIGGER channel_key_word ON channel_keys_channelkey;
DROP FUNCTION channel_keys_keep_key();
"""


class Migration(migrations.Migration):
    dependencies = [("channel_keys", "0001_initial"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
