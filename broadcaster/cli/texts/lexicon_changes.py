"""`broadcaster lexicon add|remove`: how a word is read from now on, and which approvals that makes void."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from broadcaster.cli.terminal.options import agreed, who
from broadcaster.cli.texts.lexicon import layer_of
from broadcaster.core.clock import SystemClock
from broadcaster.core.text.catalogue import say
from broadcaster.people.decisions.opening import decisions_view
from broadcaster.people.versions.comparison import voided, with_reading
from broadcaster.people.versions.words import Digests
from broadcaster.reading.engine import readings
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.lexicon import layers, remove_reading, set_reading
from broadcaster.station.loading.loader import load
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station, find_message


def add(folder: Path, written: str, spoken: str, message: str | None) -> int:
    """Keep a reading."""
    before = load(folder).station
    message = _id(before, message)
    if not _agreed(before, written, spoken, message):
        return 1
    entry = set_reading(_files(folder), written, spoken, message=message, by=who())
    click.echo(say("lexicon.added", written=entry.written, spoken=entry.spoken, layer=layer_of(entry)))
    for other in layers(before) if before else ():
        if other.message and not entry.message and other.written == entry.written:
            facts = {"message": other.message, "written": other.written, "spoken": other.spoken}
            click.echo(say("lexicon.shadowed", **facts), err=True)
    _show_changed_messages(before, load(folder).station)
    return 0


def remove(folder: Path, written: str, message: str | None) -> int:
    """Remove a reading."""
    before = load(folder).station
    message = _id(before, message)
    if not _agreed(before, written, None, message):
        return 1
    entry = remove_reading(_files(folder), written, message=message, by=who())
    click.echo(say("lexicon.removed", written=entry.written, spoken=entry.spoken, layer=layer_of(entry)))
    _show_changed_messages(before, load(folder).station)
    return 0


def _agreed(station: Station | None, written: str, spoken: str | None, message: str | None) -> bool:
    """Tell which approvals a change makes void, before it is made; at a terminal, ask."""
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
    return Documents(folder, SystemClock())


def _id(station: Station | None, message: str | None) -> str | None:
    return find_message(station, message).id if message and station else message


def _show_changed_messages(before: Station | None, after: Station | None) -> None:
    """Show the messages whose spoken words have changed: an approval of the old words is void."""
    if before is None or after is None:
        return  # `check` shows the fault; a reading must be correctable all the same
    for name, message in after.messages.items():
        if _words(before, before.messages[name]) != _words(after, message):
            click.echo(say("lexicon.changes", message=name), err=True)


def _words(station: Station, message: Message) -> list[str]:
    return [s.spoken for reading in readings(station, message) for s in reading.sentences]
