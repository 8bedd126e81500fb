"""What was published of the plan: a calendar program takes a changed event only where its number has grown.

The file is `state/published.json`. Without it each calendar is as good as before, but who has an older one
may not see what has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster.core import state_files
from broadcaster.core.state_files import Instant
from broadcaster.core.whole_files import write_bytes

NAME = "published.json"
MOST = 3000  # events that are remembered: the file stays below the loader's limit
_PAST = timedelta(days=31)  # how long what is over is remembered
_LONGEST = 120  # characters of a title


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEvent:
    """One planned airing as a calendar shows it."""

    uid: str  # the same in each plan, so that a calendar program replaces its old entry
    start: datetime  # aware
    end: datetime  # aware
    title: str
    about: str  # may have several lines
    airs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationState:
    """An event as it was published last."""

    sequence: int
    digest: str  # of all that a calendar program shows
    start: Instant
    end: Instant
    title: str
    changed: Instant
    cancelled: bool

    def __post_init__(self) -> None:
        if self.sequence < 0 or len(self.digest) > _LONGEST:
            raise ValueError("not an event that was published")


_SHAPE = TypeAdapter(dict[str, PublicationState])


def published(
    before: Mapping[str, PublicationState],
    events: Iterable[PublishedEvent],
    first: datetime,
    until: datetime,
    now: datetime,
) -> dict[str, PublicationState]:
    """All that is published after a plan of [first, until). Pure.

    An event that has changed gets a higher number. One that was published and is not in the plan any more is
    cancelled. What lies outside of the plan stays as it was, and goes when it is long over.
    """
    found = {uid: one for uid, one in before.items() if one.end > now - _PAST}
    planned: set[str] = set()
    for event in events:
        planned.add(event.uid)
        old, digest = before.get(event.uid), _digest(event)
        if old is not None and old.digest == digest:
            found[event.uid] = old
            continue
        found[event.uid] = PublicationState(
            sequence=0 if old is None else old.sequence + 1,
            digest=digest,
            start=event.start,
            end=event.end,
            title=event.title[:_LONGEST],
            changed=now,
            cancelled=not event.airs,
        )
    for uid, one in list(found.items()):
        if uid not in planned and first <= one.start < until and not (one.cancelled and not one.digest):
            found[uid] = replace(one, sequence=one.sequence + 1, digest="", changed=now, cancelled=True)
    return found


def load(state: Path) -> dict[str, PublicationState]:
    """What was published; nothing where nothing is known."""
    return state_files.load(state / NAME, _SHAPE) or {}


def keep(state: Path, known: Mapping[str, PublicationState], now: datetime) -> None:
    """Remember what was published; of too much, what is nearest to now.

    Raises:
        StoreError: the disk takes nothing.
    """
    nearest = sorted(known.items(), key=lambda item: abs(item[1].start - now))[:MOST]
    write_bytes(state / NAME, _SHAPE.dump_json(dict(nearest)), durable=False)


def _digest(event: PublishedEvent) -> str:
    shown = (event.start.isoformat(), event.end.isoformat(), event.title, event.about, str(event.airs))
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()[:16]
