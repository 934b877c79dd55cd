"""`python -m config.local.schema`: migrate as the owner, then grant the application its rights."""

from __future__ import annotations

import io
from urllib.parse import unquote, urlsplit

import django

from . import fresh


def main() -> None:
    django.setup()
    from django.conf import settings  # noqa: PLC0415 - needs Django
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    owner = urlsplit(settings.DATABASE_OWNER_URL)
    as_owner = {"USER": unquote(owner.username or ""), "PASSWORD": unquote(owner.password or "")}
    connection.settings_dict.update(as_owner)
    fresh.migrate()
    connection.close()
    call_command("grant_app_role", stdout=io.StringIO())


if __name__ == "__main__":
    main()
