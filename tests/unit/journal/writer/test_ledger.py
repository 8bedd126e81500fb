"""One row for each occurrence, whatever becomes of it, across restarts: the ledger against a model of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import StoreError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry, Outcome, Reason
from broadcaster.journal.writer.entries import entry_of
from broadcaster.journal.writer.ledger import LOOK_BACK, Ledger
from broadcaster.journal.writer.misses import NO_DISK, Outage
from broadcaster.journal.writer.progress import AiringPosition
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from tests.house import local

NOW = local("2026-11-23T08:00")
SECOND = timedelta(seconds=1)
LATE = Refusal(code="playout.intent_late")


def occurrence(number: int) -> Occurrence:
    start = NOW + timedelta(minutes=number)
    return Occurrence(
        start=start,
        end=start + SECOND,
        end_estimated=False,
        message="m",
        schedule="s",
        session=f"s@{number}",
        position=0,
        of=1,
        status=Status.PLANNED,
    )


ROWS = tuple(occurrence(number) for number in range(5))
SOME = st.sets(st.sampled_from(range(len(ROWS))), min_size=1, max_size=3).map(sorted)


@dataclass
class Known:
    """What the model knows of an occurrence."""

    airing: str = ""  # its row; "" while it has none
    unbegun: bool = False  # its intent never reached the desk
    outcome: Outcome | None = None


class Ledgers(RuleBasedStateMachine):
    """Intents, ends, refusals, notes and restarts in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = FakeClock(NOW)
        self.journal = Journal.in_memory(self.clock)
        self.ledger = Ledger(self.journal, self.clock)
        self.model = [Known() for _ in ROWS]

    def teardown(self) -> None:
        self.journal.close()

    @rule(chosen=SOME)
    def intend(self, chosen: list[int]) -> None:
        found = self.ledger.intend([entry_of(ROWS[number]) for number in chosen])
        for number, airing in zip(chosen, found, strict=True):
            known = self.model[number]
            if not known.airing:
                assert airing is not None
                known.airing = airing
            elif known.unbegun:
                assert airing == known.airing, "the same row"
                known.unbegun = False
            else:
                assert airing is None

    @rule(chosen=SOME)
    def take_back(self, chosen: list[int]) -> None:
        going = [self.model[n] for n in chosen if self.model[n].airing and self.model[n].outcome is None]
        self.ledger.take_back(known.airing for known in going)
        for known in going:
            known.unbegun = True

    @rule(chosen=SOME, outcome=st.sampled_from([Outcome.MISSED, Outcome.REFUSED]))
    def decline(self, chosen: list[int], outcome: Outcome) -> None:
        self.ledger.decline(outcome, [ROWS[number] for number in chosen], None)
        for known in (self.model[number] for number in chosen):
            known.airing = known.airing or "new"
            known.outcome = known.outcome or outcome
            known.unbegun = False

    @rule(chosen=SOME)
    def end(self, chosen: list[int]) -> None:
        going = [self.model[n] for n in chosen if self.model[n].airing and self.model[n].outcome is None]
        self.ledger.end([known.airing for known in going], Outcome.REFUSED, LATE)
        for known in going:
            known.outcome, known.unbegun = Outcome.REFUSED, False

    @rule(chosen=SOME, held=st.booleans(), seconds=st.integers(0, 120))
    def touch(self, chosen: list[int], held: bool, seconds: int) -> None:
        self.clock.advance(seconds)
        now = self.clock.now()
        self.ledger.touch(now, None if held else [ROWS[number] for number in chosen])
        assert self.journal.seen() == now
        for number, known in enumerate(self.model):
            if known.unbegun and not held and number not in chosen:
                known.outcome = Outcome.MISSED if ROWS[number].start <= now else Outcome.REFUSED
                known.unbegun = False

    @rule()
    def restart(self) -> None:
        self.ledger = Ledger(self.journal, self.clock)
        assert self.ledger.close_interrupted() == 0
        for known in self.model:
            known.unbegun = bool(known.airing) and known.outcome is None

    @invariant()
    def agree(self) -> None:
        rows = {row.session: row for row in self.journal.airings()}
        assert len(rows) == len(self.journal.airings())
        for each, known in zip(ROWS, self.model, strict=True):
            assert self.ledger.knows(each) is (bool(known.airing) and not known.unbegun)
            row = rows.get(each.session)
            assert (row is not None) is bool(known.airing)
            assert row is None or row.outcome is known.outcome


TestLedgers = Ledgers.TestCase
TestLedgers.settings = settings(
    max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)


class Bench:
    def __init__(self) -> None:
        self.clock = FakeClock(NOW)
        self.journal = Journal.in_memory(self.clock)
        self.ledger = Ledger(self.journal, self.clock)

    def interrupted(self, ended: datetime, kind: AiringKind = AiringKind.SCHEDULED, number: int = 0) -> str:
        """An airing that was cut off."""
        entry = replace(entry_of(ROWS[number]), kind=kind, planned=ended - SECOND)
        airing = self.journal.plan(entry)
        self.journal.started(airing, ended - SECOND)
        self.journal.ended(airing, ended, Outcome.INTERRUPTED)
        return airing

    def found(self) -> list[tuple[str, int | None]]:
        return [(each.airing.id, each.frame) for each in self.ledger.interrupted(self.clock.now())]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_disk_that_takes_only_one_intent_of_two_gets_the_same_row_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, entries = bench.journal.plan, [entry_of(ROWS[0]), entry_of(ROWS[1])]

    def full(entry: Entry, *, airing: str | None = None) -> str:
        if entry == entries[1]:
            raise StoreError("store.disk_full", path="journal.db")
        return plan(entry, airing=airing)

    monkeypatch.setattr(bench.journal, "plan", full)
    with pytest.raises(StoreError):
        bench.ledger.intend(entries)
    assert [bench.ledger.knows(row) for row in ROWS[:2]] == [False, False]
    monkeypatch.undo()
    first, second = bench.ledger.intend(entries)
    assert [row.id for row in bench.journal.airings()] == [first, second]


