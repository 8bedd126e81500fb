"""How durations, times of day, dates and days of the week may be written."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import date, time
from typing import Annotated

from pydantic import ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from broadcaster.core.text.forms import nfc
from broadcaster.station.forms.form import Form, fault
from broadcaster.station.forms.texts import text_of, written_as
from broadcaster.station.model.keys import HOUR, MINUTE
from broadcaster.station.model.names import bare, nearest, shown
from broadcaster.station.model.schedule import LAST, MonthDay, Once

_DURATION = r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?"
_CLOCK = r"([01]?\d|2[0-3])(?:h([0-5]\d)?|:([0-5]\d)(?::([0-5]\d))?)"
_PLAIN_CLOCK = r"(?:[01]?\d|2[0-3])(?:h(?:[0-5]\d)?|:[0-5]\d(?::[0-5]\d)?)"
# For editors, whose patterns have no flag for capitals, and whose YAML knows numbers.
_AMOUNT = r"\d+(?:\.\d+)? *"
_DURATION_SCHEMA = rf"^(?=\S)(?:{_AMOUNT}[hH] *)?(?:{_AMOUNT}[mM] *)?(?:{_AMOUNT}[sS])?$"
_CLOCK_SCHEMA = _PLAIN_CLOCK.replace("h", "[hH]")
_RANGE = re.compile(rf"({_PLAIN_CLOCK})\s*[-–]\s*({_PLAIN_CLOCK})")
_RANGE_SCHEMA = rf"^{_CLOCK_SCHEMA}\s*[-–]\s*{_CLOCK_SCHEMA}$"
_LUNAR = re.compile(r"(?:(\d{1,2})-)?(\d{1,2})|(\d{1,2})-(\d{1,2})\+", re.ASCII)
_LUNAR_SCHEMA = r"^(?:(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|30)\+?|(?:0?[1-9]|[12]\d|30))$"
_MOST_MONTHLY, _MOST_WEEKDAYS = 31, 5  # days of a month, and how often it has one day of the week
_VIETNAMESE_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")

_DAYS: tuple[tuple[str, ...], ...] = (
    ("mon", "monday", "thứ hai", "thứ 2", "t2"),
    ("tue", "tuesday", "thứ ba", "thứ 3", "t3"),
    ("wed", "wednesday", "thứ tư", "thứ 4", "t4"),
    ("thu", "thursday", "thứ năm", "thứ 5", "t5"),
    ("fri", "friday", "thứ sáu", "thứ 6", "t6"),
    ("sat", "saturday", "thứ bảy", "thứ 7", "t7"),
    ("sun", "sunday", "chủ nhật", "CN"),
)
_DAY_NAMES = tuple(name for names in _DAYS for name in names)
_DAY_NUMBERS = {bare(name): number for number, names in enumerate(_DAYS) for name in names}


def spelt(seconds: float) -> str:
    """A duration as people write it: `1h30m`."""
    hours, rest = divmod(seconds, HOUR)
    minutes, left = divmod(rest, MINUTE)
    units = ((hours, "h"), (minutes, "m"), (left, "s"))
    return "".join(f"{amount:g}{unit}" for amount, unit in units if amount) or "0s"


def duration(data: object) -> float:
    """Seconds of `90s`, `5m`, `1h30m`, `0.8s` or `0`."""
    text = text_of(data).replace(" ", "").lower()
    if text == "0":
        return 0.0
    found = re.fullmatch(_DURATION, text, re.ASCII)
    if not text or not found:
        digits = re.fullmatch(r"\d+", text, re.ASCII)
        raise fault("bad_duration", written=shown(text_of(data)), near=f"{shown(text)}s" if digits else "")
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return hours * HOUR + minutes * MINUTE + seconds


class DurationBounds:
    """A duration between two bounds, in seconds."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def __call__(self, data: object) -> float:
        """Read the duration and hold it to the bounds."""
        seconds = duration(data)
        if not self.low <= seconds <= self.high:
            raise fault(
                "duration_range", written=shown(text_of(data)), low=spelt(self.low), high=spelt(self.high)
            )
        return seconds


