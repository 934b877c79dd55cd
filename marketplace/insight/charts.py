"""Geometry of the cockpit's pictures. Pure: numbers in, SVG numbers out; templates draw them."""

from collections.abc import Sequence
from dataclasses import dataclass

LEFT, RIGHT, TOP, BOTTOM = 36, 328, 16, 154
BAR_WIDTH = 17
MILLION = 1_000_000
GUIDES = 4


@dataclass(frozen=True)
class Segment:
    """One coloured part of a bar."""

    y: float
    height: float
    fill: str


@dataclass(frozen=True)
class Bar:
    """One month: its left edge, the middle for its label, and its parts from bottom to top."""

    x: float
    middle: float
    label: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Guide:
    """A horizontal line and its value in millions of rupiah."""

    y: float
    millions: int


@dataclass(frozen=True)
class Bars:
    """The whole picture."""

    bars: tuple[Bar, ...]
    guides: tuple[Guide, ...]


def nice_top(largest_millions: int) -> int:
    """Return a round number of millions above the largest that four guides divide evenly."""
    step = 1
    while step * GUIDES < largest_millions:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    return step * GUIDES


def stacked(values: Sequence[Sequence[int]], labels: Sequence[str], fills: Sequence[str]) -> Bars:
    """Draw rupiah values per label as stacked bars; fills are CSS classes, bottom first."""
    top = nice_top(max((sum(row) for row in values), default=0) // MILLION + 1)
    scale = (BOTTOM - TOP) / (top * MILLION)
    pitch = (RIGHT - LEFT) / max(len(labels), 1)
    bars = []
    for index, (row, label) in enumerate(zip(values, labels, strict=True)):
        x = round(LEFT + index * pitch + (pitch - BAR_WIDTH) / 2, 1)
        bars.append(Bar(x, x + BAR_WIDTH / 2, label, _segments(row, fills, scale)))
    guides = tuple(
        Guide(round(BOTTOM - step * (BOTTOM - TOP) / GUIDES, 1), top * step // GUIDES)
        for step in range(GUIDES + 1)
    )
    return Bars(tuple(bars), guides)


def _segments(row: Sequence[int], fills: Sequence[str], scale: float) -> tuple[Segment, ...]:
    segments, floor = [], float(BOTTOM)
    for value, fill in zip(row, fills, strict=True):
        height = value * scale
        floor -= height
        if height > 0:
            segments.append(Segment(round(floor, 1), round(max(height - 0.8, 0.4), 1), fill))
    return tuple(segments)


WIDTH = 1000


@dataclass(frozen=True)
class LyingBar:
    """One lying bar of two parts, in thousandths of the picture's width."""

    first: int
    second: int


def lying(values: Sequence[tuple[int, int]]) -> list[LyingBar]:
    """Draw pairs of counts as lying bars; the largest pair fills the width, one is always seen."""
    largest = max((first + second for first, second in values), default=0) or 1
    return [LyingBar(_width(first, largest), _width(second, largest)) for first, second in values]


def _width(value: int, largest: int) -> int:
    return max(value * WIDTH // largest, 4) if value else 0
