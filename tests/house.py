"""A whole station in accelerated time: fake clock, real planner, desk, mixer and programmes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from broadcaster.core.clock import Clock, FakeClock
from broadcaster.core.errors import BroadcasterError, StoreError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.journal.writer.ends import Dispatcher
from broadcaster.journal.writer.ledger import Ledger
from broadcaster.journal.writer.progress import AiringProgress
from broadcaster.journal.writer.writer import AsRunWriter
from broadcaster.people.approval.decision import Signer
from broadcaster.people.approval.order import AskApprove
from broadcaster.people.decisions.book import Book
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.decisions.opening import Pinning
from broadcaster.people.roles.model import Grant
from broadcaster.people.versions.clearance import Approvals
from broadcaster.people.versions.pins import Pins
from broadcaster.people.versions.version import doubts
from broadcaster.playout.air.wire import Event
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.keying_plan import KeyingPlan, Switching
from broadcaster.playout.desk.orders import CLOSING
from broadcaster.playout.director.director import Director
from broadcaster.playout.links.stand_ins import LocalAir, MemoryOutput, RecordingKeyer, ToneRadio
from broadcaster.playout.live.airings import Airings
from broadcaster.playout.live.feeds import Feeds
from broadcaster.playout.live.sources import BreakWatch, Connecting
from broadcaster.playout.operator.suspensions import NAME, Suspensions
from broadcaster.station.acceptance.versions import Versions
from broadcaster.station.loading.loader import load
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.problems import BadStation
from broadcaster.studio.queues.render_ahead import RenderAhead
from broadcaster.studio.render.studio import open_studio
from broadcaster.studio.script.digest import words_digest
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.guard.air_guard import AirGuard
from broadcaster.timetable.guard.clock_sources import FakeTimeSource
from broadcaster.timetable.guard.clock_trust import ClockTrust
from broadcaster.timetable.guard.timekeeper import LOOK, Timekeeper
from broadcaster.timetable.planning.losses import lost_by
from broadcaster.timetable.planning.timetable import open_timetable

STATION_ID = "5" * 32
LEADER = Signer(by="Chủ tịch", grant=Grant(role=None))
RATE = 16000  # Hz, the least that a station takes; only what sounds is computed
IDLE = timedelta(seconds=1)  # the director's longest sleep
STEP = timedelta(seconds=0.1)  # while something sounds: what ends is noticed so late at most
HOUR = timedelta(hours=1)
T = TypeVar("T")
SETTINGS = f"""\
name: Đài thử
speech: {{engines: [tone]}}
sound: {{rate: {RATE}, opening: none, closing: none}}
output: none
approval: {{required: false}}
"""


class HouseRenderer:
    """The studio without a process of its own; can be told to fail."""

    def __init__(self) -> None:
        self.fails = False
        self.rendered: list[str] = []

    def render(
        self, station: Station, message: Message, *, engine: str | None = None, offline_only: bool = False
    ) -> Programme:
        if self.fails:
            raise BroadcasterError("studio.render_failed", message=message.id)
        self.rendered.append(message.id)
        studio = open_studio(station, also="tone")
        try:
            return studio.render(message, engine=engine, offline_only=offline_only)
        finally:
            studio.close()

    def close(self) -> None:
        return None


@dataclass
class House:
    """The station, the clock and everything in between."""

    folder: Path
    clock: FakeClock
    journal: Journal
    renderer: HouseRenderer = field(default_factory=HouseRenderer)
    keyer: RecordingKeyer = field(default_factory=RecordingKeyer)
    key_lead: timedelta = timedelta()
    source: FakeTimeSource = field(default_factory=lambda: FakeTimeSource(network=True))
    radio: ToneRadio = field(default_factory=ToneRadio)
    locked: bool = False  # another program keeps the journal: the as-run writer stands
    reports: int = 0  # of the air
    planless: bool = False  # the thread that plans gets no processor time

    @property
    def switches(self) -> dict[str, Switching]:
        """The station's transmitter, if it has one."""
        times = Switching(name="", settle=self.key_lead, tail=timedelta(seconds=1))
        return {"": times} if self.key_lead else {}

    def __post_init__(self) -> None:
        self.output = MemoryOutput(rate=RATE, silence_kept=False)
        self.alarm: datetime | None = None
        self.state = self.folder / "state"
        self.book = Book(self.journal, STATION_ID, self.clock)
        pins = Pins(self.state, self.folder)
        self.approvals = Approvals(lambda: self.book.decisions, kept=pins.remembered)
        self.deciding = Deciding(self.book, Pinning(pins, lambda: self.files))
        self.versions = Versions(self.book, pins, words_digest)
        self.station = self.as_it_airs()
        self.since, last_row = self.journal.seen(), self.journal.last_seen()
        self.trust = ClockTrust(
            clock=self.clock,
            source=self.source,
            state=self.state,
            last_row=last_row,
            seen=self.since,
            silent=False,
        )
        self.book.judge_clock(lambda: self.trust.verdict.trusted)
        self.progress = AiringProgress(self.state)
        self.air_guard = air_guard = AirGuard(
            lambda: self.station,
            self.approvals,
            lambda: self.trust.verdict.trusted,
            lambda request, day: self.as_run.heard(self.station, request.session, day),
        )
        self.air = LocalAir(self.output, self.clock.now(), self.hear, live=self.radio.take)
        self.feeds = Feeds(make=self.radio)
        self.writer = AsRunWriter(lambda error: self.director.fault(error))  # noqa: PLW0108 - made below
        self.ledger = Ledger(self.journal, self.clock)
        self.as_run = AsRunLog(self.journal, self.clock, self.writer, self.ledger)
        self.held = Suspensions(self.folder / "state" / NAME)
        guard = self.held.over(air_guard.guard, lambda: self.station)
        desk = Desk(guard, KeyingPlan(self.switches), withheld=air_guard.held)
        self.airings = airings = Airings(self.as_run, self.feeds, lambda fault: self.director.show(fault))  # noqa: PLW0108 - made below
        self.dispatcher = Dispatcher(airings)
        self.director = Director(desk, self.air, self.keyer, self.dispatcher, air_guard.shape, self.clock)
        watch = BreakWatch(self.feeds, self.director.fault, self.director.faults.end)
        self.director.chores.append(watch.look)
        self.keyer.listen(self.director.hear_key, self.director.alive)
        self.connect = Connecting(
            airings=airings,
            feeds=self.feeds,
            clock=self.clock,
            station=lambda: self.station,
            failed=self.director.fault,
        )
        self.render_ahead = RenderAhead(
            self.renderer,
            self.clock,
            done=lambda _name: self.director.post(self.planner.rendered),
            failed=self.director.fault,
        )
        self.timetable = open_timetable(
            as_run=self.as_run,
            render_ahead=self.render_ahead,
            approvals=self.approvals,
            clock=self.clock,
            key_lead=self.key_lead,
            post=self.director.post,
            close_feed=self.feeds.close,
            submit=airings.before(self.director.submit),
            connect=lambda *asked: self.connect(*asked),  # noqa: PLW0108 - tests put another in its place
            set_alarm=self.set_alarm,
            switched=self.switched,
            failed=self.director.fault,
            screen=self.held.screen,
            read=self.read,
            lost=lost_by(self.journal.airings),
        )
        self.planner = self.timetable.planner
        self.keeper = Timekeeper(
            trust=self.trust,
            clock=self.clock,
            as_run=self.as_run,
            planner=self.planner,
            station=lambda: self.station,
            changed=self.director.tick,
        )
        self.director.on_clock_set.append(self.keeper.jumped)

    def switched(self, station: Station) -> None:
        self.station = station

    def read(self, job: Callable[[], T]) -> T:
        """What another thread would ask the as-run writer for."""
        answer = self.writer.ask(job)
        self.write()
        return answer.result(0)

    def write(self) -> None:
        """What the as-run writer does on a thread of its own."""
        while self.writer.step():
            pass
        self.writer.retry()

    def settle(self) -> None:
        """Let the other threads do what there is to do: planning, writing; then the director."""
        self.director.run_pending()
        while self._others():
            self.director.run_pending()

    def _others(self) -> bool:
        """One turn of the threads that plan and write; false if there was nothing to do.

        A journal that is locked keeps the plan waiting too: it asks what the journal knows.
        """
        if self.locked:
            return False
        planned = not self.planless and self.timetable.drafting.step()
        return self.writer.step() or planned

    def hear(self, event: Event) -> None:
        self.reports += 1
        self.director.hear(event)

    def set_alarm(self, instant: datetime | None) -> None:
        self.alarm = instant

    def as_it_airs(self) -> Station:
        """The station of the files as they are now, with its edited messages as they were approved."""
        loaded = load(self.folder)
        if loaded.station is None:
            raise BadStation(loaded.problems)
        self.filed, self.files = loaded.station, loaded.files
        self.versions.look(lambda: (self.filed, self.files))
        return self.versions.over(self.filed)

    def reload(self) -> None:
        """Take the files as they are now."""
        self.planner.replan(self.as_it_airs())
        self.settle()

    def approve(self, name: str, *, sound: str | None = None) -> None:
        """The leadership approves a message as its file is now."""
        station, message = self.filed, self.filed.messages[name]
        spans = tuple((span.written, span.spoken) for span in doubts(station, message))
        shown = AskApprove(message="m", words=words_digest(station, message), sound=sound, spans=spans)
        self.deciding.approve(station, message, LEADER, shown)
        self.reload()

    def open(self) -> None:
        """What the running station does when it opens."""
        self.ledger.close_interrupted(self.progress.read())
        week = timedelta(days=7)
        self.as_run.recall(self.ledger.heard(self.clock.now() - week, self.clock.now() + week))
        self.keeper.begin(self.since)
        self.settle()

    def jump(self, seconds: float) -> None:
        """Set the wall clock; the director notices it with the next thing that it does."""
        self.clock.step(seconds)
        self.air.clock_set(seconds)
        self.director.run_pending()

    def touch(self) -> None:
        """The note of each minute that the station lives."""
        if self.planner.timeless:
            return
        waiting = None if self.planner.suspended else self.planner.at_hand
        touched = self.as_run.touch(self.planner.settled(), waiting, self.planner.rests)
        if not self.locked:
            self.write()
            with suppress(StoreError):
                touched.result(0)

    def cut_power(self) -> None:
        """What the disk holds when the power goes now."""
        self.touch()
        self.progress.look(self.director.desk, self.clock.now())
        self.progress.save()

    def stop_cleanly(self) -> None:
        """What `systemctl restart` brings about: the fade, and the last note that the station lived."""
        self.progress.leave(self.director.desk, self.clock.now())
        self.director.stop(everything=True, reason=CLOSING)
        self.run_until(self.clock.now() + timedelta(seconds=1))
        self.touch()
        self.progress.look(self.director.desk, self.clock.now())
        self.progress.save()

    def run_until(self, instant: datetime) -> None:
        """Let time pass, from one thing that is due to the next."""
        replan = self.clock.now() + HOUR
        while self.clock.now() < instant:
            if self.clock.now() >= replan:
                replan += HOUR
                self.planner.replan()
            self.settle()
            while self.render_ahead.render_next() or (not self.locked and self.planner.absence.step()):
                self.settle()
            self.settle()
            now = self.clock.now()
            wakes = [t for t in (self.alarm, self.director.desk.next_wake()) if t is not None and t > now]
            due = min([instant, replan, *wakes])
            if not self.air.idle:
                due = min(due, now + IDLE)
            if self.planner.held:
                due = min(due, now + timedelta(seconds=LOOK))
            due = self._play(max(due, now + timedelta(milliseconds=1)))
            self.keeper.look()
            if self.alarm is not None and self.alarm <= due:
                self.alarm = None
                self.director.post(self.planner.ring)
            self.settle()

    def _play(self, due: datetime) -> datetime:
        """Let the air play until then, or until it reports something; when that is."""
        now, reports = self.clock.now(), self.reports
        while now < due and self.reports == reports:
            then = due if self.air.idle else min(due, now + STEP)
            self.air.play_until(then)
            self.clock.advance((then - now).total_seconds())
            now = then
        return now

    def log(self) -> list[Airing]:
        self.write()
        return self.journal.airings()


