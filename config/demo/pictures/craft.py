"""Pictures of handicraft, gifts and furniture."""

from __future__ import annotations

import math

from config.demo.pictures.brush import (
    CREAM,
    LEAF,
    RATTAN,
    RATTAN_LIGHT,
    WOOD,
    WOOD_DARK,
    WOOD_LIGHT,
    Palette,
    circle,
    ellipse,
    emblem,
    group,
    line,
    lines_of_text,
    num,
    path,
    rect,
    row_of_diamonds,
    shadow,
    sheet,
    steps,
)


def basket(p: Palette, v: int) -> str:
    """A plaited shopping basket with a handle."""
    shape = "M104 112h192l-16 148H120z"
    plait = path("M0 0h20v18H0zM20 18h20v18H20z", p.main)
    plait += path("M20 0h20v18H20zM0 18h20v18H0z", RATTAN_LIGHT, ' opacity=".8"')
    if v % 2:
        plait += path("M0 0h20v18H0z", p.accent)
    box = (
        'width="40" height="36" patternUnits="userSpaceOnUse" patternTransform="translate(104 118)"'
    )
    defs = f'<defs><pattern id="p" {box}>{plait}</pattern></defs>'
    belt = path("M108 172h184l-4 36H112z", p.accent) + row_of_diamonds(128, 190, 7, 24, 4, p.dark)
    body = (
        shadow(200, 262, 110)
        + line("M146 116c0-86 108-86 108 0", WOOD_DARK, 10)
        + path(shape, RATTAN)
        + path(shape, "url(#p)")
        + (belt if v % 3 == 2 else "")
        + rect(100, 102, 200, 16, WOOD_DARK, 3)
    )
    return sheet(p, v, body, defs)


