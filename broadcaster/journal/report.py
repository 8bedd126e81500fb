"""The as-run log as reports: JSON with the keys of the contract, table, CSV and spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from broadcaster.journal.model import Airing, Note, Outcome, Verified
from broadcaster.journal.names import by, shown
from broadcaster.text import say
from broadcaster.text.table import csv_text, table, width

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
_NARROW = ("at", "outcome", "message", "zones", "reason")  # where a terminal has no room for all

_LONGEST = 80  # characters of a message in a table: a typed text may have thousands

_PART = "part "  # before the kind of a piece of a message

Value = str | datetime | None


def as_json(airing: Airing, zone: ZoneInfo) -> dict[str, str | list[str] | None]:
    """One row of `log --format json`: times ISO 8601 with the offset of `zone`, None for unknown.

    `zones` is a list, empty for everywhere.
    """
    row = {name: _machine(value) for name, value in _values(airing, zone).items()}
    return {**row, "zones": list(airing.zones)}


def as_csv(airings: Sequence[Airing], zone: ZoneInfo) -> str:
    """The same values as JSON under headings for people, safe to open in a spreadsheet program."""
    rows = [[_machine(value) for value in _values(airing, zone).values()] for airing in airings]
    return csv_text(_headings(COLUMNS), rows)


def as_table(airings: Sequence[Airing], zone: ZoneInfo, most: int | None = None) -> str:
    """What an officer wants to see, in the chosen language.

    Args:
        airings: one a row.
        zone: for the times.
        most: columns of the terminal; where the whole table does not fit, its main columns are folded to it.
    """
    zoned = any(airing.zones for airing in airings)
    columns = [name for name in _FOR_PEOPLE if zoned or name != "zones"]
    whole = table(_headings(columns), _for_people(airings, zone, columns))
    if most is None or all(width(line) <= most for line in whole.split("\n")):
        return whole
    columns = [name for name in _NARROW if zoned or name != "zones"]
    return table(_headings(columns), _for_people(airings, zone, columns), most=most)


def for_people(airing: Airing, zone: ZoneInfo, columns: Sequence[str]) -> list[str]:
    """Some columns of one row as an officer wants to see them."""
    return _for_people([airing], zone, columns)[0]


def _for_people(airings: Sequence[Airing], zone: ZoneInfo, columns: Sequence[str]) -> list[list[str]]:
    person = cache(_person)  # the same few words and days in thousands of rows
    rows = [_heard(airing, _values(airing, zone)) for airing in airings]
    return [
        [_moment(row) if name == "at" else _shortened(name, person(name, row[name])) for name in columns]
        for row in rows
    ]


def _shortened(name: str, text: str) -> str:
    """A text for a column of a table; data is never shortened."""
    whole = name != "message" or len(text) <= _LONGEST
    return text if whole else f"{text[: _LONGEST - 1].rstrip()}…"


def _moment(row: Mapping[str, Value]) -> str:
    """When it was heard, or was to be."""
    at = row["started"] or row["planned"]
    return f"{at:%d/%m %H:%M:%S}" if isinstance(at, datetime) else ""


def _headings(columns: Sequence[str]) -> list[str]:
    return [say(f"journal.column.{name}") for name in columns]


def note_as_json(note: Note, zone: ZoneInfo) -> dict[str, str | None]:
    """One row of `log events --format json`: when, the code, the text, the airing it is about."""
    return {
        "at": note.at.astimezone(zone).isoformat(),
        "code": note.what.code,
        "text": note.what.text,
        "airing": note.airing,
    }


def notes_as_table(notes: Sequence[Note], zone: ZoneInfo, most: int | None = None) -> str:
    """The same for an officer, in as many columns of a terminal as `most`."""
    rows = [[f"{note.at.astimezone(zone):%d/%m/%Y %H:%M:%S}", note.what.text] for note in notes]
    return table([say("journal.column.at"), say("journal.column.event")], rows, most=most)


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
        "head_gone": found.head_gone,
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
    if found.head_gone:
        yield "- " + say("journal.head_gone")
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

    cell = cache(_cell)
    log = Sheet(
        name=say("journal.sheet.log"),
        headings=_headings(COLUMNS),
        rows=[[cell(*pair) for pair in _heard(a, _values(a, zone)).items()] for a in airings],
    )
    proof = Sheet(
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

    What was cut or interrupted before it began did not air. A relay inside a message and what stands in
    for it have rows of their own, and are no airings besides their message's.
    """
    if airing.started is None and airing.outcome in (Outcome.CUT, Outcome.INTERRUPTED):
        row = row | {"outcome": "unheard"}
    return row if airing.part_of is None else row | {"kind": f"{_PART}{airing.kind}"}


def _reason(airing: Airing) -> str | None:
    """Why it ended so, and what it belongs to."""
    parts = [] if airing.reason is None else [airing.reason.text]
    if airing.resumes is not None:
        parts.append(say("catch_up.resumes", airing=airing.resumes))
    if airing.makes_good is not None:
        parts.append(say("catch_up.makes_good", airing=airing.makes_good))
    return "; ".join(parts) or None


def _machine(value: Value) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat()
    return None if value is None else str(value)


def _person(name: str, value: Value) -> str:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M:%S}"
    if name == "outcome":
        return say(f"journal.outcome.{value or 'open'}")
    if name == "kind":
        kind = say(f"journal.kind.{str(value).removeprefix(_PART)}")
        return say("journal.kind.part", kind=kind) if str(value).startswith(_PART) else kind
    words = _WORDS.get(name)
    return words(value) if words is not None and value else value or ""


def _cell(name: str, value: Value) -> Value:
    return value if isinstance(value, datetime) else _person(name, value)
