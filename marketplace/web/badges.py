"""One register for every status shown: which icon, which word, which hue.

Colour never speaks alone: a chip is always icon + word, and the hue says who acts.
``kunyit`` somebody is awaited, ``nila`` running, ``kelor`` done, ``mengkudu`` refused or broken,
``netral`` nothing is expected of anybody.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Whole class names, because the stylesheet is built from the words found in the sources.
HUE_CLASSES = {
    "netral": "cip-netral",
    "nila": "cip-nila",
    "kunyit": "cip-kunyit",
    "kelor": "cip-kelor",
    "mengkudu": "cip-mengkudu",
}


class Chip(NamedTuple):
    """Icon name in the sprite, translatable word, hue (a key of ``HUE_CLASSES``)."""

    icon: str
    word: Promise | str
    hue: str


# Kind of thing → state → chip; each room adds the chips of its own states.
CHIPS: dict[str, Mapping[str, Chip]] = {}

SIZE_CLASSES = {
    "micro": _("Micro"),
    "small": _("Small"),
    "medium": _("Medium"),
    "large": _("Large"),
    "cooperative": _("Cooperative"),
}


def register(kind: str, table: Mapping[str, Chip]) -> None:
    """Add the chips of a room's own states at ``ready()``."""
    CHIPS[kind] = table


def chip_for(kind: str, state: str) -> Chip:
    """The chip of one state; an unlisted state keeps its own name on a neutral chip."""
    unlisted = Chip("circle-alert", state.replace("_", " ").capitalize(), "netral")
    return CHIPS.get(kind, {}).get(state, unlisted)
