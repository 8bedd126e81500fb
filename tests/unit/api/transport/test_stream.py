"""Events reach who follows, in their language; who does not read is cut off, and nobody waits for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.api.protocol.airing import AskRequest
from broadcaster.api.protocol.client import Client
from broadcaster.api.protocol.event_reader import Events, parsed
from broadcaster.api.protocol.events import (
    EVENTS,
    AirEvent,
    ChangeEvent,
    DroppedEvent,
    Event,
    QueueEvent,
    RequestEvent,
    SentenceEvent,
)
from broadcaster.api.protocol.station_socket import connect, listen
from broadcaster.api.routes import app
from broadcaster.api.transport import event_stream as events_module
from broadcaster.api.transport.event_stream import SentenceClock, latest
from broadcaster.api.transport.server import ApiServer
from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import Mode
from broadcaster.app.status.happenings import (
    AirChanged,
    Airs,
    Happening,
    PlanChanged,
    QueueChanged,
    RequestChanged,
)
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.journal.rows.model import AiringKind, Entry, Reason
from broadcaster.people.roles.model import Action, Grant
from broadcaster.playout.requests.by_hand import AskPlay

PATIENCE = 20.0  # seconds; only a fault takes as long
AT = datetime(2026, 11, 26, 6, 30, tzinfo=UTC)


def airs(*seconds: float) -> Airs:
    return Airs(
        id="a1",
        message="ngan",
        title="Ngắn",
        kind="manual",
        started=AT,
        planned=AT,
        end=AT + timedelta(minutes=1),
        sentences=tuple((AT + timedelta(seconds=each), f"câu {each:g}") for each in seconds),
    )


def test_sentence_is_told_when_it_begins_and_one_that_is_over_is_left_out() -> None:
    saying = SentenceClock(airs(1, 3, 5))
    assert saying.upcoming == AT + timedelta(seconds=1)
    assert list(saying.begun(AT)) == []
    assert list(saying.begun(AT + timedelta(seconds=3.5))) == [("a1", AT + timedelta(seconds=3), "câu 3")]
    assert saying.upcoming == AT + timedelta(seconds=5)
    assert list(saying.begun(AT + timedelta(seconds=9))) == [("a1", AT + timedelta(seconds=5), "câu 5")]
    assert saying.upcoming is None


def test_stream_is_read_whatever_a_later_station_adds() -> None:
    lines = [
        ": ",
        "",
        "event: weather",
        'data: {"rain": true}',
        "",
        "event: request",
        'data: {"id": "a1", "colour": "blue"}',
        "",
        "event: plan",
        "data: {}",
        "",
    ]
    assert list(parsed(iter(lines))) == [RequestEvent(id="a1"), ChangeEvent()]


def test_reader_that_was_late_is_told_the_newest_air_and_queue_and_all_else() -> None:
    queue = QueueChanged(queue=())
    found: list[Happening] = [
        AirChanged(air=airs(1)),
        queue,
        RequestChanged(ticket="a1"),
        AirChanged(air=None),
        PlanChanged(),
        PlanChanged(),
    ]
    assert latest(found) == [
        queue,
        RequestChanged(ticket="a1"),
        AirChanged(air=None),
        PlanChanged(),
        PlanChanged(),
    ]


@pytest.mark.patient
def test_right_that_is_taken_ends_the_stream_that_is_open(
    station: StationFacade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_module, "QUIET", 0.1)
    events = Client(station.station.root / "state").events()
    until(events, lambda event: isinstance(event, QueueEvent))
    with pytest.raises(AssertionError):
        until_dropped(events, 1.0)  # who may look goes on

    def refused(_caller: object, action: Action) -> Grant:
        raise PeopleError("people.not_allowed", who="Lan", action=str(action))

    monkeypatch.setattr(station.access, "require", refused)  # the tests' own account may always look
    assert until_dropped(events, PATIENCE) == DroppedEvent(reason="not_allowed")


def until_dropped(events: Events, seconds: float) -> Event:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        event = events.next(0.2)
        if isinstance(event, DroppedEvent):
            return event
    raise AssertionError


@pytest.mark.patient
def test_each_row_is_told_whoever_writes_it(station: StationFacade) -> None:
    events = Client(station.station.root / "state").events()
    until(events, lambda event: isinstance(event, QueueEvent))
    journal = station._parts.as_run.journal
    writes: list[Callable[[], str]] = [
        lambda: journal.decide({"what": "submitted", "station": "0" * 32, "by": "Lan"}),
        lambda: journal.note(AT, Reason(code="journal.held", facts=(("why", "journal.no_disk"),))),
        lambda: journal.plan(Entry(kind=AiringKind.MANUAL, message="ngan")),
    ]
    for write in writes:
        write()
        assert until(events, lambda event: isinstance(event, ChangeEvent))[-1] == ChangeEvent()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[StationFacade]:
    """A station that runs, with its API."""
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "ngan.yaml").write_text("title: Ngắn\nrepeat: 1\nparts: [{say: Kính thưa.}]\n")
    (tmp_path / "station.yaml").write_text(
        "name: A\noutput: none\nspeech: {engines: [tone]}\nsound: {opening: none, closing: none}\n"
        "regulation: {quiet: none}\napproval: {required: false}\n"
    )
    running = RunningStation(tmp_path, Mode())
    running.open()
    server = ApiServer(app.build(running.facade), listen(tmp_path / "state"))
    server.start()
    yield running.facade
    running.facade.end_events()
    server.close()
    running.close()


def until(events: Events, true: Callable[[Event], bool]) -> list[Event]:
    """The events up to the first for which `true` holds."""
    found: list[Event] = []
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        event = events.next(0.5)
        if event is not None:
            found.append(event)
            if true(event):
                return found
    raise AssertionError(found)


@pytest.mark.patient
def test_play_is_followed_from_the_air_to_the_end(station: StationFacade) -> None:
    client = Client(station.station.root / "state")
    events = client.events(level=True)
    first = until(events, lambda event: isinstance(event, QueueEvent))
    assert first == [AirEvent(air=None), QueueEvent(queue=())]
    taken = client.ask(AskPlay(message="ngan"))
    told = until(
        events,
        lambda e: isinstance(e, RequestEvent) and client.ask(AskRequest(ticket=taken.id)).outcome is not None,
    )
    begun = [each.air for each in told if isinstance(each, AirEvent) and each.air is not None]
    assert begun[-1].id == taken.id
    assert begun[-1].started is not None
    sentences = [each for each in told if isinstance(each, SentenceEvent)]
    assert [each.airing for each in sentences] == [taken.id]
    assert {type(each) for each in told} <= set(EVENTS.values())


def test_end_of_the_station_is_the_last_event(station: StationFacade) -> None:
    events = Client(station.station.root / "state").events()
    until(events, lambda event: isinstance(event, QueueEvent))
    station.end_events()
    told = until(events, lambda event: isinstance(event, DroppedEvent))
    assert told[-1] == DroppedEvent(reason="ending")
    with pytest.raises(BroadcasterError):
        events.next(PATIENCE)


@pytest.mark.slow
def test_reader_that_reads_nothing_is_cut_off_and_keeps_nothing_from_others(
    station: StationFacade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_module, "UNREAD", 0.2)
    folder = station.station.root / "state"
    hub = station._parts.feed.hub
    deaf = [connect(folder) for _ in range(3)]
    for connection in deaf:
        connection.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: a\r\n\r\n")
    events = Client(folder).events()
    until(events, lambda event: isinstance(event, QueueEvent))
    heard, end = 0, time.monotonic() + PATIENCE
    while len(hub._readers) > 1:
        assert time.monotonic() < end
        for _ in range(100):
            hub.post(PlanChanged())
        while events.next(0.02) is not None:
            heard += 1
    assert heard > 0
    for connection in deaf:
        connection.close()
