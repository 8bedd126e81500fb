"""What a sound server can do to a station short of dying: suspended, muted, another default."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import soundlab
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.lab]  # whole stations against the clock


DEVICE = SETTINGS.replace("output: none\n", "")
TEXT = "title: Nghe\nrepeat: 4\ngap: 1s\nparts:\n  - say: Kính thưa bà con, mời bà con chú ý lắng nghe.\n"


@pytest.fixture
def airing(station: Broadcaster, tmp_path: Path) -> Iterator[Broadcaster]:
    """A station at a null sink with something on air."""
    station.write("station.yaml", DEVICE)
    station.write("messages/nghe.yaml", TEXT)
    with soundlab.null_sink(tmp_path / "pulse") as environment:
        station.environment |= environment
        with station.running():
            station("play", "nghe", "--no-wait")
            wait_for(lambda: bool((station.look("status")["on_air"] or {}).get("started")))
            yield station


def pactl(station: Broadcaster, *arguments: str) -> None:
    subprocess.run(["pactl", *arguments], env=station.environment, check=True, stdout=subprocess.DEVNULL)


def told(station: Broadcaster) -> list[str]:
    return [row["code"] for row in station.look("log", "events")]


@pytest.mark.slow
def test_suspended_output_is_noticed_told_and_the_item_comes_back(airing: Broadcaster) -> None:
    pactl(airing, "suspend-sink", "ward", "1")
    begun = time.monotonic()
    wait_for(lambda: not airing.look("status")["output"]["ok"])
    assert time.monotonic() - begun < 3, "noticed late (a question to the station takes half a second)"
    pactl(airing, "suspend-sink", "ward", "0")
    wait_for(lambda: bool(airing.look("status")["output"]["ok"]))
    wait_for(lambda: [row["outcome"] for row in airing.look("log")] == ["aired"], 40)
    assert "playout.output_lost" in told(airing)


@pytest.mark.slow
def test_muted_and_exchanged_outputs_are_told_while_the_airing_goes_on(airing: Broadcaster) -> None:
    pactl(airing, "set-sink-mute", "ward", "1")
    wait_for(lambda: "doctor.sink_muted" in told(airing))
    pactl(airing, "load-module", "module-null-sink", "sink_name=hdmi")
    pactl(airing, "set-default-sink", "hdmi")
    wait_for(lambda: "service.other_output" in told(airing))
    wait_for(lambda: [row["outcome"] for row in airing.look("log")] == ["aired"], 60)
    assert any("muted" in fault["message"] for fault in airing.json("status")["errors"])
