"""A schedule: what a file under schedules/ says."""

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import Annotated

from broadcaster.station.declared import HOUR, AtMost, Key, Lasting, Special, Text
from broadcaster.station.model.broadcasts.validity import Validity

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
