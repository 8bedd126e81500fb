"""A message by a described service: one voice, the next engine where it fails; no emergency asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from broadcaster.speech.sent import sent_by
from broadcaster.station.loading.loader import take
from broadcaster.station.model.station import Station
from broadcaster.studio.render.studio import open_studio
from tests.fakes.services import sound

SENTENCES = ("Mời bà con lắng nghe thông báo của phường.", "Ngày mai phường tiêm phòng cho trẻ em.")
Make = Callable[..., Station]


@pytest.fixture
def make(tmp_path: Path, httpserver: HTTPServer) -> Make:
    def made(*, priority: str = "normal", more: str = "", online: str = "true") -> Station:
        address = httpserver.url_for("").rstrip("/")
        (tmp_path / "messages").mkdir(exist_ok=True)
        (tmp_path / "station.yaml").write_text(
            f"name: Đài\nspeech: {{engines: [openai, espeak], online: {online}}}\noutput: none\n"
            f"sound: {{opening: none, closing: none, emergency: none}}\n"
            f"services: {{openai: {{address: '{address}'{more}}}}}\n"
        )
        parts = "".join(f"  - say: {each}\n" for each in SENTENCES)
        (tmp_path / "messages" / "tin.yaml").write_text(
            f"title: Tin\npriority: {priority}\nrepeat: 1\nparts:\n{parts}"
        )
        return take(tmp_path)

    return made


def _speak(server: HTTPServer, *statuses: int) -> None:
    """Answer one question after the other with these statuses, and all others with sound."""
    left = list(statuses)

    def answer(request: Request) -> Response:
        status = left.pop(0) if left else 200
        if status != 200:
            return Response(status=status)
        return Response(sound(request.get_json()["input"], "wav"), mimetype="audio/wav")

    server.expect_request(re.compile(".*")).respond_with_handler(answer)


def _engine(station: Station) -> str:
    studio = open_studio(station)
    try:
        return studio.render(station.messages["tin"]).engine
    finally:
        studio.close()


def test_service_that_works_speaks_the_whole_message(make: Make, httpserver: HTTPServer) -> None:
    _speak(httpserver)
    assert _engine(make()) == "openai"
    assert len(httpserver.log) == 2


def test_server_of_the_own_network_speaks_although_online_is_false(
    make: Make, httpserver: HTTPServer
) -> None:
    _speak(httpserver)
    assert _engine(make(online="false")) == "openai"


def test_emergency_never_asks_a_service(make: Make, httpserver: HTTPServer) -> None:
    _speak(httpserver)
    assert _engine(make(priority="emergency")) == "espeak"
    assert httpserver.log == []


def test_message_of_which_one_sentence_fails_is_said_by_the_next_engine_alone(
    make: Make, httpserver: HTTPServer
) -> None:
    _speak(httpserver, 200, 401)
    station = make()
    assert _engine(station) == "espeak"
    asked = len(httpserver.log)
    assert _engine(station) == "espeak"
    assert len(httpserver.log) == asked  # it rests


def test_text_that_a_service_refuses_leaves_it_to_the_other_messages(
    make: Make, httpserver: HTTPServer
) -> None:
    _speak(httpserver, 422)
    station = make()
    assert _engine(station) == "espeak"
    assert _engine(station) == "openai"


def test_service_that_has_had_its_characters_leaves_the_message_to_the_next_engine(
    make: Make, httpserver: HTTPServer
) -> None:
    _speak(httpserver)
    station = make(more=", limit: 50")
    sent_by(station.root, station.settings).note("openai", 50)
    assert _engine(station) == "espeak"
    assert httpserver.log == []
    assert _engine(make(more=", limit: 500")) == "openai"
