"""Shop logos: the shop's initials on a ground woven from its code."""

from __future__ import annotations

import zlib
from html import escape

from config.demo.pictures.brush import PALETTES, path, rect, steps


def initials(name: str) -> str:
    """One or two letters by which people would know the shop.

    Legal prefixes (CV, PT, UD, Koperasi) say nothing about the shop and are skipped.
    """
    skipped = {"CV", "PT", "UD", "Koperasi", "KUD", "KSU", "dan"}
    words = [word for word in name.split() if word not in skipped and word[0].isalpha()]
    return "".join(word[0].upper() for word in words[:2]) or name[0].upper()


def shop_logo(code: str, name: str) -> str:
    """A square logo (96 x 96), the same for the same shop every time.

    Letters are set in the reader's own sans serif: the picture carries no font.
    """
    seed = zlib.crc32(code.encode())
    p = PALETTES[sorted(PALETTES)[seed % len(PALETTES)]]
    motif = (seed >> 8) % 3
    if motif == 0:
        ground = path(steps(48, 48, 7, 6), p.dark)
    elif motif == 1:
        ground = "".join(
            path(steps(x, y, 2, 5), p.dark) for x in (12, 48, 84) for y in (12, 48, 84)
        )
    else:
        ground = "".join(rect(0, y, 96, 6, p.dark) for y in range(6, 96, 18))
    band = path("".join(steps(8 + i * 16, 86, 1, 3) for i in range(6)), p.accent)
    font = 'font-family="system-ui,sans-serif" font-weight="700" font-size="38"'
    place = f'x="48" y="59" text-anchor="middle" fill="{p.light}"'
    letters = f"<text {place} {font}>{escape(initials(name))}</text>"
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96" viewBox="0 0 96 96">'
    return f"{head}{rect(0, 0, 96, 96, p.main)}{ground}{band}{letters}</svg>"
