"""A busy machine: the station starts though its output is late, and has ended when it says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from tests.end_to_end.conftest import PATIENCE, Broadcaster, wait_for
from tests.end_to_end.test_stop import long_text

pytestmark = pytest.mark.slow

BUSY = 6 * (os.cpu_count() or 1)  # processes that only compute
ASKED = 20
GONE = 0.5  # seconds from the word to the end of the process, on such a machine
ENDED = b"The station has ended."


@contextmanager
def load() -> Iterator[None]:
    """Keep every core busy several times over."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def test_station_on_a_busy_machine_starts_and_says_that_it_has_ended_only_when_it_has(
    station: Broadcaster,
) -> None:
    client = HttpClient(station.folder / "state")
    with (
        load(),
        subprocess.Popen(
            station.command("run"), env=station.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        ) as process,
    ):
        assert process.stderr is not None
        lines: list[tuple[float, bytes]] = []

        def read() -> None:
            assert process.stderr is not None
            lines.extend((time.monotonic(), line) for line in process.stderr)

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        try:
            wait_for(lambda: process.poll() is not None or client.running())
            assert process.poll() is None, b"".join(line for _, line in lines).decode()
            for number in range(ASKED):
                client.post("/api/v1/say", {"text": long_text(number)})
            process.send_signal(signal.SIGTERM)
            time.sleep(0.1)
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
            gone = time.monotonic()
        finally:
            process.kill()
        reader.join(PATIENCE)
    said = [at for at, line in lines if ENDED in line]
    print(f"\nsaid {[round(gone - at, 3) for at in said]} s before the process was gone")  # noqa: T201 - figures
    assert len(said) == 1
    assert gone - said[0] < GONE
