"""No name makes headphones of the loudspeakers' card."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.playout.outputs.probe import ABSENT
from broadcaster.upkeep.doctor import sound
from broadcaster.upkeep.doctor.sound import DevicePlace, Reach, judge_output, reach

NAMES = {
    "default": "default",
    "pulse": "pulse",
    "hw:0": "HDA Intel: ALC (hw:0,0)",
    "HDA": "HDA Intel: ALC (hw:0,0)",
    "4": "HDA Intel: ALC (hw:0,0)",
    "hw:1": "USB Headset (hw:1,0)",
    "tai-nghe": "tai-nghe",
}
"""What PortAudio calls each device; `tai-nghe` is an alias of somebody's asound.conf."""


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(sound, "_named", NAMES.get)
    sink = {"name": "built-in", "properties": {"alsa.card": "0"}}
    monkeypatch.setattr(sound, "default_output", lambda: ("built-in", [sink]))
    return monkeypatch


@pytest.mark.parametrize(
    ("named", "own", "found"),
    [
        ("hw:0", ["hw:0"], Reach.OWN),
        ("HDA", ["hw:0"], Reach.OWN),
        ("4", ["hw:0"], Reach.OWN),
        ("default", ["hw:0"], Reach.OWN),
        ("pulse", ["hw:0"], Reach.OWN),
        ("hw:0", ["default"], Reach.OWN),
        ("pulse", ["default"], Reach.OWN),
        ("tai-nghe", ["tai-nghe"], Reach.OWN),
        ("tai-nghe", ["hw:0"], Reach.UNKNOWN),
        ("hw:1", ["tai-nghe"], Reach.UNKNOWN),
        ("hw:1", ["hw:0"], Reach.APART),
        ("hw:1", ["default"], Reach.APART),
        ("hw:0", ["hw:1", "hw:0"], Reach.OWN),
        ("khong-co", ["hw:0"], Reach.APART),
    ],
)
@pytest.mark.usefixtures("cards")
def test_device_that_leads_to_the_loudspeakers_card_is_no_headphones(
    named: str, own: list[str], found: Reach
) -> None:
    assert reach(named, own) is found


def test_default_output_without_a_known_card_is_taken_for_nothing(cards: pytest.MonkeyPatch) -> None:
    cards.setattr(sound, "default_output", lambda: None)
    assert reach("hw:1", ["default"]) is Reach.UNKNOWN
    cards.setattr(sound, "default_output", lambda: ("ward", [{"name": "ward"}]))
    assert reach("hw:1", ["default"]) is Reach.UNKNOWN, "a null sink, or one of several cards"


def test_headphones_are_apart_only_from_cards_that_are_all_known() -> None:
    usb = DevicePlace(name="USB (hw:1,0)", card="1")
    known, alias = DevicePlace(name="HDA (hw:0,0)", card="0"), DevicePlace(name="loa", card=None)
    assert judge_output(usb, [known]) is Reach.APART
    assert judge_output(usb, [known, alias]) is Reach.UNKNOWN


@pytest.mark.parametrize(("code", "found"), [(ABSENT, Reach.APART), (1, Reach.UNKNOWN), (-11, Reach.UNKNOWN)])
def test_probe_that_dies_makes_no_headphones(
    code: int, found: Reach, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    probe = tmp_path / "python"
    probe.write_text(f"#!/bin/sh\n{f'exit {code}' if code > 0 else 'kill -SEGV $$'}\n")
    probe.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(probe))
    assert reach("hw:1", ["hw:0"]) is found
