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
from broadcaster.playout.desk import CLOSING, LEAD, STOPPED, Desk
from broadcaster.playout.director import Director
from broadcaster.playout.keying import Keyer, NoKeying, open_keyer
from broadcaster.playout.model import Closed
from broadcaster.playout.outputs import OutputChoice
from broadcaster.service import opening, reload, status
from broadcaster.service.approved import Approvals
from broadcaster.service.book import Book
from broadcaster.service.clashes import Clashes
from broadcaster.service.contacts import Contacts
from broadcaster.service.corrections import Corrected, Corrections
from broadcaster.service.gate import Gate
from broadcaster.service.held import NAME as HELD
from broadcaster.service.held import Held
from broadcaster.service.lock import StationLock
from broadcaster.service.manual import Manual
from broadcaster.service.planner import Planner
from broadcaster.service.render_ahead import RenderAhead
from broadcaster.service.repeating import MEMORY, Repeating
from broadcaster.service.witness import Witness
from broadcaster.station.contacts import Contact
from broadcaster.station.loading import load
from broadcaster.station.model import Keying, Output, Station
from broadcaster.station.problems import BadStation, Problem
from broadcaster.studio.model import Programme
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

    def say(self, text: str, *, who: str, priority: str | None = None, rehearse: bool = False) -> str:
        """Speak `text` on the air now; the ticket to wait for. Blocks while it is rendered."""
        return self._manual.say(text, who=who, priority=priority, rehearse=rehearse)

    def stop(self, *, everything: bool = False, who: str = "") -> bool:
        """End what is on air, or all; true if there was anything."""
        reason = Refusal(code="playout.stopped_by", facts=(("who", who),)) if who else STOPPED
        chains = self.director.call(lambda: self._stop_chains(reason, everything=everything))
        busy = self.director.stop(everything=everything, reason=reason).result(5)
        return busy or chains.result(5) > 0

    def rearm(self, message: str | None = None, *, who: str) -> int:
        """A person's yes for emergencies that repeat: one, or all; how many there are."""
        return self.director.call(lambda: self.repeating.rearm(message, who)).result(5)

    def correct(self, name: str, text: str, *, who: str) -> Corrected:
        """End a mistake, hold it back from the timetable, and air what is right."""
        return self.corrections.correct(name, text, who)

    def prefer(self, name: str, *, who: str) -> str:
        """Let one of two priority messages that clash go first; which message."""
        return self.director.call(lambda: self.clashes.prefer(name, who)).result(5)

    def every(self, ticket: str) -> float | None:
        """How often a request repeats until it is stopped, in seconds; None if it airs once."""
        found = (k for k in self.repeating.chains if k.item == ticket)
        return next((k.chain.every.total_seconds() for k in found), None)

    def _stop_chains(self, reason: Refusal, *, everything: bool) -> int:
        """Between two airings nothing is on the air, and yet there is something to stop."""
        if not everything and self.director.desk.on_air is not None:
            return 0
        return self.repeating.stop(reason)

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
        self.held = Held(self.state / HELD)
        guard = self.held.over(gate.guard, lambda: self.station)
        desk = Desk(guard, key_lead=lead, key_tail=tail)
        self.choice = _choice(self.mode.output or settings.output, self.station)
        air = AirLink(self.choice, self._hear)
        self._witness = Witness(self._book)
        self.director = Director(desk, air, self.keyer, self._witness, gate.shape, self.clock)
        air.start()
        self._closing.append(air.close)
        self.director.start()
        self._closing.append(self.director.close)
        self._open_repeating(lead)
        self._open_clashes()
        self._manual = Manual(
            self._book,
            self.director,
            RenderProcess(),
            RenderProcess(),
            self.clock,
            lambda: self.station,
            self._prepared,
            self.repeating,
            self._witness,
        )
        self._closing.append(self._manual.close)
        self.corrections = Corrections(
            director=self.director,
            journal=self.journal,
            manual=self._manual,
            repeating=self.repeating,
            held=self.held,
            clock=self.clock,
            station=lambda: self.station,
            replan=self._replan,
        )
        self._witness.listeners.append(self.corrections)
        self._closing.append(self.fade)
        self.contacts = Contacts(
            settings.contacts if self.mode.timetable else {},
            self.folder,
            self.clock,
            self._pressed,
            self._told,
        )
        self.contacts.start()
        self._closing.append(self.contacts.close)
        if self.mode.timetable:
            self._open_timetable(lead)
            if since is not None:
                self.director.post(lambda: self.planner.make_up(self.station, since))
            self.director.post(lambda: self.planner.replan(self.station))
            self.director.post(self._touch)
            self._closing.append(lambda: self.director.call(self._touch).result(FAREWELL))

    def _open_repeating(self, lead: timedelta) -> None:
        self.repeating = Repeating(
            book=self._book,
            witness=self._witness,
            submit=self.director.submit,
            withdraw=lambda item, reason: self.director.withdraw(lambda i: i.id == item, reason),
            clock=self.clock,
            lead=LEAD + lead,
            told=self.director.fault,
            memory=self.state / MEMORY,
        )
        self.director.post(self.repeating.recall)
        self.director.chores.append(self.repeating.look)

    def _open_clashes(self) -> None:
        self.clashes = Clashes(self.director, self._witness, self.clock)
        self.director.chores.append(self.clashes.look)

    def _pressed(self, name: str, contact: Contact) -> None:
        self._manual.press(name, contact.message, emergency=contact.emergency)

    def _prepared(self, station: Station, name: str) -> Programme | None:
        return self.render_ahead.ready(station, name) if self.mode.timetable else None

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
            screen=self.held.screen,
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
        self.director.call(lambda: self.repeating.stop(CLOSING)).result(FAREWELL)
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
        if self.mode.timetable:
            self.director.post(lambda: self.planner.replan(self.station))

    def _jumped(self, seconds: float) -> None:
        """The wall clock was set: what lies in the hole is missed, the rest is planned anew."""
        log.warning("the wall clock was set by %.1f s", seconds)
        since = self.clock.now() - timedelta(seconds=max(0.0, seconds))

        def again() -> None:
            self.director.fault(ServiceError("service.clock_jumped", seconds=round(seconds, 1)))
            self.director.clock_set(seconds)
            self.repeating.clock_set(seconds)
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
