"""PDF papers: read whole, refused when anything in them could act, and written anew.

Only what the pages need is written: what stood before, between or after the paper's own objects,
earlier versions, and the words about its author are gone. A paper signed electronically keeps its
bytes, because they are what the signature vouches for; it must hold nothing else.
"""

import io
import re
import zlib
from typing import Any, Final

from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from marketplace.core.errors import InvalidUpload
from marketplace.core.uploads import foreign, jpeg, pictures
from marketplace.core.uploads.walking import Budget, reachable

END: Final = b"%%EOF"
START: Final = b"startxref"
NEAR: Final = 128  # bytes between the last "startxref" and the end
BLANK: Final = b" \t\r\n\x0c\x00\x1a"
MAX_TAIL: Final = 1024
MAX_PAGES: Final = 200
# What an action may do: show another place of the paper, or open a page of the web when clicked.
_PASSIVE_ACTIONS: Final = {"/GoTo", "/URI", "/Named", "/Thread", "/Hide", "/SetOCGState", "/Trans"}
_ACTIVE_ACTIONS: Final = {
    *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/GoToR", "/GoToE"),
    *("/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView", "/GoToDp"),
}
_ACTIVE_KEYS: Final = {"/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF", "/AF", "/RichMedia"}
_ACTIVE_KINDS: Final = {
    *("/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/EmbeddedFile"),
}
# The same by their bytes, for objects that nothing points at and earlier versions of the paper.
_ACTIVE_BYTES = re.compile(
    rb"/(?:JavaScript|EmbeddedFiles?|RichMedia|Launch|ImportData|SubmitForm|FileAttachment)(?![A-Za-z])"
)
_SAFE_ADDRESS = re.compile(r"(?i)(?:https?://|mailto:|tel:|www\.|#|[^:]*$)")
_ABOUT_THE_AUTHOR: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")


def _active(what: str) -> InvalidUpload:
    return InvalidUpload(
        _(
            "This PDF holds more than pages (%(what)s) and is not taken. "
            "Open it, print it to PDF anew, and send the printed one."
        )
        % {"what": what}
    )


def _damaged() -> InvalidUpload:
    return InvalidUpload(
        _("The PDF is damaged or cut off. Download or print it once more, and send it again.")
    )


def cleaned(content: bytes) -> bytes:
    """Return a paper made harmless. Raises: InvalidUpload, whatever its bytes are."""
    paper = _alone(content)
    try:
        return _read_and_written(paper, whole=paper == content)
    except InvalidUpload:
        raise
    except Exception as broken:  # the parser raises whatever it likes on hostile bytes
        raise _damaged() from broken


def _alone(content: bytes) -> bytes:
    """Return the paper without what is around it. Raises: InvalidUpload when that could act."""
    begin, end = content.find(foreign.PDF_MAGIC), content.rfind(END)
    if end < begin or content.rfind(START, max(end - NEAR, 0), end) < 0:
        raise _damaged()
    lead, tail = content[:begin], content[end + len(END) :].strip(BLANK)
    if not foreign.is_harmless_lead(lead) or len(tail) > MAX_TAIL:
        raise foreign.two_kinds()
    if tail and not foreign.is_harmless_lead(tail):
        raise foreign.two_kinds()
    if foreign.has_markup(content) or foreign.has_archive(content):
        raise foreign.two_kinds()
    if found := _ACTIVE_BYTES.search(content):
        raise _active(found[0].decode().strip("/"))
    return content[begin : end + len(END)] if lead or tail else content


def _read_and_written(paper: bytes, *, whole: bool) -> bytes:
    reader = PdfReader(io.BytesIO(paper), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise InvalidUpload(
            _("The PDF asks for a password. Save or print it without one, and send it again.")
        )
    pages = len(reader.pages)
    if not 1 <= pages <= MAX_PAGES:
        raise InvalidUpload(
            _("The PDF has %(pages)s pages; 1 to %(limit)s are taken.")
            % {"pages": pages, "limit": MAX_PAGES}
        )
    budget, signed = Budget(), False
    things: list[DictionaryObject] = []
    for thing in reachable(reader.root_object, budget):
        things.append(thing)
        _require_passive(thing)
        signed = signed or ("/ByteRange" in thing and "/Contents" in thing)
        if isinstance(thing, StreamObject):
            _require_whole(thing, budget)
    if signed and whole and not reader.is_encrypted:
        return paper
    return _written(reader, pages, things)


def _require_passive(thing: DictionaryObject) -> None:
    """Refuse what could act when the paper is opened or clicked. Raises: InvalidUpload."""
    kinds = {str(_value(thing, "/Subtype")), str(_value(thing, "/Type"))}
    for found in (_ACTIVE_KEYS & thing.keys()) | (_ACTIVE_KINDS & kinds):
        raise _active(found.strip("/"))
    action, address = _value(thing, "/S"), _value(thing, "/URI")
    is_action = action is not None and ("/Action" in kinds or address is not None)
    if str(action) in _ACTIVE_ACTIONS or (is_action and str(action) not in _PASSIVE_ACTIONS):
        raise _active(str(action).strip("/"))
    if isinstance(address, (str, bytes)) and not _is_safe(address):
        raise _active("URI")
    if isinstance(thing, StreamObject) and ("/F" in thing or "/FFilter" in thing):
        raise _active("F")


def _is_safe(address: str | bytes) -> bool:
    text = address if isinstance(address, str) else address.decode("latin-1")
    return bool(_SAFE_ADDRESS.match("".join(text.split())))


def _value(thing: DictionaryObject, key: str) -> Any:
    found = thing.raw_get(key) if key in thing else None
    return found.get_object() if isinstance(found, IndirectObject) else found


def _require_whole(stream: StreamObject, budget: Budget) -> None:
    """Unpack a stream to its end; free a photo of its notes. Raises: InvalidUpload."""
    filters = _value(stream, "/Filter")
    names = [one.get_object() for one in filters] if isinstance(filters, ArrayObject) else [filters]
    if names == ["/DCTDecode"]:
        pictures.require_whole_jpeg(stream._data)
        stream._data = jpeg.without_notes(stream._data)
        return
    plain = stream._data
    for name in names:
        if name not in {"/FlateDecode", "/Fl"}:
            break
        plain = _inflated(plain, budget.bytes_left)
        budget.spend(len(plain))


def _inflated(packed: bytes, most: int) -> bytes:
    """Return a packed stream's content. Raises: InvalidUpload when it is cut off or endless.

    Some programs leave out the check sum at its end; nothing of the page is missing then.
    """
    unpacker = zlib.decompressobj()
    plain = unpacker.decompress(packed, most + 1)
    if len(plain) > most:
        raise _damaged()
    check = zlib.adler32(plain).to_bytes(4, "big")
    if unpacker.eof or any(_ends(unpacker.copy(), check[n:]) for n in range(4)):
        return plain
    raise _damaged()


def _ends(unpacker: Any, rest: bytes) -> bool:
    try:
        unpacker.decompress(rest)
    except zlib.error:
        return False
    return bool(unpacker.eof)


def _written(reader: PdfReader, pages: int, things: list[DictionaryObject]) -> bytes:
    """Return the pages in a new file without a word about who made them.

    things: all that the pages are made of.
    """
    for thing in things:
        for key in _ABOUT_THE_AUTHOR:
            thing.pop(NameObject(key), None)
    writer = PdfWriter()
    writer.clone_reader_document_root(reader)
    writer.metadata = None
    out = io.BytesIO()
    writer.write(out)
    content = out.getvalue()
    if len(PdfReader(io.BytesIO(content)).pages) != pages:
        raise _damaged()
    return content
