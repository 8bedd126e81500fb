"""A calendar program sees every change of the plan, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadcaster.timetable.calendars.ical import calendar
from broadcaster.timetable.calendars.publication import (
    MOST,
    NAME,
    PublicationState,
    PublishedEvent,
    keep,
    load,
    published,
)
from tests.counts import counted

NOW = datetime(2026, 11, 27, 6, tzinfo=UTC)
UNTIL = NOW + timedelta(days=7)
HOUR = timedelta(hours=1)


def event(number: int, *, title: str = "Tin", airs: bool = True) -> PublishedEvent:
    start = NOW + number * HOUR
    return PublishedEvent(
        uid=f"s@{number}", start=start, end=start + timedelta(minutes=3), title=title, about="a", airs=airs
    )


def round_of(
    before: Mapping[str, PublicationState], *events: PublishedEvent, now: datetime = NOW
) -> dict[str, PublicationState]:
    return published(before, events, NOW, UNTIL, now)


def test_an_event_that_is_the_same_keeps_its_number() -> None:
    first = round_of({}, event(1), event(2))
    assert {one.sequence for one in first.values()} == {0}
    assert round_of(first, event(1), event(2), now=NOW + HOUR) == first


def test_a_changed_event_and_one_that_will_not_air_get_a_higher_number() -> None:
    first = round_of({}, event(1), event(2))
    then = round_of(first, event(1, title="Tin mới"), event(2, airs=False))
    assert [(one.sequence, one.cancelled) for one in then.values()] == [(1, False), (1, True)]


def test_an_event_that_is_gone_is_cancelled_once_and_may_come_back() -> None:
    first = round_of({}, event(1))
    gone = round_of(first)
    assert (gone["s@1"].sequence, gone["s@1"].cancelled) == (1, True)
    assert round_of(gone) == gone
    back = round_of(gone, event(1))
    assert (back["s@1"].sequence, back["s@1"].cancelled) == (2, False)


def test_what_lies_outside_of_the_plan_is_not_cancelled_and_what_is_long_over_is_forgotten() -> None:
    first = published({}, [event(1), event(200)], NOW, NOW + 300 * HOUR, NOW)
    assert round_of(first, event(1))["s@200"] == first["s@200"]
    assert published(first, [], UNTIL, UNTIL + HOUR, NOW + timedelta(days=60)) == {}


@settings(max_examples=counted(100, least=25), deadline=None)
@given(
    st.lists(
        st.dictionaries(st.integers(0, 5), st.tuples(st.sampled_from("abc"), st.booleans()), max_size=6),
        min_size=1,
        max_size=6,
    )
)
def test_the_number_grows_exactly_when_what_is_shown_changes(
    rounds: list[dict[int, tuple[str, bool]]],
) -> None:
    known: dict[str, PublicationState] = {}
    for plan in rounds:
        before = known
        known = round_of(before, *(event(n, title=t, airs=airs) for n, (t, airs) in plan.items()))
        for uid, old in before.items():
            new = known[uid]
            shown = [(one.title, one.cancelled, one.digest) for one in (old, new)]
            assert new.sequence - old.sequence == int(shown[0] != shown[1])
        airing = {f"s@{n}" for n, (_, airs) in plan.items() if airs}
        assert {uid for uid, one in known.items() if not one.cancelled} == airing


def test_the_library_reads_back_what_was_written() -> None:
    known = round_of({}, event(1, title="Mời bà con; họp, 7 giờ\nở nhà văn hóa\x07"), event(2, airs=False))
    text = calendar("Đài", [(uid, one, "chuyện " * 40) for uid, one in known.items()], NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    read = icalendar.Calendar.from_ical(text)
    first, second = read.walk("VEVENT")
    assert str(first["SUMMARY"]) == "Mời bà con; họp, 7 giờ\nở nhà văn hóa"
    assert (first.decoded("DTSTART"), first["SEQUENCE"]) == (NOW + HOUR, 0)
    assert first.decoded("DTEND") - first.decoded("DTSTART") == timedelta(minutes=3)
    assert (str(first["STATUS"]), str(second["STATUS"])) == ("CONFIRMED", "CANCELLED")
    assert str(read["METHOD"]) == "PUBLISH"


@pytest.mark.parametrize("length", [timedelta(), timedelta(seconds=0.2), timedelta(seconds=1.5)])
def test_an_end_is_later_than_its_start_and_in_whole_seconds(length: timedelta) -> None:
    (uid, one), *_ = round_of({}, replace(event(1), end=event(1).start + length)).items()
    (read,) = icalendar.Calendar.from_ical(calendar("Đài", [(uid, one, "")], NOW)).walk("VEVENT")
    assert read.decoded("DTEND") - read.decoded("DTSTART") >= max(length, timedelta(seconds=1))


def test_the_file_holds_what_is_nearest_and_a_damaged_one_counts_as_none(tmp_path: Path) -> None:
    known = published({}, [event(n) for n in range(MOST + 50)], NOW, NOW + (MOST + 50) * HOUR, NOW)
    keep(tmp_path, known, NOW)
    kept = load(tmp_path)
    assert len(kept) == MOST
    assert kept["s@0"] == known["s@0"]
    (tmp_path / NAME).write_bytes(b'{"a": {"sequence": -1}}')
    assert load(tmp_path) == {}
