"""Which events of calendars became drafts, and what has changed of them since: `state/announced.json`.

An event becomes a draft once, by its UID, whatever becomes of the draft. Nothing here writes a message or
airs anything: the officer is told, and decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster.core import state_files
from broadcaster.core.state_files import Instant
from broadcaster.core.whole_files import write_bytes

NAME = "announced.json"
_LOCK = "announced.lock"
CHANGED, CANCELLED = "changed", "cancelled"
MOST = 2000  # events that are remembered, the newest by their start
_LONGEST = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedEvent:
    """An event that became a draft."""

    calendar: str  # the name of a subscribed one; "" of a file
    message: str  # the id of the draft
    title: str
    start: Instant
    digest: str  # of what was told of it last
    change: str = ""  # what the officer has not looked at yet

    def __post_init__(self) -> None:
        if self.change not in ("", CHANGED, CANCELLED) or len(self.title) > _LONGEST:
            raise ValueError("not an event that became a draft")


_SHAPE = TypeAdapter(dict[str, AnnouncedEvent])


def load(state: Path) -> Mapping[str, AnnouncedEvent]:
    """The events by their keys."""
    return state_files.load(state / NAME, _SHAPE) or {}


def changed(state: Path) -> dict[str, AnnouncedEvent]:
    """The events of which the officer is to be told, by their keys, in the order of their starts."""
    found = [(key, one) for key, one in load(state).items() if one.change]
    return dict(sorted(found, key=lambda item: item[1].start))


def note(state: Path, key: str, one: AnnouncedEvent | None) -> bool:
    """Remember an event, or forget it; false if it is remembered already."""

    def edit(known: dict[str, AnnouncedEvent]) -> bool:
        if one is None:
            return known.pop(key, None) is not None
        fresh = key not in known
        known.setdefault(key, one)
        return fresh

    return _edit(state, edit)


def seen(state: Path, key: str) -> bool:
    """The officer has looked at what changed of an event; false if there was nothing."""

    def edit(known: dict[str, AnnouncedEvent]) -> bool:
        if key not in known or not known[key].change:
            return False
        known[key] = replace(known[key], change="")
        return True

    return _edit(state, edit)


def follow(
    state: Path, calendar: str, events: Mapping[str, Sequence[str]], now: datetime, *, whole: bool = True
) -> None:
    """Mark the coming events of a calendar that say something else now, or that are gone.

    One that was put off is followed until its new start.

    Args:
        calendar: its name; "" for files.
        events: digest and start by key (`events.State`); the digest is "" for what is cancelled.
        now: what began before stays.
        whole: what the calendar does not have any more is cancelled.
    """

    def edit(known: dict[str, AnnouncedEvent]) -> bool:
        before = dict(known)
        for key, one in before.items():
            if one.calendar != calendar or one.start <= now or (key not in events and not whole):
                continue
            digest, start = events.get(key, ("", one.start.isoformat()))
            if digest != one.digest:
                change = CHANGED if digest else CANCELLED
                moved = datetime.fromisoformat(start)
                known[key] = replace(one, digest=digest, start=moved, change=change)
        return known != before

    if load(state):
        _edit(state, edit)


def _edit(state: Path, edit: Callable[[dict[str, AnnouncedEvent]], bool]) -> bool:
    """Change the file under its lock; what `edit` says."""
    with state_files.locked(state / _LOCK):
        known = dict(load(state))
        done = edit(known)
        if done:
            newest = sorted(known.items(), key=lambda item: item[1].start)[-MOST:]
            while len(data := _SHAPE.dump_json(dict(newest))) > state_files.LARGEST:
                newest = newest[len(newest) // 10 + 1 :]  # a larger file would count as damaged
            write_bytes(state / NAME, data)
        return done
