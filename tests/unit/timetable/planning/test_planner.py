"""The planner by itself: when it looks, what it hands over, and until when everything is settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.core.errors import StoreError
from broadcaster.playout.desk.waiting_list import LEAD
from broadcaster.playout.requests.members import Feeding, Member
from broadcaster.playout.source.choice import SourceChoice, SourceOrigin
from broadcaster.station.model.station import Station
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.planning.late_sessions import AGAIN, AT_ONCE, MOST_WAITING
from broadcaster.timetable.planning.planner import AT_HAND, MARGIN
from broadcaster.timetable.planning.sessions import KEPT, HandedOver
from broadcaster.timetable.rules.occurrence import Occurrence, Status
from tests.unit.timetable.planning.bench import EIGHT, KEY_LEAD, START, URGENT, Bench, schedule

PREPARE = LEAD + MARGIN + KEY_LEAD
INSTANT = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
CHOICE = SourceChoice(origin=SourceOrigin.STREAM, address="http://x", rate=16000, longest=60.0)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, schedule("s", "08:00", "a", "b", catch_up=600), schedule("t", "08:30", "c"))


def go_to(bench: Bench, instant: datetime) -> None:
    """Set the clock without a ring on the way."""
    bench.clock.advance((instant - bench.clock.now()).total_seconds())


def test_session_is_handed_over_whole_exactly_when_its_preparation_begins(bench: Bench) -> None:
    assert bench.alarm == EIGHT - PREPARE
    go_to(bench, EIGHT - PREPARE - INSTANT)
    bench.planner.ring()
    bench.settle()
    assert (bench.submitted, bench.alarm) == ([], EIGHT - PREPARE)
    bench.clock.advance(INSTANT.total_seconds())
    bench.planner.ring()
    bench.settle()
    (request,) = bench.submitted
    assert [item.message for item in request.items] == ["a", "b"]
    assert (request.planned, request.schedule, request.terms.wait) == (EIGHT, "s", timedelta(seconds=900))
    assert request.session == "s@2026-11-23T01:00:00+00:00"
    assert bench.connected == [(EIGHT, "s")]
    assert bench.alarm == EIGHT + timedelta(minutes=30) - PREPARE
    assert [airing.planned for airing in bench.airings()][:1] == [EIGHT]


def test_next_is_the_first_occurrence_that_is_not_with_the_desk(bench: Bench) -> None:
    def following() -> str | None:
        return bench.planner.next.message if bench.planner.next is not None else None

    assert following() == "a"
    bench.renderer.fails = True
    bench.render_ahead.lost(["a", "b"])
    go_to(bench, EIGHT + SECOND)
    bench.planner.ring()
    assert following() == "a", "it waits for its sound, and may still air"
    bench.renderer.fails = False
    bench.settle()
    assert following() == "c"


def test_next_of_a_suspended_timetable_lies_ahead(bench: Bench) -> None:
    go_to(bench, EIGHT)
    bench.planner.hold(EIGHT)
    following = bench.planner.next
    assert following is not None
    assert (following.message, bench.planner.held, bench.alarm) == ("b", True, None)


def test_what_is_at_hand_is_what_waits_and_the_next_minute_with_its_end(bench: Bench) -> None:
    go_to(bench, EIGHT - AT_HAND - INSTANT)
    assert list(bench.planner.at_hand) == []
    bench.clock.advance(INSTANT.total_seconds())
    assert [occurrence.message for occurrence in bench.planner.at_hand] == ["a", "b"]
    bench.locked = True
    go_to(bench, EIGHT - PREPARE)
    bench.planner.ring()
    assert [occurrence.message for occurrence in bench.planner.waiting] == ["a", "b"]
    assert [occurrence.message for occurrence in bench.planner.at_hand] == ["a", "b"]


def test_nothing_is_settled_past_the_first_session_that_is_not_handed_over(bench: Bench) -> None:
    assert bench.planner.settled() == START
    go_to(bench, EIGHT + SECOND)
    assert bench.planner.settled() == EIGHT - INSTANT, "it is due and was not looked at yet"
    bench.locked = True
    bench.planner.ring()
    bench.settle()
    assert bench.planner.settled() == EIGHT - INSTANT, "its intents are not on the disk"
    bench.locked = False
    bench.settle()
    assert bench.planner.settled() == EIGHT + SECOND


def test_while_the_clock_is_not_trusted_what_was_settled_stays_so(bench: Bench) -> None:
    bench.planner.hold(START - SECOND)
    bench.clock.step(86400)
    assert bench.planner.settled() == START - SECOND
    assert (bench.planner.suspended, bench.planner.timeless) == (True, False)


def test_timetable_that_never_ran_is_settled_when_the_wait_for_the_clock_began(bench: Bench) -> None:
    bench.planner.hold(None)
    assert bench.planner.timeless
    bench.clock.advance(120)
    assert bench.planner.settled() == START


def test_held_timetable_prepares_nothing_and_after_the_release_catches_up(bench: Bench) -> None:
    bench.planner.hold(START)
    bench.clock.advance(660)
    bench.planner.ring()
    bench.settle()
    assert (bench.submitted, bench.rows(), bench.alarm) == ([], [], None)
    bench.planner.replan()
    bench.settle()
    assert bench.submitted == [], "a plan does not release it"
    bench.planner.release()
    assert bench.planner.suspended
    assert not bench.planner.held
    bench.settle()
    assert not bench.planner.suspended
    assert [item.message for request in bench.submitted for item in request.items] == ["a", "b"]


def test_release_without_a_hold_plans_nothing(bench: Bench) -> None:
    bench.planner.release()
    assert not bench.timetable.drafting.step()
    assert not bench.planner.suspended


@pytest.mark.parametrize(("late", "airs"), [(600, True), (600.1, False)])
def test_outage_is_caught_up_only_within_catch_up(tmp_path: Path, late: float, airs: bool) -> None:
    bench = Bench(tmp_path, schedule("s", "08:00", "a", catch_up=600))
    go_to(bench, EIGHT + timedelta(seconds=late))
    bench.planner.make_up(START)
    bench.settle()
    assert bool(bench.submitted) is airs
    assert [row[1] for row in bench.rows()] == ["open" if airs else "missed"]
    assert bench.codes == ([] if airs else ["service.missed"])


def test_outage_that_seems_to_begin_later_than_what_is_settled_loses_nothing(bench: Bench) -> None:
    go_to(bench, EIGHT + timedelta(seconds=30))
    bench.planner.make_up(EIGHT + timedelta(seconds=20))
    bench.settle()
    assert [item.message for request in bench.submitted for item in request.items] == ["a", "b"]


def test_long_outage_is_reported_and_its_older_part_later(tmp_path: Path) -> None:
    bench = Bench(tmp_path, schedule("s", "08:00", "a"))
    bench.clock.sleep(10 * 86400)
    bench.planner.make_up(START)
    bench.settle()
    assert "service.long_absence" in bench.codes
    assert bench.planner.settled() == START, "the older part has no rows yet"
    while bench.planner.absence.step():
        bench.settle()
    assert bench.planner.settled() == bench.clock.now()
    assert [row[1] for row in bench.rows()] == ["missed"] * 10


def test_session_that_the_alarm_finds_late_by_more_than_the_grace_is_missed(tmp_path: Path) -> None:
    for late, outcome in ((5.0, "open"), (5.001, "missed")):
        bench = Bench(tmp_path, schedule("s", "08:00", "a"))
        go_to(bench, EIGHT + timedelta(seconds=late))
        bench.planner.ring()
        bench.settle()
        assert [row[1] for row in bench.rows()] == [outcome], late


def test_session_that_falls_due_while_a_plan_is_computed_is_not_lost(bench: Bench) -> None:
    bench.planless = True
    go_to(bench, EIGHT - PREPARE - SECOND)
    bench.planner.replan()
    bench.clock.advance(2)
    # The plan begins after the start: only the plan before it has this session.
    go_to(bench, EIGHT + SECOND)
    bench.planless = False
    bench.settle()
    assert [item.message for request in bench.submitted for item in request.items] == ["a", "b"]


def test_plan_that_is_out_of_date_is_ignored(bench: Bench) -> None:
    fewer = bench.station_of(schedule("t", "08:30", "c"))
    bench.planner.replan(fewer)
    assert bench.timetable.drafting.step()
    bench.planner.replan(bench.station)
    bench.settle()
    assert bench.switches == [bench.station]
    assert bench.alarm == EIGHT - PREPARE


def test_station_takes_over_with_its_plan_and_only_once(bench: Bench) -> None:
    other = bench.station_of(schedule("t", "08:30", "c"))
    bench.planner.replan(other)
    assert bench.switches == [bench.station]
    bench.settle()
    bench.planner.replan()
    bench.settle()
    assert bench.switches == [bench.station, other]
    assert bench.alarm == EIGHT + timedelta(minutes=30) - PREPARE


def test_session_that_waits_for_its_sound_airs_when_that_is_made(bench: Bench) -> None:
    bench.renderer.fails = True
    bench.render_ahead.lost(["a", "b"])
    bench.pass_time(EIGHT + SECOND)
    assert bench.submitted == []
    assert bench.alarm == EIGHT + timedelta(minutes=10), "the last instant at which it may begin"
    bench.renderer.fails = False
    bench.settle()
    assert len(bench.submitted) == 1


def test_session_whose_sound_is_not_made_in_time_is_refused_with_a_fault(tmp_path: Path) -> None:
    bench = Bench(tmp_path, schedule("s", "08:00", "a", catch_up=60))
    bench.renderer.fails = True
    bench.render_ahead.lost(["a"])
    bench.render_ahead.render_next()
    bench.pass_time(EIGHT + timedelta(seconds=59))
    assert bench.rows() == []
    bench.pass_time(EIGHT + timedelta(seconds=61))
    assert (bench.submitted, bench.rows()) == ([], [("a", "refused", "playout.not_ready")])
    (fault,) = [fault for fault in bench.faults if fault.code == "service.fell_short"]
    assert fault.facts["title"] == "a"


def test_session_whose_files_are_gone_is_made_again_and_airs(bench: Bench) -> None:
    for path in bench.folder.glob("*.wav"):
        path.unlink()
    go_to(bench, EIGHT - PREPARE)
    bench.planner.ring()
    bench.settle(render=False)
    assert bench.submitted == []
    bench.settle()
    bench.pass_time(EIGHT + SECOND)
    assert len(bench.submitted) == 1


def test_session_that_waits_is_withdrawn_with_its_schedule(bench: Bench) -> None:
    bench.renderer.fails = True
    bench.render_ahead.lost(["a", "b"])
    bench.pass_time(EIGHT + SECOND)
    bench.planner.replan(bench.station_of(schedule("t", "08:30", "c")))
    bench.settle()
    assert bench.planner.waiting == ()
    assert [row[1:] for row in bench.rows()] == [("refused", "playout.withdrawn")] * 2


def test_clock_that_stops_being_trusted_while_intents_are_written_holds_them_back(bench: Bench) -> None:
    go_to(bench, EIGHT - PREPARE)
    bench.locked = True
    bench.planner.ring()
    bench.planner.hold(START)
    bench.locked = False
    bench.settle()
    assert bench.submitted == []
    bench.planner.release()
    bench.settle()
    bench.pass_time(EIGHT)
    assert [item.message for request in bench.submitted for item in request.items] == ["a", "b"]
    assert [row[:2] for row in bench.rows()] == [("a", "open"), ("b", "open")]


def test_intents_that_reach_the_disk_too_late_are_refused(bench: Bench) -> None:
    for after, outcome in ((605.0, "open"), (605.001, "refused")):
        again = Bench(bench.folder, schedule("s", "08:00", "a", catch_up=600))
        go_to(again, EIGHT - PREPARE)
        again.locked = True
        again.planner.ring()
        go_to(again, EIGHT + timedelta(seconds=after))
        again.locked = False
        again.settle()
        assert [row[1] for row in again.rows()] == [outcome]
        assert bool(again.submitted) is (outcome == "open")


def test_many_sessions_are_handed_over_in_several_steps_of_the_director(tmp_path: Path) -> None:
    bench = Bench(tmp_path, *(schedule(f"s{n}", "08:00", "a") for n in range(AT_ONCE + 1)))
    go_to(bench, EIGHT - PREPARE)
    bench.planner.ring()
    assert bench.alarm == EIGHT - PREPARE, "at once, after what waits for the director"
    bench.settle()
    assert len(bench.submitted) == AT_ONCE
    bench.planner.ring()
    bench.settle()
    assert len(bench.submitted) == AT_ONCE + 1


def test_a_crowd_at_the_desk_is_not_added_to_and_who_waits_beside_it_keeps_their_turn(tmp_path: Path) -> None:
    bench = Bench(tmp_path, schedule("s", "08:00", "a"))
    bench.waiting = MOST_WAITING
    go_to(bench, EIGHT - PREPARE)
    bench.planner.ring()
    bench.settle()
    go_to(bench, EIGHT + timedelta(minutes=10))
    bench.planner.ring()
    bench.settle()
    assert bench.submitted == []
    assert bench.faults == []
    bench.waiting = MOST_WAITING - 1
    go_to(bench, EIGHT + timedelta(minutes=10, seconds=2))
    bench.planner.ring()
    bench.settle()
    assert len(bench.submitted) == 1


def test_a_crowd_of_ordinary_messages_keeps_no_urgent_one_from_the_desk(tmp_path: Path) -> None:
    bench = Bench(tmp_path, schedule("s", "08:00", "a"), schedule("t", "08:00", URGENT))
    bench.waiting = MOST_WAITING
    go_to(bench, EIGHT - PREPARE)
    bench.planner.ring()
    bench.settle()
    assert [request.schedule for request in bench.submitted] == ["t"]


def test_session_that_meets_a_fault_of_ours_keeps_no_other_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path, schedule("s", "08:00", "a"), schedule("t", "08:00", "c"))
    made = bench.render_ahead.made

    def fails(station: Station, name: str) -> Programme | None:
        if name == "a":
            raise RuntimeError("ours")
        return made(station, name)

    monkeypatch.setattr(bench.render_ahead, "made", fails)
    go_to(bench, EIGHT - PREPARE)
    bench.planner.ring()
    bench.settle(render=False)
    assert [item.message for request in bench.submitted for item in request.items] == ["c"]
    assert (bench.codes, bench.alarm) == ([], EIGHT - PREPARE + AGAIN)
    monkeypatch.undo()
    bench.pass_time(EIGHT)
    assert [item.message for request in bench.submitted for item in request.items] == ["c", "a"]


def test_session_that_the_alarm_finds_late_airs_whole_within_catch_up(bench: Bench) -> None:
    go_to(bench, EIGHT + timedelta(seconds=60))
    bench.planner.ring()
    bench.settle()
    (request,) = bench.submitted
    assert [item.message for item in request.items] == ["a", "b"]
    assert request.terms.wait == timedelta(seconds=960), "the schedule's, counted from now"


def test_disk_that_takes_no_intent_is_tried_again_and_is_the_reason_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path, schedule("s", "08:00", "a"))

    def full(*_: object, **__: object) -> str:
        raise StoreError("store.disk_full", path="journal.db")

    monkeypatch.setattr(bench.journal, "plan", full)
    go_to(bench, EIGHT - PREPARE)
    bench.planner.ring()
    bench.settle()
    assert (bench.submitted, bench.codes) == ([], ["store.disk_full"])
    assert bench.alarm == EIGHT - PREPARE + AGAIN
    bench.pass_time(EIGHT + timedelta(seconds=7))
    assert bench.rows() == [("a", "missed", "playout.no_disk")]


def test_what_was_handed_over_is_remembered_for_longer_than_two_plans_overlap() -> None:
    known = HandedOver()
    start = EIGHT
    occurrence = Occurrence(
        start=start,
        end=start + SECOND,
        end_estimated=False,
        message="a",
        schedule="s",
        session="s@x",
        position=0,
        of=1,
        status=Status.PLANNED,
    )
    known.add(occurrence)
    known.forget(start + KEPT - INSTANT)
    assert known.has(occurrence)
    known.forget(start + KEPT)
    assert not known.has(occurrence)


def test_what_was_handed_over_is_not_settled_before_it_is_heard(bench: Bench) -> None:
    go_to(bench, EIGHT - PREPARE)
    bench.planner.ring()
    bench.settle()
    go_to(bench, EIGHT + SECOND)
    bench.as_run.touch(bench.planner.settled())
    bench.settle()
    assert bench.journal.seen() == EIGHT - INSTANT
    (request,) = bench.submitted
    for item in request.items:
        bench.as_run.started(item.id, bench.clock.now())
    bench.as_run.touch(bench.planner.settled())
    bench.settle()
    assert bench.journal.seen() == EIGHT + SECOND


@pytest.mark.parametrize("held", [True, False], ids=["clock not trusted", "too late"])
def test_source_that_was_started_for_nothing_is_closed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    feeding = Feeding(airing="f", source="vov1", path="", choice=CHOICE)

    def connect(members: Sequence[Member], _at: datetime, _rule: str | None) -> list[Member]:
        return [replace(member, pieces=(feeding,)) for member in members[:1]]

    monkeypatch.setattr(bench, "connect", connect)
    go_to(bench, EIGHT - PREPARE)
    bench.locked = True
    bench.planner.ring()
    if held:
        bench.planner.hold(START)
    else:
        go_to(bench, EIGHT + timedelta(seconds=606))
    bench.locked = False
    bench.settle()
    assert (bench.submitted, bench.closed_feeds) == ([], ["f"])
