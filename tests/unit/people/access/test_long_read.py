"""Whoever asks the station is known at once, however long somebody reads its journal."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import Mode
from broadcaster.people.access.access import Access
from broadcaster.people.roles.model import Caller, Role
from tests.fakes import people
from tests.fakes.station import settings

OFFICER = people.person(Role.OFFICER)
LONG = 20.0  # seconds: whoever does not wait for the reader is done long before


@pytest.fixture
def station(tmp_path: Path) -> Iterator[StationFacade]:
    (tmp_path / "station.yaml").write_text(settings("tone"))
    people.found(tmp_path, OFFICER)
    running = RunningStation(tmp_path, Mode())
    running.open()
    yield running.facade
    running.close()


def test_session_is_known_while_the_journal_is_read_and_people_were_changed_elsewhere(
    station: StationFacade, tmp_path: Path
) -> None:
    token = people.token(tmp_path, OFFICER)
    with read_for_long(station):
        people.change(tmp_path, lambda admin, by: admin.add(people.person(Role.LEADER), by))
        found = asked(station.access, token)
        assert [one.person and one.person.id for one in found] == [OFFICER.id]
        people.change(tmp_path, lambda admin, by: admin.remove(OFFICER.id, by))
        assert [one.person for one in asked(station.access, token)] == [None], "the change holds"


@contextmanager
def read_for_long(station: StationFacade) -> Iterator[None]:
    """Somebody reads the station's whole journal, as a report does, until the block ends."""
    begun, done = threading.Event(), threading.Event()

    def read() -> None:
        with station.loaded.journal.store.reading():
            begun.set()
            done.wait(2 * LONG)

    reader = threading.Thread(target=read)
    reader.start()
    assert begun.wait(LONG)
    try:
        yield
    finally:
        done.set()
        reader.join()


def asked(access: Access, token: str) -> list[Caller]:
    """Who asks, on a thread of its own; nobody where that takes long."""
    found: list[Caller] = []
    asking = threading.Thread(target=lambda: found.append(access.caller(None, token)), daemon=True)
    asking.start()
    asking.join(LONG / 4)
    return list(found)
