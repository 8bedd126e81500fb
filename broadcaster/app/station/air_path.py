"""From the desk to the loudspeakers: guard, desk, director, air process, confidence monitor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from broadcaster.app.station.approval import ApprovalParts
from broadcaster.app.station.foundation import Mode
from broadcaster.app.station.shutdown import ClosingSteps
from broadcaster.app.status.health import STANDING
from broadcaster.app.status.hub import Hub
from broadcaster.app.status.tally import CountedRecorder, Tally
from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, PlayoutError, ServiceError
from broadcaster.journal.rows.model import Reason, new_id
from broadcaster.journal.writer.as_run_log import AsRun, AsRunLog
from broadcaster.journal.writer.ends import Dispatcher
from broadcaster.playout.air.wire import Level
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.keying_plan import KeyingPlan
from broadcaster.playout.director.director import Director
from broadcaster.playout.keying.keyer import Keyer
from broadcaster.playout.links.air import AirReport
from broadcaster.playout.links.air_link import AirLink
from broadcaster.playout.links.keyers import needed_in, switchings
from broadcaster.playout.links.monitor_link import ListenChoice, MonitorLink
from broadcaster.playout.listening.findings import ListeningFinding
from broadcaster.playout.live.airings import Airings
from broadcaster.playout.live.feeds import Feeds
from broadcaster.playout.operator.handover import pre_check
from broadcaster.playout.operator.suspensions import NAME as HELD
from broadcaster.playout.operator.suspensions import Suspensions
from broadcaster.playout.outputs.output import OutputChoice
from broadcaster.playout.requests.manual_request import ManualRequest
from broadcaster.station.acceptance.files import StationFiles
from broadcaster.station.acceptance.intake import output_choice
from broadcaster.timetable.guard.air_guard import AirGuard
from broadcaster.timetable.guard.clock_sources import TimeSource
from broadcaster.timetable.guard.clock_trust import ClockTrust
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.upkeep.monitoring.confidence import HeardBack


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """The confidence monitor: what listens to the output, and what it reported."""

    link: MonitorLink
    heard_back: HeardBack


@dataclass(frozen=True, slots=True, kw_only=True)
class AirPath:
    """The parts. Nothing is open before `open`."""

    files: StationFiles
    clock: Clock
    as_run: AsRunLog
    trust: ClockTrust
    approval: ApprovalParts
    guard: AirGuard
    suspended: Suspensions
    feeds: Feeds
    airings: Airings
    dispatcher: Dispatcher
    choice: OutputChoice
    keyer: Keyer
    key_lead: timedelta  # how long before an airing its transmitter is keyed
    director: Director
    air: AirLink
    monitor: Monitor | None

    def open(self, closing: ClosingSteps) -> None:
        """Open the output, and begin to hand it orders.

        Raises:
            NoOutput: it cannot be opened.
        """
        self.air.start()
        closing.add(self.air.close)
        self.director.start()
        closing.add(self.director.close)
        if self.monitor is not None:
            self.monitor.link.start()
            closing.add(self.monitor.link.close)

    def report(self, error: BroadcasterError) -> None:
        """Keep a fault for `status`, log and journal. From any thread."""
        self.director.post(lambda: self.director.fault(error))

    def show(self, error: BroadcasterError) -> None:
        """Keep a fault for `status` and log only: it has its row. From any thread."""
        self.director.call(lambda: self.director.show(error))

    def over(self, faults: Sequence[BroadcasterError]) -> None:
        """Forget faults that are over: `status` shows what is. From any thread."""
        self.director.post(lambda: self.director.faults.end(faults))

    def note(self, what: Reason, at: datetime | None = None) -> None:
        """Write a row about what is no airing and happened at `at`, or now. From any thread."""
        self.director.post(lambda: self.as_run.note(at or self.clock.now(), what))

    def pre_check(self, wanted: ManualRequest) -> Refusal | None:
        """Why what is asked for may not air now, as far as that is known before its sound is made."""
        judge = self.suspended.over(
            self.guard.guard, lambda: self.files.station, self.guard.hears, reads=True
        )
        return pre_check(wanted, judge, self.approval.approvals, self.clock.now())

    def refuse(self, wanted: ManualRequest) -> Refusal | None:
        """Judge a request before the output is opened; if it may certainly not air, write its row."""
        no = self.pre_check(wanted)
        if no is not None:
            now = self.clock.now()
            self.as_run.refused(wanted.entry(now), new_id(now), no)
        return no


class _Reports:
    """What the air and its listener report, passed on to whom it concerns.

    The director and the monitor take part in it, but are made after it: they are set before anything is open.

    Args:
        hub: passes the level of what is heard on.
        tally: counts.
    """

    director: Director
    monitor: Monitor | None = None

    def __init__(self, hub: Hub, tally: Tally) -> None:
        self._hub = hub
        self._tally = tally

    def hear(self, report: AirReport) -> None:
        """Take a report of the air. On the thread that reads them."""
        if isinstance(report, Level):
            self._hub.level(report.peak)
        for fault in self._tally.hear(report):
            self.fault(fault)
        if self.monitor is not None:
            self.monitor.link.hear(report)
        self.director.hear(report)

    def found(self, finding: ListeningFinding) -> None:
        """Take what the listener heard. From any thread."""
        if self.monitor is not None:
            self.director.post(partial(self.monitor.heard_back.take, finding))

    def deaf(self, fault: PlayoutError) -> None:
        """Keep what prevents listening. From any thread."""
        if self.monitor is not None:
            self.director.post(partial(self.monitor.heard_back.deaf, fault))

    def fault(self, fault: BroadcasterError) -> None:
        """Keep a fault. From any thread."""
        self.director.post(partial(self.director.fault, fault))

    def show(self, fault: BroadcasterError) -> None:
        """Show a fault that has its row. On the director's thread."""
        self.director.show(fault)

    def clock_was_set(self, seconds: float) -> None:
        """Tell of a clock that was set by so much. On the director's thread."""
        self.director.fault(ServiceError("service.clock_jumped", seconds=round(seconds, 1)))


