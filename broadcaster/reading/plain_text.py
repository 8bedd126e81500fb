"""Any Unicode text as plain text for the rules, each character with its origin; its blocks.

Stretches without tone marks.

Rules get NFC text. Spaces are plain, zero-width characters are removed, quotes and dashes have one
form, full-width letters and digits are Latin, and compatibility signs (℃, ㎡, ½) are written out.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from operator import eq

from broadcaster.core.text.forms import nfc, nfkc
from broadcaster.core.text.syllables import looks_toneless, speakable
from broadcaster.reading import legacy

_VIETNAMESE = (
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
)
_PLAIN = re.compile(rf"[\t\n\x20-\x7e{_VIETNAMESE}°²³µ]*\Z")
# As they are in the plain form too, which the grave accent is not.
_KEPT = re.compile(rf"[\t\n\x20-\x5f\x61-\x7e{_VIETNAMESE}°²³µ]+")
# Possible line breaks, not part of the words: browsers and Word leave them there.
_SILENT = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\ufe0e\ufe0f\ufeff"
    "\u202a\u202b\u202c\u202d\u202e"
)
_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\v\f"
)
_WRITTEN_AS = {
    **dict.fromkeys(_SILENT + "©®™", ""),
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys("\r\u0085\u2028\u2029", "\n"),
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("‘’‚‛′`´ʹʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("•◦▪‣∙●○■□◆◇►▶✓✔☑➢➤❖·", "•"),
    "…": "...", "Ð": "Đ", "ð": "đ", "μ": "µ", "℃": "°C", "℉": "°F", "º": "°", "˚": "°", "⁄": "/", "∕": "/",
    **dict.fromkeys("ΦφØ", "phi "),
    **{sign: f"^{digit}" for sign, digit in zip("⁰¹⁴⁵⁶⁷⁸⁹⁻", "01456789-", strict=True)},
    "🔟": "(10)", "№": "số ", "×": "x", "₫": "đ", "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4",
    "⅛": "1/8",     "㎡": "m2", "㎥": "m3", "㎞": "km", "㎏": "kg", "㎝": "cm", "㎜": "mm", "‥": "..",
}  # fmt: skip


# A letter that a web page writes by its name or number; signs of markup are left to their rules.
_ENTITY = re.compile(
    r"&(?!(?:nbsp|amp|lt|gt|quot|apos|ndash|mdash|bull);)(?:[A-Za-z]{3,8}|#\d{3,5}|#[xX][\da-fA-F]{2,5});"
)
_KEYS = "0123456789#*"
_KEYCAP = re.compile(r"([0-9#*])\ufe0f?\u20e3")
_PARTS_OF_ONE = ("1/2", "1/3", "2/3", "1/4", "3/4", "1/8")
_PARTED = 3  # characters of a written-out ½


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubtfulStretch:
    """A stretch of the plain text that is doubtful as a whole: a code of the catalogue."""

    start: int
    end: int
    code: str


def _end(stretch: DoubtfulStretch) -> int:
    return stretch.end


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainText:
    """Text in the form for the rules; `origins[i]` is where character i begins in the original.

    `origins` has one entry more than `text`: the length of the original.
    """

    text: str
    origins: range | tuple[int, ...]
    zones: tuple[DoubtfulStretch, ...] = ()

    def doubtful(self, start: int, end: int) -> Iterator[DoubtfulStretch]:
        """The stretches that reach into start … end, those that end first before others."""
        for at in range(bisect_right(self.zones, start, key=_end), len(self.zones)):
            if self.zones[at].start >= end:
                break
            yield self.zones[at]

    @property
    def shared(self) -> bool:
        """True if some characters come from one of the original, such as the "(5)" of a circled five."""
        return not isinstance(self.origins, range) and any(map(eq, self.origins, self.origins[1:]))


def plain(text: str) -> PlainText:
    """The plain form of `text`, with doubtful stretches already marked."""
    if _PLAIN.match(text) and not legacy.suspicious(text) and not ("&" in text and _ENTITY.search(text)):
        return PlainText(text=text, origins=range(len(text) + 1))
    letters: list[str] = []
    origins: list[int] = []
    zones: list[DoubtfulStretch] = []
    done = 0
    for run in legacy.find(text):
        _take(text, done, run.start, letters, origins)
        begin = len(letters)
        for offset, decoded in run.letters:
            letters.extend(decoded)
            origins.extend([offset] * len(decoded))
        zones.append(DoubtfulStretch(start=begin, end=len(letters), code=run.code))
        done = run.end
    _take(text, done, len(text), letters, origins)
    if origins:
        origins[0] = 0
    origins.append(len(text))
    made, mixed = _one_script("".join(letters))
    return PlainText(text=made, origins=tuple(origins), zones=tuple(sorted((*zones, *mixed), key=_end)))


MIXED = "reading.flag_mixed_script"
# Letters of other scripts that look like Latin letters, and these.
_OTHERS = "АВЕЅІЈКМНОРСТУХЗаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
_TWINS = str.maketrans(_OTHERS, "ABESIJKMHOPCTYX3aesijopcyxABEZHIKMNOPTYXo")
_TWIN = re.compile(f"[{_OTHERS}]")
_TOKEN = re.compile(r"[^\W_](?:\S*[^\W_])?")
_LATIN = re.compile(rf"[A-Za-z{_VIETNAMESE}]|[\W\d_]")


def _one_script(text: str) -> tuple[str, list[DoubtfulStretch]]:
    """Words and codes that mix Latin letters with others that look alike, in Latin letters alone."""
    if not _TWIN.search(text):
        return text, []
    zones: list[DoubtfulStretch] = []
    parts: list[str] = []
    done = 0
    for token in _TOKEN.finditer(text):
        latin = token[0].translate(_TWINS)
        if latin != token[0] and all(map(_LATIN.match, latin)):
            parts += text[done : token.start()], latin
            done = token.end()
            zones.append(DoubtfulStretch(start=token.start(), end=done, code=MIXED))
    return "".join((*parts, text[done:])), zones


def _take(text: str, start: int, end: int, letters: list[str], origins: list[int]) -> None:
    position = start
    for entity in _ENTITY.finditer(text, start, end) if "&" in text else ():
        _characters(text, position, entity.start(), letters, origins)
        decoded = _form(html.unescape(entity[0]))
        letters.extend(decoded)
        origins.extend([entity.start()] * len(decoded))
        position = entity.end()
    _characters(text, position, end, letters, origins)


def _characters(text: str, position: int, end: int, letters: list[str], origins: list[int]) -> None:
    while position < end:
        kept = _KEPT.match(text, position, end)
        # The last may have a mark of its own behind it.
        stop = kept.end() - 1 if kept else position
        if stop > position:
            letters.extend(text[position:stop])
            origins.extend(range(position, stop))
            position = stop
        after = position + 1
        while after < end and unicodedata.combining(text[after]) and not text[position].isspace():
            after += 1
        keycap = _KEYCAP.match(text, position, end) if text[position] in _KEYS else None
        if keycap:
            after = keycap.end()
        form = (
            f"({keycap[1]})"
            if keycap and keycap[1].isdecimal()
            else ""
            if keycap
            else _form(text[position:after])
        )
        if "/" in form and len(form) == _PARTED and letters and letters[-1].isdecimal():
            form = f" {form}"  # 1½ is one and a half
        elif form in _PARTS_OF_ONE:
            form = form.replace("/", " phần ")  # ¾ is no three of four
        if form == "\n" and text[position] == "\r" and text[after : after + 1] == "\n":
            form = " "
        letters.extend(form)
        origins.extend([position] * len(form))
        position = after


@lru_cache(maxsize=4096)
def _form(cluster: str) -> str:
    """One base character with its marks, in plain form."""
    cluster = nfc(cluster)
    known = _WRITTEN_AS.get(cluster)
    if known is not None:
        return known
    if cluster.isascii() or cluster in _VIETNAMESE or cluster in "°²³µ":
        return " " if cluster < " " and cluster not in "\n\t" else cluster
    if "CIRCLED" in unicodedata.name(cluster[0], "") and unicodedata.digit(cluster[0], None) is not None:
        return f"({unicodedata.digit(cluster[0])})"
    folded = nfkc(cluster)
    return folded if folded.isprintable() and folded.isascii() else cluster


# A shorter line was ended by its writer, not wrapped by an editor.
_WRAPPED = 55
_ITEM = re.compile(
    r"\s*(?:[-+*•]|\(?\d{1,2}[.)/]|\(?[a-zđ][.)]|[IVX]+[./)]|(?:Điều|Chương|Mục|Nơi nhận|Kính gửi)\b)",
    re.IGNORECASE,
)


def blocks(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each block; together they cover the text, line ends included."""
    lines = text.splitlines(keepends=True) if "\n" in text else [text]
    start = end = 0
    previous = ""
    for line in lines:
        held = text[start:end].strip()
        if held and line.strip() and not (previous.strip() and _continues(previous, line)):
            yield start, end
            start = end
        end += len(line)
        previous = line
    if end > start:
        yield start, end


