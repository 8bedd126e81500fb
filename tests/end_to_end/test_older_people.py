"""Somebody puts an older people.db back: whoever was removed stays out, and the ward is still warned."""

from __future__ import annotations

import shutil

import pytest

from broadcaster.people.roles.model import Role
from tests.end_to_end.conftest import Broadcaster, wait_for
from tests.fakes import people
from tests.fakes.people import PASSWORD

pytestmark = [pytest.mark.patient]


def told(station: Broadcaster) -> bool:
    return "older than the station's journal" in str(station.look("status"))


def test_removed_officer_does_not_come_back_with_an_older_file(station: Broadcaster) -> None:
    station.write("pin", PASSWORD)
    as_lan = {"BROADCASTER_PIN_FILE": str(station.folder / "pin"), "BROADCASTER_AS": "officer"}
    people.found(station.folder, people.person(Role.OFFICER), password=PASSWORD)
    file, older = station.folder / "state/people.db", station.folder.parent / "older.db"
    with station.running():
        shutil.copy(file, older)
        people.change(station.folder, lambda admin, by: admin.remove("officer", by))
        wait_for(lambda: any("removed" in row["text"] for row in station.look("log", "events")))
        shutil.copy(older, older.with_name("copied.db"))
        older.with_name("copied.db").replace(file)
        wait_for(lambda: told(station))
        station.environment.update(as_lan)
        assert station("say", "Xin chào.").returncode != 0
        for name in as_lan:
            del station.environment[name]
    with station.running():
        assert told(station)
        station.environment.update(as_lan)
        refused = station("say", "Xin chào.")
        for name in as_lan:
            del station.environment[name]
        assert refused.returncode != 0
        assert station("say", "Xin chào.").returncode != 0, "the own account speaks for nobody"
        warned = station("say", "Nước lên nhanh.", "--emergency")
        assert warned.returncode == 0, warned.stderr
        code = station("people", "recover").stdout.strip()
        done = station(
            "people",
            "passwd",
            people.TECHNICIAN.id,
            "--code",
            "--stdin",
            text=f"{code}\nsuối reo đêm trăng\n",
        )
        assert done.returncode == 0, done.stderr
        wait_for(lambda: not told(station))
        assert "file older than the journal were put into force" in str(station.json("log", "events"))
