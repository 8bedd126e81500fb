"""Events folded into airings, and what may happen only once to an airing: its slot and its end."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from broadcaster.core.errors import JournalError
from broadcaster.journal.rows.chain import ChainRow, canonical
from broadcaster.journal.rows.events import FINAL, NOT_OURS, RowEvent, as_text, reason_of
from broadcaster.journal.rows.model import Airing, AiringKind, Entry, MessageSummary, Outcome, Reason

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
    "alert",
)


@dataclass(slots=True)
class _Draft:
    seq: int  # of its first row
    entry: dict[str, Any] = field(default_factory=dict)
    started: datetime | None = None
    ended: datetime | None = None
    outcome: Outcome | None = None
    reason: Reason | None = None


def fold(rows: Iterable[ChainRow], unreadable: list[int] | None = None) -> list[Airing]:
    """The airings that `rows` describe, in the order of their first rows.

    Args:
        rows: all rows of these airings, in the order of their numbers.
        unreadable: receives the numbers of the rows that cannot be understood; their airings are left out.
            None: such a row is an error.

    Raises:
        JournalError: a row cannot be understood.
    """
    drafts: dict[str, _Draft] = {}
    broken: set[str] = set()
    for row in rows:
        try:
            _apply(drafts.setdefault(row.airing, _Draft(row.seq)), RowEvent(row.event), json.loads(row.body))
        except NOT_OURS as error:
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


def _apply(draft: _Draft, event: RowEvent, body: dict[str, Any]) -> None:
    if "entry" in body:
        draft.entry = body["entry"]
    if event is RowEvent.STARTED:
        draft.started = datetime.fromisoformat(body["at"])
        draft.entry |= {name: value for name, value in body.items() if name != "at"}
    if event in FINAL:
        draft.outcome = Outcome(body.get("outcome", event.value))
        draft.reason = _reason(body["reason"])
        # An airing that never started has no end instant.
        draft.ended = datetime.fromisoformat(body["at"]) if draft.started is not None else None


def _airing(name: str, draft: _Draft) -> Airing:
    try:
        return _unfolded(name, draft)
    except NOT_OURS as error:
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
        kind=AiringKind(entry["kind"]),
        position=entry.get("position", 0),
        zones=tuple(entry.get("zones", ())),
        confirm=bool(entry.get("confirm")),
        pinned=bool(entry.get("pinned")),
        emergency=bool(entry.get("emergency")),
        about=_about(entry.get("about")),
        # Only the fields of `Airing`: a row of a newer version may hold more.
        **{name: entry.get(name) for name in _KNOWN},
    )


def _about(found: dict[str, Any] | None) -> MessageSummary | None:
    if not found or not found.get("title"):
        return None
    languages = tuple(map(str, found.get("languages", ())))
    return MessageSummary(
        title=found["title"],
        source=found.get("source"),
        basis=found.get("basis"),
        languages=languages,
        exempt=found.get("exempt"),
    )


def _reason(found: dict[str, Any] | None) -> Reason | None:
    return None if found is None else reason_of(found)


def slot_of(entry: Entry) -> str | None:
    """The key of what must not air twice: one Occurrence, or the rest that follows one by itself.

    None for what may be repeated: all that a person asks for, and a piece inside a message.

    Raises:
        ValueError: a scheduled entry without schedule or planned instant.
    """
    if entry.kind is not AiringKind.SCHEDULED or entry.part_of is not None:
        return None
    if entry.resumes is not None:
        return canonical({"resumes": entry.resumes})
    if entry.schedule is None or entry.planned is None:
        raise ValueError("a scheduled airing needs its schedule and its planned instant")
    if entry.session is not None:
        # The start of a member changes with the lengths of the members before it; the session's does not.
        return canonical({"session": entry.session, "position": entry.position, "message": entry.message})
    return canonical(
        {"schedule": entry.schedule, "planned": as_text(entry.planned), "message": entry.message}
    )


def final_event(outcome: Outcome) -> RowEvent:
    """The event that ends an airing with this outcome."""
    return RowEvent.ENDED if outcome in (Outcome.AIRED, Outcome.CUT) else RowEvent(outcome.value)


def is_over(events: list[str]) -> bool:
    """True if an airing with these events has ended."""
    return any(event in FINAL for event in events)
