"""Turn frozen data into a paper: PDF/A, the same bytes for the same data on every machine.

The compiler is loaded with the first paper: a process that only serves pages does without it.
"""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import segno

from marketplace.documents.printable import in_print

if TYPE_CHECKING:
    import typst

DOCUMENTS: Final = Path(__file__).resolve().parents[2] / "templates" / "documents"
TEMPLATES: Final = frozenset(
    path.stem for path in DOCUMENTS.glob("*.typ") if not path.stem.startswith("_")
)
# Level a: archived for decades, and readable aloud, because it carries its structure. The stricter
# "ua-1" cannot be added: typst refuses its own repeated table heads on orders of several pages.
PDF_STANDARD: Final = "a-2a"


def render_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Return a paper as PDF/A-2a.

    template: a name of ``TEMPLATES``. data: the shape that documents/layout.py describes for
    it, JSON only, any text (documents/printable.py), with ``verify_url`` for the QR code;
    ``issued_at`` (ISO, aware) dates the file.
    Raises: KeyError for an unknown template, typst.TypstError for data of the wrong shape.
    """
    if template not in TEMPLATES:
        raise KeyError(template)
    url = str(data["verify_url"])
    inputs = {
        **in_print(dict(data)),
        "qr_svg": qr_svg(url),
        "verify_display": url.split("://", 1)[-1],
    }
    compiled = _compiler(inputs).compile(
        DOCUMENTS / f"{template}.typ",
        format="pdf",
        pdf_standards=PDF_STANDARD,
        timestamp=_moment(data.get("issued_at")),
    )
    return cast("bytes", compiled)  # one PDF is always bytes; a list is for pages of images


def render_sheets(template: str, sheets: Sequence[Mapping[str, str]]) -> bytes:
    """Return many sheets as one PDF to print; each has a ``link``, of which it shows the QR code.

    template: a file of ``DOCUMENTS`` that is no paper of its own, so with ``_`` before its name.
    """
    printed = [{**in_print(dict(sheet)), "qr_svg": qr_svg(sheet["link"])} for sheet in sheets]
    inputs = {"sheets": printed, "qr_svg": "", "verify_display": "", "number": ""}
    compiled = _compiler(inputs).compile(
        DOCUMENTS / f"{template}.typ", format="pdf", timestamp=_moment(None)
    )
    return cast("bytes", compiled)


def qr_svg(text: str) -> str:
    """Return a QR code as SVG in the ink of our papers."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, dark="#241f19", light="#fff"
    )
    return out.getvalue().decode()


def _compiler(inputs: Mapping[str, Any]) -> typst.Compiler:
    import typst  # noqa: PLC0415 - eight megabytes

    data = {"data": json.dumps(inputs, ensure_ascii=False)}
    return typst.Compiler(root=DOCUMENTS, font_paths=_fonts(), sys_inputs=data)


@functools.cache
def _fonts() -> typst.Fonts:
    """Return our own fonts only: a machine's fonts would change the paper."""
    import typst  # noqa: PLC0415 - see above

    return typst.Fonts(include_system_fonts=False, font_paths=[DOCUMENTS / "fonts"])


def _moment(issued_at: object) -> datetime:
    if not issued_at:
        return datetime(2026, 1, 1, tzinfo=UTC)  # a fixed day: the file must not know "now"
    return datetime.fromisoformat(str(issued_at)).astimezone(UTC).replace(microsecond=0)
