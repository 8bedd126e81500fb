"""Armed and rehearsed sessions are few: one of a person, four in all; an emergency always has its place."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.links.source_link import Feed
from broadcaster.playout.live.session import VoiceSessionOrder
from broadcaster.playout.live.voice import MOST
from broadcaster.playout.requests.by_hand import AskLive
from broadcaster.playout.source.choice import SourceChoice
from tests.house import House, MakeHouse
from tests.unit.playout.live.test_lives import FILES, Room


@pytest.fixture
def room(make_house: MakeHouse) -> Room:
    return Room(make_house("2026-11-25 09:00", FILES))


def rehearse(room: Room, who: str) -> str:
    return room.lives.arm(
        VoiceSessionOrder(
            ask=AskLive(priority="emergency", rehearse=True, form="pcm"), by=Requester(shown=who)
        )
    )


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


@pytest.fixture
def slow(room: Room) -> Iterator[threading.Event]:
    """The sources of Lan start no sooner than this is set; those of others start at once."""
    go, make = threading.Event(), room.house.feeds._make

    def made(choice: SourceChoice) -> Feed:
        if threading.current_thread().name.startswith("lan"):
            assert go.wait(10)
        return make(choice)

    room.house.feeds._make = made
    yield go
    go.set()


@pytest.mark.parametrize("emergency", [True, False])
def test_source_that_starts_slowly_makes_nobody_else_wait(
    room: Room, slow: threading.Event, emergency: bool
) -> None:
    with ThreadPoolExecutor(1, "lan") as lan:
        first = lan.submit(room.arm, "Lan", emergency=emergency)
        wait_for_busy(room, "Lan")
        for _ in range(60):
            with pytest.raises(ServiceError) as refused:
                room.arm("Lan", emergency=emergency)
            assert refused.value.code == "service.one_at_a_time"
        assert room.arm("Hoa", emergency=emergency)
        assert not first.done()
        slow.set()
        assert not room.lives.show(first.result(10)).source.over
    assert room.arm("Lan", emergency=emergency)
    assert sources(room.house) == 2


def test_session_whose_source_starts_has_its_place_already(room: Room, slow: threading.Event) -> None:
    with ThreadPoolExecutor(1, "lan") as lan:
        first = lan.submit(room.arm, "Lan")
        wait_for_busy(room, "Lan")
        for number in range(MOST - 1):
            room.arm(f"người {number}")
        with pytest.raises(ServiceError, match=r"service\.too_many_armed"):
            room.arm("Hoa")
        slow.set()
        assert first.result(10)
    assert sources(room.house) == MOST


def test_emergency_that_is_armed_again_waits_for_the_end_of_its_own_source_alone(room: Room) -> None:
    closed: list[tuple[str, bool]] = []
    close = room.house.feeds.close

    def noted(airing: str, *, wait: bool = False) -> None:
        closed.append((airing, wait))
        close(airing, wait=wait)

    room.house.feeds.close = noted  # type: ignore[method-assign]
    armed = [room.lives._sessions[room.arm(f"người {n}", emergency=True)].airing for n in range(MOST)]
    room.arm("người 1", emergency=True)
    room.arm("Hoa", emergency=True)
    assert closed == [(armed[1], True), (armed[0], False)]


def wait_for_busy(room: Room, who: str) -> None:
    end = time.monotonic() + 5
    while who not in room.lives._arming._busy:
        assert time.monotonic() < end
        time.sleep(0.001)


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
