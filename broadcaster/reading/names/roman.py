"""Roman numerals, only after words that are followed by them."""

from __future__ import annotations

import re

from broadcaster.core.text.syllables import speakable
from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.spelling import UPPER
from broadcaster.reading.wordlists import wordset

_CUES = wordset(
    "tổ đội trạm tuyến trường ngạch lần khóa khoá kỷ kỉ thứ loại cấp hạng quý quí chương phần lục mục "
    "hội kỳ kì vùng vực khoa đoạn độ khoản động "
    "kv hk nk bđ "
    "nhóm tập bậc đợt vòng quyển cụm bảng phụ khu mẫu giải hệ lớp tiểu đảng xiii hồi màn đề án ban bước số"
)
# After these words small letters and large numerals are always numerals: chương xii, mục XC.
_STRONG = wordset("chương phần mục lục khoản đoạn kỷ kỉ khóa khoá thứ tập quyển hồi")
_LISTED = wordset("chương mục khoản")
# Numerals in small letters that are also syllables: numerals only after a strong word, with nothing after.
SYLLABLES = wordset("vi xi i v x")
_UNITS = wordset("cm mm dm ml cl dl mi li ci mc")
_FORM = re.compile(r"(?=[MDCLXVI])M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})\Z")
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_PLATE = re.compile(r"\b(?:biển|bks|xe) số\Z")


_QUARTERS = 4  # of a year


def value(text: str) -> int | None:
    """The value of a well-formed Roman numeral."""
    if not _FORM.match(text):
        return None
    total = 0
    for letter, following in zip(text, text[1:] + " ", strict=True):
        size = _VALUES[letter]
        total += -size if size < _VALUES.get(following, 0) else size
    return total


def _after_cue(context: Context, m: re.Match[str]) -> Saying | None:
    text = m["roman"]
    ended = _ended(context, m)
    if ended is not None:
        year = f" năm {numerals.cardinal(int(m['year']))}" if m["year"] else ""  # quý I-II/2027
        return Saying(end=m.end(), words=numerals.cardinal(ended) + year)
    if context.text[m.start() - 1 : m.start()] not in (" ", ".") or _is_word(context, m):
        return None
    cue = context.cue(m.start())
    if cue == "năm":
        return _year(m)
    if cue not in _CUES or (cue == "số" and _PLATE.search(context.precedes(m.start()))):
        return None
    if not set(text) <= set("IVX") and (cue not in _STRONG or len(text) < 2):
        return None
    number = value(text)
    if number is None:
        return _malformed(m) if len(text) > 2 and set(text) <= set("IVX") else None
    if cue in ("quý", "quí") and number > _QUARTERS:
        return _malformed(m)
    words = numerals.ordinal(number) if cue == "thứ" else numerals.cardinal(number)
    if m["year"]:
        words += f" năm {numerals.cardinal(int(m['year']))}"
    return Saying(end=m.end(), words=words + _parts(m))


def _ended(context: Context, m: re.Match[str]) -> int | None:
    """The value of the second of cấp IV-V, if both are Roman figures of a range."""
    if not set(m["roman"]) <= set("IVX") or context.text[m.start() - 1 : m.start()] not in ("-", " "):
        return None
    recent = context.recent(2)
    ranged = len(recent) > 1 and recent[1].words == "đến" and recent[0].rule == "roman"
    return value(m["roman"]) if ranged else None


def _is_word(context: Context, m: re.Match[str]) -> bool:
    """VI phạm is a word, even if only its first syllable is in capitals."""
    return m["roman"] == "VI" and context.follows(m.end()).startswith("phạm")


def _year(m: re.Match[str]) -> Saying | None:
    """năm MMXXIII: a year, if the value can be a year."""
    number = value(m["roman"].upper())
    if number is None or number < 1000 or len(m["roman"]) < 3:
        return None
    return Saying(end=m.end("roman"), words=numerals.cardinal(number))


def _malformed(m: re.Match[str]) -> Saying:
    return Saying(
        end=m.end(),
        words=" ".join(m["roman"].lower()).replace("v", "vê").replace("x", "ích"),
        confidence=0.2,
        flag="reading.flag_roman",
    )


def _small(context: Context, m: re.Match[str]) -> Saying | None:
    """chương xii, thế kỷ vi: in small letters after a word that numbers what follows."""
    text = m["roman"]
    cue = context.cue(m.start())
    if context.text[m.start() - 1 : m.start()] != " ":
        return None
    if cue == "năm":
        return _year(m)
    if cue not in _STRONG or (text in _UNITS and cue not in _LISTED):
        return None
    number = value(text.upper())
    if number is None:
        return None
    single = len(text) == 1 and not (text in "vx" and cue in ("mục", "lục", "chương", "khoản", "kỷ", "kỉ"))
    word = speakable(text) and bool(re.match(r"\s*[^\W\d]", context.text[m.end() : m.end() + 3]))
    if single or word:
        return None
    words = numerals.ordinal(number) if cue == "thứ" else numerals.cardinal(number)
    return Saying(end=m.end(), words=words, confidence=0.8)


def _bare(context: Context, m: re.Match[str]) -> Saying | None:
    """XIII or a place's I, II after a name in title case; never a word such as VI or CHI."""
    text = m["roman"]
    if (
        set(text) == {"X"} and len(text) > 1 and context.cue(m.start()) != "tk"
    ):  # tại XXX: something that was to be filled in
        return _malformed(m)
    number = value(text)
    if number is None or context.in_capitals(m.start(), m.end()):
        return None
    before = re.search(rf"[{UPPER}][^\W\d_A-ZĐ]+\s\Z", context.head(m.start()))
    place = re.search(
        r"\b(?:[Pp]hường|[Xx]ã|[Tt]hôn|[Bb]ản|[Ấấ]p|[Tt]hị trấn|[Cc]hợ|[Kk]hu|[Tt]rạm|[Tt]rường|"
        r"[Tt]ổ)\s(?:[^\W\d_]+\s){0,3}\Z",
        context.head(m.start()),
    )
    long = len(text) > 1 and set(text) <= set("IVX") and not (text != "VI" and speakable(text.lower()))
    if (before and place and number <= 20) or (long and text != "VI"):
        return Saying(end=m.end(), words=numerals.cardinal(number) + _parts(m), confidence=0.8)
    return None


def _parts(m: re.Match[str]) -> str:
    """The section after the numeral of a part: the .2 of III.2."""
    return "".join(f" chấm {numerals.count(part)}" for part in (m["part"] or "").split(".")[1:])


_END = r"(?![\w&])(?!\.\w)"
RULES = (
    Rule(
        name="roman",
        starts="u",
        pattern=re.compile(
            rf"(?P<roman>[MDCLXVI]+)(?:\s?[/.-]\s?(?P<year>(?:19|20)\d\d)|(?P<part>(?:\.\d+)+))?{_END}"
        ),
        say=_after_cue,
        example=("thế kỷ XXI", "thế kỷ hai mươi mốt"),
    ),
    Rule(
        name="roman.small",
        starts="l",
        pattern=re.compile(rf"(?P<roman>[mdclxvi]+){_END}"),
        say=_small,
        example=("chương xii", "chương mười hai"),
    ),
    Rule(
        name="roman.name",
        starts="u",
        pattern=re.compile(rf"(?P<roman>[IVX]+)(?P<part>(?:\.\d+)+)?{_END}"),
        say=_bare,
        example=("phường Hải Châu I", "phường hải châu một"),
    ),
)
