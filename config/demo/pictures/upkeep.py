"""Pictures of building upkeep, cleaning, rental and garden goods."""

from __future__ import annotations

from config.demo.pictures.brush import (
    INK,
    LEAF,
    LEAF_DARK,
    PAPER,
    RATTAN,
    WOOD,
    WOOD_DARK,
    Palette,
    circle,
    ellipse,
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


def paint(p: Palette, v: int) -> str:
    """An open paint bucket with a drip, and a roller or brush."""
    drip = (
        "M118 112c0-14 164-14 164 0v8c-8 16-14 4-22 4"
        "s-10 34-22 34-10-30-24-30-12 18-26 18-10-22-26-22-36 8-44-12z"
    )
    if v % 2:
        tool = group(
            rect(-12, -6, 24, 62, WOOD, 6)
            + rect(-24, -34, 48, 30, "#b9bfca", 3)
            + path("M-24-34h48l-4-46h-40z", p.main),
            "translate(322 190) rotate(16)",
        )
    else:
        tool = (
            line("M322 250v-54h-30v-40", "#8e95a3", 7)
            + rect(262, 128, 76, 30, p.main, 8)
            + rect(316, 214, 13, 42, WOOD_DARK, 5)
        )
    body = (
        shadow(194, 256, 124)
        + line("M120 122c0-110 160-110 160 0", "#8e95a3", 5)
        + path("M118 112h164l-12 140H130z", "#e6e8ec")
        + path("M250 112h32l-12 140h-34z", "#000", ' opacity=".08"')
        + ellipse(200, 112, 82, 18, p.dark)
        + path(drip, p.main)
        + rect(152, 176, 96, 50, p.accent, 4)
        + lines_of_text(200, 194, (66, 44), p.dark, 14)
        + tool
    )
    return sheet(p, v, body)


def tools(p: Palette, v: int) -> str:
    """Hammer and spanner crossed over a toolbox, or the box alone, open."""
    box = (
        rect(96, 166, 208, 86, p.main, 8)
        + rect(96, 166, 208, 20, p.dark, 8)
        + rect(184, 176, 32, 22, p.accent, 4)
        + line("M160 166v-20h80v20", INK, 9)
    )
    hammer = group(
        rect(-6, -30, 12, 120, WOOD, 4) + path("M-34-54h54c14 0 20 10 22 22h-76z", "#555b68"),
        "translate(146 116) rotate(-34)",
    )
    spanner = group(
        rect(-7, -24, 14, 112, "#9aa0ad", 5)
        + path("M-20-66c-8 22-2 40 20 46 22-6 28-24 20-46l-10 20h-20z", "#9aa0ad"),
        "translate(254 118) rotate(34)",
    )
    driver = group(
        rect(-9, -60, 18, 52, p.accent, 7) + rect(-4, -8, 8, 74, "#8e95a3"), "translate(200 94)"
    )
    return sheet(p, v, shadow(200, 256, 128) + hammer + spanner + (driver if v % 2 else "") + box)


def aircon(p: Palette, v: int) -> str:
    """A wall unit blowing cool air, with a technician's card."""
    breeze = line(
        "M110 176c-10 20 10 30 0 52M158 176c-10 20 10 34 0 60M206 176"
        "c-10 20 10 34 0 60M254 176c-10 20 10 30 0 52",
        "#9cc4e0",
        6,
        ROUND,
    )
    body = (
        rect(66, 64, 268, 104, "#000", 14, ' opacity=".08"')
        + rect(60, 56, 268, 104, "#fff", 14)
        + rect(60, 124, 268, 36, "#e6e8ec", 12)
        + rect(78, 136, 232, 10, "#8e95a3", 5)
        + rect(276, 76, 34, 16, p.main, 4)
        + circle(84, 84, 5, "#7fd66b" if v % 2 else p.accent)
        + breeze
        + group(
            rect(-26, -40, 52, 80, p.main, 6)
            + rect(-18, -30, 36, 24, p.light, 3)
            + path(steps(0, 18, 2, 4), p.accent),
            "translate(318 224) rotate(10)",
        )
    )
    return sheet(p, v, body)


def lamp(p: Palette, v: int) -> str:
    """A bulb and its box, or a street light."""
    if v % 2:
        body = (
            shadow(206, 268, 60, 7)
            + rect(194, 70, 12, 196, "#555b68", 4)
            + line("M200 76c0-40 60-34 86-24", "#555b68", 9, ROUND)
            + path("M268 44l62 18-12 22-60-22z", p.main)
            + path("M262 66l52 18 26 70-150-30z", "#f6d365", ' opacity=".35"')
            + rect(174, 252, 52, 16, p.dark, 4)
            + rect(150, 110, 60, 26, p.dark, 3)
            + line("M158 118h44M158 127h44", "#9cc4e0", 3)
        )
        return sheet(p, v, body)
    body = (
        shadow(200, 254, 124)
        + rect(226, 92, 102, 160, p.main, 4)
        + rect(242, 112, 70, 70, p.light, 3)
        + circle(277, 142, 18, "#f6d365")
        + lines_of_text(277, 206, (62, 40), p.light, 14)
        + circle(144, 130, 62, "#f6d365")
        + circle(144, 130, 84, "#f6d365", ' opacity=".22"')
        + path("M116 178h56l-4 34h-48z", PAPER)
        + rect(120, 210, 48, 30, "#8e95a3", 5)
        + line("M120 218h48M120 228h48", "#555b68", 3)
        + path("M124 120c8-24 32-24 40 0", "none", ' stroke="#e08a2c" stroke-width="4"')
    )
    return sheet(p, v, body)


def plumbing(p: Palette, v: int) -> str:
    """A tap over a bucket, or pipe pieces."""
    if v % 2:
        pipes = (
            rect(70, 96, 230, 34, "#b9bfca", 6)
            + rect(110, 150, 230, 34, p.main, 6)
            + rect(60, 204, 200, 34, "#e6e8ec", 6)
        )
        rings = (
            rect(92, 90, 20, 46, "#8e95a3", 4)
            + rect(296, 144, 20, 46, p.dark, 4)
            + rect(76, 198, 20, 46, "#b9bfca", 4)
        )
        joint = path("M268 204h40v-24h34v58h-74z", p.accent)
        return sheet(p, v, shadow(200, 254, 140) + pipes + rings + joint)
    body = (
        shadow(214, 260, 104)
        + rect(60, 92, 150, 34, "#b9bfca", 6)
        + path("M190 84h52c26 0 42 16 42 40v20h-36v-14c0-6-4-10-10-10h-48z", "#9aa0ad")
        + rect(206, 58, 14, 30, "#8e95a3")
        + rect(178, 48, 70, 14, p.second, 7)
        + path("M266 152c-10 16-12 24 0 26 12-2 10-10 0-26z", "#6aa9d6")
        + path("M206 190h120l-12 68h-96z", p.main)
        + ellipse(266, 190, 60, 10, p.dark)
        + ellipse(266, 192, 50, 7, "#9cc4e0")
        + row_of_diamonds(226, 226, 4, 26, 3, p.light)
    )
    return sheet(p, v, body)


def cleaner(p: Palette, v: int) -> str:
    """A spray bottle and a jerry can of cleaning soap."""
    spray = (
        path(
            "M104 150c0-20 16-22 18-46h36c2 24 18 26 18 46v92c0 6-4 10-10 10h-52c-6 0-10-4-10-10z",
            p.main,
        )
        + path("M116 104h48V82h22V64h-76c-10 0-14 10-10 18l16 6z", INK)
        + path("M116 88l-14 24", "none", f' stroke="{INK}" stroke-width="7"')
        + rect(112, 170, 56, 52, p.light, 4)
        + path(steps(140, 196, 3, 4), p.accent)
    )
    can = (
        path(
            "M206 116h30V92h30v24h38c8 0 14 6 14 14v108c0 8-6 14-14 14h-98"
            "c-8 0-14-6-14-14V130c0-8 6-14 14-14z",
            p.accent,
        )
        + rect(240, 78, 24, 18, p.dark, 4)
        + rect(270, 134, 32, 24, p.tints[v % len(p.tints)], 10)
        + rect(208, 172, 90, 54, p.light, 4)
        + lines_of_text(253, 190, (64, 46), p.dark, 14)
    )
    foam = circle(330, 236, 14, "#fff", ' opacity=".8"') + circle(
        346, 220, 8, "#fff", ' opacity=".8"'
    )
    return sheet(p, v, shadow(206, 254, 128) + spray + can + (foam if v % 2 else ""))


def broom(p: Palette, v: int) -> str:
    """A rice-straw broom and a dustpan, or mop and bucket."""
    if v % 2:
        bucket = path("M112 160h130l-12 92H124z", p.main) + ellipse(177, 160, 65, 12, p.dark)
        bucket += line("M114 158c0-60 126-60 126 0", "#8e95a3", 4) + row_of_diamonds(
            140, 208, 4, 25, 3, p.light
        )
        mop = line("M306 40l-30 160", WOOD, 9, ROUND) + path(
            "M252 196h50l16 56c-14-6-20 6-32 0s-20 6-30 0-14 4-24-2z", "#efe7d6"
        )
        strands = line("M262 206l-10 42M276 206v44M290 206l12 42", "#d8cdb8", 3)
        return sheet(p, v, shadow(210, 258, 124) + bucket + mop + strands)
    straw = path("M148 150h44l36 104H104z", RATTAN) + line(
        "M152 160l-30 90M164 160l-12 92M178 160l10 92M188 160l26 90", "#e3c08c", 4
    )
    pan = (
        path("M238 190h96l10 62H224z", p.main)
        + path("M244 198h84l2 12h-89z", p.dark)
        + rect(276, 110, 14, 84, p.dark, 6)
    )
    body = (
        shadow(210, 258, 130)
        + line("M178 34l-8 120", WOOD, 10, ROUND)
        + straw
        + rect(146, 144, 48, 16, p.second, 4)
        + pan
    )
    return sheet(p, v, body)


def plant(p: Palette, v: int) -> str:
    """A potted plant: broad leaves, a small tree, or flowers."""
    pot = (
        path("M142 180h116l-14 76H156z", p.main)
        + rect(134, 170, 132, 20, p.dark, 5)
        + row_of_diamonds(164, 222, 4, 24, 3, p.light)
    )
    kind = v % 3
    if kind == 0:
        blades = "".join(
            group(
                path("M0 0C-26-30-22-86 0-116 22-86 26-30 0 0z", fill)
                + line("M0-6v-98", "#fff", 2, ' opacity=".4"'),
                f"translate(200 176) rotate({t})",
            )
            for t, fill in (
                (-62, LEAF_DARK),
                (62, LEAF_DARK),
                (-32, LEAF),
                (32, LEAF),
                (0, "#6ba056"),
            )
        )
        return sheet(p, v, shadow(200, 260, 80) + blades + pot)
    if kind == 1:
        crown = "".join(
            circle(x, y, r, fill)
            for x, y, r, fill in (
                (200, 84, 50, LEAF_DARK),
                (160, 106, 34, LEAF),
                (240, 106, 34, LEAF),
                (200, 74, 32, "#6ba056"),
            )
        )
        fruit = "".join(
            circle(x, y, 7, p.accent) for x, y in ((176, 88), (220, 74), (236, 112), (200, 116))
        )
        return sheet(
            p, v, shadow(200, 260, 80) + rect(192, 110, 16, 66, WOOD_DARK) + crown + fruit + pot
        )
    stems = line("M200 176V96M180 176c-6-30-20-40-30-52M220 176c6-30 20-40 30-52", LEAF_DARK, 5)
    blooms = "".join(
        "".join(
            group(ellipse(0, -14, 8, 14, p.second), f"translate({x} {y}) rotate({t})")
            for t in range(0, 360, 60)
        )
        + circle(x, y, 8, p.accent)
        for x, y in ((200, 86), (146, 116), (254, 116))
    )
    return sheet(p, v, shadow(200, 260, 80) + stems + blooms + pot)


def tent(p: Palette, v: int) -> str:
    """A party tent with chairs, for hire."""
    poles = line("M78 128v132M322 128v132M200 128v120", "#8e95a3", 7)
    roof = path("M200 44L60 124h280z", p.main) + path(
        "M200 44l-46 80h92z", p.accent if v % 2 else p.light
    )
    flaps = "".join(
        path(f"M{60 + i * 28} 124h28c0 22-28 22-28 0z", p.main if i % 2 else p.accent)
        for i in range(10)
    )
    seats = "".join(
        rect(x, 196, 30, 34, p.second, 4)
        + rect(x - 3, 226, 36, 9, INK, 3)
        + line(f"M{x + 2} 234v26M{x + 28} 234v26", INK, 4)
        for x in (104, 150, 222, 268)
    )
    return sheet(p, v, shadow(200, 264, 150, 8) + poles + roof + flaps + seats)


def speaker(p: Palette, v: int) -> str:
    """Loudspeakers and a microphone, for hire."""

    def box(x: int) -> str:
        return (
            rect(x, 78, 84, 172, "#2b2a33", 7)
            + circle(x + 42, 118, 22, "#45464f")
            + circle(x + 42, 118, 10, p.accent)
            + circle(x + 42, 194, 34, "#45464f")
            + circle(x + 42, 194, 20, p.main)
            + circle(x + 42, 194, 8, INK)
        )

    mic = (
        line("M200 254v-120", "#8e95a3", 6)
        + rect(188, 92, 24, 46, p.second, 8)
        + circle(200, 84, 20, "#b9bfca")
    )
    grid = line("M184 78h32M183 86h34M188 94h24M192 68v32M200 64v40M208 68v32", "#8e95a3", 2)
    foot = ellipse(200, 254, 36, 7, INK)
    second = (
        box(256)
        if v % 2 == 0
        else rect(258, 178, 84, 72, p.dark, 6)
        + "".join(circle(276 + i * 24, 204, 7, p.light) for i in range(3))
        + rect(270, 224, 60, 8, p.accent, 3)
    )
    return sheet(p, v, shadow(200, 258, 146) + box(60) + second + foot + mic + grid)


def car(p: Palette, v: int) -> str:
    """A service car or van, for repair and hire."""
    body = (
        "M60 200c0-34 12-40 40-44l40-48c6-8 12-12 22-12h84c12 0 18 4 26 14"
        "l34 44c28 4 38 16 38 46v14c0 6-4 10-10 10H70c-6 0-10-4-10-10z"
    )
    if v % 2:
        body = (
            "M56 92c0-8 6-14 14-14h176c14 0 22 6 30 20l34 58c24 6 34 14 34 36v22"
            "c0 6-4 10-10 10H66c-6 0-10-4-10-10z"
        )
    glass = path("M154 112h42v42h-76zM206 112h40l34 42h-74z", "#cfe3ee")
    if v % 2:
        glass = path(
            "M76 98h58v44H76zM146 98h58v44h-58zM216 98h30c10 0 14 4 18 12l18 32h-66z", "#cfe3ee"
        )
    wheels = "".join(circle(x, 224, 28, INK) + circle(x, 224, 13, "#b9bfca") for x in (116, 284))
    stripe = rect(62, 178, 276, 9, p.accent) + path(steps(200, 196, 3, 4), p.light)
    return sheet(
        p,
        v,
        shadow(200, 252, 150)
        + path(body, p.main)
        + glass
        + stripe
        + circle(334, 192, 7, "#f6d365")
        + wheels,
    )


def cap(p: Palette, v: int) -> str:
    """A field cap and a lanyard card."""
    cap_shape = (
        path("M84 176c0-96 160-96 160 0z", p.main)
        + path("M84 176c-6 0-10 4-8 10 60 22 140 20 216-2 6-2 4-10-4-10-14-2-28 0-44 2z", p.dark)
        + line("M164 106c-22 14-34 40-36 70M164 106c22 14 34 40 36 70", p.dark, 2)
        + circle(164, 104, 6, p.accent)
        + path(steps(164, 148, 4, 4), p.light)
        + path(steps(164, 148, 2, 4), p.second)
    )
    card = line("M286 60l24 96M336 60l-24 96", p.second, 8) + rect(276, 154, 72, 96, PAPER, 7)
    card += rect(276, 154, 72, 22, p.main, 7) + circle(
        312, 204, 14, p.accent if v % 2 else "#b9bfca"
    )
    return sheet(
        p,
        v,
        shadow(196, 256, 136) + cap_shape + card + lines_of_text(312, 230, (46, 30), p.dark, 9),
    )