def test_occurrence_that_another_process_took_meanwhile_is_left_to_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.journal.plan(entry_of(ROWS[0]))
    monkeypatch.setattr(bench.journal, "holder", lambda _entry: None)
    assert bench.ledger.intend([entry_of(ROWS[0])]) == [None]


def test_interrupted_airing_of_late_is_found_once_with_the_place_that_it_reached(bench: Bench) -> None:
    bench.interrupted(NOW - LOOK_BACK - SECOND, number=1)
    bench.interrupted(NOW - 2 * SECOND, AiringKind.MANUAL, number=2)
    airing = bench.interrupted(NOW - SECOND)
    bench.ledger.close_interrupted({airing: AiringPosition(frame=7, at=NOW)})
    assert bench.found() == [(airing, 7)]
    bench.ledger.close_interrupted()
    assert bench.found() == [(airing, None)]
    (rest,) = bench.ledger.intend([Entry(kind=AiringKind.SCHEDULED, resumes=airing)])
    assert rest is not None
    assert bench.found() == []
    bench.ledger.take_back([rest])
    assert bench.found() == [(airing, None)]


def test_airing_that_a_person_let_go_on_does_not_go_on_by_itself(bench: Bench) -> None:
    airing = bench.interrupted(NOW - SECOND)
    rest = bench.journal.plan(Entry(kind=AiringKind.MANUAL, message="a", resumes=airing, planned=NOW))
    assert bench.found() == []
    bench.journal.ended(rest, NOW, Outcome.REFUSED, Reason(code="timetable.quiet_hours"))
    assert bench.found() == [(airing, None)]


def test_rest_that_may_still_be_resumed_is_kept_open(bench: Bench) -> None:
    airing = bench.interrupted(NOW - SECOND)
    (rest,) = bench.ledger.intend([Entry(kind=AiringKind.SCHEDULED, resumes=airing)])
    assert rest is not None
    bench.ledger.take_back([rest])
    bench.ledger.touch(NOW, (), [airing])
    assert [row.id for row in bench.journal.open_airings()] == [rest]
    bench.ledger.touch(NOW, (), [])
    assert bench.journal.open_airings() == []


@pytest.mark.parametrize(
    ("number", "outcome", "code"),
    [(0, Outcome.MISSED, NO_DISK.code), (1, Outcome.REFUSED, "playout.withdrawn")],
    ids=["past", "to come"],
)
def test_intent_that_is_wanted_no_more_ends_with_its_reason(
    bench: Bench, number: int, outcome: Outcome, code: str
) -> None:
    bench.ledger.outages = (Outage(since=NOW - SECOND, until=NOW + SECOND, why=NO_DISK),)
    bench.journal.plan(entry_of(ROWS[number]))
    bench.ledger.close_interrupted()
    bench.ledger.touch(NOW)
    (row,) = bench.journal.airings()
    assert row.reason is not None
    assert (row.outcome, row.reason.code) == (outcome, code)


def test_only_scheduled_airings_that_were_heard_count_as_heard(bench: Bench) -> None:
    for number, kind in ((0, AiringKind.SCHEDULED), (1, AiringKind.MANUAL)):
        bench.interrupted(NOW, kind, number)
    bench.journal.plan(entry_of(ROWS[2]))
    found = bench.ledger.heard(NOW - timedelta(hours=1), NOW + timedelta(hours=1))
    assert [row.session for row in found] == [ROWS[0].session]


def test_start_counts_what_it_ended_and_a_relay_only_where_it_stands_alone(bench: Bench) -> None:
    assert bench.ledger.close_interrupted() == 0
    relay = Entry(kind=AiringKind.RELAY, planned=NOW, part_of="x")
    for entry in (relay, Entry(kind=AiringKind.MANUAL, message="m", planned=NOW)):
        bench.journal.started(bench.journal.plan(entry), NOW)
    assert bench.ledger.close_interrupted() == 1
    bench.journal.started(bench.journal.plan(relay), NOW)
    bench.journal.plan(relay)
    assert bench.ledger.close_interrupted() == 1


def test_start_ends_what_was_on_air_when_it_was_last_known_to_be(bench: Bench) -> None:
    first, second = (bench.journal.plan(Entry(kind=AiringKind.MANUAL, planned=NOW)) for _ in range(2))
    for airing in (first, second):
        bench.journal.started(airing, NOW)
    bench.journal.touch(NOW + 60 * SECOND)
    bench.clock.advance(3600)
    bench.ledger.close_interrupted({first: AiringPosition(frame=1, at=NOW + 30 * SECOND)})
    ended = {row.id: row.ended for row in bench.journal.airings()}
    assert ended == {first: NOW + 30 * SECOND, second: NOW + 60 * SECOND}
    assert bench.ledger.last_seen() == NOW + 60 * SECOND
