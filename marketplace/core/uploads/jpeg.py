"""The segments of a JPEG file, read before any decoder sees it."""

from collections.abc import Iterator
from dataclasses import dataclass

_START_OF_SCAN = 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
# JFIF's size and Adobe's colours are needed to draw; all else is what the camera wrote down.
_NEEDED = frozenset({0xE0, 0xEE})
_EXIF, _EXIF_MAGIC = 0xE1, b"Exif\0\0"
_NOTES = frozenset({*range(0xE0, 0xF0), 0xFE}) - _NEEDED


class NotJpeg(ValueError):
    """The bytes do not follow the structure of a JPEG file."""


@dataclass(frozen=True)
class Frame:
    """Size in pixels, and the bytes a decoder must hold beside the picture it makes."""

    width: int
    height: int
    held_bytes: int


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield marker, begin and end of each segment up to the first scan. Raises: NotJpeg."""
    at = 2
    while True:
        while content[at : at + 2] == b"\xff\xff":
            at += 1
        if content[at : at + 1] != b"\xff" or len(content) < at + 4:
            raise NotJpeg
        marker = content[at + 1]
        if marker in _ALONE:
            at += 2
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if end > len(content) or end < at + 4:
            raise NotJpeg
        yield marker, at, end
        if marker == _START_OF_SCAN:
            return
        at = end


def frame(content: bytes) -> Frame:
    """Return the size a JPEG declares. Raises: NotJpeg.

    A picture that comes in several scans is held whole, two bytes for each value of each colour.
    """
    found: tuple[int, int, int, int, bool] | None = None
    for marker, at, end in _segments(content):
        body = content[at + 4 : end]
        if marker in _FRAMES and found is None:
            found = _declared(body, several=marker in _PROGRESSIVE)
        if marker == _START_OF_SCAN and found and body:
            width, height, colours, values, several = found
            several = several or body[0] < colours
            return Frame(width, height, 2 * values if several else 0)
    raise NotJpeg


def _declared(body: bytes, *, several: bool) -> tuple[int, int, int, int, bool]:
    """Return width, height, colours, values of all colours, and whether it has several scans."""
    if len(body) < 6 or len(body) < 6 + 3 * body[5]:
        raise NotJpeg
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    steps = [body[7 + 3 * colour] for colour in range(body[5])]
    across, down = [step >> 4 for step in steps], [step & 15 for step in steps]
    if not (width and height and steps and min(across) and min(down)):
        raise NotJpeg
    share = sum(a * d for a, d in zip(across, down, strict=True)) / (max(across) * max(down))
    return width, height, len(steps), int(width * height * share), several


def without_notes(content: bytes) -> bytes:
    """Return the same picture without EXIF, places, thumbnails and comments. Raises: NotJpeg."""
    kept = [content[:2]]
    for marker, at, end in _segments(content):
        if marker == _START_OF_SCAN:
            kept.append(content[at:])
        elif marker not in _NOTES:
            kept.append(content[at:end])
    return b"".join(kept)


def notes(content: bytes) -> bytes:
    """Return the EXIF notes of a picture as the camera wrote them, or none. Raises: NotJpeg."""
    bodies = (content[at + 4 : end] for marker, at, end in _segments(content) if marker == _EXIF)
    return next((body for body in bodies if body.startswith(_EXIF_MAGIC)), b"")
