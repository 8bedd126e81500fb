"""A live emergency in which nobody speaks keeps nobody else's from the air for long: with a real source."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
from broadcaster.people.roles.model import Role
from broadcaster.playout.live.session import SILENT
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for
from tests.fakes import people

pytestmark = pytest.mark.patient
CHUNK = 9600  # bytes: a tenth of a second


@dataclass
class Session:
    """Somebody at a terminal, signed in before."""

    token: str | None

    def renew(self) -> bool:
        """Nothing is asked for."""
        return False


def test_silent_emergency_gives_way_after_ten_seconds_and_its_row_says_why(station: Broadcaster) -> None:
    station.write("station.yaml", SETTINGS.replace("closing: none", "closing: none, emergency: none"))
    speakers = [people.person(Role.OFFICER), people.person(Role.DUTY)]
    people.found(station.folder, *speakers)
    with station.running():
        state = station.folder / "state"
        client, duty = (HttpClient(state, Session(people.token(station.folder, one))) for one in speakers)
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
                    taken = duty.post("/api/v1/live", wish)["ticket"]
                except BroadcasterError as error:
                    refused += error.code == "service.live_busy"
            assert number < 10 * (SILENT + 10)
        assert refused >= SILENT - 1
        other = duty.post(f"/api/v1/live/{taken}/talk", {"on": True})
        assert other["on_air"]
        wait_for(lambda: client.get(f"/api/v1/requests/{airing}")["outcome"] == "cut")
        reason = client.get(f"/api/v1/requests/{airing}")["reason"]
        assert reason == "nobody spoke for 10 seconds, and another live emergency took the place"
        wait_for(lambda: client.get(f"/api/v1/requests/{other['id']}")["state"] == "on_air", 10)
