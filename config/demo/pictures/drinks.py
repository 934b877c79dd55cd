"""Pictures of what is drunk, and of honey."""

from __future__ import annotations

from config.demo.pictures.brush import (
    LEAF,
    LEAF_DARK,
    PAPER,
    RATTAN,
    WOOD,
    WOOD_DARK,
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
STEAM = line("M272 176c-6-10 6-14 0-26M294 176c-6-10 6-14 0-26", "#fff", 4, ROUND + ' opacity=".8"')


def cup(drink: str = "#b9762b") -> str:
    """A cup on its saucer at the right hand side, steaming."""
    return (
        ellipse(284, 246, 52, 8, "#d8cdb8")
        + path("M246 196h76c0 30-14 48-38 48s-38-18-38-48z", PAPER)
        + line("M320 202c18-4 22 26-8 26", PAPER, 7)
        + ellipse(284, 196, 38, 9, "#f1e6cf")
        + ellipse(284, 197, 32, 6.5, drink)
        + STEAM
    )


def leaf(x: float, y: float, turn: int, scale: float, fill: str) -> str:
    """One veined leaf growing from (x, y)."""
    blade = path("M0 0C-16-14-16-38 0-56 16-38 16-14 0 0z", fill)
    veins = line("M0 0V-46M0-14l8-8M0-24l-7-8M0-32l6-7", "#fff", 1.5, ' opacity=".5"')
    return group(blade + veins, f"translate({x} {y}) rotate({turn}) scale({scale})")


def sprig(x: float, y: float, variant: int) -> str:
    """Three leaves, or a twig of small round kelor leaves."""
    if variant % 2:
        twig = line(f"M{x} {y}c-4-20 2-40 0-62", LEAF_DARK, 3)
        pairs = "".join(
            ellipse(x + side * 13, y - 10 - step * 15, 10, 6.5, fill)
            for step in range(4)
            for side, fill in ((-1, LEAF), (1, "#6ba056"))
        )
        return twig + pairs + ellipse(x, y - 64, 7, 9, "#6ba056")
    side_fill = "#5d9a58"
    return (
        leaf(x, y, 0, 1, "#3f7a44")
        + leaf(x, y, -48, 0.8, side_fill)
        + leaf(x, y, 48, 0.8, side_fill)
    )


def tea(p: Palette, v: int) -> str:
    """A standing pouch with a leaf on the label, and a steaming cup."""
    body = (
        shadow(196, 252, 130)
        + rect(112, 58, 120, 194, p.main, 10)
        + line("M112 86h120", "#000", 3, ' opacity=".18"')
        + rect(112, 58, 120, 24, p.dark, 8)
        + rect(126, 112, 92, 108, p.light, 4)
        + sprig(172, 190, v)
        + lines_of_text(172, 204, (56, 40), p.dark, 7)
        + cup()
    )
    return sheet(p, v, body)


def tea_box(p: Palette, v: int) -> str:
    """A carton of tea bags with one bag hanging out."""
    body = (
        shadow(200, 254, 130)
        + path("M96 96l34-26h166l-34 26z", p.accent)
        + path("M262 96l34-26v148l-34 34z", p.dark)
        + rect(96, 96, 166, 156, p.main)
        + rect(112, 118, 134, 112, p.light, 4)
        + sprig(178, 196, v + 1)
        + lines_of_text(178, 210, (72, 48), p.dark, 8)
        + line("M300 150c24 8 16 40 26 54", "#d8cdb8", 2)
        + path("M308 204h36v38c0 6-4 10-10 10h-16c-6 0-10-4-10-10z", PAPER)
        + path("M316 222h20v16h-20z", "#8a5a2a", ' opacity=".6"')
        + rect(292, 140, 18, 18, p.accent, 2)
    )
    return sheet(p, v, body)


def bean(x: int, y: int, turn: int, fill: str) -> str:
    """A roasted coffee bean."""
    shape = f'<ellipse rx="15" ry="10" fill="{fill}"/>'
    return group(
        shape + line("M-13 0C-5-5 5 5 13 0", "#2e1a0d", 2), f"translate({x} {y}) rotate({turn})"
    )


def coffee(p: Palette, v: int) -> str:
    """A gusseted coffee bag with the woven emblem and beans around it."""
    cut = path("M136 66l14 186h-24zM264 66l-14 186h24z", "#000", ' opacity=".14"')
    beans = bean(88, 244, 20, "#5a3720") + bean(112, 256, -30, "#6b4427")
    if v % 2:
        side = beans + bean(302, 250, 40, "#5a3720") + bean(326, 240, -10, "#6b4427")
        side += bean(294, 264, 0, "#4a2b17")
    else:
        side = beans + group(cup("#3b2414"), "translate(14 14)")
    body = (
        shadow(200, 254, 120)
        + path("M136 66h128l10 186H126z", p.main)
        + cut
        + rect(132, 48, 136, 26, p.dark)
        + line("M132 60h136", "#fff", 2, ' opacity=".25"')
        + circle(200, 98, 6, "#000", ' opacity=".25"')
        + rect(152, 120, 96, 92, p.light)
        + emblem(200, 154, p)
        + lines_of_text(200, 193, (68, 44), p.dark, 9)
        + side
    )
    return sheet(p, v, body)


def bottle(p: Palette, v: int) -> str:
    """Two tall bottles: oil, syrup, ginger drink."""

    def one(x: int, fill: str) -> str:
        glass = path(
            f"M{x} 118c0-20 20-22 20-52h28c0 30 20 32 20 52v124c0 6-4 10-10 10"
            f"H{x + 10}c-6 0-10-4-10-10z",
            fill,
        )
        shine = rect(x + 8, 124, 9, 112, "#fff", 4, ' opacity=".3"')
        cap = rect(x + 17, 44, 34, 26, p.dark, 4)
        label = rect(x, 146, 68, 70, p.light) + path(steps(x + 34, 170, 3, 4), p.main)
        return glass + shine + cap + label + lines_of_text(x + 34, 196, (44, 30), p.dark, 8)

    fills = ("#e3b04a", "#c9853a") if v % 2 else ("#b4322f", "#6fa653")
    return sheet(p, v, shadow(200, 254, 110) + one(116, fills[0]) + one(216, fills[1]))


def honey(p: Palette, v: int) -> str:
    """A jar of forest honey with its dipper."""
    glow = "#d98e1f" if v % 2 else "#b5651d"
    cells = "".join(
        path(f"M{x} {y}l12-7 12 7v14l-12 7-12-7z", p.accent, ' opacity=".55"')
        for x, y in ((58, 226), (82, 226), (70, 247))
    )
    stick = line("M306 116l-30 96", WOOD, 8, ROUND)
    dip = group(
        "".join(
            rect(-14 + abs(i) * 2, i * 9 - 4, 28 - abs(i) * 4, 6, WOOD_DARK, 3)
            for i in range(-2, 3)
        ),
        "translate(270 232) rotate(18)",
    )
    body = (
        shadow(196, 256, 126)
        + rect(126, 96, 132, 158, glow, 22)
        + rect(134, 104, 20, 140, "#fff", 10, ' opacity=".25"')
        + rect(118, 66, 148, 34, p.dark, 8)
        + row_of_diamonds(136, 83, 6, 22, 3, p.light)
        + rect(138, 134, 108, 84, p.light, 4)
        + emblem(192, 166, p, 4, 4)
        + lines_of_text(192, 198, (70, 46), p.dark, 9)
        + cells
        + stick
        + dip
    )
    return sheet(p, v, body)


def water(p: Palette, v: int) -> str:
    """Drinking water: a gallon, or a carton of cups with two in front."""
    if v % 2:
        ribs = line("M136 138h128M136 160h128M136 206h128M136 228h128", "#fff", 4, ' opacity=".5"')
        body = (
            shadow(200, 258, 96)
            + rect(182, 40, 36, 30, p.main, 5)
            + path(
                "M184 68h32c4 26 50 22 50 56v116c0 10-6 16-16 16H150c-10 0-16-6-16-16"
                "V124c0-34 46-30 50-56z",
                "#9cc4e0",
            )
            + ribs
            + rect(134, 172, 132, 26, p.main)
            + path(steps(200, 185, 2, 4), p.light)
        )
        return sheet(p, v, body)
    glass = "".join(
        path(f"M{x} 206h44l-6 48h-32z", "#cfe3ee")
        + rect(x - 3, 200, 50, 8, p.accent, 3)
        + path(steps(x + 22, 230, 2, 3), p.main)
        for x in (236, 292)
    )
    body = (
        shadow(196, 256, 136)
        + path("M84 110l40-28h150l-40 28z", "#d9b27a")
        + path("M234 110l40-28v116l-40 54z", "#a97f47")
        + rect(84, 110, 150, 142, RATTAN)
        + rect(84, 150, 150, 56, p.main)
        + path(steps(159, 178, 4, 4), p.light)
        + glass
    )
    return sheet(p, v, body)
