"""A restored backup knows no later decision: what it brings back is told until somebody decides anew."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.journal.log.journal import JOURNAL, Journal
from broadcaster.people.approval.decision import ApprovalDecision, DecisionEntry, DecisionKind, Version
from broadcaster.people.approval.rows import body_of
from broadcaster.people.approval.standing import Decisions
from broadcaster.people.decisions.book import rows_of
from broadcaster.people.decisions.identity import (
    IDENTITY_FILE,
    REVIVED_FILE,
    RevivedApprovals,
    find_revived,
    revived_by,
    revived_faults,
    revived_in,
    revived_page,
)
from broadcaster.people.roles.model import Grant
from tests.house import STATION_ID, local

MADE = local("2026-11-23T02:45")


class Ward:
    """A journal of decisions."""

    def __init__(self, clock: FakeClock, journal: Journal | None = None) -> None:
        self.clock = clock
        self.journal = journal or Journal.in_memory(clock)
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


CLOCK = FakeClock(MADE)


def station(
    folder: Path, decided: str, *, ended: str = "", number: str = STATION_ID
) -> tuple[Path, list[str]]:
    """A station in a folder with its decisions; the ids of the rows."""
    state = folder / "state"
    state.mkdir(parents=True)
    (state / IDENTITY_FILE).write_text(number)
    with Journal.open(state / JOURNAL, CLOCK) as journal:
        ward = Ward(FakeClock(MADE), journal)
        for name in decided:
            ward.decide(DecisionKind.APPROVED, name)
        for name in ended:
            ward.decide(DecisionKind.ENDED, name)
    return folder, [row.id for row in ward.rows]


def copied(backup: Path, to: Path, ended: str) -> Path:
    """The station that stands there: what the backup has, and what was decided since."""
    (to / "state").mkdir(parents=True)
    for path in (backup / "state").iterdir():
        (to / "state" / path.name).write_bytes(path.read_bytes())
    with Journal.open(to / "state" / JOURNAL, CLOCK) as journal:
        ward = Ward(FakeClock(MADE + timedelta(days=1)), journal)
        for name in ended:
            ward.decide(DecisionKind.ENDED, name)
    return to


def test_restore_beside_the_station_that_stood_there_names_what_was_ended_since(tmp_path: Path) -> None:
    draft, (first, *_) = station(tmp_path / "draft", "abc")
    found, faults = find_revived(draft, copied(draft, tmp_path / "old", "a"), CLOCK, MADE)
    assert found == RevivedApprovals(made=MADE, known=True, rows=(first,))
    assert [(fault.code, fault.facts["messages"], fault.facts["made"]) for fault in faults] == [
        ("people.revived", "a", f"{MADE:%H:%M %d/%m/%Y}")
    ]


def test_restore_after_which_everything_stands_as_it_stood_tells_nothing(tmp_path: Path) -> None:
    draft, _ = station(tmp_path / "draft", "abc")
    assert find_revived(draft, copied(draft, tmp_path / "old", ""), CLOCK, MADE) == (None, [])
    (tmp_path / "empty").mkdir()
    assert find_revived(tmp_path / "empty", draft, CLOCK, MADE) == (None, [])


@pytest.mark.parametrize("old", ["nothing", "another station", "a restore of which nothing was known"])
def test_restore_where_nothing_tells_what_came_later_names_all(tmp_path: Path, old: str) -> None:
    draft, rows = station(tmp_path / "draft", "abc")
    there = tmp_path / "old"
    if old == "another station":
        station(there, "abc", number="7" * 32)
    elif old != "nothing":
        earlier = RevivedApprovals(made=MADE, known=False, rows=())
        (copied(draft, there, "") / "state" / REVIVED_FILE).write_bytes(revived_page(earlier))
    found, faults = find_revived(draft, there, CLOCK, MADE)
    assert found == RevivedApprovals(made=MADE, known=False, rows=tuple(rows))
    assert [(fault.code, fault.facts["count"]) for fault in faults] == [("people.revived_unknown", 3)]


def test_what_an_earlier_restore_brought_back_still_waits_after_the_next(tmp_path: Path) -> None:
    draft, (first, second, _) = station(tmp_path / "draft", "abc")
    old = copied(draft, tmp_path / "old", "a")
    page = revived_page(RevivedApprovals(made=MADE, known=True, rows=(second,)))
    (old / "state" / REVIVED_FILE).write_bytes(page)
    assert revived_in(old / "state") == RevivedApprovals(made=MADE, known=True, rows=(second,))
    found, _ = find_revived(draft, old, CLOCK, MADE)
    assert found is not None
    assert found.rows == tuple(sorted((first, second)))


def test_journal_that_cannot_be_read_tells_nothing_of_what_came_later(tmp_path: Path) -> None:
    draft, rows = station(tmp_path / "draft", "ab")
    old = copied(draft, tmp_path / "old", "a")
    for path in (old / "state").glob(f"{JOURNAL}*"):
        path.write_bytes(b"no journal" * 1000)
    found, _ = find_revived(draft, old, CLOCK, MADE)
    assert found is not None
    assert (found.known, found.rows) == (False, tuple(rows))
