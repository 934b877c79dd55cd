"""The pages of a list: by number for people, by cursor for programs."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from rest_framework.pagination import CursorPagination


def page_of(request: HttpRequest, rows: Any, size: int) -> Page[Any]:
    """Return the page of ``rows`` that the address names: the first, or the last, for nonsense."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


class NewestFirst(CursorPagination):
    """Pages of a list by program that do not shift while new rows come in."""

    ordering: str | tuple[str, ...] = "-pk"
