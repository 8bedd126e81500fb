"""What could not be rendered is tried again in time for its airing, relays' pieces too."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import FaultList
from broadcaster.station.model.message import Message, Relay, Say
from broadcaster.station.model.settings import Settings
from broadcaster.station.model.sound import Speech
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.render_ahead import RenderAhead
from broadcaster.studio.queues.retries import FIRST_REST
from broadcaster.studio.script.pieces import rendered
from tests.fakes.renderer import Renderer
from tests.unit.studio.queues.conftest import NOON

MINUTE = timedelta(minutes=1)
PLAIN = Message(id="tin", title="tin", parts=(Say(text="một"),))
RELAYED = replace(
    PLAIN, id="bulletin", parts=(Say(text="một"), Relay(source="voh", length=60.0), Say(text="hai"))
)


@pytest.fixture
def station(tmp_path: Path) -> Station:
    messages = {message.id: message for message in (PLAIN, RELAYED)}
    settings = Settings(name="Đài thử", speech=Speech(engines=("piper", "espeak")))
    return Station(root=tmp_path, settings=settings, messages=messages, schedules={})


@pytest.fixture
def ahead(renderer: Renderer, clock: FakeClock) -> RenderAhead:
    told = FaultList()
    return RenderAhead(renderer, clock, told)


def _run(ahead: RenderAhead, clock: FakeClock, length: timedelta) -> None:
    until = clock.now() + length
    while clock.now() < until:
        for _ in range(10):
            if not ahead.render_next():
                break
        clock.advance(1)


@pytest.mark.parametrize("seconds", [10, 30, 55, 100])
def test_what_failed_is_tried_again_several_times_before_its_airing(
    ahead: RenderAhead, renderer: Renderer, clock: FakeClock, station: Station, seconds: int
) -> None:
    renderer.fails = True
    ahead.want(station, [("tin", NOON + timedelta(seconds=seconds))])
    _run(ahead, clock, timedelta(seconds=seconds))
    assert 3 <= len(renderer.asked) <= 20


def test_what_failed_long_before_its_airing_is_tried_ever_more_seldom(
    ahead: RenderAhead, renderer: Renderer, clock: FakeClock, station: Station
) -> None:
    renderer.fails = True
    ahead.want(station, [("tin", NOON + 60 * MINUTE)])
    _run(ahead, clock, 10 * MINUTE)
    assert len(renderer.asked) == 4  # after 0, 1, 3 and 7 minutes


def test_pieces_around_a_relay_get_their_own_voice_back_too(
    ahead: RenderAhead, renderer: Renderer, clock: FakeClock, station: Station
) -> None:
    names = rendered(RELAYED)
    assert len(names) == 2
    ahead.want(station, [(name, NOON + 600 * MINUTE) for name in names])
    _run(ahead, clock, MINUTE)
    assert sorted(ahead.voice().waiting) == sorted(names)
    renderer.engine = "piper"
    _run(ahead, clock, FIRST_REST + MINUTE)
    assert ahead.voice().waiting == ()


def test_what_was_made_of_the_same_words_by_another_voice_serves_who_takes_the_former_one(
    ahead: RenderAhead, renderer: Renderer, station: Station, tmp_path: Path
) -> None:
    ahead.want(station, [("tin", NOON)])
    assert ahead.render_next()
    made = ahead.ready(station, "tin")
    assert made is not None
    settings = station.settings
    faster = replace(station, settings=replace(settings, speech=replace(settings.speech, rate=200)))
    assert ahead.ready(faster, "tin") is None
    assert ahead.ready(faster, "tin", former=True) == made
    other = replace(PLAIN, parts=(Say(text="hai"),))
    assert ahead.ready(replace(faster, messages={"tin": other}), "tin", former=True) is None
    read = replace(faster, lexicon={"một": "hai"})
    assert ahead.ready(read, "tin", former=True) is None
    Path(made.path).unlink()
    assert ahead.ready(faster, "tin", former=True) is None
