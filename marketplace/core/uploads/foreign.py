"""Files that are two kinds at once: what one program shows as a picture another one runs."""

import io
import re
import zipfile

from django.utils.translation import gettext as _

from marketplace.core.errors import InvalidUpload

HEAD = 1024  # readers of PDF look for its first line in this many bytes
PDF_MAGIC = b"%PDF-"
# In a photo of 5 MB the three bytes of "<?=" stand by chance once in four times, those of "<svg"
# once in 150. Where such a short word begins a program, words follow it.
_WORDS = rb"(?=[\t\n\r\x20-\x7e]{8})"
_MARKUP = re.compile(
    rb"(?i)<\s*(?:(?:script|html|iframe|object|embed|!doctype\s+html|\?php)\b|svg\b%b)" % _WORDS
)
_PHP = re.compile(rb"(?i)<\?(?:php|=%b)" % _WORDS)
# What printers, mail programs and broken downloads write before a PDF, line by line.
_HEADER_LINE = re.compile(rb"(?m)^(?:[A-Za-z][A-Za-z-]*:[^\r\n]*|\x1b?[^\r\n]*@PJL[^\r\n]*)\r?$")
_PROGRAM = re.compile(rb"[<>{}();=`]|/\*|\*/|#!")
_OTHER_KINDS = (
    *(b"GIF8", b"PK", b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"BM", b"II*\x00", b"MM\x00*"),
    *(b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"ID3", b"OggS", b"fLaC", b"\xca\xfe\xba\xbe"),
)


def two_kinds() -> InvalidUpload:
    """Return the refusal of a file that is two kinds at once."""
    return InvalidUpload(
        _(
            "This file hides another file inside it and is not taken. "
            "Take a fresh photo of the page, or print it to PDF anew, and send that."
        )
    )


def has_markup(content: bytes) -> bool:
    """Whether a browser that guesses could take the bytes for a page or a program."""
    return bool(_MARKUP.search(content) or _PHP.search(content))


def has_archive(content: bytes) -> bool:
    """Whether the bytes also open as a ZIP archive, wherever it begins."""
    if b"PK\x05\x06" not in content:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return bool(archive.namelist())
    except Exception:  # hostile bytes raise whatever they like; no archive opens then
        return False


def is_harmless_lead(lead: bytes) -> bool:
    """Whether the bytes before ``%PDF-`` are only what careless programs leave there."""
    if lead.startswith(_OTHER_KINDS):
        return False
    return not _PROGRAM.search(_HEADER_LINE.sub(b"", lead))
