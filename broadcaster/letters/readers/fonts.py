"""Legacy encodings of old letters, known by the font of a run: .VnTime is TCVN3, VNI-Times is VNI.

A run in another font is decoded only where its own letters show a legacy form. Source of the names: the fonts
that Quyết định 72/2002/QĐ-TTg replaced by Unicode.
"""

from __future__ import annotations

import unicodedata

from broadcaster.letters.readers import symbols
from broadcaster.reading.written.legacy import LegacyForm, decoded, find


def unicode_text(text: str, font: str | None) -> str:
    """The text of one run in NFC.

    Args:
        text: as the file has it.
        font: the run's font, where the format tells it.
    """
    name = (font or "").casefold()
    if name.startswith(".vn"):
        small = decoded(text, LegacyForm.TCVN3)
        # .VnTimeH and its like show capitals for the codes of small letters.
        return small.upper() if name.endswith("h") else small
    if name.startswith("vni"):
        return decoded(text, LegacyForm.VNI)
    return unicodedata.normalize("NFC", symbols.plain(text, font))


def without_legacy(text: str) -> str:
    """A text without known fonts: the runs that are in a legacy form by their own letters are decoded."""
    parts, done = [], 0
    for run in find(text):
        parts += [text[done : run.start], "".join(letter for _, letter in run.letters)]
        done = run.end
    return unicodedata.normalize("NFC", "".join([*parts, text[done:]]))
