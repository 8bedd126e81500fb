"""The year's calendar as the page shows it: the days that have a name, and what is typed into its forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from broadcaster.console.web.drawing.days import day_of
from broadcaster.console.web.schedules.days_typed import lunar_of, parts, yearly_of
from broadcaster.errors import TimetableError
from broadcaster.station.editing.calendar import free_name
from broadcaster.station.forms.files.calendar import holidays
from broadcaster.station.model import NamedDay, Subscription, Swap, WardCalendar
from broadcaster.text import say
from broadcaster.timetable.days.calendar import Rest
from broadcaster.timetable.days.vietnam import VietnamCalendar
from broadcaster.timetable.shown.day_titles import day_titles
from broadcaster.timetable.shown.sentence import listed

WAYS = ("yearly", "lunar", "dates")
"""How the form says when a day of the ward is."""

_ADDRESS = re.compile(r"https?://[^\s/]\S*")
_DAY = timedelta(days=1)
_LONGEST = 300  # characters of a title, as the file's form has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One day of the year that has a name."""

    day: date
    lunar: str
    title: str
    kind: str  # a key of the texts `console.year.kind`
    basis: str


def year_of(ward: WardCalendar, year: int) -> list[Shown]:
    """The days of a year that have a name, on which people rest, or work for another day."""
    calendar = VietnamCalendar(ward)
    bases = {one.id: one.basis or "" for one in (*ward.days, *holidays(ward))}
    swaps = {day: swap.basis or "" for swap in ward.swaps for day in (swap.off, swap.work) if day}
    found = []
    day = date(year, 1, 1)
    while day.year == year:
        try:
            titles, off = day_titles(calendar, day), calendar.holiday(day)
        except TimetableError:
            return []
        if titles or off is not None:
            basis = next((bases[name] for name in sorted(calendar.named(day)) if bases.get(name)), "")
            kind = "off" if off is not None else "work" if calendar.works_instead(day) else "named"
            if off is not None and off.why is Rest.COMPENSATED:
                kind, basis = "compensated", say("console.year.compensated_basis")
            elif day in swaps:
                kind, basis = ("swapped" if off is not None else "work"), swaps[day]
            found.append(
                Shown(day=day, lunar=_lunar(calendar, day), title=listed(titles), kind=kind, basis=basis)
            )
        day += _DAY
    return found


def _lunar(calendar: VietnamCalendar, day: date) -> str:
    one = calendar.lunar(day)
    return say("console.lunar_leap" if one.leap else "console.lunar_day", day=one.day, month=one.month)


def day_typed_in(
    given: Mapping[str, str], ward: WardCalendar, today: date
) -> tuple[NamedDay | None, dict[str, str]]:
    """The ward's day that is typed; None and what is wrong at which field."""
    faults: dict[str, str] = {}
    title, way = given.get("title", "").strip(), given.get("way", "")
    when: dict[str, object] = {}
    if not title or len(title) > _LONGEST:
        faults["title"] = say("console.year.no_title")
    try:
        if way == "lunar":
            when = {"lunar": lunar_of(given.get("when", ""))}
        elif way == "dates":
            when = {"dates": frozenset(day_of(each, today) for each in parts(given.get("when", "")))}
        else:
            when = {"yearly": yearly_of(given.get("when", ""))}
        if not any(when.values()):
            faults["when"] = say("console.year.no_when")
    except ValueError as wrong:
        faults["when"] = str(wrong)
    if faults:
        return None, faults
    taken = _names(ward)
    basis = given.get("basis", "").strip()[:_LONGEST] or None
    name = free_name(title, taken)
    return NamedDay(id=name, title=title, off="off" in given, basis=basis, **when), {}  # type: ignore[arg-type]


def swap_typed_in(given: Mapping[str, str], today: date) -> tuple[Swap | None, dict[str, str]]:
    """The swap that is typed; None and what is wrong at which field."""
    faults: dict[str, str] = {}
    found: dict[str, date] = {}
    for name in ("swap_off", "swap_work"):
        written = given.get(name, "").strip()
        try:
            if written:
                found[name] = day_of(written, today)
        except ValueError as wrong:
            faults[name] = str(wrong)
    if "swap_off" not in found:
        faults.setdefault("swap_off", say("console.year.no_swap"))
    if faults:
        return None, faults
    basis = given.get("swap_basis", "").strip()[:_LONGEST] or None
    return Swap(off=found["swap_off"], work=found.get("swap_work"), basis=basis), {}


def subscription_typed_in(
    given: Mapping[str, str], ward: WardCalendar
) -> tuple[Subscription | None, dict[str, str]]:
    """The calendar of others that is typed; None and what is wrong at which field."""
    faults: dict[str, str] = {}
    url, title = given.get("url", "").strip(), given.get("calendar", "").strip()
    if url.startswith("webcal://"):
        url = url.replace("webcal", "https", 1)  # the same address, as calendar programs write it
    if not _ADDRESS.fullmatch(url) or len(url) > _LONGEST:
        faults["url"] = say("console.year.no_url")
    if not title or len(title) > _LONGEST:
        faults["calendar"] = say("console.year.no_title")
    if faults:
        return None, faults
    taken = _names(ward)
    return Subscription(id=free_name(title, taken), url=url, title=title, off="calendar_off" in given), {}


def _names(ward: WardCalendar) -> set[str]:
    return {day.id for day in (*ward.days, *holidays(ward))} | {one.id for one in ward.subscribed}


def removable(ward: WardCalendar, shown: Sequence[Shown]) -> tuple[list[NamedDay], list[Swap]]:
    """The ward's own days, and the swaps of the year that is shown."""
    years = {each.day.year for each in shown}
    return list(ward.days), [swap for swap in ward.swaps if swap.off.year in years or not shown]
