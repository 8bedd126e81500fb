"""`broadcaster plan`: every planned airing, with those that will not air and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.options import output_format
from broadcaster.cli.when import When, begin
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.speech import Speaker
    from broadcaster.station.model import Message, Station
    from broadcaster.timetable import Occurrence

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
@output_format("table", "json", "csv")
@click.pass_obj
def command(folder: Path, first: date | datetime | None, count: int, form: str) -> int:
    """Print the plan of the coming days."""
    from broadcaster.clock import SystemClock
    from broadcaster.service.approved import Approvals
    from broadcaster.service.held import NAME, Held
    from broadcaster.station.loading import take
    from broadcaster.timetable import plan
    from broadcaster.timetable.clash import clashes

    station = take(folder)
    zone = station.settings.timezone
    start = SystemClock().now().astimezone(zone) if first is None else begin(first, zone)
    approvals = Approvals()
    with _lengths(station) as lengths:
        rows = plan(
            station,
            start,
            start + timedelta(days=count),
            lengths=lengths,
            approved=lambda message: approvals.holds(station, message),
        )
    rows = Held(folder / "state" / NAME).screen(station, rows)
    if rows or form != "table":
        click.echo(_shown(rows, form, clashes(station, rows)), nl=form != "csv")
    if not rows:
        click.echo(say("timetable.nothing_planned"), err=True)
    return 0


@contextmanager
def _lengths(station: Station) -> Iterator[Callable[[str], tuple[float, bool]]]:
    """Message id → seconds of its stored programme, else of an estimate, and whether it is one."""
    from broadcaster.studio import duration, open_programmes
    from broadcaster.studio.workshop import open_speaker

    programmes, speaker = open_programmes(station), open_speaker(station)

    def length(name: str) -> tuple[float, bool]:
        message = station.messages[name]
        for digest in _digests(station, message, speaker):
            programme = programmes.get(digest)
            if programme is not None:
                return programme.duration, False
        return round(duration(station, message)), True  # whole seconds: it is no more exact than that

    try:
        yield length
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


def _shown(rows: list[Occurrence], form: str, overlaps: dict[str, tuple[str, ...]]) -> str:
    from broadcaster.text.table import csv_text, table
    from broadcaster.timetable.row import KEYS, as_json

    if form == "json":
        facts = [as_json(row, _clash(row, overlaps)) for row in rows]
        return json.dumps(facts, ensure_ascii=False, indent=2)
    if form == "csv":
        facts = [as_json(row) for row in rows]
        return csv_text(KEYS, [[_cell(fact[key]) for key in KEYS] for fact in facts])
    columns = ("start", "end", "message", "schedule", "status")
    headings = [say(f"timetable.column.{name}") for name in columns]
    return table(headings, [_line(row, _clash(row, overlaps)) for row in rows])


def _clash(row: Occurrence, overlaps: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return overlaps.get(row.session, ()) if row.reason is None else ()


def _line(row: Occurrence, clash: tuple[str, ...]) -> list[str]:
    from broadcaster.timetable import why

    weekday = say("timetable.weekdays").split()[row.start.weekday()]
    end = f"{row.end:%H:%M:%S}"
    reason = why(row)
    airs = say("timetable.clashes", others=", ".join(clash)) if clash else say("timetable.will_air")
    return [
        f"{weekday} {row.start:%d/%m/%Y %H:%M:%S}",
        say("timetable.about", time=end) if row.end_estimated else end,
        row.message,
        row.schedule,
        airs if reason is None else say("timetable.will_not_air", reason=reason),
    ]


def _cell(value: object) -> str | None:
    return json.dumps(value) if isinstance(value, bool) else None if value is None else str(value)
