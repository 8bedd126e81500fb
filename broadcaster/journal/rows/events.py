"""The events of an airing, and the JSON body that each kind of event has."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from broadcaster.core.errors import Fact, JournalError, Phrase
from broadcaster.journal.rows.chain import ChainRow, canonical
from broadcaster.journal.rows.model import Entry, Note, Outcome, Reason

NOT_OURS = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""The exceptions that a body raises which this program did not write."""


class RowEvent(StrEnum):
    """What can happen to an airing. A note or a decision is an event of its own."""

    PLANNED = "planned"
    STARTED = "started"
    ENDED = "ended"  # aired or cut
    REFUSED = "refused"
    MISSED = "missed"
    INTERRUPTED = "interrupted"
    NOTED = "noted"  # belongs to no airing: a fault, a finding, a change of the mains
    DECIDED = "decided"  # belongs to no airing: what a person decided about a message, or about an airing


FINAL = (RowEvent.ENDED, RowEvent.REFUSED, RowEvent.MISSED, RowEvent.INTERRUPTED)
"""The events that end an airing. Nothing follows them."""

ALONE = (RowEvent.NOTED, RowEvent.DECIDED)
"""The events that are no part of an airing. Each has an id of its own."""


def as_text(moment: datetime) -> str:
    """An aware instant as the journal stores it: UTC, ISO 8601 with microseconds. Texts sort by time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def stored_instant(text: str | None) -> datetime | None:
    """The aware instant of a stored text; None for no text, or one that is no aware instant."""
    try:
        found = None if text is None else datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if found is None or found.tzinfo is None else found


def entry_body(entry: Entry, reason: Reason | None = None) -> str:
    """The body of an airing's first event."""
    facts = asdict(entry) | {"planned": None if entry.planned is None else as_text(entry.planned)}
    if not entry.zones:
        del facts["zones"]  # no zones: everywhere; rows from before zones existed look the same
    for name in ("part_of", "alert"):
        if facts[name] is None:
            del facts[name]
    if entry.about is None:
        del facts["about"]
    else:
        facts["about"] = {name: value for name, value in facts["about"].items() if value}
    for name in ("confirm", "pinned", "emergency"):
        if not facts[name]:
            del facts[name]
    return canonical({"entry": facts, "reason": reason_facts(reason)})


def start_body(at: datetime, known: Mapping[str, str | None]) -> str:
    """The body of `started`: the instant, and what is known only then (engine, digests)."""
    return canonical(
        {"at": as_text(at), **{name: value for name, value in known.items() if value is not None}}
    )


def end_body(at: datetime, outcome: Outcome, reason: Reason | None) -> str:
    """The body of an event that ends a planned airing."""
    return canonical({"at": as_text(at), "outcome": outcome, "reason": reason_facts(reason)})


def note_body(at: datetime, what: Reason, airing: str | None, *, fault: bool = False) -> str:
    """The body of a note: the instant, the fact, the airing that it is about, and whether it is a fault."""
    kept = {"at": as_text(at), "airing": airing, "note": reason_facts(what)}
    return canonical({**kept, "fault": True} if fault else kept)


def unfold_note(row: ChainRow) -> Note:
    """The note that a row holds. Raises JournalError: the row cannot be understood."""
    try:
        body = json.loads(row.body)
        what = reason_of(body["note"])
        return Note(
            id=row.airing,
            at=datetime.fromisoformat(body["at"]),
            what=what,
            airing=body["airing"],
            fault=body.get("fault") is True,
        )
    except NOT_OURS as error:
        raise JournalError("journal.unreadable_row", row=row.seq) from error


def reason_of(found: dict[str, Any]) -> Reason:
    """The reason that a row holds."""
    return Reason(code=found["code"], facts=_facts_of(found["facts"]))


def reason_facts(reason: Reason | None) -> dict[str, object] | None:
    """A reason as a row holds it; see `reason_of`."""
    return None if reason is None else {"code": reason.code, "facts": _as_json(reason.facts)}


def _as_json(facts: tuple[tuple[str, Fact], ...]) -> dict[str, object]:
    return {name: _phrase_as_json(fact) if isinstance(fact, Phrase) else fact for name, fact in facts}


def _phrase_as_json(phrase: Phrase) -> dict[str, object]:
    return {"code": phrase.code, "facts": _as_json(phrase.facts), "advised": phrase.advised}


def _facts_of(found: dict[str, Any]) -> tuple[tuple[str, Fact], ...]:
    return tuple((name, _phrase(fact) if isinstance(fact, dict) else fact) for name, fact in found.items())


def _phrase(found: dict[str, Any]) -> Phrase:
    return Phrase(code=found["code"], facts=_facts_of(found["facts"]), advised=bool(found["advised"]))
