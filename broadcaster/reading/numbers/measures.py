"""What stands beside a number: units, money, nouns, and labels such as Đội 4 - 12 máy bơm."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from broadcaster.core.text.syllables import speakable
from broadcaster.reading.context import Context
from broadcaster.reading.spelling import UPPER
from broadcaster.reading.wordlists import either, load, wordset

_DATA = load("units")
UNITS: dict[str, str] = _DATA["units"]
WORDS: dict[str, str] = _DATA["words"]
MONEY: dict[str, str] = _DATA["money"]
SCALES: dict[str, str] = _DATA["scales"]
_GLUED: dict[str, str] = _DATA["glued"]
_PER_CENT = {"%": "phần trăm", "‰": "phần nghìn"}
_SIGNS = "%‰$€£¥₩฿₹"


def _careless() -> dict[str, str]:
    """Units that people write with other capitals (2gb, 50hz, 40MM), if no syllable is written so."""
    forms: dict[str, str] = {}
    for written, said in UNITS.items():
        lower = written.lower()
        if len(lower) > 1 and lower not in UNITS and not speakable(lower):
            forms.setdefault(lower, said)
    return forms


_CARELESS = _careless() | {u: s for u, s in UNITS.items() if u.islower() and len(u) > 1 and not speakable(u)}
UNIT_FORMS = either([*UNITS, *_CARELESS])

_SCALE = re.compile(rf"\s?(?P<scale>{either(list(SCALES))})(?![^\W\d]|\d{{3}})")
_TOKEN = re.compile(
    rf"\s?(?P<name>[^\W\d_]*[{_SIGNS}](?!\w)|[%‰]|°(?:[CcFfKk](?!\w))?|[^\W\d_]+[23²³]?(?![\w²³]|'\w))"
)
_CLAUSE = re.compile(r"[,;.]\s")
_DATA_OR_PRESSURE = frozenset(("mb", "Mb", "gb", "Gb"))
# Data is counted in bytes, the speed of a line in bits, the pressure of the air in bars.
_SPEED = re.compile(r"\b(?:tốc độ|băng thông|đường truyền|cáp quang)\b")
_PRESSURE = re.compile(r"\b(?:áp|áp suất|khí áp|tâm bão|trung tâm)\b")


class UnitTail(NamedTuple):
    """The multiplier and the unit after a number; `end` is where they end."""

    end: int
    scale: str = ""  # each as written
    money: str = ""
    cent: str = ""
    unit: str = ""
    word: str = ""
    spaced: bool = False  # a space before the unit
    words: str = ""

    @property
    def rule(self) -> str:
        """The class of the whole amount."""
        if self.money or self.scale:
            return "money"
        if self.cent:
            return "percent"
        return "unit" if self.unit or self.word else "number"


@lru_cache(maxsize=4)  # several rules ask about the same number, one after the other
def tail(text: str, at: int) -> UnitTail:
    """What follows a number that ends at `at`: "" in every part if nothing does."""
    scale = _SCALE.match(text, at)
    if scale and scale[0] == " K" and text[scale.end() : scale.end() + 1].isdecimal():  # Điều 5 K2
        scale = None
    begin = scale.end() if scale else at
    name = scale["scale"] if scale else ""
    said = SCALES[name] if name else ""
    token = _TOKEN.match(text, begin)
    kind, words = (
        _known(token["name"], spaced=token.end() - len(token["name"]) > begin) if token else ("", "")
    )
    if token is None or not kind:
        return UnitTail(end=begin, scale=name, words=said)
    spaced = token.start("name") > begin
    if kind == "unit" and token["name"] in _DATA_OR_PRESSURE:
        words = (
            _bits_or_bars(
                token["name"],
                _CLAUSE.split(text[max(0, at - 60) : at].lower())[-1],
                text[token.end() : token.end() + 2],
            )
            or words
        )
    parts = {kind: token["name"]}
    return UnitTail(end=token.end(), scale=name, spaced=spaced, words=f"{said} {words}".strip(), **parts)


def _known(name: str, *, spaced: bool) -> tuple[str, str]:
    """The class and the words of the sign or word after a number; "" if it is none."""
    if name in _PER_CENT:
        return "cent", _PER_CENT[name]
    if name in MONEY:
        return "money", MONEY[name]
    if name in UNITS:
        return "unit", UNITS[name]
    if not spaced and name in WORDS:
        return "word", WORDS[name]
    if not spaced and name in _GLUED:
        return "unit", _GLUED[name]
    if name.lower() in _CARELESS and not (spaced and name.isupper()):
        return "unit", _CARELESS[name.lower()]
    return "", ""


def _bits_or_bars(name: str, before: str, after: str) -> str:
    if after.startswith("/s") or _SPEED.search(before):
        return "mê ga bít" if name[0] in "mM" else "gi ga bít"
    return "mi li ba" if name == "mb" and _PRESSURE.search(before) else ""


_NEIGHBOURS = load("neighbours")


def _words(name: str) -> frozenset[str]:
    return wordset(" ".join(_NEIGHBOURS[name]))


THINGS = _words("things")
MEASURED = _words("measured")
PLACES = _words("places")
SECTIONS = _words("sections")
GRADES = _words("grades")
DECIMALS = _words("decimals")
NUMBERED = _words("numbered")
QUANTITIES = _words("measured") | _words("quantities")
NOUNS = _words("nouns") | _words("things") | _words("measured") | _words("per")
MEMBERS = re.compile(
    r" (?:diễn|giáo|nhân|sinh|cộng tác|tình nguyện|vận động|tuyên truyền) viên\b", re.IGNORECASE
)
"""People who are counted, by words that alone may say what happens on a day: diễn viên, diễn ra."""
NUMBERING = _words("numbering")
GROUPS = _words("groups")
LEVELS = _words("levels")
EXAMS = _words("exams")
PRICES = _words("prices")
# A number with a leading zero counts people or things: 02 TB is no measure of data.
_INITIALS = wordset("TB GB MB KB KV HP CV UI IU MW GW")
# Of what these are measures: 3 TB are rather pupils, 2 CV letters.
_MACHINES = {
    unit: wordset(words)
    for unit, words in {
        "TB": "ổ dung cứng lượng nhớ liệu",
        "CV": "máy suất ghe tàu thuyền xuồng động",
        "HP": "máy suất động lạnh điều",
        "KV": "điện áp dây trạm biến lưới lộ",
    }.items()
}
_PADDED = re.compile(r"(?<![\d.,])0\d\Z")


def unit_of(context: Context, at: int) -> UnitTail:
    """The multiplier and unit after a number; empty if a single letter is no unit here."""
    found = tail(context.text, at)
    unit = found.unit or found.money
    if unit in ("đ", "Đ", "VNĐ") and context.follows(found.end).startswith("đồng"):  # 20.000đ đồng
        return found._replace(end=context.text.index("đồng", found.end) + len("đồng"))
    if found.spaced and unit in _INITIALS and _PADDED.search(context.head(at)):
        return UnitTail(end=at)
    if found.spaced and unit in _MACHINES and not _MACHINES[unit].intersection(context.before(at, 8)):
        return UnitTail(end=at)
    if len(unit) != 1 or not found.spaced or unit == "Đ":
        return found
    capital = "A" <= unit <= "Z"
    return UnitTail(end=at) if capital or _is_word(context, found.end) else found


def _is_word(context: Context, end: int) -> bool:
    """True if a letter after a space begins an abbreviation: "5 h. Tam Đường", "3 đ/c"."""
    return bool(re.match(r"\.\s?[^\W\d]|/[cv]\b", context.text[end : end + 3]))


_ACTS = wordset(" ".join(_NEIGHBOURS["acts"]))
_LABELLED = GROUPS | wordset(" ".join(_NEIGHBOURS["labelled"]))
_SPACED = re.compile(r"\d\s?-\s\d")
_BEGUN = re.compile(r"\d{1,3}\s?-\s(?=\d)")
# A number that ends a name: TBA Bản Giang 2 - 100kVA.
_NAMED = re.compile(rf"[^\W_]\s[{UPPER}][^\W\d_{UPPER}]+\s\Z")
_FOLLOWED = re.compile(r"\s(?P<word>[^\W\d_]+)")
_AGES = frozenset(("tháng", "tuổi", "tuần"))  # nhóm 6 - 24 tháng tuổi
_SEVERAL = frozenset(("các", "những", "mỗi", "từng", "cả", "từ", "mấy"))  # các tổ 1 - 5: several of them
_UNNUMBERED = frozenset(("năng suất", "công suất", "lãi suất", "tần suất", "áp suất", "tại nhà", "ở nhà"))
_MORE = 3  # times the number of a group: khu 5 - 8 nhà may be four groups
_STEEP = 8  # a second number so many times as great is no end of a range


_RESPECTIVE = re.compile(
    r"\b(?:lần lượt|theo thứ tự)(?: (?:là|đạt|có|được|còn|ở|mức|tăng|giảm|thu|chiếm|gồm))*:?\s?"
    r"(?:\d[\d.,]*\s?(?:%|[^\W\d_]+)?(?:/[^\W\d_]+)?\s?[-,]?\s?){0,12}\Z"
)


def respective(context: Context, at: int) -> bool:
    """True for lần lượt 4,1 - 3,6 - 2,9: each number is of something else, a hyphen only parts them."""
    return _RESPECTIVE.search(context.precedes(at)) is not None


def labelled(context: Context, start: int) -> bool:
    """True if the number at `start` numbers a thing: the word before is one of those."""
    beside = context.text[max(0, start - 2) : start]
    return beside[:1].isalpha() and beside[1:] == " " and _thing(context, start) in _LABELLED


def begins_label(context: Context, m: re.Match[str]) -> bool:
    """True for the 2 of "Trận 2 - 15h30": no time and no day begins with it."""
    return _BEGUN.match(context.text, m.start()) is not None and labelled(context, m.start())


def labels(context: Context, m: re.Match[str]) -> bool | None:
    """True if the first number names a thing and the second counts or measures; None if that is open.

    A range is sure where what follows is something that people do, or where several are spoken of.
    """
    if not (m["b"] and m["a"].isdecimal() and _SPACED.search(m.group())):
        return False
    if _NAMED.search(context.head(m.start())):
        return True
    if not labelled(context, m.start()):
        return False
    first, second = int(m["a"]), float(m["b"].replace(".", "").replace(",", "."))
    if second <= first:
        return True
    what = tail(context.text, m.end())
    following = _FOLLOWED.match(context.text, m.end())
    word = following["word"] if following else ""
    if word in _AGES:
        return None
    grouped = _thing(context, m.start()) in GROUPS
    if what.words or word in NOUNS:
        steep = second >= _STEEP * first
        return True if steep or (grouped and word in NOUNS and second >= _MORE * first) else None
    if word.isupper():
        return None
    doing = not word or word[0].isupper() or word in _ACTS
    return None if grouped and not doing else False


def _thing(context: Context, start: int) -> str:
    """The word that the number at `start` numbers, over "số"; "" after words for several."""
    words = context.before(start, 3)
    if words[-1:] == ["số"]:
        words = words[:-1]
    if " ".join(words[-2:]) in _UNNUMBERED:  # năng suất 65 - 70 tạ, tại nhà 7 - 10 ngày
        return ""
    return "" if not words or _SEVERAL.intersection(words) else words[-1]
