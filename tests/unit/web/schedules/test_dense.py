"""Pages of schedules where files ask for more airings than anybody could look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType, SimpleNamespace
from typing import Any, cast

from broadcaster.core.clock import FakeClock
from broadcaster.station.loading.loader import take
from broadcaster.web.schedules.grid import MOST_SHOWN, Day, GridRow, NotAired
from broadcaster.web.schedules.slots import Slot
from broadcaster.web.schedules.workplace import ScheduleFiles
from tests.unit.web.schedules.test_not_aired import slot

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DENSE = 'message: m\nevery: 10s\nbetween: "00:00-23:59"\n'


def test_file_that_asks_for_too_much_is_planned_as_it_was_taken_last_or_not_at_all(tmp_path: Path) -> None:
    for name, text in (
        ("station.yaml", "name: x\n"),
        ("messages/m.yaml", "title: x\nparts: [say: hi]\n"),
        ("schedules/sang.yaml", 'message: m\nat: ["06:30"]\n'),
        ("schedules/chieu.yaml", 'message: m\nat: ["17:00"]\n'),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    taken = take(tmp_path)
    for name in ("chieu", "moi"):
        (tmp_path / f"schedules/{name}.yaml").write_text(DENSE)
    facade = SimpleNamespace(
        station=replace(taken, schedules=MappingProxyType(dict(taken.schedules))),
        access=SimpleNamespace(folder=tmp_path),
        loaded=SimpleNamespace(clock=FakeClock(NOON)),
    )

    planned = ScheduleFiles(cast("Any", facade)).station()

    assert planned.schedules == taken.schedules


def many(count: int) -> tuple[Slot, ...]:
    return tuple(replace(slot(0), session=f"{number}", start=NOON) for number in range(count))


def day_of(slots: tuple[Slot, ...]) -> Day:
    return Day(
        day=NOON.date(), today=False, past=False, lunar="", holiday="", slots=slots, sessions=0, most=2,
        minutes=0,
    )  # fmt: skip


def test_hour_of_too_many_sessions_draws_some_and_tells_how_many_more_there_are() -> None:
    row = GridRow(number=1, hours=range(12, 13), quiet=False, partly="")
    for count, beyond in ((MOST_SHOWN, 0), (MOST_SHOWN + 7, 7)):
        day = day_of(many(count))
        assert (len(row.of(day)), row.beyond(day)) == (MOST_SHOWN, beyond)


def test_starts_that_do_not_air_for_one_reason_are_told_in_part_where_they_are_many() -> None:
    refused = NotAired(slots=many(MOST_SHOWN + 7), free=None)
    assert (len(refused.shown), refused.beyond) == (MOST_SHOWN, 7)
