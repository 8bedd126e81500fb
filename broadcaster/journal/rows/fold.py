"""From events to airings and back: what the body of each event holds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from broadcaster.errors import JournalError
from broadcaster.journal.model import Airing, Entry, Kind, Note, Outcome, Reason
from broadcaster.journal.rows.chain import Row, canonical

_NOT_OURS = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What a body brings about that is not as we write it."""


class Event(StrEnum):
    """What can be told about an airing."""

    PLANNED = "planned"
    STARTED = "started"
    ENDED = "ended"  # aired or cut
    REFUSED = "refused"
    MISSED = "missed"
    INTERRUPTED = "interrupted"
    NOTED = "noted"  # a row of its own: a fault, a finding, a change of the mains


FINAL = (Event.ENDED, Event.REFUSED, Event.MISSED, Event.INTERRUPTED)
"""The events after which nothing more happens to an airing."""


def as_text(moment: datetime) -> str:
    """An aware instant as the journal stores it: UTC, ISO 8601 with microseconds; sorts as text."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def entry_body(entry: Entry, reason: Reason | None = None) -> str:
    """The body of an airing's first event."""
    facts = asdict(entry) | {"planned": None if entry.planned is None else as_text(entry.planned)}
    if not entry.zones:
        del facts["zones"]  # everywhere, as in every row from before there were any
    if entry.part_of is None:
        del facts["part_of"]
    return canonical({"entry": facts, "reason": _reason_facts(reason)})


def start_body(at: datetime, known: Mapping[str, str | None]) -> str:
    """The body of `started`: when, and what is known only now (engine, digests)."""
    return canonical(
        {"at": as_text(at), **{name: value for name, value in known.items() if value is not None}}
    )


def end_body(at: datetime, outcome: Outcome, reason: Reason | None) -> str:
    """The body of every event that ends an airing which was planned before."""
    return canonical({"at": as_text(at), "outcome": outcome, "reason": _reason_facts(reason)})


def note_body(at: datetime, what: Reason, airing: str | None) -> str:
    """The body of a note: when, what, and which airing it is about."""
    return canonical({"at": as_text(at), "airing": airing, "note": _reason_facts(what)})


def unfold_note(row: Row) -> Note:
    """The note that a row tells of.

    Raises:
        JournalError: the row cannot be understood.
    """
    try:
        body = json.loads(row.body)
        what = Reason(code=body["note"]["code"], facts=tuple(body["note"]["facts"].items()))
        return Note(id=row.airing, at=datetime.fromisoformat(body["at"]), what=what, airing=body["airing"])
    except _NOT_OURS as error:
        raise JournalError("journal.unreadable_row", row=row.seq) from error


_KNOWN = (
    "message",
    "schedule",
    "who",
    "words_digest",
    "sound_digest",
    "engine",
    "resumes",
    "makes_good",
    "part_of",
    "session",
)


@dataclass(slots=True)
class _Draft:
    seq: int  # of its first row
    entry: dict[str, Any] = field(default_factory=dict)
    started: datetime | None = None
    ended: datetime | None = None
    outcome: Outcome | None = None
    reason: Reason | None = None


def fold(rows: Iterable[Row], unreadable: list[int] | None = None) -> list[Airing]:
    """The airings that `rows` (whole airings, in the order of their numbers) tell of, in that order.

    Args:
        rows: of these airings.
        unreadable: takes the numbers of the rows that cannot be understood; their airings are left out.
            None: such a row is an error.

    Raises:
        JournalError: a row cannot be understood.
    """
    drafts: dict[str, _Draft] = {}
    broken: set[str] = set()
    for row in rows:
        try:
            _apply(drafts.setdefault(row.airing, _Draft(row.seq)), Event(row.event), json.loads(row.body))
        except _NOT_OURS as error:
            if unreadable is None:
                raise JournalError("journal.unreadable_row", row=row.seq) from error
            unreadable.append(row.seq)
            broken.add(row.airing)
    found = []
    for name, draft in drafts.items():
        try:
            found += [] if name in broken else [_airing(name, draft)]
        except JournalError:
            if unreadable is None:
                raise
            unreadable.append(draft.seq)
    return found


def _apply(draft: _Draft, event: Event, body: dict[str, Any]) -> None:
    if "entry" in body:
        draft.entry = body["entry"]
    if event is Event.STARTED:
        draft.started = datetime.fromisoformat(body["at"])
        draft.entry |= {name: value for name, value in body.items() if name != "at"}
    if event in FINAL:
        draft.outcome = Outcome(body.get("outcome", event.value))
        draft.reason = _reason(body["reason"])
        # What never began has no end either.
        draft.ended = datetime.fromisoformat(body["at"]) if draft.started is not None else None


def _airing(name: str, draft: _Draft) -> Airing:
    try:
        return _unfolded(name, draft)
    except _NOT_OURS as error:
        raise JournalError("journal.unreadable_row", row=draft.seq) from error


def _unfolded(name: str, draft: _Draft) -> Airing:
    entry = draft.entry
    planned = entry.get("planned")
    return Airing(
        id=name,
        planned=None if planned is None else datetime.fromisoformat(planned),
        started=draft.started,
        ended=draft.ended,
        outcome=draft.outcome,
        reason=draft.reason,
        kind=Kind(entry["kind"]),
        position=entry.get("position", 0),
        zones=tuple(entry.get("zones", ())),
        # Only what an airing has: rows hold more, and those of a newer version more still.
        **{name: entry.get(name) for name in _KNOWN},
    )


def _reason_facts(reason: Reason | None) -> dict[str, object] | None:
    return None if reason is None else {"code": reason.code, "facts": dict(reason.facts)}


def _reason(found: dict[str, Any] | None) -> Reason | None:
    return None if found is None else Reason(code=found["code"], facts=tuple(found["facts"].items()))
