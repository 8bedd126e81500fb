"""The desk and what is made while it airs: relays come back, voices do not, stand-ins take a place."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.orders import LIVE_PREEMPTED, PREEMPTED, Closed, CueOrder, FadeOrder, Order
from broadcaster.playout.desk.request import Item, Request, Terms, Urgency
from broadcaster.timetable.rules.guard import Refusal
from tests.unit.playout.conftest import NOON, RATE, seconds


def free(_request: Request, _item: Item, _start: datetime, _end: datetime) -> Refusal | None:
    return None


FILE = Item(
    id="file",
    message="m",
    title="",
    path="f",
    rate=RATE,
    start_frame=0,
    end_frame=10 * RATE,
    cues=(3 * RATE, 6 * RATE),
)
RELAY = replace(FILE, id="relay", live=True, end_frame=60 * RATE, cues=())
INSTEAD = replace(FILE, id="instead", stands_in_for="relay", joined=True)
LAST = replace(FILE, id="last", joined=True)


def asked(*items: Item, kind: AiringKind = AiringKind.RELAY, urgency: Urgency = Urgency.NORMAL) -> Request:
    return Request(
        id=items[0].id, terms=Terms(kind=kind, urgency=urgency, manual=True), planned=NOON, items=items
    )


EMERGENCY = asked(replace(FILE, id="alarm"), kind=AiringKind.MANUAL, urgency=Urgency.EMERGENCY)


def cues(orders: list[Order]) -> list[CueOrder]:
    return [order for order in orders if isinstance(order, CueOrder)]


def ends(orders: list[Order]) -> list[Closed]:
    return [order for order in orders if isinstance(order, Closed)]


def on_air(request: Request) -> Desk:
    desk = Desk(free)
    desk.submit(request, NOON)
    desk.started(request.items[0].id, NOON)
    return desk


def test_relay_comes_back_after_an_emergency_where_the_time_has_got_to() -> None:
    desk = on_air(asked(RELAY))
    assert FadeOrder(item_id="relay") in desk.submit(EMERGENCY, NOON + seconds(10))
    desk.cut("relay", 10 * RATE, NOON + seconds(10))
    desk.started("alarm", NOON + seconds(10))
    (back,) = cues(desk.ended("alarm", NOON + seconds(20)))
    assert (back.item.id, back.start_frame, back.resumed) == ("relay", 20 * RATE, True)


def test_relay_whose_time_is_over_meanwhile_does_not_come_back() -> None:
    desk = on_air(asked(RELAY))
    desk.submit(EMERGENCY, NOON + seconds(55))
    desk.cut("relay", 55 * RATE, NOON + seconds(55))
    desk.started("alarm", NOON + seconds(55))
    orders = desk.ended("alarm", NOON + seconds(65))
    assert cues(orders) == []
    assert [(c.item.id, c.outcome, c.reason) for c in ends(orders)] == [
        ("alarm", Outcome.AIRED, None),
        ("relay", Outcome.CUT, PREEMPTED),
    ]


def test_voice_that_an_emergency_cut_ends_and_is_told() -> None:
    voice = asked(replace(RELAY, id="voice"), kind=AiringKind.LIVE, urgency=Urgency.LIVE)
    desk = on_air(voice)
    desk.submit(EMERGENCY, NOON + seconds(5))
    orders = desk.cut("voice", 5 * RATE, NOON + seconds(5))
    assert [(c.item.id, c.outcome, c.reason) for c in ends(orders)] == [
        ("voice", Outcome.CUT, LIVE_PREEMPTED)
    ]
    assert [cue.item.id for cue in cues(orders)] == ["alarm"]


def test_stand_in_is_left_out_where_the_relay_was_heard() -> None:
    desk = on_air(asked(RELAY, INSTEAD, LAST))
    orders = desk.ended("relay", NOON + seconds(60))
    assert [cue.item.id for cue in cues(orders)] == ["last"]
    assert cues(orders)[0].at == NOON + seconds(60), "a piece follows without a pause"


def test_stand_in_takes_the_place_of_a_relay_that_never_began_from_its_beginning() -> None:
    desk = Desk(free)
    desk.submit(asked(RELAY, INSTEAD, LAST), NOON)
    orders = desk.failed("relay", "playout.source_no_answer", NOON)
    (end,) = ends(orders)
    assert (end.outcome, end.stand_in) == (Outcome.REFUSED, INSTEAD)
    assert end.reason == Refusal(code="playout.source_no_answer")
    assert [(cue.item.id, cue.start_frame) for cue in cues(orders)] == [("instead", 0)]
    desk.started("instead", NOON)
    assert [cue.item.id for cue in cues(desk.ended("instead", NOON + seconds(9)))] == ["last"]


def test_stand_in_of_a_relay_that_broke_off_has_no_second_opening() -> None:
    desk = on_air(asked(RELAY, INSTEAD))
    orders = desk.failed("relay", "playout.source_elsewhere radio.example", NOON + seconds(20))
    (end,) = ends(orders)
    assert end.outcome is Outcome.CUT
    assert end.reason == Refusal(code="playout.source_elsewhere", facts=(("detail", "radio.example"),))
    assert [(cue.item.id, cue.start_frame) for cue in cues(orders)] == [("instead", 3 * RATE)]


def test_stopped_relay_calls_no_stand_in() -> None:
    desk = on_air(asked(RELAY, INSTEAD, LAST))
    desk.stop(NOON + seconds(5))
    orders = desk.cut("relay", 5 * RATE, NOON + seconds(5))
    assert [c.item.id for c in ends(orders)] == ["relay", "last"]
    assert cues(orders) == []
    assert desk.idle


def test_relay_that_the_guard_refuses_gives_its_place_to_the_stand_in() -> None:
    night = Refusal(code="timetable.quiet_hours")

    def guard(_request: Request, item: Item, _start: datetime, _end: datetime) -> Refusal | None:
        return night if item.live else None

    desk = Desk(guard)
    orders = desk.submit(asked(RELAY, INSTEAD), NOON)
    assert [(c.item.id, c.reason) for c in ends(orders)] == [("relay", night)]
    assert [cue.item.id for cue in cues(orders)] == ["instead"]
