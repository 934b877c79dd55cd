"""QR codes on pages, in the ink of our papers."""

import segno


def inline_qr(address: str) -> str:
    """Return a QR code as SVG without a fixed size: the page gives it one."""
    picture: str = segno.make(address, error="m").svg_inline(
        omitsize=True, border=2, dark="#241f19", light="#fff", svgclass=None, lineclass=None
    )
    return picture
