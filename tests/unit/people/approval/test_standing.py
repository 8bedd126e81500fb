"""What rows add up to: the state of each version of a message."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from broadcaster.core.errors import PeopleError
from broadcaster.journal.rows.chain import ChainRow as JournalRow
from broadcaster.journal.rows.chain import Link, canonical, digest
from broadcaster.people.approval.decision import ApprovalDecision, DecisionEntry, DecisionKind, Version
from broadcaster.people.approval.rows import body_of, row_of
from broadcaster.people.approval.standing import ApprovalState, Decisions
from broadcaster.people.roles.model import Grant, Role

HERE, ELSEWHERE = "1" * 32, "2" * 32
A, B = "a" * 64, "b" * 64
NOON = datetime(2026, 3, 2, 5, tzinfo=UTC)
LEADER = Grant(role=Role.LEADER)
OFFICER = Grant(role=Role.OFFICER)
_numbers = count(1)


def row(
    what: DecisionKind,
    words: str | None = A,
    *,
    message: str | None = "m",
    airing: str | None = None,
    station: str = HERE,
    grant: Grant | None = LEADER,
    person: str | None = "chi",
) -> DecisionEntry:
    version = None if words is None else Version(words=words)
    decision = ApprovalDecision(
        what=what, station=station, by="Chi", person=person, grant=grant, message=message, airing=airing,
        version=version,
    )  # fmt: skip
    seq = next(_numbers)
    return DecisionEntry(id=f"r{seq}", seq=seq, hash="0" * 64, at=NOON, decision=decision)


def states(*rows: DecisionEntry) -> tuple[ApprovalState, ApprovalState]:
    """The states of the versions A and B of the message."""
    standing = Decisions(station=HERE).with_rows(rows).of("m")
    return standing.state(Version(words=A)), standing.state(Version(words=B))


S, Y, R, E, P, X = (
    DecisionKind.SUBMITTED,
    DecisionKind.APPROVED,
    DecisionKind.RETURNED,
    DecisionKind.ENDED,
    DecisionKind.PINNED,
    DecisionKind.STOPPED,
)
DRAFT, WAITING, APPROVED, RETURNED, ENDED = ApprovalState


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        pytest.param([], (DRAFT, DRAFT), id="nothing"),
        pytest.param([(S, A)], (WAITING, DRAFT), id="handed in"),
        pytest.param([(S, A), (S, B)], (DRAFT, WAITING), id="handed in anew after an edit"),
        pytest.param([(S, A), (Y, A)], (APPROVED, DRAFT), id="approved"),
        pytest.param([(Y, A), (S, B)], (APPROVED, WAITING), id="an edit waits, the approved one stands"),
        pytest.param([(Y, A), (Y, B)], (DRAFT, APPROVED), id="an older text is not approved again"),
        pytest.param([(S, A), (R, A)], (RETURNED, DRAFT), id="returned"),
        pytest.param([(S, A), (R, A), (S, A)], (WAITING, DRAFT), id="handed in again unchanged"),
        pytest.param([(Y, A), (S, B), (R, B)], (APPROVED, RETURNED), id="an edit is returned"),
        pytest.param([(Y, A), (R, A)], (RETURNED, DRAFT), id="the approved version is returned"),
        pytest.param([(Y, A), (E, A)], (ENDED, DRAFT), id="ended"),
        pytest.param([(Y, A), (P, A)], (APPROVED, DRAFT), id="pinned"),
        pytest.param([(Y, A), (X, A)], (DRAFT, DRAFT), id="stopped, also for the text changed back"),
        pytest.param([(Y, A), (X, A), (Y, B)], (DRAFT, APPROVED), id="approved after it was stopped"),
    ],
)
def test_state_of_both_versions(
    decided: list[tuple[DecisionKind, str]], expected: tuple[ApprovalState, ApprovalState]
) -> None:
    assert states(*(row(what, words) for what, words in decided)) == expected


@pytest.mark.parametrize(
    ("after", "person", "expected"),
    [
        pytest.param(10, "chi", WAITING, id="at once: a slip"),
        pytest.param(20, "chi", ENDED, id="later: a decision"),
        pytest.param(10, "hoa", ENDED, id="by another leader"),
    ],
)
def test_a_yes_that_is_taken_back_at_once_waits_as_before_it(
    after: int, person: str, expected: ApprovalState
) -> None:
    ended = replace(row(E, person=person), at=NOON + timedelta(seconds=after))
    handed_in = [row(S, person="thu"), row(S, grant=OFFICER, person="lan")]
    found = Decisions(station=HERE).with_rows([*handed_in, row(Y), ended]).of("m")
    assert found.yes is None
    assert found.state(Version(words=A)) is expected
    # Else a leader would say yes to their own text after the slip of another.
    assert all(found.wrote(one, Version(words=A)) for one in ("thu", "lan")) is (expected is WAITING)


@pytest.mark.parametrize(
    "strange",
    [
        pytest.param({"station": ELSEWHERE}, id="of another station"),
        pytest.param({"grant": OFFICER}, id="by an officer"),
        pytest.param({"grant": None}, id="without a right"),
        pytest.param({"grant": Grant(role=None)}, id="by a person without a role"),
    ],
)
def test_yes_that_counts_for_nothing(strange: dict[str, object]) -> None:
    found = Decisions(station=HERE).with_rows([row(Y, **strange)])  # type: ignore[arg-type]
    assert found.of("m").yes is None
    assert found.foreign == 1


def test_yes_in_a_station_without_people_counts() -> None:
    assert states(row(Y, grant=Grant(role=None), person=None))[0] is APPROVED


def test_row_of_approvals_of_the_time_before_rows_approves_nothing_and_is_no_fault() -> None:
    """As older journals have it: with a station's number, and messages that nobody decided about since."""
    body = {
        "what": "adopted", "station": HERE, "by": "broadcaster", "until": NOON.isoformat(),
        "standing": [{"message": "m", "version": {"words": A}, "by": "An", "at": NOON.isoformat()}],
    }  # fmt: skip
    read = row_of(linked(canonical(body)))
    assert (read.decision.what, read.decision.station) == (DecisionKind.ADOPTED, HERE)
    found = Decisions(station=HERE).with_rows([read])
    assert (found.of("m").yes, found.messages, found.foreign, found.last) == (None, {}, 0, 7)


