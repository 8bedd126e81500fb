"""What people may ask of the running station. Every method may be called from any thread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.clock import Clock
from broadcaster.errors import ServiceError
from broadcaster.journal import Journal
from broadcaster.journal.model import Airing, Reason
from broadcaster.playout.air.wire import Level
from broadcaster.playout.desk.reasons import STOPPED
from broadcaster.playout.director import Director
from broadcaster.playout.keying import Keyer
from broadcaster.service.as_run.log import AsRunLog, Ended
from broadcaster.service.operator.conflicts import Clashes
from broadcaster.service.operator.corrections import Corrected, Corrections
from broadcaster.service.operator.make_up import choose
from broadcaster.service.operator.manual import Manual
from broadcaster.service.operator.rearming import rearm_chains
from broadcaster.service.operator.repeating import Repeating
from broadcaster.service.operator.ticket_state import Stage, Standing, at_desk, making
from broadcaster.service.requests.how import How
from broadcaster.service.taking.current import Current
from broadcaster.service.taking.reload import Follower
from broadcaster.service.taking.saved import taken
from broadcaster.station.model import Station
from broadcaster.station.problems import Problem
from broadcaster.timetable.guard import Refusal

CATCH_UP = timedelta(days=31)  # what is older is no longer made good


class Front:
    """The rooms answer; `RunningStation` opens them."""

    clock: Clock
    journal: Journal
    director: Director
    keyer: Keyer
    repeating: Repeating
    clashes: Clashes
    corrections: Corrections
    files: Follower | None = None  # where the files are followed
    _as_run: AsRunLog
    _manual: Manual
    _current: Current | None

    @property
    def station(self) -> Station:
        """The station that airs."""
        return self._taken.station

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems in the station's files."""
        return () if self._current is None else self._current.taken.problems

    @property
    def current(self) -> bool:
        """True if the files as they are now are what airs."""
        return self._current is None or self._current.taken.current

    @property
    def left_out(self) -> tuple[str, ...]:
        """The broken files that were not taken, while the others were."""
        return () if self._current is None else self._current.taken.left_out

    @property
    def _taken(self) -> Current:
        if self._current is None:
            raise ServiceError("service.not_running")
        return self._current

    def play(self, message: str, how: How) -> str:
        """Air a message of the station now; the ticket to wait for.

        A file that was saved just now is taken first; see `saved.taken`.
        """
        taken(self, message, urgent=how.urgent)
        return self._manual.play(message, how)

    def play_file(self, path: Path, how: How) -> str:
        """Air a sound file now; the ticket to wait for."""
        return self._manual.play_file(path, how)

    def say(self, text: str, how: How, *, voice: str | None = None) -> str:
        """Speak `text` on the air now; the ticket to wait for.

        `voice` is one as people write it (see `broadcaster.studio.comparison.trial.choose`) instead of the
        station's own.
        """
        return self._manual.say(text, how, voice=voice)

    def catch_up(self, what: str, *, who: str) -> str:
        """Air now what was missed or interrupted, by its message (today) or its id; the ticket.

        Raises:
            ServiceError: nothing of that name is to be made good.
        """
        return self._manual.catch_up(self.to_make_good(what), who=who)

    def to_make_good(self, what: str) -> Airing:
        """The airing that a person means to make good; see `catch_up`."""
        now = self.clock.now()
        today = datetime.combine(now.astimezone(self._zone).date(), time(), self._zone)
        recent = self.journal.airings(now - CATCH_UP)
        day = [a for a in recent if a.id == what or (a.planned or now) >= today]
        links = [a for a in recent if a.makes_good is not None and a not in day]
        return choose([*links, *day], what)

    @property
    def _zone(self) -> ZoneInfo:
        return self.station.settings.timezone

    def stop(self, *, everything: bool = False, who: str = "") -> bool:
        """End what is on air, or all; true if there was anything."""
        reason = Refusal(code="playout.stopped_by", facts=(("who", who),)) if who else STOPPED

        def run() -> bool:
            between = everything or self.director.desk.on_air is None
            stopped = self.director.stop(everything=everything, reason=reason)
            # Between two airings of a chain nothing is on the air, and yet there is something to stop.
            return (between and self.repeating.stop(reason) > 0) or stopped

        return self.director.call(run).result(5)

    def rearm(self, message: str | None = None, *, who: str) -> int:
        """A person's yes for an emergency that goes on: on air over `longest`, or repeating; how many.

        Raises:
            ServiceError: there is none.
        """
        held = self.director.rearm().result(5) if message is None else False
        try:
            return self.director.call(lambda: self._rearm_chains(message, who)).result(5)
        except ServiceError:
            if held:
                return 1
            raise

    def correct(self, name: str, text: str, *, who: str) -> Corrected:
        """End a mistake, hold it back from the timetable, and air what is right."""
        return self.corrections.correct(name, text, who)

    def prefer(self, name: str, *, who: str) -> str:
        """Let one of two priority messages that clash go first; which message."""
        return self.director.call(lambda: self.clashes.prefer(name, who)).result(5)

    def standing(self, ticket: str) -> Standing:
        """How a request stands now."""
        ended = self._as_run.wait(ticket, 0)
        if ended is not None:
            return Standing(stage=Stage.ENDED, ended=ended)
        if self._manual.makes(ticket):
            return self.director.call(lambda: making(self.director.desk)).result(5)
        found = self.director.call(lambda: at_desk(self.director.desk, ticket)).result(5)
        if found is not None:
            return found
        ended = self._as_run.wait(ticket, 0)  # it may have ended between the looks
        return Standing(stage=Stage.UNKNOWN if ended is None else Stage.ENDED, ended=ended)

    def repeats(self, ticket: str) -> tuple[float, float] | None:
        """How often a request repeats until it is stopped, and after how long it ends by itself; seconds.

        None if it airs once.
        """
        every = self._manual.every(ticket)
        return None if every is None else (every, self._manual.longest.total_seconds())

    def note(self, what: Reason, at: datetime | None = None) -> None:
        """Have the journal say something that is no airing, and happened at an instant or now."""
        self.director.post(lambda: self._as_run.note(at or self.clock.now(), what))

    def _rearm_chains(self, message: str | None, who: str) -> int:
        keying, now = self.director.desk.keying, self.clock.now()
        return rearm_chains(self.repeating, keying, self.keyer, now, message=message, who=who)

    def test_keying(self, zone: str | None, *, who: str) -> str:
        """Air some words of test as maintenance, keying and guard included; the ticket to wait for."""
        return self._manual.test_keying(zone, who=who)

    def wait(self, ticket: str, seconds: float) -> Ended | None:
        """How a request ended, or None if it has not ended within `seconds`."""
        return self._as_run.wait(ticket, seconds)

    def on_level(self, listener: Callable[[Level], None] | None) -> None:
        """Have the level of what is heard told to `listener`, ten times a second; None ends it."""
        self.director.on_level = listener
