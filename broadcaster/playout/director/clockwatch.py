"""Notices that the computer slept, and that its wall clock was set."""

from __future__ import annotations

from dataclasses import dataclass

from broadcaster.clock import Clock

ASLEEP = 2.0  # seconds of the boot clock that the monotonic one did not see: the computer slept
JUMP = 2.0  # seconds of difference between wall and boot time from one look to the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """What happened to the clocks since the last look, in seconds; 0 for nothing."""

    slept: float
    set_by: float  # of the wall clock, forward or back; a sleep moves wall and boot time alike


class ClockWatch:
    """Compares the clocks each time it is asked; used from one thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asleep, self._offset = self._read()

    def look(self) -> Noticed:
        """What happened since the last look."""
        asleep, offset = self._read()
        slept, step = asleep - self._asleep, offset - self._offset
        # What is slewed is taken over look by look, and never adds up to a jump.
        self._asleep, self._offset = asleep, offset
        return Noticed(
            slept=slept if slept > ASLEEP else 0.0,
            set_by=step if abs(step) > JUMP else 0.0,
        )

    def _read(self) -> tuple[float, float]:
        boot = self._clock.boottime()
        return boot - self._clock.monotonic(), self._clock.now().timestamp() - boot
