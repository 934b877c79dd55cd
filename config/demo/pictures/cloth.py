"""Pictures of cloth: woven, printed, sewn."""

from __future__ import annotations

from config.demo.pictures.brush import (
    INK,
    WOOD,
    Palette,
    circle,
    ellipse,
    group,
    line,
    path,
    rect,
    row_of_diamonds,
    shadow,
    sheet,
    steps,
)

FOLDS = (
    '<linearGradient id="f"><stop offset="0" stop-opacity=".28"/><stop offset=".2" '
    'stop-color="#fff" stop-opacity=".12"/><stop offset=".5" stop-opacity=".16"/><stop offset=".7" '
    'stop-color="#fff" stop-opacity=".12"/><stop offset="1" stop-opacity=".3"/></linearGradient>'
)


def loom_motif(p: Palette, v: int) -> tuple[int, str]:
    """Height and drawing of one repeat, 60 wide: four motifs a weaver would know."""
    kind = v % 4
    ground = rect(0, 0, 60, 96, p.main)
    bands = path("M0 64h60v3H0zM0 88h60v3H0z", p.accent)
    if kind == 0:
        diamonds = path(steps(30, 32, 5, 4) + steps(0, 32, 2, 4) + steps(60, 32, 2, 4), p.light)
        core = path(steps(30, 32, 3, 4), p.second) + path(steps(30, 32, 1, 4), p.accent)
        hooks = "".join(f"M{x} 72h4v4h4v4h-4v4h-4z" for x in range(0, 60, 12))
        return 96, ground + diamonds + core + bands + path(hooks, p.light)
    if kind == 1:
        crosses = "".join(f"M{x} 14h8v8h8v8h-8v8h-8v-8h-8v-8h8z" for x in (11, 41))
        small = path(steps(0, 46, 2, 4) + steps(30, 46, 2, 4) + steps(60, 46, 2, 4), p.accent)
        comb = "".join(f"M{x} 68h4v16h-4z" for x in range(2, 60, 8))
        return 96, ground + path(crosses, p.light) + small + bands + path(comb, p.second)
    if kind == 2:
        zigzag = "M0 30l15-18 15 18 15-18 15 18v10L45 22 30 40 15 22 0 40z"
        lower = "M0 54l15-18 15 18 15-18 15 18v6L45 44 30 60 15 44 0 60z"
        stars = path(steps(15, 78, 2, 4) + steps(45, 78, 2, 4), p.light)
        return 96, ground + path(zigzag, p.light) + path(lower, p.second) + bands + stars
    stripes = "".join(f"M0 {y}h60v{h}H0z" for y, h in ((4, 8), (18, 3), (46, 3), (56, 8)))
    spine = path(steps(30, 33, 2, 4) + steps(0, 33, 1, 4) + steps(60, 33, 1, 4), p.light)
    row = path(steps(10, 80, 1, 4) + steps(30, 80, 1, 4) + steps(50, 80, 1, 4), p.light)
    return 96, ground + path(stripes, p.second) + spine + bands + row


def batik_motif(p: Palette, v: int) -> tuple[int, str]:
    """Height and drawing of one batik repeat, 60 wide: kawung, parang, truntum."""
    kind = v % 3
    ground = rect(0, 0, 60, 60, p.main)
    if kind == 0:
        petals = "".join(
            group(
                ellipse(0, 0, 15, 9.5, p.light) + ellipse(0, 0, 8, 3, p.main),
                f"translate({x} {y}) rotate({t})",
            )
            for x, y, t in ((14, 14, 45), (46, 14, -45), (14, 46, -45), (46, 46, 45))
        )
        return 60, ground + petals + circle(30, 30, 3.5, p.accent)
    if kind == 1:
        blade = "M-20 60C0 48 8 30 20 24s14-18 20-30h20C52 8 46 20 36 26S16 48 8 60z"
        second = group(path(blade, p.light), "translate(30 -30)")
        edge = line("M-10 70L70-10M-40 40L40-40M20 100L100 20", p.accent, 3)
        return 60, ground + path(blade, p.light) + second + group(
            path(blade, p.light), "translate(-30 30)"
        ) + edge
    dots = "".join(circle(x, y, 2, p.light) for x, y in ((30, 6), (6, 30), (54, 30), (30, 54)))
    flower = "".join(
        group(ellipse(0, -8, 4, 8, p.light), f"translate({x} {y}) rotate({t})")
        for x, y in ((15, 15), (45, 45))
        for t in (0, 72, 144, 216, 288)
    )
    return 60, ground + dots + flower + circle(15, 15, 3.5, p.accent) + circle(
        45, 45, 3.5, p.accent
    )


