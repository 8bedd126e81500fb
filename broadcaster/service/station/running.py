"""The running station: every room put together, opened and closed in the right order."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster import spare
from broadcaster.clock import Clock, SystemClock
from broadcaster.errors import BroadcasterError, ServiceError
from broadcaster.journal.rows.ids import new_id
from broadcaster.playout.desk import Desk, KeyingPlan
from broadcaster.playout.director import Director
from broadcaster.playout.director.interval_jobs import IntervalJobs
from broadcaster.playout.keying import NoKeying
from broadcaster.playout.links.air import AirReport
from broadcaster.playout.links.air_link import AirLink
from broadcaster.playout.links.keyers import left_on, needed_in, open_keyer, switchings
from broadcaster.playout.links.monitor_link import ListenChoice, MonitorLink
from broadcaster.playout.precedence import shorten_switch_interval
from broadcaster.service.as_run.dispatcher import Dispatcher
from broadcaster.service.as_run.log import AsRunLog
from broadcaster.service.as_run.progress import EVERY, Progress
from broadcaster.service.as_run.records import JOURNAL, Records, open_records
from broadcaster.service.as_run.writer import AsRunWriter
from broadcaster.service.clock_trust.timekeeper import LOOK, Timekeeper
from broadcaster.service.clock_trust.timesource import SystemTimeSource, TimeSource
from broadcaster.service.clock_trust.trust import ClockTrust
from broadcaster.service.guard.air_guard import AirGuard
from broadcaster.service.guard.approved import Approvals
from broadcaster.service.host.lock import StationLock
from broadcaster.service.live.airings import Airings
from broadcaster.service.live.feeds import Feeds
from broadcaster.service.monitoring.disk_watch import DiskWatch
from broadcaster.service.monitoring.heard_back import HeardBack
from broadcaster.service.monitoring.watches import Watches
from broadcaster.service.operator.manual_request import Asked, ManualRequest
from broadcaster.service.operator.operator import open_hands
from broadcaster.service.operator.pre_check import foreseen
from broadcaster.service.operator.suspended import NAME as HELD
from broadcaster.service.operator.suspended import Held
from broadcaster.service.planning.timetabling import open_timetable
from broadcaster.service.rendering.render_ahead import RenderAhead
from broadcaster.service.rendering.render_queue import RenderQueue
from broadcaster.service.station import confirming
from broadcaster.service.station import shutdown as farewell
from broadcaster.service.station.facade import Front
from broadcaster.service.station.shutdown import FADE_LIMIT
from broadcaster.service.status import status
from broadcaster.service.status.tally import CountedRecorder, CountedRenderer, Tally
from broadcaster.service.taking import opening, reload
from broadcaster.service.taking.change_rows import ChangeRows
from broadcaster.service.taking.confirmed import Confirmed
from broadcaster.service.taking.current import Current
from broadcaster.statefile import set_aside
from broadcaster.station.contacts import Contact
from broadcaster.station.loading.loading import load
from broadcaster.station.model import Message, Output, Station
from broadcaster.station.problems import BadStation
from broadcaster.studio.model import Programme
from broadcaster.studio.render.process import TIME_LIMIT, RenderProcess
from broadcaster.timetable.guard import Refusal

PATIENCE = 60  # seconds for the director's thread to take a changed station
URGENT = 60  # seconds for the sound of an emergency: one that hangs must not keep the next
SEEN = 60  # seconds between two notes that the station lives

if TYPE_CHECKING:
    from broadcaster.service.jobs.jobs import Jobs

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """How the station is run."""

    timetable: bool = True  # False: only what is asked for airs
    output: Output | None = None  # instead of the station's own
    rehearsal: bool = False  # never key, whatever the station says


class RunningStation(Front):
    """Opens with `open`, answers while it is open, closes with `close`.

    All public methods may be called from any thread.
    """

    def __init__(
        self, folder: Path, mode: Mode, clock: Clock | None = None, source: TimeSource | None = None
    ) -> None:
        self.folder = folder.resolve()
        self.state = self.folder / "state"
        self.mode = mode
        self.lasting: tuple[BroadcasterError, ...] = ()  # faults until the next start
        self.lost_lines = 0  # of the journal, at the end: neither it nor the disk beside it took them
        self.timetable = mode.timetable  # what is planned airs; not without a journal
        self.clock = clock or SystemClock()
        self.time_source: TimeSource = source or SystemTimeSource()
        self.confirmed = Confirmed(self.state)
        self._lock = StationLock(self.state)
        self.approvals = Approvals()
        self.tally = Tally()
        self._current: Current | None = None
        self._closing: list[Callable[[], None]] = []

    def open(self, asked: Asking | None = None) -> Refusal | None:
        """Take the folder's lock and bring everything up.

        Args:
            asked: finds what is to air at once; it is judged before the output is opened.

        Returns:
            Why what is asked for may not air: the journal is told, and the output is not open then.

        Raises:
            ServiceError: a station runs here already.
            BadStation: the files have errors and nothing good was kept.
            NoOutput: the output cannot be opened.
            BroadcasterError: keying faults; a disk that was never written; whatever `asked` raises.
        """
        if not self.folder.is_dir():
            raise BadStation(load(self.folder).problems)
        self._lock.__enter__()
        self._closing.append(lambda: self._lock.__exit__(None, None, None))
        spare.clear(self.folder)  # what a station that was killed left in memory
        self._closing.append(lambda: spare.clear(self.folder))
        try:
            return self._open(asked)
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

    def status(self) -> dict[str, object]:
        """The station as `status --format json` shows it."""
        return status.describe(self)

    def confirm_clock(self, *, who: str, shown: datetime, change: str | None = None) -> dict[str, object]:
        """See `confirming.confirm`."""
        return confirming.confirm(self, who=who, shown=shown, change=change)

    def clock_status(self) -> dict[str, object]:
        """The clock as `status` shows it."""
        return self.director.call(lambda: status.clock(self)).result(10)

    def _open(self, asked: Asking | None) -> Refusal | None:
        shorten_switch_interval()
        taken = self._take()
        self._current = Current(taken)
        settings = taken.station.settings
        # A station that died keyed: released before anything else may fail.
        nothing_keyed = self.mode.rehearsal
        self.keyer = NoKeying() if nothing_keyed else open_keyer(settings, self.folder, self.state)
        self._closing.append(self.keyer.close)
        self.keyer.start()
        self._progress = Progress(self.state)
        kept = open_records(self.state / JOURNAL, self.clock, self._progress.read())
        self.journal = kept.journal
        self._writer = AsRunWriter()
        self._as_run = AsRunLog(kept.journal, self.clock, self._writer, kept.ledger)
        week = timedelta(days=7)
        self._as_run.recall(kept.ledger.heard(self.clock.now() - week, self.clock.now() + week))
        self._closing.append(lambda: self._end_journal(kept))
        self.lasting = (*kept.faults, *([taken.fault] if taken.fault is not None else []))
        self.timetable = self.mode.timetable and kept.fault is None
        self.opened = self.clock.now()
        keying = KeyingPlan({} if nothing_keyed else switchings(settings), needed_in(settings))
        self.choice = opening.output_choice(self.mode.output or settings.output, self.station)
        self.trust = trust = ClockTrust(
            clock=self.clock,
            source=self.time_source,
            state=self.state,
            last_row=kept.last_row,
            seen=kept.seen,
            silent=self.choice.kind != "device" and not keying.switches,
            later=self._writer.ask,
        )
        feeds = Feeds()
        airings = Airings(self._as_run, feeds, lambda fault: self.director.show(fault))  # noqa: PLW0108 - made below
        self._make_air(keying, trust, airings)
        if asked is not None and (no := self._refused(asked(self))) is not None:
            return no  # no missing sound card hides that
        self._open_air()
        shown = lambda e: self.director.call(lambda: self.director.show(e))  # noqa: E731
        self._writer.open(self.journal, self._told, shown)
        self._open_hands(airings, feeds, keying.longest_lead)
        self._changes = ChangeRows(self.journal, self.note)
        self._changes.tell(taken.change, self.confirmed.waiting)
        self._closing.append(self.fade)
        if self.timetable:
            self._open_timetable(keying.longest_lead, trust)
            self.director.post(lambda: self.timekeeper.begin(kept.seen))
            self.director.post(self._touch)
            self._closing.append(lambda: self.director.call(self._touch).result(FADE_LIMIT))
        self._open_watches()  # a contact may fire at once, and all that it needs is there
        for fault in (*left_on(self.state), *set_aside(self.state)) if self.mode.timetable else ():
            self._told(fault)
        if self.timetable:
            # Last: what it brings concerns all of the above.
            again = lambda: self._take(self.station)  # noqa: E731
            self.files = reload.Follower(self.folder, again, self._reloaded, self._told)
            self.files.start(seen=taken.seen, owed=taken.fault is not None)
            self._closing.append(self.files.close)
        disk = DiskWatch(self)
        disk.start()
        self._closing.append(disk.close)
        return None

    def _refused(self, wanted: ManualRequest | None) -> Refusal | None:
        if wanted is None:
            return None
        if (no := self._foreseen(wanted.message, wanted.asked)) is not None:
            self._as_run.refused(wanted.entry(self.clock.now()), new_id(self.clock.now()), no)
        return no

    def _end_journal(self, kept: Records) -> None:
        self.lost_lines = farewell.end_journal(kept, self._writer, self.clock)

    def _make_air(self, keying: KeyingPlan, trust: ClockTrust, airings: Airings) -> None:
        """The desk, the air and who carries the orders from one to the other."""
        own = self.station.settings.output
        apart = self.mode.rehearsal and not opening.reaches_loudspeakers(self.mode.output or own, own)
        self._air_guard = air_guard = AirGuard(
            lambda: self.station,
            self.approvals,
            lambda: trust.verdict.trusted,
            lambda request, day: self._as_run.heard(self.station, request.session, day),
            loud=self.choice.kind == "device" and not apart,
        )
        self.held = Held(self.state / HELD)
        desk = Desk(self.held.over(air_guard.guard, lambda: self.station), keying, withheld=air_guard.held)
        self.air = AirLink(self.choice, self._hear)
        self._dispatcher = Dispatcher(airings)
        recorder = CountedRecorder(self._dispatcher, self.tally, lambda: desk.on_air)
        listen = self.station.settings.output.listen if self.choice.kind == "device" else ""
        self.monitor = self._monitor_link() if listen else None
        self.director = Director(
            desk, self.monitor or self.air, self.keyer, recorder, air_guard.shape, self.clock
        )
        self.director.on_clock_set.append(
            lambda s: self.director.fault(ServiceError("service.clock_jumped", seconds=round(s, 1)))
        )

    def _open_air(self) -> None:
        """Open the output, and begin to hand it orders."""
        self.air.start()
        self._closing.append(self.air.close)
        self.director.start()
        self._closing.append(self.director.close)
        if self.monitor is not None:
            listen = self.station.settings.output.listen
            self.heard_back = HeardBack(self.director, self._as_run, self.clock, listen)
            self.monitor.start()
            self._closing.append(self.monitor.close)

    def _open_hands(self, airings: Airings, feeds: Feeds, key_lead: timedelta) -> None:
        """What people ask for at once."""
        hands = open_hands(
            airings=airings,
            feeds=feeds,
            director=self.director,
            clock=self.clock,
            station=lambda: self.station,
            as_run=self._as_run,
            journal=self.journal,
            dispatcher=self._dispatcher,
            held=self.held,
            state=self.state,
            key_lead=key_lead,
            queues=(
                RenderQueue("rendering", self._renderer()),
                RenderQueue("rendering-urgent", self._renderer(URGENT)),
            ),
            ready=self._prepared,
            foreseen=self._foreseen,
            replan=self._replan,
            note=self.note,
            told=self._told,
        )
        self.sources, self.repeating, self.clashes = hands.sources, hands.repeating, hands.clashes
        self._manual, self.corrections, self._submit = hands.manual, hands.corrections, hands.submit
        self._closing.append(hands.close)

    def _open_watches(self) -> None:
        self.watches = Watches(
            self.station.settings,
            contacts=self.mode.timetable,
            root=self.folder,
            clock=self.clock,
            device=self.choice.device if self.choice.kind == "device" else None,
            fire=self._pressed,
            told=self._told,
        )
        self.watches.start()
        self._taken.on_switched.append(lambda station: self.watches.follow(station.settings))
        self._closing.append(self.watches.close)

    def _pressed(self, name: str, _contact: Contact) -> None:
        """What the station that airs now says of a contact counts, not what it said when it was opened."""
        contact = self.station.settings.contacts.get(name)
        if contact is not None:
            self._manual.press(name, contact.message, emergency=contact.emergency)

    def _prepared(self, station: Station, name: str) -> Programme | None:
        return self.render_ahead.ready(station, name) if self.timetable else None

    def _open_timetable(self, lead: timedelta, trust: ClockTrust) -> None:
        self.render_ahead = RenderAhead(
            self._renderer(),
            self.clock,
            done=lambda _name: self.director.post(self.planner.rendered),
            failed=self._told,
        )
        self.jobs = self._make_jobs()
        parts = open_timetable(
            as_run=self._as_run,
            render_ahead=self.render_ahead,
            approvals=self.approvals,
            clock=self.clock,
            key_lead=lead,
            post=self.director.post,
            close_feed=self.sources.close_feed,
            submit=self._submit,
            connect=self.sources.connect,
            set_alarm=self.jobs.set_alarm,
            switched=self._taken.switched,
            failed=self.director.fault,
            screen=self.held.screen,
            read=lambda job: self._writer.ask(job).result(PATIENCE),
        )
        self.planner, self.plans = parts.planner, parts.plans
        self.timekeeper = Timekeeper(
            trust=trust,
            clock=self.clock,
            as_run=self._as_run,
            planner=self.planner,
            station=lambda: self.station,
            changed=self.director.tick,
        )
        self.director.on_clock_set.append(self.timekeeper.jumped)
        parts.start()
        self._closing.append(parts.close)
        self._progress.start()
        self._closing.append(self._progress.close)
        self.render_ahead.start()
        self._closing.append(self.render_ahead.close)
        self.jobs.start()
        self._closing.append(self.jobs.close)
        self._interval_jobs = intervals = IntervalJobs(self.clock)
        intervals.every(SEEN, lambda: self.director.post(self._touch))
        intervals.every(LOOK, lambda: self.director.post(self.timekeeper.look))
        intervals.every(EVERY, lambda: self.director.post(self._note_progress))
        intervals.start()
        self._closing.append(intervals.close)

    def _make_jobs(self) -> Jobs:
        # Imported here: APScheduler is large, and whoever only airs a message needs none of it.
        from broadcaster.service.jobs import upkeep
        from broadcaster.service.jobs.jobs import open_jobs

        return open_jobs(
            clock=self.clock,
            zone=lambda: self.station.settings.timezone,
            ring=lambda: self.director.post(self.planner.ring),
            replan=self._replan,
            prune=lambda: upkeep.prune(self.station),
            nightly=lambda: upkeep.check(self.station, self.journal, self._told),
            failed=self._told,
        )

    def _monitor_link(self) -> MonitorLink:
        choice = ListenChoice(source=self.station.settings.output.listen, rate=self.choice.rate)
        return MonitorLink(
            self.air,
            choice,
            lambda finding: self.director.post(lambda: self.heard_back.take(finding)),
            self._told,
        )

    def _renderer(self, limit: float = TIME_LIMIT) -> CountedRenderer:
        return CountedRenderer(RenderProcess(passed_by=self._told, time_limit=limit), self.tally)

    def _hear(self, report: AirReport) -> None:
        for fault in self.tally.hear(report):
            self._told(fault)
        if self.monitor is not None:
            self.monitor.hear(report)
        self.director.hear(report)

    def fade(self) -> None:
        """End what airs and what is asked for; see `farewell.fade`."""
        self.director.end()
        farewell.fade(self.director, self.repeating, self._progress, self.clock, beside=self._manual.close)

    def _touch(self) -> None:
        if self.planner.timeless:
            return
        waiting = None if self.planner.suspended else self.planner.at_hand
        self._as_run.touch(self.planner.settled(), waiting, self.planner.rests)

    def _note_progress(self) -> None:
        self._progress.look(self.director.desk, self.clock.now())

    def _told(self, error: BroadcasterError) -> None:
        """Keep a fault that another thread met."""
        self.director.post(lambda: self.director.fault(error))

    def _replan(self) -> None:
        if self.timetable:
            self.director.post(self.planner.replan)

    def _take(self, last: Station | None = None) -> opening.Taken:
        return opening.take(self.folder, self.state, confirmed=self.confirmed, clock=self.clock, last=last)

    def _reloaded(self, taken: opening.Taken) -> None:
        """A change of the files: what is whole takes over, what is broken is only told."""
        self._changes.tell(taken.change, self.confirmed.waiting)
        self._taken.take(taken, self.director, self._use)

    def use_confirmed(self) -> None:
        """A person said yes to a change that waited: it holds now. On the director's thread."""
        self._use(self._taken.wanted)

    def _use(self, station: Station) -> None:
        """Air by `station`, as far as it is confirmed, once its plan is finished."""
        self._taken.wanted = station = self.confirmed.over(station)
        if self.timetable:
            self.planner.replan(station)
        else:
            self._taken.switched(station)

    def _foreseen(self, message: Message, asked: Asked) -> Refusal | None:
        return foreseen(self._air_guard, self.approvals, self.station, message, asked, self.clock.now())


Asking = Callable[[RunningStation], ManualRequest | None]
"""Finds what is to air at once, or raises why there is none; None: it exists, and is judged later."""
