"""calendar.yaml: holidays, the ward's own days, and working days that were swapped."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from broadcaster.station.declared import AtMost, Key, Special, Text, Within
from broadcaster.station.model.broadcasts.schedule import Dates
from broadcaster.station.model.broadcasts.validity import Validity

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
