"""Many outcomes at once, and what is known about what was interrupted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from broadcaster.core.clock import FakeClock
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import AiringKind, Entry, Outcome, Reason

PLANNED = datetime.fromisoformat("2026-03-02T06:30:00+07:00")
MORNING = Entry(kind=AiringKind.SCHEDULED, message="bluezone", schedule="sang", planned=PLANNED)
WHY = Reason(code="playout.outage")


def test_decline_of_many_is_each_told_once_and_only_where_it_has_no_outcome(journal: Journal) -> None:
    over = journal.plan(MORNING)
    journal.started(over, PLANNED)
    journal.ended(over, PLANNED + timedelta(seconds=30), Outcome.AIRED)
    days = [replace(MORNING, planned=PLANNED + timedelta(days=day)) for day in range(3)]
    intent = journal.plan(days[1])
    told = [(Outcome.MISSED, entry, WHY) for entry in days]
    journal.decline(told)
    journal.decline(told)
    found = journal.airings()
    assert [airing.outcome for airing in found] == [Outcome.AIRED, Outcome.MISSED, Outcome.MISSED]
    assert found[1].id == intent
    assert journal.verify().ok


def test_interrupted_airing_ends_when_it_was_last_known_to_be_heard(
    journal: Journal, clock: FakeClock
) -> None:
    known, unknown = journal.plan(MORNING), journal.plan(replace(MORNING, message="khac"))
    for name in (known, unknown):
        journal.started(name, clock.now())
    last = clock.now() + timedelta(seconds=60)
    reached = clock.now() + timedelta(seconds=100)
    ended = {a.id: a.ended for a in journal.close_interrupted(last, {known: reached})}
    assert ended == {known: reached, unknown: last}


def test_airing_keeps_its_session_and_what_it_makes_good(journal: Journal) -> None:
    journal.plan(replace(MORNING, session="sang@x", position=2))
    journal.plan(Entry(kind=AiringKind.MANUAL, message="bluezone", makes_good="abc", planned=PLANNED))
    first, second = journal.airings()
    assert (first.session, first.position, first.makes_good) == ("sang@x", 2, None)
    assert (second.session, second.makes_good) == (None, "abc")
