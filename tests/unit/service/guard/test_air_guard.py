"""The guard's own parts that no plan can know: what is judged is what is about to air."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from broadcaster.journal.model import Kind
from broadcaster.playout.desk import Item, Request, Urgency
from broadcaster.service.guard.air_guard import AirGuard
from broadcaster.station.model import (
    ApprovalRule,
    Message,
    Quotas,
    Regulation,
    Schedule,
    Settings,
    Station,
    Validity,
)
from tests.fakes.approving import nothing_approved

from ..conftest import RATE, local

NOON = local("2026-11-23T12:00")


def piece(name: str, minutes: float) -> Item:
    return Item(
        id=name,
        message="tiep-am",
        title=name,
        path="",
        rate=RATE,
        start_frame=0,
        end_frame=round(minutes * 60 * RATE),
        part_of="m",
        joined=True,
    )


ITEMS = (
    replace(piece("before", 1), joined=False),
    replace(piece("relay", 10), live=True),
    replace(piece("instead", 9), stands_in_for="relay"),
    piece("after", 2),
)


@pytest.mark.parametrize(
    ("minutes", "refused"),
    [
        pytest.param(13.0, [], id="what is meant to air fits"),
        pytest.param(12.9, ["after"], id="the last does not"),
        pytest.param(10.5, ["relay", "after"], id="what stands in is shorter"),
        pytest.param(9.9, ["relay", "instead", "after"], id="neither fits"),
    ],
)
def test_quota_counts_a_relay_or_what_stands_in_for_it_but_never_both(
    minutes: float, refused: list[str]
) -> None:
    regulation = Regulation(
        quiet=None, sessions_per_day=2, minutes_per_session=minutes, days_per_week=5, quotas=Quotas.REFUSE
    )
    station = Station(
        root=Path(),
        settings=Settings(name="A", regulation=regulation, approval=ApprovalRule(required=False)),
        messages={"tiep-am": Message(id="tiep-am", title="Tiếp âm", parts=())},
        schedules={"s": Schedule(id="s", messages=("tiep-am",))},
    )
    air_guard = AirGuard(lambda: station, nothing_approved())
    request = Request(
        id="m", kind=Kind.SCHEDULED, urgency=Urgency.NORMAL, planned=NOON, items=ITEMS, schedule="s"
    )

    def judged(item: Item) -> str:
        found = air_guard.guard(request, item, NOON, NOON + timedelta(seconds=1))
        return "" if found is None else found.code

    found = {item.id: judged(item) for item in ITEMS}
    assert [name for name, code in found.items() if code] == refused
    assert set(found.values()) <= {"", "timetable.quota_minutes"}


@pytest.mark.parametrize(
    ("hour", "loud", "code"),
    [
        pytest.param(22, True, "playout.rehearsal_quiet", id="a card in the night"),
        pytest.param(22, False, "", id="a file in the night"),
        pytest.param(12, True, "", id="a card by day"),
    ],
)
def test_rehearsal_on_the_loudspeakers_leaves_people_their_quiet(hour: int, loud: bool, code: str) -> None:
    # Neither approved nor valid: that is what one rehearses for.
    expired = Validity(until=date(2020, 1, 1))
    message = Message(id="tiep-am", title="Tiếp âm", parts=(), valid=expired)
    station = Station(root=Path(), settings=Settings(name="A"), messages={"tiep-am": message}, schedules={})
    start = local(f"2026-11-23T{hour}:00")
    request = Request(id="m", kind=Kind.REHEARSAL, urgency=Urgency.NORMAL, planned=start, items=(ITEMS[0],))
    found = AirGuard(lambda: station, nothing_approved(), loud=loud).guard(
        request, ITEMS[0], start, start + timedelta(minutes=1)
    )
    assert (found.code if found else "") == code
    assert found is None or dict(found.facts) == {"first": "21:00", "until": "06:00"}
