"""Zones that the schedules tell apart although nothing else does."""

from __future__ import annotations

import pytest

from broadcaster.station.loading.loader import load
from tests.unit.station.conftest import Make

KEYED = "keying: {type: file, file: r}"


@pytest.mark.parametrize(
    ("zones", "schedule", "told"),
    [
        ("{a: {}, b: {}}", "zones: [a]", [("b", "a")]),
        ("{a: {channel: left}, b: {}}", "zones: [b]", [("b", "a")]),
        ("{a: {channel: left}, b: {channel: left}}", "zones: [a]", [("b", "a")]),
        ("{a: {}, b: {}, c: {channel: left}}", "zones: [a]", [("b", "a"), ("c", "a")]),
        ("{a: {channel: left}, b: {channel: right}}", "zones: [a]", []),
        ("{a: {}, b: {}}", "zones: [a, b]", []),
        ("{a: {}, b: {}}", "", []),
        (f"{{a: {{{KEYED}}}, b: {{}}}}", "zones: [a]", []),
        (f"{{a: {{{KEYED}}}, b: {{{KEYED}}}}}", "zones: [a]", []),
    ],
)
def test_zones_that_hear_each_other_are_told_of(
    zones: str, schedule: str, told: list[tuple[str, str]], make: Make
) -> None:
    files = {
        "station.yaml": f"name: x\nzones: {zones}\n",
        "messages/m.yaml": "title: t\nparts: [{say: chào}]\n",
        "schedules/s.yaml": f'message: m\nat: ["07:00"]\n{schedule}\n',
    }
    found = [p for p in load(make(files)).problems if p.code == "station.zones_heard_together"]
    assert [(str(p.facts["written"]), str(p.facts["other"])) for p in found] == told
    assert all(p.line == 2 for p in found)
