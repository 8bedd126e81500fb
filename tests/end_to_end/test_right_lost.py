"""Somebody is removed, or may speak no more: nothing that they asked for is heard from then on."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.core.errors import BroadcasterError
from broadcaster.people.roles.model import Role
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.fakes import people

pytestmark = pytest.mark.patient
REASON = "whoever asked for it may not air it any more"
OFFICER, LEADER = people.person(Role.OFFICER), people.person(Role.LEADER)
DUTY = replace(people.person(Role.LEADER), id="hoa", name="Hoa")
WITHIN = 2.0  # seconds from the change to silence
SLACK = 3.0  # for a machine that does other things


@pytest.fixture
def ward(station: Broadcaster, tmp_path: Path) -> Broadcaster:
    out = tmp_path / "out"
    station.write("station.yaml", SETTINGS.replace("output: none", f"output: {{file: {out}}}"))
    people.found(station.folder, OFFICER, LEADER, DUTY)
    return station


@pytest.mark.parametrize("emergency", [False, True])
def test_microphone_of_whoever_is_removed_is_shut_within_two_seconds(
    ward: Broadcaster, emergency: bool
) -> None:
    with ward.running("--trust-clock"):
        officer, leader = people.client(ward.folder, OFFICER), people.client(ward.folder, LEADER)
        asked: dict[str, object] = {"form": "pcm", "priority": "emergency" if emergency else None}
        place = f"/api/v1/live/{officer.post('/api/v1/live', asked)['ticket']}"
        airing = officer.post(f"{place}/talk", {"on": True})["id"]
        done = threading.Event()

        def speak() -> None:
            number = 0
            while not done.wait(0.1):
                try:
                    officer.send(f"{place}/chunks/{number}", b"\x00\x20\x00\xe0" * 2400)
                except BroadcasterError:
                    return
                number += 1

        speaking = threading.Thread(target=speak)
        speaking.start()
        try:
            wait_for(lambda: officer.get(place)["heard_s"] > 0)
            people.change(ward.folder, lambda admin, by: admin.remove(OFFICER.id, by))
            removed = time.monotonic()
            end: dict[str, str] = {}
            while end.get("state") != "ended" and time.monotonic() < removed + 30:
                end = leader.get(f"/api/v1/requests/{airing}?wait=0")
            took = time.monotonic() - removed
        finally:
            done.set()
            speaking.join()
        assert (end["outcome"], end["reason"]) == ("cut", REASON)
        assert took < WITHIN + SLACK, took


def test_what_whoever_is_removed_asked_for_and_waits_is_refused_when_its_turn_comes(
    ward: Broadcaster,
) -> None:
    with ward.running("--trust-clock"):
        officer, leader, duty = (people.client(ward.folder, one) for one in (OFFICER, LEADER, DUTY))
        long = " ".join(f"Câu {n}: bà con ở yên trong nhà, không ra đường." for n in range(40))
        first = duty.post("/api/v1/say", {"text": long, "priority": "emergency"})["id"]
        wait_for(lambda: duty.get(f"/api/v1/requests/{first}?wait=0")["state"] == "on_air")
        tickets = [
            officer.post("/api/v1/say", {"text": "Mời họp tổ dân phố."})["id"],
            leader.post("/api/v1/say", {"text": "Mời họp chi bộ."})["id"],
            officer.post("/api/v1/say", {"text": "Lũ về, sơ tán ngay.", "priority": "emergency"})["id"],
        ]
        kept = duty.post("/api/v1/say", {"text": "Xin hết."})["id"]
        for ticket in (*tickets, kept):
            wait_for(lambda one=ticket: duty.get(f"/api/v1/requests/{one}?wait=0")["state"] == "waiting")  # type: ignore[misc]
        people.change(ward.folder, lambda admin, by: admin.remove(OFFICER.id, by))
        fewer = replace(LEADER, roles=frozenset({Role.VIEWER}))
        people.change(ward.folder, lambda admin, by: admin.edit(LEADER.id, lambda _before: fewer, by))
        time.sleep(WITHIN)
        duty.post("/api/v1/stop", {})
        ends = [duty.get(f"/api/v1/requests/{ticket}?wait=20") for ticket in (*tickets, kept)]
        assert [(end["outcome"], end["reason"]) for end in ends] == [
            *(("refused", REASON),) * 3,
            ("aired", None),
        ]
        assert REASON in str(duty.get("/api/v1/status"))
