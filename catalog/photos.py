"""Public pictures of goods: re-encoded photos, and drawings of our own making.

Names are hashes of the content, so that a picture never changes under its address and two equal
pictures are stored once. A photo is kept as several files; the name is that of its large WebP, and
browsers that read AVIF get that under the same address.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from marketplace.core.errors import InvalidUpload
from marketplace.core.uploads import Copy, take_cut

if TYPE_CHECKING:
    from catalog.models import Product

LARGE, SMALL, TINY = (640, 480), (320, 240), (8, 6)
# Each copy of a photo by how its name ends; the first one gives the name.
COPIES = {
    ".webp": Copy(LARGE),
    "-320.webp": Copy(SMALL),
    ".avif": Copy(LARGE, "AVIF"),
    "-320.avif": Copy(SMALL, "AVIF"),
    "-8.webp": Copy(TINY, quality=30),
}
NAME = re.compile(r"produk/[0-9a-f]{32}(-320)?\.(webp|svg)")
MAX_SVG = 60_000
_NOT_DRAWN = re.compile(
    r"(?i)<script|<foreignobject|<!|\bon\w+\s*=|javascript:|href\s*=\s*[\"'](?!#)"
)
NO_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">'
    '<path fill="#eae3d6" d="M0 0h400v300H0z"/>'
    '<g fill="none" stroke="#8a7f6d" stroke-width="8" stroke-linejoin="round">'
    '<path d="M200 96l64 34v66l-64 34-64-34v-66z"/><path d="M136 130l64 34 64-34M200 164v66"/>'
    "</g></svg>"
)


class Picture(NamedTuple):
    """A photo of a listing by its name, and what it shows in words."""

    name: str
    words: str


def pictures_of(product: Product) -> list[Picture]:
    """Return the photos of a listing in their order, the first one leading; in one query."""
    return with_cover(product, product.photos.values_list("name", "words") if product.photo else ())


def with_cover(product: Product, further: Iterable[Sequence[str]]) -> list[Picture]:
    """Return the first photo of a listing with its further ones, each a name and words."""
    if not product.photo:
        return []
    return [Picture(product.photo, product.photo_alt), *(Picture(*row) for row in further)]


def gallery(product: Product, pictures: Sequence[Picture]) -> list[dict[str, str]]:
    """Return what a page shows of each photo; of a listing without one, the parcel.

    ``pictures``: those of the listing (``pictures_of``). ``blur``: what is seen while the first
    one loads.
    """
    shown = [
        {
            "name": picture.name,
            "url": url(picture.name),
            "small": srcset(picture.name).partition(" ")[0] or url(picture.name),
            "srcset": srcset(picture.name),
            "words": picture.words or product.name,
            "blur": "",
        }
        for picture in pictures or [Picture("", "")]
    ]
    shown[0]["blur"] = blur_address(product.photo_blur)
    return shown


def _name_of(content: bytes) -> str:
    return f"produk/{hashlib.sha256(content).hexdigest()[:32]}"


def _keep(name: str, content: bytes) -> None:
    public = storages["public"]
    if not public.exists(name):
        public.save(name, ContentFile(content))


def store_photo(upload: UploadedFile[Any]) -> str:
    """Keep a photo's copies, upright, on white and without what the camera wrote into it.

    Returns the name of the large one. Raises: InvalidUpload, Busy.
    """
    made = take_cut(upload, list(COPIES.values()))
    name = _name_of(made[0])
    for ending, content in zip(COPIES, made, strict=True):
        _keep(f"{name}{ending}", content)
    return f"{name}.webp"


def complete_photo(name: str) -> bool:
    """Make the copies that a photo of a former release lacks, from its large one.

    Returns whether there were any. Raises: FileNotFoundError where the large one is gone, Busy.
    """
    stem, public = name.removesuffix(".webp"), storages["public"]
    lacking = [ending for ending in COPIES if not public.exists(f"{stem}{ending}")]
    if not lacking:
        return False
    large = SimpleUploadedFile(name, _kept(name))
    made = take_cut(large, [COPIES[ending] for ending in lacking])
    for ending, content in zip(lacking, made, strict=True):
        _keep(f"{stem}{ending}", content)
    return True


def blur_of(name: str) -> str:
    """Return the few pixels of a photo as base64; nothing of a drawing, or where none are kept."""
    if not name.endswith(".webp"):
        return ""
    with suppress(FileNotFoundError):
        return b64encode(_kept(f"{name[:-5]}-8.webp")).decode()
    return ""


def blur_address(blur: str) -> str:
    """Return an address that holds these few pixels itself; nothing where there are none."""
    return f"data:image/webp;base64,{blur}" if blur else ""


def store_drawing(svg: str) -> str:
    """Keep a drawing made by our own code. Raises: InvalidUpload for anything that could act."""
    if len(svg) > MAX_SVG or not svg.lstrip().startswith("<svg") or _NOT_DRAWN.search(svg):
        raise InvalidUpload(_("Only plain drawings are kept as SVG."))
    content = svg.encode()
    name = f"{_name_of(content)}.svg"
    _keep(name, content)
    return name


def open_picture(name: str, *, avif: bool = False) -> tuple[str, bytes]:
    """Return the kind (``svg``, ``webp``, ``avif``) and the bytes of a public picture.

    ``avif``: whether that is wanted for a photo that has it. Raises: FileNotFoundError.
    """
    if not NAME.fullmatch(name):
        raise FileNotFoundError(name)
    stem, _point, kind = name.rpartition(".")
    if avif and kind == "webp":
        with suppress(FileNotFoundError):  # photos kept before there was AVIF
            return "avif", _kept(f"{stem}.avif")
    return kind, _kept(name)


def _kept(name: str) -> bytes:
    with storages["public"].open(name) as stored:
        content: bytes = stored.read()
    return content


def url(photo: str) -> str:
    """Return the address of a listing's picture, or of the parcel shown when it has none."""
    return f"/gambar/{photo}" if photo else "/gambar/tanpa-foto.svg"


def srcset(photo: str) -> str:
    """Return both widths of a photo; a drawing needs none."""
    if not photo.endswith(".webp"):
        return ""
    return f"{url(photo[:-5])}-320.webp 320w, {url(photo)} 640w"
