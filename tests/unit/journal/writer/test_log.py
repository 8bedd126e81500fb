"""What the director has written of each airing, who is woken by its end, and what a restart must look for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import JournalError, StoreError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing, AiringKind, Entry, Outcome, Reason
from broadcaster.journal.writer.as_run_log import NOT_WRITTEN, AsRunLog
from broadcaster.journal.writer.ends import HEARD_FOR as HEARD_KEPT
from broadcaster.journal.writer.ends import KEPT, AiringEnd, Ends, HeardSessions
from broadcaster.journal.writer.entries import refusal_of
from broadcaster.journal.writer.ledger import Ledger
from broadcaster.journal.writer.writer import AsRunWriter
from broadcaster.playout.desk.orders import Closed
from broadcaster.playout.desk.request import Item, Request, Terms
from broadcaster.station.model.message import Message, Priority, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from tests.house import local

NOW = local("2026-11-23T08:00")
INSTANT = timedelta(microseconds=1)
QUIET = Refusal(code="timetable.quiet", facts=(("until", "13:30"),))
ENTRY = Entry(kind=AiringKind.MANUAL, message="m", planned=NOW, who="An")


def station(**messages: Priority) -> Station:
    known = {
        name: Message(id=name, title=name, parts=(Say(text="Mời."),), priority=priority)
        for name, priority in messages.items()
    }
    return Station(root=Path("/x"), settings=Settings(name="x"), messages=known, schedules={})


def occurrence(
    start: datetime, *, message: str = "m", status: Status = Status.PLANNED, reason: str | None = None
) -> Occurrence:
    return Occurrence(
        start=start,
        end=start + timedelta(seconds=5),
        end_estimated=False,
        message=message,
        schedule="s",
        session=f"s@{start.isoformat()}",
        position=0,
        of=1,
        status=status,
        reason=reason,
    )


class Bench:
    """The director's side, its writer and a journal in memory."""

    def __init__(self) -> None:
        self.clock = FakeClock(NOW)
        self.journal = Journal.in_memory(self.clock)
        self.writer = AsRunWriter()
        self.ledger = Ledger(self.journal, self.clock)
        self.log = AsRunLog(self.journal, self.clock, self.writer, self.ledger)

    def write(self) -> None:
        while self.writer.step():
            pass

    def rows(self) -> list[Airing]:
        self.write()
        return self.journal.airings()

    def ends(self) -> list[tuple[Outcome | None, str]]:
        return [(row.outcome, "" if row.reason is None else row.reason.code) for row in self.rows()]

    def close(self, airing: str, outcome: Outcome, reason: Refusal | None = None) -> None:
        item = Item(id=airing, message="m", title="m", path="m", rate=1000, start_frame=0, end_frame=1000)
        request = Request(
            id=airing, terms=Terms(kind=AiringKind.MANUAL, manual=True), planned=NOW, items=(item,)
        )
        at = self.clock.now()
        self.log.closed(Closed(request=request, item=item, outcome=outcome, at=at, reason=reason))

    def touched(self, settled: datetime | None = None) -> datetime | None:
        """What the journal notes as settled."""
        answer = self.log.touch(settled)
        self.write()
        answer.result(0)
        return self.journal.seen()


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_airing_is_written_from_its_intent_to_its_end(bench: Bench) -> None:
    bench.log.intend_soon(ENTRY, airing="x")
    bench.clock.advance(2)
    bench.log.started("x", bench.clock.now())
    bench.clock.advance(30)
    bench.close("x", Outcome.CUT, QUIET)
    assert bench.log.wait("x", 0) == AiringEnd(outcome=Outcome.CUT, at=bench.clock.now(), reason=QUIET)
    (row,) = bench.rows()
    assert (row.who, row.started, row.ended) == ("An", NOW + timedelta(seconds=2), bench.clock.now())
    assert (row.outcome, row.reason) == (Outcome.CUT, Reason(code=QUIET.code, facts=QUIET.facts))


def test_airing_that_ends_without_a_reason_has_none(bench: Bench) -> None:
    bench.log.intend_soon(ENTRY, airing="x")
    bench.close("x", Outcome.AIRED)
    assert bench.ends() == [(Outcome.AIRED, "")]
    assert bench.log.wait("y", 0) is None


@pytest.mark.parametrize("intended", [False, True])
def test_refused_request_has_its_row_whether_or_not_it_had_its_intent(bench: Bench, intended: bool) -> None:
    if intended:
        bench.log.intend_soon(ENTRY, airing="x")
    bench.log.refused(ENTRY, "x", QUIET)
    assert bench.log.wait("x", 0) == AiringEnd(outcome=Outcome.REFUSED, at=NOW, reason=QUIET)
    assert bench.ends() == [(Outcome.REFUSED, QUIET.code)]


def test_request_that_has_ended_is_not_ended_again(bench: Bench) -> None:
    bench.log.intend_soon(ENTRY, airing="x")
    bench.close("x", Outcome.AIRED)
    bench.log.refused(ENTRY, "x", QUIET)
    assert bench.ends() == [(Outcome.AIRED, "")]
    assert not bench.writer.behind


