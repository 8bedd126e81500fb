"""Signs of the fonts Symbol and Wingdings as Unicode. Pure.

Such a font shows signs of its own for the codes of letters: 0xB3 of Symbol is "≥". Files hold them in the
private area from U+F020. Source: the mapping tables of the Unicode Consortium for Symbol (ADOBE/symbol.txt),
and for Wingdings the signs that letters use: bullets, boxes, arrows, a telephone, an envelope.
"""

from __future__ import annotations

PICTURE = "•"  # for a sign of a picture font that is not known: such fonts have no words
UNKNOWN = "\N{REPLACEMENT CHARACTER}"  # for a sign of Symbol that is not known: it may matter
_FIRST, _LAST = 0xF020, 0xF0FF
_PICTURES = ("wingdings", "webdings", "zapfdingbats")

_ROWS = (
    (0x20, " !∀#∃%&∋()∗+,−./0123456789:;<=>?"),
    (0x40, "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"),
    (0x60, "~αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼~"),
    (0xA0, "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…~~~"),
    (0xC0, "~~~~~~∅∩∪~~~~~∈∉∠~®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"),
    (0xE0, "◊~®©™∑~~~~~~~~~~~~∫~~~~~~~~~~~~~"),
)
_NONE = "~"  # in the rows: no sign, or a piece of a bracket
_SYMBOL = {first + place: sign for first, row in _ROWS for place, sign in enumerate(row) if sign != _NONE}
_WINGDINGS = dict(
    zip(
        b" ()*lnopqr\xa7\xa8\xd8\xdf\xe0\xe1\xe2\xe8\xf0\xfb\xfc\xfd\xfe",
        " ☎✆✉●■□□□□▪□➢←→↑↓➔⇨✗✓☒☑",
        strict=True,
    )
)


def plain(text: str, font: str | None) -> str:
    """The text with the signs of the private area as Unicode.

    Args:
        text: of one run.
        font: its font; None where the format does not tell it, or it is that of the words around.
    """
    if not any(_FIRST <= ord(sign) <= _LAST for sign in text):
        return text
    name = (font or "").casefold()
    known, other = (_WINGDINGS, PICTURE) if name.startswith(_PICTURES) else (_SYMBOL, UNKNOWN)
    return "".join(
        known.get(ord(sign) - 0xF000, other) if _FIRST <= ord(sign) <= _LAST else sign for sign in text
    )
