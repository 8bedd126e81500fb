"""One server answers each request in the language of whoever asks, from whichever thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import JSONResponse

from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.api.protocol.station_socket import listen
from broadcaster.api.routes import app as api
from broadcaster.api.transport.server import ApiServer
from broadcaster.api.transport.workers import Route
from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import Mode
from broadcaster.core.errors import BroadcasterError, Phrase, StoreError, phrase
from broadcaster.core.text.catalogue import Language, explain, say, speaking, worded
from broadcaster.journal.rows.names import KEYING_TEST, titled
from broadcaster.playout.live.voice import voice_item
from broadcaster.playout.source.choice import SourceChoice, SourceOrigin

PATIENCE = 10.0  # seconds; only a fault takes as long
STOPPED = {Language.VI: "Đã dừng.", Language.EN: "Stopped."}


@pytest.fixture
def meeting(tmp_path: Path) -> Iterator[threading.Barrier]:
    """A server whose answers are worded while two requests are inside."""
    both = threading.Barrier(2, timeout=PATIENCE)
    app = FastAPI()
    app.router.route_class = Route
    api.word_errors(app)

    @app.get("/api/v1/plan")
    def on_a_worker() -> dict[str, str]:
        both.wait()
        return {"text": say("cli.stopped"), "thread": threading.current_thread().name}

    @app.get("/api/v1/requests/x")
    async def on_the_loop() -> dict[str, str]:
        return {"text": say("cli.stopped"), "thread": threading.current_thread().name}

    @app.get("/api/v1/log")
    def refused() -> None:
        both.wait()
        reason = Phrase(code="playout.stopped_by", facts=(("who", "Lò Văn Panh"),))
        raise BroadcasterError("service.fell_short", title="Sáng", why=reason)

    @app.get("/api/v1/approvals")
    def newer() -> JSONResponse:
        told: dict[str, object] = {
            "code": "service.of_tomorrow",
            "facts": {},
            "message": say("cli.stopped"),
            "hint": None,
        }
        return JSONResponse({"error": told}, status_code=409)

    server = ApiServer(app, listen(tmp_path))
    server.start()
    yield both
    server.close()


def in_both(ask: Callable[[], str]) -> dict[Language, str]:
    """What each language is answered, asked at the same time."""
    answers: dict[Language, str] = {}

    def asked(language: Language) -> None:
        with speaking(language):
            answers[language] = ask()

    threads = [threading.Thread(target=asked, args=(language,)) for language in Language]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return answers


@pytest.mark.usefixtures("meeting")
@pytest.mark.parametrize("path", ["/api/v1/plan", "/api/v1/requests/x"], ids=["worker", "loop"])
def test_two_who_ask_at_once_have_each_their_language(tmp_path: Path, path: str) -> None:
    client = HttpClient(tmp_path)
    for _ in range(5):
        assert in_both(lambda: str(client.get(path)["text"])) == STOPPED
    assert client.get("/api/v1/requests/x")["text"] == "Đã dừng."  # the next one has nobody else's language


@pytest.mark.usefixtures("meeting")
def test_refusal_and_the_reason_in_it_are_in_the_askers_language(tmp_path: Path) -> None:
    client = HttpClient(tmp_path)

    def ask() -> str:
        with pytest.raises(BroadcasterError) as caught:
            client.get("/api/v1/log")
        return explain(caught.value)

    told = in_both(ask)
    with speaking(Language.EN):
        assert say("playout.stopped_by", who="Lò Văn Panh") in told[Language.EN]
    assert say("playout.stopped_by", who="Lò Văn Panh") in told[Language.VI]
    assert told[Language.VI] != told[Language.EN]


@pytest.fixture
def station(tmp_path: Path) -> Iterator[StationFacade]:
    """A station that runs, with its API and a fault that happened on a thread of its own."""
    (tmp_path / "station.yaml").write_text("name: A\noutput: none\nspeech: {engines: [tone]}\n")
    running = RunningStation(tmp_path, Mode())
    running.open()
    server = ApiServer(api.build(running.facade), listen(tmp_path / "state"))
    server.start()
    director = running.parts.director
    fault = StoreError("store.disk_full", path="/x")

    def fails() -> None:
        director.show(BroadcasterError("service.contact_lost", contact="nut", reason=phrase(fault)))

    thread = threading.Thread(target=fails)
    thread.start()
    thread.join(PATIENCE)
    director.call(lambda: None).result(PATIENCE)
    yield running.facade
    server.close()
    running.close()


@pytest.mark.usefixtures("station")
def test_running_station_tells_an_officer_and_a_technician_what_happened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADCASTER_LANG", "vi")
    client = HttpClient(tmp_path / "state")
    seen: dict[Language, dict[str, Any]] = {}

    def ask() -> str:
        status = client.get("/api/v1/status")
        seen[Language.VI if "Không" in status["errors"][-1]["message"] else Language.EN] = status
        return str(status["errors"][-1]["message"])

    told = in_both(ask)
    assert told[Language.EN].startswith(
        "The contact nut cannot be read: The disk is full, cannot write /x (free"
    )
    assert told[Language.VI].startswith("Không đọc được nút bấm nut: Ổ đĩa đã đầy, không ghi được /x (")
    assert seen[Language.VI]["clock"]["code"] == seen[Language.EN]["clock"]["code"]
    assert seen[Language.VI]["clock"]["why"] != seen[Language.EN]["clock"]["why"]


def test_what_stands_in_for_a_title_is_worded_for_whoever_looks() -> None:
    choice = SourceChoice(origin=SourceOrigin.INPUT, address="default", rate=24000, longest=60)
    voice = voice_item("x", "Lò Văn Panh", "/x", choice).title
    test = titled(KEYING_TEST, "")
    assert [worded(voice), worded(test)] == ["Lò Văn Panh nói trực tiếp", "Thử đóng cắt máy phát"]
    with speaking(Language.EN):
        assert [worded(voice), worded(test)] == ["Lò Văn Panh speaks live", "Test of the keying"]
    assert titled("bluezone", "Cài Bluezone") == "Cài Bluezone"


@pytest.mark.usefixtures("meeting")
def test_refusal_of_a_newer_station_is_told_in_its_own_words(tmp_path: Path) -> None:
    with speaking(Language.EN), pytest.raises(BroadcasterError) as caught:
        HttpClient(tmp_path).get("/api/v1/approvals")
    assert explain(caught.value) == "Stopped."