def test_disk_that_takes_no_refusal_gets_it_later(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError("store.disk_full", path="journal.db")

    monkeypatch.setattr(bench.journal, "ended", full)
    bench.log.refused(ENTRY, "x", QUIET)
    bench.write()
    assert bench.journal.airings() == []
    monkeypatch.undo()
    bench.writer.retry()
    assert bench.ends() == [(Outcome.REFUSED, QUIET.code)]


def test_airing_that_is_over_without_the_desk_keeps_nothing_back(bench: Bench) -> None:
    bench.log.intend_soon(ENTRY, airing="x")
    bench.log.meant("x", session="s", message="m", planned=NOW - timedelta(seconds=60))
    bench.log.over("x", Outcome.MISSED, NOT_WRITTEN)
    assert bench.log.wait("x", 0) == AiringEnd(outcome=Outcome.MISSED, at=NOW, reason=NOT_WRITTEN)
    assert bench.ends() == [(Outcome.MISSED, "playout.intent_late")]
    assert bench.touched() == NOW


def test_what_waits_at_the_desk_is_not_settled_until_it_is_heard_or_closed(bench: Bench) -> None:
    begun, other = NOW - timedelta(seconds=90), NOW - timedelta(seconds=30)
    for name, planned in (("x", begun), ("y", other)):
        bench.log.intend_soon(ENTRY, airing=name)
        bench.log.meant(name, session=name, message="m", planned=planned)
    assert bench.touched() == begun - INSTANT
    assert bench.touched(begun - timedelta(hours=1)) == begun - timedelta(hours=1)
    bench.log.started("x", NOW)
    assert bench.touched() == other - INSTANT
    bench.close("y", Outcome.REFUSED, QUIET)
    assert bench.touched() == NOW
    assert bench.touched(NOW - timedelta(seconds=1)) == NOW - timedelta(seconds=1)


def test_nothing_is_settled_while_a_line_waits_for_the_disk(bench: Bench) -> None:
    full = True

    def write() -> None:
        if full:
            raise StoreError("store.disk_full", path="journal.db")

    bench.writer.line(write)
    assert bench.touched() is None
    full = False
    assert bench.touched() == NOW


def test_what_did_not_air_has_the_reason_that_is_known_best(bench: Bench) -> None:
    night = occurrence(NOW, status=Status.REFUSED, reason="timetable.quiet_hours")
    rows = [occurrence(NOW + timedelta(minutes=n)) for n in (1, 2, 3, 4)]
    bench.log.did_not_air(missed=rows[:1], refused=[night], removed=rows[1:2])
    bench.log.did_not_air(missed=rows[2:3], why=NOT_WRITTEN)
    bench.log.refuse(rows[3], QUIET)
    bench.log.did_not_air()
    assert bench.ends() == [
        (Outcome.REFUSED, "timetable.quiet_hours"),
        (Outcome.MISSED, "playout.outage"),
        (Outcome.REFUSED, "playout.withdrawn"),
        (Outcome.MISSED, "playout.intent_late"),
        (Outcome.REFUSED, QUIET.code),
    ]


def test_nothing_is_posted_where_nothing_did_not_air(bench: Bench) -> None:
    bench.log.did_not_air(missed=(), refused=(), removed=())
    assert not bench.writer.step()


def test_fault_is_noted_with_its_facts_as_text(bench: Bench) -> None:
    bench.log.noted(StoreError("store.disk_full", path=Path("/a")), NOW)
    bench.log.note(NOW, Reason(code="y"), "x")
    bench.write()
    first, second = bench.journal.notes()
    assert (first.at, first.what) == (NOW, Reason(code="store.disk_full", facts=(("path", "/a"),)))
    assert (second.what.code, second.airing) == ("y", "x")


def test_intent_is_on_the_disk_when_the_wait_ends_or_is_an_error(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = bench.writer.ask

    def at_once(job: Callable[[], str]) -> Future[str]:
        answer = ask(job)
        bench.write()
        return answer

    monkeypatch.setattr(bench.writer, "ask", at_once)
    bench.log.intended(ENTRY, "x")
    assert [row.id for row in bench.journal.airings()] == ["x"]
    rest = Entry(kind=AiringKind.SCHEDULED, resumes="x")
    bench.log.intended(rest, "y")
    with pytest.raises(JournalError) as caught:
        bench.log.intended(rest, "z")
    assert caught.value.code == "journal.already_planned"


def test_intent_that_nobody_began_to_write_in_time_is_never_written(bench: Bench) -> None:
    with pytest.raises(JournalError) as caught:
        bench.log.intended(ENTRY, "x", patience=0)
    assert caught.value.code == "journal.too_slow"
    assert bench.rows() == []


@pytest.mark.parametrize("fails", [False, True])
def test_intent_that_is_being_written_when_patience_ends_has_one_end_by_whoever_asked(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fails: bool
) -> None:
    answer: Future[str] = Future()
    answer.set_running_or_notify_cancel()
    monkeypatch.setattr(bench.writer, "ask", lambda _job: answer)
    with pytest.raises(JournalError) as caught:
        bench.log.intended(ENTRY, "x", patience=0)
    assert caught.value.code == "journal.too_slow"
    bench.log.refused(ENTRY, "x", refusal_of(caught.value))
    if fails:
        answer.set_exception(StoreError("store.disk_full", path="journal.db"))
    else:
        answer.set_result(bench.journal.plan(ENTRY, airing="x"))
    assert bench.ends() == [(Outcome.REFUSED, "journal.too_slow")]
    assert "lost" not in caplog.text


def test_only_the_last_ends_are_remembered() -> None:
    ends = Ends()
    for number in range(KEPT + 1):
        ends.add(str(number), AiringEnd(outcome=Outcome.AIRED, at=NOW))
    assert ends.wait("0", 0) is None
    assert ends.wait("1", 0) is not None
    assert ends.wait(str(KEPT), 0) is not None


def test_whoever_waits_for_an_airing_is_woken_by_its_end() -> None:
    ends, found = Ends(), []
    thread = threading.Thread(target=lambda: found.append(ends.wait("x", 60)))
    thread.start()
    ends.add("y", AiringEnd(outcome=Outcome.CUT, at=NOW))
    ends.add("x", AiringEnd(outcome=Outcome.AIRED, at=NOW))
    thread.join(60)
    assert [ended.outcome for ended in found if ended is not None] == [Outcome.AIRED]


MONDAY = local("2026-11-23T00:00")
DAY = timedelta(days=1)


def used(heard: HeardSessions, session: str | None = None) -> tuple[set[str], set[date]]:
    """What Tuesday and its week have used up."""
    known = station(m=Priority.NORMAL, lu=Priority.EMERGENCY)
    tuesday = date(2026, 11, 24)
    found = heard.sittings(known, session, tuesday)
    return {one.session for one in found if one.day == tuesday}, {one.day for one in found}


def hear(heard: HeardSessions, session: str | None, planned: datetime, message: str = "m") -> None:
    heard.meant("x", session=session, message=message, planned=planned)
    heard.started("x", planned)


@pytest.mark.parametrize(
    ("planned", "today", "week"),
    [
        (MONDAY - INSTANT, False, False),
        (MONDAY, False, True),
        (MONDAY + DAY - INSTANT, False, True),
        (MONDAY + DAY, True, True),
        (MONDAY + 2 * DAY - INSTANT, True, True),
        (MONDAY + 2 * DAY, False, True),
        (MONDAY + 7 * DAY - INSTANT, False, True),
        (MONDAY + 7 * DAY, False, False),
    ],
)
def test_quota_counts_what_was_heard_in_the_local_day_and_week(
    planned: datetime, today: bool, week: bool
) -> None:
    heard = HeardSessions()
    hear(heard, "s", planned)
    sessions, days = used(heard)
    assert (sessions, bool(days)) == ({"s"} if today else set(), week)


def test_quota_counts_neither_its_own_session_nor_what_has_none_nor_an_emergency() -> None:
    heard = HeardSessions()
    for session, message in (("s", "m"), ("t", "m"), (None, "m"), ("lu", "lu")):
        hear(heard, session, MONDAY + DAY, message)
    assert used(heard)[0] == {"s", "t"}
    assert used(heard, "s")[0] == {"t"}


def test_what_closed_before_it_was_heard_and_what_nobody_planned_counts_for_nothing() -> None:
    heard = HeardSessions()
    heard.meant("x", session="s", message="m", planned=MONDAY + DAY)
    heard.closed("x")
    heard.started("x", MONDAY + DAY)
    heard.started("y", MONDAY + DAY)
    assert used(heard) == (set(), set())
    assert heard.waiting_since is None


def test_what_was_heard_is_forgotten_after_the_longest_quota() -> None:
    heard = HeardSessions()
    hear(heard, "s", MONDAY + DAY)
    hear(heard, "t", MONDAY + DAY + HEARD_KEPT - INSTANT)
    assert used(heard)[0] == {"s"}
    hear(heard, "u", MONDAY + DAY + HEARD_KEPT)
    assert used(heard)[0] == set()


def test_what_was_heard_before_the_start_counts_if_it_was_planned(bench: Bench) -> None:
    entries = [
        Entry(kind=AiringKind.SCHEDULED, message="m", schedule="s", session="s@1", planned=MONDAY + DAY),
        Entry(kind=AiringKind.MANUAL, message="m"),
    ]
    for entry in entries:
        bench.journal.started(bench.journal.plan(entry), MONDAY + DAY)
    bench.log.recall(bench.journal.airings())
    found = bench.log.heard(station(m=Priority.NORMAL), None, date(2026, 11, 24))
    assert [(one.session, one.day) for one in found] == [("s@1", date(2026, 11, 24))]
