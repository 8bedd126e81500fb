"""A crowd of rehearsals that name themselves emergencies keeps no emergency and no stop waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.errors import BroadcasterError
from broadcaster.playout.live.voice import MOST
from tests.end_to_end.conftest import PATIENCE, Broadcaster, wait_for

pytestmark = pytest.mark.slow

CROWD = 40
AT_ONCE = 2.0  # seconds for an answer, and for the emergency to be on air
LU = "title: Lũ\npriority: emergency\nrepeat: 1\nparts:\n  - say: Nước lũ đang lên.\n"
REHEARSAL: Mapping[str, object] = {"priority": "emergency", "rehearse": True}


@pytest.fixture
def client(station: Broadcaster) -> Iterator[HttpClient]:
    """Of a station that runs, with the emergency's sound ready."""
    station.write("messages/lu.yaml", LU)
    assert station("render", "lu").returncode == 0
    with station.running("--trust-clock"):
        made = HttpClient(station.folder / "state")
        wait_for(made.running, PATIENCE)
        yield made


def sources() -> int:
    """How many processes of live sound there are on this computer."""
    lines = (path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists())
    return sum(b"broadcaster.playout.source" in line for line in lines)


def flood(work: Callable[[], object]) -> None:
    def ask() -> None:
        with suppress(BroadcasterError):
            work()

    for _ in range(CROWD):
        threading.Thread(target=ask, daemon=True).start()
    time.sleep(1)  # all of them have asked by then


def wait_until_on_air(client: HttpClient, asked: str) -> None:
    wait_for(lambda: (client.get("/api/v1/status")["on_air"] or {}).get("id") == asked)


def measured(client: HttpClient) -> dict[str, list[float]]:
    """Seconds until an emergency is on air and until a stop is answered, three times."""
    took: dict[str, list[float]] = {"emergency": [], "stop": []}
    for _ in range(3):
        begun = time.monotonic()
        wait_until_on_air(
            client, client.post("/api/v1/play", {"message": "lu", "priority": "emergency"})["id"]
        )
        took["emergency"].append(time.monotonic() - begun)
        begun = time.monotonic()
        client.post("/api/v1/stop", {"all": True})
        took["stop"].append(time.monotonic() - begun)
    print({what: [round(each, 2) for each in times] for what, times in took.items()})  # noqa: T201 - figures
    return took


@pytest.mark.parametrize("size", [300 << 30, pytest.param(1 << 30, marks=pytest.mark.lab)])
def test_files_of_any_size_keep_neither_waiting(client: HttpClient, tmp_path: Path, size: int) -> None:
    path = tmp_path / "x.wav"
    with path.open("wb") as file:
        file.truncate(size)
    flood(lambda: client.post("/api/v1/play-file", {"path": str(path), **REHEARSAL}))
    took = measured(client)
    assert max(took["emergency"]) < AT_ONCE
    assert max(took["stop"]) < AT_ONCE


def test_armed_sessions_keep_neither_waiting_and_stay_a_few(client: HttpClient) -> None:
    before = sources()
    flood(lambda: client.post("/api/v1/live", {"form": "pcm", "rate": 16000, **REHEARSAL}))
    took = measured(client)
    assert sources() - before <= MOST
    assert max(took["emergency"]) < AT_ONCE
    assert max(took["stop"]) < AT_ONCE
