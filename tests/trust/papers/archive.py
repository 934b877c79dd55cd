"""The structure that PDF/A-2a (ISO 19005-2) asks of a file, looked at by a reader of PDFs.

No validator of the standard can be installed from the registries without Java, so this is not one:
it finds a missing profile, font, tag, title or identifier, and anything active, hidden or external.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

FORBIDDEN_KEYS = {"/AA", "/JS", "/JavaScript", "/Launch", "/EmbeddedFiles", "/XFA", "/OCProperties"}
FORBIDDEN_ACTIONS = {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ImportData", "/ResetForm"}
FONT_FILES = {"/FontFile", "/FontFile2", "/FontFile3"}


def faults(pdf: bytes) -> list[str]:
    """Return what is missing or forbidden; nothing for a paper that may be kept for decades."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return [
        *_of_the_file(pdf, reader),
        *_of_the_catalogue(reader.root_object),
        *(fault for thing in _objects(reader) for fault in _of_an_object(thing)),
    ]


def _of_the_file(pdf: bytes, reader: pypdf.PdfReader) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[4-7]\r?\n%[\x80-\xff]{4}", pdf):
        yield "no header with a binary mark"
    if len(reader.trailer.get("/ID", ())) != 2:
        yield "no identifier in the trailer"
    if "/Encrypt" in reader.trailer:
        yield "encrypted"
    if not pdf.rstrip().endswith(b"%%EOF"):
        yield "something follows the end"


def _of_the_catalogue(root: Any) -> Iterator[str]:
    metadata = root.get("/Metadata")
    words = metadata.get_object().get_data() if metadata is not None else b""
    if metadata is not None and "/Filter" in metadata.get_object():
        yield "the metadata is compressed"
    for name, value in ((b"part", b"2"), (b"conformance", b"A")):
        if not re.search(rb"pdfaid:" + name + rb"(>|=\")\s*" + value, words):
            yield f"the metadata does not say {name.decode()} {value.decode()}"
    for name in (b"dc:title", b"xmp:CreateDate"):
        if name not in words:
            yield f"the metadata has no {name.decode()}"
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        yield "not tagged"
    if not str(root.get("/Lang", "")).startswith("id"):
        yield "its language is not said"
    yield from _of_the_intents(root.get("/OutputIntents", []))


def _of_the_intents(intents: Any) -> Iterator[str]:
    found = [intent.get_object() for intent in intents]
    profiles = [intent.get("/DestOutputProfile") for intent in found]
    if not found or any(intent.get("/S") != "/GTS_PDFA1" for intent in found):
        yield "no output intent for PDF/A"
    if any(one is None or one.get_object().get_data()[36:40] != b"acsp" for one in profiles):
        yield "no colour profile in the output intent"


def _of_an_object(thing: Any) -> Iterator[str]:
    for key in FORBIDDEN_KEYS & thing.keys():
        yield f"holds {key}"
    if thing.get("/S") in FORBIDDEN_ACTIONS:
        yield f"acts: {thing['/S']}"
    yield from _of_a_font(thing)
    yield from _of_a_picture(thing)
    if isinstance(thing, StreamObject) and "/F" in thing:
        yield "a stream lies outside the file"
    if "/LZWDecode" in str(thing.get("/Filter", "")):
        yield "compressed by LZW"


def _of_a_font(thing: Any) -> Iterator[str]:
    if thing.get("/Type") == "/FontDescriptor" and not FONT_FILES & thing.keys():
        yield f"font {thing.get('/FontName')} is not embedded"
    if thing.get("/Subtype") == "/Type0" and "/ToUnicode" not in thing:
        yield "a font without its letters"


def _of_a_picture(thing: Any) -> Iterator[str]:
    if any(thing.get(key, 1) != 1 for key in ("/ca", "/CA")):
        yield "something is transparent"
    if thing.get("/SMask", "/None") != "/None":
        yield "a soft mask"


def _objects(reader: pypdf.PdfReader) -> Iterator[Any]:
    """Yield every dictionary and stream of the file once, the nested ones too."""
    for number in sorted(reader.xref_objStm.keys() | reader.xref.get(0, {}).keys()):
        yield from _nested(reader.get_object(number))


def _nested(thing: Any) -> Iterator[Any]:
    if isinstance(thing, DictionaryObject):
        yield thing
        for value in thing.values():
            yield from () if isinstance(value, IndirectObject) else _nested(value)
    elif isinstance(thing, ArrayObject):
        for value in thing:
            yield from () if isinstance(value, IndirectObject) else _nested(value)
