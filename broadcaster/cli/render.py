"""`broadcaster render`: build programmes ahead of time."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.options import output_format
from broadcaster.errors import BroadcasterError
from broadcaster.text import explain, say

if TYPE_CHECKING:
    from broadcaster.station.model import Message
    from broadcaster.studio import Programme, Studio


@click.command(help=say("cli.render"))
@click.argument("message", required=False, metavar="[MESSAGE]")
@click.option("--all", "everything", is_flag=True, help=say("studio.help.all"))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help=say("studio.help.output")
)
@click.option("--engine", metavar="ENGINE", help=say("studio.help.engine"))
@output_format("text", "json")
@click.pass_obj
def command(
    folder: Path, message: str | None, everything: bool, output: Path | None, engine: str | None, form: str
) -> int:
    """Render one message or all; 1 if any of them cannot be rendered."""
    if everything == (message is not None):
        raise click.UsageError(say("studio.which_message"))
    if everything and output is not None:
        raise click.UsageError(say("studio.all_takes_no_file"))
    from broadcaster.cli.online import tell_engines
    from broadcaster.station.loading import take
    from broadcaster.station.lookup import find_message
    from broadcaster.station.model import Relay
    from broadcaster.studio import open_studio
    from broadcaster.studio.pieces import pieces

    station = take(folder)
    tell_engines(folder, station, (*station.settings.speech.engines, *([engine] if engine else [])))
    asked = list(station.messages.values()) if message is None else [find_message(station, message)]
    # A message that relays is rendered in pieces, what is put through left out; one file takes no pieces.
    whole = asked if output is not None else [piece for m in asked for piece in pieces(m)]
    wanted = [piece for piece in whole if not isinstance(piece, Relay)]
    studio = open_studio(station, also=engine)
    try:
        if message is not None and len(wanted) == 1:
            programme = _render(studio, wanted[0], engine)
            if output is not None:
                copy(programme.path, output)
            show([programme], form, alone=True)
            return 0
        programmes = _render_all(studio, wanted, engine)
        show(programmes, form, alone=False)
        return int(len(programmes) < len(wanted))
    finally:
        studio.close()


def _render(studio: Studio, message: Message, engine: str | None) -> Programme:
    """Render with a bar that grows by sentences, where a person looks on."""
    if not sys.stderr.isatty():
        return studio.render(message, engine=engine)
    label = say("studio.progress", message=message.id)
    with click.progressbar((None,), length=1, label=label, file=sys.stderr) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        return studio.render(message, engine=engine, progress=advance)


def _render_all(studio: Studio, messages: list[Message], engine: str | None) -> list[Programme]:
    """Render what can be rendered; say what cannot."""
    programmes = []
    for message in messages:
        try:
            programmes.append(_render(studio, message, engine))
        except BroadcasterError as error:
            what = say("studio.of_message", message=message.id, text=explain(error))
            click.echo(say("common.failed", text=what), err=True)
    return programmes


def copy(source: Path, target: Path) -> None:
    """Copy a finished file to where a person wants it; whole or not at all."""
    import shutil

    from broadcaster.atomic import replacing

    with replacing(target) as draft:
        shutil.copyfile(source, draft)


def show(programmes: list[Programme], form: str, *, alone: bool) -> None:
    """Print what was rendered."""
    if form == "json":
        rows = [_as_json(programme) for programme in programmes]
        click.echo(json.dumps(rows[0] if alone else rows, ensure_ascii=False, indent=2))
        return
    for programme in programmes:
        click.echo(_as_text(programme))


def _as_json(programme: Programme) -> dict[str, object]:
    return {
        "message": programme.message,
        "duration_s": round(programme.duration, 3),
        "loudness_lufs": programme.loudness_lufs,
        "true_peak_dbtp": programme.true_peak_dbtp,
        "clips_made": programme.clips_made,
        "clips_reused": programme.clips_reused,
        "engine": programme.engine,
        "voice": programme.voice,
        "fallback": programme.fallback,
        "path": str(programme.path),
        "digest": programme.sound_digest,
        "words_digest": programme.words_digest,
        "sound_digest": programme.sound_digest,
    }


def _as_text(programme: Programme) -> str:
    minutes, seconds = divmod(round(programme.duration), 60)
    voice = say("studio.voice", engine=programme.engine) if programme.engine else say("studio.no_voice")
    if programme.fallback:
        voice = say("studio.other_voice", engine=programme.engine, preferred=programme.preferred)
    return say(
        "studio.rendered",
        message=programme.message,
        minutes=minutes,
        seconds=seconds,
        loudness=programme.loudness_lufs,
        peak=programme.true_peak_dbtp,
        voice=voice,
        made=programme.clips_made,
        reused=programme.clips_reused,
        path=programme.path,
    )
