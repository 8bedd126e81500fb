"""Changes of a schedule's file, as texts: one airing, one time of the rule, a pause, the whole rule. Pure.

Only what a change concerns is written anew; every other byte stays (see `yaml.structure`). The schedule
that is given is the one that the text says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from broadcaster.core.errors import StationError
from broadcaster.station.forms.broadcasts import ScheduleForm, schedule_of, wrong_choices
from broadcaster.station.forms.times import spelt, start
from broadcaster.station.forms.validation import typed
from broadcaster.station.model.schedule import LAST, MonthDay, MonthWeekday, Once, Schedule
from broadcaster.station.yaml.entries import add_item, put, written
from broadcaster.station.yaml.problems import Problem
from broadcaster.station.yaml.structure import Path, set_value
from broadcaster.station.yaml.tree import parse
from broadcaster.station.yaml.writing import Bare, Value

_YES = Bare("true")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def schedule_in(file: str, raw: bytes) -> tuple[Schedule | None, list[Problem]]:
    """The schedule that a file says; None and what is wrong with it where it says none.

    Whether its messages and zones exist is not asked.
    """
    root, problems = parse(file, raw)
    if root is None or problems:
        return None, problems
    form, problems = typed(file, root, ScheduleForm)
    for node, code, facts in wrong_choices(root):
        mark = node.mark
        problems.append(Problem(file=file, line=mark.line, column=mark.column, code=code, facts=facts))
    if form is None or problems:
        return None, problems
    return schedule_of(form, id_of(file)), []


def file_of(schedule: str) -> str:
    """The file of a schedule, relative to the station folder."""
    return f"schedules/{schedule}.yaml"


def id_of(file: str) -> str:
    """The schedule of a file."""
    return file.removeprefix("schedules/").removesuffix(".yaml")


def without_airing(text: str, schedule: Schedule, at: Once) -> str:
    """The file in which the airing of that day and time is left out.

    Raises:
        StationError: it is the only airing of the schedule: the schedule itself must be removed.
    """
    if at not in schedule.once:
        return _with_once(text, ("except", "once"), (*schedule.exceptions.once, at))
    rest = tuple(one for one in schedule.once if one != at)
    if not rest and not schedule.at and schedule.every is None:
        raise StationError("station.only_airing", schedule=schedule.id)
    return _with_once(text, ("once",), rest)


def with_airing_moved(text: str, schedule: Schedule, at: Once, to: Once) -> str:
    """The file in which one airing is at another day or time, and all others stay.

    Raises:
        StationError: the schedule has an airing of its own there.
    """
    left_out, single = schedule.exceptions.once, schedule.once
    if to in single:
        raise StationError("station.airing_there", when=_once(to))
    back = to in left_out  # to where the rule has one
    left_out = tuple(one for one in left_out if one != to)
    if at in single:
        single = tuple(to if one == at else one for one in single if one != at or not back)
    else:
        left_out = (*left_out, at)
        single = single if back else (*single, to)
    text = _with_once(text, ("except", "once"), left_out)
    return _with_once(text, ("once",), single)


def with_time_moved(text: str, schedule: Schedule, wall: time, to: time) -> str:
    """The file in which the rule has another time of day; what it leaves out at that time moves with it.

    Raises:
        StationError: the rule has no such time, or has the new one already.
    """
    if wall not in schedule.at:
        raise StationError("station.no_such_time", time=_clock(wall))
    if to in schedule.at:
        raise StationError("station.time_there", time=_clock(to))
    for number, known in enumerate(schedule.at):
        if known == wall:
            text = set_value(text, ("at", number), _clock(to))
    left_out = tuple(replace(one, wall=to) if one.wall == wall else one for one in schedule.exceptions.once)
    return text if left_out == schedule.exceptions.once else _with_once(text, ("except", "once"), left_out)


def with_pause(text: str, *, paused: bool) -> str:
    """The file of the schedule, paused or going on."""
    return put(text, ("paused",), _YES if paused else None)


def with_schedule(text: str, old: Schedule | None, new: Schedule) -> str:
    """The file that says `new` where it said `old`; "" and None make a new one.

    A value that is the same stays as it is written, with its comments.
    """
    if old is None or old.messages != new.messages:
        one, several = (new.messages[0], None) if len(new.messages) == 1 else (None, list(new.messages))
        text = put(put(text, ("message",), one), ("messages",), several)
    for path, value_of in _VALUES:
        value = value_of(new)
        if value != (None if old is None else value_of(old)):
            text = put(text, path, value)
    return text


def _list(values: Sequence[str]) -> Value | None:
    return list(values) or None


def _month_day(one: MonthDay | MonthWeekday) -> Value:
    if isinstance(one, MonthWeekday):
        return {"weekday": _DAYS[one.weekday], "nth": _number(one.nth)}
    return _number(one.day)


def _number(count: int) -> str:
    return "last" if count == LAST else Bare(count)


def _date(day: date | None) -> str | None:
    return None if day is None else Bare(day.isoformat())


def _dates(days: frozenset[date]) -> Value | None:
    return _list([Bare(day.isoformat()) for day in sorted(days)])


def _singles(singles: Sequence[Once]) -> Value | None:
    return _list([_once(one) for one in singles])


def _length(seconds: float, unless: float) -> str | None:
    return None if seconds == unless else spelt(seconds)


_DEFAULT = Schedule(id="", messages=())
_VALUES: tuple[tuple[Path, Callable[[Schedule], Value | None]], ...] = (
    (("at",), lambda s: _list([_clock(wall) for wall in s.at])),
    (("every",), lambda s: None if s.every is None else spelt(s.every)),
    (("between",), lambda s: None if s.between is None else "-".join(map(_clock, s.between))),
    (("jitter",), lambda s: _length(s.jitter, _DEFAULT.jitter)),
    (("days",), lambda s: _list([_DAYS[number] for number in sorted(s.days)])),
    (("dates",), lambda s: _dates(s.dates)),
    (("named",), lambda s: _list(s.named)),
    (("lunar",), lambda s: _list(s.lunar)),
    (("monthly",), lambda s: [_month_day(one) for one in s.monthly] or None),
    (("yearly",), lambda s: _list(s.yearly)),
    (("nearest",), lambda s: None if s.nearest is None else str(s.nearest)),
    (("once",), lambda s: _singles(s.once)),
    (("valid", "from"), lambda s: _date(s.valid.first)),
    (("valid", "until"), lambda s: _date(s.valid.until)),
    (("except", "holidays"), lambda s: _YES if s.exceptions.holidays else None),
    (("except", "named"), lambda s: _list(s.exceptions.named)),
    (("except", "dates"), lambda s: _dates(s.exceptions.dates)),
    (("except", "once"), lambda s: _singles(s.exceptions.once)),
    (("catch_up",), lambda s: _length(s.catch_up, _DEFAULT.catch_up)),
    (("wait",), lambda s: _length(s.wait, _DEFAULT.wait)),
    (("zones",), lambda s: _list(s.zones)),
    (("paused",), lambda s: _YES if s.paused else None),
)
"""Each key with its value as it is written; None where it is not."""


def _with_once(text: str, path: Path, singles: Sequence[Once]) -> str:
    """The text with a list of single airings; what is written of it already stays as it is."""
    found = written(text, path)
    known = found if isinstance(found, list) else []
    if len(singles) == len(known):
        for number, one in enumerate(singles):
            if _start(known[number]) != one:
                text = set_value(text, (*path, number), _once(one))
        return text
    if len(singles) == len(known) + 1 and [_start(each) for each in known] == list(singles[:-1]):
        return add_item(text, path, _once(singles[-1]))
    return put(text, path, _singles(singles))


def _start(one: Any) -> Once | None:  # noqa: ANN401 - what stands in a list
    try:
        return start(one)
    except ValueError:
        return None


def _once(one: Once) -> str:
    return f"{one.day.isoformat()} {_clock(one.wall)}"


def _clock(wall: time) -> str:
    return f"{wall:%H:%M:%S}" if wall.second else f"{wall:%H:%M}"
