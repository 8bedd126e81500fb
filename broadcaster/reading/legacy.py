"""Text in encodings from before Unicode: TCVN3 (ABC), VNI, VIQR, and UTF-8 read as Windows-1252.

A word counts as legacy only if it is no syllable as written and becomes one when decoded. Its
neighbours are decoded with it, because many words of a legacy line happen to be syllables as written,
up to a word that is certainly Unicode.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache, lru_cache

from broadcaster.core.text.forms import nfc
from broadcaster.core.text.syllables import speakable
from broadcaster.reading.names.meanings import ABBREVIATIONS
from broadcaster.reading.wordlists import load, wordset

_MORE = wordset(
    "lúc tại ông bà cháu bé bác chú cô là và của các có đã sẽ này đó khi nơi trên xóm số góp hôm trì "
    "phòng tiêm nhà hóa hết chí mời đúng giờ sáng chiều tối ngày tháng năm đèn kèm thì gì lý quý vị mọi "
    "nào ngoài trong xóa nói hàng hồi cúp cáp báo áo lá lò tèo văn thị tý mí cà phê hè ngõ xá xã lũ mưa "
    "bão bò trâu lúa rác thùng xe"
)


@cache
def common() -> frozenset[str]:
    """Lower-case words."""
    said = [option.say for options in ABBREVIATIONS.values() for option in options]
    said += [*load("codes")["bodies"].values(), *load("codes")["kinds"].values()]
    return frozenset(word for text in said for word in text.split()) | _MORE


Letters = tuple[tuple[int, str], ...]  # (offset in the text, the decoded text)

_TCVN3 = str.maketrans(
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢£¤¥¦§",
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ",
)
_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_VNI = {
    "ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT, "â": _CIRCUMFLEX, "ê": _BREVE,
    "à": _CIRCUMFLEX + _GRAVE, "á": _CIRCUMFLEX + _ACUTE, "å": _CIRCUMFLEX + _HOOK, "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT, "è": _BREVE + _GRAVE, "é": _BREVE + _ACUTE, "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE, "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_ALONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_WORD = re.compile(r"([aeoôuöyAEOÔUÖY])([øùûõïâêàáåãäèéúüë])|([ôöñæóòîÔÖÑÆÓÒÎ])", re.IGNORECASE)
_VIQR = {
    "^": _CIRCUMFLEX,
    "(": _BREVE,
    "+": _HORN,
    "*": _HORN,
    "'": _ACUTE,
    "`": _GRAVE,
    "?": _HOOK,
    "~": _TILDE,
    ".": _DOT,
}
_VIQR_LETTER = re.compile(r"([aeiouyAEIOUY])([\^(+*]?)(['`?~.]?)|([dD])[dD]")
_VIQR_WORD = re.compile(r"(?=\w{0,40}[A-Za-z][\^(+*'`?~])[A-Za-z][A-Za-z^(+*'`?~.]*")
_WORD = re.compile(r"[^\s!-/:-@\[-`{-~0-9]+")
_MOJIBAKE = re.compile(
    r"[ÂÃÄÅÆáàâ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_LONGEST = 40  # letters of a word in any encoding
# Sequences that Unicode Vietnamese never contains, though each character may be Vietnamese.
# Found by the second one, which is the rarer.
_HINT = re.compile(
    r"[ùøûõïâêàáåãäèéúüëÙØÛÕÏÂÊÀÁÅÃÄÈÉÚÜË](?<=[aA].|[oO][ùõâÙÕÂ]|[eE][ùõâàáãÙÕÂÀÁÃ]|[uU][ùõÙÕ])"
)
_HORNED = re.compile(r"[uUoO]\+[a-zA-Z'`?~]")
_HATTED = re.compile(r"[a-zA-Z]\^")
_VIQR_MARK = re.compile(r"[A-Za-z][\^(+*'`?~]")
_FOREIGN = re.compile(r"[\u0080-\u00ff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyRun:
    """A stretch of the original text in a legacy form, with its letters decoded."""

    start: int
    end: int
    letters: Letters
    code: str


class LegacyForm(StrEnum):
    """A form that is known from outside: by the font of a text."""

    TCVN3 = "tcvn3"
    VNI = "vni"
    VIQR = "viqr"


def decoded(text: str, form: LegacyForm) -> str:
    """A text that is known to be in a legacy form, in NFC."""
    letters = {LegacyForm.TCVN3: _tcvn3, LegacyForm.VNI: _vni, LegacyForm.VIQR: _viqr}[form](text)
    return nfc("".join(letter for _, letter in letters))


def suspicious(text: str) -> bool:
    """True if a text of ASCII and Vietnamese letters only may still be VNI or VIQR."""
    if _HINT.search(text) is not None or ("+" in text and _HORNED.search(text) is not None):
        return True
    return "^" in text and _HATTED.search(text) is not None


def find(text: str) -> Iterator[LegacyRun]:
    """The legacy runs of `text`, in order, none across a line end."""
    if not (_FOREIGN.search(text) or suspicious(text)):
        return
    start = 0
    for line in text.splitlines(keepends=True):
        yield from _in_line(line, start)
        start += len(line)


def _in_line(line: str, offset: int) -> Iterator[LegacyRun]:
    """The runs of one line: from one word that is Unicode for certain to the next."""
    words = [
        word
        for word in _WORD.findall(line)
        if not word.isascii() and len(word) <= _LONGEST and not _is_syllable(word)
    ]
    found = [(sum([_is_legacy(word, d) for word in words]), d, code) for d, code in _FORMS]
    if _VIQR_MARK.search(line):
        found.append((sum([_is_legacy(word, _viqr) for word in _VIQR_WORD.findall(line)]), _viqr, _VIQR_CODE))
    hits, decode, code = max(found, key=lambda form: form[0])
    if not hits:
        return
    for start, end in _stretches(line, decode):
        letters = tuple((offset + start + at, letter) for at, letter in decode(line[start:end]))
        yield LegacyRun(start=offset + start, end=offset + end, letters=letters, code=code)


def _stretches(line: str, decode: Callable[[str], Letters]) -> Iterator[tuple[int, int]]:
    """Where the line is in the legacy form: between words that are certainly not."""
    if decode is _viqr:  # its words are plain letters and signs, so no word shows the end
        yield _trimmed(line, 0, len(line))
        return
    start = end = held = 0
    legacy = False
    for word, kind in _kinds(line, decode):
        if kind is _Kind.UNICODE:
            if legacy:
                yield _trimmed(line, start, end)
            start, legacy = word.end(), False
        else:
            legacy = legacy or kind is _Kind.LEGACY
        end = word.end()
        if kind is _Kind.LEGACY:
            held = end
    if legacy:
        # What follows the last word of the line belongs to the run as well.
        yield _trimmed(line, start, max(held, len(line.rstrip())))


def _trimmed(line: str, start: int, end: int) -> tuple[int, int]:
    piece = line[start:end]
    return start + len(piece) - len(piece.lstrip(" \t,;:.-")), start + len(piece.rstrip())


class _Kind(Enum):
    LEGACY = "legacy"  # no syllable as written, one when decoded
    UNICODE = "unicode"  # a syllable with letters that no legacy form has
    EITHER = "either"


def _kinds(line: str, decode: Callable[[str], Letters]) -> Iterator[tuple[re.Match[str], _Kind]]:
    """Each word with its kind; a word that may be either takes the side of its neighbours."""
    words = list(_WORD.finditer(line))
    kinds = [_kind(word.group(), decode) for word in words]
    befores, afters = _nearest(kinds), _nearest(kinds[::-1])[::-1]
    for word, kind, before, after in zip(words, kinds, befores, afters, strict=True):
        if kind is _Kind.EITHER and len(word.group()) <= _LONGEST and not word.group().isascii():
            sides = {before, after} - {_Kind.EITHER}
            yield word, _sided(word.group(), decode, sides)
        else:
            yield word, kind


def _nearest(kinds: list[_Kind]) -> list[_Kind]:
    """For each word the kind of the last one before it that is decided."""
    held, found = _Kind.EITHER, []
    for kind in kinds:
        found.append(held)
        held = held if kind is _Kind.EITHER else kind
    return found


def _sided(word: str, decode: Callable[[str], Letters], sides: set[_Kind]) -> _Kind:
    """The kind of a word that is a syllable as written and perhaps when decoded, by what is usual."""
    decoded = "".join(letter for _, letter in decode(word)).lower()
    written = nfc(word).lower()
    if sides == {_Kind.UNICODE} or decoded == written or not speakable(decoded):
        return _Kind.UNICODE if decoded != written else _Kind.EITHER
    likely, usual = decoded in common(), written in common()
    if likely != usual:
        return _Kind.LEGACY if likely else _Kind.UNICODE
    return _Kind.LEGACY if sides == {_Kind.LEGACY} else _Kind.UNICODE


def _kind(word: str, decode: Callable[[str], Letters]) -> _Kind:
    if _is_legacy(word, decode):
        return _Kind.LEGACY
    if len(word) > _LONGEST:
        return _Kind.EITHER
    lower = nfc(word).lower()
    if any(letter > "\u00ff" for letter in lower) and speakable(lower):
        return _Kind.UNICODE
    return _Kind.EITHER


@lru_cache(maxsize=16384)
def _is_syllable(word: str) -> bool:
    return speakable(nfc(word).lower())


def _is_legacy(word: str, decode: Callable[[str], Letters]) -> bool:
    return len(word) <= _LONGEST and _decodes(word, decode)


@lru_cache(maxsize=16384)
def _decodes(word: str, decode: Callable[[str], Letters]) -> bool:
    """True if the word is no syllable as written and becomes one when decoded."""
    if (word.isascii() and decode is not _viqr) or _is_syllable(word):
        return False
    decoded = "".join(letter for _, letter in decode(word))
    return len(decoded) > 1 and decoded != word and not decoded.isascii() and speakable(decoded.lower())


def _tcvn3(text: str) -> Letters:
    return tuple(enumerate(text.translate(_TCVN3)))


def _vni(text: str) -> Letters:
    return tuple(_joined(text, _VNI_WORD, _vni_letter))


def _vni_letter(match: re.Match[str]) -> str:
    base, mark, alone = match.groups()
    if alone:
        plain = _VNI_ALONE[alone.lower()]
        return plain.upper() if alone.isupper() else plain
    base = {"ô": "ơ", "ö": "ư", "Ô": "Ơ", "Ö": "Ư"}.get(base, base)
    return nfc(base + _VNI[mark.lower()])


def _viqr(text: str) -> Letters:
    return tuple(_joined(text, _VIQR_LETTER, _viqr_letter))


def _viqr_letter(match: re.Match[str]) -> str:
    base, shape, tone, double = match.groups()
    if double:
        return "Đ" if double.isupper() else "đ"
    marks = _VIQR.get(shape, "") + _VIQR.get(tone, "")
    return nfc(base + marks)


def _joined(
    text: str, pattern: re.Pattern[str], decode: Callable[[re.Match[str]], str]
) -> Iterator[tuple[int, str]]:
    done = 0
    for match in pattern.finditer(text):
        yield from ((at, text[at]) for at in range(done, match.start()))
        yield match.start(), decode(match)
        done = match.end()
    yield from ((at, text[at]) for at in range(done, len(text)))


def _mojibake(text: str) -> Letters:
    letters: list[tuple[int, str]] = []
    position = 0
    while position < len(text):
        length, letter = _utf8_at(text, position) if _MOJIBAKE.match(text, position) else (1, text[position])
        letters.append((position, letter))
        position += length
    return tuple(letters)


def _utf8_at(text: str, position: int) -> tuple[int, str]:
    for length in (3, 2):
        piece = text[position : position + length]
        try:
            letter = b"".join(_byte(c) for c in piece).decode("utf-8")
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue
        if len(letter) == 1:
            return len(piece), letter
    return 1, text[position]


def _byte(character: str) -> bytes:
    # Bytes that are undefined in Windows-1252 appear as control characters.
    return bytes([ord(character)]) if ord(character) < 0x100 else character.encode("cp1252")


_FORMS: tuple[tuple[Callable[[str], Letters], str], ...] = (
    (_mojibake, "reading.flag_mojibake"),
    (_vni, "reading.flag_vni"),
    (_tcvn3, "reading.flag_tcvn3"),
)
_VIQR_CODE = "reading.flag_viqr"
