"""What speaks for the reading of letters, codes and short names, and what speaks against it.

evidence.py asks for support; here a usual reading (5m: metres) is sure unless a neighbour names another
sense of the same sign (vay 5m: millions). The words are in evidence.yaml, under `rivals`. A table says more
than a rule: a sense that people use and nobody thought of is one line.

`audit.py` asks this for every piece that no rule has doubted. The words that speak are in evidence.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from broadcaster.reading.context import Piece
from broadcaster.reading.names.meanings import in_compound
from broadcaster.reading.numbers.measures import NOUNS, NUMBERED, PLACES
from broadcaster.reading.numbers.ratios import ADDRESSES
from broadcaster.reading.wordlists import load, wordset

_UNIT = re.compile(r"[\d,.-]+\s?(?P<unit>[^\W\d_]{1,3})\Z")
_RIVAL_WORD = re.compile(r"[^\W\d_]+")
_RIVAL_CLAUSE = re.compile(r"[.;!?,]\s|\n")
_RIVAL_REACH = 32  # characters before and after the number
_RIVAL_NEAR = 2  # words before it that may speak
_LONGEST = 14  # characters of a number with such a unit
_SAME = re.compile(r"(?P<end>\d[\d,]*)\s?-\s?(?P=end)")
_ROUNDED = re.compile(r"[1-9]\d{0,2},\d{2}0(?!\d)")  # 1,250: no decimal needs its last nought
_SCALED = re.compile(r"\s?(?:tỷ|tỉ|triệu|tr)(?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """Words before and after a number which say that its unit is not what was said."""

    said: str
    before: frozenset[str]
    after: frozenset[str]


def _rivals() -> dict[str, Rival]:
    return {
        unit: Rival(
            said=words["said"],
            before=wordset(words.get("before", "")),
            after=wordset(words.get("after", "")),
        )
        for unit, words in load("evidence")["rivals"].items()
    }


_RIVALS = _rivals()


def rivalled(text: str, pieces: Sequence[Piece], index: int) -> str | None:
    """The code of what is doubtful if the number of the piece at `index` may well be read otherwise."""
    piece = pieces[index]
    start, end = piece.start, piece.end
    if text.find(",", start, end) > 0 and _ROUNDED.match(text, start, end):
        return None if _SCALED.match(text, start + 5) else "reading.flag_separator"
    if end - start > _LONGEST:
        return None
    if " đến " in piece.words and _SAME.fullmatch(text, start, end):  # hòa 0,5-0,5: no range
        return "reading.flag_date_or_range"
    if text[end - 1] not in _RIVALS or text.find(".", start, end) > 0:  # 1.000m are metres
        return None
    found = _UNIT.fullmatch(text, start, end)
    rival = _RIVALS.get(found["unit"]) if found else None
    if rival is None or not piece.words.endswith(rival.said):
        return None
    before = _RIVAL_WORD.findall(_RIVAL_CLAUSE.split(text[max(0, start - _RIVAL_REACH) : start].lower())[-1])[
        -_RIVAL_NEAR:
    ]
    if rival.before.intersection(before):
        return "reading.flag_short"
    after = _RIVAL_WORD.findall(_RIVAL_CLAUSE.split(text[end : end + _RIVAL_REACH].lower())[0])[:1]
    return "reading.flag_short" if rival.after.intersection(after) else None


_DATA = load("evidence")


def _words(name: str) -> frozenset[str]:
    return wordset(" ".join(_DATA[name]))


LETTERED = wordset(" ".join(load("neighbours")["lettered"]))
"""A letter follows these."""
_CODED = (_words("coded") | LETTERED | ADDRESSES | NUMBERED | PLACES) - {"các"}
_PERSONS, _ROADS, _BRANDS = _words("persons"), _words("roads"), _words("brands")
_WEIGHED = _words("weighed")
_BLOOD = frozenset(("máu", "rh"))
_FAMILIES = _words("families")
_JOINING = wordset("và hoặc hay đến tới với")
_REACH = 40  # characters before a piece that may hold its support
_NEAR = 4  # words before it
_AROUND = 7  # words on each side of a road
_CLAUSE = re.compile(r"[.;!?]\s|\n")
_WORD = re.compile(r"[^\W_]+")
_LAST = re.compile(r"(?P<word>[^\W_]+)(?P<gap>[^\w]*)\Z")
_LONE = re.compile(r"[^\W\d_]\.?\s?")
_CODE = re.compile(r"(?=.*\d)(?:[A-ZĐa-zđ]{1,5}|[A-ZĐ]\.)\d\w*")
_TONNES = re.compile(r"\d{1,2}T\d{0,2}")  # 1T25: tonnes, storeys or months
_LISTED = re.compile(r"[A-ZĐa-zđ]\d{0,3}|\d{1,2}[A-ZĐ]\d?")
_PARTED = re.compile(r"\d{1,3}[a-dđ]")  # Điều 12a, 12b
_SUCH = re.compile(r"(?<!\w)\d{1,2}[A-ZĐ]\d?(?: ?: \d+ [^\W\d_]+)?[;,] \Z")  # 6A1: 38 HS; 6A2
_GENERATION = re.compile(r"[2-6]G(?!\w)")
_POLICE = re.compile(r"P[ACVX]\d\d|(?:VTV|HTV|THVL|VTC|SCTV|VOV)\d{1,2}")  # departments and channels
_AGED = re.compile(r"U(?:[7-9]|[1-7]\d)")  # a team of those under so many years
_CUT = re.compile(r"\.(?!x)[a-zà-ỹđ]")
_FORMULA = 24  # characters around a letter that may hold a formula's other signs
_SIGNED = re.compile(r"=[^.;]*[+*x(:-]\s?\(?\Z")
_SIGN_NEXT = re.compile(r"\s?[+*x:]\s?[^\W\d_](?!\w)")
_TITLED = re.compile(
    r"\. (?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đào|Đinh|Trịnh|Đoàn)"
    r" [^\W\d_]"
)
_SHORT = re.compile(r"[A-ZĐƯ]{2,4}")
_BARE = re.compile(r"\s?(?!(?:19|20)\d\d(?!\d))[1-9]\d{3,}(?![\w.,/])")
_ROAD = re.compile(r"(?:TL|HL|ĐT|ĐH|ĐX|CT|KM)\W?\d", re.ASCII)
_ROADED = ("QL", "TL", "HL", "ĐT", "ĐH", "ĐX", "CT", "Km")
_HOUR = re.compile(r"(?:1?\d|2[0-4])g")
_ENDLESS = re.compile(r"[1-9]\d{4,5}")
_COUNTS = re.compile(r"\s(?P<noun>[^\W\d_]+)")


def unearned(text: str, pieces: Sequence[Piece], index: int) -> str | None:
    """The code of what is doubtful if the piece at `index` is of a kind that must be supported and is not."""
    piece = pieces[index]
    check = _CHECKS.get(piece.rule)
    code = check(text, pieces, index) if check else None
    return code or (rivalled(text, pieces, index) if piece.rule in _AMOUNTS else None)


def supported(text: str, at: int, near: int = _NEAR) -> bool:
    """True if one of `near` words before `at` is of what letters and figures name, or another such name."""
    if _GENERATION.match(text, at) or _SUCH.search(text, max(0, at - _REACH), at):
        return True
    words = _before(text, at)
    near += bool(words) and words[-1].lower() in _JOINING  # lớp 6a và 6b
    if any(_listed(word) or _PARTED.fullmatch(word) for word in words[-near:]):
        return True
    lower = [word.lower() for word in words]
    return any(
        lower[index] in _CODED and not in_compound(lower, index)
        for index in range(max(0, len(lower) - near), len(lower))
    )


def _before(text: str, at: int, reach: int = _REACH) -> list[str]:
    return _WORD.findall(_CLAUSE.split(text[max(0, at - reach) : at])[-1])


def _listed(word: str) -> bool:
    return _LISTED.fullmatch(word) is not None and not word.isdecimal() and word.lower() not in "aeiouy"


def _letters(text: str, pieces: Sequence[Piece], index: int) -> str | None:
    piece = pieces[index]
    written = text[piece.start : piece.end]
    if _LONE.fullmatch(written):
        return _cut(text, piece) or _lone(text, piece)
    if _TONNES.fullmatch(written):
        near = _before(text, piece.start)[-1:]
        return None if near and near[0].lower() in LETTERED else "reading.flag_short"
    if not _CODE.fullmatch(written) or _POLICE.fullmatch(written) or _AGED.fullmatch(written):
        return None
    joined = text[max(0, piece.start - 1) : piece.start]
    return None if joined.isalnum() or joined == "-" or supported(text, piece.start) else "reading.flag_code"


def _cut(text: str, piece: Piece) -> str | None:
    """đ.vị, B. Lê Thị Mai, S = (a+b) x h: the rest of a word, a title, a sign of a formula."""
    if _CUT.match(text, piece.end) or (
        _SIGNED.search(text, max(0, piece.start - _FORMULA), piece.start)
        or (_SIGN_NEXT.match(text, piece.end) and "=" in text[piece.end : piece.end + _FORMULA])
    ):
        return (
            "reading.flag_abbreviation" if text[piece.end : piece.end + 1] == "." else "reading.flag_letter"
        )
    found = _LAST.search(text, max(0, piece.start - _REACH), piece.start)
    begun = found is None or bool(re.search(r"[,;:.]", found["gap"]))
    return "reading.flag_letter" if begun and _TITLED.match(text, piece.end) else None


def _lone(text: str, piece: Piece) -> str | None:
    """A single letter: of a person, of something that letters name, or one of a row."""
    glued = text[max(0, piece.start - 1) : piece.start]
    found = _LAST.search(text, max(0, piece.start - _REACH), piece.start)
    dotted = "." in text[piece.start : piece.end]
    if found is None or "\n" in found["gap"]:
        return "reading.flag_letter" if dotted else None
    if re.match(r"\.?[^\W\d_]{2}", text[piece.end : piece.end + 3]):  # Đ.Hùng; B.Sáu may be bà
        asked = text[piece.start] in "ABCE" and text[piece.end : piece.end + 1] == "."
        last = _before(text, piece.start)[-1:]
        known = not last or last[0].lower() in _PERSONS or last[0][0].isupper()
        return "reading.flag_letter" if asked and not known else None
    if glued and not glued.isspace() and glued not in "([\"'":
        return None
    if "°" in text[max(0, piece.start - 2) : piece.start]:
        return None
    word, gap = found["word"], found["gap"]
    lower = word.lower()
    if (
        lower in _PERSONS
        or lower in _CODED
        or _listed(word)
        or lower in _JOINING
        or text[piece.end : piece.end + 1] == ":"
    ):
        return None
    if "," in gap and len(word) == 1:  # điểm a, b
        return None
    first = lower not in _FAMILIES and not _before(text, found.start())
    named = word[0].isupper() and not first and not re.search(r"[;,.:]", gap)
    return None if named else "reading.flag_letter"


def _short(text: str, pieces: Sequence[Piece], index: int) -> str | None:
    """An abbreviation before a number that nothing counts, after a plus, or as the name of a brand."""
    piece = pieces[index]
    written = text[piece.start : piece.end]
    if not _SHORT.fullmatch(written):
        return None
    glued = text[max(0, piece.start - 1) : piece.start]
    if glued == "+" or glued.isdecimal():  # 4PN
        return "reading.flag_choice"
    bare = _BARE.match(text, piece.end)
    if bare and pieces[index + 1].rule in ("number", "space"):
        noun = _COUNTS.match(text, bare.end())
        if noun is None or noun["noun"].lower() not in NOUNS:
            return "reading.flag_code"
    near = _before(text, piece.start)[-1:]
    return "reading.flag_choice" if near and near[0].lower() in _BRANDS else None


def _road(text: str, pieces: Sequence[Piece], index: int) -> str | None:
    """ĐT 84, KM94: a road or a post only among words of roads; else the name of a variety or a form."""
    piece = pieces[index]
    if not _ROAD.match(text, piece.start):
        return None
    after = _WORD.findall(text[piece.end : piece.end + _REACH])[:_AROUND]
    near = [*_before(text, piece.start, 2 * _REACH)[-_AROUND:], *after]
    if not near or any(word.lower() in _ROADS or word.startswith(_ROADED) for word in near):
        return None
    return "reading.flag_code"


def _unit(text: str, pieces: Sequence[Piece], index: int) -> str | None:
    """14g: grams or hours."""
    piece = pieces[index]
    if _HOUR.fullmatch(text, piece.start, piece.end) and piece.words.endswith("gam"):
        noun = _COUNTS.match(text, piece.end)
        per = text[piece.end : piece.end + 1] in ("/", "-")
        weighed = bool(_WEIGHED.intersection(word.lower() for word in _before(text, piece.start)))
        return None if noun or per or weighed else "reading.flag_short"
    return None


def _number(text: str, pieces: Sequence[Piece], index: int) -> str | None:
    """5(80)A, 45123: figures in brackets within a code, five figures and more that count nothing."""
    piece = pieces[index]
    start, end = piece.start, piece.end
    if text[max(0, start - 1) : start] == "(" and text[end : end + 1] == ")":
        return "reading.flag_unsure" if text[end + 1 : end + 2].isalpha() else None
    if not _ENDLESS.fullmatch(text, start, end):
        return None
    noun = _COUNTS.match(text, end)
    return None if noun and noun["noun"].lower() in NOUNS else "reading.flag_unsure"


def _sign(text: str, pieces: Sequence[Piece], index: int) -> str | None:
    """A-, Rh(-): a minus that would be swallowed."""
    piece = pieces[index]
    if piece.words or text[piece.start] != "-":
        return None
    before, after = text[max(0, piece.start - 1) : piece.start], text[piece.end : piece.end + 1]
    if before == "(" and after == ")" and not text.endswith(("âm tính (", "âm tính("), 0, piece.start):
        return "reading.flag_unsure"
    if not (before.isalpha() and before.isupper()):
        return None
    spaced = text[piece.start + 1 : piece.start + 2].isspace()
    blood = _BLOOD.intersection(word.lower() for word in _before(text, piece.start))
    return "reading.flag_unsure" if (blood if spaced else not after.isalnum()) else None


def _month(text: str, pieces: Sequence[Piece], index: int) -> str | None:
    """tờ 03-2020, số 12-2025: the number of a sheet, no month."""
    piece = pieces[index]
    near = _before(text, piece.start)[-1:]
    named = bool(near) and near[0].lower() in ADDRESSES
    return "reading.flag_code" if named and "-" in text[piece.start : piece.end] else None


_AMOUNTS = frozenset(("number", "unit", "money", "clock", "clock.minutes", "unit.choice"))
_CHECKS: dict[str, Callable[[str, Sequence[Piece], int], str | None]] = {
    "letters": _letters,
    "abbreviation": _short,
    "address.road": _road,
    "address.post": _road,
    "date.month": _month,
    "unit": _unit,
    "number": _number,
    "hyphen": _sign,
    "silent": _sign,
}
