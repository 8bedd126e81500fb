"""QR codes, in the terminal and in pages. The only user of segno."""

from __future__ import annotations

import io


def drawn(text: str) -> str:
    """A QR code of half blocks, for a terminal; lines without an end of line behind the last."""
    import segno

    out = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(out=out, compact=True)
    return out.getvalue().rstrip("\n")


def picture(text: str) -> str:
    """A QR code as SVG for a page, dark on white whatever the page's colours are. It carries no style."""
    import segno

    made = segno.make(text, error="m", micro=False)
    return str(made.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr"))
