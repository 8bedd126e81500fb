"""Events as drafts: a message each, with a paused schedule where there is room. For commands only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import say
from broadcaster.letters.draft.message_file import Frame
from broadcaster.letters.importer import frame_of
from broadcaster.station.editing.document import ABSENT
from broadcaster.station.editing.documents import Documents
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.names import plain_name
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.station import Station
from broadcaster.studio.render.store import cache_folder
from broadcaster.timetable.calendars.announcements import AnnouncedEvent, load, note
from broadcaster.timetable.calendars.events import ComingEvent
from broadcaster.timetable.days.recurrence import instant
from broadcaster.timetable.outlook.view import Examiner
from broadcaster.timetable.plan.plan import plan
from broadcaster.timetable.plan.slots import SlotRequest, next_free_slot, session_judge
from broadcaster.timetable.planning.losses import unheard_here
from broadcaster.timetable.rules.occurrence import Occurrence, occurrence
from broadcaster.timetable.rules.quotas import monday

_WEEK = timedelta(days=7)


class StartWish(NamedTuple):
    """A start that is wanted at `at`, or else later, before `until`; both aware, in the station's zone."""

    at: datetime
    until: datetime


class DraftRoom:
    """Finds free starts by the judge of free starts (`timetable.plan.slots`).

    What is taken here counts for what is asked later, and so do the proposals of earlier drafts, although
    their schedules are paused: a person may let them air.

    Args:
        station: its plan, as if all were approved.
    """

    def __init__(self, station: Station, clock: Clock) -> None:
        drafted = {one.message for one in load(station.root / "state").values()}
        schedules = {
            name: replace(each, paused=False) if drafted.issuperset(each.messages) else each
            for name, each in station.schedules.items()
        }
        self._station = replace(station, schedules=MappingProxyType(schedules))
        self._clock = clock
        self._examiner = Examiner(cache_folder(station.root))
        self._weeks: dict[date, list[Occurrence]] = {}  # by their Monday

    def take(
        self, message: Message, wishes: Iterable[StartWish]
    ) -> Iterator[tuple[StartWish, datetime | None]]:
        """The free start for each wish; None where there is none. It counts from then on."""
        zone = self._station.settings.timezone
        length = timedelta(seconds=self._seconds(message))
        own = Schedule(id=message.id, messages=(message.id,))
        self._station = replace(
            self._station,
            messages=MappingProxyType({**self._station.messages, message.id: message}),
            schedules=MappingProxyType({**self._station.schedules, own.id: own}),
        )
        for wish in wishes:
            rows = self._week(monday(wish.at.date()))
            judged = session_judge(self._station, rows, SlotRequest(members=((message, length),)))
            free = next_free_slot(judged, wish.at, zone, within=wish.until - wish.at)
            if free is not None:
                rows.append(_row(message.id, free, length))
            yield wish, free

    def keep(self) -> None:
        """Remember what was learned of messages, for the next check."""
        self._examiner.keep()

    def _seconds(self, message: Message) -> float:
        return round(self._examiner.message(self._station, message).seconds)

    def _week(self, week: date) -> list[Occurrence]:
        if week not in self._weeks:
            station, now = self._station, self._clock.now()
            begin = instant(week, time(), station.settings.timezone)
            self._weeks[week] = plan(
                station,
                begin,
                begin + _WEEK,
                lengths=lambda name: (self._seconds(station.messages[name]), True),
                unheard=unheard_here(station.root / "state", self._clock, begin, now) if begin < now else (),
            )
        return self._weeks[week]


def _row(name: str, start: datetime, length: timedelta) -> Occurrence:
    begin = start.astimezone(UTC)
    return occurrence(
        start=start,
        end=(begin + length).astimezone(start.tzinfo),
        end_estimated=True,
        message=name,
        schedule=name,
        session=f"{name}@{begin.isoformat()}",
        position=0,
        of=1,
        refusal=None,
    )


MOST = 20  # drafts that are made at once: a person reads each
_NAME = 40  # code points
_EVE, _MORNING = time(17), time(6, 30)
_EVE_OVER, _MORNING_OVER = time(23), time(11)  # no start is proposed from then on
_LEAST = timedelta(hours=1)  # between the last proposed airing and the event
_LONGEST_SOURCE = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft:
    """An event that became a draft."""

    event: ComingEvent
    message: str
    places: tuple[tuple[StartWish, datetime | None], ...]  # each with the next start that is free

    @property
    def airings(self) -> tuple[datetime, ...]:
        """What is proposed."""
        return tuple(free for _, free in self.places if free is not None)


