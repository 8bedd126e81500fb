"""An emergency that takes long to be made keeps nobody else's waiting."""

from __future__ import annotations

import signal
import time
from dataclasses import replace

import pytest

from broadcaster.people.roles.model import Role
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.fakes import people

pytestmark = pytest.mark.patient

OFFICER, DUTY = people.person(Role.OFFICER), people.person(Role.DUTY)
SENTENCE = (
    "Đề nghị bà con ở khu phố {n} sơ tán ngay đến nhà văn hoá, mang theo giấy tờ, thuốc men và nước uống. "
)
LONG = "title: Dài\npriority: emergency\nrepeat: 1\nparts:\n" + "".join(
    f"  - say: {SENTENCE.format(n=n) * 20}\n" for n in range(150)
)
ENDING = 3.0  # seconds from the signal
AT_ONCE = 4.0  # seconds, on a busy machine; the long one takes several times as long


def test_emergency_is_heard_while_a_long_one_is_made(station: Broadcaster) -> None:
    station.write("station.yaml", SETTINGS.replace("output: none", "output: {file: out}"))
    station.write("messages/rat-dai.yaml", LONG)
    people.found(station.folder, OFFICER, DUTY)
    officer, duty = (people.client(station.folder, one) for one in (OFFICER, DUTY))
    with station.running():
        long = officer.post("/api/v1/play", {"message": "rat-dai", "priority": "emergency"})["id"]
        time.sleep(0.5)
        asked = duty.post("/api/v1/say", {"text": "Nước lũ đang lên.", "priority": "emergency"})["id"]
        begun = time.monotonic()
        wait_for(lambda: (duty.get("/api/v1/status")["on_air"] or {}).get("id") == asked)
        assert time.monotonic() - begun < AT_ONCE
        assert officer.get(f"/api/v1/requests/{long}")["state"] == "making"


def test_station_ends_in_three_seconds_while_four_long_ones_are_made(station: Broadcaster) -> None:
    station.write("station.yaml", SETTINGS)
    station.write("messages/rat-dai.yaml", LONG)
    persons = [replace(OFFICER, id=f"can-bo-{number}") for number in range(4)]
    people.found(station.folder, *persons)
    asking = [people.client(station.folder, one) for one in persons]
    with station.running() as process:
        for one in asking:
            one.post("/api/v1/play", {"message": "rat-dai", "priority": "emergency"})
        time.sleep(3.0)
        begun = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert time.monotonic() - begun < ENDING
    rows = station.json("log")
    assert [row["outcome"] for row in rows] == ["refused"] * 4
