"""A crowd that wants to speak while the journal takes nothing stands before no emergency and no stop."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing, suppress

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
from tests.end_to_end.conftest import Broadcaster, wait_for

pytestmark = pytest.mark.slow

CROWD = 45  # more than the first lane takes at a time
AT_ONCE = 2.0  # seconds for an answer: of a busy machine, and far below what a row waits for the disk
ASKED: tuple[tuple[str, dict[str, object]], ...] = (
    ("play", {"message": "lu", "priority": "emergency"}),
    ("stop", {}),
)
FLOOD = "title: Lũ\npriority: emergency\nrepeat: 1\nparts:\n  - say: Nước lũ đang lên.\n"


def test_emergency_and_stop_pass_a_crowd_of_voices_that_wait_for_the_journal(station: Broadcaster) -> None:
    station.write("messages/lu.yaml", FLOOD)
    assert station("render", "lu").returncode == 0
    client = HttpClient(station.folder / "state")
    over = threading.Event()

    def want_to_speak() -> None:
        while not over.is_set():
            with suppress(BroadcasterError):
                client.post("/api/v1/live", {"form": "pcm", "rate": 24000, "seconds": 60})

    with (
        station.running("--trust-clock"),
        closing(sqlite3.connect(station.folder / "state/journal.db", isolation_level=None)) as keeper,
    ):
        wait_for(client.running)
        keeper.execute("BEGIN IMMEDIATE")  # as another program that keeps the journal
        crowd = [threading.Thread(target=want_to_speak, daemon=True) for _ in range(CROWD)]
        for each in crowd:
            each.start()
        time.sleep(2)  # all of them wait by then
        took: dict[str, list[float]] = {"play": [], "stop": []}
        try:
            for _ in range(3):
                for what, body in ASKED:
                    begun = time.monotonic()
                    client.post(f"/api/v1/{what}", body)
                    took[what].append(time.monotonic() - begun)
        finally:
            over.set()
            keeper.execute("ROLLBACK")
    print(f"\n{took}")  # noqa: T201 - figures
    assert max(took["play"]) < AT_ONCE
    assert max(took["stop"]) < AT_ONCE
