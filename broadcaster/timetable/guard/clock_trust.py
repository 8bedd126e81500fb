"""Judges the clock of a running station: whether it is trusted, and why. On the director's thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.errors import StoreError
from broadcaster.journal.writer.writer import AsRunWriter
from broadcaster.timetable.guard import clock_sources
from broadcaster.timetable.guard.clock_sources import TimeSource
from broadcaster.timetable.rules.clock_verdict import (
    JUMP,
    ClockDoubt,
    ClockVerdict,
    Facts,
    Ground,
    Observation,
    confirmed,
    judge,
    proven,
)
from broadcaster.upkeep.backup import marks

log = logging.getLogger(__name__)


@dataclass(kw_only=True, eq=False)
class ClockTrust:
    """Ask `verdict`; call `look` every few seconds, `jumped` when the clock was set, `confirm` for a yes.

    Args:
        last_row: the newest instant in the journal before this process wrote anything.
        seen: the newest that was noted while the clock was trusted. Rows may be younger, of a clock
            that was wrong.
        silent: nothing that is aired reaches a loudspeaker.
        writer: writes to the disk; the director's thread must not wait for that. Without it this thread does.
    """

    clock: Clock
    source: TimeSource
    state: Path
    last_row: datetime | None
    seen: datetime | None
    silent: bool
    writer: AsRunWriter | None = None

    def __post_init__(self) -> None:
        self._boot = self.source.boot()
        self._built = self.source.built()
        self._kept = clock_sources.read_clock_file(self.state)
        self._restored = marks.mark_of(self.state) is not None
        self._jump_at: float | None = None
        self.step: float | None = None  # seconds by which the self.clock was set last while this process ran
        self._first = (self.clock.boottime(), self.source.hardware())
        self.hardware_error = self._measure(self._first[1])
        known = self._kept.grant is not None and self._kept.grant.boot == self._boot != ""
        if not known:
            self._kept = replace(self._kept, grant=None)
        self._watching = not known and not self.source.synchronised()
        self._proven = clock_sources.has_proof(self.state) and proven(self._kept.observations)
        self.verdict = ClockVerdict(doubt=ClockDoubt.UNPROVEN)
        self.look()

    def _later(self, write: Callable[[], None]) -> None:
        if self.writer is None:
            write()
        else:
            self.writer.ask(write)

    def look(self) -> ClockVerdict:
        """Judge again."""
        return self._take(judge(self._facts()))

    def jumped(self, seconds: float) -> ClockVerdict:
        """The clock was set by `seconds` just now."""
        self.step = seconds
        if abs(seconds) > JUMP:
            self._jump_at = self.clock.boottime()
            if self._kept.grant is not None:
                self._take(ClockVerdict(doubt=ClockDoubt.JUMPED))
        return self.look()

    def confirm(self, who: str) -> ClockVerdict:
        """A person confirms the clock, and that the station airs here."""
        if self._restored:
            self._restored = False
            self._later(partial(_drop_mark, self.state))
        verdict = self._take(confirmed(self._facts(), who))
        self._jump_at = None
        return verdict

    def _facts(self) -> Facts:
        boottime = self.clock.boottime()
        return Facts(
            now=self.clock.now(),
            boottime=boottime,
            boot=self._boot,
            built=self._built,
            last_row=self.seen,
            unproven=self.last_row,
            synchronised=self.source.synchronised(),
            hardware=self._proven and self.hardware_error is not None and abs(self.hardware_error) <= JUMP,
            since_jump=None if self._jump_at is None else boottime - self._jump_at,
            silent=self.silent,
            restored=self._restored,
            grant=self._kept.grant,
        )

    def _take(self, verdict: ClockVerdict) -> ClockVerdict:
        if verdict.doubt is ClockDoubt.JUMPED and self._jump_at is None:
            self._jump_at = self.clock.boottime()
        if verdict.grant != self._kept.grant:
            observations = self._observed(verdict)
            self._kept = clock_sources.ClockFile(grant=verdict.grant, observations=observations)
            self._keep()
        self.verdict = verdict
        return verdict

    def _observed(self, verdict: ClockVerdict) -> tuple[Observation, ...]:
        """The observations, with that of this boot if its true time has just become known."""
        before = self._kept.observations
        at, shown = self._first
        knows = verdict.ground in (Ground.NETWORK, Ground.PERSON)
        if not (knows and self._watching and self._boot) or shown is None:
            return before
        self._watching = False
        now, ago = self.clock.now(), self.clock.boottime() - at
        begun = now.timestamp() - ago
        away = 0.0 if self.last_row is None else begun - self.last_row.timestamp()
        found = Observation(boot=self._boot, at=now, error=shown.timestamp() - begun, away=away)
        log.info("after %.0f s off, the hardware clock was wrong by %.0f s", away, found.error)
        return (*(o for o in before if o.boot != self._boot), found)

    def _keep(self) -> None:
        kept = self._kept if self._boot else replace(self._kept, grant=None)
        self._later(partial(_keep, self.state, kept))

    def _measure(self, shown: datetime | None) -> float | None:
        """Seconds by which the hardware clock is ahead of the system's; None where there is none."""
        return None if shown is None else shown.timestamp() - self.clock.now().timestamp()


def _drop_mark(state: Path) -> None:
    try:
        marks.confirm(state)
    except StoreError:
        log.warning("the next start asks once more whether the station airs here", exc_info=True)


def _keep(state: Path, kept: clock_sources.ClockFile) -> None:
    try:
        clock_sources.write_clock_file(state, kept)
    except StoreError:
        # The trust holds for this process; the next process has to ask again.
        log.warning("the trust in the clock is not kept on disk", exc_info=True)
