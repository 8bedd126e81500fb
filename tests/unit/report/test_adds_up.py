"""The report's sums add up; an airing that went everywhere is in each zone's row."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.journal.rows.model import Airing, AiringKind, MessageSummary, Outcome
from broadcaster.report.month import Month, month_of
from broadcaster.report.tables import Report, report_of, shared
from tests.counts import counted as times
from tests.unit.report.conftest import FIRST, LAST, ZONE
from tests.unit.report.test_month import AT, ONE

ZONES = ("ban-cung", "ban-xa", "trung-tam")


def counted(*airings: Airing) -> Month:
    return month_of(airings, (), ZONE, FIRST, LAST, ZONES)


def drawn(month: Month) -> Report:
    made = datetime(2026, 12, 1, 1, tzinfo=UTC)
    titles = {"ban-cung": "Bản Cung", "ban-xa": "Bản Xa"}
    return report_of(
        month, {}, station="Đài Tân Phong", place="phường Tân Phong", zone=ZONE, made=made, head="0" * 64,
        zone_title=lambda name: titles.get(name, name),
    )  # fmt: skip


def test_airing_that_went_everywhere_is_in_the_row_of_each_zone_by_its_name() -> None:
    here = replace(ONE, id="2", session="t", zones=("ban-cung",))
    month = counted(ONE, here)
    assert {name: one.airings for name, one in month.by_zone.items()} == {
        "ban-cung": 2,
        "ban-xa": 1,
        "trung-tam": 1,
    }
    assert [row[0] for row in drawn(month).table("zones").rows] == ["Bản Cung", "Bản Xa", "trung-tam"]


def test_message_that_went_everywhere_once_named_one_hamlet() -> None:
    (line,) = counted(ONE, replace(ONE, id="2", session="t", zones=("ban-cung",))).messages
    assert line.zones == ()
    (line,) = counted(replace(ONE, zones=("ban-cung",))).messages
    assert line.zones == ("ban-cung",)


def test_emergencies_and_relays_inside_messages_are_told_apart() -> None:
    urgent = replace(ONE, id="2", session=None, kind=AiringKind.MANUAL, emergency=True)
    relay = replace(ONE, id="3", kind=AiringKind.RELAY, part_of="1", about=None)
    month = counted(ONE, urgent, relay)
    assert (month.emergency.airings, month.relayed.airings, month.all.airings) == (1, 1, 2)
    assert sum(one.airings for one in month.by_kind.values()) == 2


def some(chance: random.Random, number: int) -> Airing:
    began = AT + timedelta(hours=chance.uniform(-200, 300))
    kind = chance.choice([AiringKind.SCHEDULED, AiringKind.MANUAL, AiringKind.LIVE, AiringKind.RELAY])
    return replace(
        ONE,
        id=str(number),
        kind=kind,
        message=chance.choice(["a", "b", "c"]),
        session=chance.choice([None, f"s{chance.randrange(20)}"]),
        planned=began,
        started=began,
        ended=began + timedelta(seconds=chance.uniform(1, 900)),
        outcome=chance.choice([Outcome.AIRED, Outcome.CUT]),
        zones=chance.choice([(), ("ban-cung",), ("ban-xa", "trung-tam")]),
        emergency=chance.random() < 0.2,
        part_of=None,
        about=MessageSummary(title="Bản tin"),
    )


@pytest.mark.parametrize("seed", range(times(200, least=20)))
def test_rows_add_up_to_the_whole_in_each_column(seed: int) -> None:
    chance = random.Random(seed)
    month = counted(*(some(chance, number) for number in range(chance.randrange(1, 60))))
    report = drawn(month)
    whole, *kinds = report.table("summary").rows
    days = report.table("days").rows
    for rows in (kinds, days):
        for column in (1, 2):
            assert sum(int(row[column]) for row in rows) == whole[column]
        assert sum(round(float(row[3]) * 10) for row in rows) == round(float(whole[3]) * 10)
    messages = report.table("messages").rows
    assert sum(int(row[-2]) for row in messages) == whole[2]
    assert sum(round(float(row[-1]) * 10) for row in messages) == round(float(whole[3]) * 10)


def test_shares_of_nothing_are_nothing() -> None:
    assert shared([], timedelta()) == []
    assert shared([timedelta(), timedelta()], timedelta()) == [0.0, 0.0]


def test_paper_has_place_and_day_as_the_decree_writes_them_and_no_command() -> None:
    report = drawn(counted(ONE))
    assert report.signed == "Tân Phong, ngày 01 tháng 12 năm 2026"
    assert report.summary.startswith("Trong kỳ, Đài Tân Phong phát 1 buổi, 1 lượt, tổng thời lượng 5 phút.")
    assert "broadcaster" not in report.summary
