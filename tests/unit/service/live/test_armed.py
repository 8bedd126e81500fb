"""Armed and rehearsed sessions are few: one of a person, four in all; an emergency always has its place."""

from __future__ import annotations

import time

import pytest

from broadcaster.errors import ServiceError
from broadcaster.service.live.live import MOST
from broadcaster.service.live.session import Wish
from broadcaster.service.requests.how import How
from broadcaster.text import say

from ..conftest import House, MakeHouse
from .test_lives import FILES, Room


@pytest.fixture
def room(make_house: MakeHouse) -> Room:
    return Room(make_house("2026-11-25 09:00", FILES))


def rehearse(room: Room, who: str) -> str:
    return room.lives.arm(Wish(how=How(who=who, priority="emergency", rehearse=True), form="pcm"))


def sources(house: House) -> int:
    """How many sources are on."""
    return len(house.feeds.progress())


def test_person_who_arms_again_and_again_has_one_source(room: Room) -> None:
    tickets = [rehearse(room, "Lan") for _ in range(40)]
    assert sources(room.house) == 1
    assert not room.lives.show(tickets[-1]).source.over


def test_holder_of_the_session_before_is_told_that_another_took_its_place(room: Room) -> None:
    before = room.arm("Lan")
    room.arm("Lan")
    state = room.lives.show(before).source
    assert state.over
    assert state.fault is not None
    assert say(state.fault.code) == "một buổi nói trực tiếp khác đã được mở thay"
    with pytest.raises(ServiceError, match=r"service\.voice_over"):
        room.talk(before)


def test_one_more_than_the_places_is_refused(room: Room) -> None:
    for number in range(MOST):
        room.arm(f"người {number}")
    with pytest.raises(ServiceError, match=r"service\.too_many_armed"):
        rehearse(room, "Lan")
    assert sources(room.house) == MOST
    assert room.arm("người 0"), "whoever has a place may take it again"


def test_emergency_gets_the_place_of_the_oldest_that_is_none(room: Room) -> None:
    first = room.arm("trực", emergency=True)
    rest = [room.arm(f"người {number}") for number in range(MOST - 1)]
    assert room.talk(room.arm("Hoa", emergency=True))
    over = [room.lives.show(ticket).source.over for ticket in (first, *rest)]
    assert over == [False, True, *[False] * (MOST - 2)]
    wait_for_sources(room.house, MOST)


def test_voice_on_air_gives_way_to_nobody_who_arms(room: Room) -> None:
    speaking = room.arm("Lan")
    room.talk(speaking)
    for number in range(MOST + 1):
        room.arm(f"trực {number}", emergency=True)
    assert not room.lives.show(speaking).source.over
    assert room.lives.speaker == "Lan"


def test_rehearsal_that_plays_is_counted_too(room: Room) -> None:
    first = rehearse(room, "Lan")
    room.talk(first)
    room.talk(rehearse(room, "Lan"))
    assert room.lives.show(first).source.over
    assert room.house.radio.feeds[0].asked_to_end == ["service.voice_gave_way"]


def wait_for_sources(house: House, count: int) -> None:
    end = time.monotonic() + 5
    while sources(house) != count:
        assert time.monotonic() < end
        house.settle()
