from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from broadcaster.timetable.planning.proposal import FreeSlot
from broadcaster.timetable.rules.guard import UNAPPROVED
from broadcaster.web.schedules.grid import Day, lacks, not_aired, soon
from broadcaster.web.schedules.slots import Slot

MONDAY = date(2026, 11, 23)


def slot(
    day: int, state: str = "refused", code: str = "timetable.quiet_hours", message: str = "ngan"
) -> Slot:
    return Slot(
        session=f"{day}",
        schedule="lich",
        start=datetime(2026, 11, 23 + day, 21, 30, tzinfo=UTC),
        length=timedelta(minutes=1),
        title="Ngắn",
        others=0,
        state=state,
        why="giờ yên tĩnh",
        message=message,
        code=code,
        counts=False,
        past=False,
    )


def days(slots: Sequence[Slot]) -> list[Day]:
    return [
        Day(
            day=one.start.date(), today=False, past=False, lunar="", holiday="", slots=(one,), sessions=0,
            most=2, minutes=0,
        )
        for one in slots
    ]  # fmt: skip


def test_sessions_that_do_not_air_for_one_reason_stand_together_and_are_asked_for_once() -> None:
    asked: list[str] = []

    def offer(message: str) -> FreeSlot:
        asked.append(message)
        return FreeSlot(at=datetime(2026, 11, 24, 6, tzinfo=UTC))

    found = not_aired(days([slot(0), slot(1), slot(2, "aired"), slot(3, "missed")]), offer)
    assert [(len(each.slots), each.first.state) for each in found] == [(2, "refused"), (1, "missed")]
    assert asked == ["ngan"]
    assert found[0].free == found[1].free


@pytest.mark.parametrize("code", [*sorted(UNAPPROVED), "playout.held", "timetable.clock_untrusted"])
def test_no_time_is_offered_where_something_else_comes_first(code: str) -> None:
    assert not lacks(slot(0, code=code))
    assert lacks(slot(0))


def test_only_the_week_of_today_offers_anything() -> None:
    week = days([slot(0), slot(1)])
    assert soon(week, datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert not soon(week, datetime(2026, 12, 1, 12, tzinfo=UTC))
