"""How something is asked for by hand: its class, and where alone it is heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter

from broadcaster.core.errors import ServiceError
from broadcaster.core.questions import Question
from broadcaster.journal.rows.model import AiringKind
from broadcaster.playout.desk.orders import STOPPED
from broadcaster.playout.desk.request import Terms, Urgency
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import Ask, AskLive, AskPlay, AskRelay, known_zones
from broadcaster.station.model.message import Priority
from tests.house import SETTINGS, House, MakeHouse
from tests.unit.app.urgency import FLOOD, Post

ZONES = {
    "station.yaml": SETTINGS + "zones: {a: {channel: left}, b: {channel: right}}\n",
    "messages/lu.yaml": FLOOD,
    "messages/ngan.yaml": "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n",
}


def play(house: House, post: Post, ask: AskPlay) -> str:
    """`play` on a thread of its own, as the API does, while this thread serves the desk."""
    del house
    return post.asked(lambda: post.manual.take(ask, Requester(shown="An")))


@pytest.mark.parametrize(
    ("ask", "chosen", "urgent"),
    [
        (Ask(), None, False),
        (Ask(priority="priority"), Priority.PRIORITY, False),
        (Ask(priority="emergency"), Priority.EMERGENCY, True),
        (Ask(priority="emergency", rehearse=True), Priority.EMERGENCY, False),
    ],
)
def test_only_an_emergency_that_is_no_rehearsal_is_urgent(
    ask: Ask[Any], chosen: Priority | None, urgent: bool
) -> None:
    assert (ask.chosen, ask.urgent) == (chosen, urgent)


def test_what_is_asked_is_the_same_whatever_asks_again_for_the_right_later() -> None:
    by = Requester(shown="An", leads=True, still_leads=lambda: True)
    assert by == Requester(shown="An", leads=True)
    asked = Terms(kind=AiringKind.MANUAL, by=by)
    assert asked == Terms(kind=AiringKind.MANUAL, by=replace(by, still_leads=None))


@pytest.mark.parametrize(
    ("asked", "field", "usual", "least", "most"),
    [
        (AskRelay, "seconds", None, 1, 12 * 3600),
        (AskLive, "seconds", 300, 1, 3600),
        (AskLive, "rate", 48_000, 8_000, 192_000),
        (AskPlay, "from_sentence", None, 1, 1_000_000),
    ],
)
def test_whoever_asks_is_shown_how_much_may_be_asked_for(
    asked: type[Question[Any]], field: str, usual: float | None, least: float, most: float
) -> None:
    shown = TypeAdapter(asked).json_schema()["properties"][field]
    shown |= next((one for one in shown.get("anyOf", ()) if one.get("type") != "null"), {})
    assert (shown["minimum"], shown["maximum"], shown.get("default")) == (least, most, usual)


def test_unknown_class_is_told_with_the_word(make_house: MakeHouse) -> None:
    with pytest.raises(ServiceError) as caught:
        _ = Ask(priority="loud").chosen
    assert (caught.value.code, caught.value.facts["written"]) == ("service.unknown_priority", "loud")


def test_message_airs_only_in_the_zone_that_was_asked_for(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T08:00", ZONES)
    post = Post(house)
    play(house, post, AskPlay(message="ngan", zones=("b", "b")))
    on_air = house.director.desk.on_air
    assert on_air is not None
    assert on_air.request.terms.zones == ("b",)
    house.run_until(house.clock.now() + timedelta(seconds=30))
    pairs = memoryview(bytes(house.output.heard)).cast("h")
    assert max(abs(sample) for sample in pairs[1::2]) > 1000
    assert max(abs(sample) for sample in pairs[0::2]) == 0


def test_emergency_that_repeats_stays_in_its_zone(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T08:00", ZONES)
    post = Post(house)
    play(house, post, AskPlay(message="lu", priority="emergency", zones=("a",)))
    zones = set()
    for _ in range(12):
        post.run_for(minutes=1)
        on_air = house.director.desk.on_air
        zones |= set() if on_air is None else {on_air.request.terms.zones}
        assert on_air is None or on_air.request.terms.urgency is Urgency.EMERGENCY
    assert len(house.log()) >= 2
    assert zones <= {("a",)}
    assert {airing.zones for airing in house.log()} == {("a",)}


def test_zone_that_is_not_there_is_told_before_anything_is_journalled(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T08:00", ZONES)
    with pytest.raises(ServiceError) as caught:
        play(house, Post(house), AskPlay(message="ngan", zones=("a", "c")))
    assert caught.value.facts == {"written": "c", "known": "a, b"}
    assert house.log() == []
    assert known_zones(house.station, ()) == ()


def test_zone_is_remembered_where_the_airing_is_made_good(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T08:00", ZONES)
    post = Post(house)
    play(house, post, AskPlay(message="ngan", zones=("b",)))
    house.director.stop(everything=True, reason=STOPPED)
    house.run_until(house.clock.now() + timedelta(seconds=5))
    (cut,) = house.log()
    assert cut.zones == ("b",)
    post.asked(lambda: post.manual.catch_up(cut, by=Requester(shown="An")))
    on_air = house.director.desk.on_air
    assert on_air is not None
    assert on_air.request.terms.zones == ("b",)
