"""Pictures: measured before they are unpacked, drawn anew on white, small and upright.

The new picture is another one than the old: no EXIF, no place, no comment and nothing appended can
come along. At most ``MAX_HELD_BYTES`` are unpacked, by one thread of the process at a time.
"""

import io
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from marketplace.core.errors import Busy, InvalidUpload
from marketplace.core.sizes import MEGABYTE
from marketplace.core.uploads import jpeg

MAX_HELD_BYTES: Final = 192 * MEGABYTE
MAX_MEGAPIXELS: Final = 220  # a JPEG is made smaller while it is unpacked
LONGEST: Final = 3000  # pixels of the longer side: small print of an A4 page stays readable
SHORTEST: Final = 8
BAND: Final = 256  # rows of the small picture that are made at a time
# As good as the WebP beside it and a quarter smaller. A slower AVIF is hardly smaller and takes
# twice as long, a faster one is no smaller than WebP; one thread, as others want pages meanwhile.
_PACKED: Final[dict[str, dict[str, Any]]] = {
    "JPEG": {"quality": 88, "optimize": True},
    "WEBP": {"quality": 80, "method": 4},
    "AVIF": {"quality": 55, "speed": 7, "max_threads": 1},
}
WAIT_SECONDS: Final = 6.0
JPEG_MAGIC, PNG_MAGIC = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
# Of one pixel while it is unpacked: Pillow holds colours in four bytes, WebP's reader three copies.
_PIXEL_BYTES = {"PNG": 4, "WEBP": 16}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION: Final = 0x0112
# Our own bound is narrower and answers in words; Pillow's would raise past every "except OSError".
Image.MAX_IMAGE_PIXELS = None
_turn = threading.BoundedSemaphore(1)


class Copy(NamedTuple):
    """A picture to keep: cut to ``size`` (width, height), as a kind of file of Pillow's.

    ``quality`` (1 to 100): another one than goods of that kind usually have.
    """

    size: tuple[int, int]
    kind: str = "WEBP"
    quality: int | None = None


def is_picture(content: bytes) -> bool:
    """Whether the bytes begin as a JPEG, PNG or WebP file does."""
    return content.startswith((JPEG_MAGIC, PNG_MAGIC)) or (
        content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    )


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the process's one turn to unpack something. Raises: Busy."""
    if not _turn.acquire(timeout=WAIT_SECONDS):
        raise Busy(_("Many files are being read at this moment. Send yours again in a minute."))
    try:
        yield
    finally:
        _turn.release()


def redrawn(content: bytes) -> bytes:
    """Return a picture as a plain JPEG, upright, on white, at most ``LONGEST`` pixels long.

    Raises: InvalidUpload.
    """
    with one_at_a_time():
        picture = _unpacked(content, LONGEST)
        return _packed(picture, "JPEG")


def cut(content: bytes, copies: Sequence[Copy]) -> list[bytes]:
    """Return a picture as each of these copies. Raises: InvalidUpload."""
    with one_at_a_time():
        picture = _unpacked(content, LONGEST)
        sizes = {copy.size for copy in copies}
        fitted = {size: ImageOps.fit(picture, size, Image.Resampling.LANCZOS) for size in sizes}
        return [_packed(fitted[size], kind, quality) for size, kind, quality in copies]


def require_whole_jpeg(content: bytes) -> None:
    """Unpack a JPEG that stands inside a paper, as small as it goes. Raises: InvalidUpload."""
    _unpacked(content, SHORTEST)


def _packed(picture: Image.Image, kind: str, quality: int | None = None) -> bytes:
    out = io.BytesIO()
    other = {} if quality is None else {"quality": quality}
    picture.save(out, kind, **_PACKED[kind] | other)
    return out.getvalue()


def _unpacked(content: bytes, longest: int) -> Image.Image:
    """Return the picture as a new one. Raises: InvalidUpload, whatever its bytes are."""
    try:
        frame = _measured(content)
        with warnings.catch_warnings(action="ignore"), _opened(content) as picture:
            _require_bounded(frame, picture, longest)
            turn = _turn_of(picture)  # for a PNG this unpacks it
            picture.load()
            small = _shrunk(picture, longest)
    except InvalidUpload:
        raise
    except Exception as broken:  # decoders raise whatever they like on hostile bytes
        raise InvalidUpload(
            _("The picture is damaged or cut off. Take another one and send it again.")
        ) from broken
    return small.transpose(turn) if turn is not None else small


def _opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))


def _measured(content: bytes) -> jpeg.Frame | None:
    """Return what a JPEG declares, before a decoder is asked; None for another kind.

    Raises: InvalidUpload when it is too large to hold, NotJpeg.
    """
    if not content.startswith(JPEG_MAGIC):
        return None
    found = jpeg.frame(content)
    if found.width * found.height > MAX_MEGAPIXELS * 1_000_000 or found.held_bytes > MAX_HELD_BYTES:
        raise _too_many_pixels(found.width, found.height)
    return found


def _require_bounded(frame: jpeg.Frame | None, picture: Image.Image, longest: int) -> None:
    """Let a JPEG be unpacked small; refuse others beyond the bound. Raises: InvalidUpload."""
    declared = picture.size
    if frame:
        picture.draft(None, _fitted(declared, longest))
        held = frame.held_bytes + 4 * picture.width * picture.height
    else:
        held = picture.width * picture.height * _PIXEL_BYTES[picture.format or "WEBP"]
    if held > MAX_HELD_BYTES:
        raise _too_many_pixels(*declared)


def _too_many_pixels(width: int, height: int) -> InvalidUpload:
    return InvalidUpload(
        _(
            "The picture says it has %(width)s × %(height)s pixels, too many to be opened safely. "
            "Take it again with a smaller picture size, or send it as JPEG."
        )
        % {"width": width, "height": height}
    )


def _fitted(size: tuple[int, int], longest: int) -> tuple[int, int]:
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _turn_of(picture: Image.Image) -> Image.Transpose | None:
    """Return how to turn the picture upright; notes that nobody can read turn nothing."""
    try:
        said = picture.getexif().get(_ORIENTATION)
    except Exception:  # odd EXIF spoils no photo: cameras and editors write the strangest
        return None
    return _TURNS.get(said) if isinstance(said, int) else None


def _shrunk(picture: Image.Image, longest: int) -> Image.Image:
    """Return the picture as a new one on white paper, at most so long.

    Band by band: at no moment is there a second copy of all its pixels.
    """
    width, height = picture.size
    step = max(1, max(picture.size) // longest)
    small = Image.new("RGB", (-(-width // step), -(-height // step)))
    for top in range(0, height, BAND * step):
        band = picture.crop((0, top, width, min(top + BAND * step, height)))
        small.paste(_on_white(band).reduce(step), (0, top // step))
    size = _fitted(picture.size, longest)
    return small if small.size == size else small.resize(size, Image.Resampling.LANCZOS)


def _on_white(picture: Image.Image) -> Image.Image:
    """Return a new picture in colours: what lies on white paper, without a word beside it."""
    if picture.mode.startswith("I"):  # sixteen bits of grey
        picture = picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    elif picture.mode in {"LA", "PA"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    elif picture.mode not in {"L", "RGB", "RGBA"}:
        picture = picture.convert("RGB")
    page = Image.new("RGB", picture.size, "white")
    page.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return page
