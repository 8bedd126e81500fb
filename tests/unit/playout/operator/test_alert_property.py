"""Whatever comes in whatever order, with steps of the clock, stops, power cuts and backups that are put back.

Nothing expired, ended, stopped, foreign or unproven begins; each alert that is to sound is heard or has its
reason; none begins again before its repetition is due.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from broadcaster.alerts.cap.model import AlertSeverity
from broadcaster.alerts.inbox.received import AlertRecording, AlertState, Received
from broadcaster.alerts.judging.verdict import AlertVerdict
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import Phrase
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.chain import ChainRow
from broadcaster.playout.desk.orders import Closed
from broadcaster.playout.operator.alert_queue import EVERY
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.guard.clock_sources import FakeTimeSource
from tests.counts import SEED, counted
from tests.house import SETTINGS, House, HouseRenderer, local
from tests.unit.alerts.kept_inbox import KeptInbox
from tests.unit.alerts.values import sender
from tests.unit.app.urgency import FLOOD
from tests.unit.playout.operator.alert_post import TRUSTED, AlertPost, received

START = "2026-11-23T01:00:00"
STRANGER = replace(sender(longest=7200.0), id="la", name="Lạ")
UNTRUSTED = replace(sender(longest=7200.0), id="moi", name="Mới", trusted=False)
EVENTS = 12
SLACK = timedelta(seconds=2)
CHANCES = [
    "alert",
    "alert",
    "alert",
    "update",
    "cancel",
    "early",
    "replay",
    "foreign",
    "unproven",
    "wait",
    "wait",
    "wait",
    "step",
    "stop",
    "restart",
    "person",
    "aside",
    "backup",
    "restore",
    "recording",
]


class OnceRendered(HouseRenderer):
    """Renders the first message of each kind, and has all others sound like it."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[object, Programme] = {}

    def render(self, station: Station, message: Message, **how: Any) -> Programme:
        kind = (message.siren, message.priority)
        if kind not in self._made:
            self._made[kind] = super().render(station, message, **how)
        return replace(self._made[kind], message=message.id)


@dataclass
class Told:
    """Begins of words, each with the number of seconds that had passed."""

    ward: Ward

    def started(self, item_id: str, at: datetime) -> None:
        air = self.ward.post.house.director.desk.on_air
        alert = None if air is None else air.request.terms.alert
        if alert is not None and air is not None and air.item.id == item_id:
            self.ward.began(alert.alert, at, words=self._is_words(item_id))

    def _is_words(self, item_id: str) -> bool:
        return any(one.airing == item_id for one in self.ward.post.alerts.standing)

    def closed(self, closed: Closed) -> None:
        return None


@dataclass(frozen=True)
class WardBackup:
    """What a backup has of a station: the journal, the inbox, and what that is why silent."""

    lines: tuple[ChainRow, ...]
    came: dict[str, Received]
    silenced: dict[str, str]


