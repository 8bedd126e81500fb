"""A crowd that asks for long texts keeps nobody from `stop`, `status` and an emergency."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
from tests.end_to_end.conftest import PATIENCE, Broadcaster, wait_for

PEOPLE = 45
LONG = "Ủy ban nhân dân phường thông báo lịch họp tổ dân phố trong tuần này. " * 60
FLOOD = "title: Khẩn\npriority: emergency\nrepeat: 1\nparts:\n  - say: Lũ.\n"
PROMPT = 3.0  # seconds; it was 30 and more, and takes some ten milliseconds on an idle machine


def gather(client: HttpClient) -> list[threading.Thread]:
    """People who have all asked for a long text, and wait."""

    def say(number: int) -> None:
        with suppress(BroadcasterError):  # the station ends before most are heard
            client.post("/api/v1/say", {"text": f"Số {number}. {LONG}"})

    threads = [threading.Thread(target=say, args=(n,), daemon=True) for n in range(PEOPLE)]
    for thread in threads:
        thread.start()
    return threads


def seconds(ask: Callable[[], object]) -> float:
    began = time.monotonic()
    ask()
    return time.monotonic() - began


@pytest.mark.slow
def test_crowd_of_long_texts_keeps_nobody_from_stop_status_and_emergency(station: Broadcaster) -> None:
    station.write("messages/khan.yaml", FLOOD)
    client = HttpClient(station.folder / "state")
    with station.running():
        wait_for(lambda: len(list(station.folder.glob("audio_cache/programmes/**/*.json"))) > 0)
        crowd = gather(client)
        for _ in range(3):
            emergency: dict[str, object] = {"message": "khan", "priority": "emergency"}
            assert seconds(lambda: client.post("/api/v1/play", emergency)) < PROMPT  # noqa: B023
            assert seconds(lambda: client.get("/api/v1/status")) < PROMPT
            assert seconds(lambda: client.post("/api/v1/stop", {})) < PROMPT
    for thread in crowd:
        thread.join(PATIENCE)
        assert not thread.is_alive()
