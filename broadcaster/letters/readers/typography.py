"""Fonts and runs: legacy encodings known by a font, signs of Symbol and Wingdings, small raised type.

Such a font shows signs of its own for the codes of letters: 0xB3 of Symbol is "≥". Files hold them in the
private area from U+F020. Source: the mapping tables of the Unicode Consortium for Symbol (ADOBE/symbol.txt),
and for Wingdings the signs that letters use: bullets, boxes, arrows, a telephone, an envelope.

A run in another font is decoded only where its own letters show a legacy form. Source of the names: the fonts
that Quyết định 72/2002/QĐ-TTg replaced by Unicode.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from broadcaster.core.text.forms import nfc
from broadcaster.reading.legacy import LegacyForm, decoded, find

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
    return nfc(plain(text, font))


def without_legacy(text: str) -> str:
    """A text without known fonts: the runs that are in a legacy form by their own letters are decoded."""
    parts, done = [], 0
    for run in find(text):
        parts += [text[done : run.start], "".join(letter for _, letter in run.letters)]
        done = run.end
    return nfc("".join([*parts, text[done:]]))


_DEGREE = frozenset("0oOº°˚")
_UNIT = re.compile(r"(?:^|[\s\d/(])(?:[kcdm]?m|ha)$")


def raised(text: str, before: str, after: str, *, marks: bool = False) -> str:
    """What raised type means among the words around it.

    A raised nought before C is a degree: written on the line, 14⁰C would become 140C.

    Args:
        text: the raised letters.
        before: the text before them.
        after: the text behind them.
        marks: raised digits that are no power of a unit are marks of footnotes, and go.
    """
    if text.strip() in _DEGREE and after.lstrip()[:1] in ("C", "F"):
        return "°"
    if marks and text.strip(" ,[]()*").isdecimal() and not _UNIT.search(before):
        return ""
    return text


NEAR = 12  # runs, or letters, beside a raised one that tell what it means


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of one look."""

    text: str
    bold: bool = False
    italic: bool = False
    size: float | None = None  # points
    raised: bool = False


def words(runs: Sequence[Run]) -> str:
    """The words of a paragraph: raised type as it is meant, single spaces, no empty lines."""
    text = "".join(_lowered(runs))
    lines = [" ".join(part for part in line.split(" ") if part) for line in text.split("\n")]
    return "\n".join(line for line in lines if line).strip()


def mostly_bold(runs: Sequence[Run]) -> bool:
    """True if nearly all letters are bold."""
    return _mostly(runs, [run for run in runs if run.bold])


def mostly_italic(runs: Sequence[Run]) -> bool:
    """True if nearly all letters are italic."""
    return _mostly(runs, [run for run in runs if run.italic])


def usual_size(runs: Sequence[Run]) -> float | None:
    """The size of most letters in points; None where no run tells its size."""
    sizes: Counter[float] = Counter()
    for run in runs:
        if run.size is not None:
            sizes[run.size] += len(run.text)
    return sizes.most_common(1)[0][0] if sizes else None


def _mostly(runs: Sequence[Run], chosen: Sequence[Run]) -> bool:
    letters = sum(len(run.text.strip()) for run in runs)
    return letters > 0 and sum(len(run.text.strip()) for run in chosen) * 5 >= letters * 4


def _lowered(runs: Sequence[Run]) -> Iterator[str]:
    for index, run in enumerate(runs):
        if run.raised:
            before, after = (
                "".join(each.text for each in part)
                for part in (runs[max(0, index - NEAR) : index], runs[index + 1 : index + 1 + NEAR])
            )
            yield raised(run.text, before, after)
        else:
            yield run.text
