"""What every page's frame shows: who is signed in, what waits, which etalase there are."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

Part = Callable[[HttpRequest], dict[str, Any]]
_parts: list[Part] = []


def frame_part(function: Part) -> Part:
    """Register a room's contribution to the frame at ``ready()``."""
    _parts.append(function)
    return function


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values; computed on first use, so that a fragment costs nothing."""
    theme = request.COOKIES.get("theme", "")
    return {
        "theme": theme if theme in {"pasar", "pasar-malam"} else "",
        "shell": Shell(request),
        "one_password_is_enough": bool(settings.SECOND_STEP_EXEMPT_DOMAIN),
    }


class Shell:
    """A lazy dictionary: each part runs once, when the template first asks for one of its keys."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._values: dict[str, Any] | None = None

    def __getitem__(self, key: str) -> Any:
        if self._values is None:
            self._values = {}
            for part in _parts:
                self._values.update(part(self._request))
        return self._values.get(key, "")
