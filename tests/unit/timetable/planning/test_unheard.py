"""A session counts as held if a member of it was heard, or still may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import StoreError
from broadcaster.journal.rows.model import Airing, AiringKind, Outcome
from broadcaster.timetable.planning.losses import lost, unheard, unheard_here
from broadcaster.timetable.planning.proposal import preview
from tests.house import SETTINGS, House, MakeHouse, local

SAIGON = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 11, 27, 6, tzinfo=UTC)
MISSED = Airing(
    id="1",
    planned=AT,
    started=None,
    ended=None,
    outcome=Outcome.MISSED,
    reason=None,
    kind=AiringKind.SCHEDULED,
    message="m",
    schedule="s",
    who=None,
    words_digest=None,
    sound_digest=None,
    engine=None,
    session="a",
)


def test_a_session_none_of_whose_members_was_heard_is_unheard() -> None:
    refused = replace(MISSED, id="2", outcome=Outcome.REFUSED, position=1)
    assert unheard([MISSED, refused]) == {"a"}


def test_one_member_that_was_heard_or_is_to_come_is_enough() -> None:
    heard = replace(MISSED, id="2", started=AT, outcome=Outcome.CUT, position=1)
    coming = replace(MISSED, id="3", outcome=None, position=1)
    assert unheard([MISSED, heard]) == frozenset()
    assert unheard([MISSED, coming]) == frozenset()


def test_what_people_asked_for_is_no_session_of_the_plan() -> None:
    assert unheard([replace(MISSED, kind=AiringKind.MANUAL, session=None)]) == frozenset()


def test_without_a_journal_nothing_is_known(tmp_path: Path) -> None:
    assert unheard_here(tmp_path, FakeClock(AT), AT, AT) == frozenset()
    (tmp_path / "journal.db").write_bytes(b"x" * 5000)
    assert unheard_here(tmp_path, FakeClock(AT), AT, AT) == frozenset()


def test_a_journal_that_cannot_be_read_leaves_every_session_counted() -> None:
    def broken(_first: datetime, _last: datetime) -> list[Airing]:
        raise StoreError("store.fault", path="x", reason="y")

    def there(airings: object) -> Any:
        return SimpleNamespace(airings=airings)

    assert lost(there(broken), AT, AT) == frozenset()
    assert lost(there(lambda _first, _last: [MISSED]), AT, AT) == {"a"}


def test_a_missed_session_is_in_no_quota_line_of_status_and_of_the_next_ten(make_house: MakeHouse) -> None:
    files = {
        "station.yaml": SETTINGS + "regulation: {quiet: none, sessions_per_day: 1, days_per_week: 7}\n",
        "messages/tin.yaml": "title: Tin\nrepeat: 1\nparts: [{say: Tin.}]\n",
        "schedules/sang.yaml": 'message: tin\nat: ["06:30"]\n',
        "schedules/chieu.yaml": 'message: tin\nat: ["17:00"]\n',
    }

    def told(house: House) -> tuple[str | None, str | None]:
        plans, coming = house.timetable.plans, house.planner.next
        assert coming is not None
        warned = plans.warning(house.station, coming)
        over = preview(plans, house.station, "chieu", house.clock.now()).sessions[0][0].over
        return warned.code if warned else None, over.code if over else None

    before = make_house("2026-11-27T06:31:00", files)  # began after the morning's session
    before.run_until(local("2026-11-27T06:40:00"))
    assert before.log() == []
    assert told(before) == ("timetable.quota_sessions", "timetable.quota_sessions")
    before.cut_power()
    early = make_house("2026-11-28T06:00:00", files, journal=before.journal)
    early.cut_power()
    late = make_house("2026-11-28T07:00:00", files, journal=early.journal)
    late.run_until(local("2026-11-28T07:01:00"))
    assert [airing.outcome for airing in late.log()][-1] is Outcome.MISSED
    assert told(late) == (None, None)


DAY = {
    "station.yaml": SETTINGS
    + "regulation: {quiet: none, sessions_per_day: 2, days_per_week: 7, quotas: refuse}\n",
    "messages/tin.yaml": "title: Tin\nrepeat: 1\nparts: [{say: Tin.}]\n",
    "schedules/sang.yaml": 'message: tin\nat: ["06:30"]\n',
    "schedules/trua.yaml": 'message: tin\nat: ["11:00"]\n',
    "schedules/chieu.yaml": 'message: tin\nat: ["17:00"]\n',
}


def of_the_day(house: House) -> list[tuple[str, str]]:
    return [
        (f"{airing.planned.astimezone(SAIGON):%H:%M}", str(airing.outcome))
        for airing in house.log()
        if airing.planned is not None and airing.planned >= local("2026-11-28T00:00:00")
    ]


def test_a_session_missed_in_a_power_cut_leaves_its_place_to_the_evening(make_house: MakeHouse) -> None:
    early = make_house("2026-11-28T06:00:00", DAY)
    early.cut_power()
    late = make_house("2026-11-28T07:00:00", DAY, journal=early.journal)
    late.run_until(local("2026-11-28T17:05:00"))
    assert of_the_day(late) == [("06:30", "missed"), ("11:00", "aired"), ("17:00", "aired")]


def test_a_session_without_its_sound_in_time_leaves_its_place_to_the_evening(make_house: MakeHouse) -> None:
    house = make_house("2026-11-28T06:00:00", DAY)
    house.renderer.fails = True
    house.run_until(local("2026-11-28T08:00:00"))
    house.renderer.fails = False
    house.run_until(local("2026-11-28T17:05:00"))
    assert of_the_day(house) == [("06:30", "refused"), ("11:00", "aired"), ("17:00", "aired")]


def test_where_all_sessions_are_heard_the_evening_stays_refused(make_house: MakeHouse) -> None:
    house = make_house("2026-11-28T06:00:00", DAY)
    house.run_until(local("2026-11-28T17:05:00"))
    assert of_the_day(house) == [("06:30", "aired"), ("11:00", "aired"), ("17:00", "refused")]
