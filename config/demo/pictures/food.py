"""Pictures of what is eaten."""

from __future__ import annotations

from config.demo.pictures.brush import (
    LEAF,
    LEAF_DARK,
    PAPER,
    RATTAN,
    RATTAN_LIGHT,
    WOOD,
    Palette,
    circle,
    ellipse,
    emblem,
    group,
    line,
    lines_of_text,
    path,
    rect,
    row_of_diamonds,
    shadow,
    sheet,
    steps,
)

ROUND = ' stroke-linecap="round"'


def box_tray() -> str:
    """The carton seen from above, empty."""
    return (
        path("M94 46h224v224H94z", "#000", ' opacity=".1"')
        + rect(88, 38, 224, 224, RATTAN, 10)
        + rect(98, 48, 204, 204, RATTAN_LIGHT, 6)
    )


def side_dish(v: int) -> str:
    """What lies beside the rice: chicken, fish or two sate sticks."""
    if v % 3 == 1:
        fish = path("M232 100c10-20 34-20 46-4l12-10v28l-12-10c-12 16-36 16-46-4z", "#b9762b")
        return fish + circle(243, 98, 2.5, "#3b2414") + line("M256 90v20M266 90v20", "#8a4f1e", 2)
    if v % 3 == 2:
        sticks = line("M230 84h62M230 116h62", "#e6c893", 4, ROUND)
        meat = "".join(
            rect(236 + i * 14, y, 12, 16, "#8a4f1e", 5) for i in range(3) for y in (76, 108)
        )
        return sticks + meat
    return path("M234 100c0-26 40-38 50-14 8 22-12 46-32 40-10-3-18-12-18-26z", "#a3602a") + line(
        "M244 98c2-12 18-18 26-10", "#cf8d4d", 5, ROUND
    )


def lunch_box(p: Palette, v: int) -> str:
    """Rice on a banana leaf with a side dish and vegetables, seen from above."""
    greens = path("M232 186c10-16 22 4 30-8s18 2 24 0v40c-10 10-18-2-28 4s-20-2-26-4z", "#6fa653")
    dots = (
        circle(246, 206, 8, p.accent)
        + circle(270, 196, 8, "#e08a2c")
        + circle(262, 220, 7, "#e9b23b")
    )
    grains = line(
        "M140 130l6 3M158 124l5-3M150 150l6 2M170 146l5-4M134 152l5 3M160 166l6-1",
        "#e7dcc4",
        3,
        ROUND,
    )
    rice = ("#fffaf0", "#fff") if v % 4 < 3 else ("#f3cf5a", "#f7dc7c")
    body = (
        box_tray()
        + rect(104, 54, 112, 192, LEAF)
        + line("M122 54v192M142 54v192M162 54v192M182 54v192M202 54v192", LEAF_DARK, 2)
        + circle(160, 150, 48, rice[0])
        + circle(152, 142, 34, rice[1])
        + grains
        + circle(160, 150, 9, p.second if v % 2 else "#b4322f")
        + rect(222, 54, 74, 92, "#fff6e5", 4)
        + side_dish(v)
        + rect(222, 154, 74, 92, "#fff6e5", 4)
        + greens
        + dots
    )
    return sheet(p, v, body)


def snack_corner(which: int, x: int, y: int) -> str:
    """One snack in a quarter of the box."""
    kind = which % 5
    if kind == 0:
        rolls = rect(-37, -23, 74, 18, "#7fb368", 9) + rect(-37, 3, 74, 18, "#6ba056", 9)
        inner = rolls + circle(33, -14, 6, "#7a4a22") + circle(33, 12, 6, "#7a4a22")
    elif kind == 1:
        bands = ("#d9607a", "#fff4ec", "#d9607a", "#fff4ec", "#7fb368")
        inner = "".join(rect(-33, -30 + 12 * i, 66, 12, fill) for i, fill in enumerate(bands))
    elif kind == 2:
        seeds = "".join(
            circle(a, b, 2.4, "#f3ddb4")
            for a, b in ((-22, -18), (-10, -8), (-16, -2), (12, 4), (24, 14), (16, 20), (26, 2))
        )
        inner = circle(-16, -12, 20, "#a8672c") + circle(18, 10, 20, "#a8672c") + seeds
    elif kind == 3:
        inner = circle(0, 0, 34, "#eaf2f6") + circle(0, 0, 26, "#cfe3ee")
        inner += line("M-18-6h36", "#2c3a86", 4)
    else:
        inner = path("M-34 20L0-32l34 52z", "#d9a04a") + line("M-20 12L0-18l20 30", "#b97f2e", 3)
    return group(inner, f"translate({x} {y})")


def snack_box(p: Palette, v: int) -> str:
    """Four snacks in a divided carton, seen from above."""
    places = ((150, 100), (250, 100), (150, 200), (250, 200))
    snacks = "".join(snack_corner(v + i, x, y) for i, (x, y) in enumerate(places))
    return sheet(p, v, box_tray() + line("M200 48v204M98 150h204", RATTAN, 6) + snacks)


