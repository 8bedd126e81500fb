"""`broadcaster import`: draft messages from official letters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.texts.new_file import write_new
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, LettersError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.core.whole_files import store_error
from broadcaster.letters.importer import changed_facts, message_file
from broadcaster.letters.model import Letter
from broadcaster.letters.reader_process import read_apart, received
from broadcaster.station.model.names import plain_name
from broadcaster.station.model.station import Station, find_message


def import_letters(folder: Path, letters: tuple[Path, ...], output: Path | None, check: str | None) -> int:
    """Print each draft, or write it to a file that does not exist yet; or compare with the letter."""
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

        _must_be_free(target)
        text = message_file(_letter(letter), letter.name, self._station, self._folder, self._today)
        if target is None:
            click.echo(text, nl=False)
        else:
            _must_be_free(target)  # reading a letter takes seconds, and somebody else may have written it
            write_new(self._folder, target, text)


def _must_be_free(target: Path | None) -> None:
    if target is not None and target.exists():
        raise LettersError("letter.exists", file=str(target))


def _letter(path: Path) -> Letter:
    """The letter in a file; a broken one costs a process of its own."""
    try:
        data = received(path)
    except OSError as error:
        raise store_error(path, error) from error
    return read_apart(data)


def _compared(station: Station, letter: Letter, name: str) -> int:
    """Show what the message says otherwise than its letter; 1 if there is anything."""
    message = find_message(station, name)
    found = changed_facts(letter, message, station)
    for one in found:
        kind = say(f"letter.fact.{one.kind}")
        facts = {"kind": kind, "written": one.written, "part": (one.part or 0) + 1, "near": one.near}
        click.echo(say(f"letter.fact_{one.what}", **facts))
    if not found:
        click.echo(say("letter.facts_same"), err=True)
    return 1 if found else 0
