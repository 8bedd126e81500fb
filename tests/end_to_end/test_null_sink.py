"""The station at a real sound server: what its monitor recorded is what was planned."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from benchmarks import soundlab
from benchmarks.start_accuracy import station_run
from broadcaster.playout.outputs.probe import present

from .conftest import SETTINGS, Broadcaster, wait_for

IDLE, BUSY = 1.0, 2.0  # ms from the run's median, at most
OFFSET = 20.0  # ms: the median itself
DEVICE = SETTINGS.replace("output: none\n", "")


def test_laboratory_is_there() -> None:
    """Nothing here is skipped silently: without the sound server the tests fail."""
    assert soundlab.missing() is None, f"{soundlab.missing()} is missing: scripts/test installs it"


def test_message_is_heard_whole_at_the_device(station: Broadcaster, tmp_path: Path) -> None:
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        station.write(
            "station.yaml", (station.folder / "station.yaml").read_text().replace("output: none\n", "")
        )
        recording = soundlab.Recording(tmp_path / "heard.raw", environment, 60)
        done = station("run", "--once", "ngan")
        assert done.returncode == 0, done.stderr
        time.sleep(0.5)
        heard, _ = recording.end()
    rendered = station.json("render", "ngan")
    loud = np.flatnonzero(np.abs(heard) > soundlab.QUIET)
    assert (loud[-1] - loud[0]) / soundlab.RATE == pytest.approx(rendered["duration_s"], abs=0.3)
    assert present("no such device") is None


@pytest.mark.slow
@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
def test_starts_deviate_little_and_the_journal_tells_them(tmp_path: Path, busy: bool) -> None:
    limit = BUSY if busy else IDLE
    run = station_run(tmp_path / "first", 12, busy=busy)
    if len(run.offsets) < 12 or run.deviation(100) > limit:
        # A virtual machine may be halted as a whole for a moment; a fault of ours shows twice.
        run = station_run(tmp_path / "second", 12, busy=busy)
    assert len(run.offsets) == 12
    assert run.deviation(100) <= limit
    assert abs(run.median) <= OFFSET
    assert [row["outcome"] for row in run.journal] == ["aired"] * 12
    assert all(row["planned"] and row["started"] and row["ended"] for row in run.journal)


@pytest.mark.slow
def test_item_comes_back_when_the_sound_server_died(station: Broadcaster, tmp_path: Path) -> None:
    station.write("station.yaml", DEVICE)
    station.write("messages/dai.yaml", "title: Dài\nrepeat: 3\ngap: 1s\nparts:\n  - say: Kính thưa bà con.\n")
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        with station.running():
            station("play", "dai", "--no-wait")
            wait_for(lambda: bool((station.json("status")["on_air"] or {}).get("started")))
            kill_server(tmp_path / "pulse")
            wait_for(lambda: not station.json("status")["output"]["ok"])
            shutil.rmtree(tmp_path / "pulse")
            with soundlab.null_sink(tmp_path / "pulse"):
                wait_for(lambda: bool(station.json("status")["output"]["ok"]))
                wait_for(lambda: [row["outcome"] for row in station.json("log")] == ["aired"])


def kill_server(folder: Path) -> None:
    """Kill the sound server of `folder` as a crash would."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_text()
        except OSError:
            continue
        if words.startswith("pulseaudio") and str(folder) in words:
            os.kill(int(process.name), signal.SIGKILL)


@pytest.mark.slow
def test_quiet_noise_is_heard_between_settling_and_the_message(station: Broadcaster, tmp_path: Path) -> None:
    """Silence while the transmitter settles, noise for its second, then the message; at the monitor."""
    relay = tmp_path / "relay.log"
    keying = f"keying: {{type: file, file: {relay}, settle: 1s, noise: 1s, tail: 0.5s}}\n"
    station.write("station.yaml", DEVICE + keying)
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        recording = soundlab.Recording(tmp_path / "heard.raw", environment, 60)
        assert station("run", "--once", "ngan").returncode == 0
        time.sleep(0.5)
        heard, _ = recording.end()
    first = int(np.flatnonzero(np.abs(heard) > soundlab.QUIET * 10)[0])
    noise = heard[first - round(0.9 * soundlab.RATE) : first - round(0.1 * soundlab.RATE)]
    assert 20 * np.log10(np.sqrt(np.mean(noise**2))) == pytest.approx(-50, abs=2)
    settling = heard[first - round(1.9 * soundlab.RATE) : first - round(1.1 * soundlab.RATE)]
    assert not settling.any()
