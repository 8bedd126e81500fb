"""The last faults, for `status`; the same one again and again is one line of the journal."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.core.errors import BroadcasterError, PlayoutError

KEPT = 20  # how many are kept
SAME = timedelta(minutes=1)  # the same fault again within this is not new

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that went wrong, for `status`."""

    at: datetime
    error: BroadcasterError


class FaultLog(deque[Fault]):
    """The newest last.

    Attributes:
        standing: codes of faults that last until somebody mends them: those that happened at an instant make
            room first, for whether the station is well is judged by what stands here.
    """

    def __init__(self) -> None:
        super().__init__()
        self.standing: Container[str] = ()
        self.on_kept: list[Callable[[Fault], None]] = []  # told of each that is new; must only post
        self.on_ended: list[
            Callable[[Sequence[BroadcasterError]], None]
        ] = []  # the same of those that are over

    def keep(self, error: BroadcasterError, at: datetime) -> bool:
        """Keep a fault; the same one again only renews its time. False if it was there a moment ago."""
        known = [fault for fault in self if str(fault.error) == str(error)]
        for old in known:
            self.remove(old)
        self.append(Fault(at=at, error=error))
        if len(self) > KEPT:
            self.remove(self._least())
        if any(abs(at - old.at) < SAME for old in known):
            return False
        log.warning("fault: %s", error)
        for told in self.on_kept:
            told(self[-1])
        return True

    def _least(self) -> Fault:
        """The one that goes: the newest of each code that stands stays as long as there is room."""
        older, codes = list(self)[:-1], [fault.error.code for fault in self]
        passed = (fault for fault in older if fault.error.code not in self.standing)
        again = (fault for place, fault in enumerate(older) if codes[place] in codes[place + 1 :])
        return next(passed, None) or next(again, older[0])

    def end(self, errors: Sequence[BroadcasterError]) -> None:
        """Forget faults that are over: `status` shows what is."""
        over = {_trouble(error) for error in errors}
        for old in [fault for fault in self if _trouble(fault.error) in over]:
            self.remove(old)
        self.settle(errors)

    def settle(self, errors: Sequence[BroadcasterError]) -> None:
        """Tell that faults are over; those that happened at one instant stay in `status`."""
        for told in self.on_ended:
            told(errors)


def _trouble(error: BroadcasterError) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The same for the same trouble of the same thing, whatever the reason was that time."""
    facts = ((name, str(fact)) for name, fact in error.facts.items() if name != "reason")
    return error.code, tuple(sorted(facts))


def as_fault(error: Exception) -> BroadcasterError:
    """The error itself, or one that stands for an internal fault."""
    if isinstance(error, BroadcasterError):
        return error
    return PlayoutError("playout.internal", kind=type(error).__name__)
