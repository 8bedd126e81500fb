"""Airings and notes as a report: JSON with the keys of the contract, table, CSV and spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from broadcaster.core.containment import Kind, attempt
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.core.text.table import csv_text, table, width
from broadcaster.journal.rows.model import Airing, Note, Outcome
from broadcaster.journal.rows.names import by, shown
from broadcaster.journal.rows.workbook import WorkbookSheet, workbook

COLUMNS = (
    "id",
    "planned",
    "started",
    "ended",
    "outcome",
    "reason",
    "kind",
    "message",
    "schedule",
    "who",
    "words_digest",
    "sound_digest",
    "engine",
    "zones",
    "resumes",
    "makes_good",
    "part_of",
)
"""The keys of one row, in order."""

_WORDS = {"message": shown, "who": by}
_FOR_PEOPLE = ("planned", "started", "ended", "outcome", "kind", "message", "zones", "who", "reason")
_NARROW = ("at", "outcome", "message", "zones", "reason")  # where the terminal is too narrow for all

_LONGEST = 80  # characters of a message in a table; a typed text may have thousands

_PART = "part "  # in front of the kind of a piece of a message
_EMERGENCY = "emergency "  # in front of the kind of an emergency

Value = str | datetime | None
R = TypeVar("R")


def as_json(airing: Airing, zone: ZoneInfo) -> dict[str, str | list[str] | None]:
    """One row of `log --format json`: times ISO 8601 with the offset of `zone`, None for unknown.

    `zones` is a list, empty for everywhere.
    """
    row = attempt(
        Kind.MESSAGE, airing.message or "", lambda: _values(airing, zone), partial(_bare, airing, zone)
    )
    return {**{name: _machine(value) for name, value in row.items()}, "zones": list(airing.zones)}


def as_csv(airings: Sequence[Airing], zone: ZoneInfo) -> str:
    """The values of the JSON form under headings for people; safe to open in a spreadsheet program."""

    def drawn(row: dict[str, Value]) -> list[str | None]:
        return [_machine(value) for value in row.values()]

    rows = _rows(airings, zone, lambda airing: drawn(_values(airing, zone)), drawn)
    return csv_text(_headings(COLUMNS), rows)


def as_table(airings: Sequence[Airing], zone: ZoneInfo, most: int | None = None) -> str:
    """The table for an officer, in the chosen language.

    Args:
        most: columns of the terminal; a table that does not fit keeps its main columns, folded.
    """
    zoned = any(airing.zones for airing in airings)
    columns = [name for name in _FOR_PEOPLE if zoned or name != "zones"]
    whole = table(_headings(columns), _for_people(airings, zone, columns))
    if most is None or all(width(line) <= most for line in whole.split("\n")):
        return whole
    columns = [name for name in _NARROW if zoned or name != "zones"]
    return table(_headings(columns), _for_people(airings, zone, columns), most=most)


def for_people(airing: Airing, zone: ZoneInfo, columns: Sequence[str]) -> list[str]:
    """Some columns of one row as in the table."""
    return _for_people([airing], zone, columns)[0]


def _for_people(airings: Sequence[Airing], zone: ZoneInfo, columns: Sequence[str]) -> list[list[str]]:
    person = cache(_person)  # the same few texts and days in thousands of rows

    def drawn(airing: Airing) -> list[str]:
        row = _heard(airing, _values(airing, zone))
        return [
            _moment(row) if name == "at" else _shortened(name, person(name, row[name])) for name in columns
        ]

    def bare(row: dict[str, Value]) -> list[str]:
        return [_moment(row) if name == "at" else _plain(row[name]) for name in columns]

    return _rows(airings, zone, drawn, bare)


def _rows(
    airings: Sequence[Airing],
    zone: ZoneInfo,
    draw: Callable[[Airing], R],
    bare: Callable[[dict[str, Value]], R],
) -> list[R]:
    """What is drawn of each; of one with which something goes wrong its message, its times and the reason."""
    return [
        attempt(
            Kind.MESSAGE,
            airing.message or "",
            partial(draw, airing),
            lambda fault, airing=airing: bare(_bare(airing, zone, fault)),  # type: ignore[misc]
        )
        for airing in airings
    ]


def _bare(airing: Airing, zone: ZoneInfo, fault: BroadcasterError) -> dict[str, Value]:
    row: dict[str, Value] = dict.fromkeys(COLUMNS)
    for name in ("planned", "started", "ended"):
        at = getattr(airing, name)
        row[name] = None if at is None else at.astimezone(zone)
    return row | {"id": airing.id, "message": airing.message, "reason": explain(fault)}


def _shortened(name: str, text: str) -> str:
    """A text for a table, shortened; other forms have the whole text."""
    whole = name != "message" or len(text) <= _LONGEST
    return text if whole else f"{text[: _LONGEST - 1].rstrip()}…"


def _moment(row: Mapping[str, Value]) -> str:
    """When it started, or was planned."""
    at = row["started"] or row["planned"]
    return f"{at:%d/%m %H:%M:%S}" if isinstance(at, datetime) else ""


def _headings(columns: Sequence[str]) -> list[str]:
    return [say(f"journal.column.{name}") for name in columns]


def as_xlsx(airings: Sequence[Airing], zone: ZoneInfo, head: str | None) -> bytes:
    """A workbook: a sheet with all columns, and one with the head hash, by which the log can be proven later.

    Raises:
        JournalError: the extra `report` is not installed.
    """

    cell = cache(_cell)
    log = WorkbookSheet(
        name=say("journal.sheet.log"),
        headings=_headings(COLUMNS),
        rows=_rows(
            airings,
            zone,
            lambda airing: [cell(*pair) for pair in _heard(airing, _values(airing, zone)).items()],
            lambda row: list(row.values()),
        ),
    )
    proof = WorkbookSheet(
        name=say("journal.sheet.proof"),
        headings=[say("journal.column.head")],
        rows=[] if head is None else [[head]],
    )
    return workbook((log, proof))


def _values(airing: Airing, zone: ZoneInfo) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name in COLUMNS:
        value = getattr(airing, name)
        found[name] = value.astimezone(zone) if isinstance(value, datetime) else value
    found["zones"] = ", ".join(airing.zones) or None
    found["reason"] = _reason(airing)
    return found


def _heard(airing: Airing, row: dict[str, Value]) -> dict[str, Value]:
    """The row as people read and count it.

    An airing that was cut or interrupted before it began did not air. A relay inside a message, and the
    message that replaces it, have rows of their own, marked as pieces: people do not count them.
    """
    if airing.started is None and airing.outcome in (Outcome.CUT, Outcome.INTERRUPTED):
        row = row | {"outcome": "unheard"}
    if airing.part_of is not None:
        return row | {"kind": f"{_PART}{airing.kind}"}
    return row | {"kind": f"{_EMERGENCY}{airing.kind}"} if airing.emergency else row


def _reason(airing: Airing) -> str | None:
    """The reason of its outcome, the airing that it continues or makes up for, and how it was approved."""
    parts = [] if airing.reason is None else [airing.reason.text]
    if airing.resumes is not None:
        parts.append(say("catch_up.resumes", airing=airing.resumes))
    if airing.makes_good is not None:
        parts.append(say("catch_up.makes_good", airing=airing.makes_good))
    if airing.pinned:
        parts.append(say("journal.pinned"))
    if airing.confirm and airing.started is not None:
        parts.append(say("journal.to_confirm"))
    return "; ".join(parts) or None


def _machine(value: Value) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return None if value is None else str(value)


def _plain(value: Value) -> str:
    return f"{value:%d/%m/%Y %H:%M:%S}" if isinstance(value, datetime) else value or ""


def _person(name: str, value: Value) -> str:
    if isinstance(value, datetime):
        return _plain(value)
    if name == "outcome":
        return say(f"journal.outcome.{value or 'open'}")
    if name == "kind":
        how, _, name = str(value).rpartition(" ")
        kind = say(f"journal.kind.{name}")
        return say(f"journal.kind.{how}", kind=kind) if how else kind
    words = _WORDS.get(name)
    return words(value) if words is not None and value else value or ""


def _cell(name: str, value: Value) -> Value:
    return value if isinstance(value, datetime) else _person(name, value)


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
