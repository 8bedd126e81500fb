"""From the journal and the watches into the outbox, over restarts too."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.database import PATIENCE as PATIENCE_OF_SQLITE
from broadcaster.core.errors import FaultList, NoticesError, StoreError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Reason
from broadcaster.notices.news.model import MessageState, NoticeMessage, Subject
from broadcaster.notices.sender.outbox import OUTBOX
from broadcaster.notices.service.service import NoticeService
from broadcaster.notices.service.watch import PATIENCE, SOMETIMES, Audience, NewsWatch
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.faults import Fault
from broadcaster.station.model.office import Duty, MailServer, Notices, Recipient
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from tests.house import local

NOW = local("2026-11-23T08:00")
LOST = Reason(code="playout.output_lost", facts=(("reason", "x"),))


class Told(Audience):
    """Those whom the bench names."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def of(self, settings: Settings) -> Settings:
        return replace(settings, notices=self._bench.audience(settings.notices))


class Bench:
    """A service that is looked at by hand; no process is started."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.clock = FakeClock(NOW)
        self.journal = Journal.in_memory(self.clock)
        self.trusted = True
        self.output = "x"
        self.found: list[tuple[Subject, Reason]] = []
        self.fetched: bool | None = None
        self.faults = FaultList()
        self.audience: Callable[[Notices], Notices] = lambda notices: notices
        everything = Recipient(name="lan", roles=frozenset(Duty), mail="lan@x.vn", language="en")
        server = MailServer(server="localhost", sender="dai@x.vn")
        self.station = Station(
            root=state,
            settings=Settings(name="Đài", notices=Notices(to={"lan": everything}, mail=server)),
            messages={},
            schedules={},
        )
        self.service = self.open()

    def open(self) -> NoticeService:
        watched = NewsWatch(
            self.clock,
            lambda: self.trusted,
            cast("Director", self),
            lambda _: iter(self.found),
            lambda _station, _name: self.fetched,
        )
        return NoticeService(
            journal=self.journal,
            current=self,
            watched=watched,
            state=self.state,
            clock=self.clock,
            faults=self.faults,
            audience=Told(self),
        )

    def restart(self) -> None:
        self.service.close()
        if self.service._database is not None:
            self.service._database.close()
        self.service = self.open()

    def look(self, seconds: float = 0.0) -> None:
        self.clock.advance(seconds)
        self.service.look()

    def told(self) -> list[NoticeMessage]:
        outbox = self.service.outbox
        return [] if outbox is None else outbox.newest(1000)[::-1]

    def titles(self) -> list[str]:
        return [one.title.removeprefix("[Đài] ") for one in self.told()]

    def tell_nobody(self) -> None:
        settings = replace(self.station.settings, notices=Notices())
        self.station = replace(self.station, settings=settings)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.restart()
    made.journal.close()


def test_what_happened_before_anybody_was_to_be_told_is_not_told(bench: Bench) -> None:
    bench.journal.note(NOW, LOST, fault=True)
    bench.look()
    assert bench.told() == []


def test_rows_are_told_once_also_after_a_restart(bench: Bench) -> None:
    bench.output = ""
    bench.look()
    bench.journal.note(NOW, LOST, fault=True)
    bench.look()
    bench.restart()
    bench.look(3700)
    assert bench.titles() == ["Fault"]


def test_rows_that_a_killed_station_did_not_take_are_told_by_the_next(bench: Bench) -> None:
    bench.output = ""
    bench.look()
    bench.journal.note(NOW, LOST, fault=True)
    bench.restart()
    bench.look()
    assert bench.titles() == ["Fault"]


def test_another_journal_is_not_told_from_its_beginning(bench: Bench) -> None:
    for _ in range(5):
        bench.journal.note(NOW, Reason(code="y"))
    bench.look()
    bench.journal.close()
    bench.journal = Journal.in_memory(bench.clock)
    bench.journal.note(NOW, LOST, fault=True)
    bench.restart()
    bench.look()
    assert bench.told() == []


def test_the_output_that_is_back_ends_its_fault(bench: Bench) -> None:
    bench.look()
    bench.output = ""
    bench.journal.note(NOW, LOST, fault=True)
    bench.look()
    bench.look(60)
    assert bench.titles() == ["Fault"]
    bench.output = "x"
    bench.look(60)
    bench.look(60)
    assert bench.titles() == ["Fault", "Over: Fault"]


def test_a_clock_that_is_not_trusted_is_told_after_a_while_and_its_end(bench: Bench) -> None:
    bench.trusted = False
    bench.look()
    bench.look(PATIENCE - 1)
    assert bench.told() == []
    bench.look(1)
    bench.look(1)
    bench.trusted = True
    bench.look(60)
    assert bench.titles() == ["Clock", "Over: Clock"]


def test_a_fault_of_the_disk_and_its_end_need_no_row(bench: Bench) -> None:
    full = StoreError("store.disk_full", path="/a")
    bench.service.met([full])
    bench.look()
    bench.service.over([full])
    bench.look(60)
    assert bench.titles() == ["Disk", "Over: Disk"]


def test_a_fault_that_the_journal_cannot_keep_is_told_when_it_is_met_and_not_again_by_its_row(
    bench: Bench,
) -> None:
    full = StoreError("store.disk_full", path="/a")
    bench.look()
    bench.service.kept(Fault(at=NOW, error=full))
    bench.look()
    facts = (("path", "/a"),)
    bench.journal.note(NOW, Reason(code=full.code, facts=facts), fault=True)
    bench.look(3700)
    assert bench.titles() == ["Disk"]


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        (Subject.CERTIFICATE, "doctor.certificate_over"),
        (Subject.DISK, "doctor.certificate_over"),
        (Subject.BACKUP, "doctor.certificate_over"),
    ],
)
def test_what_an_examination_finds_is_told_once_a_day_at_most(
    bench: Bench, subject: Subject, code: str
) -> None:
    bench.found = [(subject, Reason(code=code, facts=(("until", "x"),)))]
    for _ in range(23):
        bench.look(SOMETIMES)
    assert len(bench.told()) == 1
    for _ in range(25):
        bench.look(SOMETIMES)
    assert len(bench.told()) in (2, 3)
    assert not any(" times)" in one.body for one in bench.told())


def test_nobody_to_be_told_makes_no_file(bench: Bench) -> None:
    bench.tell_nobody()
    bench.look()
    assert not (bench.state / OUTBOX).exists()


def late(name: str) -> tuple[Subject, Reason]:
    facts = (("name", name), ("since", "08:00 22/11"), ("why", "x"))
    return Subject.CALENDAR, Reason(code="calendars.late", facts=facts)


def test_a_calendar_that_is_fetched_again_is_told_once_to_those_who_knew(bench: Bench) -> None:
    bench.found = [late("Lịch xã: họp"), late("Lịch trường")]
    bench.look()
    bench.found = [late("Lịch trường")]
    bench.look(SOMETIMES)  # it fails anew, and not for a day yet
    assert len(bench.told()) == 1
    bench.fetched = True
    bench.look(SOMETIMES)
    bench.restart()
    bench.look(SOMETIMES)
    _, back = bench.told()
    assert "Lịch xã: họp" in back.body
    assert "Lịch trường" not in back.body
    assert "over" in back.title.lower()


def test_a_calendar_that_is_subscribed_no_more_is_told_no_more(bench: Bench) -> None:
    bench.found = [late("Lịch xã")]
    bench.look()
    bench.found, bench.fetched = [], False
    bench.look(SOMETIMES)
    bench.fetched = True
    bench.look(SOMETIMES)
    assert len(bench.told()) == 1


def test_the_end_of_what_an_examination_found_is_told_when_nothing_of_it_is_left(bench: Bench) -> None:
    bench.found = [(Subject.BACKUP, Reason(code="doctor.no_backup"))]
    bench.look()
    bench.found = [(Subject.BACKUP, Reason(code="doctor.backup_old", facts=(("at", "1/1"),)))]
    bench.look(SOMETIMES)
    assert len(bench.told()) == 2
    bench.found = []
    bench.look(SOMETIMES)
    bench.look(SOMETIMES)
    assert [one.title.removeprefix("[Đài] ") for one in bench.told()][2:] == ["Over: Backup"]


def test_who_comes_later_is_not_told_of_before(bench: Bench) -> None:
    bench.look()
    with_people = bench.station
    bench.tell_nobody()
    bench.look()
    bench.journal.note(NOW, LOST, fault=True)
    bench.look()
    bench.station = with_people
    bench.look()
    assert bench.told() == []


def test_a_test_goes_to_whom_it_is_for(bench: Bench) -> None:
    assert bench.service.test(None, "An") == ("lan",)
    bench.look()
    (one,) = bench.told()
    assert "this is a test, sent by An" in one.body
    with pytest.raises(NoticesError, match="no_recipient"):
        bench.service.test("bình", "An")
    bench.tell_nobody()
    with pytest.raises(NoticesError, match="nobody"):
        bench.service.test(None, "An")


def test_a_message_that_is_given_up_is_a_fault_of_the_station_and_no_notice(bench: Bench) -> None:
    bench.service.test(None, "An")
    bench.look()
    (one,) = bench.told()
    outbox = bench.service.outbox
    assert outbox is not None
    outbox.given_up(one.id, Reason(code="notices.failed.internal"), NOW)
    bench.look(1)
    bench.look(1)
    assert [fault.code for fault in bench.faults] == ["notices.given_up"]
    assert len(bench.told()) == 1


def test_a_disk_that_takes_nothing_keeps_the_news_until_it_does(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.look()
    bench.service.met([StoreError("store.disk_full", path="/a")])
    with monkeypatch.context() as patched:
        patched.setattr("broadcaster.notices.service.lines.Lines.take", _full)
        with pytest.raises(StoreError):
            bench.look()
    bench.look()
    assert bench.titles() == ["Disk"]


def _full(*_: object, **__: object) -> None:
    raise StoreError("store.disk_full", path="/a")


def test_waiting_messages_are_looked_at_again_when_they_are_due(bench: Bench) -> None:
    bench.output = ""
    bench.look()
    for minutes in (0, 5):
        bench.journal.note(NOW + timedelta(minutes=minutes), LOST, fault=True)
        bench.look(300 * bool(minutes))
    assert len(bench.told()) == 1
    bench.look(3300)
    assert len(bench.told()) == 2
    assert all(one.state is MessageState.QUEUED for one in bench.told())


def test_a_person_who_is_reached_by_now_is_told_without_a_change_of_the_file(bench: Bench) -> None:
    bench.tell_nobody()
    bench.look()
    assert bench.service.recipients == ()
    hoa = Recipient(name="hoa", roles=frozenset({Duty.DUTY}), mail="hoa@x.vn")
    bench.audience = lambda notices: replace(notices, to={"hoa": hoa})
    bench.look()
    bench.journal.note(NOW, LOST, fault=True)
    bench.look(1)
    assert [one.recipient for one in bench.told()] == ["hoa"]


def test_what_the_air_calls_never_waits_for_the_outbox(bench: Bench) -> None:
    bench.look()
    fault = Fault(at=NOW, error=StoreError("store.disk_full", path="x"))
    with closing(sqlite3.connect(bench.state / OUTBOX, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")  # whoever touches the file now waits for seconds
        begun = time.monotonic()
        for _ in range(100):
            bench.service.kept(fault)
            bench.service.met([fault.error])
            bench.service.over([fault.error])
            bench.service.wake()
        assert time.monotonic() - begun < PATIENCE_OF_SQLITE
        with pytest.raises(NoticesError):
            bench.service.look()


def turns_once(bench: Bench) -> None:
    """Have the thread's loop end after each turn."""
    bench.service._wait = lambda seconds: bench.service._closing.set()  # type: ignore[method-assign]


