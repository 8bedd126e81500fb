"""`broadcaster import LETTER`: a draft message from an official letter."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.text import say


@click.command("import", help=say("cli.import"))
@click.argument("letter", type=click.Path(path_type=Path, dir_okay=False), metavar="LETTER")
@click.option("-o", "output", type=click.Path(path_type=Path, dir_okay=False), help=say("letter.help.output"))
@click.pass_obj
def command(folder: Path, letter: Path, output: Path | None) -> int:
    """Print the draft, or write it to a file that does not exist yet."""
    from broadcaster.atomic import store_error, write_bytes
    from broadcaster.cli.files import station_of
    from broadcaster.clock import SystemClock
    from broadcaster.errors import LettersError
    from broadcaster.letters.importing import message_file
    from broadcaster.letters.readers.reader_process import read_apart

    if output is not None and output.exists():
        raise LettersError("letter.exists", file=str(output))
    try:
        data = letter.read_bytes()
    except OSError as error:
        raise store_error(letter, error) from error
    station = station_of(folder)
    today = SystemClock().now().astimezone(station.settings.timezone).date()
    text = message_file(read_apart(data), letter.name, station, folder, today)
    if output is None:
        click.echo(text, nl=False)
        return 0
    write_bytes(output, text.encode(), durable=True, shared=True)
    click.echo(say("letter.written", file=str(output)), err=True)
    return 0
