"""What may happen to an airing once: its slot, and its end."""

from __future__ import annotations

from datetime import datetime

from broadcaster.errors import JournalError
from broadcaster.journal.file.writer import Writer
from broadcaster.journal.model import Entry, Kind, Outcome
from broadcaster.journal.rows.chain import canonical
from broadcaster.journal.rows.fold import FINAL, Event, as_text


def stored_instant(text: str | None) -> datetime | None:
    """An instant that was stored; None where none was, or none that can be understood."""
    try:
        found = None if text is None else datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if found is None or found.tzinfo is None else found


def slot_of(entry: Entry) -> str | None:
    """What must not air twice: one Occurrence, or the rest of one interrupted airing."""
    if entry.resumes is not None:
        return canonical({"resumes": entry.resumes})
    if entry.kind is not Kind.SCHEDULED or entry.part_of is not None:
        return None
    if entry.schedule is None or entry.planned is None:
        raise ValueError("a scheduled airing needs its schedule and its planned instant")
    if entry.session is not None:
        # A member's own start moves with the lengths of those before it; its session's does not.
        return canonical({"session": entry.session, "position": entry.position, "message": entry.message})
    return canonical(
        {"schedule": entry.schedule, "planned": as_text(entry.planned), "message": entry.message}
    )


def final_event(outcome: Outcome) -> Event:
    """The event that tells of an end."""
    return Event.ENDED if outcome in (Outcome.AIRED, Outcome.CUT) else Event(outcome.value)


def is_over(events: list[str]) -> bool:
    """True if nothing more happens to an airing with these events."""
    return any(event in FINAL for event in events)


def still_open(writer: Writer, airing: str) -> list[str]:
    """The events of an airing that is not over.

    Raises:
        JournalError: it is unknown, or over.
    """
    events = writer.events(airing)
    if not events:
        raise JournalError("journal.unknown_airing", airing=airing)
    if is_over(events):
        raise JournalError("journal.already_ended", airing=airing)
    return events