def test_a_damaged_outbox_is_set_aside_and_people_are_told_by_another_one(bench: Bench) -> None:
    bench.output = ""
    bench.look()
    assert bench.service._database is not None
    bench.service._database.read("PRAGMA wal_checkpoint(TRUNCATE)")
    bench.service._database.read("PRAGMA shrink_memory")  # what is in memory is not read from the disk
    with (bench.state / OUTBOX).open("r+b") as file:
        file.write(b"\xff" * 65536)
    bench.journal.note(NOW, LOST, fault=True)
    turns_once(bench)
    for _ in range(3):
        bench.service._closing.clear()
        bench.service._run()
    assert bench.titles() == ["Fault"]
    assert (bench.state / "junk" / OUTBOX).read_bytes().startswith(b"\xff")
    assert [fault.code for fault in bench.faults] == ["notices.store_anew"]
    bench.service._closing.clear()


def test_an_outbox_that_was_damaged_before_the_start_is_set_aside(bench: Bench) -> None:
    (bench.state / OUTBOX).write_bytes(b"no database" * 1000)
    turns_once(bench)
    for _ in range(2):
        bench.service._closing.clear()
        bench.service._run()
    bench.service._closing.clear()
    bench.output = ""
    bench.journal.note(NOW, LOST, fault=True)
    bench.look()
    assert bench.titles() == ["Fault"]


def test_an_outbox_that_somebody_removes_is_made_again_and_nothing_is_lost_or_told_twice(
    bench: Bench,
) -> None:
    bench.output = ""
    bench.look()
    for path in bench.state.glob(f"{OUTBOX}*"):
        path.unlink()
    bench.journal.note(NOW, LOST, fault=True)
    bench.look()
    assert (bench.state / OUTBOX).exists()
    bench.restart()
    bench.look()
    assert bench.titles() == ["Fault"]
