"""`broadcaster approvals`: how each message stands with the leadership."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.options import output_format
from broadcaster.text import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from broadcaster.people.approval.standing import Yes
    from broadcaster.station.model import Station
    from broadcaster.studio.model import Programme


@click.group(help=say("cli.approvals"), invoke_without_command=True)
@output_format("table", "json")
@click.pass_context
def command(ctx: click.Context, form: str) -> int:
    """List the approvals by message."""
    return 0 if ctx.invoked_subcommand is not None else _list(ctx.obj, form)


@command.command(help=say("people.help.confirm"))
@click.pass_obj
def confirm(folder: Path) -> int:
    """Say yes to all approvals that an earlier version of the program left."""
    from broadcaster.cli.deciding import decide
    from broadcaster.cli.files import loaded_of
    from broadcaster.people.approval.order import Order, Verb

    station, files = loaded_of(folder)
    rows = decide(folder, station, files, Order(verb=Verb.ADOPT))
    click.echo(say("people.confirmed_adopted", count=len(rows)))
    return 0


def _list(folder: Path, form: str) -> int:
    from broadcaster.cli.files import station_of
    from broadcaster.cli.plan import stored_programmes
    from broadcaster.clock import SystemClock
    from broadcaster.service.approval.here import seen
    from broadcaster.text.table import table

    station = station_of(folder)
    looked = seen(station, SystemClock())
    standings = [s for _, s in sorted(looked.decisions.messages.items()) if s.yes is not None]
    with stored_programmes(station) as stored:
        found = [
            (
                standing.yes,
                standing.message,
                *_holds(station, standing.message, standing.yes, looked.at, stored),
            )
            for standing in standings
            if standing.yes is not None
        ]
    if form == "json":
        rows = [_as_json(yes, name, holds) for yes, name, holds, _ in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    if not found:
        click.echo(say("timetable.no_approvals"), err=True)
        return 0
    headings = [say(f"timetable.column.{name}") for name in ("message", "by", "at", "status")]
    zone = station.settings.timezone
    lines = [
        [name, yes.by, f"{yes.at.astimezone(zone):%d/%m/%Y %H:%M}", status] for yes, name, _, status in found
    ]
    click.echo(table(headings, lines))
    return 0


def _holds(
    station: Station, name: str, yes: Yes, now: datetime, stored: Callable[[str], Programme | None]
) -> tuple[bool, str]:
    """Whether the approval is valid: words, and sound where it is bound too, are unchanged; and as a text."""
    from broadcaster.errors import BroadcasterError
    from broadcaster.station.editing.written import written_digest
    from broadcaster.station.model import Bind
    from broadcaster.studio.script.digest import words_digest
    from broadcaster.text import explain

    if name not in station.messages:
        return False, say("timetable.approval_orphan")
    message = station.messages[name]
    try:
        words = words_digest(station, message)
        heard = stored(name) if station.settings.approval.bind is Bind.SOUND else None
    except BroadcasterError as error:
        return False, say("timetable.approval_unreadable", reason=explain(error))
    if words != yes.version.words:
        read = yes.version.written is not None and yes.version.written == written_digest(station, message)
        return False, say("timetable.approval_of_other_reading" if read else "timetable.approval_void")
    if not yes.counts(now):
        return False, say("timetable.approval_lapsed")
    if station.settings.approval.bind is Bind.SOUND and yes.version.sound is None:
        return False, say("timetable.approval_of_words_only")
    if heard is not None and heard.sound_digest != yes.version.sound:
        return False, say("timetable.approval_of_other_sound")
    if yes.until is not None:
        until = yes.until.astimezone(station.settings.timezone)
        return True, say("timetable.approval_unconfirmed", until=f"{until:%d/%m/%Y}")
    return True, say("timetable.approval_holds")


def _as_json(yes: Yes, name: str, holds: bool) -> dict[str, object]:
    return {
        "message": name,
        "by": yes.by,
        "at": yes.at.isoformat(),
        "words_digest": yes.version.words,
        "valid": holds,
        "confirmed": yes.until is None,
    }