def _clock(text: str) -> time | None:
    found = re.fullmatch(_CLOCK, text, re.ASCII)
    if not found:
        return None
    hour, h_minute, minute, second = found.groups()
    return time(int(hour), int(h_minute or minute or 0), int(second or 0))


def clock(data: object) -> time:
    """A time of day: `06:30`, `6:30`, `5h30`, `06:30:15`."""
    text = text_of(data)
    found = _clock(text.lower())
    if found is None:
        raise fault("bad_time", written=shown(text))
    return found


def period(data: object) -> tuple[time, time]:
    """Two times of day, `21:00-06:00`; they must differ."""
    text = text_of(data)
    found = _RANGE.fullmatch(text.lower())
    first, last = (_clock(part) for part in found.groups()) if found else (None, None)
    if first is None or last is None:
        raise fault("bad_period", written=shown(text))
    if first == last:
        raise fault("no_period", written=shown(text))
    return first, last


def period_as_written(text: str) -> str:
    """`5h-6h30` as `05:00-06:30`; "" where it is no period."""
    try:
        first, last = period(text)
    except PydanticCustomError:
        return ""
    return f"{first:%H:%M}-{last:%H:%M}"


def _period_of_day(data: object) -> tuple[time, time]:
    first, last = period(data)
    if first > last:
        raise fault("period_reversed", written=shown(text_of(data)))
    return first, last


def _quiet(data: object) -> tuple[time, time] | None:
    return None if text_of(data) == "none" else period(data)


def day(data: object) -> date:
    """A date, `2026-11-20`; for a date written the Vietnamese way, the fault names ours."""
    text = text_of(data)
    ours = re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII) is not None
    found = _VIETNAMESE_DATE.fullmatch(text)
    written = text if ours else "{2}-{1:0>2}-{0:0>2}".format(*found.groups()) if found else None
    if written is None:
        raise fault("bad_date", written=shown(text), near="")
    try:
        meant = date.fromisoformat(written)
    except ValueError:
        raise fault("no_such_date", written=shown(text)) from None
    if not ours:
        raise fault("bad_date", written=shown(text), near=meant.isoformat())
    return meant


def start(data: object) -> Once:
    """A day and a time of day, `2026-11-27 17:30`."""
    text = text_of(data)
    written, _, wall = text.replace("T", " ", 1).partition(" ")
    if not wall:
        raise fault("bad_start", written=shown(text))
    return Once(day(written), clock(wall.strip()))


def weekday(data: object) -> int:
    """A day of the week in English or Vietnamese; Monday is 0."""
    text = text_of(data)
    number = _DAY_NUMBERS.get(bare(text))
    if number is None:
        raise fault("bad_day", written=shown(text), near=_nearest_day(text))
    return number


def _nearest_day(text: str) -> str:
    """The day that a slip of the keyboard was to be; "" for what is no slip, such as an eighth day.

    After "thứ" only the word counts, with its marks: without them "tám" (eight) is near "năm" (five).
    """
    first, _, rest = text.casefold().partition(" ")
    if bare(first) != "thu" or not rest:
        return nearest(text, _DAY_NAMES) or ""
    numbers = [name.removeprefix("thứ ") for name in _DAY_NAMES if name.startswith("thứ ")]
    words = [word for word in numbers if not word.isdecimal()]
    found = difflib.get_close_matches(nfc(rest.strip()), words, n=1, cutoff=0.6)
    return f"thứ {found[0]}" if found else ""


def lunar_day(data: object) -> str:
    """A day of the lunar year `MM-DD`, of a leap month `MM-DD+`, or of each lunar month `DD`."""
    text = text_of(data)
    found = _LUNAR.fullmatch(text)
    if found and found[3]:
        return f"{lunar_day(f'{found[3]}-{found[4]}')}+"
    month, number = (int(part or 1) for part in found.groups()[:2]) if found else (0, 0)
    if found is None or not (1 <= month <= 12 and 1 <= number <= 30):
        raise fault("bad_lunar", written=shown(text))
    return f"{month:02}-{number:02}" if found[1] else f"{number:02}"


def year_day(data: object) -> str:
    """A day of the solar year `MM-DD`."""
    text = text_of(data)
    found = re.fullmatch(r"(\d{1,2})-(\d{1,2})", text, re.ASCII)
    month, number = (int(part) for part in found.groups()) if found else (0, 0)
    try:
        date(2000, month, number)  # a leap year
    except ValueError:
        raise fault("bad_yearly", written=shown(text)) from None
    return f"{month:02}-{number:02}"


