"""`broadcaster approvals`: what was approved, by whom, and whether the approval is still valid."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.options import output_format
from broadcaster.text import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from broadcaster.station.model import Approval, Station
    from broadcaster.studio.model import Programme


@click.command(help=say("cli.approvals"))
@output_format("table", "json")
@click.pass_obj
def command(folder: Path, form: str) -> int:
    """List the approvals by message."""
    from broadcaster.cli.files import station_of
    from broadcaster.cli.plan import stored_programmes
    from broadcaster.text.table import table

    station = station_of(folder)
    with stored_programmes(station) as stored:
        found = [
            (station.approvals[name], *_holds(station, name, stored)) for name in sorted(station.approvals)
        ]
    if form == "json":
        rows = [_as_json(approval, holds) for approval, holds, _ in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    if not found:
        click.echo(say("timetable.no_approvals"), err=True)
        return 0
    headings = [say(f"timetable.column.{name}") for name in ("message", "by", "at", "status")]
    zone = station.settings.timezone
    lines = [
        [approval.message, approval.by, f"{approval.at.astimezone(zone):%d/%m/%Y %H:%M}", status]
        for approval, _, status in found
    ]
    click.echo(table(headings, lines))
    return 0


def _holds(station: Station, name: str, stored: Callable[[str], Programme | None]) -> tuple[bool, str]:
    """Whether the approval is valid: words, and sound where it is bound too, are unchanged; and as a text."""
    from broadcaster.errors import BroadcasterError
    from broadcaster.station.editing.written import only_reading_changed
    from broadcaster.station.model import Bind
    from broadcaster.studio.script.digest import words_digest
    from broadcaster.text import explain

    if name not in station.messages:
        return False, say("timetable.approval_orphan")
    try:
        now = words_digest(station, station.messages[name])
        heard = stored(name) if station.settings.approval.bind is Bind.SOUND else None
    except BroadcasterError as error:
        return False, say("timetable.approval_unreadable", reason=explain(error))
    approval = station.approvals[name]
    if now != approval.words_digest:
        read = only_reading_changed(station, station.messages[name])
        return False, say("timetable.approval_of_other_reading" if read else "timetable.approval_void")
    if station.settings.approval.bind is Bind.SOUND and approval.sound_digest is None:
        return False, say("timetable.approval_of_words_only")
    if heard is not None and heard.sound_digest != approval.sound_digest:
        return False, say("timetable.approval_of_other_sound")
    return True, say("timetable.approval_holds")


def _as_json(approval: Approval, holds: bool) -> dict[str, object]:
    return {
        "message": approval.message,
        "by": approval.by,
        "at": approval.at.isoformat(),
        "words_digest": approval.words_digest,
        "valid": holds,
    }
