"""What the desk, the plan and the journal do is told to those who follow."""

from __future__ import annotations

import pytest

from broadcaster.app.status.happenings import AirChanged, FaultMet, Happening, QueueChanged, RequestChanged
from broadcaster.app.status.hub import EventFeed, Hub, Reader
from broadcaster.core.errors import PlayoutError
from tests.house import MakeHouse, local

SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con. Xin hết.\n"
FILES = {"messages/ngan.yaml": SHORT, "schedules/a.yaml": 'message: ngan\nat: ["08:00"]\n'}


class Listener:
    """A feed over a house, and one who follows."""

    def __init__(self, house: object) -> None:
        self.house = house
        self.hub = Hub()
        self.feed = EventFeed(self.hub, house.director)  # type: ignore[attr-defined]
        self.woken = 0
        self.reader = Reader(level=False, wake=self.wake)
        self.hub.follow(self.reader, self.feed._now())

    def wake(self) -> None:
        self.woken += 1


def test_airing_is_told_from_its_hand_over_to_its_end_with_the_instants_of_its_sentences(
    make_house: MakeHouse,
) -> None:
    house = make_house("2026-11-23T07:50", FILES)
    listener = Listener(house)
    house.as_run.on_end.append(listener.feed.ended)
    house.run_until(local("2026-11-23T08:10"))
    (row,) = house.log()
    told = listener.reader.take()
    airs = [each.air for each in told if isinstance(each, AirChanged)]
    assert airs[0] is None
    assert airs[-1] is None
    (begun,) = [air for air in airs if air is not None and air.started is not None]
    assert (begun.id, begun.message, begun.started, begun.end) == (row.id, "ngan", row.started, row.ended)
    instants = [at for at, _ in begun.sentences]
    assert instants == sorted(instants)
    assert all(begun.started <= at < begun.end for at in instants)  # type: ignore[operator]
    assert RequestChanged(ticket=row.id) in told


def test_nothing_is_told_again_that_is_as_it_was(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T07:50", FILES)
    listener = Listener(house)
    before: list[Happening] = listener.reader.take()
    assert before == [AirChanged(air=None), QueueChanged(queue=())]
    for _ in range(5):
        house.director.run_pending()
    assert listener.reader.take() == []


def test_fault_is_told_once(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T07:50", FILES)
    listener = Listener(house)
    listener.reader.take()
    for _ in range(3):
        house.director.show(PlayoutError("playout.output_lost", reason="x"))
    (told,) = [each for each in listener.reader.take() if isinstance(each, FaultMet)]
    assert told.error.code == "playout.output_lost"


def test_reader_who_gave_up_on_a_busy_director_does_not_follow_later(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T07:50", FILES)
    hub = Hub()
    feed = EventFeed(hub, house.director, patience=0.01)
    with pytest.raises(TimeoutError):
        feed.follow(level=False, wake=lambda: None)
    house.director.run_pending()
    assert not hub.followed


def test_desk_is_not_looked_at_while_nobody_follows(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T07:50", FILES)
    listener = Listener(house)
    listener.hub.leave(listener.reader)
    listener.feed._now = lambda: 1 / 0  # type: ignore[method-assign,assignment,return-value]
    house.run_until(local("2026-11-23T08:10"))
    assert len(house.log()) == 1
