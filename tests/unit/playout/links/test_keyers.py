"""Which switches a station has, and which an airing needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

import pytest

from broadcaster.core.errors import PlayoutError
from broadcaster.playout.keying.wire import Choice
from broadcaster.playout.links.keyers import keyings, needed_in, open_keyer, switchings
from broadcaster.station.model.equipment import Keying, Zone
from broadcaster.station.model.settings import Settings
from broadcaster.station.registries import keyings as registry

OWN = Keying(type="file", settle=2, options={"file": "zone"})
SHARED = Keying(type="file", noise=0.5, options={"file": "station"})
NONE = Keying()


def settings(keying: Keying, zones: Mapping[str, Keying | None]) -> Settings:
    made = {name: Zone(name=name, keying=own) for name, own in zones.items()}
    return Settings(name="x", keying=keying, zones=MappingProxyType(made))


@pytest.mark.parametrize(
    ("keying", "zones", "asked", "needed"),
    [
        (NONE, {}, (), set()),
        (SHARED, {}, (), {""}),
        (SHARED, {"a": None}, ("a",), {""}),
        (SHARED, {"a": OWN, "b": None}, (), {"", "a"}),
        (SHARED, {"a": OWN, "b": None}, ("a",), {"a"}),
        (SHARED, {"a": OWN, "b": None}, ("b",), {""}),
        (SHARED, {"a": OWN, "b": OWN}, (), {"a", "b"}),
        (SHARED, {"a": NONE, "b": None}, ("a",), set()),
        (NONE, {"a": OWN, "b": None}, (), {"a"}),
        (NONE, {"a": OWN, "b": None}, ("b",), set()),
    ],
)
def test_airing_needs_only_the_switches_of_its_zones(
    keying: Keying, zones: dict[str, Keying | None], asked: tuple[str, ...], needed: set[str]
) -> None:
    assert needed_in(settings(keying, zones))(asked) == needed


def test_switch_of_the_station_is_left_alone_where_every_zone_has_its_own() -> None:
    assert set(keyings(settings(SHARED, {"a": OWN, "b": OWN}))) == {"a", "b"}


def test_times_of_each_switch_are_its_own() -> None:
    times = switchings(settings(SHARED, {"a": OWN, "b": None}))
    assert times["a"].lead == timedelta(seconds=3)
    assert times[""].lead == timedelta(seconds=5.5)


def test_missing_library_is_told_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda name: None if name == "serial" else find_spec(name))
    rtu = Keying(type="modbus", options={"device": "/dev/ttyUSB0", "coil": "0"})
    with pytest.raises(PlayoutError) as caught:
        open_keyer(settings(rtu, {}), tmp_path, tmp_path)
    assert caught.value.code == "playout.keying_missing"
    assert caught.value.facts == {"kind": "modbus", "extra": "serial"}
    assert open_keyer(settings(SHARED, {}), tmp_path, tmp_path).states()[0].type == "file"


@pytest.mark.parametrize(
    ("kind", "options", "device"),
    [
        ("serial", {"port": "/dev/ttyS0", "line": "rts"}, "serial:/dev/ttyS0"),
        ("modbus", {"host": "10.0.0.2", "port": "502", "coil": "1"}, "modbus:10.0.0.2"),
        ("modbus", {"device": "/dev/ttyUSB0", "coil": "1"}, "modbus:/dev/ttyUSB0"),
        ("gpio", {"line": "17"}, "gpio"),
        ("http", {"on": "http://u:p@relay/on?key=1", "off": "http://relay/off"}, "http:relay"),
        ("file", {"file": "/x"}, "file:/x"),
    ],
)
def test_device_names_what_is_shared_and_no_secret(kind: str, options: dict[str, str], device: str) -> None:
    assert Choice(name="", type=kind, options=options, longest=1).device == device
