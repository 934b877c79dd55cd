"""The pages of a list: by number for people, by cursor for programs."""

from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

MAX_CURSOR = 1_000


def page_of(request: HttpRequest, rows: Any, size: int, *, counted: int | None = None) -> Page[Any]:
    """Return the page of ``rows`` that the address names: the first, or the last, for nonsense.

    counted: how many rows there are, where the page knows it already.
    """
    paginator = Paginator(rows, size)
    if counted is not None:
        paginator.count = counted
    return paginator.get_page(request.GET.get("page"))


class NewestFirst(CursorPagination):
    """Pages of a list by program that do not shift while new rows come in.

    A cursor is signed for its own list: what is damaged, or of another list, never gets as far as
    the database.
    """

    ordering: str | tuple[str, ...] = "-pk"

    def encode_cursor(self, cursor: Cursor) -> str:
        """Return the address of a page."""
        place = [cursor.offset, cursor.reverse, cursor.position]
        signed = signing.dumps(place, salt=self._salt)
        return str(replace_query_param(str(self.base_url), self.cursor_query_param, signed))

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return the place that the address names. Raises: ValidationError for none of ours."""
        signed = request.query_params.get(self.cursor_query_param)
        if signed is None:
            return None
        try:
            if len(signed) > MAX_CURSOR:
                raise signing.BadSignature
            offset, reverse, position = signing.loads(signed, salt=self._salt)
        except signing.BadSignature as damaged:
            words = _("This cursor is damaged, or of another list. Begin again without it.")
            raise ValidationError({self.cursor_query_param: [words]}) from damaged
        return Cursor(offset=offset, reverse=reverse, position=position)

    @property
    def _salt(self) -> str:
        return f"cursor {urlsplit(str(self.base_url)).path} {' '.join(self.ordering)}"


class OldestFirst(NewestFirst):
    """What came first stands first, so that new rows stand at the end."""

    ordering = ("pk",)
