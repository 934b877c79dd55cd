"""Geometry of the two price pictures. Pure: numbers in, SVG numbers out; templates draw them.

Drawn near the width they are shown at, so that 11 px labels stay 11 px.
"""

from collections.abc import Sequence
from typing import NamedTuple

WIDTH = 360
PLOT_LEFT, PLOT_RIGHT, PLOT_TOP, PLOT_BOTTOM = 44, 350, 28, 96
BOX_LEFT, BOX_SPAN = 16, 328
LABEL_GAP = 36  # narrower than this, two labels on one row touch


class Label(NamedTuple):
    """A text at ``x`` (``y`` where rows differ), anchored start, middle or end."""

    x: float
    text: str
    anchor: str = "middle"
    y: float = 0


class History(NamedTuple):
    """A step line of prices: path data, last point, horizontal guides, month labels."""

    line: str
    area: str
    last_x: float
    last_y: float
    guides: list[Label]
    months: list[Label]
    lowest: int
    highest: int
    now: int


class Quartiles(NamedTuple):
    """A box of paid prices with the position of one price on it."""

    low: float
    q1: float
    median: float
    q3: float
    high: float
    price: float
    box_width: float
    labels: list[Label]
    price_label: Label


def short_rupiah(amount: int) -> str:
    """An amount for a chart label: 333.000 → ``333rb``, 1.250.000 → ``1,25jt``."""
    if amount >= 1_000_000:
        return f"{amount / 1_000_000:.2f}".rstrip("0").rstrip(".").replace(".", ",") + "jt"
    if amount >= 1_000:
        return f"{round(amount / 1_000)}rb"
    return str(amount)


def _guide_step(spread: int) -> int:
    """The round rupiah step (1, 2 or 5 times a power of ten) giving two or three guides."""
    magnitude: int = 10 ** max(len(str(max(spread, 1))) - 1, 0)
    for factor in (0.2, 0.5, 1, 2, 5):
        step = int(magnitude * factor)
        if step and spread / step <= 1:
            return step
    return magnitude * 10


def price_history(points: Sequence[tuple[str, int]]) -> History | None:
    """Step line of ``(month label, rupiah)`` oldest first; None without points."""
    if not points:
        return None
    prices = [price for _, price in points]
    step = _guide_step(max(max(prices) - min(prices), max(prices) // 20, 1))
    floor, ceiling = min(prices) // step * step, -(-max(prices) // step) * step
    if floor == min(prices):
        floor = max(floor - step, 0)
    span = max(ceiling - floor, 1)

    def across(index: int) -> float:
        return round(PLOT_LEFT + index * 297 / max(len(points) - 1, 1), 1)

    def down(price: int) -> float:
        return round(PLOT_BOTTOM - (price - floor) / span * (PLOT_BOTTOM - PLOT_TOP), 1)

    steps = "".join(f"H{across(i)}V{down(price)}" for i, price in enumerate(prices) if i)
    line = f"M{across(0)} {down(prices[0])}{steps}H{PLOT_RIGHT}"
    last = len(points) - 1
    shown = sorted({0, last // 4, last // 2, last * 3 // 4, last})
    months = [
        Label(
            352 if i == last and i else across(i),
            points[i][0],
            "end" if i == last and i else "middle",
        )
        for i in shown
    ]
    guides = [
        Label(34, short_rupiah(value), "end", down(value))
        for value in range(floor, ceiling + 1, step)
    ]
    area = f"{line}V{PLOT_BOTTOM}H{PLOT_LEFT}Z"
    return History(
        line,
        area,
        PLOT_RIGHT,
        down(prices[-1]),
        guides,
        months,
        min(prices),
        max(prices),
        prices[-1],
    )


def _spread(labels: Sequence[Label]) -> list[Label]:
    """Keep the median's label and drop neighbours that would touch a label already kept."""
    kept: list[Label] = []
    for label in labels:
        if all(abs(label.x - other.x) >= LABEL_GAP for other in kept):
            kept.append(label)
    return kept


def price_quartiles(
    *, low: int, q1: int, median: int, q3: int, high: int, price: int
) -> Quartiles | None:
    """Where ``price`` stands among the prices really paid; None when there is no spread."""
    left, right = min(low, price), max(high, price)
    if left >= right:
        return None
    pad = (right - left) * 0.06
    start, span = left - pad, (right - left) + 2 * pad

    def across(value: int) -> float:
        return round(BOX_LEFT + (value - start) / span * BOX_SPAN, 1)

    wanted = (median, low, high, q1, q3)
    labels = _spread([Label(across(value), short_rupiah(value)) for value in wanted])
    return Quartiles(
        across(low),
        across(q1),
        across(median),
        across(q3),
        across(high),
        across(price),
        round(max(across(q3) - across(q1), 2), 1),
        labels,
        Label(min(max(across(price), 48), WIDTH - 48), short_rupiah(price)),
    )


def money_bar(parts: Sequence[int], *, width: int = 1000, gap: int = 2) -> list[tuple[int, int]]:
    """Place ``parts`` side by side on a bar: ``(x, width)`` each, six units at least, zero skipped.

    The widest part gives up the room, so the bar always ends at ``width``.
    """
    total = sum(parts)
    if total <= 0:
        return [(0, 0) for _ in parts]
    shown = sum(1 for part in parts if part > 0)
    room = width - gap * (shown - 1)
    widths = [max(round(part * room / total), 6) if part > 0 else 0 for part in parts]
    widest = widths.index(max(widths))
    widths[widest] += room - sum(widths)
    placed, x = [], 0
    for size in widths:
        placed.append((x, size))
        x += size + gap if size else 0
    return placed
