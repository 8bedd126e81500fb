"""A slot six seconds after a start, whose sound is in the store, airs, late if need be."""

from __future__ import annotations

import time
from datetime import datetime

import pytest

from tests.end_to_end.conftest import Broadcaster, wait_for

pytestmark = pytest.mark.slow

AHEAD = 6  # seconds from the start of the process to its first slot
LATE = 20.0  # seconds, of a busy machine


def test_slot_six_seconds_after_the_start_airs(station: Broadcaster) -> None:
    assert station("render", "ngan").returncode == 0
    slot = int(time.time()) + AHEAD
    at = time.strftime("%H:%M:%S", time.gmtime(slot))
    station.write("schedules/a.yaml", f'message: ngan\nat: ["{at}"]\n')
    with station.running("--trust-clock"):
        wait_for(lambda: any(row["outcome"] for row in station.look("log")))
        (row,) = station.json("log")
    assert row["outcome"] == "aired", row
    started = datetime.fromisoformat(row["started"]).timestamp()
    print(f"\nheard {started - slot:.3f} s after its instant")  # noqa: T201 - figures
    assert 0 <= started - slot + 0.05 < LATE
