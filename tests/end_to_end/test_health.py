"""A supervisor is told the truth: what people must mend is no reason to start a station anew."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.upkeep.backup import marks
from tests.end_to_end.conftest import SETTINGS, Broadcaster
from tests.end_to_end.relays import file_relay

pytestmark = pytest.mark.patient


def test_station_whose_clock_nobody_trusts_is_degraded_for_everybody_and_restarted_by_nobody(
    station: Broadcaster, tmp_path: Path
) -> None:
    with file_relay(tmp_path) as relay:
        station.write("station.yaml", f"{SETTINGS}keying: {{{relay.written}}}\n")
        distrust(station)
        with station.running():
            checked = station("status", "--check", "--format", "json")
            status = station.json("status")
            assert status["clock"]["trusted"] is False
            assert status["health"] == "degraded"
            (reason,) = [each for each in status["reasons"] if each["code"] == "health.clock"]
            assert reason["facts"]["why"] == status["clock"]["why"]
            assert reason["facts"]["why"] in reason["message"]
            assert checked.returncode == 0, "a new start sets no clock"
            assert reason["message"] in station("status").stdout
            assert "health.clock" in [row["code"] for row in station.json("doctor")]
            metrics = HttpClient(station.folder / "state").text("/metrics")
            assert 'broadcaster_health{state="degraded"} 1' in metrics
            assert 'broadcaster_health_reason{code="health.clock"} 1' in metrics
            assert 'broadcaster_info{version="' in metrics


def distrust(station: Broadcaster) -> None:
    """As after a restore: nobody has said yet that this computer airs, whatever its clock says."""
    when = "2026-11-01T07:00:00+00:00"
    mark = {"file": "a.tar", "made": when, "box": "dai-cu", "at": when}
    station.write(f"state/{marks.RESTORE_FILE}", json.dumps(mark))


def test_station_that_no_longer_answers_is_failed_for_the_supervisor(station: Broadcaster) -> None:
    with station.running() as process:
        assert station("status", "--check").returncode == 0
        os.kill(process.pid, signal.SIGSTOP)
        try:
            # As the container's health check does: who has not answered by then is not well.
            asked = ["timeout", "5", *station.command("status", "--check")]
            assert subprocess.run(asked, env=station.environment, capture_output=True).returncode != 0
        finally:
            os.kill(process.pid, signal.SIGCONT)
