"""Will it air? What of a station that is right in form will not be heard, or not as it was meant.

`check` and `plan` tell it. The running station takes none of it into account: what airs is decided by
the guard and the desk, and this is their judgement told ahead, by the same rules.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType

from broadcaster.errors import BroadcasterError, TimetableError
from broadcaster.service.examined import Doubt, Examiner
from broadcaster.station.loading import Loaded
from broadcaster.station.model import Message, Play, Say, Schedule, Station
from broadcaster.station.problems import Problem, Severity
from broadcaster.station.trees import Place, Trees
from broadcaster.station.yamltree import START, Mark
from broadcaster.text import hint, say
from broadcaster.timetable.guard import Refusal
from broadcaster.timetable.outlook import Delay, RefusedStarts, Wait, refused_starts, waits
from broadcaster.timetable.plan import plan
from broadcaster.timetable.recurrence import days, times
from broadcaster.timetable.vietnam import VietnamCalendar

DAYS = 14
_FAR = timedelta(days=400)  # longer than a lunar year with a leap month
# Told by `station.notices` for the whole message or schedule.
_TOLD = {"station.message_over", "station.never_valid"}
_VALIDITY = ("timetable.message_expired", "timetable.message_not_yet_valid")


@dataclass(frozen=True, slots=True)
class _View:
    """One station as it is looked at."""

    station: Station
    loaded: Loaded
    examiner: Examiner

    @property
    def trees(self) -> Trees:
        return self.loaded.trees


def outlook(loaded: Loaded, now: datetime, cache: Path) -> list[Problem]:
    """What will not air, or not as it was meant, in the next `DAYS` days: warnings, the soonest first.

    Args:
        loaded: the station as it was read. Where a file is broken, the others are looked at.
        now: the instant from which on starts count, aware.
        cache: the folder that keeps what was learned; it need not be writable.
    """
    station = _whole(loaded)
    if station is None:
        return []
    view = _View(station, loaded, Examiner(cache))
    first = now.astimezone(station.settings.timezone)
    found = [*_starts(view, first), *_unapproved(view), *_recordings(view), *_texts(view)]
    view.examiner.keep(alone=True)
    return found


def contents(loaded: Loaded, cache: Path, messages: Collection[str]) -> list[Problem]:
    """What is wrong with the recordings and words of some messages; the arguments are those of `outlook`."""
    station = _whole(loaded)
    if station is None:
        return []
    heard = {name: station.messages[name] for name in messages}
    station = replace(station, messages=MappingProxyType(dict(sorted(heard.items()))))
    view = _View(station, loaded, Examiner(cache))
    found = [*_recordings(view), *_texts(view)]
    view.examiner.keep()
    return found


def _whole(loaded: Loaded) -> Station | None:
    """What could be read, without the schedules that name what could not."""
    found = loaded.station or loaded.found
    if found is None or loaded.station is not None:
        return found
    whole = {
        name: schedule
        for name, schedule in found.schedules.items()
        if all(message in found.messages for message in schedule.messages)
    }
    return replace(found, schedules=MappingProxyType(whole))


def _warning(place: Place, mark: Mark, code: str, /, **facts: object) -> Problem:
    return place.problem(mark, code, Severity.WARNING, **facts)


def _starts(view: _View, first: datetime) -> Iterator[Problem]:
    """Starts that are refused, that wait for others, and schedules that have none."""
    station = view.station

    def lengths(name: str) -> tuple[float, bool]:
        return round(view.examiner.message(station, station.messages[name]).seconds), True

    try:
        # Approval is told apart, once a message: what is not approved yet has its place all the same.
        rows = plan(station, first, first + timedelta(days=DAYS), lengths=lengths)
    except TimetableError:
        return  # a lunar day beyond the calendar; `plan` tells it
    yield from _refusals(view, refused_starts(rows))
    yield from _delays(view, waits(station, rows))
    started = {row.schedule for row in rows}
    for schedule in station.schedules.values():
        if schedule.id not in started and not _goes_on(schedule, first.date()):
            yield _warning(view.trees.schedules[schedule.id], START, "outlook.no_start")


def _goes_on(schedule: Schedule, today: date) -> bool:
    """True if the schedule has a day to come, or is over, which is told already."""
    if schedule.valid.until is not None and schedule.valid.until < today:
        return True
    begin = max(today, schedule.valid.first or today)
    try:
        ahead = next(days(schedule, begin, begin + _FAR, VietnamCalendar()), None)
    except TimetableError:
        return True
    return ahead is not None or any(day >= begin for day in schedule.dates - schedule.exceptions.dates)


def _refusals(view: _View, found: Iterable[RefusedStarts]) -> Iterator[Problem]:
    """What the guard refuses: by schedule, but once for a message that is not valid then."""
    merged: dict[tuple[str, str, Refusal], RefusedStarts] = {}
    for one in found:
        if one.refusal.code in _VALIDITY and _is_told(view, one):
            continue
        key = ("" if one.refusal.code in _VALIDITY else one.schedule, one.message, one.refusal)
        same = merged.get(key)
        merged[key] = (
            one if same is None else replace(same, count=same.count + one.count, of=same.of + one.of)
        )
    for (schedule, message, refusal), one in merged.items():
        place = view.trees.schedules[schedule] if schedule else view.trees.messages[message]
        facts = dict(refusal.facts)
        reason = say(refusal.code, **facts)
        yield _warning(
            place,
            _start_mark(view, schedule, one.first) if schedule else place.mark("valid"),
            "outlook.all_refused" if one.count == one.of else "outlook.refused",
            message=message,
            count=one.count,
            of=one.of,
            days=DAYS,
            when=when(one.first),
            reason=reason[:1].lower() + reason[1:],
            advice=hint(refusal.code, **facts) or say("outlook.see_plan"),
        )


def _is_told(view: _View, found: RefusedStarts) -> bool:
    files = {view.trees.schedules[found.schedule].file, view.trees.messages[found.message].file}
    return any(p.code in _TOLD and p.file in files for p in view.loaded.problems)


def _delays(view: _View, found: Iterable[Wait]) -> Iterator[Problem]:
    """One warning for what others do to a schedule, by kind: the first time, and how often."""
    groups: dict[tuple[str, str], list[Wait]] = {}
    for wait in found:
        twice = not set(wait.messages).isdisjoint(wait.behind_messages)
        code = "outlook.same_message" if twice else f"outlook.{wait.kind}"
        groups.setdefault((wait.schedule, code), []).append(wait)
    for (schedule, code), waiting in sorted(groups.items(), key=_severest):
        one = waiting[0]
        shared = [name for name in one.messages if name in one.behind_messages]
        yield _warning(
            view.trees.schedules[schedule],
            _start_mark(view, schedule, one.planned),
            code,
            message=", ".join(shared or one.messages),
            other=", ".join(one.behind_messages),
            schedule=one.behind_schedule,
            when=when(one.planned),
            since=f"{one.since:%H:%M}",
            until=f"{one.until + timedelta(seconds=59):%H:%M}",
            more=_more(len(waiting) - 1),
        )


def _more(count: int) -> str:
    return say("outlook.more", count=count, days=DAYS) if count else ""


def _severest(group: tuple[tuple[str, str], list[Wait]]) -> tuple[bool, datetime]:
    (_, code), waiting = group
    return code != f"outlook.{Delay.MISSED}", waiting[0].planned


def _start_mark(view: _View, schedule: str, start: datetime) -> Mark:
    """Where the time of a session's start is written."""
    place, rule = view.trees.schedules[schedule], view.station.schedules[schedule]
    wall: time = start.time().replace(tzinfo=None, microsecond=0)
    if wall in rule.at and wall in times(rule):
        return place.mark("at", rule.at.index(wall))
    return place.mark("between") if rule.between is not None else place.mark("at")


