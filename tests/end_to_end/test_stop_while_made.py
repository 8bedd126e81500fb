"""A stop also ends what was asked for and is still being made: its words are never heard afterwards."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.text.catalogue import Language, speaking
from tests.end_to_end.conftest import SHORT, Broadcaster, wait_for

pytestmark = pytest.mark.patient
LONG = " ".join(f"Câu số {line}: kính thưa bà con cô bác trong toàn phường." for line in range(120))


@pytest.mark.parametrize(("priority", "everything"), [("emergency", True), (None, False)])
def test_words_that_are_being_made_are_stopped_and_never_sound(
    station: Broadcaster, priority: str | None, everything: bool
) -> None:
    with station.running("--trust-clock"):
        client = HttpClient(station.folder / "state")
        asked: dict[str, object] = {"text": LONG, "priority": priority}
        tickets = [client.post("/api/v1/say", asked)["id"] for _ in range(2)]  # one is made, one waits
        states = [client.get(f"/api/v1/requests/{ticket}?wait=0")["state"] for ticket in tickets]
        assert states == ["making", "making"]
        begun = time.monotonic()
        stopped = client.post("/api/v1/stop", {"all": everything})
        took = time.monotonic() - begun
        assert (stopped["stopped"], sorted(stopped["airings"])) == (True, sorted(tickets))
        assert took < 4.0  # 0.01 s where nothing else is at work; it does not wait for the renderer
        for ticket in tickets:
            end: dict[str, Any] = client.get(f"/api/v1/requests/{ticket}?wait=0")
            assert (end["state"], end["outcome"]) == ("ended", "refused")
            assert "stopped" in end["reason"]
        # What is not urgent is made after the one that was given up, so that would have been heard.
        later = client.post("/api/v1/say", {"text": "Xong.", "priority": priority})["id"]
        wait_for(lambda: client.get(f"/api/v1/requests/{later}?wait=20")["outcome"] == "aired", 120)
        assert client.post("/api/v1/stop", {"all": everything}) == {"stopped": False, "airings": []}
    rows = {row["id"]: row for row in station.json("log")}
    assert [rows[ticket]["outcome"] for ticket in tickets] == ["refused", "refused"]
    assert [rows[ticket].get("started") for ticket in tickets] == [None, None]


def test_message_whose_file_is_still_being_taken_is_stopped_too(station: Broadcaster) -> None:
    with station.running("--trust-clock"), ThreadPoolExecutor(1) as pool:
        client = HttpClient(station.folder / "state")

        def play() -> Any:
            with speaking(Language.EN):
                return client.post("/api/v1/play", {"message": "moi"})

        station.write("messages/moi.yaml", SHORT)
        asked = pool.submit(play)
        stopped: dict[str, Any] = {}

        def stops() -> bool:
            stopped.update(client.post("/api/v1/stop", {"all": True}))
            return bool(stopped["stopped"])

        wait_for(stops)
        assert not asked.done(), "it was stopped while its file was looked at"
        taken = asked.result(20)
        assert stopped["airings"] == [taken["id"]]
        assert (taken["state"], taken["outcome"]) == ("ended", "refused")
        assert "stopped" in taken["reason"]
