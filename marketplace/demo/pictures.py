"""Product pictures: the drawings in drawings/*.svg, dyed in the colours of a palette.

A file shows itself in any browser: its colours are CSS variables that carry one palette's values.
What is stored has plain colours.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DRAWINGS = Path(__file__).parent / "drawings"
_COLOUR = re.compile(r"var\(--(\w+),#[0-9a-f]+\)")


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((DRAWINGS / name).read_text(encoding="utf-8"))


PALETTES: dict[str, dict[str, Any]] = _table("palettes.toml")
_LOOKS: dict[str, list[int]] = _table("looks.toml")


@cache
def files() -> dict[str, tuple[Path, ...]]:
    """Return the drawings of each kind of thing, in order of their numbers."""
    found: dict[str, list[Path]] = {}
    for path in sorted(DRAWINGS.glob("*.svg"), key=lambda path: (len(path.stem), path.stem)):
        found.setdefault(path.stem.rpartition("-")[0], []).append(path)
    return {kind: tuple(paths) for kind, paths in found.items()}


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("\n", "")


def drawing_of(kind: str, variant: int) -> Path:
    """Return the file that shows a variant of a thing. Raises: KeyError for an unknown kind."""
    drawings = files()[kind]
    looks = _LOOKS.get(kind) or range(1, len(drawings) + 1)
    return drawings[looks[variant % len(looks)] - 1]


def draw(kind: str, palette: str, variant: int = 0) -> str:
    """Return one product picture as SVG; the same arguments, the same picture.

    Raises: KeyError for an unknown kind or palette.
    """
    colours = PALETTES[palette]
    tint = colours["tints"][variant % len(colours["tints"])]
    dyes: dict[str, str] = {**colours, "tint": tint}
    return _COLOUR.sub(lambda slot: dyes[slot.group(1)], _text(drawing_of(kind, variant)))


def other_tints(kind: str, palette: str, variant: int, number: int) -> list[str]:
    """Return the same drawing in so many other tints, fewer where the palette has no more."""
    looks = len(_LOOKS.get(kind) or files()[kind])
    tints = len(PALETTES[palette]["tints"])
    drawn = (draw(kind, palette, variant + looks * step) for step in range(1, tints))
    different = dict.fromkeys(one for one in drawn if one != draw(kind, palette, variant))
    return list(different)[:number]
