"""`broadcaster import LETTER`: a draft message from an official letter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.completion import messages
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.letters.model import Letter
    from broadcaster.station.model import Station


@click.command("import", help=say("cli.import"))
@click.argument("letter", type=click.Path(path_type=Path, dir_okay=False), metavar="LETTER")
@click.option("-o", "output", type=click.Path(path_type=Path, dir_okay=False), help=say("letter.help.output"))
@click.option("--check", "check", metavar="MESSAGE", shell_complete=messages, help=say("letter.help.check"))
@click.pass_obj
def command(folder: Path, letter: Path, output: Path | None, check: str | None) -> int:
    """Print the draft, or write it to a file that does not exist yet; or compare with the letter."""
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
    if check is not None:
        return _compared(station, read_apart(data), check)
    today = SystemClock().now().astimezone(station.settings.timezone).date()
    text = message_file(read_apart(data), letter.name, station, folder, today)
    if output is None:
        click.echo(text, nl=False)
        return 0
    write_bytes(output, text.encode(), durable=True, shared=True)
    click.echo(say("letter.written", file=str(output)), err=True)
    return 0


def _compared(station: Station, letter: Letter, name: str) -> int:
    """Show what the message says otherwise than its letter; 1 if there is anything."""
    from broadcaster.letters.importing import changed_facts
    from broadcaster.station.lookup import find_message

    message = find_message(station, name)
    found = changed_facts(letter, message, station)
    for each in found:
        kind = say(f"letter.fact.{each.kind}")
        if each.part is None:
            click.echo(say("letter.fact_lost", kind=kind, written=each.written))
        elif each.near is None:
            click.echo(say("letter.fact_other", kind=kind, written=each.written, part=each.part + 1))
        else:
            facts = {"kind": kind, "written": each.written, "part": each.part + 1, "near": each.near}
            click.echo(say("letter.fact_changed", **facts))
    if not found:
        click.echo(say("letter.facts_same"), err=True)
    return 1 if found else 0
