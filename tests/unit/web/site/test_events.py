"""One stream for the tab that is seen: it ends with the right to look, and there are only so many."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import Message

from broadcaster.api.transport import event_stream as following
from broadcaster.api.transport.event_stream import EventStream
from broadcaster.api.transport.workers import Workers, serving
from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import Mode
from broadcaster.web.playout import events
from broadcaster.web.playout.events import OpenStreams


@pytest.fixture
def station(tmp_path: Path) -> Iterator[StationFacade]:
    (tmp_path / "station.yaml").write_text("name: A\noutput: none\nspeech: {engines: [tone]}\n")
    running = RunningStation(tmp_path, Mode())
    running.open()
    yield running.facade
    running.close()


def told(stream: EventStream) -> str:
    """All that a stream sends until it ends by itself."""
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def run() -> None:
        serving.set(Workers("test", 1))
        await asyncio.wait_for(stream({"type": "http"}, receive, send), 10)

    asyncio.run(run())
    return b"".join(each["body"] for each in sent[1:]).decode()


def test_a_stream_ends_once_its_reader_may_look_no_more(
    station: StationFacade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "QUIET", 0.05)
    answers = iter([True, False])
    ended: list[EventStream] = []
    stream = EventStream(station, level=False, may=lambda: next(answers), page=True, ended=ended.append)
    text = told(stream)
    assert text.startswith("event: air\n")
    assert "event: beat\n" in text
    assert text.endswith('event: over\ndata: {"replaced": false}\n\n')
    assert ended == [stream]


def test_a_stream_whose_place_another_one_takes_says_so(station: StationFacade) -> None:
    stream = EventStream(station, level=False, may=lambda: True, page=True)
    stream.close()
    assert told(stream).endswith('event: over\ndata: {"replaced": true}\n\n')


def test_one_visitor_has_a_few_streams_and_the_oldest_makes_room(
    station: StationFacade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MOST_EACH", 2)
    monkeypatch.setattr(events, "MOST", 3)
    streams, made = OpenStreams(), [EventStream(station, level=False, may=lambda: True) for _ in range(5)]
    for token, stream in zip("aaabb", made, strict=True):
        streams.add(token, stream)
    assert [stream._replaced for stream in made] == [True, True, False, False, False]
    assert len(streams) == 3
    streams.remove(made[4])
    assert len(streams) == 2
