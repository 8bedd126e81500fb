"""`broadcaster plan --week`: one week as a grid of hours × days, for a terminal."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import click

from broadcaster.cli.planning.plan_table import PlanRow
from broadcaster.core.containment import Kind, attempt, each
from broadcaster.core.errors import TimetableError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.core.text.table import width
from broadcaster.station.model.message import Priority
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import rules_of, sessions_allowed
from broadcaster.timetable.days.vietnam import calendar_of
from broadcaster.timetable.rules.guard import quiet_throughout
from broadcaster.timetable.rules.occurrence import Status
from broadcaster.timetable.rules.quotas import counts
from broadcaster.timetable.rules.regulation import Stretch, stretches

_WIDTH = 80  # columns where the output is no terminal
_MARGIN = 6  # the hour, and a space
_NARROWEST = 9  # of a day: sign, time of day, letters, flag
_TITLED = 16  # columns of a day that has room for the beginning of a title
_MOST = 4  # airings of one hour and day that are drawn; more are counted
_DAYS = 7
_DAY = timedelta(days=1)


class WeekSign(StrEnum):
    """What becomes of a session, in the order of the explanations."""

    NORMAL = "normal"
    PRIORITY = "priority"
    EMERGENCY = "emergency"
    REFUSED = "refused"
    PAST = "past"


class WeekFlag(StrEnum):
    """What a session that airs must reckon with."""

    NONE = "none"
    WAITS = "waits"
    WARNED = "warned"


_DRAWN = {
    WeekSign.NORMAL: "●",
    WeekSign.PRIORITY: "▲",
    WeekSign.EMERGENCY: "■",
    WeekSign.REFUSED: "×",
    WeekSign.PAST: "·",
    WeekFlag.NONE: " ",
    WeekFlag.WAITS: ">",
    WeekFlag.WARNED: "!",
}
_PLAIN = {
    **_DRAWN,
    WeekSign.NORMAL: "o",
    WeekSign.PRIORITY: "^",
    WeekSign.EMERGENCY: "#",
    WeekSign.REFUSED: "x",
    WeekSign.PAST: ".",
}
_COLOURS = {
    WeekSign.NORMAL: "green",
    WeekSign.PRIORITY: "yellow",
    WeekSign.EMERGENCY: "red",
    WeekSign.REFUSED: "magenta",
    WeekSign.PAST: "bright_black",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekSession:
    """One session as the grid draws it."""

    start: datetime
    schedule: str
    sign: WeekSign
    flag: WeekFlag
    why: str  # "" where there is nothing to explain
    free: datetime | None  # where it is refused: the next start that would be free
    counts: bool  # for the quotas


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How it is drawn."""

    width: int  # columns
    colours: bool
    plain: bool  # signs of ASCII, no shading

    @property
    def day(self) -> int:
        """The columns of one day, without the space before it."""
        return max(_NARROWEST, (self.width - _MARGIN) // _DAYS - 1)

    def sign(self, which: WeekSign | WeekFlag) -> str:
        """A sign."""
        return (_PLAIN if self.plain else _DRAWN)[which]

    @property
    def shade(self) -> str:
        """What quiet hours are filled with."""
        return "." if self.plain else "░"


def look(columns: int | None, *, plain: bool) -> Look:
    """How a week is drawn on a terminal of so many columns; None for a file or a pipe."""
    colours = columns is not None and not plain and "NO_COLOR" not in os.environ
    return Look(width=columns or _WIDTH, colours=colours, plain=plain)


def drawn(station: Station, rows: Sequence[PlanRow], monday: date, now: datetime, how: Look) -> str:
    """A week of a plan, with what its signs and letters mean. `now`: what starts before is past."""

    found = _sessions(station, rows, now)
    letters = {name: _letters(number) for number, name in enumerate(dict.fromkeys(s.schedule for s in found))}
    days = [monday + number * _DAY for number in range(_DAYS)]
    spans = quiet_throughout(station.settings, days)
    lines = _head(station, found, days, now.date(), how)
    for stretch in stretches(spans):
        lines += _stretch(station, found, letters, days, stretch, how)
    lines += ["", *_legend(station, found, letters, spans, how)]
    return "\n".join(line.rstrip() for line in lines)


def _sessions(station: Station, rows: Sequence[PlanRow], now: datetime) -> list[WeekSession]:
    members: dict[str, list[PlanRow]] = {}
    for row in rows:
        members.setdefault(row.occurrence.session, []).append(row)
    found = each(
        Kind.SCHEDULE,
        members.values(),
        lambda rows: rows[0].occurrence.schedule,
        lambda rows: _session(station, rows, now),
        lambda _rows, fault: click.echo(explain(fault), err=True),
    )
    return sorted(found, key=lambda one: (one.start, one.schedule))


def _session(station: Station, members: Sequence[PlanRow], now: datetime) -> WeekSession:
    first = members[0].occurrence
    airs = [row for row in members if row.occurrence.status is Status.PLANNED]
    classes = [station.messages[row.occurrence.message].priority for row in airs]
    rank = (Priority.EMERGENCY, Priority.PRIORITY, Priority.NORMAL)
    past = first.start < now
    flag, why = WeekFlag.NONE, "" if airs else replace(members[0], slot=None).status
    if not past:
        for row in airs:
            if row.prospect.wait is not None or row.prospect.clash or row.prospect.delays:
                flag, why = WeekFlag.WAITS, row.status
                break
            if row.prospect.over is not None and not why:
                flag, why = WeekFlag.WARNED, row.status
    sign = WeekSign(next(str(one) for one in rank if one in classes)) if airs else WeekSign.REFUSED
    return WeekSession(
        start=first.start,
        schedule=first.schedule,
        sign=WeekSign.PAST if past else sign,
        flag=flag,
        why="" if past else why,
        free=None if past or airs else members[0].slot,
        counts=any(
            counts(station.messages.get(row.occurrence.message)) and not row.occurrence.unheard
            for row in airs
        ),
    )


def _letters(number: int) -> str:
    """a … z, aa … zz: names of schedules that are short enough for the grid."""
    first, last = divmod(number, 26)
    return (chr(96 + first) if first else "") + chr(97 + last)


def _head(
    station: Station, found: Sequence[WeekSession], days: Sequence[date], today: date, how: Look
) -> list[str]:
    names = say("timetable.weekdays").split()
    rules = rules_of(station.settings)
    heads = [f"{names[day.weekday()]} {day:%d/%m}" + ("*" if day == today else "") for day in days]
    used = []
    for day in days:
        number = sum(1 for one in found if one.start.date() == day and one.counts)
        over = how.sign(WeekFlag.WARNED) if number > sessions_allowed(rules, day) else ""
        used.append(say("timetable.week.sessions", count=number) + over if number else "")
    whole = say("timetable.week.of", first=f"{days[0]:%d/%m/%Y}", last=f"{days[-1]:%d/%m/%Y}")
    title = f"{station.settings.name} · {whole}"
    return [
        *textwrap.wrap(title, how.width),
        _line("", [click.style(each, bold=True) if how.colours else each for each in heads], heads, how),
        _line("", _lunar(station, days), None, how),
        _line("", used, None, how),
    ]


def _lunar(station: Station, days: Sequence[date]) -> list[str]:
    calendar, found = calendar_of(station), []
    for day in days:
        try:
            one = calendar.lunar(day)
        except TimetableError:
            return [""] * len(days)
        found.append(say("timetable.week.lunar", day=one.day, month=f"{one.month}{'+' if one.leap else ''}"))
    return found


def _stretch(
    station: Station,
    found: Sequence[WeekSession],
    letters: dict[str, str],
    days: Sequence[date],
    stretch: Stretch,
    how: Look,
) -> list[str]:
    """The lines of one hour, or of a stretch of quiet hours: as many as its fullest day needs."""
    cells = [
        [one for one in found if one.start.date() == day and one.start.hour in stretch.hours] for day in days
    ]
    height = min(max(1, *map(len, cells)), _MOST)
    label = f"{stretch.hours.start:02}:00"
    if stretch.quiet:
        label = f"{stretch.hours.start}–{stretch.hours.stop}"
    lines = []
    for number in range(height):
        shown, bare = [], []
        for some in cells:
            text, coloured = "", ""
            if len(some) > _MOST and number == _MOST - 1:
                text = coloured = say("timetable.week.more", number=len(some) - number)
            elif number < len(some):
                text, coloured = _drawn(station, some[number], letters, how)
            if not text and stretch.quiet:
                text = coloured = how.shade * how.day
            bare.append(text)
            shown.append(coloured)
        lines.append(_line("" if number else label, shown, bare, how))
    return lines


def _drawn(station: Station, one: WeekSession, letters: dict[str, str], how: Look) -> tuple[str, str]:
    """See `_cell`; the time alone where something goes wrong with it."""
    bare = f"{one.start:%H:%M}"
    return attempt(
        Kind.SCHEDULE, one.schedule, lambda: _cell(station, one, letters, how), lambda _fault: (bare, bare)
    )


def _cell(station: Station, one: WeekSession, letters: dict[str, str], how: Look) -> tuple[str, str]:
    """A session as it is measured, and as it is printed."""
    letter = letters[one.schedule]
    text = f"{how.sign(one.sign)}{one.start:%H:%M}{letter:>2}{how.sign(one.flag)}"
    if how.day >= _TITLED:
        for character in f" {_title(station, one.schedule)}":
            if width(text + character) > how.day:
                break
            text += character
    return text, click.style(text, fg=_COLOURS[one.sign]) if how.colours else text


def _line(label: str, shown: Sequence[str], bare: Sequence[str] | None, how: Look) -> str:
    texts = shown if bare is None else bare
    cells = [text + " " * (how.day - width(b)) for text, b in zip(shown, texts, strict=True)]
    return f"{label:<{_MARGIN - 1}} " + " ".join(cells)


def _legend(
    station: Station,
    found: Sequence[WeekSession],
    letters: dict[str, str],
    spans: Sequence[tuple[time, time]],
    how: Look,
) -> list[str]:
    signs = [
        f"{how.sign(each)} {say(f'timetable.week.sign.{each}')}"
        for each in (*WeekSign, WeekFlag.WAITS, WeekFlag.WARNED)
        if any(each in (one.sign, one.flag) for one in found)
    ]
    if spans:
        hours = ", ".join(f"{first:%H:%M}–{until:%H:%M}" for first, until in spans)
        signs.append(f"{how.shade} {say('timetable.week.quiet', hours=hours)}")
    lines = _joined(signs, how)
    for name, letter in letters.items():
        lines += _wrapped(f"{letter:>2}  ", _title(station, name), how)
        for why, number in _counted(one.why for one in found if one.schedule == name and one.why):
            lines += _wrapped("    ", f"– {say('timetable.week.why', why=why, count=number)}", how)
            free = dict.fromkeys(
                _slot(one.free) for one in found if one.why == why and one.schedule == name and one.free
            )
            if free:
                lines += _wrapped("      ", say("timetable.week.free", starts=", ".join(free)), how)
    return lines


def _slot(start: datetime) -> str:
    """A free start: its day and time."""
    return f"{say('timetable.weekdays').split()[start.weekday()]} {start:%d/%m %H:%M}"


def _joined(parts: Sequence[str], how: Look) -> list[str]:
    """The parts beside each other in as few lines as they need; none is broken where it fits into one."""
    lines: list[str] = []
    for part in parts:
        if lines and width(f"{lines[-1]}   {part}") <= how.width:
            lines[-1] += f"   {part}"
        else:
            lines += textwrap.wrap(part, how.width)
    return lines


def _counted(reasons: Iterable[str]) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for reason in reasons:
        found[reason] = found.get(reason, 0) + 1
    return list(found.items())


def _wrapped(start: str, text: str, how: Look) -> list[str]:
    return textwrap.wrap(text, how.width, initial_indent=start, subsequent_indent="    ")


def _title(station: Station, schedule: str) -> str:
    def titles() -> str:
        return ", ".join(station.messages[name].title for name in station.schedules[schedule].messages)

    return attempt(Kind.SCHEDULE, schedule, titles, lambda _fault: schedule)
