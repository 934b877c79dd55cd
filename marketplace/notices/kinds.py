"""The words of every kind of notice; the emitting room registers its own at ``ready()``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from marketplace.core import moments
from marketplace.core.moments import Style
from marketplace.core.money import rupiah
from marketplace.core.text import clean_line, clean_text, one_stop
from marketplace.notices.models import Group, Notice

Words = str | Promise
_OF_SEVERAL_LINES = frozenset({"reason", "text"})  # a name with a line break would forge lines
_kinds: dict[str, tuple[Words, Words]] = {}
_texts: dict[str, Words] = {}
_groups: dict[str, Group] = {}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A notice in one language."""

    title: str
    body: str


def register(kind: str, title: Words, body: Words) -> None:
    """Name a kind with its (lazy) words; ``%(x)s`` are filled from the notice's params.

    A param ending in ``_rupiah`` is written as money, one ending in ``_on`` (ISO) as a date.
    """
    _kinds[kind] = (title, body)


def register_text(words: Words, *kinds: str) -> None:
    """Give kinds a text message for who has no e-mail: whole words, nothing of a person.

    A link to the notice's page follows. Only for what a shop must not miss: each costs money.
    """
    _texts.update(dict.fromkeys(kinds, words))


def register_optional(group: Group, *kinds: str) -> None:
    """Let people have these kinds otherwise, or leave them; every other kind always comes at once.

    Only for what binds nobody, moves no money and runs no clock.
    """
    _groups.update(dict.fromkeys(kinds, group))


def group_of(kind: str) -> Group | None:
    """Return the group in which a kind may be left, None for what always comes."""
    return _groups.get(kind)


def of_group(group: Group) -> list[str]:
    """Return the kinds of a group."""
    return [kind for kind, its in _groups.items() if its == group]


def texts() -> Mapping[str, Words]:
    """Return the text message of every kind that has one."""
    return _texts


def known() -> frozenset[str]:
    """Return every kind that has words."""
    return frozenset(_kinds)


def is_known(kind: str) -> bool:
    """Say whether somebody registered words for this kind."""
    return kind in _kinds


def render(notice: Notice, language: str) -> Rendered:
    """Return the notice's title and body in a language; an unknown kind shows its own name."""
    title, body = _kinds.get(notice.kind, (notice.kind, ""))
    with translation.override(language):
        values = {key: _written(key, value, language) for key, value in notice.params.items()}
        title, body = (one_stop(str(words) % values) for words in (title, body))
        return Rendered(title=title, body=body)


def check(params: Mapping[str, Any]) -> None:
    """Refuse words that no page could show later. Raises: ValueError for a day that is none."""
    for key, value in params.items():
        if key.endswith("_on") and value:
            date.fromisoformat(str(value))


def _written(key: str, value: Any, language: str) -> str:
    if key.endswith("_rupiah") and isinstance(value, int):
        return rupiah(value)
    if key.endswith("_on") and value:
        return moments.day(date.fromisoformat(str(value)), Style.LONG, language=language)
    return clean_text(str(value)) if key in _OF_SEVERAL_LINES else clean_line(str(value))
