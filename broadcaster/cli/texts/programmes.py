"""`broadcaster render`: build programmes ahead of time."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from broadcaster.cli.asking.online_notice import show_engine_notice
from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.texts.programme_rows import Rendered, as_json, as_text
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.station.model.message import Message, Relay
from broadcaster.station.model.station import Station, find_message
from broadcaster.studio.recordings.export import export, refuse
from broadcaster.studio.render.studio import Studio, open_studio
from broadcaster.studio.script.digest import words_digest
from broadcaster.studio.script.pieces import pieces
from broadcaster.studio.script.programme import Programme


def render(
    folder: Path, message: str | None, everything: bool, output: Path | None, engine: str | None, form: str
) -> int:
    """Render one message or all; 1 if any of them cannot be rendered."""
    if everything == (message is not None):
        raise click.UsageError(say("studio.which_message"))
    if everything and output is not None:
        raise click.UsageError(say("studio.all_takes_no_file"))

    if output is not None:
        refuse(output)
    station = station_of(folder)
    show_engine_notice(folder, station, (*station.settings.speech.engines, *([engine] if engine else [])))
    studio = open_studio(station, also=engine)
    try:
        if message is not None:
            found = [_one(studio, station, find_message(station, message), engine, output)]
        else:
            found = _all(studio, station, engine)
    finally:
        studio.close()
    if form == "json":
        rows = [as_json(rendered) for rendered in found]
        click.echo(json.dumps(rows if everything else rows[0], ensure_ascii=False, indent=2))
    else:
        for rendered in found:
            for line in as_text(rendered.message.id, rendered.sounds):
                click.echo(line)
    return int(everything and len(found) < len(station.messages))


def _one(
    studio: Studio, station: Station, message: Message, engine: str | None, output: Path | None
) -> Rendered:
    """Render a message, or its pieces if it relays a source. Pieces cannot be written to one `output`."""
    parts = pieces(message) if output is None else (message,)
    sounds = [part if isinstance(part, Relay) else _render(studio, part, engine) for part in parts]
    for sound in sounds:
        if output is not None and not isinstance(sound, Relay):
            export(sound.path, output)
    return Rendered(message=message, words_digest=words_digest(station, message), sounds=tuple(sounds))


def _all(studio: Studio, station: Station, engine: str | None) -> list[Rendered]:
    """Render what can be rendered; show the errors of the rest."""
    found = []
    for name in station.messages:
        try:
            found.append(_one(studio, station, find_message(station, name), engine, None))
        except BroadcasterError as error:
            what = say("studio.of_message", message=name, text=explain(error))
            click.echo(say("common.failed", text=what), err=True)
    return found


def _render(studio: Studio, message: Message, engine: str | None) -> Programme:
    """Render; on a terminal with a progress bar that counts sentences."""
    if not sys.stderr.isatty():
        return studio.render(message, engine=engine)
    label = say("studio.progress", message=message.id)
    with click.progressbar((None,), length=1, label=label, file=sys.stderr) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return studio.render(message, engine=engine, progress=advance)