def when(moment: datetime) -> str:
    """An instant as an officer reads it: weekday, time and day."""
    weekday = say("timetable.weekdays").split()[moment.weekday()]
    return f"{moment:%H:%M} {weekday} {moment:%d/%m}"


def _unapproved(view: _View) -> Iterator[Problem]:
    """Scheduled messages that wait for the leadership's yes."""
    station = view.station
    if not station.settings.approval.required:
        return
    from broadcaster.service.approved import Approvals

    approvals = Approvals()
    for message in _scheduled(station):
        if not approvals.holds(station, message):
            place = view.trees.messages[message.id]
            void = message.id in station.approvals
            code = "outlook.approval_void" if void else "outlook.not_approved"
            yield _warning(place, place.mark("title"), code, message=message.id)


def _scheduled(station: Station) -> list[Message]:
    """The messages that schedules name, each once, in the order of their ids."""
    names = {name for schedule in station.schedules.values() for name in schedule.messages}
    return [station.messages[name] for name in sorted(names)]


def _recordings(view: _View) -> Iterator[Problem]:
    """Recordings that nobody will hear whole."""
    told: set[str] = set()
    for message in view.station.messages.values():
        place = view.trees.messages[message.id]
        parts = ((part.recording, place.mark("parts", i, "play")) for i, part in _plays(message))
        bed = ((message.bed, place.mark("bed")),) if message.bed else ()
        for name, mark in (*parts, *bed):
            recording = view.station.recordings.get(name)
            if recording is None or name in told:
                continue
            told.add(name)
            try:
                fault = view.examiner.recording(recording)
            except BroadcasterError as error:  # no ffmpeg: the same for all of them
                yield _warning(place, mark, error.code, **error.facts)
                return
            if fault is not None:
                yield _warning(place, mark, fault.code, written=name, **dict(fault.facts))
    if view.examiner.untried:
        place = view.trees.station
        yield _warning(place, START, "outlook.recordings_untried", count=view.examiner.untried)


def _plays(message: Message) -> list[tuple[int, Play]]:
    return [(index, part) for index, part in enumerate(message.parts) if isinstance(part, Play)]


def _texts(view: _View) -> Iterator[Problem]:
    """Messages without tone marks, or in an encoding of the time before Unicode."""
    for message in view.station.messages.values():
        for doubt in view.examiner.message(view.station, message).doubts:
            place = view.trees.messages[message.id]
            mark, written = _doubt_mark(view, message, doubt), _words(message, doubt)
            yield _warning(place, mark, doubt.code, written=written, message=message.id)


def _words(message: Message, doubt: Doubt) -> str:
    """The first words of a doubtful stretch."""
    part = message.parts[doubt.part]
    text = part.text[doubt.start :] if isinstance(part, Say) else ""
    return " ".join(text.split()[:4])


def _doubt_mark(view: _View, message: Message, doubt: Doubt) -> Mark:
    """Where a stretch stands in its file: looked for in its line, as YAML folds and indents texts."""
    place, part = view.trees.messages[message.id], message.parts[doubt.part]
    mark = place.mark("parts", doubt.part, "say")
    if not isinstance(part, Say):
        return mark
    line = part.line + part.text.count("\n", 0, doubt.start)
    raw = (
        view.loaded.files.get(place.file, b"").decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    )
    word = part.text[doubt.start :].split(maxsplit=1)[:1]
    column = raw[line - 1].find(word[0]) if word and line <= len(raw) else -1
    return Mark(line, column + 1) if column >= 0 else mark
