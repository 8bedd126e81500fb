"""Whoever orders an emergency while their own live one hangs takes their own place at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.journal.rows.model import AiringKind, Outcome
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.live.session import GAVE_WAY
from broadcaster.playout.requests.by_hand import AskSay
from tests.house import MakeHouse
from tests.unit.app.urgency import Post
from tests.unit.playout.live.test_lives import FILES, Room

SOON = timedelta(seconds=1)


@pytest.fixture
def post(make_house: MakeHouse) -> Post:
    return Post(make_house("2026-11-25 09:00", FILES))


@pytest.fixture
def room(post: Post) -> Room:
    return Room(post.house)


def type_emergency(post: Post, who: str) -> str:
    ask = AskSay(text="Lũ về, bà con sơ tán ngay.", priority="emergency")
    return post.asked(lambda: post.manual.take(ask, Requester(shown=who)))


def on_air(post: Post) -> str | None:
    air = post.house.director.desk.on_air
    return None if air is None else air.request.id


def test_who_arms_an_emergency_again_takes_the_place_of_their_own_at_the_first_word(room: Room) -> None:
    hung = room.arm("trực", emergency=True)
    room.talk(hung)
    again = room.arm("trực", emergency=True)
    assert room.house.radio.feeds[0].asked_to_end == [], "who only arms takes nothing"
    assert room.talk(again)
    assert room.house.radio.feeds[0].asked_to_end == [GAVE_WAY]
    assert room.lives.show(hung).source.over
    assert not room.lives.show(again).source.over


@pytest.mark.parametrize("who", ["Lan", ""])
def test_another_person_and_whoever_is_unknown_take_no_place(room: Room, who: str) -> None:
    room.talk(room.arm("trực" if who else "", emergency=True))
    with pytest.raises(ServiceError, match=r"service\.live_busy"):
        room.arm(who, emergency=True)


def test_own_voice_that_is_no_emergency_takes_no_place_of_an_emergency(room: Room) -> None:
    room.talk(room.arm("trực", emergency=True))
    with pytest.raises(ServiceError, match=r"service\.live_busy"):
        room.arm("trực")


def test_who_types_an_emergency_is_heard_though_their_own_live_one_hangs(post: Post, room: Room) -> None:
    room.talk(room.arm("trực", emergency=True))
    post.run_for(seconds=2)
    asked = post.house.clock.now()
    ticket = type_emergency(post, "trực")
    post.house.run_until(asked + SOON)
    assert on_air(post) == ticket
    (voice,) = [row for row in post.log() if row.kind is AiringKind.LIVE]
    assert voice.outcome is Outcome.CUT


def test_emergency_that_another_person_types_waits_for_the_voice_as_ever(post: Post, room: Room) -> None:
    room.talk(room.arm("trực", emergency=True))
    post.run_for(seconds=2)
    asked = post.house.clock.now()
    ticket = type_emergency(post, "Lan")
    post.house.run_until(asked + SOON)
    assert on_air(post) != ticket
