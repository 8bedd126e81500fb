"""The last faults, for `status`; the same one again and again is one line of the journal."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.errors import BroadcasterError, PlayoutError

KEPT = 20  # how many are kept
SAME = timedelta(minutes=1)  # the same fault again within this is not new

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that went wrong, for `status`."""

    at: datetime
    error: BroadcasterError


class Faults(deque[Fault]):
    """The newest last."""

    def __init__(self) -> None:
        super().__init__(maxlen=KEPT)
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
        if any(abs(at - old.at) < SAME for old in known):
            return False
        log.warning("fault: %s", error)
        for told in self.on_kept:
            told(self[-1])
        return True

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
