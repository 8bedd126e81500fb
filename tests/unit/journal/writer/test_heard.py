"""Quotas count what was heard of the timetable: other sessions of the day, and the days of its week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from broadcaster.journal.writer.ends import HEARD_FOR, HeardSessions
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.station import Station

MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # noon in Việt Nam
STATION = Station(root=Path(), settings=Settings(name="x"), messages={}, schedules={})


def heard(*planned: tuple[str, datetime]) -> HeardSessions:
    found = HeardSessions()
    for session, at in planned:
        found.meant(session, session=session, message="tin", planned=at)
        found.started(session, at)
    return found


def used(found: HeardSessions, session: str | None, day: date) -> set[tuple[str, date]]:
    return {(one.session, one.day) for one in found.sittings(STATION, session, day)}


def test_sessions_of_the_day_and_days_of_the_week_are_counted_without_the_one_that_asks() -> None:
    found = heard(("a", MONDAY), ("b", MONDAY + timedelta(hours=1)), ("c", MONDAY + timedelta(days=1)))
    assert used(found, "b", date(2026, 11, 23)) == {("a", date(2026, 11, 23)), ("c", date(2026, 11, 24))}


def test_day_is_that_of_the_station_and_the_week_begins_on_its_monday() -> None:
    late = MONDAY + timedelta(hours=12)  # midnight of Tuesday in Việt Nam
    found = heard(("sunday", MONDAY - timedelta(days=1)), ("tuesday", late))
    assert used(found, None, date(2026, 11, 24)) == {("tuesday", date(2026, 11, 24))}


def test_what_ended_unheard_does_not_count() -> None:
    found = HeardSessions()
    found.meant("a", session="a", message="tin", planned=MONDAY)
    found.closed("a")
    found.started("a", MONDAY)
    assert used(found, None, date(2026, 11, 23)) == set()


def test_what_waits_at_the_desk_holds_the_watermark_back() -> None:
    found = HeardSessions()
    assert found.waiting_since is None
    found.meant("b", session="b", message="tin", planned=MONDAY + timedelta(hours=1))
    found.meant("a", session="a", message="tin", planned=MONDAY)
    assert found.waiting_since == MONDAY - timedelta(microseconds=1)
    found.started("a", MONDAY)
    assert found.waiting_since == MONDAY + timedelta(hours=1) - timedelta(microseconds=1)


def test_what_no_week_counts_any_more_is_forgotten() -> None:
    found = heard(("old", MONDAY), ("new", MONDAY + HEARD_FOR + timedelta(hours=1)))
    assert used(found, None, date(2026, 11, 23)) == set()


def test_session_lasts_from_the_first_sound_of_its_first_member_to_the_end_of_its_last() -> None:
    found = HeardSessions()
    for number, name in enumerate(("a", "b")):
        begin = MONDAY + timedelta(minutes=5 * number)
        found.meant(name, session="s", message="tin", planned=MONDAY, zones=("ban",))
        found.started(name, begin)
        found.closed(name, begin + timedelta(minutes=4))
    sittings = found.sittings(STATION, None, date(2026, 11, 23))
    assert max(one.length for one in sittings) == timedelta(minutes=9)
    assert {one.zones for one in sittings} == {("ban",)}
