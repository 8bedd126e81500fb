"""`broadcaster voices list|remove`: which voices speak here, and which can be added."""

from __future__ import annotations

import json
from pathlib import Path

import click

from broadcaster.core.text.catalogue import figures, say
from broadcaster.core.text.table import table
from broadcaster.speech.overview import VoiceRow, rows
from broadcaster.speech.voices.catalogue import UNKNOWN_LICENCE
from broadcaster.speech.voices.shelf import FOLDER, Shelf
from broadcaster.station.loading.loader import load

MEGABYTE = 1_000_000


def listed(folder: Path, form: str) -> int:
    """List the voices."""
    station = load(folder).found
    found = rows(Shelf(folder / FOLDER), None if station is None else station.settings)
    if form == "json":
        click.echo(json.dumps([_as_json(row) for row in found], ensure_ascii=False, indent=2))
    else:
        names = ("name", "engine", "state", "size", "rate", "work", "licence", "about")
        click.echo(table([say(f"voices.column.{name}") for name in names], [_as_row(row) for row in found]))
    return 0


def remove(folder: Path, name: str) -> int:
    """Remove an installed voice."""
    Shelf(folder / FOLDER).remove(name)
    click.echo(say("voices.removed", name=name))
    return 0


def _as_json(row: VoiceRow) -> dict[str, object]:
    """The row as `--format json` shows it."""
    return {
        "name": row.name,
        "label": row.label,
        "engine": row.engine,
        "state": row.state,
        "size": row.size,
        "sample_rate": row.rate,
        "licence": row.licence or None,
        "checksum_known": row.proven,
        "work": row.work,
        "about": row.about or None,
    }


def _as_row(row: VoiceRow) -> list[str]:
    """The row as the table shows it."""
    return [
        row.label,
        row.engine,
        say(f"voices.state.{row.state}"),
        figures().size(row.size / MEGABYTE) if row.size else "",
        f"{row.rate} Hz" if row.rate else "",
        "" if row.work is None else say("voices.work_of", work=row.work),
        licence(row.licence),
        row.about,
    ]


def licence(written: str) -> str:
    """A licence as people are shown it."""
    return say("voices.licence_unknown") if written == UNKNOWN_LICENCE else written
