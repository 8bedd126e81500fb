"""What is on the air: when it counts as failed, where it goes on after a cut, how each is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.desk.on_air import (
    OnAir,
    closed,
    frame_at_loss,
    given_up,
    last_heard,
    left_for_later,
    missed,
    put_back,
    yielding,
)
from broadcaster.playout.desk.orders import CLOSING, LIVE_PREEMPTED, REHEARSED, STOPPED, Closed, Order
from broadcaster.playout.desk.request import Item, Request, Terms, Waiting
from tests.unit.playout.conftest import NOON, RATE, item, seconds

SECOND = RATE


def request(*items: Item, kind: AiringKind = AiringKind.SCHEDULED) -> Request:
    return Request(id="r", terms=Terms(kind=kind), planned=NOON, items=items or (item("a"),))


def air(of: Request | None = None, *, first: int = 0, started: bool = True, **waiting: Any) -> OnAir:
    there = Waiting(request=of or request(), **waiting)
    return OnAir(waiting=there, at=NOON, start_frame=first, started=started)


def ends(orders: list[Order]) -> list[tuple[str, Outcome, timedelta]]:
    found = [order for order in orders if isinstance(order, Closed)]
    assert len(found) == len(orders)
    assert {order.reason for order in found} <= {STOPPED, CLOSING}
    return [(order.item.id, order.outcome, order.at - NOON) for order in found]


@pytest.mark.parametrize(
    ("started", "frame", "overdue"),
    [(False, 0, 5), (False, 4 * RATE, 5), (True, 0, 40), (True, 4 * RATE, 36)],
)
def test_item_has_failed_some_seconds_after_its_start_or_its_end_without_a_report(
    started: bool, frame: int, overdue: float
) -> None:
    assert air(started=started, first=frame).overdue == NOON + seconds(overdue)


@pytest.mark.parametrize(
    ("started", "live", "cut", "place"),
    [(False, False, 6, 1), (True, False, 6, 5), (True, False, 5, 5), (True, False, 1, 0), (True, True, 6, 6)],
)
def test_item_goes_on_at_its_sentence_and_a_live_one_where_it_is(
    started: bool, live: bool, cut: int, place: int
) -> None:
    one = replace(item("a"), live=live)
    assert air(request(one), first=SECOND, started=started).place(cut * SECOND) == place * SECOND


def test_item_that_was_only_handed_over_waits_as_before() -> None:
    there = air(started=False)
    assert put_back(there, 0, NOON + seconds(1)) is there.waiting


BEFORE, NOW = NOON - seconds(60), NOON + seconds(6)


@pytest.mark.parametrize(
    ("waiting", "started", "expected"),
    [
        ({}, True, (5, NOW, NOW)),
        ({"frame": 2 * SECOND, "cut_at": BEFORE, "heard": BEFORE}, True, (5, NOW, NOW)),
        ({"frame": 5 * SECOND, "cut_at": BEFORE, "heard": BEFORE}, True, (5, BEFORE, NOW)),
        ({"frame": 2 * SECOND, "cut_at": BEFORE, "heard": BEFORE}, False, (2, BEFORE, BEFORE)),
    ],
    ids=["first", "further", "no further", "not heard this time"],
)
def test_minutes_in_which_an_item_may_go_on_count_anew_only_if_it_came_further(
    waiting: dict[str, Any], started: bool, expected: tuple[int, object, object]
) -> None:
    first = waiting.get("frame", 0)
    assert isinstance(first, int)
    found = put_back(air(first=first, started=started, since=NOON, **waiting), 6 * SECOND, NOW)
    frame, cut_at, heard = expected
    assert (found.frame, found.cut_at, found.heard, found.since) == (frame * SECOND, cut_at, heard, None)


@pytest.mark.parametrize(
    ("started", "later", "told", "frame"),
    [
        (True, 3, None, 4),
        (True, -1, None, 1),
        (True, 99, None, 10),
        (False, 3, None, 1),
        (True, 3, 2, 2),
        (True, 3, 0, 1),
        (True, 3, 99, 10),
    ],
)
def test_what_was_heard_of_an_item_whose_output_is_lost_is_as_told_or_as_long_as_it_took(
    started: bool, later: float, told: int | None, frame: int
) -> None:
    there = air(first=SECOND, started=started)
    known = None if told is None else told * SECOND
    assert frame_at_loss(there, NOON + seconds(later), known) == frame * SECOND


SESSION = request(item("a"), item("b"), replace(item("c"), stands_in_for="b"), item("d"))


@pytest.mark.parametrize(
    ("begun", "waiting", "first"),
    [
        (True, {"heard": NOON + seconds(3)}, (Outcome.CUT, 9)),
        (False, {"cut_at": NOON, "heard": NOON + seconds(3)}, (Outcome.CUT, 3)),
        (False, {}, (Outcome.REFUSED, 9)),
    ],
)
def test_what_is_given_up_is_cut_if_it_was_heard_and_the_rest_of_its_session_refused(
    begun: bool, waiting: dict[str, Any], first: tuple[Outcome, int]
) -> None:
    there = air(SESSION, **waiting).waiting
    orders = given_up(there, NOON + seconds(9), STOPPED, begun=begun)
    outcome, at = first
    rest = [("b", Outcome.REFUSED, seconds(9)), ("d", Outcome.REFUSED, seconds(9))]
    assert ends(orders) == [("a", outcome, seconds(at)), *rest]


def test_session_that_waited_too_long_is_missed_from_its_next_message_on() -> None:
    there = air(SESSION, index=1).waiting
    assert ends(missed(there, NOON, STOPPED)) == [(name, Outcome.MISSED, seconds(0)) for name in ("b", "d")]
    cut = replace(there, cut_at=NOON, heard=NOON)
    assert [outcome for _, outcome, _ in ends(missed(cut, NOON, STOPPED))] == [Outcome.CUT, Outcome.REFUSED]


def test_only_what_failed_has_its_stand_in_told() -> None:
    there = air(SESSION, index=1).waiting
    assert closed(there, Outcome.CUT, NOON).stand_in is None
    instead = closed(there, Outcome.CUT, NOON, replaced=True).stand_in
    assert instead is not None
    assert instead.id == "c"
    assert closed(air(SESSION).waiting, Outcome.CUT, NOON, replaced=True).stand_in is None


def test_what_was_heard_last_is_what_was_on_the_air() -> None:
    never, early, late = (air(heard=heard).waiting for heard in (None, NOON, NOON + seconds(1)))
    assert last_heard([never]) == ()
    assert [each is late for each in last_heard([never, late, early])] == [True]


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("kind", AiringKind)
def test_rehearsals_and_live_voices_do_not_come_back(kind: AiringKind, live: bool) -> None:
    reasons = {AiringKind.REHEARSAL: REHEARSED, AiringKind.LIVE: LIVE_PREEMPTED if live else None}
    assert yielding(air(request(replace(item("a"), live=live), kind=kind))) == reasons.get(kind)


PIECES = request(
    item("before"), replace(item("p1"), part_of="whole"), replace(item("p2"), part_of="whole"), item("after")
)


@pytest.mark.parametrize(
    ("index", "begun", "waiting", "expected"),
    [
        (0, False, {}, []),
        (0, True, {}, [("before", 9)]),
        (0, False, {"cut_at": NOON, "heard": NOON + seconds(3)}, [("before", 3)]),
        (1, False, {}, []),
        (1, True, {}, [("p1", 9), ("p2", 9)]),
        (2, False, {}, [("p2", 9)]),
    ],
)
def test_a_station_that_closes_ends_only_what_has_begun_and_a_message_in_pieces_as_a_whole(
    index: int, begun: bool, waiting: dict[str, Any], expected: list[tuple[str, int]]
) -> None:
    there = air(PIECES, index=index, **waiting).waiting
    orders = left_for_later(there, NOON + seconds(9), begun=begun)
    assert ends(orders) == [(name, Outcome.INTERRUPTED, seconds(at)) for name, at in expected]
