"""A live emergency in which nobody speaks gives way to another one; one in which somebody speaks does not."""

from __future__ import annotations

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.playout.live.session import SILENT, SILENT_GAVE_WAY
from tests.house import MakeHouse
from tests.unit.playout.live.test_lives import FILES, Room


@pytest.fixture
def room(make_house: MakeHouse) -> Room:
    return Room(make_house("2026-11-25 09:00", FILES))


def holding(room: Room, silent: float, *, emergency: bool = True) -> str:
    """A session on the air in which nobody has spoken for some seconds."""
    ticket = room.arm("Lan", emergency=emergency)
    assert room.talk(ticket)
    room.house.radio.feeds[-1].silent = silent
    return ticket


def test_emergency_in_which_nobody_speaks_gives_way_to_another_and_is_told_why(room: Room) -> None:
    silent = holding(room, SILENT)
    feed = room.house.radio.feeds[0]
    urgent = room.arm("trực", emergency=True)
    assert feed.asked_to_end == [], "who only arms takes nothing"
    assert room.talk(urgent)
    assert feed.asked_to_end == [SILENT_GAVE_WAY]
    state = room.lives.show(silent).source
    assert state.over
    assert state.fault is not None
    assert say(state.fault.code, **dict(state.fault.facts)).startswith("10 giây không có tiếng nói")
    with pytest.raises(ServiceError, match=r"service\.voice_over"):
        room.talk(silent)
    assert room.lives.speaker == "trực"


def test_emergency_in_which_somebody_speaks_stays_and_the_refusal_says_how_to_end_it(room: Room) -> None:
    holding(room, SILENT - 0.1)
    with pytest.raises(ServiceError, match=r"service\.live_busy") as refused:
        room.arm("trực", emergency=True)
    assert "Dừng" in explain(refused.value)
    assert room.house.radio.feeds[0].asked_to_end == []


def test_whoever_speaks_again_before_the_other_does_stays(room: Room) -> None:
    speaking = holding(room, SILENT)
    urgent = room.arm("trực", emergency=True)
    room.house.radio.feeds[0].silent = 0.0
    with pytest.raises(ServiceError, match=r"service\.live_busy"):
        room.talk(urgent)
    assert not room.lives.show(speaking).source.over
    assert room.lives.speaker == "Lan"


@pytest.mark.parametrize("held", [True, False], ids=["emergency", "voice"])
def test_what_is_no_emergency_takes_no_silent_place(room: Room, held: bool) -> None:
    holding(room, 60, emergency=held)
    with pytest.raises(ServiceError, match=r"service\.live_busy"):
        room.arm("Hoa")
