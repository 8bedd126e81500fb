"""`broadcaster lexicon list|propose`: how the ward wants words to be read, and what is open."""

from __future__ import annotations

import json
from pathlib import Path

import click

from broadcaster.cli.asking.station_files import station_of
from broadcaster.cli.texts.lexicon_proposals import as_json, as_text
from broadcaster.core.containment import Kind, each
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.core.text.table import table
from broadcaster.reading.lexicon import product_lexicon
from broadcaster.reading.proposals import Proposal, proposals
from broadcaster.station.editing.lexicon import Layered, layers
from broadcaster.station.model.station import find_message


def listed(folder: Path, everything: bool, form: str) -> int:
    """List the readings of the ward and of its messages."""
    rows = [
        (entry.written, entry.spoken, layer_of(entry), _code(entry)) for entry in layers(station_of(folder))
    ]
    if everything:
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


def propose(folder: Path, message: str | None, form: str) -> int:
    """Show what a lexicon could settle."""
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


def layer_of(entry: Layered) -> str:
    """Of which layer it is, for people."""
    if entry.message:
        return say("lexicon.layer.message", message=entry.message)
    return say("lexicon.layer.ward")


def _code(entry: Layered) -> str:
    return f"message:{entry.message}" if entry.message else "ward"
