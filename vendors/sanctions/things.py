"""What a sanction can hide: rooms above say, at ``ready()``, which of their things a shop shows.

This room knows no goods; it keeps a table's label and a row's key (``core.subjects``).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from vendors.models import Vendor


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of a shop that can be hidden; ``label`` is that of its table."""

    label: str
    key: int
    title: str

    @property
    def ref(self) -> str:
        """Its name in a form."""
        return f"{self.label}:{self.key}"


_shown_by: list[Callable[[Vendor], Iterable[Thing]]] = []


def shown_by(list_things: Callable[[Vendor], Iterable[Thing]]) -> None:
    """Register what lists the things of a shop that could be hidden now."""
    _shown_by.append(list_things)


def things_of(vendor: Vendor) -> list[Thing]:
    """Return all that could be hidden of a shop now."""
    return [thing for list_things in _shown_by for thing in list_things(vendor)]
