"""`broadcaster plan`: every planned airing, with those that will not air and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.options import output_format
from broadcaster.cli.when import When, begin
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.speech import Speaker
    from broadcaster.station.model import Message, Station
    from broadcaster.studio.model import Programme
    from broadcaster.timetable import Occurrence, Refusal
    from broadcaster.timetable.quotas import Over

_MOST_DAYS = 366


@click.command(help=say("cli.plan"))
@click.option("--from", "first", type=When(), metavar="D", help=say("timetable.help.from"))
@click.option(
    "--days",
    "count",
    type=click.IntRange(1, _MOST_DAYS),
    default=7,
    show_default=True,
    metavar="N",
    help=say("timetable.help.days"),
)
@output_format("table", "json", "csv", "ics")
@click.pass_obj
def command(folder: Path, first: date | datetime | None, count: int, form: str) -> int:
    """Print the plan of the coming days."""
    from broadcaster.clock import SystemClock
    from broadcaster.service.approved import Approvals
    from broadcaster.service.held import NAME, Held
    from broadcaster.station.loading import take
    from broadcaster.studio import duration
    from broadcaster.timetable import plan, warnings
    from broadcaster.timetable.clash import clashes

    station = take(folder)
    zone = station.settings.timezone
    start = SystemClock().now().astimezone(zone) if first is None else begin(first, zone)
    approvals = Approvals()
    until = start + timedelta(days=count)

    with stored_programmes(station) as stored:

        def lengths(name: str) -> tuple[float, bool]:
            programme = stored(name)
            if programme is not None:
                return programme.duration, False
            # Whole seconds: an estimate is no more exact than that.
            return round(duration(station, station.messages[name])), True

        def approved(message: Message) -> bool:
            programme = stored(message.id)
            return approvals.holds(station, message, programme.sound_digest if programme else None)

        rows = plan(station, start, until, lengths=lengths, approved=approved)
        over = warnings(station, start, until, lengths=lengths, approved=approved)
    rows = Held(folder / "state" / NAME).screen(station, rows)
    overlaps = clashes(station, rows)
    if form == "ics":
        click.echo(_calendar(station, rows, over, overlaps), nl=False)
    elif rows or form != "table":
        click.echo(_shown(rows, over, form, overlaps), nl=form != "csv")
    if not rows:
        click.echo(say("timetable.nothing_planned"), err=True)
    return 0


@contextmanager
def stored_programmes(station: Station) -> Iterator[Callable[[str], Programme | None]]:
    """Message id → its programme as it would be heard now, if it is rendered."""
    from broadcaster.studio import open_programmes
    from broadcaster.studio.workshop import open_speaker

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
    from broadcaster.errors import SpeechError
    from broadcaster.studio import sound_digest
    from broadcaster.studio.script import script, sentences

    elements = script(station, message)
    if not sentences(elements):
        yield sound_digest(station, message, elements, None)
        return
    voices = station.settings.voices.get(message.voice, {})
    for engine in speaker.order():
        try:
            identity = speaker.identity(engine, voices, station.settings.speech.rate)
        except SpeechError:
            continue  # not installed here: no programme of it either
        yield sound_digest(station, message, elements, identity)


def _shown(rows: list[Occurrence], over: Over, form: str, overlaps: dict[str, tuple[str, ...]]) -> str:
    from broadcaster.text.table import csv_text, table
    from broadcaster.timetable.row import CLASH, KEYS, as_json

    facts = [as_json(row, over.get((row.session, row.position)), _clash(row, overlaps)) for row in rows]
    if form == "json":
        return json.dumps(facts, ensure_ascii=False, indent=2)
    if form == "csv":
        columns = (*KEYS, CLASH)
        return csv_text(columns, [[_cell(fact.get(key)) for key in columns] for fact in facts])
    shown = ("start", "end", "message", "schedule", "status")
    headings = [say(f"timetable.column.{name}") for name in shown]
    lines = [_line(row, over.get((row.session, row.position)), _clash(row, overlaps)) for row in rows]
    return table(headings, lines)


def _calendar(
    station: Station, rows: list[Occurrence], over: Over, overlaps: dict[str, tuple[str, ...]]
) -> str:
    from broadcaster.clock import SystemClock
    from broadcaster.timetable.ics import Event, calendar

    events = [
        Event(
            uid=f"{row.session}/{row.position}",
            start=row.start,
            end=row.end,
            title=station.messages[row.message].title,
            about=say(
                "timetable.event",
                message=row.message,
                schedule=row.schedule,
                status=_status(row, over.get((row.session, row.position)), _clash(row, overlaps)),
            ),
            airs=row.reason is None,
        )
        for row in rows
    ]
    return calendar(station.settings.name, events, SystemClock().now())


def _clash(row: Occurrence, overlaps: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return overlaps.get(row.session, ()) if row.reason is None else ()


def _line(row: Occurrence, over: Refusal | None, clash: tuple[str, ...]) -> list[str]:
    weekday = say("timetable.weekdays").split()[row.start.weekday()]
    end = f"{row.end:%H:%M:%S}"
    return [
        f"{weekday} {row.start:%d/%m/%Y %H:%M:%S}",
        say("timetable.about", time=end) if row.end_estimated else end,
        row.message,
        row.schedule,
        _status(row, over, clash),
    ]


def _status(row: Occurrence, over: Refusal | None, clash: tuple[str, ...]) -> str:
    """Whether it will air, and what a person should know about that."""
    from broadcaster.timetable import why

    reason = why(row)
    if reason is not None:
        return say("timetable.will_not_air", reason=reason)
    if over is not None:
        return say("timetable.will_air_but", reason=say(over.code, **dict(over.facts)))
    if clash:
        return say("timetable.clashes", others=", ".join(clash))
    return say("timetable.will_air")


def _cell(value: object) -> str | None:
    if isinstance(value, list):
        return ", ".join(value)
    return json.dumps(value) if isinstance(value, bool) else None if value is None else str(value)
