"""What was answered and then killed before its first sound has one row, which tells who asked and why."""

from __future__ import annotations

import os
import signal
from typing import Any

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.clock import SystemClock
from broadcaster.journal.log.journal import Journal
from tests.end_to_end.conftest import Broadcaster

pytestmark = pytest.mark.patient
LONG = " ".join(f"Câu số {line}: kính thưa bà con cô bác trong toàn phường." for line in range(120))


def say(client: HttpClient, **how: object) -> str:
    return str(client.post("/api/v1/say", {"text": LONG, **how})["id"])


def two(client: HttpClient) -> list[str]:
    return [say(client), say(client)]


def emergency(client: HttpClient) -> list[str]:
    return [say(client, priority="emergency")]


def correction(client: HttpClient) -> list[str]:
    return [str(client.post("/api/v1/correct", {"name": "ngan", "text": LONG})["id"])]


def live(client: HttpClient) -> list[str]:
    order: dict[str, object] = {"form": "pcm", "rate": 24000, "seconds": 60}
    place = f"/api/v1/live/{client.post('/api/v1/live', order)['ticket']}"
    return [str(client.post(f"{place}/talk", {"on": True})["id"])]


@pytest.mark.parametrize("ask", [two, emergency, correction, live])
def test_killed_while_it_is_made_leaves_one_row_for_each_order(station: Broadcaster, ask: Any) -> None:
    with station.running("--trust-clock") as process:
        asked = ask(HttpClient(station.folder / "state"))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    with station.running("--trust-clock"):
        pass
    rows = [row for row in station.json("log") if row["kind"] != "rehearsal"]
    assert [row["id"] for row in rows] == asked
    for row in rows:
        assert (row["outcome"], row["started"]) == ("interrupted", None)
        assert "before anything of it was heard" in row["reason"]
        assert row["who"]
        assert row["message"]
    with Journal.open(station.folder / "state/journal.db", SystemClock()) as journal:
        assert journal.verify().ok
        assert journal.open_airings() == []
