"""Opens the operator's parts, their render queues, and the watches; a pressed contact airs its message."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from broadcaster.app.station.air_path import AirPath
from broadcaster.app.station.shutdown import ClosingSteps
from broadcaster.app.station.timetable import RunningTimetable
from broadcaster.app.status.tally import CountedRenderer, Tally
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.writer.as_run_log import AsRun
from broadcaster.playout.operator.operator import Operator, Surroundings, open_operator
from broadcaster.playout.operator.render_queue import RenderQueue
from broadcaster.station.model.equipment import Contact
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.preview import Listening, ReadyProgrammes
from broadcaster.studio.queues.warm_keeper import WarmKeeper
from broadcaster.studio.render.process import IDLE, RenderProcess
from broadcaster.studio.script.programme import Programme
from broadcaster.upkeep.monitoring.disk import DiskWatch, LastingFaults
from broadcaster.upkeep.monitoring.program import ProgramWatch
from broadcaster.upkeep.monitoring.watches import Watches

URGENT = 60  # seconds for the sound of an emergency: one that hangs must not keep the next
READY = 2
BESIDE = 3  # further processes for emergencies: as many people with long ones keep nobody's waiting


def renderer(report: Callable[[BroadcasterError], None], tally: Tally) -> CountedRenderer:
    """A render process whose work is counted; it yields to others, and is started when there is work.

    Args:
        report: takes what failed while another engine could speak.
        tally: counts.
    """
    return CountedRenderer(RenderProcess(passed_by=report), tally)


def ready_in(timetable: Callable[[], RunningTimetable | None]) -> ReadyProgrammes:
    """What the timetable has rendered ahead, once it is opened."""

    def ready(station: Station, name: str, *, former: bool = False) -> Programme | None:
        running = timetable()
        return None if running is None else running.render_ahead.ready(station, name, former=former)

    return ready


def open_listening(
    station: Callable[[], Station],
    ready: ReadyProgrammes,
    closing: ClosingSteps,
    report: Callable[[BroadcasterError], None],
) -> Listening:
    """The sounds for people who write; no process is started before somebody listens."""
    sentences, whole = RenderProcess(passed_by=report), RenderProcess(passed_by=report)
    listening = Listening(station=station, ready=ready, sentences=sentences, whole=whole)
    closing.add(listening.close)
    return listening


def open_requested(
    air: AirPath,
    as_run: AsRun,
    closing: ClosingSteps,
    *,
    state: Path,
    tally: Tally,
    timetable: Callable[[], RunningTimetable | None],
    warm: bool,
) -> Operator:
    """The operator's parts, at work.

    Args:
        air: where airings go.
        as_run: keeps them.
        closing: takes what ends the parts.
        state: the running station's own folder.
        tally: counts renderings.
        timetable: what airs by itself, once it is opened.
        warm: keep render processes of emergencies ready.
    """
    idle = math.inf if warm else IDLE
    # Two are kept ready: a long one at work in the first leaves the second to what is short.
    ready = [RenderProcess(passed_by=air.report, time_limit=URGENT, nice=0, idle=idle) for _ in range(READY)]
    beside = [RenderProcess(passed_by=air.report, time_limit=URGENT, nice=0) for _ in range(BESIDE)]
    queues = (
        RenderQueue("rendering", renderer(air.report, tally)),
        RenderQueue(
            "rendering-urgent", *(CountedRenderer(each, tally) for each in (*ready, *beside)), spare=True
        ),
    )
    operator = open_operator(_around(air, as_run, state, queues, timetable))
    closing.add(operator.close)
    if warm:
        operator.shown.start()
        air.files.current.on_switched.append(lambda _station: operator.shown.changed())
    for process in ready if warm else ():
        keeper = WarmKeeper(process, lambda: air.files.station, air.clock)
        keeper.start()
        closing.add(keeper.close)
    return operator


def _around(
    air: AirPath,
    as_run: AsRun,
    state: Path,
    queues: tuple[RenderQueue, RenderQueue],
    timetable: Callable[[], RunningTimetable | None],
) -> Surroundings:
    def replan() -> None:
        running = timetable()
        if running is not None:
            air.director.post(running.planner.replan)

    return Surroundings(
        airings=air.airings,
        feeds=air.feeds,
        director=air.director,
        clock=air.clock,
        station=lambda: air.files.station,
        as_run=as_run.log,
        journal=as_run.journal,
        dispatcher=air.dispatcher,
        suspensions=air.suspended,
        state=state,
        key_lead=air.key_lead,
        queues=queues,
        ready=ready_in(timetable),
        pre_check=air.pre_check,
        replan=replan,
        note=air.note,
        report=air.report,
        approvals=air.approval.approvals,
        heard=air.guard.hears,
    )


def open_watches(
    air: AirPath, operator: Operator, closing: ClosingSteps, *, folder: Path, contacts: bool
) -> Watches:
    """Watch outputs, mains and contacts. A contact may fire at once.

    Args:
        air: where faults are reported.
        operator: airs the message of a contact.
        closing: takes what ends the watches.
        folder: the station's.
        contacts: whether contacts fire.
    """

    def fire(name: str, _contact: Contact) -> None:
        # By the station that airs now, not by the one that was opened.
        contact = air.files.station.settings.contacts.get(name)
        if contact is not None:
            operator.manual.press(name, contact.message, emergency=contact.emergency)

    watches = Watches(
        air.files.station.settings,
        contacts=contacts,
        root=folder,
        clock=air.clock,
        device=air.choice.device if air.choice.kind == "device" else None,
        fire=fire,
        report=air.report,
    )
    watches.start()
    air.files.current.on_switched.append(lambda station: watches.follow(station.settings))
    closing.add(watches.close)
    return watches


def watch_disk(air: AirPath, lasting: LastingFaults, closing: ClosingSteps) -> None:
    """End the faults of disks that take files again."""
    disk = DiskWatch(air.director, lasting, air.files.retry)
    disk.start()
    closing.add(disk.close)


def watch_program(air: AirPath, closing: ClosingSteps) -> ProgramWatch:
    """Notice that the program was updated."""

    def end(fault: BroadcasterError) -> None:
        air.director.post(lambda: air.director.faults.end([fault]))

    watch = ProgramWatch(air.report, end)
    watch.start()
    closing.add(watch.close)
    return watch
