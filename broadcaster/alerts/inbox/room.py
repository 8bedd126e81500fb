"""Which alerts are forgotten where the inbox has no room for another one.

What is over goes first, then what nobody proved, the oldest first. What is to sound stays, but a crowd of one
sender takes no room that another sender's needs to sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from broadcaster.alerts.inbox.database import InboxDatabase
from broadcaster.alerts.inbox.received import AlertState, Received
from broadcaster.alerts.judging.verdict import AlertVerdict
from broadcaster.journal.rows.events import as_text

_OPEN = (AlertState.RECEIVED, AlertState.SHOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxBounds:
    """How much is kept."""

    alerts: int
    size: int  # bytes of all


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    id: str
    size: int
    sender: str
    proven: bool
    state: AlertState
    over: bool

    @property
    def sounds(self) -> bool:
        """It is to sound, once more or for the first time."""
        return self.state is AlertState.WAITING or (self.state is AlertState.HEARD and not self.over)


def to_forget(
    database: InboxDatabase, size: int, now: datetime, bounds: InboxBounds, of: Received | None
) -> list[str] | None:
    """The alerts that make room for so many bytes; None where none may.

    Args:
        of: what is to be kept. None: a recording, which is no reason to forget an alert that is not over.
    """
    rows = _rows(database, now)
    excess = len(rows) + (of is not None) - bounds.alerts, sum(one.size for one in rows) + size - bounds.size
    found: list[_Row] = []

    def left() -> tuple[int, int]:
        return excess[0] - len(found), excess[1] - sum(one.size for one in found)

    silent = [one for one in rows if not one.sounds]
    for one in sorted(silent, key=lambda one: (_holds(one), one.proven)):
        if max(left()) <= 0:
            break
        if of is not None or not _holds(one):
            found.append(one)
    sounding = [one for one in rows if one.sounds]
    while max(left()) > 0:
        if of is None or of.judgement.verdict is not AlertVerdict.AIR:
            return None
        displaced = _displaced(sounding, of.sender, by_size=left()[0] <= 0)
        if displaced is None:
            return None
        sounding.remove(displaced)
        found.append(displaced)
    return [one.id for one in found]


def _displaced(sounding: list[_Row], sender: str, *, by_size: bool) -> _Row | None:
    """The newest of whoever has most; of the own ones the oldest that was heard."""

    def share(name: str) -> tuple[int, bool]:
        own = [one.size if by_size else 1 for one in sounding if one.sender == name]
        return sum(own), name == sender

    most = max({one.sender for one in sounding}, key=share, default=sender)
    if most != sender:
        return next(one for one in reversed(sounding) if one.sender == most)
    return next((one for one in sounding if one.sender == sender and one.state is AlertState.HEARD), None)


def _holds(one: _Row) -> bool:
    return one.state in _OPEN and not one.over


def _rows(database: InboxDatabase, now: datetime) -> list[_Row]:
    """All that is kept, the oldest first."""
    return [
        _Row(
            id=str(name),
            size=int(size or 0),
            sender=str(sender),
            proven=bool(proof),
            state=AlertState(str(state)),
            over=bool(over),
        )
        for name, size, sender, proof, state, over in database.read(
            "SELECT id, size, sender, proof, state, ended OR until <= ? FROM alerts ORDER BY at, id",
            as_text(now),
        )
    ]
