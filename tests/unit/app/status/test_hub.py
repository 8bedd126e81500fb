"""Whoever posts never waits: a reader that leaves too much unread is told so and dropped."""

from __future__ import annotations

import pytest

from broadcaster.app.status.happenings import Dropped, LevelHeard, PlanChanged, RequestChanged
from broadcaster.app.status.hub import MOST, Hub, Reader


class Waking:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def hub() -> Hub:
    return Hub()


def follow(hub: Hub, *, level: bool = False) -> tuple[Reader, Waking]:
    wake = Waking()
    reader = Reader(level=level, wake=wake)
    hub.follow(reader)
    return reader, wake


def test_each_reader_gets_what_happens_in_order_and_is_woken(hub: Hub) -> None:
    (one, woken), (two, _) = follow(hub), follow(hub)
    for happening in (PlanChanged(), RequestChanged(ticket="a")):
        hub.post(happening)
    assert one.take() == two.take() == [PlanChanged(), RequestChanged(ticket="a")]
    assert woken.times == 2
    assert one.take() == []


def test_slow_reader_is_dropped_with_a_last_word_and_the_others_go_on(hub: Hub) -> None:
    (slow, woken), (quick, _) = follow(hub), follow(hub)
    heard = 0
    for number in range(MOST + 50):
        hub.post(RequestChanged(ticket=str(number)))
        heard += len(quick.take())
    assert slow.take() == [Dropped(slow=True)]
    assert heard == MOST + 50
    before = woken.times
    hub.post(PlanChanged())
    assert slow.take() == []
    assert woken.times == before


def test_level_goes_to_those_who_want_it_and_only_the_last_one_waits(hub: Hub) -> None:
    (plain, woken), (metered, _) = follow(hub), follow(hub, level=True)
    for peak in range(MOST + 50):
        hub.level(peak)
    hub.post(PlanChanged())
    hub.level(7)
    assert plain.take() == [PlanChanged()]
    assert woken.times == 1
    assert metered.take() == [LevelHeard(peak=MOST + 49), PlanChanged(), LevelHeard(peak=7)]


def test_reader_that_leaves_hears_no_more(hub: Hub) -> None:
    reader, woken = follow(hub)
    assert hub.followed
    hub.leave(reader)
    hub.post(PlanChanged())
    assert (reader.take(), woken.times, hub.followed) == ([], 0, False)


def test_end_of_the_station_is_told_to_all_and_to_who_comes_later(hub: Hub) -> None:
    reader, _ = follow(hub)
    hub.post(PlanChanged())
    hub.close()
    assert reader.take() == [PlanChanged(), Dropped(slow=False)]
    late, _ = follow(hub)
    assert late.take() == [Dropped(slow=False)]