def test_answers_about_airings_are_kept_by_airing() -> None:
    found = Decisions(station=HERE).with_rows(
        [
            row(DecisionKind.CONFIRMED, None, message=None, airing="01x"),
            row(DecisionKind.OBJECTED, None, message=None, airing="01y"),
        ]
    )
    assert {name: r.decision.what for name, r in found.airings.items()} == {
        "01x": DecisionKind.CONFIRMED,
        "01y": DecisionKind.OBJECTED,
    }


def linked(body: str) -> Link:
    made = JournalRow(
        seq=7, written=NOON.isoformat(), event="decided", airing="01a", moment=None, slot=None, body=body
    )
    return Link(row=made, prev="0" * 64, hash=digest("0" * 64, made))


def test_decision_is_read_as_it_was_written() -> None:
    decision = ApprovalDecision(
        what=DecisionKind.APPROVED, station=HERE, by="Chi", person="chi", entered_by="Lan",
        grant=Grant(role=Role.LEADER, delegated_by="ha"), message="m",
        version=Version(words=A, sound=B), spans=(("2-3", "hai ba"),), why="…",
    )  # fmt: skip
    read = row_of(linked(canonical(body_of(decision))))
    assert (read.decision, read.id, read.seq, read.at) == (decision, "01a", 7, NOON)


@pytest.mark.parametrize(
    "body", ['{"what": "danced", "station": "1", "by": "x"}', "[]", "{", "1" + "0" * 5000]
)
def test_row_of_a_newer_version_is_not_understood(body: str) -> None:
    with pytest.raises(PeopleError):
        row_of(linked(body))
