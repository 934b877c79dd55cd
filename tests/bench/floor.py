"""The floor: what a page of this size costs before it reads or renders anything.

It passes the same server, middleware, session and compression as every page. Imported only by the
measured server's own settings and map.
"""

import random
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

SIZE = 40_000
COUNT_HEADER, ANSWER_HEADER = "X-Bench-Count", "X-Bench-Queries"


def _body() -> bytes:
    """Markup as compressible as a page: repeated tags around words that differ."""
    chance = random.Random(1)  # noqa: S311 - the same words in every run
    parts: list[str] = []
    length = 0
    while length < SIZE:
        word = "".join(chance.choices("aeiklmnoprstu", k=40))
        part = f'<li class="flex gap-2 text-sm"><a class="tautan" href="/{word}">{word[:20]}</a>\n'
        parts.append(part)
        length += len(part)
    return "".join(parts).encode()


BODY = _body()


@require_safe
def bare(_request: HttpRequest) -> HttpResponse:
    """Answer with a constant page."""
    return HttpResponse(BODY)


class CountQueries:
    """Tell how many queries an answer took, when the request asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if COUNT_HEADER not in request.headers:
            return self.get_response(request)
        queries: list[str] = []

        def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
            queries.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(note):
            response = self.get_response(request)
        response[ANSWER_HEADER] = str(len(queries))
        return response
