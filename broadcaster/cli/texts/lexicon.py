"""`broadcaster lexicon list`: how the ward wants words to be read."""

from __future__ import annotations

import json
from pathlib import Path

import click

from broadcaster.cli.asking.station_files import station_of
from broadcaster.core.text.catalogue import say
from broadcaster.core.text.table import table
from broadcaster.station.editing.lexicon import Layered, layers


def listed(folder: Path, everything: bool, form: str) -> int:
    """List the readings of the ward and of its messages."""
    rows = [
        (entry.written, entry.spoken, layer_of(entry), _code(entry)) for entry in layers(station_of(folder))
    ]
    if everything:
        from broadcaster.reading.lexicon import product_lexicon  # brings the rules of reading

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


def layer_of(entry: Layered) -> str:
    """Of which layer it is, for people."""
    if entry.message:
        return say("lexicon.layer.message", message=entry.message)
    return say("lexicon.layer.ward")


def _code(entry: Layered) -> str:
    return f"message:{entry.message}" if entry.message else "ward"
