"""The running station: looser rules wait for a leader, whoever wrote them into the files and however."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from broadcaster.people.roles.model import Role
from tests.end_to_end.conftest import SETTINGS, SHORT, Broadcaster, wait_for
from tests.fakes import people
from tests.fakes.people import PIN, TECHNICIAN

STRICT = SETTINGS.replace("required: false", "required: true, at_once: leader")
LOOSE = SETTINGS + 'sources: {la: "http://127.0.0.1:9/x.mp3"}\n'
PASSWORD = "nguoi dan xa nha"  # noqa: S105
WAITS = {"Approval before airing", "Words not approved ahead", "Source la"}


@pytest.fixture
def ward(station: Broadcaster, tmp_path: Path) -> Broadcaster:
    station.write("station.yaml", STRICT)
    station.write("messages/nhap.yaml", SHORT)
    people.found(station.folder, people.person(Role.LEADER), people.person(Role.OFFICER), pin=PIN)
    for name in (TECHNICIAN.id, "leader", "officer"):
        people.change(station.folder, lambda admin, by, name=name: admin.set_password(name, PASSWORD, by))  # type: ignore[misc]
    pin = tmp_path / "pin"
    pin.write_text(PASSWORD)
    station.environment["BROADCASTER_PIN_FILE"] = str(pin)
    return station


def waits(station: Broadcaster) -> str:
    change = station.look("status")["clock"]["unconfirmed"]
    return "" if change is None else " ".join(change["changes"])


def all_wait(station: Broadcaster) -> bool:
    return all(key in waits(station) for key in WAITS)


def plays(station: Broadcaster) -> bool:
    return station("play", "nhap", "--as", "officer").returncode == 0


@pytest.mark.patient
def test_looser_rules_wait_for_a_leader_over_kills_and_removed_files(ward: Broadcaster) -> None:
    station, state = ward, ward.folder / "state"
    with station.running("--no-console", "--trust-clock", end=signal.SIGKILL):
        assert not plays(station)
        station.write("station.yaml", LOOSE)
        wait_for(lambda: all_wait(station))
        assert not plays(station)
        for person in (TECHNICIAN.id, "officer"):
            refused = station("clock", "confirm", "--yes", "--as", person)
            assert refused.returncode == 1, person
            assert "--time-only" in refused.stderr, "how the timetable goes on without a leader"
        assert "a leader" in station("status").stdout.lower()
        assert "Approval before airing" in station("check").stdout
        done = station("clock", "confirm", "--yes", "--time-only", "--as", TECHNICIAN.id)
        assert done.returncode == 0, done.stderr
        assert all_wait(station), "the time alone was confirmed"
    for lost in ((), ("accepted.zip",), ("confirmed.json",), ("accepted.zip", "confirmed.json")):
        for name in lost:
            (state / name).unlink()
        with station.running("--no-console", "--trust-clock", end=signal.SIGKILL):
            assert all_wait(station), lost
            assert not plays(station), lost
    assert not plays(station), "nor where no station runs"
    with station.running("--no-console", "--trust-clock"):
        done = station("clock", "confirm", "--yes", "--as", "leader")
        assert done.returncode == 0, done.stderr
        assert waits(station) == ""
        done = station("play", "nhap", "--as", "officer")
        assert done.returncode == 0, done.stderr
    with station.running("--no-console", "--trust-clock"):
        assert plays(station)
        took = [event["text"] for event in station.json("log", "events") if event["code"] == "clock.took_key"]
        assert len(took) >= len(WAITS)
        assert all("leader" in text for text in took)
        # What tightens holds at once.
        station.write("station.yaml", STRICT)
        wait_for(lambda: not plays(station))
        assert waits(station) == ""


@pytest.mark.patient
def test_backup_with_looser_rules_that_is_put_back_waits_too(station: Broadcaster, tmp_path: Path) -> None:
    def airs() -> bool:
        return station("play", "nhap").returncode == 0

    station.write("station.yaml", LOOSE)
    station.write("messages/nhap.yaml", SHORT)
    with station.running("--no-console", "--trust-clock"):
        assert airs(), "a new station: as it is written"
        file = tmp_path / "dai.tar.gz"
        assert station("backup", "-o", str(file)).returncode == 0
        station.write("station.yaml", STRICT)
        wait_for(lambda: not airs())
    done = station("restore", str(file), str(station.folder), "--replace")
    assert done.returncode == 0, done.stderr
    with station.running("--no-console", "--trust-clock"):
        assert all_wait(station)
        assert not airs()
        assert station("clock", "confirm", "--yes").returncode == 0, "without people the account's own"
        assert airs()
