"""A whole station in accelerated time: fake clock, real planner, desk, mixer and programmes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from broadcaster.alerts.inbox.fake import FakeInbox
from broadcaster.app.station.foundation import Mode
from broadcaster.app.station.parts import StationParts
from broadcaster.core.clock import Clock, FakeClock
from broadcaster.core.errors import BroadcasterError, StoreError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing
from broadcaster.journal.writer.as_run_log import AsRun, AsRunLog
from broadcaster.journal.writer.ledger import Ledger
from broadcaster.journal.writer.progress import AiringProgress
from broadcaster.journal.writer.records import Records
from broadcaster.journal.writer.writer import AsRunWriter
from broadcaster.people.approval.decision import Signer
from broadcaster.people.approval.order import AskApprove
from broadcaster.people.decisions.book import Book
from broadcaster.people.roles.model import Grant
from broadcaster.people.versions.version import doubts
from broadcaster.playout.desk.keying_plan import KeyingPlan, Switching
from broadcaster.playout.desk.orders import CLOSING
from broadcaster.playout.links.air import AirReport
from broadcaster.playout.links.stand_ins import LocalAir, MemoryOutput, RecordingKeyer, ToneRadio
from broadcaster.playout.live.feeds import Feeds
from broadcaster.station.acceptance.files import StationFiles
from broadcaster.station.acceptance.intake import Intake
from broadcaster.station.loading.loader import load
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.station.yaml.problems import BadStation
from broadcaster.studio.render.studio import open_studio
from broadcaster.studio.script.digest import words_digest
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.guard.clock_sources import FakeTimeSource
from broadcaster.timetable.guard.timekeeper import LOOK

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

    def warm(self, _station: Station) -> None:
        return None

    def close(self) -> None:
        return None


class HouseFiles(StationFiles):
    """Takes the files as they are: nothing waits for a yes, and no copy is kept."""

    def reload(self) -> None:
        """The files as they are now take over once they are planned."""
        self._last = self.current.taken = self._take()
        self.current.filed = self._last.station
        self.decide()

    def decide(self) -> None:
        """Edited messages air as they were approved by now."""
        assert self._versions is not None
        self._versions.look(self._newest)
        self._use(self.filed)

    def _take(self, last: Station | None = None) -> Intake:
        loaded = load(self._folder)
        if loaded.station is None:
            raise BadStation(loaded.problems)
        return Intake(station=loaded.station, problems=tuple(loaded.problems), files=loaded.files)

    def _use(self, station: Station) -> None:
        assert self._versions is not None
        self.current.wanted = self._versions.over(station)
        self._plan(self.current.wanted)


class HouseWriter(AsRunWriter):
    """Writes when it is told to."""

    def read(self, job: Callable[[], T]) -> T:
        answer = self.ask(job)
        self.write()
        return answer.result(0)

    def write(self) -> None:
        while self.step():
            pass
        self.retry()


@dataclass
class House:
    """The parts of a station, with a clock, a journal, an air, a keyer and a studio of the test's own."""

    folder: Path
    clock: FakeClock
    journal: Journal
    renderer: HouseRenderer = field(default_factory=HouseRenderer)
    keyer: RecordingKeyer = field(default_factory=RecordingKeyer)
    key_lead: timedelta = timedelta()
    source: FakeTimeSource = field(default_factory=lambda: FakeTimeSource(network=True))
    radio: ToneRadio = field(default_factory=ToneRadio)
    inbox: FakeInbox = field(default_factory=FakeInbox)
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
        self.writer, self.ledger = HouseWriter(), Ledger(self.journal, self.clock)
        self.as_run = AsRunLog(self.journal, self.clock, self.writer, self.ledger)
        self.since, self.progress = self.journal.seen(), AiringProgress(self.state)
        records = Records(
            journal=self.journal, ledger=self.ledger, seen=self.since, last_row=self.journal.last_seen()
        )
        self.air = LocalAir(self.output, self.clock.now(), self.radio)
        self.taken = HouseFiles(self.folder, self.state, self.clock)
        self.parts = parts = StationParts(
            mode=Mode(),
            folder=self.folder,
            clock=self.clock,
            time_source=self.source,
            files=self.taken,
            as_run=AsRun(
                records=records, writer=self.writer, log=self.as_run, progress=self.progress, clock=self.clock
            ),
            keyer=self.keyer,
            book=Book(self.journal, STATION_ID, self.clock),
            air=self.air,
            feeds=Feeds(make=self.radio),
            renderer=self.renderer,
            alarm=self,
            keying=KeyingPlan(self.switches),
            silent=False,
            inbox=self.inbox,
        )
        assert parts.timetable is not None
        assert parts.timekeeper is not None
        self.book, self.approvals, self.deciding = parts.book, parts.approvals, parts.deciding
        self.versions, self.trust, self.held = parts.versions, parts.trust, parts.suspensions
        self.air_guard, self.feeds, self.airings = parts.guard, parts.feeds, parts.airings
        self.dispatcher, self.director, self.sources = parts.dispatcher, parts.director, parts.sources
        self.render_ahead, self.timetable = parts.render_ahead, parts.timetable
        self.planner, self.keeper = parts.timetable.planner, parts.timekeeper
        self.writer.faults = self.director
        self.air.start(self.hear)
        self.keyer.listen(self.director.hear_key, self.director.alive)

    @property
    def station(self) -> Station:
        """The station that airs."""
        return self.taken.station

    @property
    def filed(self) -> Station:
        """The station of the files as they were taken last."""
        return self.taken.filed

    @property
    def files(self) -> Mapping[str, bytes]:
        """Those files."""
        return self.taken.files

    def write(self) -> None:
        """What the as-run writer does on a thread of its own."""
        self.writer.write()

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

    def hear(self, event: AirReport) -> None:
        self.reports += 1
        self.director.hear(event)

    def set_alarm(self, instant: datetime | None) -> None:
        self.alarm = instant

    def reload(self) -> None:
        """Take the files as they are now."""
        self.taken.reload()
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
        inbox: FakeInbox | None = None,
    ) -> House:
        for name, text in {"station.yaml": SETTINGS, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        clock = FakeClock(local(start))
        source = source or FakeTimeSource(network=True, boot_id=f"boot-{len(houses)}")
        journal = journal or Journal.in_memory(clock)
        journal._clock = clock  # a new process has its own
        house = House(tmp_path, clock, journal, key_lead=key_lead, source=source, inbox=inbox or FakeInbox())
        houses.append(house)
        house.open()
        return house

    yield make
    for house in houses:
        house.journal.close()
