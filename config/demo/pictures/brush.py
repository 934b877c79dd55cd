"""The few strokes every product picture is made of: flat shapes, one soft shadow, pixel weaving."""

from __future__ import annotations

from dataclasses import dataclass

WOOD, WOOD_DARK, WOOD_LIGHT = "#7c5229", "#5f3d1f", "#97682f"
RATTAN, RATTAN_LIGHT = "#c79a5f", "#e3c08c"
CREAM, PAPER, INK = "#f5ead6", "#fffaf0", "#22252e"
LEAF, LEAF_DARK = "#4f8a4c", "#3d733d"


@dataclass(frozen=True)
class Palette:
    """One dye bath: `main` with its shade, two contrasting threads, a light one, backgrounds."""

    main: str
    dark: str
    accent: str
    second: str
    light: str
    tints: tuple[str, ...]


PALETTES: dict[str, Palette] = {
    "nila": Palette(
        "#27336f", "#1b2350", "#e3a526", "#a3232e", "#f1e7d2", ("#e9e6ee", "#e1e7ef", "#e6e8ec")
    ),
    "mengkudu": Palette(
        "#7c1f27", "#5a141b", "#d99b2b", "#2b2a33", "#efe2c8", ("#f0e6df", "#f4e6dd", "#ebe6e9")
    ),
    "soga": Palette(
        "#4d3620", "#2a1c14", "#d99b2b", "#8a5a2a", "#f0e2c0", ("#ece6dc", "#eee4d6", "#e9e5dd")
    ),
    "daun": Palette(
        "#33613a", "#22452a", "#e3a526", "#7c1f27", "#f7f1e2", ("#e6ebd9", "#e3e8e4", "#e8ebe0")
    ),
    "kunyit": Palette(
        "#b98a2e", "#7d5a17", "#7c1f27", "#33613a", "#f7f1e2", ("#efe9d8", "#f3e7d2", "#eee7da")
    ),
    "laut": Palette(
        "#1f6470", "#15454e", "#e3a526", "#a3232e", "#eaf1ec", ("#dfeaea", "#e3e8e4", "#e1e7ef")
    ),
    "terakota": Palette(
        "#8a3b2a", "#5d2419", "#e3b04a", "#27336f", "#f5ead6", ("#f4e6dd", "#e9e5dd", "#f0e6df")
    ),
    "senja": Palette(
        "#6b2f57", "#4a1f3c", "#e08a2c", "#27336f", "#f5e8e0", ("#f0e4ea", "#ebe6e9", "#f4e6dd")
    ),
    "langit": Palette(
        "#2c5a9c", "#1f4173", "#f0c04a", "#a3232e", "#eef3f8", ("#e1e7ef", "#e6e8ec", "#e9e6ee")
    ),
    "arang": Palette(
        "#37383f", "#222329", "#e3a526", "#a3232e", "#efeae0", ("#e6e8ec", "#e7e8e1", "#e9e5dd")
    ),
    "mawar": Palette(
        "#b4506a", "#86374c", "#e3b04a", "#33613a", "#fdf0ee", ("#f6e6e8", "#f4e6dd", "#f0e4ea")
    ),
    "lumut": Palette(
        "#5d7a3a", "#41572a", "#e9b23b", "#7c1f27", "#f4f1df", ("#e8ebdc", "#e6ebd9", "#eee7da")
    ),
}


def num(value: float) -> str:
    """A number as short as SVG allows: 12, 7.5."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def rect(  # noqa: PLR0913, PLR0917 (a box is four numbers before it has a look)
    x: float, y: float, w: float, h: float, fill: str, rx: float = 0, more: str = ""
) -> str:
    """A rectangle, corners rounded by `rx`."""
    corner = f' rx="{num(rx)}"' if rx else ""
    size = f'x="{num(x)}" y="{num(y)}" width="{num(w)}" height="{num(h)}"'
    return f'<rect {size}{corner} fill="{fill}"{more}/>'


def circle(x: float, y: float, r: float, fill: str, more: str = "") -> str:
    """A filled circle."""
    return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(r)}" fill="{fill}"{more}/>'


def ellipse(x: float, y: float, rx: float, ry: float, fill: str, more: str = "") -> str:
    """A filled ellipse."""
    box = f'cx="{num(x)}" cy="{num(y)}" rx="{num(rx)}" ry="{num(ry)}"'
    return f'<ellipse {box} fill="{fill}"{more}/>'


def path(d: str, fill: str, more: str = "") -> str:
    """A filled path."""
    return f'<path d="{d}" fill="{fill}"{more}/>'


def line(d: str, stroke: str, width: float, more: str = "") -> str:
    """An open stroke."""
    return f'<path d="{d}" stroke="{stroke}" stroke-width="{num(width)}" fill="none"{more}/>'


def group(inner: str, transform: str) -> str:
    """Strokes moved, turned or scaled together."""
    return f'<g transform="{transform}">{inner}</g>'


def shadow(x: float, y: float, rx: float, ry: float = 10) -> str:
    """The one soft shadow a thing throws on the table."""
    return ellipse(x, y, rx, ry, "#000", ' opacity=".1"')


def steps(cx: float, cy: float, rows: int, cell: float, stretch: int = 1) -> str:
    """Path data of a woven diamond: `rows` steps up and down, cells of `cell` units."""
    parts = []
    for row in range(-rows, rows + 1):
        half = (rows - abs(row)) * stretch
        width = (2 * half + 1) * cell
        x, y = cx - width / 2, cy + (row - 0.5) * cell
        parts.append(f"M{num(x)} {num(y)}h{num(width)}v{num(cell)}h-{num(width)}z")
    return "".join(parts)


def emblem(cx: float, cy: float, p: Palette, cell: float = 4, rows: int = 5) -> str:
    """The woven diamond of the house in three threads, used on labels and covers."""
    return (
        path(steps(cx, cy, rows, cell), p.dark)
        + path(steps(cx, cy, rows - 2, cell), p.light)
        + path(steps(cx, cy, max(rows - 4, 0), cell), p.second)
    )


def row_of_diamonds(x: float, y: float, count: int, gap: float, cell: float, fill: str) -> str:
    """A band of small diamonds, the simplest border a loom makes."""
    d = "".join(steps(x + i * gap, y, 2, cell) for i in range(count))
    return path(d, fill, ' opacity=".85"')


def lines_of_text(x: float, y: float, widths: tuple[int, ...], stroke: str, gap: int = 10) -> str:
    """Printed words seen from afar: strokes of the given widths, centred on `x`."""
    d = "".join(f"M{num(x - w / 2)} {num(y + i * gap)}h{w}" for i, w in enumerate(widths))
    return line(d, stroke, 3)


def sheet(p: Palette, variant: int, body: str, defs: str = "") -> str:
    """The whole picture, 4:3, cropped like the design's own drawings.

    The drawing area is 400 x 300; the view box trims a margin so that things sit large in a card.
    """
    tint = p.tints[variant % len(p.tints)]
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300" viewBox="28 21 344 258">'
    )
    return f'{head}{defs}<rect width="400" height="300" fill="{tint}"/>{body}</svg>'