def box_set(p: Palette, v: int) -> str:
    """A tall and a low lidded pandan box."""

    def one(x: int, y: int, w: int, h: int, fill: str) -> str:
        slats = "".join(f"M{x + i} {y + 30}v{h - 34}" for i in range(12, w, 20))
        belt = rect(x, y + h // 2 + 8, w, 22, fill)
        lid = rect(x - 7, y, w + 14, 36, fill, 6) + rect(
            x - 7, y + 28, w + 14, 8, "#000", 3, ' opacity=".18"'
        )
        weave = row_of_diamonds(x + 12, y + 15, w // 22, 22, 3, p.light)
        return (
            rect(x, y + 16, w, h - 16, RATTAN_LIGHT, 6)
            + line(slats, RATTAN, 9)
            + belt
            + lid
            + weave
        )

    low = one(222, 160, 106, 94, p.second if v % 2 else p.accent)
    knob = rect(134, 70, 32, 16, p.dark, 7)
    return sheet(p, v, shadow(200, 256, 136) + knob + one(84, 84, 132, 170, p.main) + low)


def tray(p: Palette, v: int) -> str:
    """A round rattan tray hung flat, a star in its weave."""
    rings = "".join(
        circle(200, 150, r, "none", f' stroke="{fill}" stroke-width="8"')
        for r, fill in (
            (96, RATTAN_LIGHT),
            (80, p.main),
            (64, RATTAN_LIGHT),
            (48, p.accent),
            (32, RATTAN_LIGHT),
        )
    )
    turns = [math.tau * i / 24 for i in range(24)]
    spokes = line(
        "".join(
            f"M{num(200 + 26 * math.cos(a))} {num(150 + 26 * math.sin(a))}"
            f"L{num(200 + 104 * math.cos(a))} {num(150 + 104 * math.sin(a))}"
            for a in turns
        ),
        WOOD_LIGHT,
        2.5,
    )
    middle = circle(200, 150, 24, p.dark) + path(steps(200, 150, 3 if v % 2 else 2, 5), p.light)
    body = ellipse(206, 160, 118, 116, "#000", ' opacity=".1"') + circle(200, 150, 116, WOOD)
    return sheet(p, v, body + circle(200, 150, 106, RATTAN) + rings + spokes + middle)


def soap(p: Palette, v: int) -> str:
    """Two bars of soap, one in its paper sleeve, with leaves."""
    bubbles = circle(318, 108, 14, "#fff", ' opacity=".7"') + circle(
        340, 136, 8, "#fff", ' opacity=".7"'
    )
    bubbles += circle(298, 84, 7, "#fff", ' opacity=".7"')
    sprig = "".join(
        group(
            path("M0 0C-12-10-12-28 0-42 12-28 12-10 0 0z", LEAF), f"translate(92 132) rotate({t})"
        )
        for t in (-50, 0, 50)
    )
    bare = "#9cbf7a" if v % 3 == 0 else "#e6c893" if v % 3 == 1 else "#d9a38f"
    body = (
        shadow(206, 250, 136)
        + sprig
        + path("M78 196l112-36 30 16v30l-112 38-30-18z", bare)
        + path("M78 196l112-36 30 16-112 36z", "#fff", ' opacity=".3"')
        + line("M116 204l60-20", "#fff", 5, ' opacity=".55" stroke-linecap="round"')
        + path("M172 150l116-34 52 26v66l-116 36-52-30z", p.main)
        + path("M172 150l116-34 52 26-116 34z", p.accent)
        + path("M224 176l116-34v66l-116 36z", p.dark)
        + path("M244 182l74-22v42l-74 22z", p.light)
        + path(steps(281, 191, 3, 4), p.main)
        + bubbles
    )
    return sheet(p, v, body)


def mug(p: Palette, v: int) -> str:
    """A printed mug, its gift box behind."""
    body = (
        shadow(196, 254, 126)
        + rect(204, 92, 120, 160, p.dark, 4)
        + rect(216, 106, 96, 72, "#000", 3, ' opacity=".2"')
        + row_of_diamonds(222, 214, 5, 22, 4, p.accent)
        + line("M88 150c-48-6-44 68 6 60", p.light, 15)
        + path("M84 118h132v104c0 20-12 32-32 32h-68c-20 0-32-12-32-32z", p.light)
        + ellipse(150, 118, 66, 14, "#fff")
        + ellipse(150, 120, 58, 10, p.dark if v % 2 else "#8a5a2a")
        + rect(84, 158, 132, 14, p.main)
        + rect(84, 216, 132, 8, p.main)
        + emblem(150, 194, p, 3, 5)
    )
    return sheet(p, v, body)


def plaque(p: Palette, v: int) -> str:
    """A carved award plaque on a stand, or a glass one."""
    face = "#cfe3ee" if v % 2 else WOOD_LIGHT
    edge = "#9cc4e0" if v % 2 else WOOD
    body = (
        shadow(200, 262, 104)
        + path("M200 34l84 34v98c0 42-40 64-84 78-44-14-84-36-84-78V68z", edge)
        + path("M200 48l70 29v87c0 34-34 52-70 64-36-12-70-30-70-64V77z", face)
        + circle(200, 120, 42, p.light)
        + emblem(200, 120, p, 5, 5)
        + lines_of_text(200, 182, (76, 54), p.dark, 13)
        + rect(140, 240, 120, 18, p.dark, 5)
    )
    return sheet(p, v, body)


def house(p: Palette, v: int) -> str:
    """Carved wooden figures of a traditional house, small and large."""

    def one(x: int, y: int, k: float) -> str:
        roof = path(
            "M0-70c-14 30-40 52-66 58h132c-26-6-52-28-66-58z", p.main if v % 2 else WOOD_DARK
        )
        thatch = line(
            "M-44-16l30-36M-16-14l10-42M16-14L6-56M44-16L14-52", "#fff", 2, ' opacity=".25"'
        )
        wall = rect(-46, -12, 92, 44, WOOD_LIGHT) + rect(-10, 0, 20, 32, WOOD_DARK)
        frame = row_of_diamonds(-34, -2, 4, 23, 2.5, p.light)
        legs = "".join(rect(a, 32, 7, 26, WOOD_DARK) for a in (-44, -22, 15, 37))
        return group(roof + thatch + wall + frame + legs, f"translate({x} {y}) scale({k})")

    body = shadow(200, 254, 136) + one(156, 168, 1.35) + one(290, 206, 0.75)
    return sheet(p, v, body + rect(64, 244, 276, 10, WOOD, 4))


def vase(p: Palette, v: int) -> str:
    """Pottery: a belly vase and a bowl."""
    clay, shade = ("#b5653c", "#8f4a28") if v % 2 else (p.main, p.dark)
    pot = "M162 60h56l-6 34c50 24 64 104 22 156h-88c-42-52-28-132 22-156z"
    body = (
        shadow(204, 254, 130)
        + path(pot, clay)
        + path(
            "M190 60h28l-6 34c50 24 64 104 22 156h-36c34-50 24-130-10-156z", shade, ' opacity=".5"'
        )
        + ellipse(190, 60, 30, 7, shade)
        + row_of_diamonds(142, 164, 5, 24, 4, CREAM)
        + line("M128 138h124M124 192h132", CREAM, 3)
        + path("M254 202h92c0 30-18 50-46 50s-46-20-46-50z", shade)
        + ellipse(300, 202, 46, 10, clay)
    )
    return sheet(p, v, body)


def cane_back(x: int, y: int, w: int, h: int) -> str:
    """A cane panel in a frame."""
    v_lines = "".join(f"M{x + i} {y + 4}v{h - 8}" for i in range(14, w, 14))
    h_lines = "".join(f"M{x + 4} {y + i}h{w - 8}" for i in range(12, h, 14))
    return rect(x, y, w, h, "#e6c893", 6) + line(v_lines + h_lines, "#a87a42", 3)


def chair(p: Palette, v: int) -> str:
    """A wooden meeting chair, cane or padded back."""
    back = cane_back(150, 58, 100, 72) if v % 2 == 0 else rect(150, 58, 100, 72, p.main, 6)
    legs = f'<g stroke="{WOOD_DARK}" stroke-width="13" stroke-linecap="round" fill="none">'
    legs += '<path d="M142 176l-8 90M258 176l8 90M164 182l-2 66M236 182l2 66"/></g>'
    body = (
        shadow(200, 270, 96)
        + legs
        + rect(136, 46, 128, 96, WOOD, 14)
        + back
        + line("M148 138v34M252 138v34", WOOD_DARK, 12)
        + path("M128 164h144l12 26H116z", "#8d6231")
        + path("M132 160h136c8 0 10 14 4 20H128c-6-6-4-20 4-20z", p.main)
        + line("M136 166h128", "#fff", 4, ' opacity=".2"')
    )
    return sheet(p, v, body)


def office_chair(p: Palette, v: int) -> str:
    """A swivel chair on castors."""
    feet = line(
        "M200 216v22M200 236l-58 20M200 236l58 20M200 236l-22 26M200 236l22 26",
        "#555b68",
        10,
        ' stroke-linecap="round"',
    )
    wheels = "".join(
        circle(x, y, 8, "#222") for x, y in ((140, 262), (260, 262), (176, 268), (224, 268))
    )
    arms = line("M128 176v-34h24M272 176v-34h-24", "#37383f", 9, ' stroke-linecap="round"')
    seams = line("M164 62v84M200 56v92M236 62v84", "#000", 3, ' opacity=".16"') if v % 2 else ""
    body = (
        shadow(200, 272, 90)
        + feet
        + wheels
        + rect(192, 186, 16, 34, "#555b68")
        + rect(144, 36, 112, 118, p.main, 24)
        + seams
        + rect(190, 146, 20, 34, "#37383f")
        + arms
        + rect(130, 170, 140, 26, p.dark, 13)
    )
    return sheet(p, v, body)


def table(p: Palette, v: int) -> str:
    """A meeting or work table."""
    drawer = (
        rect(216, 130, 116, 60, WOOD)
        + rect(224, 138, 100, 44, WOOD_LIGHT)
        + circle(274, 160, 4, RATTAN_LIGHT)
    )
    paper = path("M150 84h48l6 22h-62z", "#fff") + line("M158 91h34M157 97h30", "#9aa0ad", 2)
    folder = path("M238 70h28v34h-28z", p.main) + path(steps(252, 86, 2, 3), p.accent)
    body = (
        shadow(200, 262, 150)
        + line("M88 132l-12 128M312 132l12 128", WOOD_DARK, 15, ' stroke-linecap="round"')
        + line("M112 140l-4 96M288 140l4 96", "#4d3118", 11, ' stroke-linecap="round"')
        + path("M96 96h208l44 34H52z", "#b07f45")
        + path("M52 130h296v16H52z", WOOD)
        + line("M120 104h150M104 114h190M140 122h140", "#966635", 2)
        + paper
        + folder
        + (drawer if v % 2 else "")
    )
    return sheet(p, v, body)


def cabinet(p: Palette, v: int) -> str:
    """A filing cupboard with books above, doors below, or four steel drawers."""
    if v % 2:
        drawers = "".join(
            rect(134, 46 + i * 54, 132, 48, p.main, 3)
            + rect(184, 58 + i * 54, 32, 9, p.light, 2)
            + rect(178, 76 + i * 54, 44, 7, p.dark, 3)
            for i in range(4)
        )
        return sheet(p, v, shadow(200, 274, 92) + rect(124, 36, 152, 232, p.dark, 5) + drawers)
    spines = (p.main, p.second, CREAM, "#2d6839", p.accent, p.dark)
    books = "".join(
        rect(
            128 + i * 14 + (16 if i > 4 else 0),
            54 + (i * 5) % 9,
            12,
            39 - (i * 5) % 9,
            spines[i % 6],
        )
        for i in range(9)
    )
    lower = "".join(
        rect(134 + i * 15, 106 + (i * 7) % 8, 12, 40 - (i * 7) % 8, spines[(i + 2) % 6])
        for i in range(8)
    )
    body = (
        shadow(200, 272, 110)
        + rect(112, 36, 176, 232, WOOD, 5)
        + rect(122, 46, 156, 100, "#4d3118")
        + books
        + lower
        + rect(122, 93, 156, 7, WOOD)
        + path("M122 154h75v104h-75zM203 154h75v104h-75z", WOOD_LIGHT)
        + path("M130 162h59v88h-59zM211 162h59v88h-59z", "#8a5d2a")
        + circle(190, 206, 4, RATTAN_LIGHT)
        + circle(210, 206, 4, RATTAN_LIGHT)
    )
    return sheet(p, v, body)


def sofa(p: Palette, v: int) -> str:
    """A guest sofa with woven cushions."""
    pillow = "".join(
        group(
            rect(-24, -24, 48, 48, p.accent, 7) + path(steps(0, 0, 3, 5), p.dark),
            f"translate({x} 152) rotate({t})",
        )
        for x, t in ((112, -12), (290, 10))
    )
    body = (
        shadow(200, 252, 148)
        + rect(72, 92, 256, 110, p.main, 20)
        + line("M200 98v92", p.dark, 4)
        + rect(48, 136, 44, 96, p.dark, 18)
        + rect(308, 136, 44, 96, p.dark, 18)
        + rect(84, 178, 232, 46, p.main, 12)
        + line("M200 180v42M90 184h220", p.dark, 3)
        + "".join(rect(x, 228, 14, 22, WOOD_DARK, 3) for x in (70, 316))
        + (pillow if v % 2 == 0 else "")
    )
    return sheet(p, v, body)


def whiteboard(p: Palette, v: int) -> str:
    """A board on an easel with a small chart."""
    bars = "".join(
        rect(118 + i * 26, 160 - h, 16, h, fill)
        for i, (h, fill) in enumerate(((30, p.main), (48, p.accent), (66, p.second)))
    )
    notes = line("M216 92h70M216 108h56M216 124h64M216 140h40", "#9aa0ad", 4)
    body = (
        shadow(200, 270, 110)
        + line("M128 190l-24 78M272 190l24 78M200 190v70", WOOD_DARK, 9, ' stroke-linecap="round"')
        + rect(84, 50, 232, 146, "#b9bfca", 6)
        + rect(94, 60, 212, 126, "#fff")
        + bars
        + line("M110 162h86", "#37383f", 3)
        + notes
        + rect(150, 192, 100, 9, "#8e95a3", 3)
        + rect(168, 186, 26, 7, p.second, 2)
    )
    return sheet(p, v, body)


def podium(p: Palette, v: int) -> str:
    """A speaker's lectern with a carved front."""
    body = (
        shadow(200, 272, 92)
        + path("M138 74h124l22 26H116z", WOOD_LIGHT)
        + path("M128 100h144l-14 162H142z", WOOD)
        + path("M146 118h108l-9 128h-90z", "#8a5d2a")
        + circle(200, 178, 36, p.light)
        + emblem(200, 178, p, 4, 6)
        + rect(126, 256, 148, 14, WOOD_DARK, 4)
        + line("M216 76c-4-26 10-30 16-38", "#37383f", 4)
        + ellipse(234, 34, 8, 11, "#222")
        + (line("M150 84h70", "#fff", 5) if v % 2 else path("M152 80h50l4 12h-58z", "#fff"))
    )
    return sheet(p, v, body)
