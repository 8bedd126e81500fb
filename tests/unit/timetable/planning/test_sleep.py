"""A computer that slept, a station that was away for long, members refused at the last moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from broadcaster.journal.rows.model import Outcome
from tests.house import RATE, SETTINGS, House, MakeHouse, local

SHORT = "title: Ngắn\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n"
LONG = "title: Dài\nrepeat: 1\nparts:\n  - say: Kính thưa bà con.\n  - pause: 5m\n  - say: Xin hết.\n"
CHIMES = SETTINGS.replace("opening: none, closing: none", "opening: chime, closing: chime-down")


def told(house: House) -> list[tuple[str | None, str]]:
    return [(airing.message, str(airing.outcome)) for airing in house.log()]


def sleep(house: House, seconds: float) -> None:
    """The computer sleeps: its sound stands still, its alarm rings when it wakes."""
    house.clock.sleep(seconds)
    house.air.clock_set(seconds)
    house.planner.ring()
    house.director.run_pending()


@pytest.mark.parametrize(
    ("seconds", "outcome"), [(300, Outcome.AIRED), (1200, Outcome.CUT)], ids=["short", "long"]
)
def test_what_was_on_air_when_the_computer_slept_comes_back_at_its_sentence_or_is_told_as_cut(
    make_house: MakeHouse, seconds: float, outcome: Outcome
) -> None:
    files = {"messages/dai.yaml": LONG, "schedules/a.yaml": 'message: dai\nat: ["08:00"]\n'}
    house = make_house("2026-11-23T07:59", files)
    house.run_until(local("2026-11-23T08:01"))
    sleep(house, seconds)
    house.run_until(local("2026-11-23T09:00"))
    (airing,) = house.log()
    assert airing.outcome is outcome
    assert house.director.faults[-1].error.code == "playout.computer_slept"
    if outcome is Outcome.CUT:
        assert airing.reason is not None
        assert airing.reason.code == "playout.slept"
    else:
        first, again = house.air.orders
        assert first.start_frame < again.start_frame <= 60 * RATE


def test_what_was_planned_while_the_computer_slept_goes_through_the_catch_up_rule(
    make_house: MakeHouse,
) -> None:
    every = 'message: ngan\nevery: 10m\nbetween: "08:00-09:00"\ncatch_up: 1h\n'
    house = make_house("2026-11-23T07:55", {"messages/ngan.yaml": SHORT, "schedules/a.yaml": every})
    house.run_until(local("2026-11-23T08:05"))
    sleep(house, 46 * 60)
    house.run_until(local("2026-11-23T09:30"))
    assert [outcome for _, outcome in told(house)] == ["aired", *["missed"] * 4, *["aired"] * 2]
    late = house.log()[5]
    assert late.planned == local("2026-11-23T08:50")
    assert late.started is not None


def test_member_the_plan_refuses_is_told_with_its_reason_even_when_found_long_after(
    make_house: MakeHouse,
) -> None:
    files = {
        "messages/ngan.yaml": SHORT,
        "messages/cu.yaml": SHORT + "valid: {until: 2026-11-22}\n",
        "schedules/a.yaml": 'messages: [ngan, cu]\nat: ["08:00"]\ncatch_up: 5m\n',
    }
    house = make_house("2026-11-23T07:50", files)
    house.renderer.fails = True
    house.run_until(local("2026-11-23T07:59:58"))
    sleep(house, 3600)
    house.run_until(local("2026-11-23T09:10"))
    assert told(house) == [("ngan", "missed"), ("cu", "refused")]
    reason = house.log()[1].reason
    assert reason is not None
    assert reason.code == "timetable.message_expired"


def test_year_away_is_told_a_day_at_a_time_and_the_air_does_not_wait_for_it(make_house: MakeHouse) -> None:
    files = {"messages/ngan.yaml": SHORT, "schedules/a.yaml": 'message: ngan\nat: ["08:00"]\ncatch_up: 10m\n'}
    before = make_house("2025-11-20T09:00", files)
    before.touch()
    after = make_house("2026-11-23T08:05", files, journal=before.journal)
    assert len(after.log()) == 0
    assert after.planner.settled() <= local("2025-11-20T09:00")
    while after.planner.absence.step():
        pass
    after.run_until(local("2026-11-23T08:20"))
    outcomes = [outcome for _, outcome in told(after)]
    assert outcomes == ["missed"] * 367 + ["aired"]
    assert after.planner.settled() == after.clock.now()


def test_absence_that_is_half_told_goes_on_after_a_restart(make_house: MakeHouse) -> None:
    files = {"messages/ngan.yaml": SHORT, "schedules/a.yaml": 'message: ngan\nat: ["08:00"]\n'}
    before = make_house("2026-11-10T09:00", files)
    before.touch()
    after = make_house("2026-11-23T09:00", files, journal=before.journal)
    for _ in range(3):
        after.planner.absence.step()
    after.touch()
    last = make_house("2026-11-23T09:01", files, journal=before.journal)
    while last.planner.absence.step():
        pass
    assert [outcome for _, outcome in told(last)] == ["missed"] * 13
    days = {airing.planned for airing in last.log()}
    assert len(days) == 13


@pytest.mark.parametrize("refused", ["a", "b"], ids=["first", "last"])
def test_session_keeps_its_opening_and_closing_when_a_member_is_refused_at_the_last_check(
    make_house: MakeHouse, refused: str
) -> None:
    files = {
        "station.yaml": CHIMES,
        "messages/a.yaml": SHORT,
        "messages/b.yaml": SHORT.replace("bà con", "quý vị"),
        "schedules/p.yaml": 'messages: [a, b]\nat: ["08:00"]\n',
    }
    house = make_house("2026-11-23T07:50", files)
    house.run_until(local("2026-11-23T07:59:57"))  # the intents are written
    path = house.folder / f"messages/{refused}.yaml"
    path.write_text(path.read_text() + "valid: {until: 2026-11-22}\n")
    house.reload()
    house.run_until(local("2026-11-23T08:10"))
    other = "b" if refused == "a" else "a"
    assert sorted(told(house)) == sorted([(refused, "refused"), (other, "aired")])
    (order,) = house.air.orders
    programme = house.render_ahead.ready(house.station, other)
    assert programme is not None
    assert (order.start_frame, order.end_frame) == (0, programme.frames)
    started = next(a.started for a in house.log() if a.message == other)
    assert started is not None
    assert started - local("2026-11-23T08:00") <= timedelta(seconds=2)