def pattern(motif: tuple[int, str], x: int = 100, y: int = 40) -> str:
    """A fill that repeats the motif, plus the gradient that makes it hang."""
    height, drawing = motif
    box = f'width="60" height="{height}" patternUnits="userSpaceOnUse"'
    return (
        f'<defs><pattern id="p" {box} patternTransform="translate({x} {y})">{drawing}</pattern>'
        f"{FOLDS}</defs>"
    )


def hung(p: Palette, v: int, motif: tuple[int, str], fringe: str) -> str:
    """Cloth over a rod."""
    left, width = (100, 200) if v % 5 else (76, 248)
    shape = f"M{left} 32h{width}v224H{left}z"
    body = (
        line("M60 36h280", WOOD, 9, ' stroke-linecap="round"')
        + path(f"M{left + 8} 48h{width + 4}v216H{left + 8}z", "#000", ' opacity=".09"')
        + path(shape, "url(#p)")
        + path(shape, "url(#f)")
        + fringe
        + line(f"M{left} 40h{width}", "#000", 5, ' opacity=".2"')
    )
    return sheet(p, v, body, pattern(motif, left))


def weave(p: Palette, v: int) -> str:
    """A woven cloth over a rod, fringe below."""
    left, count = (104, 28) if v % 5 else (80, 35)
    threads = "".join(f"M{left + i * 7} 256l{(1, -1, 0)[i % 3]} 22" for i in range(count))
    return hung(p, v, loom_motif(p, v), line(threads, p.accent, 2))


def batik(p: Palette, v: int) -> str:
    """A batik cloth over a rod, plain hem."""
    left, width = (100, 200) if v % 5 else (76, 248)
    return hung(p, v, batik_motif(p, v), rect(left, 248, width, 8, p.accent))


def fold(p: Palette, v: int) -> str:
    """Four folded lengths in four dyes."""
    dyes = (p.main, p.second, p.dark, p.accent) if v % 2 else (p.dark, p.main, p.second, p.main)
    box = 'width="24" height="44" patternUnits="userSpaceOnUse" patternTransform="translate(74 64)"'
    thread = path(steps(12, 20, 3, 4), p.light, ' opacity=".85"')
    defs = f'<defs><pattern id="p" {box}>{thread}</pattern></defs>'
    body = shadow(200, 246, 130)
    for i, dye in enumerate(reversed(dyes)):
        y = 196 - i * 44
        body += rect(72, y, 256, 42, dye, 9) + line(
            f"M72 {y + 35}h256", "#000", 2, ' opacity=".22"'
        )
    return sheet(p, v, body + rect(74, 64, 252, 172, "url(#p)"), defs)


def shawl(p: Palette, v: int) -> str:
    """A scarf looped over itself."""
    threads = "".join(f"M{94 + i * 8} 236l-2 24M{250 + i * 8} 222l2 24" for i in range(7))
    fall = "M84 96c10-50 70-64 116-64s112 12 120 64l-10 126h-64l6-106c-30-22-74-22-104 0l2 120H88z"
    body = (
        shadow(196, 262, 116)
        + path(fall, "url(#p)")
        + path(fall, "url(#f)")
        + path("M148 116c30-22 74-22 104 0l-2 20c-30-20-70-20-100 0z", "#000", ' opacity=".2"')
        + line(threads, p.accent, 2)
    )
    return sheet(p, v, body, pattern(loom_motif(p, v), 84, 20))


SHIRT = "M150 52l-62 34-26 62 40 20 14-26v118h168V142l14 26 40-20-26-62-62-34c-20 22-80 22-100 0z"


def uniform(p: Palette, v: int) -> str:
    """A field or office shirt: collar, two pockets, buttons, name tape."""
    pockets = "".join(
        rect(x, 132, 44, 46, p.dark, 3)
        + rect(x, 130, 44, 12, p.main)
        + line(f"M{x} 142h44", p.dark, 2)
        for x in (132, 224)
    )
    buttons = "".join(circle(200, y, 3.5, p.accent) for y in (104, 136, 168, 200, 232))
    body = (
        shadow(200, 266, 110)
        + path(SHIRT, p.main)
        + line("M116 142v-30M284 142v-30", p.dark, 3)
        + path("M192 76h16v184h-16z", p.dark, ' opacity=".45"')
        + path("M150 52l50 34-28 26-34-52zM250 52l-50 34 28 26 34-52z", p.dark)
        + pockets
        + buttons
        + (
            rect(228, 116, 38, 9, p.light, 2)
            if v % 2
            else row_of_diamonds(84, 132, 2, 12, 2, p.accent)
        )
        + path("M72 130l34 18-6 12-34-17z", p.accent if v % 3 == 0 else p.dark)
        + path("M328 130l-34 18 6 12 34-17z", p.accent if v % 3 == 0 else p.dark)
    )
    return sheet(p, v, body)


