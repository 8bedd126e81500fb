"""What is rendered for a message that is asked for now."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.clock import FakeClock
from broadcaster.service.planning.members import made_now
from broadcaster.station.model import Message, Priority, Relay, Say, Settings, Station
from broadcaster.studio.model import Programme
from tests.fakes.renderer import Renderer


class Listing(Renderer):
    """Remembers the class of what it renders."""

    def __init__(self, folder: Path) -> None:
        super().__init__(FakeClock(datetime(2026, 11, 26, tzinfo=UTC)), folder)
        self.classes: dict[str, Priority] = {}

    def render(
        self, station: Station, message: Message, *, engine: str | None = None, offline_only: bool = False
    ) -> Programme:
        self.classes[message.id] = message.priority
        return super().render(station, message, engine=engine, offline_only=offline_only)


@pytest.mark.parametrize("priority", list(Priority))
def test_stand_in_of_an_emergency_is_one_so_that_no_disk_keeps_it_off_the_air(
    priority: Priority, tmp_path: Path
) -> None:
    stand_in = Message(id="ngan", title="Ngắn", parts=(Say(text="Tin ngắn."),))
    relay = Relay(source="vov1", length=60.0, fallback="ngan")
    message = Message(id="tin", title="Tin", parts=(relay,), repeat=1, priority=priority)
    station = Station(
        root=tmp_path, settings=Settings(name="x"), messages={"ngan": stand_in, "tin": message}, schedules={}
    )
    renderer = Listing(tmp_path)
    member = made_now(station, message, renderer, offline_only=priority is Priority.EMERGENCY)
    assert set(member.stand_ins) == {"ngan"}
    urgent = priority is Priority.EMERGENCY
    assert renderer.classes["ngan"] is (Priority.EMERGENCY if urgent else Priority.NORMAL)