def _continues(line: str, following: str) -> bool:
    head, tail = line.strip(), following.strip()
    if _ITEM.match(tail) or _ends(head):
        return False
    if head.endswith(",") or tail[0].islower():
        return True
    return len(head) >= _WRAPPED and not head.isupper() and not tail.isupper()


def _ends(line: str) -> bool:
    """True where a sign behind the last word ends a sentence. A pattern is quadratic in such signs."""
    for sign in reversed(line):
        if sign in ".!?:;…":
            return True
        if sign.isalnum() or sign == "_":
            return False
    return False


_LEAST = 3  # words, one of them no syllable as it is written; fewer may be a name or a borrowed phrase
# So many plain words in a row without any mark: of ten syllables about seven have one.
_UNLIKELY = 6
_UNLIKELY_INSIDE = 8  # in a text that has marks elsewhere
_SHARE = 0.8
# So much without any letter that has a mark: three words at least, with what is between them.
_STRETCH = re.compile(r"[\x00-\x7f\W]{5,}")
# No stretch without three words of plain letters; the last may be the beginning of a longer one.
_ENOUGH = re.compile(r"(?<![A-Za-z])[A-Za-z]++[\W\d_]++[A-Za-z]++[\W\d_]++[A-Za-z]")
_WORD = re.compile(r"(?<![\w.@/:'-])[^\W\d_]+(?![\w@/'-]|\.\w)")


def untoned(block: str) -> Iterator[tuple[int, int]]:
    """The stretches of `block` that are Vietnamese without marks.

    A short one needs a word that is wrong as written ("cat", "dien"): four plain words such as
    "hai ba con trai" are correct without marks.
    """
    least = _UNLIKELY if block.isascii() else _UNLIKELY_INSIDE
    for stretch in _STRETCH.finditer(block) if _ENOUGH.search(block) else ():
        run = _run(block, stretch.start(), stretch.end())
        if len(run) < _LEAST:
            continue
        likely = [m for m in run if looks_toneless(m.group().lower())]
        wrong = [m for m in likely if len(m.group()) > 2 and not speakable(m.group().lower())]
        enough = _LEAST if wrong else least
        if len(likely) >= enough and len(likely) >= _SHARE * len(run):
            yield run[0].start(), run[-1].end()


def _run(block: str, start: int, end: int) -> list[re.Match[str]]:
    """The words without marks in a stretch; capitals are acronyms. The last may go on behind the stretch."""
    words = [
        m for m in _WORD.finditer(block, start, end) if m.end() < end or not block[end : end + 1].isalnum()
    ]
    return [m for m in words if m.end() - m.start() == 1 or not m[0].isupper()]