def buffet(p: Palette, v: int) -> str:
    """A covered warming dish on a cloth-laid table."""
    table = rect(40, 196, 320, 84, p.main) + rect(40, 196, 320, 14, p.dark)
    border = row_of_diamonds(64, 240, 12, 25, 4, p.light)
    dish = (
        path("M110 150c0-54 180-54 180 0z", "#dfe3ea")
        + path("M128 140c10-32 66-40 92-32-40 0-66 12-78 34z", "#fff", ' opacity=".7"')
        + rect(98, 148, 204, 14, "#b9bfca", 6)
        + rect(108, 162, 184, 28, "#cfd4dd", 4)
        + circle(200, 106, 8, p.accent)
        + path("M122 190h16v8h-16zM262 190h16v8h-16z", "#8e95a3")
    )
    plates = (
        ellipse(76, 192, 30, 6, "#fff")
        + ellipse(76, 186, 30, 6, PAPER)
        + ellipse(76, 180, 30, 6, "#fff")
    )
    glass = path("M316 152h28l-4 44h-20z", "#cfe3ee") + path("M318 170h24l-2 26h-20z", p.accent)
    return sheet(p, v, shadow(200, 284, 150, 6) + table + border + dish + plates + glass)


def rice_sack(p: Palette, v: int) -> str:
    """A tied sack of rice with a small heap in front."""
    heap = path("M246 254c10-34 76-34 92 0z", PAPER)
    grains = line(
        "M266 240l8 3M288 230l8-2M304 242l8 2M280 246l7 1M318 250l6-2", "#e0d3b4", 3, ROUND
    )
    body = (
        shadow(206, 254, 130)
        + path("M112 92c-12 50-16 110-6 160h160c10-50 6-110-6-160z", p.light)
        + path("M260 92c12 50 16 110 6 160h-30c10-50 6-110 2-160z", "#000", ' opacity=".07"')
        + path("M116 92c20-18 4-34-8-42 26-6 46 8 78 2s52 2 78-4c-12 12-26 26-6 44z", p.light)
        + line("M114 92c46 10 98 10 146 0", p.accent, 8, ROUND)
        + rect(132, 124, 106, 92, p.main, 4)
        + emblem(185, 160, Palette(p.light, p.light, p.accent, p.accent, p.main, p.tints))
        + lines_of_text(185, 200, (74,), p.light)
        + heap
        + grains
    )
    return sheet(p, v, body)


def chips(p: Palette, v: int) -> str:
    """A pillow bag of chips, a few lying in front."""
    chip = "#e3b04a" if v % 2 else "#c9853a"
    loose = "".join(
        group(
            ellipse(0, 0, 22, 13, chip) + ellipse(-3, -2, 14, 7, "#f0cd7c"),
            f"translate({x} {y}) rotate({t})",
        )
        for x, y, t in ((92, 244, -14), (120, 258, 8), (290, 252, 16), (318, 240, -20))
    )
    teeth = "".join("l8 8 8-8" for _ in range(8))
    body = (
        shadow(200, 256, 130)
        + path("M136 56c-8 60-8 130 0 196h128c8-66 8-136 0-196z", p.main)
        + path(f"M136 56{teeth}v12H136z", p.dark)
        + path("M136 252h128v-14H136z", p.dark)
        + path("M150 70c-6 56-6 110 0 168h18c-8-60-8-112 0-168z", "#fff", ' opacity=".14"')
        + circle(200, 138, 44, p.light)
        + ellipse(200, 138, 28, 16, chip)
        + ellipse(196, 135, 18, 9, "#f0cd7c")
        + rect(152, 196, 96, 26, p.accent, 4)
        + lines_of_text(200, 205, (64, 44), p.dark, 8)
        + loose
    )
    return sheet(p, v, body)


def jar(p: Palette, v: int) -> str:
    """Two squat jars of sambal, jam or floss with cloth caps."""

    def one(x: int, fill: str) -> str:
        cap = path(f"M{x - 8} 118c0-26 108-26 108 0l8 14H{x - 16}z", p.main)
        knit = row_of_diamonds(x + 8, 112, 4, 20, 3, p.light)
        glass = rect(x, 130, 92, 120, fill, 16) + rect(
            x + 8, 140, 12, 98, "#fff", 6, ' opacity=".3"'
        )
        label = rect(x + 14, 164, 64, 56, p.light, 3) + path(steps(x + 46, 184, 3, 4), p.dark)
        return glass + cap + knit + label + lines_of_text(x + 46, 207, (40,), p.dark)

    fills = ("#a8321f", "#8a4f1e") if v % 2 else ("#c9853a", "#a3232e")
    return sheet(p, v, shadow(200, 254, 130) + one(92, fills[0]) + one(214, fills[1]))


