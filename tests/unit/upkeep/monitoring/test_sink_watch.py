"""A change of the sound server's output is told once, and only where it is a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from broadcaster.core.errors import FaultList
from broadcaster.upkeep.doctor import sound as doctor_sound
from broadcaster.upkeep.doctor.finding import Finding, ok, warn
from broadcaster.upkeep.monitoring import watches
from broadcaster.upkeep.monitoring.watches import SinkState, SinkWatch, news


def seen(*findings: Finding, name: str = "card") -> SinkState:
    return SinkState(name=name, findings=findings)


GOOD = ok("doctor.sink", name="card", volume=100)
LOW = warn("doctor.sink_low", name="card", volume=10)


def codes(before: SinkState | None, now: SinkState) -> list[str]:
    return [error.code for error in news(before, now)]


def test_what_is_wrong_at_the_start_is_told() -> None:
    assert codes(None, seen(LOW)) == ["doctor.sink_low"]
    assert codes(None, seen(GOOD)) == []


def test_fault_is_told_when_it_comes_and_not_again_while_it_lasts() -> None:
    assert codes(seen(GOOD), seen(LOW)) == ["doctor.sink_low"]
    assert codes(seen(LOW), seen(LOW)) == []
    assert codes(seen(LOW), seen(GOOD)) == []


def test_another_default_output_is_told_with_both_names() -> None:
    (error,) = news(seen(GOOD), seen(GOOD, name="hdmi"))
    assert error.code == "service.other_output"
    assert error.facts == {"before": "card", "now": "hdmi"}


def test_computer_that_boots_onto_another_output_is_told_of_by_what_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = FaultList()
    found = {"name": "card"}

    def watch() -> None:
        """One run of the station, one look."""
        monkeypatch.setattr(watches, "look", lambda _device: seen(GOOD, name=found["name"]))
        SinkWatch("default", tmp_path / "output", told)._look()

    watch()
    watch()
    assert told == []
    found["name"] = doctor_sound.DUMMY  # the server is up before its card
    watch()
    assert told == []
    found["name"] = "hdmi"
    watch()
    assert [error.code for error in told] == ["service.other_output"]
    watch()
    assert [error.code for error in told] == ["service.other_output"]
    SinkWatch("alsa_output.usb-amp", tmp_path / "output", told)._look()
    assert [error.code for error in told] == ["service.other_output"], "somebody chose another device"


SINKS = [
    {"name": "alsa_output.hdmi", "description": "HDMI"},
    {"name": "alsa_output.usb-amp", "description": "USB Audio CODEC"},
]


@pytest.mark.parametrize(
    ("device", "name"),
    [
        ("default", "alsa_output.hdmi"),
        ("pulse", "alsa_output.hdmi"),
        ("alsa_output.usb-amp", "alsa_output.usb-amp"),
        ("USB Audio", None),  # PortAudio plays to the card itself: its sink sleeps meanwhile
        ("1", None),
        ("hw:2,0", None),
    ],
)
def test_output_that_is_judged_is_the_one_that_the_station_plays_to(
    device: str, name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_sound, "default_output", lambda: ("alsa_output.hdmi", SINKS))
    found = doctor_sound.output_of(device)
    assert (None if found is None else found[0]) == name