def month_day(data: object) -> MonthDay:
    """A day of each month: `15`, `last`."""
    return MonthDay(_counted(data, _MOST_MONTHLY))


def nth(data: object) -> int:
    """Which one of a day of the week in a month: `1`, `last`."""
    return _counted(data, _MOST_WEEKDAYS)


def _counted(data: object, most: int) -> int:
    text = text_of(data)
    if text == "last":
        return LAST
    if not re.fullmatch(r"\d{1,2}", text, re.ASCII) or not 1 <= int(text) <= most:
        raise fault("bad_monthly", written=shown(text))
    return int(text)


def lasting(low: float, high: float, example: str) -> object:
    """The annotation of a duration between `low` and `high` seconds."""
    text = {"type": "string", "pattern": _DURATION_SCHEMA}
    nothing = [] if low else [{"const": 0}, {"const": "0"}]
    return written_as(DurationBounds(low, high), anyOf=[text, *nothing], examples=[example])


def _any_case(words: Iterable[str]) -> str:
    """A pattern for any of `words`, in capitals or not."""
    letters = ("".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else c for c in word) for word in words)
    return f"^(?:{'|'.join(letters)})$"


Clock = Annotated[time, written_as(clock, type="string", pattern=rf"^{_CLOCK_SCHEMA}$", examples=["06:30"])]
DayPeriod = Annotated[
    tuple[time, time],
    written_as(_period_of_day, type="string", pattern=_RANGE_SCHEMA, examples=["07:00-10:00"]),
]
Quiet = Annotated[
    tuple[time, time] | None,
    written_as(_quiet, type="string", pattern=rf"{_RANGE_SCHEMA}|^none$", examples=["21:00-06:00", "none"]),
]
Day = Annotated[
    date,
    written_as(day, type="string", format="date", pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2026-11-20"]),
]
Start = Annotated[
    Once,
    written_as(
        start,
        type="string",
        pattern=rf"^\d{{4}}-\d{{2}}-\d{{2}}[ T] *{_CLOCK_SCHEMA}$",
        examples=["2026-11-27 17:30"],
    ),
]
# The names are what editors offer; the pattern also takes them in capitals and without accents.
Weekday = Annotated[
    int,
    written_as(
        weekday,
        type="string",
        anyOf=[
            {"enum": list(_DAY_NAMES)},
            {"pattern": _any_case(dict.fromkeys((*_DAY_NAMES, *map(bare, _DAY_NAMES))))},
        ],
    ),
]


def _one_to(most: int, pattern: str) -> list[dict[str, object]]:
    """A number, or the last one, as editors know it."""
    number = {"type": "integer", "minimum": 1, "maximum": most}
    return [{"const": "last"}, number, {"type": "string", "pattern": pattern}]


Nth = Annotated[int, written_as(nth, anyOf=_one_to(_MOST_WEEKDAYS, r"^0?[1-5]$"), examples=[1, "last"])]
DayOfMonth = Annotated[
    MonthDay,
    written_as(month_day, anyOf=_one_to(_MOST_MONTHLY, r"^(?:0?[1-9]|[12]\d|3[01])$"), examples=[15, "last"]),
]
YearDay = Annotated[
    str,
    written_as(
        year_day, type="string", pattern=r"^(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])$", examples=["09-02"]
    ),
]
LunarDay = Annotated[
    str,
    written_as(
        lunar_day,
        anyOf=[
            {"type": "string", "pattern": _LUNAR_SCHEMA},
            {"type": "integer", "minimum": 1, "maximum": 30},
        ],
        examples=["01-01", "15"],
    ),
]


class FirstToLast(Form):
    """A form with a first day, `first` or `start`, and a last one, `until`, which is not before it."""

    @field_validator("until", mode="after", check_fields=False)
    @classmethod
    def _in_order(cls, until: date, info: ValidationInfo) -> date:
        first: date | None = info.data.get("first", info.data.get("start"))
        if first is not None and first > until:
            raise fault("valid_reversed", first=first, until=until)
        return until
