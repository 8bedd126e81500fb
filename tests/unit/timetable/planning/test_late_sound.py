"""A session of which one message is not ready in time: that costs this message, and no other."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.core.errors import EngineFailed
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.planning.late_sessions import PATIENCE
from tests.house import House, HouseRenderer, MakeHouse, local
from tests.unit.timetable.planning.bench import EIGHT, Bench, schedule

SECOND = timedelta(seconds=1)
NOT_READY = ("hong", "refused", "playout.not_ready")
MESSAGE = "title: {0}\nrepeat: 1\nparts:\n  - say: Bản tin {0}.\n"


class Slow(HouseRenderer):
    """Renders for long what is called `hong`: until `after`, or for ever; then it may fail."""

    house: House
    after: str | None = None
    fails_then = False

    def render(
        self, station: Station, message: Message, *, engine: str | None = None, offline_only: bool = False
    ) -> Programme:
        if message.id == "hong" and self.fails_then:
            raise EngineFailed("speech.none_works", reasons="")
        return super().render(station, message, engine=engine, offline_only=offline_only)

    def under_way(self, name: str) -> bool:
        """True while the rendering of a message goes on."""
        return name == "hong" and (self.after is None or self.house.clock.now() < local(self.after))


def slow(
    make_house: MakeHouse,
    monkeypatch: pytest.MonkeyPatch,
    rule: str,
    *,
    after: str | None = None,
    fails: bool = False,
) -> House:
    """A station whose message `hong` is being rendered from 11:30 on."""
    names = [name for name in ("tot", "hong") if name in rule]
    messages = {f"messages/{name}.yaml": MESSAGE.format(name) for name in names}
    house = make_house("2026-11-23T11:30", {**messages, "schedules/a.yaml": rule})
    renderer = Slow()
    renderer.house, renderer.after, renderer.fails_then = house, after, fails
    render_one = house.render_ahead._render_one
    # One thread cannot stand still here: what is under way leaves nothing to do.
    monkeypatch.setattr(
        house.render_ahead,
        "_render_one",
        lambda s, n, *more: not renderer.under_way(n) and render_one(s, n, *more),
    )
    monkeypatch.setattr(house.render_ahead, "_renderer", renderer)
    return house


def told(house: House) -> list[tuple[str | None, str, str]]:
    return [(a.message, str(a.outcome), "" if a.reason is None else a.reason.code) for a in house.log()]


@pytest.mark.parametrize(
    ("after", "fails"), [("2026-11-23T12:00:40", True), (None, False), ("2026-11-23T12:00:40", False)]
)
@pytest.mark.parametrize("catch_up", ["0s", "10m"])
def test_message_that_is_ready_airs_though_another_of_its_session_is_not(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch, after: str | None, fails: bool, catch_up: str
) -> None:
    rule = f'messages: [tot, hong]\nat: ["12:00"]\ncatch_up: {catch_up}\n'
    house = slow(make_house, monkeypatch, rule, after=after, fails=fails)
    house.run_until(local("2026-11-23T13:00"))
    assert told(house) == [("tot", "aired", ""), NOT_READY]
    started = house.log()[0].started
    assert started is not None
    assert started <= local("2026-11-23T12:00") + PATIENCE


def test_message_that_is_ready_is_not_held_into_the_quiet_hours(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = slow(make_house, monkeypatch, 'messages: [tot, hong]\nat: ["20:50"]\n')
    house.run_until(local("2026-11-23T22:00"))
    assert told(house) == [("tot", "aired", ""), NOT_READY]


def test_both_air_where_the_second_is_ready_a_moment_after_its_time(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = slow(
        make_house, monkeypatch, 'messages: [tot, hong]\nat: ["12:00"]\n', after="2026-11-23T12:00:01"
    )
    house.run_until(local("2026-11-23T12:00:01"))
    house.run_until(local("2026-11-23T12:30"))
    assert told(house) == [("tot", "aired", ""), ("hong", "aired", "")]


def test_message_alone_whose_rendering_fails_after_its_time_is_no_outage(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = 'message: hong\nat: ["12:00"]\n'
    house = slow(make_house, monkeypatch, rule, after="2026-11-23T12:00:40", fails=True)
    house.run_until(local("2026-11-23T12:00:39"))
    assert told(house) == []
    house.run_until(local("2026-11-23T12:00:50"))
    assert told(house) == [NOT_READY]
    codes = [fault.error.code for fault in house.director.faults]
    assert "speech.none_works" in codes
    assert "service.missed" not in codes


def test_sound_that_comes_one_after_the_other_late_airs_together(tmp_path: Path) -> None:
    bench = Bench(tmp_path, replace(schedule("s", "08:00", "a", "b"), wait=60.0))
    bench.renderer.fails = True  # the bench asks for no sound meanwhile
    bench.render_ahead.lost(["a", "b"])
    bench.pass_time(EIGHT + 20 * SECOND)
    bench.renderer.fails = False
    assert bench.render_ahead.render_next() is True
    bench.renderer.fails = True
    bench.pass_time(EIGHT + 22 * SECOND)
    assert bench.submitted == []
    bench.renderer.fails = False
    bench.settle()
    assert [item.message for request in bench.submitted for item in request.items] == ["a", "b"]


def test_fault_of_ours_that_stays_sets_its_message_aside_at_its_time_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bench = Bench(tmp_path, schedule("s", "08:00", "a", "b"))
    made = bench.render_ahead.made

    def fails(station: Station, name: str) -> Programme | None:
        if name == "a":
            raise ZeroDivisionError("ours, and it stays")
        return made(station, name)

    monkeypatch.setattr(bench.render_ahead, "made", fails)
    with caplog.at_level(logging.ERROR):
        bench.pass_time(EIGHT - SECOND)
        assert (bench.submitted, bench.rows()) == ([], [])
        bench.pass_time(EIGHT)
    assert [item.message for request in bench.submitted for item in request.items] == ["b"]
    assert ("a", "refused", "timetable.set_aside") in bench.rows()
    assert set(bench.codes) == {"contained.message"}
    assert len([line for line in caplog.records if "ours, and it stays" in line.getMessage()]) == 1


def test_session_that_never_could_be_handed_over_is_told_with_the_fault_not_as_an_outage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(tmp_path, schedule("s", "08:00", "a"))

    def fails(*_asked: object) -> None:
        raise RuntimeError("ours")

    monkeypatch.setattr(bench.planner._intents, "begin", fails)
    bench.pass_time(EIGHT + 10 * SECOND)
    assert bench.rows() == [("a", "missed", "timetable.set_aside")]
