"""The lamps: grey while all is in order; a colour and a word where a person is needed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from broadcaster.app.status.values import Disk, JournalState, OutputState, UpsState
from broadcaster.upkeep.doctor.machine import FULL_DISK, LOW_DISK
from broadcaster.web.playout.attention import lamps
from tests.fakes.status import AT_REST, CLOCK, ENGINE, KEYING


def looks(**changes: Any) -> dict[str, str]:
    return {lamp.name: lamp.look for lamp in lamps(replace(AT_REST, **changes))}


def test_a_station_at_rest_has_no_colour() -> None:
    plenty = Disk(free_mb=2 * LOW_DISK)
    assert set(looks(disk=plenty).values()) == {""}
    assert {"output", "keying", "engine", "clock", "disk"} <= set(looks(disk=plenty))


@pytest.mark.parametrize(
    ("lamp", "look", "changes"),
    [
        ("output", "fault", {"output": OutputState(kind="device", name="", ok=False)}),
        ("keying", "fault", {"keying": replace(KEYING, type="serial", fault="không mở được cổng")}),
        ("engine", "wait", {"engine": replace(ENGINE, name="espeak", fallback=True, wanted="piper")}),
        ("clock", "wait", {"clock": replace(CLOCK, trusted=False, why="chưa ai xác nhận")}),
        ("disk", "fault", {"disk": Disk(free_mb=FULL_DISK - 1)}),
        ("journal", "fault", {"journal": JournalState(ok=False)}),
        (
            "ups",
            "wait",
            {
                "ups": UpsState(
                    name="a", status="OB", on_battery=True, low=False, charge=80.0, runtime_s=600.0
                )
            },
        ),
    ],
)
def test_what_needs_a_person_has_a_colour_a_shape_and_a_word(
    lamp: str, look: str, changes: dict[str, Any]
) -> None:
    shown = {each.name: each for each in lamps(replace(AT_REST, **changes))}[lamp]
    assert shown.look == look
    assert shown.icon == "triangle-alert"
    assert shown.text
