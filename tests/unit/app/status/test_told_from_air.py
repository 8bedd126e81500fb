"""What is on the air is told from the air itself: where, who, and when the whole message ends."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadcaster.app.status.happenings import Airs, airs
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.requests.by_hand import AskPlay, AskSay
from tests.house import SETTINGS, House, MakeHouse, local
from tests.unit.app.urgency import Post
from tests.unit.playout.live.test_relay_days import FILES as NEWS

ZONES = SETTINGS + "zones: {ban-cung: {title: Bản Cung}, ban-xa: {}}\n"
SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con. Mời bà con họp. Xin hết.\n"
FILES = {
    "station.yaml": ZONES,
    "messages/ngan.yaml": SHORT,
    "messages/lu.yaml": SHORT.replace("repeat: 1", "repeat: 1\npriority: emergency"),
    "schedules/lu.yaml": 'message: lu\nat: ["06:30"]\nzones: [ban-xa]\n',
}
LAN = Requester(shown="Lan (lan)")


def on_air(house: House) -> Airs:
    air = house.director.desk.on_air
    assert air is not None
    return airs(air)


def sounding(house: House) -> Airs:
    for _ in range(40):
        house.run_until(house.clock.now() + timedelta(seconds=1))
        air = house.director.desk.on_air
        if air is not None and air.started:
            return airs(air)
    raise AssertionError("nothing sounds")


@pytest.mark.parametrize("zones", [(), ("ban-cung",), ("ban-cung", "ban-xa")])
@pytest.mark.parametrize("typed", [True, False])
def test_three_airings_in_one_hamlet_were_told_as_everywhere(
    make_house: MakeHouse, zones: tuple[str, ...], typed: bool
) -> None:
    house = make_house("2026-11-25 07:00", FILES)
    asked = AskSay(text="Mời bà con họp.", zones=zones) if typed else AskPlay(message="ngan", zones=zones)
    post = Post(house)
    post.asked(lambda: post.manual.take(asked, LAN))
    found = sounding(house)
    assert (found.zones, found.who, found.emergency) == (zones, "Lan (lan)", False)


def test_emergency_of_a_schedule_is_told_as_one_in_its_zones(make_house: MakeHouse) -> None:
    house = make_house("2026-11-25 06:29", FILES)
    house.run_until(local("2026-11-25 06:30:02"))
    assert (on_air(house).zones, on_air(house).emergency) == (("ban-xa",), True)
    (row,) = (each for each in house.log() if each.message == "lu")
    assert (row.zones, row.emergency) == (("ban-xa",), True)


def test_countdown_of_a_message_with_a_relay_does_not_begin_again_at_each_piece(
    make_house: MakeHouse,
) -> None:
    house = make_house("2026-11-25 06:29", NEWS)
    begun, ends, rows = set(), set(), set()
    while house.clock.now() < local("2026-11-25 06:31"):
        house.run_until(house.clock.now() + timedelta(seconds=1))
        air = house.director.desk.on_air
        if air is not None and air.started:
            told = airs(air)
            begun.add(told.begun)
            ends.add(told.over)
            rows.add((told.airing, told.id))
    (whole,) = (each for each in house.log() if each.message == "tin")
    assert len(rows) == 3
    assert {airing for airing, _ in rows} == {whole.id}
    assert whole.started is not None
    assert whole.ended is not None
    second = timedelta(seconds=1)
    assert all(abs(each - whole.started) < second for each in begun if each is not None)
    assert all(abs(each - whole.ended) < second for each in ends if each is not None)
