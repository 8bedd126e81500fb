"""Times of day and durations in hours, minutes and seconds."""

from __future__ import annotations

import re

from broadcaster.reading import numerals
from broadcaster.reading.scene import Rule, Saying, Scene
from broadcaster.reading.wordset import wordset

_LAST_HOUR = 24
_AT = wordset("lúc hồi vào")
_PARTS_OF_DAY = re.compile(r"\s*(?:sáng|trưa|chiều|tối|đêm|ngày|đến|tới|-\s?\d{1,2}g)")


def words(hour: int, minute: int, second: int = 0, *, written: str = "") -> str:
    """A time as words; a minute written with its zero keeps it: 5h05 is "năm giờ không năm phút"."""
    text = f"{numerals.cardinal(hour)} giờ"
    if minute or second:
        minutes = (
            numerals.digits(written) if written.startswith("0") and minute else numerals.cardinal(minute)
        )
        text += f" {minutes} phút"
    return f"{text} {numerals.cardinal(second)} giây" if second else text


def _half_of_day(text: str | None) -> str:
    return {"am": " sáng", "pm": " chiều"}.get((text or "").lower().replace(".", "").strip(), "")


def _time(scene: Scene, m: re.Match[str]) -> Saying | None:
    hour, minute, second = int(m["h"]), int(m["m"] or 0), int(m["s"] or 0)
    if m["sep"] == "G" and not m["m"]:
        return None
    if m["sep"] == "g" and not m["m"] and not _PARTS_OF_DAY.match(scene.text, m.end()):
        return None
    if m["colon"] and scene.cue(m.start()) in ("số", "lệ", "tcvn", "qcvn"):
        return None
    said = words(hour, minute, second, written=m["m"] or "") + _half_of_day(m["half"])
    wrong = minute > 59 or second > 59 or (hour > _LAST_HOUR and (m["m"] or scene.cue(m.start()) in _AT))
    wrong = wrong or (hour == _LAST_HOUR and minute > 0)
    if wrong:
        return Saying(end=m.end(), words=said, confidence=0.2, flag="reading.flag_impossible_time")
    return Saying(end=m.end(), words=said)


def _spelled(scene: Scene, m: re.Match[str]) -> Saying | None:
    hour, minute = int(m["h"]), int(m["m"])
    if hour > _LAST_HOUR or minute > 59:
        return None
    return Saying(end=m.end(), words=words(hour, minute, written=m["m"]))


def _span(scene: Scene, m: re.Match[str]) -> Saying | None:
    """7-11h: the first of two hours that share one sign."""
    first, last = int(m["a"]), int(m["b"])
    if first > _LAST_HOUR or last > _LAST_HOUR:
        return None
    return Saying(end=m.end("a"), words=f"{numerals.cardinal(first)} giờ")


def _around(scene: Scene, m: re.Match[str]) -> Saying:
    said = f"{numerals.cardinal(int(m['a']))} trên {numerals.cardinal(int(m['b']))}"
    return Saying(end=m.end(), words=f"{said} giờ" if m["unit"] else said)


def _prime(scene: Scene, m: re.Match[str]) -> Saying:
    said = f"{numerals.cardinal(int(m['m']))} phút"
    if m["to"]:
        said = f"{numerals.cardinal(int(m['m']))} đến {numerals.cardinal(int(m['to']))} phút"
    return Saying(end=m.end(), words=f"{said} {numerals.cardinal(int(m['s']))} giây" if m["s"] else said)


_END = r"(?![\w:])"
RULES = (
    Rule(
        name="clock.around",
        starts="d",
        pattern=re.compile(r"(?P<a>24)/(?P<b>24|7)(?:\s?(?P<unit>h|giờ))?(?![\w/])"),
        say=_around,
        example=("trực 24/7", "trực hai mươi tư trên bảy"),
    ),
    Rule(
        name="clock",
        starts="d",
        pattern=re.compile(
            r"(?P<h>\d{1,2})(?:\s?(?P<sep>[hHgG])\s?|(?P<colon>:)(?=\d\d))(?P<m>\d{2})?(?:\s?[:mp]\s?(?P<s>\d{2})s?)?"
            r"(?:\s?(?:'|phút\b|ph?\b)|m\b)?(?:\s?(?P<half>[AaPp]\.?[Mm]\b\.?))?" + _END
        ),
        say=_time,
        example=("7h30", "bảy giờ ba mươi phút"),
    ),
    Rule(
        name="clock",
        starts="d",
        pattern=re.compile(
            r"(?P<h>\d{1,2})\s?giờ\s?(?P<m>\d{2})(?:\s?(?:'|phút\b|ph?\b))?(?![\w.,%]*\d|\s*%)" + _END
        ),
        say=_spelled,
        example=("17 giờ 30", "mười bảy giờ ba mươi phút"),
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
        pattern=re.compile(
            r"(?P<m>\d{1,3})(?:\s?-\s?(?P<to>\d{1,3}))?\s?'(?:\s?(?P<s>\d{1,2})(?:\"|''))?(?!\w)"
        ),
        say=_prime,
        example=("nghỉ 15'", "nghỉ mười lăm phút"),
    ),
)
