"""A small station to plan for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from broadcaster.station.model.equipment import Keying
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.regulation import ApprovalRule, Regulation
from broadcaster.station.model.schedule import Schedule
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station

MakeStation = Callable[..., Station]


@pytest.fixture(scope="session")
def make_station() -> MakeStation:
    """Builds a station; approval and keying are off unless asked for."""

    def make(
        *schedules: Schedule,
        messages: Iterable[Message] = (),
        zone: str = "Asia/Ho_Chi_Minh",
        quiet: tuple[time, time] | None = None,
        **settings: Any,
    ) -> Station:
        named = {name: simple(name) for schedule in schedules for name in schedule.messages}
        named |= {message.id: message for message in messages}
        options: dict[str, Any] = {"approval": ApprovalRule(required=False), "keying": Keying(type="none")}
        return Station(
            root=Path(),
            settings=Settings(
                name="Đài thử",
                timezone=ZoneInfo(zone),
                regulation=Regulation(quiet=quiet),
                **(options | settings),
            ),
            messages=named,
            schedules={schedule.id: schedule for schedule in schedules},
        )

    def simple(name: str) -> Message:
        return Message(id=name, title=name, parts=(Say(text="Kính thưa bà con."),))

    return make
