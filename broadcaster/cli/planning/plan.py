"""`broadcaster plan`: every planned airing, with the reasons of those that will not air."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import click

from broadcaster.cli.asking.station_files import show_left_out
from broadcaster.cli.planning.plan_table import Held, PlanRow, as_csv, as_json, as_table
from broadcaster.cli.planning.plan_week import drawn, look
from broadcaster.cli.terminal.arguments import begin
from broadcaster.cli.terminal.options import terminal_width
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, SpeechError, StoreError
from broadcaster.core.memory import building
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.decisions.opening import DecisionsView, as_it_airs, decisions_view
from broadcaster.people.versions.clearance import Approvals
from broadcaster.people.versions.pins import Pins
from broadcaster.playout.operator.suspensions import NAME, Suspensions
from broadcaster.speech.speaker import Speaker
from broadcaster.station.acceptance.change_rows import parts
from broadcaster.station.acceptance.confirmation import under_rule
from broadcaster.station.loading.archive import opened
from broadcaster.station.loading.partial import whole
from broadcaster.station.loading.sources import FolderSource
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.problems import BadStation
from broadcaster.studio.render.estimate import duration
from broadcaster.studio.render.store import cache_folder
from broadcaster.studio.render.studio import open_programmes, open_speaker
from broadcaster.studio.script.digest import sound_digest
from broadcaster.studio.script.programme import Programme
from broadcaster.studio.script.script import read_script
from broadcaster.timetable.calendars.ical import calendar
from broadcaster.timetable.calendars.publication import PublishedEvent, keep, load, published
from broadcaster.timetable.outlook.outlook import contents
from broadcaster.timetable.plan.plan import plan, warnings
from broadcaster.timetable.plan.prospect import prospects
from broadcaster.timetable.plan.slots import REGULATION, WITHIN, free_slots
from broadcaster.timetable.planning.losses import unheard_here
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from broadcaster.timetable.rules.quotas import week_of

_MOST_DAYS = 366
_DAYS = 7


def show(
    folder: Path, first: date | datetime | None, count: int | None, form: str, week: bool, plain: bool
) -> int:
    """Print the plan of the coming days."""
    if week and (count is not None or form != "table"):
        raise click.UsageError(say("timetable.week.alone"))
    if plain and not week:
        raise click.UsageError(say("timetable.week.plain_alone"))
    kept = opened(folder / "state", folder)
    found = whole(FolderSource(folder.absolute()), kept, alone=kept is None)
    loaded, station = found.loaded, found.loaded.station
    if station is None:
        raise BadStation(found.problems)
    show_left_out(found)
    station, change = under_rule(station)
    for what in [] if change is None else parts("clock.waits", change):
        click.echo(say("clock.change_waits", what=what.text), err=True)
    zone = station.settings.timezone
    now = SystemClock().now().astimezone(zone)
    start = now if first is None else begin(first, zone)
    if week:
        start = week_of(start, station)
    looked = decisions_view(station, SystemClock())
    if not looked.readable and station.settings.approval.required:
        click.echo(say("people.decisions_hidden"), err=True)
    station = as_it_airs(station, loaded.files, looked)
    until = start + timedelta(days=count or _DAYS)
    rows = _rows(station, folder, looked, start, until)
    if week:
        how = look(terminal_width(), plain=plain)
        click.echo(drawn(station, rows, start.date(), now, how), color=how.colours)
    elif form == "ics":
        click.echo(_calendar(station, rows, folder / "state", start, until), nl=False)
    elif form == "json":
        click.echo(as_json(rows))
    elif form == "csv":
        click.echo(as_csv(rows), nl=False)
    elif rows:
        click.echo(as_table(rows, terminal_width()))
    if not rows:
        click.echo(say("timetable.nothing_planned"), err=True)
    heard = {row.occurrence.message for row in rows} - station.waiting.keys()
    for problem in contents(loaded, cache_folder(folder), heard):
        click.echo(problem.as_line(), err=True)
    return 0


def _rows(
    station: Station, folder: Path, looked: DecisionsView, start: datetime, until: datetime
) -> list[PlanRow]:
    """The plan as the running station makes it, with quotas, conflicts and delays for each row."""
    kept = Pins(folder / "state", station.root).version
    approvals = Approvals(looked, kept=kept)
    with stored_programmes(station) as stored:

        def lengths(name: str) -> tuple[float, bool]:
            programme = stored(name)
            if programme is not None:
                return programme.duration, False
            # Whole seconds: an estimate is not more exact.
            return round(duration(station, station.messages[name])), True

        def unapproved(message: Message) -> Refusal | None:
            programme = stored(message.id)
            return approvals.objection(station, message, programme.sound_digest if programme else None)

        with building():
            lost = unheard_here(folder / "state", SystemClock(), week_of(start, station), looked.at)
            rows = plan(
                station, start, until, lengths=lengths, unapproved=unapproved, unheard=lost, aside=_tell_aside
            )
            over = warnings(station, start, until, lengths=lengths, unapproved=unapproved, unheard=lost)
            free = {}
            if any(row.reason in REGULATION for row in rows):
                begin, end = week_of(start, station), until + 2 * WITHIN
                known = plan(station, begin, end, lengths=lengths, unapproved=unapproved, unheard=lost)
                free = free_slots(station, known, rows, lambda name: timedelta(seconds=lengths(name)[0]))
    rows = Suspensions(folder / "state" / NAME).screen(station, rows)

    def held(row: Occurrence) -> Held | None:
        return _held(station, looked, row.message) if row.status is Status.PLANNED else None

    return [
        PlanRow(prospect=each, approval=held(each.occurrence), slot=free.get(each.occurrence.session))
        for each in prospects(station, rows, over)
    ]


def _tell_aside(_schedule: str, fault: BroadcasterError) -> None:
    click.echo(explain(fault), err=True)


def _held(station: Station, looked: DecisionsView, name: str) -> Held | None:
    if not station.settings.approval.required or looked.decisions.of(name).yes is None:
        return None
    return "pinned" if name in station.pinned else None


@contextmanager
def stored_programmes(station: Station) -> Iterator[Callable[[str], Programme | None]]:
    """A function: message id → its programme as it would air now, or None if it is not rendered."""
    programmes, speaker = open_programmes(station), open_speaker(station)

    @cache
    def stored(name: str) -> Programme | None:
        found = (programmes.get(digest) for digest in _digests(station, station.messages[name], speaker))
        return next((programme for programme in found if programme is not None), None)

    try:
        yield stored
    finally:
        speaker.close()


def _digests(station: Station, message: Message, speaker: Speaker) -> Iterator[str]:
    """The sound digests that a programme of `message` may have, the best engine's first."""
    station = station.house_of(message.id)
    script = read_script(station, message)
    if not script.lines:
        yield sound_digest(script, None)
        return
    voices = station.settings.voices.get(message.voice, {})
    for engine in speaker.order():
        try:
            identity = speaker.identity(engine, voices, station.settings.speech.rate)
        except SpeechError:
            continue  # not installed here, so there is no programme of it
        yield sound_digest(script, identity)


