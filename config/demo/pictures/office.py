"""Pictures of paper, pens, print and small office machines."""

from __future__ import annotations

from config.demo.pictures.brush import (
    CREAM,
    INK,
    PAPER,
    RATTAN,
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


def ream(y: int, fill: str, shade: str) -> str:
    """One wrapped ream lying in perspective, its top at `y`."""
    return (
        path(f"M92 {y}l96 30v60l-96-30z", "#d9dde6")
        + path(f"M188 {y + 30}l124-38v60l-124 38z", "#f4f6fa")
        + path(f"M188 {y + 44}l124-38v26l-124 38z", fill)
        + path(f"M92 {y + 14}l96 30v26l-96-30z", shade)
    )


def paper(p: Palette, v: int) -> str:
    """Two reams of paper, stacked."""
    lid = path("M92 116l124-38 96 30-124 38z", "#fff") + path("M150 112l50-16 38 12-50 16z", p.main)
    second = (p.second, p.dark) if v % 2 else (p.accent, p.dark)
    body = shadow(200, 254, 130) + ream(182, *second) + ream(116, p.main, p.dark) + lid
    return sheet(p, v, body)


def pencil(fill: str, tip: str) -> str:
    """A pencil standing on its point at the origin's right hand."""
    return (
        rect(276, 70, 16, 150, fill, 3)
        + path("M276 220h16l-8 24z", "#e3c08c")
        + path("M281 235h6l-3 9z", "#222")
        + rect(276, 62, 16, 16, tip, 3)
    )


def book(p: Palette, v: int) -> str:
    """A bound agenda with a pencil and a pen."""
    pen = rect(312, 84, 13, 142, p.second, 6) + path("M312 220h13l-6.5 18z", "#999")
    body = (
        shadow(196, 254, 120)
        + rect(108, 54, 138, 196, p.main, 8)
        + path("M108 62c0-5 3-8 8-8h10v196h-10c-5 0-8-3-8-8z", p.dark)
        + rect(146, 84, 80, 44, p.light, 3)
        + lines_of_text(186, 99, (60, 40), p.main, 13)
        + row_of_diamonds(144, 210, 5, 21, 3, p.light)
        + group(pencil(p.second if v % 2 else "#27336f", p.accent), "rotate(14 290 150)")
        + group(pen, "rotate(-6 318 150)")
    )
    return sheet(p, v, body)


def pens(p: Palette, v: int) -> str:
    """A pot of pens, or a box of them."""
    if v % 2:
        row = "".join(
            rect(92 + i * 24, 66, 14, 120, (p.main, p.second, p.dark)[i % 3], 6)
            + rect(94 + i * 24, 58, 10, 22, p.accent, 3)
            for i in range(9)
        )
        front = (
            rect(76, 146, 248, 100, p.main, 6)
            + rect(76, 146, 248, 16, p.dark)
            + rect(120, 182, 160, 40, p.light, 4)
        )
        return sheet(
            p, v, shadow(200, 254, 136) + row + front + row_of_diamonds(140, 202, 6, 24, 3, p.dark)
        )
    stems = "".join(
        group(
            rect(-7, -110, 14, 110, fill, 4) + path("M-7-110h14l-7-22z", tip),
            f"translate({x} 168) rotate({t})",
        )
        for x, t, fill, tip in (
            (168, -16, p.second, "#e3c08c"),
            (188, -5, "#2d6839", "#999"),
            (212, 6, p.accent, "#e3c08c"),
            (234, 17, "#27336f", "#999"),
        )
    )
    pot = path("M142 150h116l-8 102H150z", p.main) + ellipse(200, 150, 58, 10, p.dark)
    return sheet(
        p, v, shadow(200, 254, 84) + stems + pot + row_of_diamonds(162, 204, 4, 26, 4, p.light)
    )


def folder(p: Palette, v: int) -> str:
    """Lever-arch files in a row, or a sheaf of card folders."""
    if v % 2:
        fans = "".join(
            group(
                path("M0 0h150v110H0z", fill)
                + path("M0 0l10-14h46l10 14z", fill)
                + rect(14, 16, 70, 8, PAPER, 2),
                f"translate({96 + i * 16} {112 + i * 20}) rotate({-6 + i * 4})",
            )
            for i, fill in enumerate((p.dark, p.accent, p.main))
        )
        return sheet(p, v, shadow(210, 264, 116) + fans)
    files = "".join(
        rect(88 + i * 58, 62, 54, 190, fill, 4)
        + rect(98 + i * 58, 84, 34, 66, PAPER, 3)
        + circle(115 + i * 58, 206, 13, "#fff")
        + circle(115 + i * 58, 206, 8, fill)
        for i, fill in enumerate((p.main, p.second, p.accent, p.dark))
    )
    marks = "".join(lines_of_text(115 + i * 58, 104, (22, 22, 14), "#9aa0ad", 13) for i in range(4))
    return sheet(p, v, shadow(200, 256, 130) + files + marks)


def envelope(p: Palette, v: int) -> str:
    """Letterhead envelopes, fanned."""
    fan = "".join(
        group(
            rect(-104, -62, 208, 124, fill, 5) + line("M-104-58L0 20l104-78", "#c9bfae", 3),
            f"translate({196 + i * 6} {150 + i * 10}) rotate({-10 + i * 8})",
        )
        for i, fill in enumerate(("#eadfca", "#f4ead8", PAPER))
    )
    seal = circle(212, 176, 18, p.main) + path(steps(212, 176, 2, 4), p.light)
    stripe = group(
        rect(-104, 40, 208, 14, p.accent if v % 2 else p.main), "translate(208 170) rotate(6)"
    )
    return sheet(p, v, shadow(204, 256, 124) + fan + stripe + seal)


def toner(p: Palette, v: int) -> str:
    """A toner cartridge before its carton, or ink bottles."""
    if v % 2:
        inks = "".join(
            rect(86 + i * 60, 130, 48, 120, fill, 6)
            + rect(98 + i * 60, 104, 24, 30, INK, 4)
            + rect(92 + i * 60, 170, 36, 44, "#fff", 3)
            + path(steps(110 + i * 60, 192, 2, 4), fill)
            for i, fill in enumerate(("#2b2a33", "#1f7fae", "#b4325f", "#e0b32a"))
        )
        return sheet(p, v, shadow(202, 254, 134) + inks)
    body = (
        shadow(200, 256, 136)
        + rect(164, 62, 160, 150, p.main, 4)
        + rect(164, 62, 160, 30, p.dark, 4)
        + rect(188, 112, 112, 64, p.light, 3)
        + lines_of_text(244, 132, (84, 60, 72), p.dark, 14)
        + path("M66 186h220l14 20v40H66z", "#2b2a33")
        + rect(66, 186, 220, 16, "#45464f")
        + rect(90, 214, 150, 20, "#17171c", 10)
        + circle(276, 226, 10, p.accent)
        + line("M84 194h120", "#fff", 3, ' opacity=".3"')
    )
    return sheet(p, v, body)


def flash(p: Palette, v: int) -> str:
    """Small computer needs: a mouse with a flash disk, or a drive."""
    if v % 2:
        body = (
            shadow(200, 236, 110)
            + rect(108, 74, 184, 156, INK, 14)
            + rect(118, 84, 164, 136, p.main, 8)
            + path(steps(200, 146, 5, 5), p.light)
            + path(steps(200, 146, 3, 5), p.main)
            + circle(268, 208, 4, "#7fd66b")
            + line("M200 230v30c0 10 60 4 110 4", INK, 6)
        )
        return sheet(p, v, body)
    body = (
        shadow(190, 254, 124)
        + line("M148 92c-6-30 40-36 30-60", INK, 5)
        + rect(92, 90, 112, 160, p.main, 54)
        + line("M148 92v62M96 154h104", p.dark, 4)
        + rect(141, 110, 14, 34, p.accent, 7)
        + group(
            rect(-20, -56, 40, 92, p.dark, 6)
            + rect(-13, 36, 26, 26, "#b9bfca")
            + rect(-7, 44, 5, 8, INK)
            + rect(3, 44, 5, 8, INK)
            + path(steps(0, -16, 2, 4), p.light),
            "translate(278 184) rotate(24)",
        )
    )
    return sheet(p, v, body)


def stapler(p: Palette, v: int) -> str:
    """Desk tools: a stapler with clips and a roll of tape."""
    clips = "".join(
        group(
            line(
                "M-12 8v-18c0-10 16-10 16 0v20c0 6-9 6-9 0v-16",
                (p.second, "#2d6839", p.accent)[i % 3],
                3,
            ),
            f"translate({104 + i * 26} {236 - (i % 2) * 8}) rotate({i * 40})",
        )
        for i in range(4)
    )
    tape = (
        circle(298, 118, 44, p.accent)
        + circle(298, 118, 26, p.tints[v % len(p.tints)])
        + circle(298, 118, 32, "none", ' stroke="#fff" stroke-width="4" opacity=".6"')
    )
    body = (
        shadow(200, 250, 140)
        + path("M92 186l184-50c26-6 40 10 40 26H96z", p.main)
        + path("M88 186h228v12H88z", "#b9bfca")
        + path("M80 198h240c8 0 10 18 0 18H96c-12 0-18-10-16-18z", p.dark)
        + line("M110 178l150-40", "#fff", 4, ' opacity=".3"')
        + clips
        + tape
    )
    return sheet(p, v, body)


def banner(p: Palette, v: int) -> str:
    """A roll-up banner, or a wide street banner between poles."""
    if v % 2:
        body = (
            shadow(200, 268, 150, 8)
            + line("M62 50v216M338 50v216", WOOD, 10, ' stroke-linecap="round"')
            + rect(62, 78, 276, 104, p.main)
            + rect(62, 78, 276, 12, p.accent)
            + rect(62, 170, 276, 12, p.accent)
            + lines_of_text(220, 118, (150, 180, 110), p.light, 16)
            + emblem(106, 132, p, 4, 6)
        )
        return sheet(p, v, body)
    body = (
        shadow(200, 268, 86)
        + rect(134, 34, 132, 226, p.main)
        + rect(134, 34, 132, 46, p.dark)
        + lines_of_text(200, 52, (84, 56), p.light, 13)
        + rect(150, 96, 100, 78, p.light, 4)
        + emblem(200, 134, p, 5, 6)
        + lines_of_text(200, 194, (96, 80, 90), p.light, 14)
        + row_of_diamonds(146, 246, 6, 22, 3, p.accent)
        + rect(122, 256, 156, 12, "#8e95a3", 5)
    )
    return sheet(p, v, body)


def booklet(p: Palette, v: int) -> str:
    """Printed books, one lying open."""
    open_book = (
        path(
            "M66 214c40-18 90-16 134 4 44-20 94-22 134-4v36c-40-16-90-14-134 4-44-18-94-20-134-4z",
            PAPER,
        )
        + line("M200 218v36", "#d8cdb8", 3)
        + line("M92 226h84M96 238h78M226 226h84M228 238h76", "#9aa0ad", 3)
    )
    cover = (
        rect(124, 48, 126, 158, p.main, 3)
        + rect(124, 48, 12, 158, p.dark)
        + emblem(192, 106, p, 5, 6)
        + lines_of_text(192, 166, (80, 56), p.light, 14)
    )
    behind = group(rect(150, 54, 120, 152, p.accent if v % 2 else p.second, 3), "rotate(9 210 130)")
    return sheet(p, v, shadow(200, 258, 136) + behind + cover + open_book)


def certificate(p: Palette, v: int) -> str:
    """A framed certificate, or a stack of cards."""
    if v % 2:
        cards = "".join(
            group(
                rect(-90, -52, 180, 104, fill, 6)
                + rect(-90, -52, 26, 104, p.main)
                + lines_of_text(16, -18, (92, 70), p.dark, 16)
                + path(steps(-77, 0, 2, 3), p.accent),
                f"translate({190 + i * 8} {136 + i * 16}) rotate({-14 + i * 10})",
            )
            for i, fill in enumerate(("#eadfca", PAPER))
        )
        return sheet(p, v, shadow(204, 250, 110) + cards)
    body = (
        path("M76 60h264v196H76z", "#000", ' opacity=".1"')
        + rect(66, 48, 268, 200, WOOD, 4)
        + rect(80, 62, 240, 172, PAPER)
        + rect(88, 70, 224, 156, "none", 0, f' stroke="{p.main}" stroke-width="4"')
        + row_of_diamonds(106, 84, 9, 23.5, 3, p.accent)
        + lines_of_text(200, 116, (120, 160, 130), p.dark, 20)
        + circle(200, 196, 18, p.second)
        + path(steps(200, 196, 2, 4), p.light)
    )
    return sheet(p, v, body)


def sign(p: Palette, v: int) -> str:
    """An office name board on posts, or a desk name plate."""
    if v % 2:
        body = (
            shadow(200, 224, 134)
            + path("M84 196l24-76h184l24 76z", p.dark)
            + path("M96 188l18-60h172l18 60z", p.main)
            + lines_of_text(200, 148, (120, 84), p.accent, 22)
            + rect(76, 196, 248, 18, WOOD, 5)
        )
        return sheet(p, v, body)
    body = (
        shadow(200, 268, 120, 8)
        + rect(104, 60, 14, 206, "#8e95a3")
        + rect(282, 60, 14, 206, "#8e95a3")
        + rect(74, 56, 252, 122, p.dark, 6)
        + rect(82, 64, 236, 106, p.main, 4)
        + emblem(120, 116, p, 4, 5)
        + lines_of_text(226, 96, (150, 120, 140), p.light, 20)
    )
    return sheet(p, v, body)


def parcel(p: Palette, v: int) -> str:
    """A gift hamper box tied with a woven ribbon."""
    goods = "".join(
        rect(122 + i * 42, 92 - (i % 2) * 14, 34, 70, fill, 5)
        + rect(128 + i * 42, 82 - (i % 2) * 14, 22, 14, INK, 3)
        for i, fill in enumerate((p.main, p.accent, p.second, "#2d6839"))
    )
    body = (
        shadow(200, 256, 132)
        + goods
        + path("M84 142h232l-14 110H98z", RATTAN)
        + line("M90 166h220M94 190h212M97 214h206M100 236h200", "#e3c08c", 6)
        + rect(78, 134, 244, 16, WOOD, 7)
        + rect(186, 142, 28, 110, p.main)
        + row_of_diamonds(200, 164, 1, 1, 4, p.light)
        + row_of_diamonds(200, 200, 1, 1, 4, p.light)
        + row_of_diamonds(200, 234, 1, 1, 4, p.light)
        + path("M200 142c-40-34-66 2-30 6h60c36-4 10-40-30-6z", p.main)
        + (rect(228, 200, 58, 34, CREAM, 3) if v % 2 else "")
    )
    return sheet(p, v, body)
