"""Another voice is told as such, and the wanted one tried again without hammering."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import BroadcasterError, FaultList
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import Speech
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.render_ahead import RenderAhead
from broadcaster.studio.queues.retries import FIRST_REST, LONGEST_REST, NEAR
from tests.fakes.renderer import Renderer
from tests.unit.studio.queues.conftest import NOON

NAMES = ("một", "hai", "ba")
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def station(tmp_path: Path) -> Station:
    messages = {name: Message(id=name, title=name, parts=(Say(text=name),)) for name in NAMES}
    settings = Settings(name="Đài thử", speech=Speech(engines=("piper", "espeak")))
    return Station(root=tmp_path, settings=settings, messages=messages, schedules={})


@pytest.fixture
def ahead(renderer: Renderer, clock: FakeClock, station: Station) -> RenderAhead:
    told = FaultList()
    made = RenderAhead(renderer, clock, told)
    made.want(station, [(name, NOON + timedelta(hours=20)) for name in NAMES])
    return made


def _run(ahead: RenderAhead, clock: FakeClock, length: timedelta) -> None:
    """Let time pass in steps of ten seconds, as the thread looks."""
    until = clock.now() + length
    while clock.now() < until:
        for _ in range(10):
            if not ahead.render_next():
                break
        clock.advance(10)


def test_other_voice_is_told_with_its_beginning_and_the_messages_that_wait(
    ahead: RenderAhead, clock: FakeClock
) -> None:
    assert ahead.voice().engine == ""
    _run(ahead, clock, MINUTE)
    voice = ahead.voice()
    assert (voice.engine, voice.urgent, voice.fallback, voice.since) == ("espeak", False, True, NOON)
    assert sorted(voice.waiting) == sorted(NAMES)


def test_wanted_engine_is_tried_with_one_message_at_growing_intervals(
    ahead: RenderAhead, renderer: Renderer, clock: FakeClock
) -> None:
    _run(ahead, clock, MINUTE)
    renderer.asked.clear()
    _run(ahead, clock, timedelta(hours=4))
    times = [at for _, at, _ in renderer.asked]
    gaps = [b - a for a, b in pairwise(times)]
    assert times[0] - NOON == pytest.approx(FIRST_REST, abs=2 * MINUTE)
    assert len(times) <= 8
    assert gaps == sorted(gaps)
    assert max(gaps) <= LONGEST_REST + MINUTE
    assert len({name for name, _, _ in renderer.asked[:3]}) == 3


def test_engine_that_is_back_speaks_every_message_at_once(
    ahead: RenderAhead, renderer: Renderer, clock: FakeClock, station: Station
) -> None:
    _run(ahead, clock, MINUTE)
    renderer.engine = "piper"
    _run(ahead, clock, FIRST_REST + MINUTE)
    voice = ahead.voice()
    assert (voice.engine, voice.fallback, voice.since, voice.waiting) == ("", False, None, ())
    for name in NAMES:
        programme = ahead.ready(station, name)
        assert programme is not None
        assert programme.engine == "piper"


def test_programme_that_is_about_to_air_is_left_as_it_is(
    ahead: RenderAhead, renderer: Renderer, clock: FakeClock, station: Station
) -> None:
    air = NOON + FIRST_REST + MINUTE
    ahead.want(station, [("một", air)])
    _run(ahead, clock, MINUTE)
    renderer.asked.clear()
    renderer.engine = "piper"
    _run(ahead, clock, air - MINUTE - NOON)
    assert air - (NOON + FIRST_REST) < NEAR
    assert renderer.asked == []
    clock.advance(60)
    _run(ahead, clock, FIRST_REST)
    assert [name for name, _, _ in renderer.asked] == ["một"]


def test_try_that_fails_altogether_keeps_the_programme_and_waits_longer(
    ahead: RenderAhead, renderer: Renderer, clock: FakeClock, station: Station
) -> None:
    _run(ahead, clock, MINUTE)
    renderer.asked.clear()
    renderer.fails = True
    _run(ahead, clock, timedelta(hours=2))
    assert 2 <= len(renderer.asked) <= 5
    assert all(ahead.ready(station, name) is not None for name in NAMES)
    assert ahead.voice().fallback


def test_message_that_is_no_longer_planned_is_not_waited_for(
    ahead: RenderAhead, clock: FakeClock, station: Station
) -> None:
    _run(ahead, clock, MINUTE)
    ahead.want(station, [])
    ahead.render_next()
    assert (ahead.voice().fallback, ahead.voice().since) == (False, None)


def test_message_that_can_never_be_rendered_is_tried_ever_more_seldom_and_told_hourly(
    renderer: Renderer, clock: FakeClock, station: Station
) -> None:
    told: list[datetime] = []

    class Times(FaultList):
        def report(self, error: BroadcasterError) -> None:
            told.append(clock.now())

    ahead = RenderAhead(renderer, clock, Times())
    renderer.fails = True
    ahead.want(station, [("một", NOON + timedelta(hours=20))])
    _run(ahead, clock, timedelta(hours=12))
    times = [at for _, at, _ in renderer.asked]
    assert len(times) <= 6 + 12
    assert max(b - a for a, b in pairwise(times)) <= HOUR + MINUTE
    assert len(told) <= 13
    assert min(b - a for a, b in pairwise(told)) >= HOUR


def test_message_that_failed_is_tried_each_minute_again_shortly_before_it_is_needed(
    ahead: RenderAhead, renderer: Renderer, clock: FakeClock, station: Station
) -> None:
    renderer.fails = True
    first = NOON + timedelta(hours=5)
    ahead.want(station, [("một", first)])
    _run(ahead, clock, timedelta(hours=5))
    late = [at for _, at, _ in renderer.asked if at >= first - NEAR]
    assert len(late) >= NEAR // MINUTE
    changed = replace(station, schedules={})
    before = len(renderer.asked)
    ahead.want(changed, [("một", first + timedelta(days=1))])
    assert ahead.render_next()
    assert len(renderer.asked) == before + 1, "an edit is a new chance"
