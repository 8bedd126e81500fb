"""People who speak live: one at a time, an emergency over a voice, and what each is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import TypeVar

import pytest

from broadcaster.core.errors import PeopleError, ServiceError
from broadcaster.core.text.catalogue import say
from broadcaster.journal.rows.model import Entry, Outcome
from broadcaster.playout.desk.orders import STOPPED
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.director.faults import FaultLog
from broadcaster.playout.director.preparation import UnderWay
from broadcaster.playout.live.airings import Airings
from broadcaster.playout.live.session import VoiceSessionOrder
from broadcaster.playout.live.voice import Lives
from broadcaster.playout.requests.by_hand import AskLive
from tests.house import SETTINGS, House, MakeHouse

T = TypeVar("T")
FILES = {
    "station.yaml": SETTINGS.replace("opening: none", "opening: chime")
    + "regulation: {quiet: '21:00-06:00'}\n"
}


class Room:
    """Lives in a house whose director turns while somebody asks."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.under_way = UnderWay()
        airings = Airings(house.as_run, house.feeds, FaultLog(), house.clock)
        self.lives = Lives(
            airings=airings,
            feeds=house.feeds,
            director=house.director,
            clock=house.clock,
            current=house,
            guard=house.air_guard,
            under_way=self.under_way,
        )

    def arm(self, who: str, *, emergency: bool = False) -> str:
        ask = AskLive(priority="emergency" if emergency else None, form="pcm")
        return self.lives.arm(VoiceSessionOrder(ask=ask, by=Requester(shown=who)))

    def talk(self, ticket: str, *, on: bool = True) -> bool:
        return self.turning(lambda: self.lives.talk(ticket, on)).on_air

    def turning(self, work: Callable[[], T]) -> T:
        with ThreadPoolExecutor(1) as other:
            answer = other.submit(work)
            while not wait([answer], 0.001).done:
                self.house.settle()
            return answer.result()


@pytest.fixture
def room(make_house: MakeHouse) -> Room:
    return Room(make_house("2026-11-25 09:00", FILES))


def test_second_person_is_told_who_speaks_already(room: Room) -> None:
    first, second = room.arm("Lan"), room.arm("Hoa")
    assert room.lives.speaker is None
    assert room.talk(first)
    assert room.lives.speaker == "Lan"
    with pytest.raises(ServiceError) as refused:
        room.talk(second)
    assert (refused.value.code, refused.value.facts["who"]) == ("service.live_busy", "Lan")
    with pytest.raises(ServiceError, match=r"service\.live_busy"):
        room.arm("Mai")
    assert room.talk(first, on=False), "whoever speaks is not disturbed"


def test_emergency_takes_the_air_from_a_voice_but_not_from_another_emergency(room: Room) -> None:
    first, urgent = room.arm("Lan"), room.arm("trực", emergency=True)
    room.talk(first)
    assert room.talk(urgent)
    with pytest.raises(ServiceError, match=r"service\.live_busy"):
        room.arm("Hoa", emergency=True)


def test_speaker_is_told_how_long_the_chime_and_the_voice_may_last(room: Room) -> None:
    ticket = room.arm("Lan")
    shown = room.lives.show(ticket)
    assert shown.opening > 3
    assert shown.longest == 300
    room.house.run_until(room.house.clock.now().replace(hour=13, minute=58))  # 20:58 in Vietnam
    ticket = room.arm("Lan")
    room.talk(ticket)
    assert room.lives.show(ticket).longest < 120, "it ends before quiet hours"


def test_quiet_hours_are_told_before_anybody_speaks(room: Room) -> None:
    assert room.lives.quiet() is None
    room.house.run_until(room.house.clock.now().replace(hour=14, minute=1))
    refusal = room.lives.quiet()
    assert refusal is not None
    assert refusal.code == "timetable.quiet_hours"


