"""Whoever reads the log may stand still: the station goes on."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.playout.keying.file import switchings
from tests.end_to_end.conftest import PATIENCE, SETTINGS, Broadcaster, wait_for

ENDING = 3.0  # seconds from the signal
KEYED = SETTINGS + "keying: {type: file, file: relay.log, settle: 0.1s, noise: 0s, tail: 0.1s}\n"


@pytest.fixture
def full() -> Iterator[int]:
    """A pipe into which not one more byte goes, and from which nobody reads."""
    reader, writer = os.pipe()
    os.write(writer, b"x" * fcntl.fcntl(writer, fcntl.F_GETPIPE_SZ))
    yield writer
    os.close(writer)
    os.close(reader)


@pytest.mark.slow
@pytest.mark.parametrize(
    "verbosity",
    [pytest.param((), id="warnings", marks=pytest.mark.lab), pytest.param(("-vv",), id="everything")],
)
def test_station_stood_still_when_nobody_read_its_full_standard_error(
    station: Broadcaster, full: int, verbosity: tuple[str, ...]
) -> None:
    station.write("station.yaml", KEYED)
    command = station.command("run")
    command[3:3] = verbosity
    with subprocess.Popen(command, env=station.environment, stdout=full, stderr=full) as process:
        try:
            wait_for(lambda: process.poll() is not None or station.look("status")["running"])
            assert station("play", "ngan").returncode == 0
            station.write("messages/hong.yaml", "title: [")  # what is told at the terminal too
            wait_for(lambda: bool(station.look("status")["problems"]))
            assert station("play", "ngan").returncode == 0
        finally:
            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
    assert time.monotonic() - begun < ENDING
    assert process.returncode == 0
    assert [row["outcome"] for row in station.json("log") if row["message"] == "ngan"] == ["aired"] * 2
    assert [line.on for line in switchings(station.folder / "relay.log")][-1] is False


@pytest.mark.patient
@pytest.mark.parametrize("verbosity", [(), ("-vv",)], ids=["warnings", "everything"])
def test_run_that_failed_at_its_start_stood_still_at_its_last_line(
    tmp_path: Path, full: int, verbosity: tuple[str, ...]
) -> None:
    station = Broadcaster(tmp_path)
    station.write("station.yaml", "name: [")
    command = station.command("run")
    command[3:3] = verbosity
    with subprocess.Popen(command, env=station.environment, stdout=full, stderr=full) as process:
        try:
            assert process.wait(PATIENCE) == 1
        finally:
            process.kill()


@pytest.mark.patient
def test_run_that_fails_at_its_start_says_why_to_whoever_reads(tmp_path: Path) -> None:
    station = Broadcaster(tmp_path)
    station.write("station.yaml", "name: [")
    done = station("run")
    assert done.returncode == 1
    assert done.stderr.startswith("station.yaml:1:")
    assert "Traceback" not in done.stderr
    assert "Traceback" in subprocess.run(
        [sys.executable, "-m", "broadcaster", "-vv", *station.command("run")[3:]],
        env=station.environment, capture_output=True, text=True, timeout=PATIENCE,
    ).stderr  # fmt: skip
