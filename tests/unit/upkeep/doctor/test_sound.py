"""What the sound server says of its output is judged as an officer must know it."""

from __future__ import annotations

from typing import Any

import pytest

from broadcaster.upkeep.doctor.finding import Grade
from broadcaster.upkeep.doctor.sound import judge


def sink(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "name": "card",
        "description": "USB Audio",
        "state": "IDLE",
        "mute": False,
        "volume": {"front-left": {"value_percent": "70%"}, "front-right": {"value_percent": "20%"}},
        "ports": [{"name": "out", "description": "Line Out", "availability": "available"}],
        "active_port": "out",
    }
    return plain | changes


def found(*, default: str = "card", running: bool = True, **changes: Any) -> dict[str, Grade]:
    return {f.code: f.level for f in judge(default, [sink(**changes)], running=running)}


def test_good_output_is_one_good_line() -> None:
    assert found() == {"doctor.sink": Grade.OK}


@pytest.mark.parametrize(
    ("changes", "code", "level"),
    [
        ({"mute": True}, "doctor.sink_muted", Grade.FAIL),
        ({"volume": {"mono": {"value_percent": "12%"}}}, "doctor.sink_low", Grade.WARN),
        ({"state": "SUSPENDED"}, "doctor.sink_suspended", Grade.FAIL),
        ({"default": "auto_null"}, "doctor.sink_dummy", Grade.FAIL),
        ({"default": "gone"}, "doctor.sink_dummy", Grade.FAIL),
        (
            {"ports": [{"name": "out", "availability": "not available"}]},
            "doctor.sink_unplugged",
            Grade.WARN,
        ),
    ],
    ids=["muted", "low", "suspended", "dummy", "gone", "unplugged"],
)
def test_what_keeps_the_loudspeakers_silent_is_named(
    changes: dict[str, Any], code: str, level: Grade
) -> None:
    assert found(**changes)[code] is level


def test_output_that_sleeps_while_no_station_runs_is_no_fault() -> None:
    assert found(state="SUSPENDED", running=False) == {"doctor.sink": Grade.OK}


def test_output_of_which_little_is_known_is_no_fault() -> None:
    assert found(volume={}, ports=[], active_port=None, description=None) == {"doctor.sink": Grade.OK}