def draft(
    station: Station,
    folder: Path,
    calendar: str,
    source: str,
    events: list[ComingEvent],
    clock: Clock,
    *,
    by: str,
) -> Iterator[EventDraft]:
    """Write a message and a paused schedule for each event that has none yet, `MOST` at once.

    Args:
        calendar: the name of a subscribed one; "" for a file.

    Raises:
        StationError, StoreError: a file cannot be written; the event stays to be announced.
    """
    state, documents = folder / "state", Documents(folder, clock)
    frame, room = frame_of(station, folder), DraftRoom(station, clock)
    made = 0
    for event in events:
        if event.cancelled or made == MOST or event.key in load(state):
            continue
        name = _free_name(documents, event.title)
        one = AnnouncedEvent(
            calendar=calendar, message=name, title=event.title[:300], start=event.start, digest=event.digest
        )
        # Remembered first: a kill in between costs a draft, and does not make a second one.
        if not note(state, event.key, one):
            continue
        try:
            words = words_of(frame, event)
            message = Message(id=name, title=event.title, parts=(Say(text="\n".join(words)),))
            wishes = wanted(event, clock.now().astimezone(station.settings.timezone))
            done = EventDraft(event=event, message=name, places=tuple(room.take(message, wishes)))
            text = message_text(words, source, event)
            documents.write(f"messages/{name}.yaml", text, etag=ABSENT, by=by)
            if done.airings:
                text = schedule_text(name, done.airings)
                documents.write(f"schedules/{name}.yaml", text, etag=ABSENT, by=by)
        except BroadcasterError:
            note(state, event.key, None)
            raise
        made += 1
        yield done
    room.keep()


def wanted(event: ComingEvent, now: datetime) -> Iterator[StartWish]:
    """When it is best announced: the evening before, and the morning of the day if that is before it."""
    day, zone = event.start.date(), event.start.tzinfo
    eve = day - timedelta(days=1)
    for on, since, over in ((eve, _EVE, _EVE_OVER), (day, _MORNING, _MORNING_OVER)):
        at, until = (datetime.combine(on, wall, zone) for wall in (since, over))
        if not event.whole_day:
            until = min(until, event.start - _LEAST + timedelta(seconds=1))
        if now < at < until:
            yield StartWish(at, until)


def words_of(frame: Frame, event: ComingEvent) -> list[str]:
    """What is said of an event, line by line."""
    day = f"{event.start.day}/{event.start.month}/{event.start.year}"
    when = say("calendars.whole_day", day=day)
    if not event.whole_day:
        when = say("calendars.at_time", time=f"{event.start:%H:%M}", day=day)
    said = [frame.greeting, _sentence(event.title), when]
    said += [_sentence(say("calendars.at_place", place=event.place))] if event.place else []
    said += [*event.about.splitlines(), frame.closing]
    return [line for text in said for line in text.splitlines()]


def message_text(words: list[str], source: str, event: ComingEvent) -> str:
    """The file of the message. Texts of JSON are texts of YAML."""
    basis = say("calendars.basis", source=source[:_LONGEST_SOURCE], uid=event.key)[:300]
    return (
        f"title: {_quoted(event.title.replace(chr(10), ' ')[:200])}\n"
        f"basis: {_quoted(basis)}\n"
        f"valid: {{until: {event.start.date().isoformat()}}}\n"
        "parts:\n  - say: |\n" + "".join(f"      {line}\n" for line in words)
    )


def schedule_text(message: str, airings: tuple[datetime, ...]) -> str:
    """The file of the schedule: paused until a person lets it air."""
    once = ", ".join(_quoted(f"{at:%Y-%m-%d %H:%M}") for at in airings)
    return f"# {say('calendars.proposed')}\nmessage: {message}\nonce: [{once}]\npaused: true\n"


def _free_name(documents: Documents, title: str) -> str:
    base = plain_name(title, _NAME) or "su-kien"
    return next(
        name
        for name in (base, *(f"{base}-{number}" for number in range(2, 10_000)))
        if all(documents.read(f"{kind}/{name}.yaml").etag == ABSENT for kind in ("messages", "schedules"))
    )


def _sentence(text: str) -> str:
    flat = " ".join(text.split())
    return flat if flat.endswith((".", "!", "?")) else f"{flat}."


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
