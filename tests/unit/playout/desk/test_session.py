"""The members of a session: one opening and one closing, whichever of them may air."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.handover import closed_in_time, next_after, next_after_refused, without_refused
from broadcaster.playout.desk.on_air import OnAir
from broadcaster.playout.desk.request import SESSION_GAP, Item, Request, Terms, Waiting
from broadcaster.timetable.rules.guard import Refusal
from tests.unit.playout.conftest import seconds

RATE = 1000
T = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
NO = Refusal(code="timetable.quiet_hours")


def member(name: str, *, opens: bool = False, closes: bool = False) -> Item:
    """Ten seconds of words, with an opening of two seconds before and a closing of three behind."""
    return Item(
        id=name,
        message=name,
        title=name,
        path=name,
        rate=RATE,
        start_frame=0 if opens else 2 * RATE,
        end_frame=15 * RATE if closes else 12 * RATE,
        cues=(5 * RATE,),
        opening_frame=0,
        closing_frame=15 * RATE,
    )


SESSION = Request(
    id="s",
    terms=Terms(kind=AiringKind.SCHEDULED),
    planned=T,
    items=(member("a", opens=True), member("b"), member("c", closes=True)),
    schedule="s",
)


def test_guard_is_asked_about_each_later_member_from_its_start_to_its_end() -> None:
    asked: list[tuple[str, datetime, datetime]] = []

    def guard(_request: Request, item: Item, start: datetime, end: datetime) -> Refusal:
        asked.append((item.id, start, end))
        return NO

    request = closed_in_time(Waiting(request=SESSION), T, guard)
    start = T + SESSION_GAP
    # Each of them might be the next: so each is asked about as if it followed at once.
    assert asked == [("b", start, start + seconds(10)), ("c", start, start + seconds(13))]
    assert [item.end_frame for item in request.items] == [15 * RATE, 12 * RATE, 15 * RATE]


def test_member_closes_nothing_while_a_later_one_may_air() -> None:
    request = closed_in_time(
        Waiting(request=SESSION), T, lambda _r, item, _s, _e: NO if item.id == "b" else None
    )
    assert request is SESSION


def test_member_after_a_refused_opening_member_opens_and_so_lasts_longer() -> None:
    request = without_refused(Waiting(request=SESSION))
    assert [(item.id, item.opens, item.length()) for item in request.items[1:]] == [
        ("b", True, seconds(12)),
        ("c", False, seconds(13)),
    ]


@pytest.mark.parametrize(
    "waiting",
    [
        pytest.param(Waiting(request=SESSION, index=1), id="not the member that opens"),
        pytest.param(Waiting(request=SESSION, frame=5 * RATE, cut_at=T), id="it was heard in part"),
        pytest.param(Waiting(request=SESSION, index=2), id="the last one"),
    ],
)
def test_nothing_else_opens_where(waiting: Waiting) -> None:
    assert without_refused(waiting) is SESSION


@pytest.mark.parametrize(
    ("waiting", "now", "since"),
    [
        pytest.param(Waiting(request=SESSION), T - seconds(2), T, id="the first, before its time"),
        pytest.param(Waiting(request=SESSION), T + seconds(9), T + seconds(9), id="the first, late"),
        pytest.param(Waiting(request=SESSION, index=1), T - seconds(2), T - seconds(2), id="a later one"),
        pytest.param(
            Waiting(request=SESSION, cut_at=T), T - seconds(2), T - seconds(2), id="one that was cut"
        ),
    ],
)
def test_next_member_waits_from(waiting: Waiting, now: datetime, since: datetime) -> None:
    following = next_after_refused(waiting, now)
    assert following is not None
    assert (following.index, following.since) == (waiting.index + 1, since)


def test_nothing_follows_the_last_member() -> None:
    assert next_after_refused(Waiting(request=SESSION, index=2), T) is None
    only = replace(SESSION, items=SESSION.items[:1])
    assert without_refused(Waiting(request=only)) is only


REPLACED = replace(
    SESSION,
    items=(
        member("a", opens=True),
        replace(member("d"), stands_in_for="a", cues=(4 * RATE, 5 * RATE)),
        member("b"),
    ),
)


def test_stand_in_of_a_refused_member_follows_and_opens() -> None:
    following = next_after_refused(Waiting(request=REPLACED), T)
    assert following is not None
    assert (following.item.id, following.item.opens) == ("d", True)


@pytest.mark.parametrize(
    ("heard", "started", "expected"),
    [
        pytest.param(True, True, ("b", None), id="heard: no stand-in"),
        pytest.param(False, True, ("d", 4 * RATE), id="heard in part: without its opening"),
        pytest.param(False, False, ("d", None), id="never heard"),
    ],
)
def test_stand_in_follows_what_was_not_heard_to_its_end(
    heard: bool, started: bool, expected: tuple[str, int | None]
) -> None:
    air = OnAir(waiting=Waiting(request=REPLACED), at=T, start_frame=0, started=started)
    following = next_after(air, T, heard=heard)
    assert following is not None
    assert (following.item.id, following.frame, following.since) == (*expected, T)


def test_nothing_follows_the_last_member_on_air() -> None:
    air = OnAir(waiting=Waiting(request=SESSION, index=2), at=T, start_frame=0)
    assert next_after(air, T, heard=True) is None
