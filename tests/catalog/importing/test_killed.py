"""A worker dies with a sheet in its hands: another one finishes it, and nothing is done twice."""

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from catalog.importing import queries, services
from catalog.importing.rules import ImportState
from catalog.models import Product, Sku
from tests.catalog.importing.goods import looked_at, row, upload
from tests.waiting import eventually

ROWS = 60


def worker() -> "subprocess.Popen[bytes]":
    """A worker on the database of this test."""
    address = urlsplit(settings.DATABASE_URL)
    name = connection.settings_dict["NAME"]
    environ = {**os.environ, "DATABASE_URL": urlunsplit(address._replace(path=f"/{name}"))}
    command = [sys.executable, "-m", "tests.catalog.importing.worker"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environ)


def test_a_killed_worker_has_done_whole_rows_and_the_next_goes_on(committed_world):
    world = committed_world
    sheet = looked_at(
        world.vendor, upload([row(world, number) for number in range(ROWS)]), world.citra
    )
    services.start_import(import_id=sheet.pk, actor=world.citra)
    with worker() as dying:
        eventually(lambda: sheet.rows.filter(done_at__isnull=False).count() >= 3, seconds=180)
        dying.kill()
    done = sheet.rows.filter(done_at__isnull=False).count()
    made = Product.objects.filter(name__startswith="Kopi arabika").count()
    assert 3 <= done < ROWS
    assert made == done, "a row is done with its goods, or neither is"

    def finished() -> bool:
        services.take_in_sheets()
        sheet.refresh_from_db()
        return queries.state_of(sheet) == ImportState.DONE

    assert eventually(finished, seconds=300)
    assert Product.objects.filter(name__startswith="Kopi arabika").count() == ROWS
    assert Sku.objects.filter(code__startswith="LBR-", vendor=world.vendor).count() >= ROWS
