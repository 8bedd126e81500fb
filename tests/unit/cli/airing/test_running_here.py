"""A station, and a single airing, in this process: asked, and told to end by a signal. In order, and told."""

from __future__ import annotations

import os
import signal
import threading
import time
import wave
from collections.abc import Callable
from pathlib import Path

import pytest

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.app.station import shutdown
from broadcaster.core.clock import SystemClock
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Airing
from tests.unit.cli.here import Command, Done

PATIENCE = 30.0  # seconds; only a fault takes as long
MISTAKES: tuple[tuple[str, dict[str, object], str], ...] = (
    ("/api/v1/play", {"message": "khong-co"}, "station.no_message"),
    ("/api/v1/play", {"message": "ngan", "colour": "blue"}, "service.not_understood"),
    ("/api/v1/play", {"message": "ngan", "priority": "loud"}, "service.unknown_priority"),
    ("/api/v1/say", {"text": " "}, "service.nothing_to_say"),
    ("/api/v1/say", {}, "service.not_understood"),
    ("/api/v1/nothing", {}, "service.not_understood"),
)
TICKETS = {"unknown": "service.unknown_request", "live/unknown/x": "service.not_understood"}


@pytest.fixture
def command(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("BROADCASTER_LANG", "en")
    monkeypatch.setattr(shutdown, "end_in_time", lambda *_: None)  # it would end this process
    return Command(tmp_path / "dai", capsys).write_small_station()


def rows(command: Command) -> list[Airing]:
    with Journal.open_to_read(command.folder / "state/journal.db", SystemClock()) as journal:
        return journal.airings()


def wait_for(true: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not _holds(true):
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.01)


def _holds(true: Callable[[], object]) -> bool:
    try:
        return bool(true())
    except BroadcasterError:
        return False  # the station is not there yet


def end_after(deed: Callable[[], object], number: signal.Signals, command: Command, *arguments: str) -> Done:
    """Run a command; tell it to end after `deed`, which another thread does meanwhile."""
    raised: list[BaseException] = []

    def watch() -> None:
        try:
            with speaking(Language.EN):
                deed()
        except BaseException as error:
            raised.append(error)
        os.kill(os.getpid(), number)

    thread = threading.Thread(target=watch)
    thread.start()
    done = command(*arguments)
    thread.join()
    if raised:
        raise raised[0]
    return done


def heard(command: Command) -> bool:
    return any(row.started for row in rows(command))


def assert_cut(command: Command) -> None:
    (row,) = rows(command)
    assert (row.outcome, row.reason and row.reason.code) == ("cut", "playout.closing")


def test_run_once_that_is_told_to_end_fades_tells_and_exits_zero(command: Command) -> None:
    def deed() -> None:
        wait_for(lambda: heard(command))

    assert end_after(deed, signal.SIGTERM, command, "run", "--once", "dai").code == 0
    assert_cut(command)


def test_station_answers_each_mistake_with_one_shape_and_ends_on_interrupt_without_a_trace(
    command: Command,
) -> None:
    client = HttpClient(command.folder / "state")

    def deed() -> None:
        wait_for(lambda: client.get("/api/v1/status"))
        for path, body, code in MISTAKES:
            with pytest.raises(BroadcasterError) as caught:
                client.post(path, body)
            assert caught.value.code == code, path
        for ticket, code in TICKETS.items():
            with pytest.raises(BroadcasterError) as caught:
                client.get(f"/api/v1/requests/{ticket}?wait=0.01")
            assert caught.value.code == code, ticket
        assert rows(command) == []
        client.post("/api/v1/play", {"message": "dai"})
        wait_for(lambda: heard(command))

    done = end_after(deed, signal.SIGINT, command, "run")
    assert done.code == 0
    assert "Traceback" not in done.err
    assert "The station has ended." in done.err
    assert_cut(command)
    assert command.json("status") == {"running": False}


def test_once_into_a_file_takes_no_real_time_and_says_where_it_is(command: Command, tmp_path: Path) -> None:
    command.write("messages/dai.yaml", "title: Dài\nrepeat: 2\ngap: 5m\nparts:\n  - say: Kính thưa bà con.\n")
    length = command.json("render", "dai")["duration_s"]
    assert length > 300
    begun = time.monotonic()
    done = command("run", "--once", "dai", "--rehearse", "--output", f"file:{tmp_path / 'out'}")
    assert time.monotonic() - begun < length / 5
    assert done.code == 0, done.err
    (path,) = (tmp_path / "out").glob("*.wav")
    assert f"Written to: {path}" in done.err
    with wave.open(str(path)) as file:
        assert file.getnframes() / file.getframerate() == pytest.approx(length, abs=0.01)
    assert [row["kind"] for row in command.json("log")] == ["rehearsal"]
