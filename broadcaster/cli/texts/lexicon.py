"""`broadcaster lexicon list|propose|add|remove`: how the ward wants words to be read."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.terminal.arguments import messages
from broadcaster.cli.terminal.options import agreed, output_format, who
from broadcaster.core.clock import SystemClock
from broadcaster.core.containment import Kind, each
from broadcaster.core.text.catalogue import explain, say
from broadcaster.core.text.table import table

if TYPE_CHECKING:
    from broadcaster.core.errors import BroadcasterError
    from broadcaster.station.editing.documents import Documents
    from broadcaster.station.editing.lexicon import Layered
    from broadcaster.station.model.message import Message
    from broadcaster.station.model.station import Station


@click.group(help=say("cli.lexicon"))
def command() -> None:
    """Do nothing by itself: the subcommands do."""


_for_message = click.option("--message", metavar="MESSAGE", help=say("lexicon.help_message"))


@command.command("list", help=say("lexicon.help_list"))
@click.option("--all", "everything", is_flag=True, help=say("lexicon.help_all"))
@output_format("table", "json")
@click.pass_obj
def _list(folder: Path, everything: bool, form: str) -> int:
    from broadcaster.station.editing.lexicon import layers

    rows = [
        (entry.written, entry.spoken, _layer(entry), _code(entry)) for entry in layers(station_of(folder))
    ]
    if everything:
        from broadcaster.reading.lexicon import product_lexicon

        ours = say("lexicon.layer.product")
        rows += [(written, spoken, ours, "product") for written, spoken in sorted(product_lexicon().items())]
    if form == "json":
        found = [{"written": w, "spoken": s, "layer": code} for w, s, _, code in rows]
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif rows:
        headings = [say(f"lexicon.column.{name}") for name in ("written", "spoken", "layer")]
        click.echo(table(headings, [row[:3] for row in rows]))
    else:
        click.echo(say("lexicon.empty"), err=True)
    return 0


@command.command("propose", help=say("lexicon.help_propose"))
@click.argument("message", required=False, shell_complete=messages)
@output_format("text", "json")
@click.pass_obj
def _propose(folder: Path, message: str | None, form: str) -> int:
    from broadcaster.cli.texts.lexicon_proposals import as_json, as_text
    from broadcaster.reading.proposals import Proposal, proposals
    from broadcaster.station.model.station import find_message

    station = station_of(folder)
    wanted = [find_message(station, message)] if message is not None else station.messages.values()

    def aside(_one: object, fault: BroadcasterError) -> None:
        click.echo(explain(fault), err=True)

    def home(proposal: Proposal) -> str:
        return proposal.places[0].message

    found, others = proposals(station, wanted, aside)
    if form == "json":
        objects = list(each(Kind.MESSAGE, found, home, as_json, aside))
        click.echo(json.dumps(objects, ensure_ascii=False, indent=2))
        return 0
    for lines in each(Kind.MESSAGE, found, home, as_text, aside):
        click.echo("\n".join(lines))
    if not found:
        click.echo(say("lexicon.nothing_doubtful"), err=True)
    if others:
        click.echo(say("lexicon.only_text", count=others), err=True)
    return 0


@command.command("add", help=say("lexicon.help_add"))
@click.argument("written")
@click.argument("spoken")
@_for_message
@click.pass_obj
def _add(folder: Path, written: str, spoken: str, message: str | None) -> int:
    from broadcaster.station.editing.lexicon import layers, set_reading
    from broadcaster.station.loading.loader import load

    before = load(folder).station
    message = _id(before, message)
    if not _agreed(before, written, spoken, message):
        return 1
    entry = set_reading(_files(folder), written, spoken, message=message, by=who())
    click.echo(say("lexicon.added", written=entry.written, spoken=entry.spoken, layer=_layer(entry)))
    for other in layers(before) if before else ():
        if other.message and not entry.message and other.written == entry.written:
            facts = {"message": other.message, "written": other.written, "spoken": other.spoken}
            click.echo(say("lexicon.shadowed", **facts), err=True)
    _show_changed_messages(before, load(folder).station)
    return 0


@command.command("remove", help=say("lexicon.help_remove"))
@click.argument("written")
@_for_message
@click.pass_obj
def _remove(folder: Path, written: str, message: str | None) -> int:
    from broadcaster.station.editing.lexicon import remove_reading
    from broadcaster.station.loading.loader import load

    before = load(folder).station
    message = _id(before, message)
    if not _agreed(before, written, None, message):
        return 1
    entry = remove_reading(_files(folder), written, message=message, by=who())
    click.echo(say("lexicon.removed", written=entry.written, spoken=entry.spoken, layer=_layer(entry)))
    _show_changed_messages(before, load(folder).station)
    return 0


def _agreed(station: Station | None, written: str, spoken: str | None, message: str | None) -> bool:
    """Tell which approvals a change makes void, before it is made; at a terminal, ask."""
    from broadcaster.people.decisions.opening import decisions_view
    from broadcaster.people.versions.comparison import voided, with_reading
    from broadcaster.people.versions.words import Digests

    if station is None or not station.settings.approval.required:
        return True
    looked = decisions_view(station, SystemClock())
    after = with_reading(station, written, spoken, message)
    found = voided(station, after, looked.decisions, Digests().words)
    if not found:
        return True
    click.echo(say("lexicon.voids", count=len(found), messages=", ".join(found)), err=True)
    return not sys.stdin.isatty() or agreed(say("lexicon.go_on"))


def _files(folder: Path) -> Documents:
    from broadcaster.station.editing.documents import Documents

    return Documents(folder, SystemClock())


def _id(station: Station | None, message: str | None) -> str | None:
    from broadcaster.station.model.station import find_message

    return find_message(station, message).id if message and station else message


def _layer(entry: Layered) -> str:
    if entry.message:
        return say("lexicon.layer.message", message=entry.message)
    return say("lexicon.layer.ward")


def _code(entry: Layered) -> str:
    return f"message:{entry.message}" if entry.message else "ward"


def _show_changed_messages(before: Station | None, after: Station | None) -> None:
    """Show the messages whose spoken words have changed: an approval of the old words is void."""
    if before is None or after is None:
        return  # `check` shows the fault; a reading must be correctable all the same
    for name, message in after.messages.items():
        if _words(before, before.messages[name]) != _words(after, message):
            click.echo(say("lexicon.changes", message=name), err=True)


def _words(station: Station, message: Message) -> list[str]:
    from broadcaster.reading.engine import readings

    return [s.spoken for reading in readings(station, message) for s in reading.sentences]
