"""The OpenAPI document: every status that an address gives stands in it, problems included.

What an endpoint can answer follows from what it is: whether it takes a body, names one thing,
lists many, asks who one is, or moves something. tests/web/test_api_statuses.py drives each.
"""

from collections.abc import Iterator
from typing import Any, Final, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_basic_type, build_object_type
from drf_spectacular.types import OpenApiTypes

from marketplace.web.problems import MEDIA_TYPE

MEANINGS: Final = {
    400: "The request cannot be read, or has errors.",
    401: "Nobody is signed in, or the token is not valid.",
    403: "This account or token may not do this.",
    404: "There is nothing here, or nothing for this account.",
    406: "An answer in another form than JSON was asked for.",
    408: "The body did not arrive in time.",
    409: "The state of the thing, or a repeated key with another body, forbids it.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "A rule refuses what was sent.",
    429: "Too many requests; Retry-After says how long to wait.",
    503: "The site is busy; try again as Retry-After says.",
    507: "The server has no room left.",
}
_SLOW_DOWN: Final = frozenset({429, 503})


def _text() -> dict[str, Any]:
    return dict(build_basic_type(OpenApiTypes.STR) or {})


PROBLEM: Final = build_object_type(
    properties={
        "title": _text(),
        "status": build_basic_type(OpenApiTypes.INT) or {},
        "code": _text(),
        "detail": _text(),
        "details": {"type": "object", "additionalProperties": _text()},
        "errors": {"type": "object", "additionalProperties": {}},
    },
    required=["title", "status", "code"],
)
RETRY_AFTER: Final = {
    "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}
}


class HouseSchema(AutoSchema):
    """Adds the problems; a view names the rest in ``also_answers``, by its action or the method."""

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        for status in sorted(self._problems()):
            bodies[str(status)] = {
                "description": MEANINGS[status],
                "content": {MEDIA_TYPE: {"schema": PROBLEM}},
                **({"headers": RETRY_AFTER} if status in _SLOW_DOWN else {}),
            }
        return bodies

    def _problems(self) -> Iterator[int]:
        yield from (406, 429, 503)
        also = getattr(self.view, "also_answers", {})
        yield from also.get(getattr(self.view, "action", None), also.get(self.method, ()))
        if self.view.get_authenticators():
            yield 401
        if "{" in self.path:
            yield 404
        if self._is_list_view() and self.method == "GET":
            yield 400  # a damaged cursor
        if self.method not in {"GET", "HEAD", "OPTIONS"}:
            yield from (400, 408, 413, 415, 507)