def batik_shirt(p: Palette, v: int) -> str:
    """A sewn shirt in batik or woven cloth."""
    motif = batik_motif(p, v) if v % 2 else loom_motif(p, v)
    body = (
        shadow(200, 266, 110)
        + path(SHIRT, "url(#p)")
        + path(SHIRT, "url(#f)", ' opacity=".5"')
        + line("M116 142v-28M284 142v-28", "#000", 3, ' opacity=".25"')
        + line("M200 86v174", p.dark, 3)
        + path("M150 52l50 34-28 26-34-52zM250 52l-50 34 28 26 34-52z", p.dark)
        + "".join(circle(204, y, 3, p.light) for y in (116, 148, 180, 212, 240))
    )
    return sheet(p, v, body, pattern(motif, 80, 50))


def tshirt(p: Palette, v: int) -> str:
    """A T-shirt or polo with the woven emblem on the chest."""
    shape = (
        "M146 50l-66 36-22 60 44 18 14-24v120h168V140l14 24 44-18-22-60-66-36c-20 26-88 26-108 0z"
    )
    if v % 2:
        neck = path("M146 50l54 40 54-40-12-8c-20 20-64 20-84 0z", p.dark)
        neck += (
            path("M192 84h16v44h-16z", p.dark)
            + circle(200, 102, 3, p.light)
            + circle(200, 118, 3, p.light)
        )
        mark = path(steps(250, 124, 3, 4), p.accent)
    else:
        neck = line("M146 50c20 28 88 28 108 0", p.dark, 10)
        mark = path(steps(200, 150, 6, 5), p.light) + path(steps(200, 150, 4, 5), p.main)
        mark += path(steps(200, 150, 2, 5), p.accent)
    cuffs = line("M60 146l42 17M340 146l-42 17", p.dark, 7)
    return sheet(p, v, shadow(200, 268, 104) + path(shape, p.main) + neck + cuffs + mark)


def vest(p: Palette, v: int) -> str:
    """A field vest with pockets and a light band."""
    half = "M148 46l-26 26 6 70-10 20v98h78V92z"
    mirror = group(path(half, p.main), "matrix(-1 0 0 1 400 0)")
    pockets = "".join(
        rect(x, 176, 54, 58, p.dark, 4) + rect(x, 176, 54, 14, p.accent) for x in (130, 216)
    )
    band = rect(118, 146, 78, 14, p.light) + rect(204, 146, 78, 14, p.light)
    body = (
        shadow(200, 268, 96)
        + path("M148 46c20 20 84 20 104 0l20 40-72 40-72-40z", p.dark)
        + path(half, p.main)
        + mirror
        + pockets
        + band
        + line("M200 94v166", p.accent, 3)
        + (path(steps(240, 118, 3, 4), p.accent) if v % 2 else rect(222, 112, 42, 10, p.light, 2))
    )
    return sheet(p, v, body)


def tote(p: Palette, v: int) -> str:
    """A canvas seminar bag with a woven panel."""
    body = (
        shadow(200, 264, 100)
        + line("M152 112c0-92 96-92 96 0", p.dark, 9)
        + path("M112 104h176l12 156H100z", "#e8dcc4")
        + path("M106 180h188l5 58H101z", "url(#p)")
        + line("M152 100v40M248 100v40", p.dark, 9)
        + path("M112 104h176l1 10H111z", "#000", ' opacity=".12"')
        + lines(v, p)
    )
    return sheet(p, v, body, pattern(loom_motif(p, v), 100, 176))


def lines(v: int, p: Palette) -> str:
    """Printed words on the bag, or an emblem."""
    if v % 2:
        return path(steps(200, 150, 4, 4), p.main) + path(steps(200, 150, 2, 4), p.light)
    return line("M166 144h68M176 158h48", p.main, 5)


def pouch(p: Palette, v: int) -> str:
    """A small zipped pouch or wallet in woven cloth, and a key ring."""
    body = (
        shadow(190, 240, 130)
        + rect(76, 106, 212, 130, "url(#p)", 14)
        + rect(76, 106, 212, 130, "url(#f)", 14, ' opacity=".6"')
        + rect(76, 106, 212, 18, p.dark, 9)
        + line("M90 115h178", p.accent, 3, ' stroke-dasharray="4 3"')
        + rect(262, 110, 34, 10, p.accent, 4)
        + circle(316, 150, 15, "none", f' stroke="{INK}" stroke-width="4"')
        + rect(304, 166, 24, 62, p.second, 6)
        + path(steps(316, 196, 2, 3), p.light)
    )
    return sheet(p, v, body, pattern(loom_motif(p, v), 76, 124))
