"""Which voice the station says that it has: the same whichever message is needed next."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from broadcaster.app.station.parts import StationParts
from broadcaster.app.station.status import StationStatus
from broadcaster.app.status.engine_state import EngineState
from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import FaultList
from broadcaster.station.model.message import Message, Priority, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import Speech
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.render_ahead import RenderAhead
from broadcaster.studio.script.programme import Programme
from tests.fakes.renderer import Renderer

NOON = datetime(2021, 2, 3, 5, 0, tzinfo=UTC)
SOON = timedelta(minutes=5)
URGENT = "lũ"
ORDERS = [("cũ", "mới", URGENT), ("mới", URGENT, "cũ"), (URGENT, "cũ", "mới")]


class WithoutPiper(Renderer):
    """A studio in which Piper was never installed; emergencies are never spoken by the network's voice."""

    def __init__(self, clock: FakeClock, folder: Path) -> None:
        super().__init__(clock, folder)
        self.by_network: set[str] = set()

    def render(
        self, station: Station, message: Message, *, engine: str | None = None, offline_only: bool = False
    ) -> Programme:
        self.engine = "gtts" if message.id in self.by_network else "espeak"
        return super().render(station, message, engine=engine, offline_only=offline_only)


@pytest.fixture
def renderer(tmp_path: Path) -> WithoutPiper:
    return WithoutPiper(FakeClock(NOON), tmp_path)


def told(renderer: WithoutPiper, tmp_path: Path, order: tuple[str, ...]) -> EngineState:
    """What is told where messages are needed in this order."""
    messages = {name: Message(id=name, title=name, parts=(Say(text=name),)) for name in order}
    if URGENT in messages:
        messages[URGENT] = replace(messages[URGENT], priority=Priority.EMERGENCY)
    speech = Speech(engines=("piper", "gtts", "espeak"), online=True)
    settings = Settings(name="Đài thử", speech=speech)
    station = Station(root=tmp_path, settings=settings, messages=messages, schedules={})
    ahead = RenderAhead(renderer, FakeClock(NOON), FaultList())
    ahead.want(station, [(name, NOON + (1 + place) * SOON) for place, name in enumerate(order)])
    while ahead.render_next():
        pass
    parts = SimpleNamespace(timetable=SimpleNamespace(render_ahead=ahead))
    return StationStatus(cast("StationParts", parts))._voice(station)


@pytest.mark.parametrize("order", ORDERS)
def test_voice_offline_is_the_same_whichever_message_is_next(
    renderer: WithoutPiper, tmp_path: Path, order: tuple[str, ...]
) -> None:
    renderer.by_network = {"cũ"}  # made while the network was there
    voice = told(renderer, tmp_path, order)
    assert (voice.name, voice.fallback, voice.wanted, voice.usual) == ("espeak", True, "gtts", "gtts")


@pytest.mark.parametrize("order", [*ORDERS, (URGENT,), ()])
def test_emergency_that_no_network_may_speak_is_no_other_voice(
    renderer: WithoutPiper, tmp_path: Path, order: tuple[str, ...]
) -> None:
    renderer.by_network = {"cũ", "mới"}
    voice = told(renderer, tmp_path, order)
    assert (voice.name, voice.fallback, voice.wanted, voice.waiting) == ("gtts", False, None, ())