@pytest.mark.parametrize(("broken", "reason"), [(0, None), (3, "playout.voice_breaks")])
def test_row_of_a_voice_tells_how_often_it_broke_off(room: Room, broken: int, reason: str | None) -> None:
    room.talk(room.arm("Lan"))
    room.house.radio.feeds[-1].broken = broken
    room.house.run_until(room.house.clock.now() + timedelta(seconds=400))
    (row,) = room.house.log()
    assert row.outcome is Outcome.AIRED
    assert (row.reason.code if row.reason else None) == reason
    if row.reason is not None:
        assert say(row.reason.code, **dict(row.reason.facts)) == "tiếng bị đứt quãng 3 lần"


def test_who_lost_the_right_after_arming_does_not_come_on_air(room: Room) -> None:
    def gone() -> bool:
        raise PeopleError("people.who_asks")

    ticket = room.lives.arm(
        VoiceSessionOrder(ask=AskLive(form="pcm"), by=Requester(shown="Tạm", still_leads=gone))
    )
    with pytest.raises(PeopleError):
        room.talk(ticket)
    assert room.house.log() == []
    assert room.talk(room.arm("Lan"))  # the place on the air is free


def right() -> tuple[list[bool], Callable[[], bool]]:
    """A right that is lost once the list is empty."""
    rights = [True]

    def still() -> bool:
        if not rights:
            raise PeopleError("people.who_asks")
        return False

    return rights, still


def test_who_lost_the_right_opens_the_microphone_no_second_time(room: Room) -> None:
    rights, still = right()
    ticket = room.lives.arm(
        VoiceSessionOrder(ask=AskLive(form="pcm"), by=Requester(shown="Tạm", still_leads=still))
    )
    assert room.talk(ticket)
    room.talk(ticket, on=False)
    rights.clear()
    with pytest.raises(PeopleError):
        room.talk(ticket)
    assert room.house.radio.feeds[0].asked_to_end == ["playout.right_lost"]  # the session ends with it


def test_who_loses_the_right_while_speaking_is_heard_no_more(room: Room) -> None:
    rights, still = right()
    ticket = room.lives.arm(
        VoiceSessionOrder(ask=AskLive(form="pcm"), by=Requester(shown="Tạm", still_leads=still))
    )
    armed = room.lives.arm(
        VoiceSessionOrder(ask=AskLive(form="pcm"), by=Requester(shown="Mới", still_leads=still))
    )
    assert room.talk(ticket)
    speaking, _ = room.house.radio.feeds
    room.lives.look()
    assert speaking.asked_to_end == []
    rights.clear()
    room.lives.look()
    assert speaking.asked_to_end == ["playout.right_lost"]
    with pytest.raises(ServiceError, match=r"service\.no_session"):
        room.lives.show(armed)  # nor does a microphone of theirs stay open that nobody hears


@pytest.mark.parametrize("leads", [True, False])
def test_whether_a_speaker_leads_is_asked_when_it_goes_on_air(make_house: MakeHouse, leads: bool) -> None:
    room = Room(
        make_house(
            "2026-11-25 09:00", {"station.yaml": SETTINGS.replace("required: false", "required: true")}
        )
    )
    by = Requester(shown="Hoa", leads=not leads, still_leads=lambda: leads)
    ticket = room.lives.arm(VoiceSessionOrder(ask=AskLive(form="pcm"), by=by))
    room.talk(ticket)
    assert [airing.confirm for airing in room.house.log()] == [not leads]


def test_voice_that_is_stopped_while_its_row_is_written_does_not_come_on_air(room: Room) -> None:
    ticket = room.arm("Lan")
    write = room.house.as_run.intended

    def stopped(entry: Entry, airing: str, *, patience: float = 1) -> None:
        write(entry, airing, patience=patience)
        assert room.under_way.stop(STOPPED) == (airing,)

    room.house.as_run.intended = stopped  # type: ignore[method-assign]
    room.talk(ticket)
    (row,) = room.house.log()
    assert (row.outcome, row.started) == (Outcome.REFUSED, None)
    assert row.reason is not None
    assert row.reason.code == STOPPED.code
