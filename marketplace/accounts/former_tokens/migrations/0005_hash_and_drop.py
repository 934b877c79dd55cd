"""Carry the tokens over as hashes, and drop the table that kept them in clear.

Why: whoever read the table, or a dump of it, could act as anybody. A program that has such a token
goes on for thirty days, within which its owner makes a new one. They may do all that their owner
may, as before. Locks: the table is dropped. Undo: no; the clear tokens are gone for good. Tested:
tests/releases.
"""

from django.db import migrations

TAKES_ROWS_OF = ("authtoken_token",)

FORWARD = """
INSERT INTO accounts_apitoken
    (user_id, name, shown, digest, scopes, created_at, expires_at, ended_why)
SELECT user_id, 'v0.2', left(key, 8), encode(sha256(convert_to(key, 'UTF8')), 'hex'),
    ARRAY['read', 'order', 'receive', 'sell', 'pay'], least(created, now()),
    now() + interval '30 days', ''
FROM authtoken_token JOIN accounts_user ON accounts_user.id = user_id AND is_active;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("authtoken", "0004_alter_tokenproxy_options"),
        ("accounts", "0006_api_token_guards"),
    ]
    operations = [
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.DeleteModel("Token"),
    ]
