"""A rehearsal into a file: written at once; the path is shown at the end."""

from __future__ import annotations

import json
from pathlib import Path

import click

from broadcaster.cli.airing.following import show_end
from broadcaster.cli.airing.here import interrupt
from broadcaster.cli.terminal.ending import end_by
from broadcaster.cli.terminal.meter import Meter
from broadcaster.station.model import Output, OutputKind
from broadcaster.text import say


def write_once(folder: Path, name: str, output: Output | None) -> int | None:
    """Write the sound of a message to a file, faster than real time; None where it must be aired instead.

    Args:
        folder: the station's.
        name: the message.
        output: where; None for the station's own output.

    Returns:
        The exit code. None if the output is no file, or if the message relays a source: that takes its
        real time.

    Raises:
        BroadcasterError: there is no such message, or it cannot be rendered or written.
    """
    from broadcaster.cli.asking.asking import asker_here
    from broadcaster.people.model import Action
    from broadcaster.playout.outputs.paced import INDEX
    from broadcaster.service.operator.preview import Wanted, rehearse, station_of
    from broadcaster.station.lookup import find_message
    from broadcaster.studio.script.pieces import has_relay

    station = station_of(folder)
    output = output or station.settings.output
    if output.kind is not OutputKind.FILE:
        return None
    message = find_message(station, name)
    if has_relay(message):
        return None
    meter = Meter()
    with asker_here(folder, Action.REHEARSE, station) as here:
        end_by(interrupt)
        click.echo(say("cli.writing", title=message.title), err=True)
        try:
            wanted = Wanted(station=station, message=message)
            closed = rehearse(folder, wanted, output, who=here.who, on_place=meter.progress)
        finally:
            meter.clear()
    if str(closed.outcome) != "aired":
        reason = say(closed.reason.code, **dict(closed.reason.facts)) if closed.reason else None
        return show_end(str(closed.outcome), reason)
    written = _file_of(station.root / (output.folder or ""), INDEX, closed.item.id)
    click.echo(say("cli.written", path=written), err=True)
    click.echo(say("cli.written_listen", path=written), err=True)
    return 0


def _file_of(folder: Path, index: str, airing: str) -> Path:
    """The file of an airing, from the index in the folder."""
    for line in reversed((folder / index).read_text("utf-8").splitlines()):
        facts = json.loads(line)
        if facts["id"] == airing:
            return folder / str(facts["file"])
    return folder
