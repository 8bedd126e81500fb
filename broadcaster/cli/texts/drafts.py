"""`broadcaster import` and `new`: a draft message from an official letter or from a template."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.terminal.arguments import FILE, OUTPUT, messages
from broadcaster.cli.terminal.options import who
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError, LettersError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.core.text.table import table
from broadcaster.core.whole_files import store_error, write_bytes
from broadcaster.station.model.names import plain_name

if TYPE_CHECKING:
    from broadcaster.letters.model import Letter
    from broadcaster.letters.templates import Template
    from broadcaster.station.model.station import Station


def write_new(folder: Path, output: Path, text: str) -> None:
    """Write a file that does not exist yet; one of the station's own gets into its history.

    Args:
        folder: the station's.
        output: where to.
        text: what stands in it. It may still have errors: a draft is there to be mended.

    Raises:
        LettersError: somebody has written it meanwhile.
        StoreError: the disk takes nothing.
    """
    from broadcaster.station.editing.documents import Documents, is_editable

    try:
        file = output.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        file = ""
    if not is_editable(file):
        write_bytes(output, text.encode(), durable=True, shared=True)
        return

    def edit(before: str) -> str:
        if before:
            raise LettersError("letter.exists", file=str(output))
        return text

    Documents(folder, SystemClock()).change(file, edit, by=who())


@click.command(help=say("cli.new"))
@click.argument("name", required=False, metavar="TEMPLATE")
@click.option("-o", "output", type=OUTPUT, help=say("letter.help.output"))
@click.option("--set", "given", multiple=True, metavar="LABEL=VALUE", help=say("letter.help.set"))
@click.pass_obj
def new_command(folder: Path, name: str | None, output: Path | None, given: tuple[str, ...]) -> int:
    """List the templates, or write a message from one."""
    from broadcaster.core.containment import Kind, each
    from broadcaster.letters.templates import template, templates, unreadable, with_values

    if name is None:
        broken = list(unreadable(folder).values())
        rows = each(
            Kind.TEMPLATE,
            templates(folder).values(),
            lambda one: one.name,
            lambda one: [one.name, one.title],
            lambda _one, fault: broken.append(fault),
        )
        click.echo(table([say("letter.column.template"), say("letter.column.title")], list(rows)))
        for fault in broken:
            click.echo(explain(fault), err=True)
        return 0
    if output is not None and output.exists():
        raise LettersError("letter.exists", file=str(output))
    chosen = template(folder, name)
    text = with_values(chosen.text, _values(chosen, given))
    if output is None:
        click.echo(text, nl=False)
    else:
        write_new(folder, output, text)
        click.echo(say("letter.written", file=str(output)), err=True)
    return 0


def _values(chosen: Template, given: tuple[str, ...]) -> dict[str, str]:
    """The values of the blanks: those given, and at a terminal the answers for the others."""
    from broadcaster.letters.templates import fits

    values = {}
    labels = {blank.label: blank for blank in chosen.blanks}
    for each in given:
        label, mark, value = each.partition("=")
        if not mark or label.strip() not in labels:
            raise click.UsageError(say("letter.unknown_blank", label=label, known=", ".join(labels)))
        values[label.strip()] = value
        if not fits(value, labels[label.strip()].kind):
            raise click.UsageError(say(f"letter.wants.{labels[label.strip()].kind}", label=label))
    if not sys.stdin.isatty():
        return values
    click.echo(say("letter.fill_in"), err=True)
    for label, blank in labels.items():
        while label not in values:
            answer = click.prompt(label, default="", show_default=False, err=True)
            if not answer or fits(answer, blank.kind):
                values[label] = answer
            else:
                click.echo(say(f"letter.wants.{blank.kind}", label=label), err=True)
    return values


@click.command("import", help=say("cli.import"))
@click.argument("letters", type=FILE, metavar="LETTER…", nargs=-1, required=True)
@click.option("-o", "output", type=click.Path(path_type=Path), help=say("letter.help.output"))
@click.option("--check", "check", metavar="MESSAGE", shell_complete=messages, help=say("letter.help.check"))
@click.pass_obj
def import_command(folder: Path, letters: tuple[Path, ...], output: Path | None, check: str | None) -> int:
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
        from broadcaster.letters.importer import message_file

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
    from broadcaster.letters.reader_process import read_apart, received

    try:
        data = received(path)
    except OSError as error:
        raise store_error(path, error) from error
    return read_apart(data)


def _compared(station: Station, letter: Letter, name: str) -> int:
    """Show what the message says otherwise than its letter; 1 if there is anything."""
    from broadcaster.letters.importer import changed_facts
    from broadcaster.station.model.station import find_message

    message = find_message(station, name)
    found = changed_facts(letter, message, station)
    for each in found:
        kind = say(f"letter.fact.{each.kind}")
        facts = {"kind": kind, "written": each.written, "part": (each.part or 0) + 1, "near": each.near}
        click.echo(say(f"letter.fact_{each.what}", **facts))
    if not found:
        click.echo(say("letter.facts_same"), err=True)
    return 1 if found else 0
