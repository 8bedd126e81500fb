"""Which station this is, and which approvals a restored backup brought back.

The number is worth as much as all approvals: with another one none of them counts. So a lost file is written
again as the decisions in the journal name the station, and a new number is made only where nobody decided
anything yet.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster.core import state_files
from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.core.state_files import Instant, load_text
from broadcaster.core.whole_files import write_bytes
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.people.approval.decision import DecisionEntry
from broadcaster.people.approval.standing import Decisions
from broadcaster.people.decisions.book import rows_of

IDENTITY_FILE = "station-id"
_IDENTITY_SHAPE = re.compile(r"\s*[0-9a-f]{32}\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The number, and whether a file has it.

    Attributes:
        kept: false before the first run, and where the file was lost.
    """

    id: str
    kept: bool


def identity_of(state: Path, decided: Callable[[], Iterable[DecisionEntry]]) -> Identity:
    """The identity of the station whose `state` folder this is; nothing is written.

    Args:
        decided: gives the decisions in the journal, of whatever station. Asked only where no file tells.

    Raises:
        PeopleError: there is one, but nothing tells which: the file may not be read and nothing is decided,
            or the journal has decisions of several stations.
        BroadcasterError: what `decided` raises.
    """
    text = load_text(state / IDENTITY_FILE, _IDENTITY_SHAPE)
    if text is not None:
        return Identity(id=text.strip(), kept=True)
    # What may not be read today may be readable tomorrow.
    there = os.path.lexists(state / IDENTITY_FILE)
    named = {row.decision.station for row in decided() if row.decision.station}
    if len(named) == 1:
        return Identity(id=named.pop(), kept=there)
    if named or there:
        raise PeopleError("people.station_unknown")
    return Identity(id=secrets.token_hex(16), kept=False)


def keep(state: Path, identity: Identity) -> None:
    """Write the file where there is none. Raises StoreError: the disk does not take it."""
    if not identity.kept:
        write_bytes(state / IDENTITY_FILE, f"{identity.id}\n".encode(), durable=True)


REVIVED_FILE = "revived.json"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevivedApprovals:
    """Which approvals are to be looked at after a restore, each until its message is decided anew."""

    made: Instant  # when the backup was made, in the zone of the station
    known: bool  # it is known what was decided later; false: all that stood then may have ended since
    rows: tuple[str, ...]  # the ids of the decisions by which they stand


_REVIVED_SHAPE = TypeAdapter(RevivedApprovals)


def revived_in(state: Path) -> RevivedApprovals | None:
    """What the restore of this station found; None where there was none."""
    return state_files.load(state / REVIVED_FILE, _REVIVED_SHAPE)


def revived_page(found: RevivedApprovals) -> bytes:
    """The file of it."""
    return _REVIVED_SHAPE.dump_json(found)


def revived_faults(found: RevivedApprovals | None, decisions: Decisions) -> list[PeopleError]:
    """What to tell people as long as nobody has decided anew; nothing otherwise. Pure."""
    if found is None:
        return []
    names = sorted(s.message for s in decisions.messages.values() if s.yes and s.yes.row.id in found.rows)
    if not names:
        return []
    code = "people.revived" if found.known else "people.revived_unknown"
    made = f"{found.made:%H:%M %d/%m/%Y}"
    return [PeopleError(code, count=len(names), made=made, messages=", ".join(names))]


def revived_by(
    restored: Sequence[DecisionEntry], station: str, before: Sequence[DecisionEntry] | None, made: datetime
) -> RevivedApprovals:
    """What a restore brings back. Pure.

    Args:
        restored: the decisions in the backup.
        before: those of the station that stood there; None where nothing tells them.
    """
    standing = {
        each.message: each.yes.row.id
        for each in Decisions(station=station).with_rows(restored).messages.values()
        if each.yes is not None
    }
    if before is None or not {row.id for row in restored} <= {row.id for row in before}:
        return RevivedApprovals(made=made, known=False, rows=tuple(standing.values()))
    later = Decisions(station=station).with_rows(before)
    stood = {name: yes.row.id for name in standing if (yes := later.of(name).yes) is not None}
    gone = tuple(row for name, row in standing.items() if stood.get(name) != row)
    return RevivedApprovals(made=made, known=True, rows=gone)


def find_revived(
    draft: Path, old: Path, clock: Clock, made: datetime
) -> tuple[RevivedApprovals | None, list[PeopleError]]:
    """Compare a station that is being put back with the one that stands there; and what to tell people.

    Args:
        draft: its folder.
        old: the folder of the station that stood there, if any.
    """
    restored = _decided(draft / "state", clock)
    if restored is None:
        return None, []
    station, rows = restored
    before = _decided(old / "state", clock)
    earlier = revived_in(old / "state")
    unknown = before is None or before[0] != station or (earlier is not None and not earlier.known)
    found = revived_by(rows, station, None if before is None or unknown else before[1], made)
    if earlier is not None and found.known:  # what an earlier restore brought back still waits
        found = replace(found, rows=tuple(sorted({*found.rows, *earlier.rows})))
    return (found if found.rows else None), revived_faults(found, Decisions(station=station).with_rows(rows))


def _decided(state: Path, clock: Clock) -> tuple[str, list[DecisionEntry]] | None:
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
