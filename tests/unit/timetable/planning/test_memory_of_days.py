"""What grows in a week fills the memory in years: the station's own objects do not grow with its airings."""

from __future__ import annotations

import gc
import sys
from datetime import timedelta

import pytest

from tests.counts import counted
from tests.house import MakeHouse, local

FILES = {
    "messages/a.yaml": "title: A\nrepeat: 1\nparts:\n  - say: Xin chào.\n",
    "schedules/s.yaml": 'message: a\nevery: 10m\nbetween: "06:00-20:00"\n',
}
WARM, DAYS = 9, counted(30, least=3)  # days until all that is remembered is full, and days that are watched
AIRING = 2  # pieces of memory for each airing at most: two hundred of them a day are 15 MB a year


@pytest.mark.patient
def test_objects_of_the_station_do_not_grow_with_its_airings(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T00:00", FILES)
    pieces = []
    for day in range(1, WARM + DAYS + 1):
        house.run_until(local("2026-11-23T00:00") + timedelta(days=day))
        # What the fakes keep of all that they were given is no part of a real station.
        house.output.heard.clear()
        house.output.starts.clear()
        house.air.orders.clear()
        gc.collect()
        pieces.append(sys.getallocatedblocks())
    airings = len(house.log())
    assert airings == 85 * (WARM + DAYS)
    assert pieces[-1] - pieces[WARM - 1] < AIRING * 85 * DAYS, pieces
