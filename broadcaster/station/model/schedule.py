"""The values of a file under schedules/, and of calendar.yaml with its holidays and swapped working days."""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Annotated

from broadcaster.station.model.keys import HOUR, AtMost, Key, Lasting, Special, Text, Within
from broadcaster.station.model.message import Validity

_MOST_STARTS = 288  # one in five minutes, the whole day
_MOST_DATES = 1000
_MOST_NAMED = 400
MOST_MESSAGES = 100

Dates = Annotated[frozenset[date], AtMost(_MOST_DATES), Key(example="[2026-11-20]")]

NamedDays = Annotated[
    tuple[Annotated[str, Text.NAME], ...], AtMost(_MOST_NAMED), Key(example="[dai-doan-ket]")
]
"""Days of calendar.yaml by their names."""


@dataclass(frozen=True, slots=True, order=True)
class Once:
    """One start, by what the clocks of the station show."""

    day: date
    wall: time


OnceOnly = Annotated[
    tuple[Annotated[Once, Text.LINE], ...], Special.WRITTEN, Key(example='["2026-11-27 17:30"]')
]


LAST = -1
"""The last one, where days or weekdays of a month are counted."""


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of each month by its number: 1 … 31, or LAST."""

    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthWeekday:
    """A day of each month as the first, second … fifth or LAST of a day of the week; Monday is 0."""

    weekday: Annotated[int, Special.WRITTEN, Key(example="mon")]
    nth: Annotated[int, Special.WRITTEN, Key(example="1")]


class Nearest(StrEnum):
    """To which day a solar day of a month or a year moves, if it is none."""

    WORKDAY = "workday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptions:
    """Days on which a schedule is silent, and single starts that it leaves out."""

    holidays: bool = False
    named: NamedDays = ()
    dates: Dates = frozenset()
    once: OnceOnly = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The rule that says when messages air: `at`, or `every` with `between`; `once` beside them or alone."""

    id: Annotated[str, Special.UNWRITTEN]
    messages: Annotated[tuple[Annotated[str, Text.ID], ...], AtMost(MOST_MESSAGES)]
    at: Annotated[tuple[time, ...], AtMost(_MOST_STARTS), Key(example='["06:30", "17:00"]')] = ()
    every: Annotated[float | None, Lasting(10, 24 * HOUR), Key(example="30m")] = None
    # Both ends included, not across midnight.
    between: Annotated[tuple[time, time] | None, Special.WRITTEN, Key(example='"07:00-10:00"')] = None
    # Each start up to so much later, by the station and the day: neighbours do not begin on one second.
    jitter: Annotated[float, Lasting(0, HOUR), Key(example="5m")] = 0.0
    days: Annotated[frozenset[int], Special.WRITTEN, Key(example="[mon, thứ ba, CN]")] = frozenset()
    dates: Dates = frozenset()
    # Days of calendar.yaml.
    named: NamedDays = ()
    # "MM-DD" of the lunar year, "MM-DD+" of its leap month, or "DD" of each lunar month.
    lunar: Annotated[tuple[str, ...], Special.WRITTEN, Key(example='["01-15", "15"]')] = ()
    monthly: Annotated[
        tuple[Annotated[MonthDay | MonthWeekday, Text.LINE], ...],
        Special.WRITTEN,
        Key(example="[15, last, {weekday: mon, nth: 1}]"),
    ] = ()
    # "MM-DD" of the solar year; 02-29 is in leap years only.
    yearly: Annotated[tuple[str, ...], Special.WRITTEN, Key(example='["09-02"]')] = ()
    # Moves a day of `monthly` and `yearly` within its month.
    nearest: Nearest | None = None
    # Single starts beside the rule: neither days nor exceptions take them away.
    once: OnceOnly = ()
    valid: Validity = field(default_factory=Validity)
    exceptions: Annotated[Exceptions, Key(name="except")] = field(default_factory=Exceptions)
    catch_up: Annotated[float, Lasting(0, 24 * HOUR)] = 0.0
    wait: Annotated[float, Lasting(0, 24 * HOUR)] = 900.0
    zones: Annotated[tuple[Annotated[str, Text.NAME], ...], Key(example="[trung-tam]")] = ()  # empty: all
    # Its starts stay in the plan, refused with this as their reason.
    paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSchedule(Schedule):
    """The keys of a schedule's file: one message may be written without a list."""

    messages: Annotated[
        tuple[Annotated[str, Text.ID], ...], AtMost(MOST_MESSAGES), Key(example="[bluezone, ve-sinh]")
    ] = ()
    message: Annotated[str | None, Text.ID, Key(example="bluezone")] = None


