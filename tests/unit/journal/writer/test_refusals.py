"""Of a person's refused requests so many have rows; a note says that further ones have none."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import StoreError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry, Outcome, new_id
from broadcaster.journal.writer.as_run_log import SPAN, AsRunLog
from broadcaster.journal.writer.ledger import Ledger
from broadcaster.journal.writer.writer import AsRunWriter
from broadcaster.playout.desk.waiting_list import EACH
from broadcaster.timetable.rules.guard import Refusal

NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
QUIET = Refusal(code="timetable.quiet")


class Bench:
    def __init__(self) -> None:
        self.clock = FakeClock(NOON)
        self.journal = Journal.in_memory(self.clock)
        self.writer = AsRunWriter()
        self.as_run = AsRunLog(self.journal, self.clock, self.writer, Ledger(self.journal, self.clock))

    def asks(self, who: str) -> Entry:
        return Entry(kind=AiringKind.MANUAL, message="hop", planned=self.clock.now(), who=who)

    def refuse(self, who: str, times: int = 1) -> str:
        for _ in range(times):
            airing = new_id(self.clock.now())
            self.as_run.refused(self.asks(who), airing, QUIET)
        return airing

    def intend(self, airing: str) -> None:
        """Ask for the intent on a thread of its own, while this one writes."""
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(self.as_run.intended, self.asks("An"), airing)
            while not wait([asked], 0.001).done:
                self.writer.step()
        asked.result()

    def rows(self) -> tuple[int, list[str]]:
        while self.writer.step():
            pass
        self.writer.retry()
        return len(self.journal.airings()), [note.what.code for note in self.journal.notes()]


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.journal.close()


def test_loop_of_refused_requests_does_not_fill_the_journal(bench: Bench) -> None:
    last = bench.refuse("An", 3000)
    assert bench.rows() == (EACH, ["journal.many_refused"])
    ended = bench.as_run.wait(last, 0)
    assert ended is not None, "whoever waits is told of each"
    assert (ended.outcome, ended.reason) == (Outcome.REFUSED, QUIET)


def test_others_have_their_rows_and_so_has_the_same_person_later(bench: Bench) -> None:
    bench.refuse("An", EACH + 5)
    bench.refuse("Bình")
    assert bench.rows() == (EACH + 1, ["journal.many_refused"])
    bench.clock.advance(SPAN)
    bench.refuse("An")
    assert bench.rows() == (EACH + 2, ["journal.many_refused"])


def test_request_that_has_its_intent_has_its_end_however_many_were_refused(bench: Bench) -> None:
    bench.refuse("An", EACH + 5)
    airing = bench.as_run.intend_soon(bench.asks("An"), airing="01ticket")
    bench.as_run.refused(bench.asks("An"), airing, QUIET)
    assert bench.rows()[0] == EACH + 1
    assert bench.journal.open_airings() == []


def test_loop_of_requests_on_a_full_disk_leaves_room_for_the_lines_of_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_entry: Entry, *, airing: str | None = None) -> str:
        raise StoreError("store.disk_full", path=f"journal.db of {airing}")

    with monkeypatch.context() as patched:
        patched.setattr(bench.journal, "plan", full)
        for number in range(100):
            with pytest.raises(StoreError):
                bench.intend(f"01ticket{number}")
            bench.as_run.refused(bench.asks("An"), f"01ticket{number}", QUIET)
    assert bench.rows() == (EACH, ["journal.many_refused"])
