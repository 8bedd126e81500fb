"""An emergency that is made while it airs opens with the station's siren, in the real source process too."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.playout.links.source_link import SourceLink
from broadcaster.playout.live.feeds import relay_choice, voice_choice
from broadcaster.playout.requests.by_hand import AskLive
from broadcaster.playout.source.choice import SourceChoice
from broadcaster.playout.source.jingles import opening
from broadcaster.station.loading.loader import load
from broadcaster.station.model.station import Station

RATE = 16000
OWN = "sirens:\n  dap-tran:\n    steps: [{from: 400, for: 2s}, {rest: 1s}, {from: 500, to: 900, for: 2s}]\n"


def station(folder: Path, emergency: str, more: str = "") -> Station:
    (folder / "station.yaml").write_text(f"name: A\nsound: {{rate: {RATE}, emergency: {emergency}}}\n{more}")
    loaded = load(folder)
    assert loaded.station is not None, loaded.problems
    return loaded.station


def voice(whose: Station) -> SourceChoice:
    return voice_choice(whose, AskLive(device="", form="pcm", seconds=60, priority="emergency"))


@pytest.mark.parametrize(
    ("name", "more", "seconds"), [("siren", "", 6.0), ("dap-tran", OWN, 5.0), ("none", "", 0.0)]
)
def test_voice_opens_with_the_siren_of_the_station(
    tmp_path: Path, name: str, more: str, seconds: float
) -> None:
    choice = voice(station(tmp_path, name, more))
    assert len(opening(choice)) / RATE == pytest.approx(choice.opening_length, abs=0.1)
    assert choice.opening_length == pytest.approx(seconds + 1.1 if seconds else 0, abs=0.1)


def test_relay_in_an_emergency_opens_with_it_too(tmp_path: Path) -> None:
    whose = station(tmp_path, "siren")
    choice = relay_choice(whose, "https://a.example/x", 60, opening=True, closing=True, emergency=True)
    assert choice.siren
    assert not replace(choice, opening="none", siren=()).opening_length


def test_recording_that_cannot_be_used_leaves_its_place_to_the_siren(tmp_path: Path) -> None:
    choice = replace(voice(station(tmp_path, "siren")), recording=str(tmp_path / "away.ogg"))
    assert len(opening(choice)) / RATE == pytest.approx(choice.opening_length, abs=0.1)


def test_source_process_takes_a_siren(tmp_path: Path) -> None:
    link = SourceLink(voice(station(tmp_path, "siren")))
    try:
        end = time.monotonic() + 60
        while link.state.progress.heard == 0 and link.state.stage == "waiting" and time.monotonic() < end:
            if link.write(bytes(9600)) and link.wait_ready(0.1):
                break
        assert link.state.ready
    finally:
        link.close()
