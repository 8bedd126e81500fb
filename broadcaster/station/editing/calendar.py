"""Changes of calendar.yaml, as texts: the ward's own days, and swapped working days. Pure.

Only what a change concerns is written anew; every other byte stays (see `yaml.structure`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from broadcaster.core.errors import StationError
from broadcaster.station.forms.calendar import CalendarForm, calendar_of
from broadcaster.station.forms.validation import typed
from broadcaster.station.model.names import plain_name
from broadcaster.station.model.schedule import NamedDay, Subscription, Swap, WardCalendar
from broadcaster.station.yaml.entries import add_item, drop, put, written
from broadcaster.station.yaml.problems import Problem
from broadcaster.station.yaml.tree import parse
from broadcaster.station.yaml.writing import Bare, Value

FILE = "calendar.yaml"
_LONGEST = 40  # characters of a name that is made of a title
_NO = Bare("false")


def calendar_in(text: str) -> tuple[WardCalendar | None, list[Problem]]:
    """The calendar that a file says; None and what is wrong with it where it says none."""
    if not text.strip():
        return WardCalendar(), []
    root, problems = parse(FILE, text.encode())
    if root is None or problems:
        return (None, problems) if problems else (WardCalendar(), [])
    form, problems = typed(FILE, root, CalendarForm)
    return (None, problems) if form is None or problems else (calendar_of(form), [])


def with_day(text: str, day: NamedDay) -> str:
    """The file with one more day of the ward."""
    entry: dict[str, Value] = {"title": day.title}
    if day.dates:
        entry["dates"] = [Bare(each.isoformat()) for each in sorted(day.dates)]
    if day.yearly:
        entry["yearly"] = list(day.yearly)
    if day.lunar:
        entry["lunar"] = list(day.lunar)
    if not day.off:
        entry["off"] = _NO
    if day.basis:
        entry["basis"] = day.basis
    return put(text, ("days", day.id), entry)


def without_day(text: str, name: str) -> str:
    """The file without a day of the ward. Raises StationError: it has no such day."""
    days = written(text, ("days",))
    if not isinstance(days, dict) or name not in days:
        raise StationError("station.edit_not_possible")
    return drop(text, ("days", name))


def with_subscription(text: str, one: Subscription) -> str:
    """The file with a subscribed calendar more, or with another address of one."""
    entry: dict[str, Value] = {"url": one.url}
    if one.title:
        entry["title"] = one.title
    if one.off:
        entry["off"] = Bare("true")
    return put(text, ("subscribed", one.id), entry)


def without_subscription(text: str, name: str) -> str:
    """The file without a subscribed calendar. Raises StationError: there is none of that name."""
    known = written(text, ("subscribed",))
    if not isinstance(known, dict) or name not in known:
        raise StationError("station.edit_not_possible")
    return drop(text, ("subscribed", name))


def with_swap(text: str, swap: Swap) -> str:
    """The file with one more swapped day."""
    entry: dict[str, Value] = {"off": Bare(swap.off.isoformat())}
    if swap.work is not None:
        entry["work"] = Bare(swap.work.isoformat())
    if swap.basis:
        entry["basis"] = swap.basis
    return add_item(text, ("swaps",), entry)


def without_swap(text: str, off: date) -> str:
    """The file without the swap of a day. Raises StationError: it has no such swap."""
    swaps = written(text, ("swaps",))
    calendar, _ = calendar_in(text)
    found = [] if calendar is None else [at for at, swap in enumerate(calendar.swaps) if swap.off == off]
    if not found or not isinstance(swaps, list):
        raise StationError("station.edit_not_possible")
    return drop(text, ("swaps", found[0]))


def free_name(title: str, taken: Collection[str]) -> str:
    """A name for a new day that no other day has."""
    name = plain_name(title, _LONGEST) or "ngay"
    return next(
        each for each in (name, *(f"{name}-{number}" for number in range(2, 1000))) if each not in taken
    )
