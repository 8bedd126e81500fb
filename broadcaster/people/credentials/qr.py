"""A QR code in the terminal. The only user of segno."""

from __future__ import annotations

import io


def drawn(text: str) -> str:
    """A QR code of half blocks, for a terminal; lines without an end of line behind the last."""
    import segno

    out = io.StringIO()
    segno.make(text, error="l", micro=False).terminal(out=out, compact=True)
    return out.getvalue().rstrip("\n")
