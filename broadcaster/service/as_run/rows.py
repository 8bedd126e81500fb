"""From items to rows of the journal, where a message is heard in pieces. Pure.

A message with a relay in it airs as several items. Its row begins with the first that is heard and
ends with the last; a relay and what stands in for it have rows of their own besides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from broadcaster.journal.model import Outcome
from broadcaster.playout.desk import Closed, Item


@dataclass(slots=True)
class _Row:
    started: bool = False
    closed: list[Closed] = field(default_factory=list)


class Rows:
    """Keeps the outcome of each piece until its message is over."""

    def __init__(self) -> None:
        self._row_of: dict[str, str] = {}
        self._rows: dict[str, _Row] = {}
        self._own: set[str] = set()

    def expect(self, items: Iterable[Item]) -> None:
        """Know the pieces of messages before they air."""
        for item in items:
            if item.part_of:
                self._row_of[item.id] = item.part_of
                self._rows.setdefault(item.part_of, _Row())
                if item.live or item.stands_in_for:
                    self._own.add(item.id)

    def started(self, item_id: str) -> tuple[str, ...]:
        """The rows that begin with an item."""
        name = self._row_of.get(item_id)
        if name is None:
            return (item_id,)
        row, own = self._rows[name], (item_id,) if item_id in self._own else ()
        first = not row.started
        row.started = True
        return (name, *own) if first else own

    def closed(self, closed: Closed) -> tuple[Closed, ...]:
        """The rows that end with an item, each under its own id."""
        name = self._row_of.pop(closed.item.id, None)
        if name is None:
            return (closed,)
        row = self._rows[name]
        row.closed.append(closed)
        own = (closed,) if closed.item.id in self._own else ()
        self._own.discard(closed.item.id)
        if closed.stand_in is not None or _more(closed, name):
            return own
        del self._rows[name]
        for item in closed.request.items:
            if item.part_of == name:
                self._row_of.pop(item.id, None)
                self._own.discard(item.id)
        return (*own, _summed(row, closed, name))


def _more(closed: Closed, name: str) -> bool:
    """True if more of the same message is meant to air."""
    index = closed.request.items.index(closed.item)
    return any(closed.request.items[i].part_of == name for i in closed.request.meant_after(index))


def _summed(row: _Row, last: Closed, name: str) -> Closed:
    """The end of a whole message: aired if each piece or its stand-in was."""
    failed = [c for c in row.closed if c.outcome is not Outcome.AIRED and c.stand_in is None]
    outcome, reason = Outcome.AIRED, None
    if failed:
        outcome = Outcome.CUT if row.started else failed[0].outcome
        reason = failed[0].reason
        if last.outcome is Outcome.INTERRUPTED:
            outcome = last.outcome  # it may still be resumed, or made up for by hand
    return replace(last, item=replace(last.item, id=name), outcome=outcome, reason=reason)