MOST_DAYS = 400
MOST_SUBSCRIBED = 10
_MOST_BESIDE = 30
_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDay:
    """A day that comes again: a public holiday, or a day of the ward."""

    id: Annotated[str, Special.UNWRITTEN]
    title: Annotated[str, Key(example="Ngày hội Đại đoàn kết toàn dân tộc")]
    dates: Dates = frozenset()
    # "MM-DD" of the solar year.
    yearly: Annotated[tuple[str, ...], Special.WRITTEN, Key(example='["11-18"]')] = ()
    # As in a schedule.
    lunar: Annotated[tuple[str, ...], Special.WRITTEN, Key(example='["03-10"]')] = ()
    # So many days before and after belong to it.
    before: Annotated[int, Within(0, _MOST_BESIDE)] = 0
    after: Annotated[int, Within(0, _MOST_BESIDE)] = 0
    # One more day before or after it, whichever makes the longer rest.
    adjacent: bool = False
    # False: it has a name, and people work.
    off: bool = True
    basis: Annotated[str | None, Key(example="Bộ luật Lao động 2019, Điều 112")] = None
    valid: Validity = field(default_factory=Validity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """A working day on which people rest, and the day of rest on which they work for it."""

    off: date
    work: date | None = None
    basis: Annotated[str | None, Key(example="Thông báo của Bộ Nội vụ")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Somebody else's calendar, fetched from an address; its days are a day of the ward."""

    id: Annotated[str, Special.UNWRITTEN]
    url: Annotated[str, Text.ADDRESS, Key(example="https://lich.example.vn/tinh.ics")]
    # Left out: what the calendar calls itself.
    title: Annotated[str | None, Key(example="Lịch của tỉnh")] = None
    # True: people rest on its days.
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What was fetched last of a subscribed calendar; subscribed.yaml has it, which the program writes."""

    url: Annotated[str, Text.ADDRESS]
    title: str | None = None
    dates: Dates = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class WardCalendar:
    """calendar.yaml. Its `holidays` take the place of the shipped ones of the same name."""

    holidays: Annotated[
        tuple[NamedDay, ...],
        Special.WRITTEN,
        Key(example='{tet: {title: Tết Âm lịch, lunar: ["01-01"], before: 2, after: 2}}'),
    ] = ()
    days: Annotated[
        tuple[NamedDay, ...],
        Special.WRITTEN,
        Key(example='{dai-doan-ket: {title: Ngày hội Đại đoàn kết, yearly: ["11-18"], off: false}}'),
    ] = ()
    subscribed: Annotated[
        tuple[Subscription, ...],
        Special.WRITTEN,
        Key(example='{tinh: {url: "https://lich.example.vn/tinh.ics", title: Lịch của tỉnh}}'),
    ] = ()
    swaps: Annotated[
        tuple[Swap, ...], Special.WRITTEN, Key(example="[{off: 2026-01-02, work: 2026-01-10}]")
    ] = ()
    # The week's days of rest.
    rest: Annotated[frozenset[int], Special.WRITTEN, AtMost(7), Key(example="[sat, sun]")] = frozenset(
        {_SATURDAY, _SUNDAY}
    )
    # A holiday on a day of rest is made good on the next workday.
    compensate: bool = True
