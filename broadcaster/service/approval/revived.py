"""Approvals that a restored backup brought back: what was decided after the backup is not in its journal."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster import statefile
from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, PeopleError
from broadcaster.journal import Journal
from broadcaster.people.approval.decision import Row
from broadcaster.people.approval.standing import Decisions
from broadcaster.service.approval.book import rows_of
from broadcaster.service.approval.identity import identity_of
from broadcaster.service.as_run.records import JOURNAL
from broadcaster.statefile import Instant

NAME = "revived.json"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revived:
    """Which approvals are to be looked at after a restore, each until its message is decided anew."""

    made: Instant  # when the backup was made, in the zone of the station
    known: bool  # it is known what was decided later; false: all that stood then may have ended since
    rows: tuple[str, ...]  # the ids of the decisions by which they stand


_SHAPE = TypeAdapter(Revived)


def revived_in(state: Path) -> Revived | None:
    """What the restore of this station found; None where there was none."""
    return statefile.load(state / NAME, _SHAPE)


def page_of(found: Revived) -> bytes:
    """The file of it."""
    return _SHAPE.dump_json(found)


def faults(found: Revived | None, decisions: Decisions) -> list[PeopleError]:
    """What to tell people as long as nobody has decided anew; nothing otherwise. Pure."""
    if found is None:
        return []
    names = sorted(s.message for s in decisions.messages.values() if s.yes and s.yes.row.id in found.rows)
    if not names:
        return []
    code = "people.revived" if found.known else "people.revived_unknown"
    made = f"{found.made:%H:%M %d/%m/%Y}"
    return [PeopleError(code, count=len(names), made=made, messages=", ".join(names))]


def compared(restored: Sequence[Row], station: str, before: Sequence[Row] | None, made: datetime) -> Revived:
    """What a restore brings back. Pure.

    Args:
        restored: the decisions in the backup.
        station: the station's id.
        before: those of the station that stood there; None where nothing tells them.
        made: when the backup was made.
    """
    standing = {
        each.message: each.yes.row.id
        for each in Decisions(station=station).with_rows(restored).messages.values()
        if each.yes is not None
    }
    if before is None or not {row.id for row in restored} <= {row.id for row in before}:
        return Revived(made=made, known=False, rows=tuple(standing.values()))
    later = Decisions(station=station).with_rows(before)
    stood = {name: yes.row.id for name in standing if (yes := later.of(name).yes) is not None}
    gone = tuple(row for name, row in standing.items() if stood.get(name) != row)
    return Revived(made=made, known=True, rows=gone)


def found_by(
    draft: Path, old: Path, clock: Clock, made: datetime
) -> tuple[Revived | None, list[PeopleError]]:
    """Compare a station that is being put back with the one that stands there; and what to tell people.

    Args:
        draft: its folder.
        old: the folder of the station that stood there, if any.
        clock: gives the time.
        made: when the backup was made.
    """
    restored = _decided(draft / "state", clock)
    if restored is None:
        return None, []
    station, rows = restored
    before = _decided(old / "state", clock)
    earlier = revived_in(old / "state")
    unknown = before is None or before[0] != station or (earlier is not None and not earlier.known)
    found = compared(rows, station, None if before is None or unknown else before[1], made)
    if earlier is not None and found.known:  # what an earlier restore brought back still waits
        found = replace(found, rows=tuple(sorted({*found.rows, *earlier.rows})))
    return (found if found.rows else None), faults(found, Decisions(station=station).with_rows(rows))


def _decided(state: Path, clock: Clock) -> tuple[str, list[Row]] | None:
    """The station and its decisions; None where nothing tells them."""
    try:
        if not (state / JOURNAL).exists():
            return None
        with Journal.open_to_read(state / JOURNAL, clock) as journal:
            rows = rows_of(journal.decisions())
        return identity_of(state, lambda: rows).id, rows
    except (BroadcasterError, OSError):
        log.warning("the decisions in %s cannot be read", state, exc_info=True)
        return None
