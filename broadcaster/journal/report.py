"""The as-run log as reports: JSON with the keys of the contract, table, CSV and spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from broadcaster.journal.model import Airing, Note, Verified
from broadcaster.journal.names import by, shown
from broadcaster.text import say
from broadcaster.text.table import csv_text, table

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
)
"""The keys of one row, in order."""

_WORDS = {"message": shown, "who": by}
_FOR_PEOPLE = ("planned", "started", "ended", "outcome", "kind", "message", "who", "reason")


def as_json(airing: Airing, zone: ZoneInfo) -> dict[str, str | None]:
    """One row of `log --format json`: times ISO 8601 with the offset of `zone`, None for unknown."""
    return {name: _machine(value) for name, value in _values(airing, zone).items()}


def as_csv(airings: Sequence[Airing], zone: ZoneInfo) -> str:
    """The same columns and values as JSON, safe to open in a spreadsheet program."""
    return csv_text(COLUMNS, [list(as_json(airing, zone).values()) for airing in airings])


def as_table(airings: Sequence[Airing], zone: ZoneInfo) -> str:
    """What an officer wants to see, in the chosen language."""
    return table(
        [say(f"journal.column.{name}") for name in _FOR_PEOPLE],
        [for_people(airing, zone, _FOR_PEOPLE) for airing in airings],
    )


def for_people(airing: Airing, zone: ZoneInfo, columns: Sequence[str]) -> list[str]:
    """Some columns of one row as an officer wants to see them."""
    row = _values(airing, zone)
    return [_person(name, row[name]) for name in columns]


def note_as_json(note: Note, zone: ZoneInfo) -> dict[str, str | None]:
    """One row of `log events --format json`: when, the code, the text, the airing it is about."""
    return {
        "at": note.at.astimezone(zone).isoformat(),
        "code": note.what.code,
        "text": note.what.text,
        "airing": note.airing,
    }


def notes_as_table(notes: Sequence[Note], zone: ZoneInfo) -> str:
    """The same for an officer."""
    rows = [[f"{note.at.astimezone(zone):%d/%m/%Y %H:%M:%S}", note.what.text] for note in notes]
    return table([say("journal.column.at"), say("journal.column.event")], rows)


def verdict(found: Verified, zone: ZoneInfo, head: str | None = None) -> str:
    """Whether the log is whole, and if not, all that is wrong with it.

    Args:
        found: what the walk found.
        zone: for the times at which rows were lost.
        head: the head hash of an earlier day that was to be in the chain.
    """
    faults = [*_faults(found, zone)]
    if found.first_bad is not None and len(faults) == 1:
        return say("journal.broken", row=found.first_bad, rows=found.rows, head=found.head)
    if faults:
        return say("journal.not_whole", rows=found.rows, head=found.head, faults="\n".join(faults))
    if not found.ok:
        return say("journal.head_missing", wanted=head, rows=found.rows, head=found.head)
    return say("journal.whole", rows=found.rows, head=found.head)


def verified_as_json(found: Verified) -> dict[str, object]:
    """`log verify --format json`."""
    return {
        "ok": found.ok,
        "rows": found.rows,
        "head": found.head,
        "first_bad": found.first_bad,
        "missing": found.missing,
        "head_damaged": found.head_damaged,
        "damage": found.damage,
        "losses": [loss.id for loss in found.losses],
    }


def _faults(found: Verified, zone: ZoneInfo) -> Iterator[str]:
    if found.first_bad is not None:
        yield say("journal.fault_of_chain", row=found.first_bad)
    if found.missing is not None:
        yield say("journal.fault_of_end", row=found.missing)
    if found.head_damaged:
        yield "- " + say("journal.head_damaged")
    if found.damage is not None:
        yield say("journal.fault_of_file", damage=found.damage)
    for loss in found.losses:
        at = f"{loss.at.astimezone(zone):%d/%m/%Y %H:%M:%S}"
        yield say("journal.fault_told", at=at, text=loss.what.text)


def as_xlsx(airings: Sequence[Airing], zone: ZoneInfo, head: str | None) -> bytes:
    """A workbook: all columns, and on a sheet of its own the head hash that proves them later.

    Raises:
        JournalError: the extra `report` is not installed.
    """
    from broadcaster.journal.xlsx import Sheet, workbook

    rows = [_values(airing, zone) for airing in airings]
    log = Sheet(
        name=say("journal.sheet.log"),
        headings=[say(f"journal.column.{name}") for name in COLUMNS],
        rows=[[_cell(name, row[name]) for name in COLUMNS] for row in rows],
    )
    proof = Sheet(
        name=say("journal.sheet.proof"),
        headings=[say("journal.column.head")],
        rows=[] if head is None else [[head]],
    )
    return workbook((log, proof))


def _values(airing: Airing, zone: ZoneInfo) -> dict[str, str | datetime | None]:
    found: dict[str, str | datetime | None] = {}
    for name in COLUMNS:
        value = getattr(airing, name)
        found[name] = value.astimezone(zone) if isinstance(value, datetime) else value
    found["reason"] = _reason(airing)
    return found


def _reason(airing: Airing) -> str | None:
    """Why it ended so; where that needs no reason, what it belongs to."""
    if airing.reason is not None:
        return airing.reason.text
    if airing.resumes is not None:
        return say("catch_up.resumes", airing=airing.resumes)
    return None if airing.makes_good is None else say("catch_up.makes_good", airing=airing.makes_good)


def _machine(value: str | datetime | None) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return None if value is None else str(value)


def _person(name: str, value: str | datetime | None) -> str:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M:%S}"
    if name == "outcome":
        return say(f"journal.outcome.{value or 'open'}")
    if name == "kind":
        return say(f"journal.kind.{value}")
    words = _WORDS.get(name)
    return words(value) if words is not None and value else value or ""


def _cell(name: str, value: str | datetime | None) -> str | datetime | None:
    return value if isinstance(value, datetime) else _person(name, value)