def local(text: str) -> datetime:
    """An instant written in Việt Nam's time."""
    return datetime.fromisoformat(f"{text}+07:00").astimezone(UTC)


MakeHouse = Callable[..., House]


@pytest.fixture(autouse=True)
def _journals_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close each journal that a test keeps in memory: Python 3.13 warns of those that are not."""
    opened: list[Journal] = []
    open_one = Journal.in_memory

    def in_memory(clock: Clock) -> Journal:
        opened.append(open_one(clock))
        return opened[-1]

    monkeypatch.setattr(Journal, "in_memory", in_memory)
    yield
    for journal in opened:
        journal.close()


@pytest.fixture
def make_house(tmp_path: Path) -> Iterator[MakeHouse]:
    """Write a station's files and open it at an instant (Việt Nam's time)."""
    houses: list[House] = []

    def make(
        start: str,
        files: dict[str, str],
        *,
        journal: Journal | None = None,
        key_lead: timedelta = timedelta(),
        source: FakeTimeSource | None = None,
    ) -> House:
        for name, text in {"station.yaml": SETTINGS, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        clock = FakeClock(local(start))
        source = source or FakeTimeSource(network=True, boot_id=f"boot-{len(houses)}")
        journal = journal or Journal.in_memory(clock)
        journal._clock = clock  # a new process has its own
        house = House(tmp_path, clock, journal, key_lead=key_lead, source=source)
        houses.append(house)
        house.open()
        return house

    yield make
    for house in houses:
        house.journal.close()
