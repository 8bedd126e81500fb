"""The notes of the log as JSON and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from broadcaster.journal.model import Note
from broadcaster.text import say
from broadcaster.text.table import table


def note_as_json(note: Note, zone: ZoneInfo) -> dict[str, str | None]:
    """One row of `log events --format json`: instant, code, text, and the airing that it is about."""
    return {
        "at": note.at.astimezone(zone).isoformat(),
        "code": note.what.code,
        "text": note.what.text,
        "airing": note.airing,
    }


def notes_as_table(notes: Sequence[Note], zone: ZoneInfo, most: int | None = None) -> str:
    """The notes as a table, `most` columns wide at most."""
    rows = [[f"{note.at.astimezone(zone):%d/%m/%Y %H:%M:%S}", note.what.text] for note in notes]
    return table([say("journal.column.at"), say("journal.column.event")], rows, most=most)
