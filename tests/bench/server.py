"""The measured server, served by granian like the site itself; or, sabotaged, its broken twins.

``BENCH_SABOTAGE=n+1``: every card of a list asks the database for its seller again.
``BENCH_SABOTAGE=slow query``: every card waits for a join without an index.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable
from typing import Any

import psycopg2
from django.core.wsgi import get_wsgi_application
from django.http import QueryDict

from config.serving.entrance import Entrance
from config.serving.limits import Limits

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"
# A tool of development that structlog loads where it finds it; an installation has none.
sys.modules["rich"] = None  # type: ignore[assignment]
RAW = "/_raw/"
_site = get_wsgi_application()
_own = threading.local()


def _with_floor(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer a search by its statement alone, before Django is reached; else ask the site."""
    if environ["PATH_INFO"] != RAW:
        return _site(environ, start_response)
    from catalog import search, search_sql, synonyms  # noqa: PLC0415 - Django is ready by now
    from vendors.licences.queries import sale_day  # noqa: PLC0415

    wanted = search.wanted_from(QueryDict(environ["QUERY_STRING"]))
    sql, params = search_sql.statement(search.question(wanted, [], None, synonyms.known()))
    if not hasattr(_own, "line"):
        _own.line = psycopg2.connect(os.environ["DATABASE_URL"])
        _own.line.autocommit = True
    with _own.line.cursor() as cursor:
        cursor.execute(sql, {"day": sale_day(), **params})
        body = cursor.fetchone()[0].encode()
    start_response("200 OK", [("Content-Type", "application/json")])
    return [body]


application = Entrance(_with_floor, Limits.of_environment())

if os.environ.get("BENCH_SABOTAGE"):
    from tests.bench import saboteurs

    saboteurs.break_pages(os.environ["BENCH_SABOTAGE"])
