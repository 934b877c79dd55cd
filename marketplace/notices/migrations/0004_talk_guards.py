"""Keep files and marks of reading as they were, and a digest with the person it was made for.

Why: what was sent along is part of a purchase, who had read it may be asked later, and one person's
notices in another's mail would tell a stranger.
Locks: new tables; notices_notice for a moment while its trigger is made. Undo: drops triggers and
the function. Tested: tests/notices/.
"""

from django.db import migrations

FROZEN = {"message_file": "notices_messagefile", "reading": "notices_reading"}
FORWARD = """
CREATE FUNCTION notices_guard_digest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM notices_digest d
                   WHERE d.id = NEW.digest_id AND d.person_id = NEW.recipient_id) THEN
        RAISE EXCEPTION 'digest % is made for somebody else', NEW.digest_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'digest_of_its_person';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER notice_digest BEFORE INSERT OR UPDATE OF digest_id, recipient_id ON notices_notice
    FOR EACH ROW WHEN (NEW.digest_id IS NOT NULL) EXECUTE FUNCTION notices_guard_digest();
""" + "".join(
    f"""
CREATE TRIGGER {name}_frozen BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION core_append_only();
CREATE TRIGGER {name}_kept BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION core_append_only();
"""
    for name, table in FROZEN.items()
)
REVERSE = (
    "".join(
        f"""
DROP TRIGGER {name}_kept ON {table};
DROP TRIGGER {name}_frozen ON {table};
"""
        for name, table in FROZEN.items()
    )
    + """
DROP TRIGGER notice_digest ON notices_notice;
DROP FUNCTION notices_guard_digest();
"""
)


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_choices_and_readings"), ("core", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, REVERSE)]
