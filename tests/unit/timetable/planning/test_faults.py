"""When something fails around an airing, no other airing and no line of the journal is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from broadcaster.core.errors import StoreError
from broadcaster.journal.rows.model import Airing, AiringKind, Entry, Outcome
from tests.house import SETTINGS, House, MakeHouse, local

SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
LONG = "title: Dài\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n  - pause: 60s\n  - say: Xin hết.\n"
FULL = StoreError("store.disk_full", path="journal.db")


def once_full(method: Callable[..., Any]) -> Callable[..., Any]:
    """The journal's method on a disk that is full for one call."""
    calls = []

    def call(*arguments: Any, **facts: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 1:
            raise FULL
        return method(*arguments, **facts)

    return call


def told(house: House) -> list[tuple[str | None, str]]:
    return [(airing.message, str(airing.outcome)) for airing in house.log()]


def reason(airing: Airing) -> str:
    assert airing.reason is not None
    return airing.reason.code


def test_full_disk_at_the_end_of_one_airing_loses_neither_it_nor_the_next(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "messages/dai.yaml": LONG,
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": 'message: dai\nat: ["08:00"]\n',
        "schedules/b.yaml": 'message: ngan\nat: ["08:00:30", "09:00"]\n',
    }
    house = make_house("2026-11-23T07:50", files)
    monkeypatch.setattr(house.journal, "ended", once_full(house.journal.ended))
    house.run_until(local("2026-11-23T10:00"))
    assert told(house) == [("dai", "aired"), ("ngan", "aired"), ("ngan", "aired")]
    assert house.director.faults[-1].error.code == "store.disk_full"


def test_full_disk_at_an_intent_holds_up_only_that_session_and_only_for_a_moment(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "messages/dai.yaml": LONG,
        "messages/ngan.yaml": SHORT,
        "schedules/a.yaml": 'message: ngan\nat: ["08:00"]\n',
        "schedules/b.yaml": 'message: dai\nat: ["08:00"]\n',
        "schedules/c.yaml": 'message: ngan\nat: ["08:20"]\n',
    }
    house = make_house("2026-11-23T07:50", files)
    monkeypatch.setattr(house.journal, "plan", once_full(house.journal.plan))
    house.run_until(local("2026-11-23T08:30"))
    assert sorted(told(house)) == [("dai", "aired"), ("ngan", "aired"), ("ngan", "aired")]


def test_session_that_waits_late_survives_a_step_of_the_clock(make_house: MakeHouse) -> None:
    files = {"messages/ngan.yaml": SHORT, "schedules/a.yaml": 'message: ngan\nat: ["08:00"]\ncatch_up: 10m\n'}
    house = make_house("2026-11-23T07:50", files)
    house.renderer.fails = True
    house.run_until(local("2026-11-23T08:01"))
    house.clock.step(3)
    house.planner.make_up(house.clock.now() - timedelta(seconds=3))
    house.settle()
    house.renderer.fails = False
    house.run_until(local("2026-11-23T08:30"))
    assert told(house) == [("ngan", "aired")]


def test_session_that_waits_late_is_told_when_a_reload_removes_it(make_house: MakeHouse) -> None:
    files = {
        "messages/ngan.yaml": SHORT,
        "messages/dai.yaml": LONG,
        "schedules/a.yaml": 'message: ngan\nat: ["08:00"]\ncatch_up: 10m\n',
        "schedules/b.yaml": 'message: dai\nat: ["08:02"]\n',
    }
    house = make_house("2026-11-23T07:50", files)
    house.renderer.fails = True
    house.run_until(local("2026-11-23T08:01"))
    house.renderer.fails = False
    (house.folder / "schedules/a.yaml").unlink()
    house.reload()
    house.run_until(local("2026-11-23T08:30"))
    first, second = house.log()
    assert (first.message, first.outcome, reason(first)) == ("ngan", Outcome.REFUSED, "playout.withdrawn")
    assert second.outcome is Outcome.AIRED


def test_session_found_long_after_its_time_is_missed_not_aired(make_house: MakeHouse) -> None:
    files = {"messages/ngan.yaml": SHORT, "schedules/a.yaml": 'message: ngan\nat: ["08:00"]\n'}
    house = make_house("2026-11-23T07:50", files)
    house.run_until(local("2026-11-23T07:51"))
    house.clock.step(3000)
    house.planner.ring()
    house.run_until(local("2026-11-23T09:00"))
    (airing,) = house.log()
    assert (airing.outcome, reason(airing)) == (Outcome.MISSED, "playout.outage")


def test_airing_by_hand_while_the_station_is_off_hides_nothing_that_was_missed(make_house: MakeHouse) -> None:
    files = {"messages/ngan.yaml": SHORT, "schedules/a.yaml": 'message: ngan\nat: ["08:00"]\n'}
    before = make_house("2026-11-23T07:50", files)
    before.run_until(local("2026-11-23T07:55"))
    before.as_run.touch(before.planner.settled())
    before.write()
    before.clock.advance(3900)
    by_hand = before.journal.plan(Entry(kind=AiringKind.MANUAL, message="ngan", planned=before.clock.now()))
    before.journal.started(by_hand, before.clock.now())
    before.journal.ended(by_hand, before.clock.now(), Outcome.AIRED)
    after = make_house("2026-11-23T10:00", files, journal=before.journal)
    after.run_until(local("2026-11-23T10:05"))
    assert sorted(told(after)) == [("ngan", "aired"), ("ngan", "missed")]


def test_restart_inside_a_session_airs_no_member_twice_and_takes_up_what_had_not_begun(
    make_house: MakeHouse,
) -> None:
    files = {
        "messages/a.yaml": LONG,
        "messages/b.yaml": SHORT,
        "schedules/p.yaml": 'messages: [a, b]\nat: ["08:00"]\ncatch_up: 10m\n',
    }
    before = make_house("2026-11-23T07:50", files)
    before.run_until(local("2026-11-23T08:00:20"))
    after = make_house("2026-11-23T08:00:25", files, journal=before.journal)
    after.run_until(local("2026-11-23T08:20"))
    assert told(after) == [("a", "interrupted"), ("a", "aired"), ("b", "aired")]
    first, rest, _ = after.log()
    assert rest.resumes == first.id


def test_typed_text_is_not_approved_by_a_message_that_is_called_say(make_house: MakeHouse) -> None:
    from broadcaster.playout.desk.request import Request, Terms
    from broadcaster.playout.requests.members import Member, items
    from broadcaster.studio.script.loose_messages import spoken
    from broadcaster.timetable.guard.air_guard import AirGuard

    files = {
        "station.yaml": SETTINGS.replace("required: false", "required: true, at_once: leader"),
        "messages/say.yaml": SHORT,
    }
    house = make_house("2026-11-23T08:00", files)
    message = spoken("Lời chưa ai duyệt")
    programme = house.renderer.render(house.station, message)
    member = Member(airing="x", message=message, programme=programme)
    terms = Terms(kind=AiringKind.MANUAL, manual=True)
    asked = Request(id="x", terms=terms, planned=house.clock.now(), items=items([member]))
    air_guard = AirGuard(house, house.approvals)
    now = house.clock.now()
    refused = air_guard.guard(asked, asked.items[0], now, now + timedelta(seconds=5))
    assert refused is not None
    assert refused.code == "playout.say_not_approved"


@pytest.mark.parametrize(
    ("restart", "outcome"), [("2026-11-23T08:01", "missed"), ("2026-11-23T07:59:59", "refused")]
)
def test_intent_of_a_schedule_that_is_gone_after_the_restart_is_told(
    make_house: MakeHouse, restart: str, outcome: str
) -> None:
    files = {"messages/a.yaml": SHORT, "schedules/p.yaml": 'message: a\nat: ["08:00"]\ncatch_up: 10m\n'}
    before = make_house("2026-11-23T07:50", files)
    before.run_until(local("2026-11-23T07:59:58"))
    (before.folder / "schedules/p.yaml").unlink()
    after = make_house(restart, {}, journal=before.journal)
    after.as_run.touch(after.planner.settled(), after.planner.at_hand)
    after.write()
    assert told(after) == [("a", outcome)]
    assert after.journal.open_airings() == []


def test_intent_of_an_airing_that_is_still_ahead_after_the_restart_airs_at_its_time(
    make_house: MakeHouse,
) -> None:
    files = {"messages/a.yaml": SHORT, "schedules/p.yaml": 'message: a\nat: ["08:00"]\n'}
    before = make_house("2026-11-23T07:50", files)
    before.run_until(local("2026-11-23T07:59:57"))
    after = make_house("2026-11-23T07:59:58", files, journal=before.journal)
    after.as_run.touch(after.planner.settled(), after.planner.at_hand)
    after.write()
    after.run_until(local("2026-11-23T08:05"))
    (airing,) = after.log()
    assert (airing.outcome, airing.started) == (Outcome.AIRED, local("2026-11-23T08:00"))


def test_full_disk_between_the_intents_of_a_session_loses_none_of_its_members(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "messages/a.yaml": SHORT,
        "messages/b.yaml": LONG,
        "schedules/p.yaml": 'messages: [a, b]\nat: ["08:00"]\n',
    }
    house = make_house("2026-11-23T07:50", files)
    plan, calls = house.journal.plan, []

    def full_at_the_second(entry: Entry) -> str:
        calls.append(entry)
        if len(calls) == 2:
            raise FULL
        return plan(entry)

    monkeypatch.setattr(house.journal, "plan", full_at_the_second)
    house.run_until(local("2026-11-23T08:10"))
    assert told(house) == [("a", "aired"), ("b", "aired")]
    assert house.log()[0].started == local("2026-11-23T08:00")


def test_fault_is_one_line_of_the_journal_however_often_it_comes_in_a_minute(make_house: MakeHouse) -> None:
    house = make_house("2026-11-23T08:00", {"messages/ngan.yaml": SHORT})
    for _ in range(3):
        house.director.fault(FULL)
        house.clock.advance(10)
    house.clock.advance(3600)
    house.director.fault(FULL)
    house.write()
    assert [note.what.code for note in house.journal.notes()] == ["store.disk_full"] * 2
    assert len(house.director.faults) == 1


def test_fault_of_the_journal_itself_is_kept_for_status_and_written_later(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = make_house("2026-11-23T08:00", {"messages/ngan.yaml": SHORT})
    monkeypatch.setattr(house.journal, "note", once_full(house.journal.note))
    house.director.fault(FULL)
    assert house.journal.notes() == []
    assert house.director.faults[-1].error is FULL
    house.as_run.touch()
    house.write()
    assert len(house.journal.notes()) == 1


def test_fault_of_ours_while_a_session_is_prepared_costs_a_second_and_no_other_session(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "messages/ngan.yaml": SHORT,
        "messages/dai.yaml": LONG,
        "schedules/a.yaml": 'message: ngan\nat: ["08:00"]\ncatch_up: 2h\n',
        "schedules/b.yaml": 'message: dai\nat: ["08:00"]\n',
    }
    house = make_house("2026-11-23T07:50", files)
    inside = house.sources.inside
    connect, calls = inside.connect, []

    def fails_once(*given: Any) -> Any:
        calls.append(given)
        if len(calls) == 1:
            raise OSError("no room for a folder")
        return connect(*given)

    monkeypatch.setattr(inside, "connect", fails_once)
    house.run_until(local("2026-11-23T08:05"))
    assert sorted(told(house)) == [("dai", "aired"), ("ngan", "aired")]
    assert "playout.internal" in [fault.error.code for fault in house.director.faults]
    # Long before the two hours that it could have been caught up in.
    assert all(a.started is not None and a.started < local("2026-11-23T08:03") for a in house.log())


@pytest.mark.parametrize("step", [3 * 3600, -3600])
def test_clock_set_while_a_long_message_is_on_air_neither_ends_it_nor_restarts_the_air(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch, step: float
) -> None:
    files = {"messages/dai.yaml": LONG, "schedules/a.yaml": 'message: dai\nat: ["08:00"]\n'}
    house = make_house("2026-11-23T07:50", files)
    house.run_until(local("2026-11-23T08:00:10"))
    restarts: list[str] = []
    monkeypatch.setattr(house.air, "restart", lambda: restarts.append("restart"))
    house.jump(step)
    house.run_until(house.clock.now() + timedelta(minutes=3))
    assert restarts == []
    first = next(airing for airing in house.log() if airing.started is not None)
    assert (first.message, first.outcome) == ("dai", Outcome.AIRED)


def test_clock_set_far_forward_tells_what_lay_in_the_hole_though_it_is_trusted_no_more(
    make_house: MakeHouse,
) -> None:
    every = 'message: ngan\nevery: 10m\nbetween: "08:00-09:00"\n'
    house = make_house("2026-11-23T07:55", {"messages/ngan.yaml": SHORT, "schedules/a.yaml": every})
    house.run_until(local("2026-11-23T08:05"))
    house.clock.step(30 * 60)
    house.air.clock_set(30 * 60)
    # The look for a trusted clock happens to come first.
    house.director.post(house.keeper.look)
    house.director.run_pending()
    house.run_until(local("2026-11-23T09:30"))
    outcomes = [outcome for _, outcome in told(house)]
    assert outcomes == ["aired", "missed", "missed", "missed", *["aired"] * 3]
