"""Punctuation and signs: pauses, spoken signs and silent signs."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Mark, Rule, Saying
from broadcaster.reading.rules.codes.phones import TELEPHONE
from broadcaster.reading.rules.data import either
from broadcaster.reading.rules.numbers.figures import figure
from broadcaster.reading.rules.numbers.measures import UNITS, WORDS
from broadcaster.reading.wordset import wordset
from broadcaster.syllables import speakable

_PAUSES = {
    ",": Mark.COMMA, ";": Mark.CLAUSE, ":": Mark.CLAUSE, ".": Mark.STOP, "?": Mark.QUESTION,
    "!": Mark.EXCLAMATION, "(": Mark.COMMA, ")": Mark.COMMA, "[": Mark.COMMA, "]": Mark.COMMA,
    "{": Mark.COMMA, "}": Mark.COMMA, "→": Mark.COMMA, "•": Mark.COMMA, "|": Mark.COMMA,
}  # fmt: skip
_SAID = {
    "&": "và", "=": "bằng", "≥": "lớn hơn hoặc bằng", "≤": "nhỏ hơn hoặc bằng", "±": "cộng trừ",
    "≈": "xấp xỉ", "@": "a còng", "%": "phần trăm", "‰": "phần nghìn", "≠": "khác", "°": "độ",
    "€": "ơ rô", "£": "bảng", "¥": "yên", "$": "đô la", "§": "mục",
}  # fmt: skip
_RANGES = wordset(
    "clock date number money unit percent clock.minutes date.short date.month address.post "
    "abbreviation.numbered roman slip.degree"
)
_FROM = re.compile(r"\d|T[2-7]\b|CN\b|[IVX]+\b|ngày|(?i:thứ)|(?i:chủ nhật)|tháng|BĐ\d|hết|[Kk][Mm]\s?\d")
# The beginning of a range, or a day of the week: the end is after the hyphen.
_OPEN = re.compile(
    r"(?:\b[Tt]ừ (?!.*\b(?:đến|tới)\b)[^.;,:()]{1,30}|"
    r"(?<!lần )(?<!kỳ )\b(?i:thứ) (?i:[2-7]|hai|ba|tư|năm|sáu|bảy)|\b(?i:chủ nhật))\s*\Z"
)
_WEEKDAY = re.compile(r"\b(?:thứ (?:[2-7]|hai|ba|tư|năm|sáu|bảy)|chủ nhật|t[2-7]|cn)\s*\Z", re.IGNORECASE)
# The voltages of a transformer, after its power.
_DATED = re.compile(r"\d{1,2}/\d{1,2}(?!\d|\s?[-])")  # thứ 7 - 6/12, 8h - 5/12
_BREAK = re.compile(r"\d{1,2}\s?(?:phút|')")  # 14h - 15 phút giải lao
_HERTZ = re.compile(r"\d+(?:[/,]\d+)?\s?(?:Hz|A|W|kW)\b")  # 220V-50Hz
_LEVEL = re.compile(r"\d+,\d+\s?m\b")  # BĐ2 - 0,35m
_VOLTS = re.compile(r"\d[\d,]*\s?/\s?\d[\d,]*\s?[kK]?V\b")
_SINCE = re.compile(r"\btừ (?:[^\W\d]+ )?\Z")
_RANGED = wordset(
    "bước dãy kỳ mùng mồng quý khối tuần hiệp vòng bậc chương bài trang thứ km ngày tháng tầng lớp cấp mục "
    "điều khoản số"
)
_NUMBERED = re.compile(r"\b(?P<name>[^\W\d_]{2,}(?: số)?)(?:\s?\d{1,3}|\s[IVX]{1,4})\s*\Z")
_NUMBERED_NEXT = re.compile(r"(?P<name>[^\W\d_]{2,}(?: số)?)(?:\s?\d|\s[IVX]{1,4}\b)")
_HOURS = re.compile(r"\d\s(?P<name>giờ|tuổi|phút|tháng|năm|ngày|tuần|độ)\s*\Z")
_HOURS_NEXT = re.compile(r"\d[\d,.]*\s(?P<name>[^\W\d_]+)")
_LETTERED = re.compile(r"(?<!\w)(?P<letter>[A-ZĐ])(\d{1,3})\s+\Z")
_LETTERED_NEXT = re.compile(r"(?P<letter>[A-ZĐ])(\d{1,3})(?!\w)")
_CLASS = re.compile(r"\b(?P<grade>\d{1,2})[A-ZĐ]\d?\s*\Z")
_CLASS_NEXT = re.compile(r"(?P<grade>\d{1,2})[A-ZĐ]\d?(?!\w)")
_PER = re.compile(
    rf"\s?/\s?(?:(?P<n>\d+(?:\.\d{{3}})*)\s?)?(?:"
    rf"(?P<unit>{either([u for u in UNITS if '/' not in u])})(?![\w²³])|"
    rf"(?P<word>[^\W\d_]+))"
)
_ONE_NOUN = re.compile(r"\d\s?[^\W\d]+\Z")
# Pairs of which either is meant: 5 xã/phường.
_ALIKE = re.compile(
    r"\b(?:xã|phường|thị trấn|thôn|bản|ấp|tổ|khu|xóm|ông|bà|anh|chị|cán bộ|công chức|hộ|nam|nữ|trai|gái|trâu|"
    r"bò|tỉnh|thành|huyện|quận|và|hoặc|ngày|phụ huynh|đoàn|hội|trường|cơ quan|cha|bố|mẹ|vợ|chồng)\s?/"
)
_GROUPED = re.compile(r"\d\.\d{3}\Z")
_COUNTED = re.compile(r"\d[\d.,]*\s?(?:[^\W\d]+\s){0,2}[^\W\d]+(?:/[^\W\d]+)*\Z|\d\.\d{3}(?:/[^\W\d]+)+\Z")
# A full stop within an abbreviation or before the ending of a file: PCT.TT, ".apk".
_INSIDE = re.compile(r"[A-ZĐ]\.[A-ZĐ]|\s\.[a-z]")
# Words with no pause at their colon.
_RUN_ON = wordset("số lưu đt sđt thoại")
_PERS = frozenset(WORDS) | wordset(
    "tuần quý buổi đợt vụ khẩu hộ cháu em trẻ cử chuyến suất lớp học tổ thôn bản xã phường căn thửa bao "
    "khóm bụi gốc chậu luống hố ổ chuồng lồng lứa cành chùm bông kíp đội nhóm cụm phòng máy giường bàn "
    "đĩa tô bát ly cốc tiết đêm mùa dảnh cặp đôi cuốn quyển tờ trang bài câu môn đề "
    "th thùng chai hộp gói viên liều mũi ca trường đơn đầu nhân khối bình chiếc cái bộ lượt hồ vòng kỳ năm "
    "học"
)


def _pause(context: Context, m: re.Match[str]) -> Saying:
    mark = max(_PAUSES.get(character, Mark.NONE) for character in m.group())
    if m.group() == ":" and context.cue(m.start()) in _RUN_ON:
        return Saying(end=m.end(), words="")
    if m.group() == "." and _INSIDE.match(context.text[m.start() - 1 : m.end() + 1]):
        return Saying(end=m.end(), words="")
    if (
        mark == Mark.STOP
        and m.group().startswith("..")
        and m.end() < len(m.string)
        and m.string[m.end() :].lstrip()[:1].islower()
    ):
        mark = Mark.COMMA
    return Saying(end=m.end(), words="", mark=mark)


def _hyphen(context: Context, m: re.Match[str]) -> Saying:
    """Between two times, dates or amounts "đến"; else a pause if it has spaces around it, or silent."""
    last = context.last()
    before = context.text[m.start() - 1 : m.start()]
    glued = bool(before.strip()) and not m.group().endswith((" ", "\n"))
    rest = context.rest(m.end())
    adjoining = not context.text[last_end(context) : m.start()].strip()
    opened = bool(_OPEN.search(context.text[max(0, m.start() - 40) : m.start()]))
    if (last and last.rule == "number.label") or TELEPHONE.match(rest) or _VOLTS.match(rest):
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    dated = bool(_DATED.match(rest))
    if (rest.startswith("ngày ") or dated) and _WEEKDAY.search(context.head(m.start())):
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    if last and last.rule == "clock" and (dated or _BREAK.match(rest)):
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    if last and last.words.endswith(" vôn") and _HERTZ.match(rest):
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    if last and last.rule == "abbreviation.numbered" and _LEVEL.match(rest):
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    if adjoining and _repeats(context.text[max(0, m.start() - 40) : m.start()], rest):
        return Saying(end=m.end(), words="đến", rule="range")
    voltages = last is not None and glued and last.rule == "unit" and re.match(r"[\d,]+/\d", rest)
    if (
        last
        and adjoining
        and not voltages
        and (opened or _RANGES.intersection((last.rule, last.rule.split(".")[0])))
        and _FROM.match(rest)
    ):
        if re.match(r"0?1/0?5\b", rest) and last.words.endswith("ba mươi tháng tư"):
            return Saying(end=m.end(), words="và", rule="range")
        return Saying(end=m.end(), words="đến", rule="range")
    return Saying(end=m.end(), words="", mark=Mark.NONE if glued else Mark.COMMA)


def _repeats(before: str, rest: str) -> bool:
    """True if the same word or class stands on both sides: tổ 3 - tổ 7, 8 giờ - 9 giờ, 7B1 - 7B5."""
    numbered, counted, class_ = _NUMBERED.search(before), _HOURS.search(before), _CLASS.search(before)
    if numbered:
        second = _NUMBERED_NEXT.match(rest)
        name = numbered["name"].lower()
        ranged = name in _RANGED or bool(_SINCE.search(before[: numbered.start()].lower()))
        return ranged and second is not None and second["name"].lower() == name
    if counted:
        second = _HOURS_NEXT.match(rest)
        return second is not None and second["name"].lower() == counted["name"].lower()
    if class_:
        second = _CLASS_NEXT.match(rest)
        return second is not None and second["grade"] == class_["grade"]
    lettered = _LETTERED.search(before)
    if lettered:
        second = _LETTERED_NEXT.match(rest)
        return (
            second is not None
            and second["letter"] == lettered["letter"]
            and int(second[2]) > int(lettered[2])
        )
    return False


def last_end(context: Context) -> int:
    """Where the last spoken piece ends."""
    last = context.last()
    return last.end if last else 0


def _per(context: Context, m: re.Match[str]) -> Saying | None:
    """đồng/người/tháng, mg/l, lần/ngày: "một" for things and money, "trên" for measures."""
    last = context.last()
    if last is None or last.end != m.start():
        return None
    money = last.rule.startswith(("money", "per.thing")) or last.words.endswith(("đồng", "đô la"))
    money = money or (last.rule == "number" and bool(_GROUPED.search(context.text[last.start : last.end])))
    measure = last.rule.startswith(("unit", "per.unit", "percent"))
    if not (money or measure or _COUNTED.search(context.text[max(0, m.start() - 40) : m.start()])):
        return None
    if m["unit"]:
        joint = "một" if money and not m["n"] else "trên"
        number = f" {figure(m['n']).words}" if m["n"] else ""
        joint = "trên" if m["n"] else joint
        return Saying(end=m.end(), words=f"{joint}{number} {UNITS[m['unit']]}", rule="per.unit")
    word = m["word"].lower()
    if m["n"] and last.rule in ("foreign", "letters"):
        return None
    if m["n"]:
        return Saying(end=m.start("word"), words=f"trên {figure(m['n']).words}", rule="per.thing")
    if word == "th" and not m["n"]:
        return Saying(end=m.end(), words="một tháng", rule="per.thing")
    if word in _PERS or (money and speakable(word)):
        return Saying(end=m.start("word"), words="một", rule="per.thing")
    unlike = not _ALIKE.search(context.text[max(0, m.start() - 40) : m.end()].lower())
    if unlike and speakable(word) and not m["n"] and _ONE_NOUN.search(context.head(m.start())):
        return Saying(end=m.start("word"), words="một", rule="per.thing", confidence=0.5)
    return None


def _through(context: Context, m: re.Match[str]) -> Saying | None:
    """7→10 and 1, 2, ..., 14: from one number to another."""
    if not context.head(m.start()).rstrip()[-1:].isdigit():
        return None
    return Saying(end=m.end(), words="đến", rule="range")


def _times(context: Context, m: re.Match[str]) -> Saying | None:
    """5m x 20m: a lone x between two amounts."""
    if not re.search(
        r"\d\s?%?(?:[^\W\d]+\s?/?\s?){0,3}\s?\Z", context.text[max(0, m.start() - 30) : m.start()]
    ):
        return None
    return Saying(end=m.end(), words="nhân", rule="times")


def _slash(context: Context, m: re.Match[str]) -> Saying:
    last = context.last()
    if context.cue(m.start()) == "tháng" and re.match(r"(?:19|20)\d\d(?!\d)", context.rest(m.end())):
        return Saying(end=m.end(), words="năm")
    numbers = last is not None and last.end == m.start() and context.text[m.start() - 1 : m.start()].isdigit()
    if (
        last is not None
        and last.rule.startswith("roman")
        and re.match(r"(?:19|20)\d\d(?!\d)", context.rest(m.end()))
    ):
        return Saying(end=m.end(), words="năm")
    if last is not None and last.rule == "phone":
        return Saying(end=m.end(), words="", mark=Mark.COMMA)
    if numbers and context.text[m.end() : m.end() + 1].isdigit():
        dated = last is not None and last.rule.split(".")[0] in ("date", "fraction", "clock")
        return Saying(end=m.end(), words="trên", confidence=0.5 if dated else 1.0)
    if (
        last is not None
        and last.rule == "clock"
        and last.end == m.start()
        and context.rest(m.end())[:1].isdigit()
    ):
        return Saying(end=m.end(), words="", confidence=0.5)
    return Saying(end=m.end(), words="")


def _said(context: Context, m: re.Match[str]) -> Saying | None:
    sign = m.group().strip()
    if sign in _SAID:
        return Saying(end=m.end(), words=_SAID[sign])
    follows = context.rest(m.end()).lstrip()[:1]
    if sign in "<>" and follows.isdigit():
        return Saying(end=m.end(), words="lớn hơn" if sign == ">" else "nhỏ hơn")
    if sign == "~" and follows.isdigit():
        return Saying(end=m.end(), words="khoảng")
    if sign == "+" and context.text[m.start() - 1 : m.start()].isdigit() and not follows.isalnum():
        return Saying(end=m.end(), words="trở lên")
    if (
        sign == "+"
        and context.cue(m.start()) in ("a", "b", "o", "ab")
        and "máu" in context.before(m.start(), 8)
    ):
        return Saying(end=m.end(), words="cộng")
    if sign == "+" and follows.isalnum() and context.last():
        return Saying(end=m.end(), words="cộng")
    return None


def _footnote(_: Context, m: re.Match[str]) -> Saying:
    """ghi chú¹: the mark of a footnote is silent."""
    return Saying(end=m.end(), words="")


FOOTNOTES = (
    Rule(
        name="pause.footnote",
        starts="s",
        pattern=re.compile(r"(?<=[^\W\d_][^\W\d_])\^\d{1,2}(?=[\s.,;:)\"]|\Z)"),
        say=_footnote,
        example=("theo Luật Đất đai^1", "theo luật đất đai"),
    ),
)
RULES = (
    Rule(
        name="range.through",
        starts="s",
        pattern=re.compile(r"\s?-:-\s?(?=[Kk][Mm]?\s?\d)"),
        say=lambda _, m: Saying(end=m.end(), words="đến", rule="range"),
        example=("Km3 -:- Km5", "ki lô mét ba đến ki lô mét năm"),
    ),
    Rule(
        name="range.through",
        starts="s",
        pattern=re.compile(r"(?:\s?(?:→|->|=>|~|÷|-:-)\s?|,\s?\.{2,},?\s?)(?=\d)"),
        say=_through,
        example=("tổ 7→10", "tổ bảy đến mười"),
    ),
    Rule(
        name="per",
        starts="s",
        pattern=_PER,
        say=_per,
        example=("45.000 đồng/con", "bốn mươi lăm nghìn đồng một con"),
    ),
    Rule(
        name="pause.arrow",
        starts="s",
        pattern=re.compile(r"(?:=+>|-+>|~+>|>{2,})\s*"),
        say=lambda _, m: Saying(end=m.end(), words="", mark=Mark.COMMA),
        example=("=> Đề nghị các hộ", "đề nghị các hộ"),
    ),
    Rule(
        name="pause",
        starts="s",
        pattern=re.compile(r"(?:(?!\.{5})[,;:.?!()\[\]{}→•|])+"),
        say=_pause,
        example=("bàn, ghế", "bàn, ghế"),
    ),
    Rule(
        name="hyphen",
        starts="s",
        pattern=re.compile(r"-+\s*"),
        say=_hyphen,
        example=("13h30 - 16h30", "mười ba giờ ba mươi phút đến mười sáu giờ ba mươi phút"),
    ),
    Rule(
        name="slash",
        starts="s",
        pattern=re.compile(r"/\s*"),
        say=_slash,
        example=("xã/phường", "xã phường"),
    ),
    Rule(
        name="times.lone",
        starts="lu",
        pattern=re.compile(r"[xX](?=\s?(?:(?:cao|rộng|dài|sâu|dày)\s)?\d)"),
        say=_times,
        example=("5m x 20m", "năm mét nhân hai mươi mét"),
    ),
    Rule(
        name="sign",
        starts="s",
        pattern=re.compile(r"[&=≥≤±≈@%‰≠°€£¥$§<>~+]"),
        say=_said,
        example=("≥ 18 tuổi", "lớn hơn hoặc bằng mười tám tuổi"),
    ),
)
