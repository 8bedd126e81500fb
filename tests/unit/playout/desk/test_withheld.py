"""The desk under an untrusted clock, after a sleep, and with sessions that lose members."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.orders import CLOCK, SLEPT, Closed, CueOrder, FadeOrder, Started
from broadcaster.playout.desk.request import Item, Request, Terms, Urgency
from broadcaster.playout.desk.waiting_list import LEAD
from broadcaster.timetable.rules.guard import Refusal
from tests.unit.playout.conftest import NOON, RATE, seconds

NIGHT = Refusal(code="timetable.quiet_hours")
Guard = Callable[[Request, Item, datetime, datetime], Refusal | None]


def item(name: str, *, opens: bool = True, closes: bool = True) -> Item:
    """Ten seconds: two of opening, six of body, two of closing."""
    return Item(
        id=name,
        message=name,
        title=name,
        path=f"{name}.wav",
        rate=RATE,
        start_frame=0 if opens else 2 * RATE,
        end_frame=(10 if closes else 8) * RATE,
        cues=(2 * RATE, 5 * RATE),
        opening_frame=0,
        closing_frame=10 * RATE,
    )


def asked(name: str, *names: str, kind: AiringKind = AiringKind.SCHEDULED) -> Request:
    every = (name, *names)
    items = tuple(item(n, opens=n == name, closes=n == every[-1]) for n in every)
    return Request(id=name, terms=Terms(kind=kind), planned=NOON, items=items, schedule="a")


def allow(_request: Request, _item: Item, _start: datetime, _end: datetime) -> Refusal | None:
    return None


def refusing(*names: str) -> Guard:
    return lambda _request, found, _start, _end: NIGHT if found.id in names else None


def test_what_is_held_waits_and_goes_on_air_when_it_is_set_free() -> None:
    withheld = True
    desk = Desk(allow, withheld=lambda request: withheld and request.schedule is not None)
    assert desk.submit(asked("a"), NOON - LEAD) == []
    by_hand = replace(asked("b", kind=AiringKind.MANUAL), schedule=None)
    assert [type(order) for order in desk.submit(by_hand, NOON)] == [CueOrder]
    desk.started("b", NOON)
    desk.ended("b", NOON + seconds(10))
    withheld = False
    (cue,) = desk.tick(NOON + seconds(60))
    assert isinstance(cue, CueOrder)
    assert (cue.item.id, cue.at) == ("a", NOON + seconds(60))


def test_what_is_held_too_long_is_missed_for_that_reason() -> None:
    desk = Desk(allow, withheld=lambda _request: True)
    desk.submit(asked("a"), NOON)
    (closed,) = desk.tick(NOON + seconds(901))
    assert isinstance(closed, Closed)
    assert (closed.outcome, closed.reason) == (Outcome.MISSED, CLOCK)


def test_rest_of_an_interrupted_airing_begins_at_its_frame_and_is_told_as_started() -> None:
    desk = Desk(allow)
    (cue,) = desk.submit(replace(asked("a"), first_frame=5 * RATE), NOON)
    assert isinstance(cue, CueOrder)
    assert (cue.start_frame, cue.resumed) == (5 * RATE, True)
    assert desk.started("a", NOON) == [Started(item_id="a", at=NOON)]


def test_rest_that_was_withdrawn_before_it_began_keeps_its_frame() -> None:
    desk = Desk(allow)
    desk.submit(replace(asked("a"), first_frame=5 * RATE), NOON)
    desk.air_lost(NOON)
    (cue,) = desk.air_ready(NOON + seconds(1))
    assert isinstance(cue, CueOrder)
    assert cue.start_frame == 5 * RATE


@pytest.mark.parametrize(
    ("refused", "heard"),
    [
        (("a",), [("b", 0, 8), ("c", 2, 10)]),
        (("a", "b"), [("c", 0, 10)]),
        (("c",), [("a", 0, 8), ("b", 2, 10)]),
        (("b", "c"), [("a", 0, 10)]),
        (("b",), [("a", 0, 8), ("c", 2, 10)]),
    ],
    ids=["first", "first two", "last", "last two", "middle"],
)
def test_session_has_one_opening_and_one_closing_whoever_is_refused(
    refused: tuple[str, ...], heard: list[tuple[str, int, int]]
) -> None:
    desk, now = Desk(refusing(*refused)), NOON
    orders = desk.submit(asked("a", "b", "c"), now)
    cues = []
    while cue := next((order for order in orders if isinstance(order, CueOrder)), None):
        cues.append((cue.item.id, cue.start_frame // RATE, cue.item.end_frame // RATE))
        desk.started(cue.item.id, cue.at)
        now = cue.at + cue.item.length(cue.start_frame)
        orders = desk.ended(cue.item.id, now)
    assert cues == heard
    assert desk.idle


@pytest.mark.parametrize(("slept", "comes_back"), [(600, True), (601, False)])
def test_what_was_on_air_when_the_computer_slept_comes_back_only_soon(slept: float, comes_back: bool) -> None:
    desk = Desk(allow)
    desk.submit(asked("a"), NOON - LEAD)
    desk.started("a", NOON)
    now = NOON + seconds(6 + slept)
    assert desk.slept(slept, now) == [FadeOrder(item_id="a")]
    (order,) = desk.cut("a", 6 * RATE, now)
    if comes_back:
        assert isinstance(order, CueOrder)
        assert order.start_frame == 5 * RATE
    else:
        assert isinstance(order, Closed)
        assert (order.outcome, order.reason) == (Outcome.CUT, SLEPT)


def test_what_had_not_begun_when_the_computer_slept_is_timed_anew_or_missed() -> None:
    desk = Desk(allow)
    desk.submit(asked("a"), NOON - LEAD)
    now = NOON + seconds(3600)
    assert desk.slept(3600, now) == [FadeOrder(item_id="a")]
    (closed,) = desk.cut("a", 0, now)
    assert isinstance(closed, Closed)
    assert closed.outcome is Outcome.MISSED


def test_what_was_heard_in_part_and_is_refused_ended_when_it_was_last_heard() -> None:
    desk = Desk(allow)
    desk.submit(asked("a"), NOON)
    desk.started("a", NOON)
    desk.submit(asked("b"), NOON)
    terms = Terms(kind=AiringKind.MANUAL, urgency=Urgency.EMERGENCY, manual=True)
    urgent = replace(asked("e"), terms=terms, schedule=None)
    desk.submit(urgent, NOON + seconds(4))
    desk.cut("a", 4 * RATE, NOON + seconds(4))
    ended = [
        order
        for name in "ab"
        for order in desk.withdraw(lambda each, name=name: each.id == name, NOON + seconds(6), NIGHT)  # type: ignore[misc]
        if isinstance(order, Closed)
    ]
    assert [(each.item.id, each.outcome, each.at, each.reason) for each in ended] == [
        ("a", Outcome.CUT, NOON + seconds(4), NIGHT),
        ("b", Outcome.REFUSED, NOON + seconds(6), NIGHT),
    ]
