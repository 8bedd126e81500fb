"""`broadcaster import LETTER…`: a draft message from each official letter."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.completion import messages
from broadcaster.cli.terminal.paths import FILE
from broadcaster.cli.writing.new_file import write_new
from broadcaster.text import explain, say

if TYPE_CHECKING:
    from broadcaster.letters.model import Letter
    from broadcaster.station.model import Station


@click.command("import", help=say("cli.import"))
@click.argument("letters", type=FILE, metavar="LETTER…", nargs=-1, required=True)
@click.option("-o", "output", type=click.Path(path_type=Path), help=say("letter.help.output"))
@click.option("--check", "check", metavar="MESSAGE", shell_complete=messages, help=say("letter.help.check"))
@click.pass_obj
def command(folder: Path, letters: tuple[Path, ...], output: Path | None, check: str | None) -> int:
    """Print each draft, or write it to a file that does not exist yet; or compare with the letter."""
    from broadcaster.cli.asking.files import station_of
    from broadcaster.clock import SystemClock

    if check is not None and len(letters) > 1:
        raise click.UsageError(say("letter.check_one"))
    if output is not None and len(letters) > 1 and not output.is_dir():
        raise click.UsageError(say("letter.folder_wanted"))
    station = station_of(folder)
    if check is not None:
        return _compared(station, _letter(letters[0]), check)
    today = SystemClock().now().astimezone(station.settings.timezone).date()
    drafts = _Drafts(station, folder, today)
    if len(letters) == 1:
        target = _target(output, letters[0])
        drafts.write(letters[0], target)
        if target is not None:
            click.echo(say("letter.written", file=str(target)), err=True)
        return 0
    return _several(drafts, letters, output)


def _several(drafts: _Drafts, letters: tuple[Path, ...], output: Path | None) -> int:
    """One draft a letter, and what became of each; 1 if any has none."""
    from broadcaster.errors import BroadcasterError

    failed = 0
    for number, letter in enumerate(letters):
        target = _target(output, letter)
        if target is None and number:
            click.echo("---")  # another document of YAML
        try:
            drafts.write(letter, target)
        except BroadcasterError as error:
            failed += 1
            click.echo(say("letter.unread_of", file=str(letter), reason=explain(error)), err=True)
        else:
            if target is not None:
                click.echo(say("letter.read_of", file=str(letter), draft=str(target)), err=True)
    click.echo(say("letter.read_count", drafts=len(letters) - failed, failed=failed), err=True)
    return 1 if failed else 0


def _target(output: Path | None, letter: Path) -> Path | None:
    """The file of a letter's draft; in a folder it is named after the letter."""
    from broadcaster.station.naming import plain_name

    if output is None or not output.is_dir():
        return output
    return output / f"{plain_name(letter.stem) or 'ban-tin'}.yaml"


class _Drafts:
    """Makes drafts with the words and rules of one station."""

    def __init__(self, station: Station, folder: Path, today: date) -> None:
        self._station, self._folder, self._today = station, folder, today

    def write(self, letter: Path, target: Path | None) -> None:
        """Write the draft of a letter; print it where no file is given.

        Raises:
            LettersError: the letter cannot be read, or the file exists.
            StoreError: a file cannot be read or written.
        """
        from broadcaster.letters.importing import message_file

        _must_be_free(target)
        text = message_file(_letter(letter), letter.name, self._station, self._folder, self._today)
        if target is None:
            click.echo(text, nl=False)
        else:
            _must_be_free(target)  # reading a letter takes seconds, and somebody else may have written it
            write_new(self._folder, target, text)


def _must_be_free(target: Path | None) -> None:
    from broadcaster.errors import LettersError

    if target is not None and target.exists():
        raise LettersError("letter.exists", file=str(target))


def _letter(path: Path) -> Letter:
    """The letter in a file; a broken one costs a process of its own."""
    from broadcaster.atomic import store_error
    from broadcaster.letters.readers.reader_process import read_apart, received

    try:
        data = received(path)
    except OSError as error:
        raise store_error(path, error) from error
    return read_apart(data)


def _compared(station: Station, letter: Letter, name: str) -> int:
    """Show what the message says otherwise than its letter; 1 if there is anything."""
    from broadcaster.letters.importing import changed_facts
    from broadcaster.station.lookup import find_message

    message = find_message(station, name)
    found = changed_facts(letter, message, station)
    for each in found:
        kind = say(f"letter.fact.{each.kind}")
        facts = {"kind": kind, "written": each.written, "part": (each.part or 0) + 1, "near": each.near}
        click.echo(say(f"letter.fact_{each.what}", **facts))
    if not found:
        click.echo(say("letter.facts_same"), err=True)
    return 1 if found else 0
