"""Holds the timetable until the clock is trusted, and shows people whether it is.

It lives on the director's thread. Manual requests do not pass through here: they need no clock.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.core.clock import Clock
from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say
from broadcaster.journal.rows.model import Reason
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.playout.director.director import Director
from broadcaster.station.model.station import InForce
from broadcaster.timetable.guard.clock_trust import ClockTrust
from broadcaster.timetable.planning.planner import Planner
from broadcaster.timetable.rules.clock_verdict import ClockVerdict, Ground

LOOK = 5  # seconds between two looks
STALE = timedelta(minutes=10)  # a yes to a time that was shown so long ago says nothing

log = logging.getLogger(__name__)


@dataclass(kw_only=True, eq=False)
class Timekeeper:
    """Call `begin` once, then `look` every `LOOK` seconds and `jumped` when the clock was set.

    Args:
        director: when the timetable was held or released, its desk looks at what waits.
    """

    trust: ClockTrust
    clock: Clock
    as_run: AsRunLog
    planner: Planner
    current: InForce
    director: Director

    def __post_init__(self) -> None:
        self._since = self.clock.now()

    @property
    def verdict(self) -> ClockVerdict:
        """Whether the clock is trusted, as of the last look."""
        return self.trust.verdict

    def begin(self, since: datetime | None, home: datetime | None = None) -> None:
        """Go on from `since`, when the timetable was settled last; held at first where it must be.

        Args:
            since: None where the timetable never ran.
            home: when this process began.
        """
        self.planner.hold(since)
        if self.verdict.trusted:
            log.info("the clock is trusted (%s)", self.verdict.ground)
            self.planner.replan(self.current.station)
            self.planner.release(home)
        else:
            self._note(self.verdict)
            self.planner.replan(self.current.station)

    def look(self) -> None:
        """Judge the clock again."""
        before = self.verdict
        self._follow(before, self.trust.look(), self.planner.settled())

    def jumped(self, seconds: float) -> Callable[[], None]:
        """The clock was set by `seconds`: judge it again.

        Returns:
            What is to be done once the desk has moved: hold the timetable, or plan around the hole.
        """
        before = self.verdict
        since = min(self.planner.settled(), self.clock.now() - timedelta(seconds=max(0.0, seconds)))
        after = self.trust.jumped(seconds)

        def then() -> None:
            if before.trusted and after.trusted and not self.planner.held:
                self.planner.make_up(since)
            self._follow(before, after, since)

        return then

    def confirm(self, who: str, shown: datetime) -> ClockVerdict:
        """A person confirms the clock.

        Args:
            shown: the time that the person was shown.

        Raises:
            ServiceError: the clock says something else by now.
        """
        if abs(self.clock.now() - shown) > STALE:
            raise ServiceError("service.clock_moved")
        before, settled = self.verdict, self.planner.settled()
        after = self.trust.confirm(who)
        self._follow(before, after, settled)
        return after

    @property
    def since(self) -> datetime:
        """Since when the verdict stands."""
        grant = self.verdict.grant
        return self._since if grant is None else grant.at

    @property
    def hardware_error(self) -> float | None:
        """Seconds by which the hardware clock was wrong when this was last seen."""
        return self.trust.hardware_error

    @property
    def step(self) -> float | None:
        """Seconds of the last step of the clock."""
        return self.trust.step

    def _follow(self, before: ClockVerdict, after: ClockVerdict, settled: datetime) -> None:
        if (before.ground, before.doubt, before.grant) != (after.ground, after.doubt, after.grant):
            self._since = self.clock.now()
            self._note(after)
        if after.trusted and self.planner.held:
            self.planner.release()
            self.director.tick()
        elif not after.trusted and not self.planner.held:
            self.planner.hold(settled)
            self.director.tick()

    def _note(self, verdict: ClockVerdict) -> None:
        code = f"clock.{verdict.ground or verdict.doubt}"
        facts = (("who", verdict.grant.who),) if verdict.ground is Ground.PERSON and verdict.grant else ()
        if not verdict.trusted:
            log.warning("the clock is not trusted (%s): scheduled airings are held", verdict.doubt)
        else:
            log.info("the clock is trusted (%s)", verdict.ground)
        if verdict.ground is Ground.SILENT:
            return
        self.as_run.note(self.clock.now(), Reason(code=code, facts=facts))


def why(verdict: ClockVerdict) -> str:
    """In one sentence, why the clock is trusted or not."""
    who = verdict.grant.who if verdict.grant is not None else ""
    return say(f"clock.{verdict.ground or verdict.doubt}", who=who)
