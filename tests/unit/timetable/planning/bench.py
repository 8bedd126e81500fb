"""The timetable with all that is its own, between neighbours that do what a test says: no sound, no desk."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.journal.writer.ledger import Ledger
from broadcaster.playout.desk.request import Request
from broadcaster.playout.director.director import Director
from broadcaster.playout.operator.suspensions import Suspensions
from broadcaster.playout.requests.members import Member
from broadcaster.station.model.message import Message, Priority, Say
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.render_ahead import RenderAhead
from broadcaster.studio.script.programme import Programme, Segment, SegmentKind
from broadcaster.timetable.planning.planner import Planner
from broadcaster.timetable.planning.timetable import open_timetable
from tests.fakes.approving import nothing_approved
from tests.fakes.renderer import Renderer
from tests.house import HouseWriter, local

T = TypeVar("T")
START = local("2026-11-23T07:50")
EIGHT = local("2026-11-23T08:00")
KEY_LEAD = timedelta(seconds=3)
BASE = Settings(name="Đài")
SETTINGS = replace(BASE, approval=replace(BASE.approval, required=False))


URGENT = "gấp"


def message(name: str) -> Message:
    """A message of one sentence."""
    priority = Priority.PRIORITY if name == URGENT else Priority.NORMAL
    return Message(id=name, title=name, priority=priority, parts=(Say(text="Mời bà con."),), repeat=1)


def schedule(name: str, at: str, *messages: str, catch_up: float = 0.0) -> Schedule:
    """A schedule that airs messages one after the other every day."""
    return Schedule(id=name, messages=messages, at=(time.fromisoformat(at),), catch_up=catch_up)


class Sounding(Renderer):
    """Its programmes have one stretch, as a message of the studio does."""

    def render(
        self, station: Station, message: Message, *, engine: str | None = None, offline_only: bool = False
    ) -> Programme:
        """A second of sound."""
        made = super().render(station, message, engine=engine, offline_only=offline_only)
        body = Segment(kind=SegmentKind.BODY, start_frame=0, end_frame=made.frames)
        return replace(made, segments=(body,))


class Bench:
    """A planner, and what it did: `submitted` is what the desk would have, `alarm` when it wants to look."""

    def __init__(self, folder: Path, *schedules: Schedule, start: datetime = START) -> None:
        self.clock = FakeClock(start)
        self.folder = folder
        self.journal = Journal.in_memory(self.clock)
        self.renderer = Sounding(self.clock, folder)
        self.writer = HouseWriter()
        self.ledger = Ledger(self.journal, self.clock)
        self.as_run = AsRunLog(self.journal, self.clock, self.writer, self.ledger)
        self.jobs: deque[Callable[[], None]] = deque()
        self.locked = False  # another program keeps the journal: the as-run writer stands still
        self.planless = False  # the thread that plans gets no processor time
        self.submitted: list[Request] = []
        self.times: list[datetime] = []  # when each was submitted
        self.connected: list[tuple[datetime, str | None]] = []
        self.closed_feeds: list[str] = []
        self.alarm: datetime | None = None
        self.switches: list[Station] = []
        self.faults: list[BroadcasterError] = []
        self.station = self.station_of(*schedules)
        bench = self

        self.waiting = 0  # at the desk

        class Thread(Director):
            def __init__(self) -> None:
                pass

            @property
            def waiting(self) -> int:
                return bench.waiting

            def post(self, job: Callable[[], None]) -> None:
                bench.jobs.append(job)

            def submit(self, request: Request) -> None:
                bench.submitted.append(request)
                bench.times.append(bench.clock.now())

            def fault(self, error: BroadcasterError) -> None:
                bench.faults.append(error)

        self.director = Thread()
        self.render_ahead = RenderAhead(self.renderer, self.clock, self.director)
        self.timetable = open_timetable(
            as_run=self.as_run,
            journal=self.journal,
            render_ahead=self.render_ahead,
            approvals=nothing_approved(),
            suspensions=Suspensions(None),
            clock=self.clock,
            key_lead=KEY_LEAD,
            director=self.director,
            sources=self,
            alarm=self,
            current=self,
        )
        self.planner: Planner = self.timetable.planner
        self.planner.replan(self.station)
        self.settle()

    def station_of(self, *schedules: Schedule) -> Station:
        """A station with these schedules and every message that they name."""
        names = {name for each in schedules for name in each.messages}
        return Station(
            root=self.folder,
            settings=SETTINGS,
            messages=MappingProxyType({name: message(name) for name in sorted(names)}),
            schedules=MappingProxyType({each.id: each for each in schedules}),
        )

    def connect(self, members: Sequence[Member], at: datetime, rule: str | None) -> list[Member]:
        self.connected.append((at, rule))
        return list(members)

    def close_feed(self, airing: str) -> None:
        self.closed_feeds.append(airing)

    def switched(self, station: Station) -> None:
        self.switches.append(station)

    def set_alarm(self, instant: datetime | None) -> None:
        self.alarm = instant

    def settle(self, *, render: bool = True) -> None:
        """Let all threads do what there is to do."""
        busy = True
        while busy:
            busy = bool(self.jobs)
            while self.jobs:
                self.jobs.popleft()()
            if not self.locked:
                busy |= self.writer.step()
                busy |= not self.planless and self.timetable.drafting.step()
            busy |= render and not self.renderer.fails and self.render_ahead.render_next()

    def pass_time(self, until: datetime) -> None:
        """Let time pass; the alarm rings when it is due."""
        while self.clock.now() < until:
            wake = until if self.alarm is None else max(self.alarm, self.clock.now() + timedelta(seconds=0.1))
            self.clock.advance((min(wake, until) - self.clock.now()).total_seconds())
            if self.alarm is not None and self.alarm <= self.clock.now():
                self.alarm = None
                self.planner.ring()
            self.settle()

    def rows(self) -> list[tuple[str | None, str, str]]:
        """What the journal has: message, outcome, reason."""
        return [
            (row.message, str(row.outcome or "open"), "" if row.reason is None else row.reason.code)
            for row in self.airings()
        ]

    def airings(self) -> list[Airing]:
        """The journal's rows."""
        while self.writer.step():
            pass
        return self.journal.airings()

    @property
    def codes(self) -> list[str]:
        """What `status` was told."""
        return [fault.code for fault in self.faults]