def cake(p: Palette, v: int) -> str:
    """A sliced layer cake on a stand."""
    layers = "".join(
        rect(116, 130 + i * 13, 168, 13, "#f0cd7c" if i % 2 else "#8a4f1e") for i in range(6)
    )
    top = ellipse(200, 130, 84, 18, p.main if v % 2 else "#f0cd7c")
    dots = "".join(circle(140 + i * 24, 126, 5, p.accent) for i in range(6))
    stand = (
        ellipse(200, 214, 120, 12, PAPER)
        + rect(190, 220, 20, 26, "#e7dcc4")
        + ellipse(200, 248, 52, 8, PAPER)
    )
    return sheet(p, v, shadow(200, 258, 100) + stand + layers + top + dots)


def bread(p: Palette, v: int) -> str:
    """Loaves in a woven tray with a cloth."""
    loaf = "".join(
        group(
            ellipse(0, 0, 46, 28, "#c9853a")
            + ellipse(-4, -6, 36, 16, "#dba159")
            + line("M-20-10l8 12M-2-14l8 12M16-12l8 12", "#a8672c", 4, ROUND),
            f"translate({x} {y}) rotate({t})",
        )
        for x, y, t in ((142, 150, -12), (214, 138, 6), (268, 158, 18), (186, 168, -4))
    )
    body = (
        shadow(200, 252, 132)
        + path("M84 150l36-28 40 22 42-26 38 24 40-22 36 30-20 40H104z", p.main)
        + loaf
        + path("M72 176h256l-20 72H92z", RATTAN)
        + line("M76 190h248M80 206h240M86 222h230M90 236h222", RATTAN_LIGHT, 6)
        + rect(66, 168, 268, 14, WOOD, 7)
        + row_of_diamonds(96, 212, 9, 26, 3, p.dark)
    )
    return sheet(p, v, body)


def tampah(p: Palette, v: int) -> str:
    """Market snacks on leaves in a winnowing tray, seen from above."""
    weave = "".join(
        f"M{112 + x * 28 + (14 if y % 2 else 0)} {62 + y * 20}h14v6h-14z"
        for y in range(10)
        for x in range(7)
        if (x * 28 + (14 if y % 2 else 0) - 81) ** 2 + (y * 20 - 86) ** 2 < 7600
    )
    first = "".join(
        circle(x, y, 17, "#f6ead0") + circle(x, y, 8, "#b9762b")
        for x, y in ((176, 130), (206, 118), (236, 114))
    )
    second = "".join(
        rect(x, 180, 24, 30, fill, 5)
        for x, fill in ((156, "#7fb368"), (184, "#d9607a"), (212, "#7fb368"))
    )
    body = (
        ellipse(206, 160, 118, 116, "#000", ' opacity=".1"')
        + circle(200, 150, 116, "#8d6231")
        + circle(200, 150, 104, RATTAN)
        + path(weave, "#e6c893")
        + path("M140 148c20-60 90-76 124-40-14 54-80 74-124 40z", LEAF)
        + path("M138 182c40-24 80-20 118 4-30 44-90 46-118-4z", LEAF_DARK)
        + (first + second if v % 2 == 0 else second + first)
    )
    return sheet(p, v, body)


def fish(p: Palette, v: int) -> str:
    """Dried fish fanned out on a plaited mat."""

    def one(x: int, y: int, turn: int, fill: str) -> str:
        shape = path("M-78 0c20-30 90-36 124-6l30-20v52l-30-20c-34 30-104 24-124-6z", fill)
        marks = line(
            "M-30-16c8 10 8 22 0 32M-10-18c8 12 8 26 0 36M10-18c8 12 8 24 0 36",
            "#fff",
            2.5,
            ' opacity=".45"',
        )
        return group(
            shape + marks + circle(-58, -4, 5, "#fff") + circle(-58, -4, 2.5, "#222"),
            f"translate({x} {y}) rotate({turn})",
        )

    mat = rect(64, 76, 272, 172, RATTAN, 6) + "".join(
        rect(64, 84 + i * 20, 272, 8, RATTAN_LIGHT) for i in range(9)
    )
    edge = rect(64, 76, 14, 172, p.main) + rect(322, 76, 14, 172, p.main)
    fishes = (
        one(196, 122, -8, "#7f8ea3") + one(206, 164, 4, "#9aa8ba") + one(196, 208, -4, "#7f8ea3")
    )
    lime = circle(292, 106, 16, "#7fb368") + circle(292, 106, 12, "#d7e8b8")
    return sheet(
        p,
        v,
        ellipse(206, 252, 140, 12, "#000", ' opacity=".1"')
        + mat
        + edge
        + fishes
        + (lime if v % 2 else ""),
    )


def sugar(p: Palette, v: int) -> str:
    """Palm sugar rounds tied with dried leaf, stacked."""
    body = shadow(200, 254, 120)
    spots = ((120, 226), (200, 226), (280, 226), (160, 190), (240, 190), (200, 154))
    for x, y in spots[: 6 if v % 2 == 0 else 5]:
        body += path(f"M{x - 40} {y}v22c0 14 80 14 80 0v-22z", "#8a4f1e")
        body += ellipse(x, y, 40, 12, "#b5713a") + line(
            f"M{x - 18} {y + 14}v18M{x + 14} {y + 14}v18", RATTAN_LIGHT, 5
        )
    return sheet(p, v, body)
