"""Decisions of people: rows of the same chain, found without reading the airings."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.file import queries
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry, Outcome, Reason


def test_decision_is_kept_in_the_chain_and_is_neither_airing_nor_note(
    journal: Journal, clock: FakeClock
) -> None:
    airing = journal.plan(Entry(kind=AiringKind.MANUAL, message="a"))
    name = journal.decide({"what": "approved", "message": "a"})
    journal.ended(airing, clock.now(), Outcome.REFUSED, Reason(code="playout.stopped"))

    (link,) = journal.decisions()
    assert (link.row.airing, json.loads(link.row.body)) == (name, {"what": "approved", "message": "a"})
    assert [a.id for a in journal.airings()] == [airing]
    assert journal.notes() == []
    assert journal.open_airings() == []
    assert journal.close_interrupted(clock.now()) == []
    assert journal.verify(thorough=True).ok


def test_decisions_are_told_from_a_row_on(journal: Journal) -> None:
    journal.decide({"n": 1})
    (first,) = journal.decisions()
    journal.decide({"n": 2})
    assert [json.loads(link.row.body)["n"] for link in journal.decisions(first.row.seq)] == [2]


def test_decision_that_was_changed_in_the_file_is_left_out(
    journal: Journal, path: Path, clock: FakeClock
) -> None:
    journal.decide({"message": "a"})
    journal.decide({"message": "b"})
    journal.store.checkpoint()
    journal.close()
    with closing(sqlite3.connect(path)) as changed:
        changed.execute("DROP TRIGGER events_no_update")
        changed.execute("UPDATE events SET body = replace(body, 'a', 'c') WHERE seq = 1")
        changed.commit()
    with Journal.open_to_read(path, clock) as read:
        assert [json.loads(link.row.body) for link in read.decisions()] == [{"message": "b"}]


@pytest.mark.parametrize(
    ("index", "ask"), [("events_decided", "decided"), ("events_to_confirm", "to_confirm")]
)
def test_what_people_decided_and_must_decide_is_found_by_an_index(
    journal: Journal, path: Path, index: str, ask: str
) -> None:
    journal.store.checkpoint()
    asked: list[str] = []
    with closing(sqlite3.connect(path)) as looked:
        looked.set_trace_callback(asked.append)
        queries.decided(looked, 0) if ask == "decided" else queries.to_confirm(looked, ())
        plan = looked.execute(f"EXPLAIN QUERY PLAN {asked[0]}").fetchall()
    assert index in str(plan)


def test_decision_of_a_time_without_the_journal_is_taken_over_once(
    journal: Journal, clock: FakeClock
) -> None:
    with Journal.in_memory(clock) as meanwhile:
        meanwhile.decide({"message": "a"})
        lines = meanwhile.lines()
    assert (journal.take_over(lines), journal.take_over(lines)) == (1, 0)
    assert len(journal.decisions()) == 1


def test_journal_without_a_row_is_empty(journal: Journal, clock: FakeClock) -> None:
    assert journal.is_empty
    journal.note(clock.now(), Reason(code="playout.output_lost"))
    assert not journal.is_empty


def test_airings_to_be_confirmed_are_found_with_their_ends_and_no_others(
    journal: Journal, clock: FakeClock
) -> None:
    told = journal.plan(Entry(kind=AiringKind.MANUAL, message="(say) x", confirm=True))
    journal.plan(Entry(kind=AiringKind.MANUAL, message='(say) "confirm":true'))
    journal.started(told, clock.now())
    journal.ended(told, clock.now(), Outcome.AIRED)
    (found,) = journal.to_confirm()
    assert (found.id, found.outcome, found.confirm) == (told, Outcome.AIRED, True)
    assert journal.to_confirm([told]) == []
