"""Times of day and durations in hours, minutes and seconds."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.numbers.measures import begins_label, labelled
from broadcaster.reading.spelling import spell
from broadcaster.reading.wordlists import wordset

_LAST_HOUR = 24
_AT = wordset("lúc hồi vào họp")
_PARTS_OF_DAY = re.compile(
    r"\s*(?:sáng|trưa|chiều|tối|đêm|ngày|đến|tới|-\s?\d{1,2}g"
    r"|,?\s?(?i:chủ nhật|thứ)\b|,?\s?(?:CN|T[2-7])(?!\w))"
)
# The beginning of an interval right before its end.
_BEGUN = re.compile(
    r"(?<![\d:])(?P<h>\d{1,2})\s?(?:[hg:]|giờ\b)\s?(?P<m>\d\d)?(?:'|\s?phút|p)?\s*(?:-|đến|tới)\s*"
    r"(?:khoảng )?\Z"
)
_NOON = 12 * 60
_EVENING = 17 * 60
_TAKING = re.compile(r"\b(?:trong|mất|thành tích|kỷ lục|thời gian chạy|dài|thời lượng)(?: [^\W\d]+)?\s*\Z")


def words(hour: int, minute: int, second: int = 0) -> str:
    """A time as words; zero minutes and seconds are silent."""
    parts = [f"{numerals.cardinal(hour)} giờ"]
    parts += [f"{numerals.cardinal(minute)} phút"] if minute else []
    parts += [f"{numerals.cardinal(second)} giây"] if second else []
    return " ".join(parts)


def _minutes(minute: int, second: int) -> str:
    said = f"{numerals.cardinal(minute)} phút"
    return f"{said} {numerals.cardinal(second)} giây" if second else said


def _half_of_day(text: str | None) -> str:
    return {"am": " sáng", "pm": " chiều"}.get((text or "").lower().replace(".", "").strip(), "")


def _zone(m: re.Match[str]) -> str:
    if not m["zone"]:
        return ""
    said = f" {spell(m['zone'].upper())}"
    if m["off"]:
        said += f" {'cộng' if m['off'][0] == '+' else 'trừ'} {numerals.cardinal(int(m['off'][1:]))}"
    return said


def _time(context: Context, m: re.Match[str]) -> Saying | None:
    hour, minute, second = int(m["h"]), int(m["m"] or 0), int(m["s"] or 0)
    if m["sep"] == "G" and not m["m"]:
        return None
    if (
        m["sep"] == "g"
        and not m["m"]
        and not (
            _PARTS_OF_DAY.match(context.text, m.end()) or context.cue(m.start()) in _AT or _until(context)
        )
    ):
        return None
    said = words(hour, minute, second) + _half_of_day(m["half"]) + _zone(m)
    wrong = minute > 59 or second > 59 or (hour > _LAST_HOUR and (m["m"] or context.cue(m.start()) in _AT))
    return _judged(context, m, said, wrong=bool(wrong) or (hour == _LAST_HOUR and minute > 0))


def _until(context: Context) -> bool:
    """True after 7g - and 7h đến: the time that follows ends the interval."""
    recent = context.recent(2)
    return len(recent) > 1 and recent[1].words in ("đến", "tới") and recent[0].rule.startswith("clock")


def _colon(context: Context, m: re.Match[str]) -> Saying | None:
    hour, minute, second = int(m["h"]), int(m["m"]), int(m["s"] or 0)
    if context.cue(m.start()) in ("số", "lệ", "tcvn", "qcvn"):
        return None
    if not m["s"] and minute <= 59 and _TAKING.search(context.precedes(m.start())) and not m["half"]:
        return Saying(end=m.end(), words=_minutes(hour, minute), confidence=0.8)
    said = words(hour, minute, second) + _half_of_day(m["half"]) + _zone(m)
    wrong = minute > 59 or second > 59 or hour > _LAST_HOUR or (hour == _LAST_HOUR and minute > 0)
    if not m["s"] and labelled(context, m.start()):  # Tổ 2:15 người
        return Saying(end=m.end(), words=said, confidence=0.4, flag="reading.flag_unsure")
    return _judged(context, m, said, wrong=wrong)


def _judged(context: Context, m: re.Match[str], said: str, *, wrong: bool) -> Saying:
    if wrong or _other_time(context, m):
        return Saying(end=m.end(), words=said, confidence=0.2, flag="reading.flag_impossible_time")
    if _reversed(context, m):
        return Saying(end=m.end(), words=said, confidence=0.4, flag="reading.flag_interval")
    return Saying(end=m.end(), words=said)


_SAID_PART = re.compile(r"(?:\s?giờ)?\s(?P<part>sáng|chiều)\b")


def _other_time(context: Context, m: re.Match[str]) -> bool:
    """13h sáng, 9h chiều, 28h ngày 5/6: no time of day."""
    hour = int(m["h"])
    if hour > _LAST_HOUR:
        return bool(re.match(r"\s?,?\s?ngày \d", context.rest(m.end())))
    part = _SAID_PART.match(context.rest(m.end()))
    if part is None or m.groupdict().get("half"):
        return False
    return hour > 12 if part["part"] == "sáng" else 7 <= hour < 12


def _reversed(context: Context, m: re.Match[str]) -> bool:
    """True for the end of an interval that is before its beginning, except through a night."""
    first = _BEGUN.search(context.precedes(m.start()))
    if first is None or m.groupdict().get("half"):
        return False
    follows = context.follows(m.end())
    begin = int(first["h"]) * 60 + int(first["m"] or 0)
    end = int(m["h"]) * 60 + int(m["m"] or 0)
    if end < begin and end < _NOON and re.match(r"(?:giờ )?(?:chiều|tối|đêm|trưa)\b", follows):
        end += _NOON
    night = (
        begin >= _EVENING and end <= _NOON and not re.search(r"\A[^.;,]{0,12}\bcùng (?:ngày|buổi)\b", follows)
    )
    return end < begin and not night


def _spelled(context: Context, m: re.Match[str]) -> Saying | None:
    hour, minute = int(m["h"]), int(m["m"])
    if hour > _LAST_HOUR or (minute > 59 and not re.search(r"phút|'", m.group())):
        return None
    return _judged(context, m, words(hour, minute) + _zone(m), wrong=minute > 59)


def _whole_hour(context: Context, m: re.Match[str]) -> Saying | None:
    """lúc 25 giờ, 13 giờ sáng: only what cannot be is taken here."""
    late = int(m["h"]) > _LAST_HOUR and (
        context.cue(m.start()) in _AT or bool(_DAYTIME.match(context.text, m.end()))
    )
    if not (late or _other_time(context, m)):
        return None
    said = f"{numerals.cardinal(int(m['h']))} giờ"
    return Saying(end=m.end(), words=said, confidence=0.2, flag="reading.flag_impossible_time")


def _short_minute(_: Context, m: re.Match[str]) -> Saying:
    """7h5: five minutes past, or a missing zero."""
    said = words(int(m["h"]), int(m["m"]))
    return Saying(end=m.end(), words=said, confidence=0.4, flag="reading.flag_short")


def _half(_: Context, m: re.Match[str]) -> Saying | None:
    if not 1 <= int(m["h"]) <= 12:
        return None
    return Saying(end=m.end(), words=words(int(m["h"]), 0) + _half_of_day(m["half"]))


def _span(context: Context, m: re.Match[str]) -> Saying | None:
    """7-11h: the first of two hours before one sign."""
    first, last = int(m["a"]), int(m["b"])
    if first > _LAST_HOUR or last > _LAST_HOUR or begins_label(context, m):
        return None
    return Saying(end=m.end("a"), words=f"{numerals.cardinal(first)} giờ")


def _around(context: Context, m: re.Match[str]) -> Saying:
    said = f"{numerals.cardinal(int(m['a']))} trên {numerals.cardinal(int(m['b']))}"
    return Saying(end=m.end(), words=f"{said} giờ" if m["unit"] else said)


def _prime(context: Context, m: re.Match[str]) -> Saying:
    if m["to"]:
        said = f"{numerals.cardinal(int(m['m']))} đến {_minutes(int(m['to']), int(m['s'] or 0))}"
        return Saying(end=m.end(), words=said)
    return Saying(end=m.end(), words=_minutes(int(m["m"]), int(m["s"] or 0)))


def _hundredths(_: Context, m: re.Match[str]) -> Saying:
    head = f"{numerals.cardinal(int(m['m']))} phút " if m["m"] else ""
    rest = numerals.digits(m["c"]) if m["c"].startswith("0") else numerals.count(m["c"])
    said = f"{head}{numerals.cardinal(int(m['s']))} giây {rest}"
    return Saying(end=m.end(), words=said)


def _separated(context: Context, m: re.Match[str]) -> Saying | None:
    """8h.30 and 8h:30: two separators where one would do."""
    hour, minute = int(m["h"]), int(m["m"])
    return _judged(context, m, words(hour, minute), wrong=hour > _LAST_HOUR or minute > 59)


def _dotted(context: Context, m: re.Match[str]) -> Saying | None:
    """8.30 sáng, lúc 8.30: a point between hours and minutes, after or before words of time."""
    hour, minute = int(m["h"]), int(m["m"])
    if hour > _LAST_HOUR or minute > 59:
        return None
    if context.cue(m.start()) not in ("lúc", "hồi") and not _DAYTIME.match(context.text, m.end()):
        return None
    return Saying(end=m.end(), words=words(hour, minute), confidence=0.8)


_DAYTIME = re.compile(r"\s(?:giờ\s)?(?:sáng|trưa|chiều|tối|đêm)\b")
# A part of the day may be glued to a time: the words are certain, the slip is flagged elsewhere.
_END = r"(?:(?!\w|:\d)|(?=(?:sáng|trưa|chiều|tối|đêm|ngày)(?!\w)))"
_MINUTE_SIGN = r"(?:'|phút\b|ph?\b)"
_HALF = r"(?:\s?(?P<half>[AaPp]\.?[Mm]\b\.?))?"
_ZONE = r"(?:\s?(?P<zone>(?i:gmt|utc|ict|cst|pst|est|edt|pdt|jst|kst|cet|bst))\b(?P<off>[+-]\d{1,2})?)?"
RULES = (
    Rule(
        name="clock.around",
        starts="d",
        pattern=re.compile(r"(?P<a>24)\s?/\s?(?P<b>24|7)(?:\s?(?P<unit>h|giờ))?(?![\w/])"),
        say=_around,
        example=("trực 24/7", "trực hai mươi tư trên bảy"),
    ),
    Rule(
        name="clock",
        starts="d",
        pattern=re.compile(
            rf"(?P<h>\d{{1,2}})\s?[hHgG]\s?[.:]\s?(?P<m>\d{{2}})(?:\s?{_MINUTE_SIGN})?(?![\w/]|[.:,]\d)"
        ),
        say=_separated,
        example=("8h:30", "tám giờ ba mươi phút"),
    ),
    Rule(
        name="clock",
        starts="d",
        pattern=re.compile(r"(?P<h>\d{1,2})\.(?P<m>[0-5]\d)(?![\w/%]|[.:,]\d)"),
        say=_dotted,
        example=("lúc 8.30", "lúc tám giờ ba mươi phút"),
    ),
    Rule(
        name="clock",
        starts="d",
        pattern=re.compile(
            r"(?P<h>\d{1,2})\s?(?P<sep>[hHgG])"
            rf"(?:\s?(?P<m>\d{{2}}|\d(?=\s?(?:{_MINUTE_SIGN}|[pm]\d|m\b)))(?![/.]\d)"
            rf"(?:\s?[:mp']\s?(?P<s>\d{{1,2}})s?)?(?:\s?{_MINUTE_SIGN}|m\b)?)?" + _HALF + _ZONE + _END
        ),
        say=_time,
        example=("7h30", "bảy giờ ba mươi phút"),
    ),
    Rule(
        name="clock",
        starts="d",
        pattern=re.compile(
            rf"(?P<h>\d{{1,2}}):(?P<m>\d{{2}})(?::(?P<s>\d{{2}}))?(?:\s?(?:{_MINUTE_SIGN}|[hH]\b))?"
            + _HALF
            + _ZONE
            + _END
        ),
        say=_colon,
        example=("14:15", "mười bốn giờ mười lăm phút"),
    ),
    Rule(
        name="clock",
        starts="d",
        pattern=re.compile(
            rf"(?P<h>\d{{1,2}})\s?giờ\s?(?P<m>\d{{2}})(?:\s?{_MINUTE_SIGN})?(?![\w.,%]*\d|\s*%|/\d)"
            + _ZONE
            + _END
        ),
        say=_spelled,
        example=("17 giờ 30", "mười bảy giờ ba mươi phút"),
    ),
    Rule(
        name="clock",
        starts="d",
        pattern=re.compile(r"(?P<h>\d{1,2})\sgiờ(?!\s?\d)(?!\w)"),
        say=_whole_hour,
        example=("lúc 25 giờ", "lúc hai mươi lăm giờ"),
    ),
    Rule(
        name="clock.half",
        starts="d",
        pattern=re.compile(r"(?P<h>1?\d)(?P<half>\s?[AP]M|[ap]m)(?!\w)"),
        say=_half,
        example=("6PM", "sáu giờ chiều"),
    ),
    Rule(
        name="clock.short",
        starts="d",
        pattern=re.compile(r"(?P<h>1?\d|2[0-3])[hg](?P<m>[1-9])(?![\w.,/:'-])"),
        say=_short_minute,
        example=("lúc 7h5", "lúc bảy giờ năm phút"),
    ),
    Rule(
        name="clock",
        starts="d",
        pattern=re.compile(r"(?P<a>\d{1,2})(?=\s?-\s?(?P<b>\d{1,2})\s?(?:[hH](?:\d{2})?|giờ\s\d{2})(?!\w))"),
        say=_span,
        example=("từ 7-11h", "từ bảy giờ đến mười một giờ"),
    ),
    Rule(
        name="clock.minutes",
        starts="d",
        pattern=re.compile(r"(?P<s>\d{1,3})\'\'(?!\w)"),
        say=lambda _, m: Saying(end=m.end(), words=f"{numerals.cardinal(int(m['s']))} giây"),
        example=("nhảy bao 30''", "nhảy bao ba mươi giây"),
    ),
    Rule(
        name="clock.minutes",
        starts="d",
        pattern=re.compile(r"(?:(?P<m>\d{1,3})'\s?)?(?P<s>\d{1,2})(?:\"|''\s?)(?P<c>\d{1,2})(?!\w)"),
        say=_hundredths,
        example=('chạy hết 12"45', "chạy hết mười hai giây bốn mươi lăm"),
    ),
    Rule(
        name="clock.minutes",
        starts="d",
        pattern=re.compile(
            r"(?P<m>\d{1,3})(?:\s?-\s?(?P<to>\d{1,3}))?(?:\s?'(?:\s?(?P<s>\d{1,2})(?:\"|''|s\b))?)(?!\w)"
        ),
        say=_prime,
        example=("nghỉ 15'", "nghỉ mười lăm phút"),
    ),
    Rule(
        name="clock.minutes",
        starts="d",
        pattern=re.compile(r"(?P<m>\d{1,3})(?P<to>)(?:p|ph)(?P<s>\d{1,2})(?:s|\")?(?![\w/]|[.,]\d)"),
        say=_prime,
        example=("chạy hết 4p35s", "chạy hết bốn phút ba mươi lăm giây"),
    ),
)
