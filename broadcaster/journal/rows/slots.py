"""What may happen only once to an airing: its slot, and its end."""

from __future__ import annotations

from broadcaster.journal.model import Entry, Kind, Outcome
from broadcaster.journal.rows.chain import canonical
from broadcaster.journal.rows.events import FINAL, Event, as_text


def slot_of(entry: Entry) -> str | None:
    """The key of what must not air twice: one Occurrence, or the rest that follows one by itself.

    None for what may be repeated: all that a person asks for, and a piece inside a message.

    Raises:
        ValueError: a scheduled entry without schedule or planned instant.
    """
    if entry.kind is not Kind.SCHEDULED or entry.part_of is not None:
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


def final_event(outcome: Outcome) -> Event:
    """The event that ends an airing with this outcome."""
    return Event.ENDED if outcome in (Outcome.AIRED, Outcome.CUT) else Event(outcome.value)


def is_over(events: list[str]) -> bool:
    """True if an airing with these events has ended."""
    return any(event in FINAL for event in events)
