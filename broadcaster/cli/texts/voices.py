"""`broadcaster voices list|install|try|compare|remove`: which voices speak here, and which can be added."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.terminal.arguments import OUTPUT
from broadcaster.cli.terminal.options import as_output, output_format
from broadcaster.core.errors import VoiceError
from broadcaster.core.text.catalogue import say
from broadcaster.core.text.table import table

if TYPE_CHECKING:
    from broadcaster.speech.voices.shelf import Shelf


_DEVICE = "device:"  # in front of the name of an output device, where a file may stand too


@click.group(help=say("cli.voices"), invoke_without_command=True)
@output_format("table", "json")
@click.pass_context
def command(ctx: click.Context, form: str) -> int:
    """List the voices if no subcommand is given."""
    return 0 if ctx.invoked_subcommand is not None else int(ctx.invoke(_list, form=form))


@command.command("list", help=say("voices.help_list"))
@output_format("table", "json")
@click.pass_obj
def _list(folder: Path, form: str) -> int:
    import json

    from broadcaster.cli.texts.voice_installation import as_json, as_row
    from broadcaster.speech.overview import rows

    found = rows(_shelf(folder))
    if form == "json":
        click.echo(json.dumps([as_json(row) for row in found], ensure_ascii=False, indent=2))
    else:
        names = ("name", "engine", "state", "size", "rate", "licence")
        click.echo(table([say(f"voices.column.{name}") for name in names], [as_row(row) for row in found]))
    return 0


@command.command("install", help=say("voices.help_install"))
@click.argument("name", metavar="NAME|FILE")
@click.option("--yes", is_flag=True, help=say("voices.help_yes"))
@click.pass_obj
def _install(folder: Path, name: str, yes: bool) -> int:
    from broadcaster.cli.texts.voice_installation import install

    if not (folder / "station.yaml").is_file():
        raise VoiceError("voices.no_station", folder=folder)
    return install(_shelf(folder), name, yes=yes)


@command.command("try", help=say("voices.help_try"))
@click.argument("name", metavar="VOICE")
@click.argument("text")
@click.option("-o", "--output", "written", metavar="FILE|device:NAME", help=say("voices.help_file"))
@click.pass_obj
def _try(folder: Path, name: str, text: str, written: str | None) -> int:
    from broadcaster.cli.asking.online_notice import show_engine_notice
    from broadcaster.studio.comparison.trial import choose
    from broadcaster.studio.recordings.export import refuse

    headphones = written is not None and written.startswith(_DEVICE)
    output = Path(written) if written is not None and not headphones else None
    if output is not None:
        refuse(output)
    station = station_of(folder)
    choice = choose(station, name, (voice.name for voice in _shelf(folder).voices()))
    show_engine_notice(folder, station, (choice.engine,))
    if output is None:
        from broadcaster.cli.airing.airing import air_or_rehearse
        from broadcaster.cli.airing.requests import TextRequest
        from broadcaster.playout.requests.by_hand import RequestTerms

        asked = TextRequest(text=text, how=RequestTerms(rehearse=True), voice=choice.label)
        device = as_output(("device", (written or "").removeprefix(_DEVICE))) if headphones else None
        return air_or_rehearse(folder, asked, wait=True, output=device)
    from broadcaster.cli.texts.programme_rows import line
    from broadcaster.studio.comparison.trial import with_voice
    from broadcaster.studio.recordings.export import export
    from broadcaster.studio.render.studio import open_studio
    from broadcaster.studio.script.loose_messages import spoken

    studio = open_studio(with_voice(station, choice))
    try:
        programme = studio.render(spoken(text), engine=choice.engine)
        export(programme.path, output)
    finally:
        studio.close()
    click.echo(line(programme))
    return 0


@command.command("compare", help=say("voices.help_compare"))
@click.argument("message")
@click.option("-o", "--output", type=OUTPUT, help=say("voices.help_page"))
@click.pass_obj
def _compare(folder: Path, message: str, output: Path | None) -> int:
    from broadcaster.cli.texts.voice_comparison import write_page

    return write_page(folder, message, _shelf(folder), output)


@command.command("remove", help=say("voices.help_remove"))
@click.argument("name")
@click.pass_obj
def _remove(folder: Path, name: str) -> int:
    _shelf(folder).remove(name)
    click.echo(say("voices.removed", name=name))
    return 0


def _shelf(folder: Path) -> Shelf:
    from broadcaster.speech.voices.shelf import FOLDER, Shelf

    return Shelf(folder / FOLDER)