def _calendar(station: Station, rows: list[PlanRow], state: Path, first: datetime, until: datetime) -> str:
    """The plan as a calendar; what was published before and is not planned any more is cancelled in it."""
    now, ward = SystemClock().now(), ward_mark(station)
    events = {
        event.uid: event
        for row in rows
        for one in (row.occurrence,)
        for event in (
            PublishedEvent(
                uid=f"{one.session}/{one.position}@{ward}",
                start=one.start,
                end=one.end,
                title=station.messages[one.message].title,
                about=say("timetable.event", message=one.message, schedule=one.schedule, status=row.status),
                airs=one.reason is None,
            ),
        )
    }
    known = published(load(state), events.values(), first, until, now)
    try:
        keep(state, known, now)
    except StoreError as error:
        click.echo(explain(error), err=True)
    shown = sorted((one.start, uid) for uid, one in known.items() if first <= one.start < until)
    gone = say("timetable.event_gone")
    about = [(uid, known[uid], events[uid].about if uid in events else gone) for _, uid in shown]
    return calendar(station.settings.name, about, now)


def ward_mark(station: Station) -> str:
    """A short mark that no other ward has: their schedules may have the same names."""
    place = station.settings.place
    whole = "\n".join((station.settings.name, place.ward, place.province))
    return hashlib.sha256(whole.encode()).hexdigest()[:12]
