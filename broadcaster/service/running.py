"""The running station: every room put together, opened and closed in the right order."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from broadcaster.clock import Clock, SystemClock
from broadcaster.errors import BroadcasterError, ServiceError
from broadcaster.journal import Journal
from broadcaster.playout.air.wire import Level
from broadcaster.playout.air_link import AirLink, AirReport
from broadcaster.playout.alarm import Alarm
from broadcaster.playout.desk import CLOSING, STOPPED, Desk
from broadcaster.playout.director import Director
from broadcaster.playout.keying import Keyer, NoKeying, open_keyer
from broadcaster.playout.model import Closed
from broadcaster.playout.outputs import OutputChoice
from broadcaster.service import opening, reload, status
from broadcaster.service.approved import Approvals
from broadcaster.service.book import Book
from broadcaster.service.gate import Gate
from broadcaster.service.lock import StationLock
from broadcaster.service.manual import Manual
from broadcaster.service.planner import Planner
from broadcaster.service.render_ahead import RenderAhead
from broadcaster.station.loading import load
from broadcaster.station.model import Keying, Output, Station
from broadcaster.station.problems import BadStation, Problem
from broadcaster.studio.process import RenderProcess
from broadcaster.timetable.guard import Refusal

REPLAN = 3600  # seconds between two looks at the timetable as a whole
SEEN = 60  # seconds between two notes that the station lives
FAREWELL = 3.0  # seconds for what is on air to fade at the end

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """How the station is run."""

    timetable: bool = True  # False: only what is asked for airs
    output: Output | None = None  # instead of the station's own
    rehearsal: bool = False  # never key, whatever the station says


class RunningStation:
    """Opens with `open`, answers while it is open, closes with `close`.

    All public methods may be called from any thread.
    """

    def __init__(self, folder: Path, mode: Mode, clock: Clock | None = None) -> None:
        self.folder = folder.resolve()
        self.state = self.folder / "state"
        self.mode = mode
        self.problems: tuple[Problem, ...] = ()
        self.current = True  # the files as they are now are what airs
        self.clock = clock or SystemClock()
        self._lock = StationLock(self.state)
        self.approvals = Approvals()
        self._station: Station | None = None
        self._closing: list[Callable[[], None]] = []

    @property
    def station(self) -> Station:
        """The station that airs."""
        if self._station is None:
            raise ServiceError("service.not_running")
        return self._station

    def open(self) -> None:
        """Take the folder's lock and bring everything up.

        Raises:
            ServiceError: a station runs here already.
            BadStation: the files have errors and nothing good was kept.
            NoOutput: the output cannot be opened.
            BroadcasterError: journal, keying or disk faults.
        """
        if not self.folder.is_dir():
            raise BadStation(load(self.folder).problems)
        self._lock.__enter__()
        self._closing.append(lambda: self._lock.__exit__(None, None, None))
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Fade out, tell the journal, release everything. Safe to call twice."""
        while self._closing:
            step = self._closing.pop()
            try:
                step()
            except Exception:
                # Each step releases something: none may keep the others from it.
                log.exception("closing")

    def play(self, message: str, *, who: str, priority: str | None = None, rehearse: bool = False) -> str:
        """Air a message of the station now; the ticket to wait for. Blocks while it is rendered."""
        return self._manual.play(message, who=who, priority=priority, rehearse=rehearse)

    def say(
        self,
        text: str,
        *,
        who: str,
        priority: str | None = None,
        rehearse: bool = False,
        voice: str | None = None,
    ) -> str:
        """Speak `text` on the air now; the ticket to wait for. Blocks while it is rendered.

        `voice` is one as people write it (see `broadcaster.studio.trial.choose`) instead of the
        station's own.
        """
        return self._manual.say(text, who=who, priority=priority, rehearse=rehearse, voice=voice)

    def stop(self, *, everything: bool = False, who: str = "") -> bool:
        """End what is on air, or all; true if there was anything."""
        reason = Refusal(code="playout.stopped_by", facts=(("who", who),)) if who else STOPPED
        return self.director.stop(everything=everything, reason=reason).result(5)

    def wait(self, ticket: str, seconds: float) -> Closed | None:
        """How a request ended, or None if it has not ended within `seconds`."""
        return self._book.wait(ticket, seconds)

    def status(self) -> dict[str, object]:
        """The station as `status --format json` shows it."""
        return status.describe(self)

    def on_level(self, listener: Callable[[Level], None] | None) -> None:
        """Have the level of what is heard told to `listener`, ten times a second; None ends it."""
        self.director.on_level = listener

    def _open(self) -> None:
        taken = opening.take(self.folder, self.state)
        self._station, self.problems, self.current = taken.station, taken.problems, taken.current
        settings = taken.station.settings
        self.journal = Journal.open(self.state / "journal.db", self.clock)
        self._closing.append(self.journal.close)
        self._book = Book(self.journal, self.clock)
        since = self._book.last_seen()
        self._book.close_interrupted()
        self.keyer: Keyer = NoKeying() if self.mode.rehearsal else open_keyer(settings.keying.type)
        self.keyer.off()  # a station that died keyed: released before anything else may fail
        keyed = not isinstance(self.keyer, NoKeying)
        lead = _lead(settings.keying) if keyed else timedelta()
        tail = timedelta(seconds=settings.keying.tail) if keyed else timedelta()
        gate = Gate(lambda: self.station, self.approvals)
        desk = Desk(gate.guard, key_lead=lead, key_tail=tail)
        self.choice = _choice(self.mode.output or settings.output, self.station)
        air = AirLink(self.choice, self._hear)
        self.director = Director(desk, air, self.keyer, self._book, gate.shape, self.clock)
        air.start()
        self._closing.append(air.close)
        self.director.start()
        self._closing.append(self.director.close)
        self._manual = Manual(
            self._book, self.director, RenderProcess(), RenderProcess(), self.clock, lambda: self.station
        )
        self._closing.append(self._manual.close)
        self._closing.append(self.fade)
        if self.mode.timetable:
            self._open_timetable(lead)
            if since is not None:
                self.director.post(lambda: self.planner.make_up(self.station, since))
            self.director.post(lambda: self.planner.replan(self.station))
            self.director.post(self._touch)
            self._closing.append(lambda: self.director.call(self._touch).result(FAREWELL))

    def _open_timetable(self, lead: timedelta) -> None:
        self.render_ahead = RenderAhead(
            RenderProcess(),
            self.clock,
            done=lambda _name: self.director.post(self.planner.ring),
            failed=self._told,
        )
        self.alarm = Alarm(self.clock, lambda: self.director.post(self.planner.ring), self._jumped)
        self.planner = Planner(
            book=self._book,
            render_ahead=self.render_ahead,
            approvals=self.approvals,
            clock=self.clock,
            key_lead=lead,
            submit=self.director.submit,
            set_alarm=self.alarm.set,
            failed=self.director.fault,
        )
        self.render_ahead.start()
        self._closing.append(self.render_ahead.close)
        self.alarm.start()
        self.alarm.every(REPLAN, self._replan)
        self.alarm.every(SEEN, lambda: self.director.post(self._touch))
        self._closing.append(self.alarm.close)
        follower = reload.Follower(self.folder, self.state, lambda: self.station, self._reloaded, self._told)
        follower.start()
        self._closing.append(follower.close)

    def _hear(self, report: AirReport) -> None:
        self.director.hear(report)

    def fade(self) -> None:
        """Fade out what is on air, drop what waits, and let the journal have its end."""
        self.director.stop(everything=True, reason=CLOSING).result(FAREWELL)
        gone = threading.Event()
        waited = 0.0
        while waited < FAREWELL and not self.director.call(lambda: self.director.desk.idle).result(FAREWELL):
            gone.wait(0.02)
            waited += 0.02

    def _touch(self) -> None:
        self._book.touch(self.planner.settled(), self.planner.at_hand)

    def _told(self, error: BroadcasterError) -> None:
        """Keep a fault that another thread met."""
        self.director.post(lambda: self.director.fault(error))

    def _replan(self) -> None:
        self.director.post(lambda: self.planner.replan(self.station))

    def _jumped(self, seconds: float) -> None:
        """The wall clock was set: what lies in the hole is missed, the rest is planned anew."""
        log.warning("the wall clock was set by %.1f s", seconds)
        since = self.clock.now() - timedelta(seconds=max(0.0, seconds))

        def again() -> None:
            self.director.fault(ServiceError("service.clock_jumped", seconds=round(seconds, 1)))
            self.director.clock_set(seconds)
            self.planner.make_up(self.station, since)
            self.planner.replan(self.station)

        self.director.post(again)

    def _reloaded(self, taken: opening.Taken) -> None:
        """A change of the files: a good station takes over, a bad one is only told."""

        def switch() -> None:
            self.problems, self.current = taken.problems, taken.current
            if taken.station is self._station:
                return
            self._station, ignored = opening.with_hardware_of(self.station, taken.station)
            if ignored:
                self.director.fault(ServiceError("service.restart_needed", keys=", ".join(ignored)))
            log.info("a new station is taken")
            self.planner.replan(self._station)

        self.director.post(switch)


def _lead(keying: Keying) -> timedelta:
    return timedelta(seconds=keying.settle + keying.noise)


def _choice(output: Output, station: Station) -> OutputChoice:
    settings = station.settings
    folder = str((station.root / output.folder).resolve()) if output.folder else ""
    return OutputChoice(
        kind=str(output.kind),
        rate=settings.sound.rate,
        device=output.device,
        latency=output.latency,
        folder=folder,
        timezone=settings.timezone.key,
    )