@dataclass
class Ward:
    """A station with its inbox, and what must not begin any more."""

    folder: Path
    inbox: KeptInbox
    source: FakeTimeSource = field(default_factory=lambda: FakeTimeSource(network=True))
    renderer: OnceRendered = field(default_factory=OnceRendered)
    came: dict[str, Received] = field(default_factory=dict)  # all alerts that this station knows of
    silenced: dict[str, str] = field(default_factory=dict)  # alerts of which nothing may begin, and why
    passed: timedelta = timedelta()
    last: dict[str, timedelta] = field(default_factory=dict)  # when words began, in time that passed
    disturbed: timedelta = timedelta()  # the last step or restart
    count: int = 0
    begins: int = 0
    wrong: list[str] = field(default_factory=list)  # begins that must not be
    backup: WardBackup | None = None

    def open(self, journal: Journal | None, now: datetime) -> None:
        clock = FakeClock(now)
        journal = journal or Journal.in_memory(clock)
        journal._clock = clock
        self.inbox.start(clock)
        house = House(
            self.folder, clock, journal, renderer=self.renderer, source=self.source, inbox=self.inbox
        )
        house.open()
        self.post = AlertPost(house)
        house.dispatcher.listeners.append(Told(self))
        self.post.siren_ready()

    @property
    def now(self) -> datetime:
        return self.post.now

    def began(self, alert: str, at: datetime, *, words: bool) -> None:
        """On the director's thread, which goes on whatever is raised there: kept for the end."""
        self.begins += 1
        one, before = self.came[alert], self.last.get(alert)
        if alert in self.silenced:
            self.wrong.append(self.silenced[alert])
        if one.sender != TRUSTED.id or one.judgement.verdict is not AlertVerdict.AIR:
            self.wrong.append("nobody trusts it")
        if at >= one.until(TRUSTED.longest):
            self.wrong.append("it was over")
        if words and before is not None and before > self.disturbed and self.passed - before < EVERY - SLACK:
            self.wrong.append("again before it was due")
        if words:
            self.last[alert] = self.passed

    def make(self, chance: random.Random, ends: tuple[Received, ...] = (), **more: Any) -> Received:
        self.count += 1
        made = received(
            f"VN-{self.count}",
            sent=self.now,
            severity=chance.choice([AlertSeverity.EXTREME, AlertSeverity.SEVERE]),
            lasts=timedelta(minutes=chance.randint(1, 25)),
            ends=[one.alert.key for one in ends],
            **more,
        )
        return replace(made, recording=chance.choice([None, AlertRecording()]))

    def receive(self, one: Received) -> None:
        for other in self.came.values():
            same = (other.sender, other.proof) == (one.sender, one.proof)
            if same and other.alert.key in one.judgement.ends:
                self.silenced.setdefault(other.id, "ended by a later one")
        for other in self.came.values():
            if one.alert.key in other.judgement.ends and one.sender == other.sender:
                self.silenced.setdefault(one.id, "ended by one that came before it")
        self.came[one.id] = one
        self.post.receive(one)

    def do(self, chance: random.Random) -> None:
        known = [*self.came.values()]
        match chance.choice(CHANCES):
            case "alert":
                self.receive(self.make(chance))
            case "update" if known:
                self.receive(self.make(chance, (chance.choice(known),)))
            case "cancel" if known:
                self.receive(self.make(chance, (chance.choice(known),), verdict=AlertVerdict.CANCEL))
            case "early":
                later = self.make(chance)
                self.receive(self.make(chance, (later,), verdict=AlertVerdict.CANCEL))
                self.receive(later)
            case "replay" if known:
                again = self.inbox.arrive(chance.choice(known))
                if again.judgement.verdict is not AlertVerdict.REFUSE:
                    self.wrong.append("it is taken twice")
            case "foreign":
                self.receive(self.make(chance, (), by=STRANGER))
            case "unproven":
                self.receive(self.make(chance, (), by=UNTRUSTED))
            case "wait":
                self.wait(chance.choice([1, 10, 70, 280, 700]))
            case "step":
                self.post.house.jump(chance.choice([-600, -30, 30, 600]))
                self.disturbed = self.passed
            case "stop":
                self.stop()
            case "restart":
                self.restart()
            case "backup":
                self.back_up()
            case "restore" if self.backup is not None:
                self.restore(self.backup)
            case "recording" if known:
                one = chance.choice(known)
                self.inbox.recordings[one.id] = AlertRecording(
                    sha256=chance.choice(["", "0" * 64]), seconds=9.0, why=Phrase(code="alerts.audio.digest")
                )
            case "person":
                self.post.play("lu")
            case "aside" if known:
                one = chance.choice(known)
                self.inbox.set_aside(one.id)
                self.post.look()
                self.silenced.setdefault(one.id, "set aside")

    def wait(self, seconds: int) -> None:
        for _ in range(seconds):
            self.inbox.look()  # what was marked since is lost with a power cut
            self.post.run_for(seconds=1)
            self.passed += timedelta(seconds=1)
            if self.post.house.director.desk.idle and not self.post.alerts.standing:
                self.post.house.clock.advance(0)

    def stop(self) -> None:
        desk = self.post.house.director.desk
        air = desk.on_air
        alert = None if air is None else air.request.terms.alert
        meant = (
            [one.received.id for one in self.post.alerts.standing]
            if desk.silent
            else [alert.alert]
            if alert is not None
            else []
        )
        self.post.stop()
        self.wait(1)  # its row ends with the fade: a power cut within these 50 ms takes that with it
        for name in meant:
            self.silenced.setdefault(name, "stopped")

    def back_up(self) -> None:
        """What is on the disk at this instant."""
        self.post.house.settle()
        self.inbox.back_up(self.folder / "backup")
        lines = tuple(self.post.house.journal.lines())
        self.backup = WardBackup(lines=lines, came={**self.came}, silenced={**self.silenced})

    def restore(self, backup: WardBackup) -> None:
        """The station is put back as it was; what came, ended or was stopped since then nobody knows."""
        self.post.house.cut_power()
        journal = Journal.in_memory(FakeClock(self.now))
        journal.take_over(backup.lines)
        self.inbox.put_back(self.folder / "backup")
        self.came, self.silenced = {**backup.came}, {**backup.silenced}
        (self.folder / "state" / "on-air.json").unlink(missing_ok=True)  # no backup has it
        self.open(journal, self.now)
        self.post.again()
        self.disturbed = self.passed

    def restart(self) -> None:
        house = self.post.house
        house.cut_power()
        house.write()
        self.open(house.journal, self.now)
        self.post.again()
        self.disturbed = self.passed


@contextmanager
def ward() -> Iterator[Ward]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {"station.yaml": SETTINGS, "messages/lu.yaml": FLOOD.replace("until_stopped\nevery: 5m", "1")}
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        made = Ward(folder, KeptInbox(folder / "state", TRUSTED, UNTRUSTED, gone=STRANGER))
        made.open(None, local(START))
        yield made
        made.inbox.disk.close()


@pytest.mark.parametrize("number", range(counted(200, 12)))
def test_nothing_begins_that_must_not_and_nothing_is_lost(number: int) -> None:
    chance = random.Random(SEED + number)
    with ward() as here:
        for _ in range(EVENTS):
            here.do(chance)
        here.wait(40 * 60)
        assert here.wrong == []
        here.inbox.look()
        stand = here.inbox.stand()
        for one in here.came.values():
            if one.judgement.verdict is not AlertVerdict.AIR:
                continue
            if one.id not in stand:
                assert one.id in here.silenced, "it is lost"
                continue
            state, why = stand[one.id].state, stand[one.id].why
            assert state is not AlertState.WAITING, "it is lost"
            assert state is not AlertState.REFUSED or why is not None
        rows = here.post.log()
        assert all(row.outcome is not None for row in rows), "a row without an end"
        heard = {row.alert for row in rows if row.started is not None and row.part_of is None}
        assert {name for name, one in stand.items() if one.state is AlertState.HEARD} <= heard
