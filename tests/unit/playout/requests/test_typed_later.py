"""A typed text is said twice, or in some minutes; what forbids it then is told at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadcaster.playout.desk.orders import STOPPED
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskSay
from tests.house import SETTINGS, House, MakeHouse, local
from tests.unit.app.urgency import Post

TEXT = "Mời bà con tổ ba đến nhà văn hóa."
LAN = Requester(shown="Lan (lan)")


@pytest.fixture
def house(make_house: MakeHouse) -> House:
    quiet = SETTINGS + 'regulation: {quiet: "21:00-06:00"}\n'
    return make_house("2026-11-25 20:40", {"station.yaml": quiet})


def asked(house: House, *, after: float = 0.0, times: int = 1) -> None:
    post = Post(house)
    post.asked(lambda: post.manual.take(AskSay(text=TEXT, after=after, times=times), LAN))


def test_it_airs_in_ten_minutes_and_not_before(house: House) -> None:
    asked(house, after=600)
    house.run_until(local("2026-11-25 20:49:50"))
    assert [row.started for row in house.log()] == [None]
    house.run_until(local("2026-11-25 20:52"))
    (row,) = house.log()
    assert row.started is not None
    assert abs(row.started - local("2026-11-25 20:50")) < timedelta(seconds=2)


def test_quiet_hours_by_then_are_told_when_it_is_asked_for(house: House) -> None:
    asked(house, after=1800)
    house.settle()
    (row,) = house.log()
    assert row.reason is not None
    assert (row.outcome, row.reason.code) == ("refused", "timetable.quiet_hours")


def test_stop_while_nothing_sounds_takes_it_back(house: House) -> None:
    asked(house, after=600)
    house.run_until(local("2026-11-25 20:42"))
    house.director.stop(everything=False, reason=STOPPED)
    house.run_until(local("2026-11-25 20:55"))
    assert [row.started for row in house.log()] == [None]


def test_twice_is_twice_as_long(house: House) -> None:
    for times in (1, 2):
        asked(house, times=times)
        house.run_until(house.clock.now() + timedelta(minutes=2))
    once, twice = ((row.ended - row.started) for row in house.log() if row.ended and row.started)
    assert twice > 2 * once
