"""A restored backup knows no later decision: what it brings back is told until somebody decides anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.log.journal import Journal
from broadcaster.people.approval.decision import ApprovalDecision, DecisionEntry, DecisionKind, Version
from broadcaster.people.approval.rows import body_of
from broadcaster.people.approval.standing import Decisions
from broadcaster.people.decisions.book import rows_of
from broadcaster.people.decisions.identity import RevivedApprovals, revived_by, revived_faults
from broadcaster.people.roles.model import Grant
from tests.house import STATION_ID, local

MADE = local("2026-11-23T02:45")


class Ward:
    """A journal of decisions."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.journal = Journal.in_memory(clock)
        self.rows: list[DecisionEntry] = []

    def decide(self, what: DecisionKind, message: str, words: str = "a") -> None:
        self.clock.advance(60)
        decision = ApprovalDecision(
            what=what,
            station=STATION_ID,
            by="Thu",
            grant=Grant(role=None),
            message=message,
            version=Version(words=words * 64),
        )
        self.journal.decide(body_of(decision))
        self.rows = rows_of(self.journal.decisions())


@pytest.fixture
def ward() -> Ward:
    made = Ward(FakeClock(MADE - timedelta(days=1)))
    for name in ("ended", "returned", "newer", "same"):
        made.decide(DecisionKind.APPROVED, name)
    return made


def told(found: RevivedApprovals, rows: list[DecisionEntry]) -> list[tuple[str, str]]:
    decisions = Decisions(station=STATION_ID).with_rows(rows)
    return [(fault.code, str(dict(fault.facts)["messages"])) for fault in revived_faults(found, decisions)]


def test_what_was_decided_otherwise_after_the_backup_is_named(ward: Ward) -> None:
    backup = list(ward.rows)
    ward.decide(DecisionKind.ENDED, "ended")
    ward.decide(DecisionKind.RETURNED, "returned")
    ward.decide(DecisionKind.APPROVED, "newer", "b")
    ward.decide(DecisionKind.APPROVED, "later")
    found = revived_by(backup, STATION_ID, ward.rows, MADE)
    assert told(found, backup) == [("people.revived", "ended, newer, returned")]


def test_nothing_is_told_where_nothing_was_decided_since(ward: Ward) -> None:
    assert told(revived_by(ward.rows, STATION_ID, ward.rows, MADE), ward.rows) == []


@pytest.mark.parametrize("older", [False, True])
def test_without_the_later_journal_all_approvals_are_named(ward: Ward, *, older: bool) -> None:
    before = ward.rows[:2] if older else None
    found = revived_by(ward.rows, STATION_ID, before, MADE)
    assert told(found, ward.rows) == [("people.revived_unknown", "ended, newer, returned, same")]


def test_it_is_told_until_each_is_decided_anew(ward: Ward) -> None:
    found = revived_by(ward.rows, STATION_ID, None, MADE)
    ward.decide(DecisionKind.ENDED, "ended")
    ward.decide(DecisionKind.RETURNED, "returned")
    ward.decide(DecisionKind.SUBMITTED, "same")
    assert told(found, ward.rows) == [("people.revived_unknown", "newer, same")]
    ward.decide(DecisionKind.APPROVED, "newer")
    ward.decide(DecisionKind.APPROVED, "same")
    assert told(found, ward.rows) == []