def make_air_path(
    *,
    mode: Mode,
    state: Path,
    files: StationFiles,
    as_run: AsRun,
    approval: ApprovalParts,
    keyer: Keyer,
    clock: Clock,
    time_source: TimeSource,
    tally: Tally,
    hub: Hub,
) -> AirPath:
    """The parts; see `AirPath`.

    Args:
        mode: how the station is run.
        state: the running station's own folder.
        files: say which station airs.
        as_run: keeps what aired.
        approval: knows what was approved.
        keyer: open already.
        clock: gives the time.
        time_source: what the computer knows about its clock.
        tally: counts what the director and the air report.
        hub: passes the level of what is heard on.
    """
    judges = _judges(mode, state, files, as_run, approval, clock, time_source)
    guard, keying, listen = judges.guard, judges.keying, files.station.settings.output.listen
    judge = judges.suspended.over(guard.guard, lambda: files.station, guard.hears)
    desk = Desk(judge, keying, withheld=guard.held)
    feeds, reports = Feeds(), _Reports(hub, tally)
    airings = Airings(as_run.log, feeds, reports.show)
    dispatcher = Dispatcher(airings)
    air = AirLink(judges.choice, reports.hear)
    link = _monitor_link(air, judges.choice, listen, reports)
    recorder = CountedRecorder(dispatcher, tally, lambda: desk.on_air)
    director = Director(desk, link or air, keyer, recorder, guard.shape, clock)
    director.faults.standing = STANDING
    director.on_clock_set.append(reports.clock_was_set)
    reports.director = director
    if link is not None:
        reports.monitor = Monitor(link=link, heard_back=HeardBack(director, as_run.log, clock, listen))
    return AirPath(
        files=files,
        clock=clock,
        as_run=as_run.log,
        trust=judges.trust,
        approval=approval,
        guard=judges.guard,
        suspended=judges.suspended,
        feeds=feeds,
        airings=airings,
        dispatcher=dispatcher,
        choice=judges.choice,
        keyer=keyer,
        key_lead=keying.longest_lead,
        director=director,
        air=air,
        monitor=reports.monitor,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judges:
    """What decides whether something may air, and what it depends on."""

    keying: KeyingPlan
    choice: OutputChoice
    trust: ClockTrust
    guard: AirGuard
    suspended: Suspensions


def _judges(
    mode: Mode,
    state: Path,
    files: StationFiles,
    as_run: AsRun,
    approval: ApprovalParts,
    clock: Clock,
    time_source: TimeSource,
) -> _Judges:
    """See `_Judges`; the book of approvals is told whether the clock may be believed."""
    settings = files.station.settings
    keying = KeyingPlan({} if mode.rehearsal else switchings(settings), needed_in(settings))
    choice = output_choice(mode.output or settings.output, files.station)
    silent = choice.kind != "device" and not keying.switches
    trust = _trust(clock, time_source, state, as_run, silent=silent)
    approval.book.judge_clock(lambda: trust.verdict.trusted)
    return _Judges(
        keying=keying,
        choice=choice,
        trust=trust,
        guard=_guard(mode, choice, files, as_run, approval, trust),
        suspended=Suspensions(state / HELD),
    )


def _trust(clock: Clock, source: TimeSource, state: Path, as_run: AsRun, *, silent: bool) -> ClockTrust:
    """Whether the clock may be believed; where no loudspeaker hears it (`silent`), no clock is asked for."""
    return ClockTrust(
        clock=clock,
        source=source,
        state=state,
        last_row=as_run.records.last_row,
        seen=as_run.records.seen,
        silent=silent,
        later=as_run.ask,
    )


def _guard(
    mode: Mode,
    choice: OutputChoice,
    files: StationFiles,
    as_run: AsRun,
    approval: ApprovalParts,
    trust: ClockTrust,
) -> AirGuard:
    """What may air: by the station's rules, its approvals, its clock, and what was heard already."""
    return AirGuard(
        lambda: files.station,
        approval.approvals,
        lambda: trust.verdict.trusted,
        lambda request, day: as_run.log.heard(files.station, request.session, day),
        loud=choice.kind == "device" and not mode.apart,
    )


def _monitor_link(air: AirLink, choice: OutputChoice, source: str, reports: _Reports) -> MonitorLink | None:
    """What listens to the output; none without a sound card, or where station.yaml names no source to hear.

    Args:
        air: what is listened to.
        choice: the output.
        source: the name of the source that hears it.
        reports: takes what was heard, and the listener's faults.
    """
    if choice.kind != "device" or not source:
        return None
    return MonitorLink(air, ListenChoice(source=source, rate=choice.rate), reports.found, reports.deaf)
