"""A live emergency in which nobody speaks keeps nobody else's from the air for long: with a real source."""

from __future__ import annotations

import time

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
from broadcaster.playout.live.session import SILENT
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for

pytestmark = pytest.mark.patient
CHUNK = 9600  # bytes: a tenth of a second


def test_silent_emergency_gives_way_after_ten_seconds_and_its_row_says_why(station: Broadcaster) -> None:
    station.write("station.yaml", SETTINGS.replace("closing: none", "closing: none, emergency: none"))
    with station.running():
        client = HttpClient(station.folder / "state")
        wish: dict[str, object] = {"form": "pcm", "priority": "emergency"}
        place = f"/api/v1/live/{client.post('/api/v1/live', wish)['ticket']}"
        airing = client.post(f"{place}/talk", {"on": True})["id"]
        refused, number, begun = 0, 0, time.monotonic()
        taken = ""
        while not taken:
            client.send(f"{place}/chunks/{number}", bytes(CHUNK))
            number += 1
            time.sleep(max(0.0, begun + number * 0.1 - time.monotonic()))
            if number % 10 == 0:
                try:
                    taken = client.post("/api/v1/live", wish)["ticket"]
                except BroadcasterError as error:
                    refused += error.code == "service.live_busy"
            assert number < 10 * (SILENT + 10)
        assert refused >= SILENT - 1
        other = client.post(f"/api/v1/live/{taken}/talk", {"on": True})
        assert other["on_air"]
        wait_for(lambda: client.get(f"/api/v1/requests/{airing}")["outcome"] == "cut")
        reason = client.get(f"/api/v1/requests/{airing}")["reason"]
        assert reason == "nobody spoke for 10 seconds, and another live emergency took the place"
        wait_for(lambda: client.get(f"/api/v1/requests/{other['id']}")["state"] == "on_air", 10)
