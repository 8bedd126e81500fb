"""Cookies of devices: a line of one's own for whoever signed in there, and nothing else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from broadcaster.people.sign_in.devices import MOST, NAME, Devices


@pytest.fixture
def devices(tmp_path: Path) -> Devices:
    return Devices(tmp_path)


def test_device_is_known_for_who_signed_in_on_it_and_for_nobody_else(devices: Devices) -> None:
    cookie = devices.signed_in("", "lan")
    assert devices.of(cookie, " lan ") != ""
    assert devices.of(cookie, "thu") == ""
    both = devices.signed_in(cookie, "thu")
    assert devices.of(both, "thu") == devices.of(both, "lan") == devices.of(cookie, "lan")
    assert devices.of(cookie, "thu") == ""


def test_signing_in_again_gives_no_new_line(devices: Devices) -> None:
    cookie = devices.signed_in("", "lan")
    assert devices.signed_in(cookie, "lan") == cookie


def test_two_devices_are_two(devices: Devices) -> None:
    first, second = devices.signed_in("", "lan"), devices.signed_in("", "lan")
    assert devices.of(first, "lan") != devices.of(second, "lan")


@pytest.mark.parametrize("strange", ["", "x", ".", "a.b", "é" * 16 + "." + "A" * 22, "A" * 5000, "\0"])
def test_what_this_station_did_not_make_is_no_device(devices: Devices, strange: str) -> None:
    assert devices.of(strange, "lan") == ""
    assert devices.of(devices.signed_in(strange, "lan"), "lan") != ""


def test_changed_id_is_no_device(devices: Devices) -> None:
    device, *tags = devices.signed_in("", "lan").split(".")
    changed = ".".join((device[::-1], *tags))
    assert devices.of(changed, "lan") == ""
    assert not devices.is_known(changed)


def test_device_is_known_whoever_signed_in_there(devices: Devices) -> None:
    cookie = devices.signed_in("", "lan")
    device, ours, own = cookie.split(".")
    assert devices.is_known(cookie)
    assert devices.is_known(devices.signed_in(f"{device}.{own}", "thu")), "of an earlier version"
    assert not any(map(devices.is_known, ("", "x", f"{device}.{own}", f"{device}.{'A' * 22}")))
    assert devices.of(f"{device}.{ours}", "lan") == ""


def test_key_is_private_and_kept_and_without_it_devices_are_unknown(devices: Devices, tmp_path: Path) -> None:
    cookie = devices.signed_in("", "lan")
    key = tmp_path / NAME
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert Devices(tmp_path).of(cookie, "lan") == devices.of(cookie, "lan")
    key.unlink()
    assert Devices(tmp_path).of(cookie, "lan") == ""
    key.write_text("hỏng")
    fresh = Devices(tmp_path)
    assert fresh.of(cookie, "lan") == ""
    assert fresh.of(fresh.signed_in(cookie, "lan"), "lan") != ""


def test_where_the_key_cannot_be_kept_devices_are_known_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in its place")
    devices = Devices(tmp_path / "state")
    assert devices.of(devices.signed_in("", "lan"), "lan") != ""


def test_a_cookie_does_not_grow_for_ever(devices: Devices) -> None:
    cookie = ""
    for number in range(30):
        cookie = devices.signed_in(cookie, f"p{number}")
    assert len(cookie.split(".")) == 1 + 1 + MOST
    assert devices.of(cookie, "p29") != ""
