"""Who gets notices is told to status, and status to the page of emergencies: neither waits for a disk."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.core.clock import FakeClock
from broadcaster.notices.service.watch import Audience
from broadcaster.people.access.access import Access
from broadcaster.people.roles.model import Role
from broadcaster.station.model.settings import Settings
from tests.fakes import people


def test_who_is_told_is_known_from_memory_while_the_station_writes_people(tmp_path: Path) -> None:
    people.found(tmp_path, people.person(Role.OFFICER))
    clock = FakeClock(datetime(2026, 11, 20, tzinfo=UTC))
    access = Access(tmp_path, tmp_path / "state", clock, lambda: ZoneInfo("UTC"))
    audience, settings = Audience(access), Settings(name="A")
    before, store = audience.of(settings), access.store
    assert store is not None
    writing, go, over = threading.Event(), threading.Event(), threading.Event()

    def write() -> None:
        with store.changing():
            writing.set()
            go.wait(10)
        over.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert writing.wait(10)
        assert audience.of(settings) == before
        assert not over.is_set(), "it waited for the disk"
    finally:
        go.set()
        writer.join()
        access.close()
