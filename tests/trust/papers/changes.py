"""Every way to change what a paper says, leaf by leaf; each must be seen."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy, deepcopy
from datetime import timedelta
from typing import Any

from marketplace.documents.models import IssuedDocument


def changed(paper: IssuedDocument) -> Iterator[IssuedDocument]:
    """Yield the paper as somebody at the tables might have left it, one change each."""
    columns: dict[str, Any] = {
        "number": f"{paper.number}9",
        "kind": "lain",
        "subject_id": paper.subject_id + 1,
        "amount_rupiah": paper.amount_rupiah * 10 + 1,
        "issued_at": paper.issued_at + timedelta(days=1),
        "content_sha256": "0" * 64,
    }
    for name, value in columns.items():
        other = copy(paper)
        setattr(other, name, value)
        yield other
    for path in _leaves(paper.data):
        other = copy(paper)
        other.data = _with(paper.data, path)
        yield other


def _leaves(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every text and number."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(data, list):
        for place, value in enumerate(data):
            yield from _leaves(value, (*path, place))
    else:
        yield path


def _with(data: Any, path: tuple[Any, ...]) -> Any:
    other = deepcopy(data)
    holder = other
    for step in path[:-1]:
        holder = holder[step]
    value = holder[path[-1]]
    holder[path[-1]] = value + 1 if isinstance(value, int) else f"{value}x"
    return other
