"""What a program may send: JSON of a size and depth that a person could have written."""

import json
from collections.abc import Mapping
from typing import IO, Any, Final

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MAX_BODY_BYTES: Final = 262_144
MAX_DEPTH: Final = 20


class BodyTooLarge(APIException):
    """More than any request of ours needs."""

    status_code, default_code = 413, "body_too_large"


class StrictJSONParser(BaseParser):
    """JSON in UTF-8; whatever is none, or is nested without end, is a 400."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return what was sent. Raises: ParseError, BodyTooLarge."""
        body = stream.read(MAX_BODY_BYTES + 1)
        if len(body) > MAX_BODY_BYTES:
            raise BodyTooLarge(
                _("The body is larger than %(most)s KB.") % {"most": MAX_BODY_BYTES // 1024}
            )
        try:
            sent = json.loads(body.decode(), parse_constant=_refuse)
            _require_shallow(sent)
        except (ValueError, RecursionError) as broken:
            raise ParseError(_("The body is not JSON that can be read.")) from broken
        return sent


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is no JSON")


def _require_shallow(sent: object) -> None:
    """Raises: ValueError for more levels than our requests have."""
    level = [sent]
    for _depth in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise ValueError("it is nested too deep")


def _inside(outer: object) -> list[object]:
    if isinstance(outer, dict):
        return list(outer.values())
    return outer if isinstance(outer, list) else []
