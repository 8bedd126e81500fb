"""The station listens to itself at the monitor of a null sink."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from benchmarks import soundlab
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.lab]  # whole stations against the clock


LISTENING = SETTINGS.replace("output: none\n", "output: {listen: monitor}\n")
TEXT = "title: Nghe\nrepeat: 3\ngap: 1s\nparts:\n  - say: Kính thưa bà con, mời bà con chú ý lắng nghe.\n"


def mute(environment: dict[str, str], on: bool) -> None:
    # The monitor hears what the sink plays: a stream that is muted is silence in it.
    listed = subprocess.run(
        ["pactl", "list", "short", "sink-inputs"], env=environment, capture_output=True, text=True, check=True
    )
    for line in listed.stdout.splitlines():
        command = ["pactl", "set-sink-input-mute", line.split()[0], str(int(on))]
        subprocess.run(command, env=environment, check=True)


@pytest.mark.slow
def test_what_is_heard_and_what_is_not_is_told_in_status_journal_and_log(
    station: Broadcaster, tmp_path: Path
) -> None:
    station.write("station.yaml", LISTENING)
    station.write("messages/nghe.yaml", TEXT)
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        with station.running():
            wait_for(lambda: not station.look("status")["listen"]["deaf"])
            assert station("play", "nghe").returncode == 0
            wait_for(lambda: station.look("status")["listen"]["last"] is not None)
            listened = station.json("status")["listen"]
            assert listened["ok"], listened
            assert listened["last"]["heard_s"] == listened["last"]["listened_s"] >= 5
            assert abs(listened["last"]["level_db"]) < 1

            station("play", "nghe", "--no-wait")
            wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
            mute(station.environment, on=True)
            begun = time.monotonic()
            wait_for(lambda: any("heard" in e["message"] for e in station.look("status")["errors"]))
            assert time.monotonic() - begun < 10
            mute(station.environment, on=False)
            wait_for(lambda: station.look("status")["listen"]["ok"] is False)
    codes = [row["code"] for row in station.json("log", "events")]
    assert [code for code in codes if code.startswith("playout.")] == [
        "playout.heard_back",
        "playout.not_heard",
        "playout.heard_again",
        "playout.heard_badly",
    ]


@pytest.mark.slow
def test_station_airs_though_it_cannot_listen(station: Broadcaster, tmp_path: Path) -> None:
    station.write("station.yaml", LISTENING.replace("monitor", "khong co"))
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        with station.running():
            wait_for(lambda: bool(station.look("status")["errors"]))
            assert station.json("status")["listen"]["deaf"]
            assert station("play", "ngan").returncode == 0
    assert "playout.cannot_listen" in [row["code"] for row in station.json("log", "events")]
