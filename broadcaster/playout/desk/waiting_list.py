"""What waits to go on air and which of it goes first; people who ask for much take turns. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from broadcaster.playout.desk.keying_plan import KeyingPlan
from broadcaster.playout.desk.request import Request, Terms, Waiting

EACH = 20  # requests of one asker that may wait in one place; nobody who means them has so many


def turn(asker: str, others: Iterable[tuple[str, int]]) -> int:
    """The turn of something new: the one after the asker's last; who has nothing here is among the next.

    Whatever is of one turn goes in the order in which it was asked for, so nobody waits for the second of
    another person with a first of their own.

    Args:
        others: asker and turn of all that waits, and of what is at work.
    """
    known = list(others)
    own = [number for who, number in known if who == asker]
    return max(own) + 1 if own else min((number for _, number in known), default=0)


LEAD = timedelta(seconds=2)  # an item is handed to the air this long before it is heard
_INSTANT = timedelta(microseconds=1)

Withheld = Callable[[Request], bool]
"""Whether a request must wait for now, as scheduled ones do for a trusted clock."""


class WaitingList:
    """The queue. `keying`: how long before its first sample an item must be handed over."""

    def __init__(self, keying: KeyingPlan, withheld: Withheld) -> None:
        self._keying = keying
        self._withheld = withheld
        self._waiting: list[Waiting] = []
        self._preferred: str | None = None

    def __iter__(self) -> Iterator[Waiting]:
        """In the order in which they were added."""
        return iter(self._waiting)

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def ranked(self) -> tuple[Waiting, ...]:
        """In the order in which they go on air."""
        return tuple(sorted(self._waiting, key=self._rank))

    def add(self, waiting: Waiting) -> None:
        """Let it wait."""
        self._waiting.append(waiting)

    def crowded(self, terms: Terms) -> bool:
        """True if of one crowd as much waits as may. From any thread: it counts a copy, made in one step."""
        if len(self._waiting) < EACH or (crowd := terms.crowd) is None:
            return False
        return sum(w.request.terms.crowd == crowd for w in tuple(self._waiting)) >= EACH

    def turned(self, request: Request, on_air: Request | None) -> Request:
        """The same with its turn, if it is an emergency that somebody asked for."""
        if not request.terms.in_turn:
            return request
        here = [w.request for w in self._waiting] + ([] if on_air is None else [on_air])
        others = ((r.terms.by.shown, r.turn) for r in here if r.terms.in_turn)
        return replace(request, turn=turn(request.terms.by.shown, others))

    def remove(self, waiting: Waiting) -> None:
        """It waits no more."""
        self._waiting.remove(waiting)

    def prefer(self, request_id: str) -> None:
        """A person's choice: this request goes before all others of its class."""
        self._preferred = request_id

    def due_at(self, waiting: Waiting, now: datetime) -> datetime:
        """When it may be handed to the air."""
        if waiting.index or waiting.cut_at is not None:
            return now  # its instant has passed, whatever the wall clock shows
        return waiting.request.planned - LEAD - self._keying.lead(waiting.request, now)

    def best(self, now: datetime) -> Waiting | None:
        """Which one goes on air now, if any may."""
        due = [w for w in self._waiting if now >= self.due_at(w, now) and not self._withheld(w.request)]
        if self._keying.keyed:
            # A rehearsal would go out through the tail, or a gap.
            due = [w for w in due if not w.request.terms.rehearsal]
        return min(due, key=self._rank, default=None)

    def goes_over(self, other: Request, on_air: Request) -> bool:
        """True if `other` goes over what is on air: it is higher, or chosen, or that is a rehearsal.

        So does an emergency that somebody asks for over one that only a schedule began.
        """
        new, old = other.terms, on_air.terms
        if new.rehearsal or old.rehearsal:
            return not new.rehearsal
        if new.urgency is not old.urgency:
            return new.urgency > old.urgency
        return (new.in_turn and not old.manual) or other.id == self._preferred

    def withheld(self, waiting: Waiting) -> bool:
        """True if it waits only because it must, and has not been heard."""
        return waiting.cut_at is None and self._withheld(waiting.request)

    def expired(self, now: datetime) -> list[Waiting]:
        """What has waited longer than it may."""
        return [w for w in self.ranked if now > w.patience]

    def wakes(self, ticked: datetime | None) -> list[datetime]:
        """When something here becomes due or expires; `ticked`: the last look at it."""
        times: list[datetime] = []
        for each in self._waiting:
            times += [self.due_at(each, ticked or each.request.planned), each.patience + _INSTANT]
        return times

    def _rank(self, waiting: Waiting) -> tuple[int, bool, bool, int, datetime, str]:
        urgency, scheduled, number, planned, name = waiting.request.rank
        # A rehearsal is behind everything that people are to hear.
        return (
            urgency + waiting.request.terms.rehearsal,
            waiting.request.id != self._preferred,
            scheduled,
            number,
            planned,
            name,
        )
