"""The broker's files: accounts, and what each may do. A real Mosquitto: `end_to_end/test_broker.py`."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from broadcaster.centre.broker import BrokerFiles
from broadcaster.core.errors import FleetError

ADDRESS = "mqtts://localhost:18883"


@pytest.fixture
def files(tmp_path: Path) -> BrokerFiles:
    made = BrokerFiles(tmp_path)
    made.write(ADDRESS, tmp_path / "cert.pem", tmp_path / "key.pem")
    return made


def passwords(files: BrokerFiles) -> dict[str, str]:
    lines = (files.configuration.parent / "passwords").read_text().splitlines()
    return dict(line.split(":") for line in lines)


def test_nobody_comes_in_without_an_account_and_in_the_clear(files: BrokerFiles) -> None:
    lines = files.configuration.read_text().splitlines()

    assert "allow_anonymous false" in lines
    assert [line for line in lines if line.startswith("listener")] == ["listener 18883"]
    assert any(line.startswith("certfile ") for line in lines)


def test_what_a_ward_may_write_begins_with_its_account(files: BrokerFiles) -> None:
    lines = (files.configuration.parent / "access").read_text().splitlines()
    writes = [line for line in lines if "write" in line and "pattern" in line]

    assert writes
    assert all(line.startswith("pattern write loa/%u/") for line in writes)
    assert lines[:2] == ["user centre", "topic readwrite loa/#"]


def test_connections_of_the_centre_have_names_that_no_ward_can_take(files: BrokerFiles) -> None:
    assert files.login("listen").name != files.login("listen").name


def test_a_password_is_kept_as_a_hash_alone(files: BrokerFiles) -> None:
    password = files.invite("tan-phong")
    kept = passwords(files)["tan-phong"]

    _, kind, rounds, salt, hashed = kept.split("$")
    assert kind == "7"
    made = hashlib.pbkdf2_hmac("sha512", password.encode(), base64.b64decode(salt), int(rounds))
    assert base64.b64encode(made).decode() == hashed
    assert password not in kept


def test_written_again_the_accounts_stay(files: BrokerFiles, tmp_path: Path) -> None:
    files.invite("tan-phong")
    before = passwords(files)["tan-phong"]
    access = files.access()
    files.write("mqtts://khac.example.vn", tmp_path / "cert.pem", tmp_path / "key.pem")

    assert passwords(files)["tan-phong"] == before
    assert files.wards() == ("tan-phong",)
    after = files.access()
    assert access is not None
    assert after is not None
    assert (after.address, after.password) == ("mqtts://khac.example.vn", access.password)


def test_invited_again_a_ward_has_another_password(files: BrokerFiles) -> None:
    assert files.invite("tan-phong") != files.invite("tan-phong")
    assert files.wards() == ("tan-phong",)


@pytest.mark.parametrize("name", ["centre", "", "Tân", "a/b", "+", "#", "a:b", "a\n", "-a", "a" * 41])
def test_names_that_mean_something_else_are_refused(files: BrokerFiles, name: str) -> None:
    with pytest.raises(FleetError) as told:
        files.invite(name)
    assert told.value.code == "fleet.bad_account"


def test_without_a_broker_nobody_is_invited(tmp_path: Path) -> None:
    with pytest.raises(FleetError) as told:
        BrokerFiles(tmp_path).invite("tan-phong")
    assert told.value.code == "fleet.broker_unknown"


@pytest.mark.parametrize("address", ["mqtt://localhost", "localhost:8883", "https://x", ""])
def test_a_broker_without_tls_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(FleetError) as told:
        BrokerFiles(tmp_path).write(address, tmp_path / "c", tmp_path / "k")
    assert told.value.code == "fleet.bad_broker"
