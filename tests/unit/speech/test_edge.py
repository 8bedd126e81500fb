"""Microsoft's voices against a service on this computer that speaks their protocol, well or badly."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from broadcaster.errors import EngineBusy, EngineFailed, EngineMissing, SpeechError
from broadcaster.speech.edge import VOICES, EdgeEngine
from broadcaster.speech.words import syllables

web = pytest.importorskip("aiohttp.web", reason="the extra edge is not installed")

WORDS = "xin chào bà con, mời bà con lắng nghe thông báo."
CERTIFICATE = Path(__file__).with_name("data") / "self_signed.pem"
MARKUP = "<break time='9s'/> chào & tạm biệt bà con"
TOO_FEW = "xin chào"
BUDGET = 1.0
HEADERS = b"X-RequestId:0\r\nContent-Type:audio/mpeg\r\nX-StreamId:1\r\nPath:audio\r\n"
Mp3 = Callable[[str], bytes]


@dataclass
class Service:
    """The fake service: `act` answers one question over the open socket."""

    port: int = 0
    act: Callable[[Any, str], Awaitable[None]] | None = None
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    async def handle(self, request: Any) -> Any:
        self.asked.append(request.path)
        if self.status is not None:
            return web.Response(status=self.status, headers=self.headers)
        socket = web.WebSocketResponse(timeout=0.1)
        await socket.prepare(request)
        await socket.receive()
        question = await socket.receive()
        if self.act is not None:
            await self.act(socket, question.data)
        await socket.close()
        return socket

    def run(self, context: ssl.SSLContext | None, ready: threading.Event) -> None:
        async def start() -> None:
            app = web.Application()
            app.router.add_get("/edge", self.handle)
            self.runner = web.AppRunner(app, shutdown_timeout=0.1)
            await self.runner.setup()
            site = web.TCPSite(self.runner, "127.0.0.1", 0, ssl_context=context)
            await site.start()
            self.port = self.runner.addresses[0][1]
            ready.set()

        self.loop.run_until_complete(start())
        self.loop.run_forever()
        self.loop.run_until_complete(self.runner.cleanup())
        self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        self.loop.close()


def _serve(context: ssl.SSLContext | None = None) -> Iterator[Service]:
    service, ready = Service(), threading.Event()
    thread = threading.Thread(target=service.run, args=(context, ready))
    thread.start()
    assert ready.wait(10)
    yield service
    service.loop.call_soon_threadsafe(service.loop.stop)
    thread.join(10)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, mp3_of: Mp3) -> Iterator[Service]:
    for words in (WORDS, MARKUP, TOO_FEW):
        mp3_of(words)  # made now, so that the service answers at once
    for made in _serve():
        monkeypatch.setattr("edge_tts.communicate.WSS_URL", f"ws://127.0.0.1:{made.port}/edge?x=1")
        yield made


@pytest.fixture
def engine() -> Iterator[EdgeEngine]:
    made = EdgeEngine(timeouts=(5.0, 10.0), budget=30.0, pauses=(0.0, 0.0))
    yield made
    made.close()


@pytest.fixture
def hasty() -> EdgeEngine:
    """An engine that does not wait for long."""
    return EdgeEngine(timeouts=(1.0, 0.3), budget=BUDGET, pauses=(0.0, 0.0))


async def _begin(socket: Any) -> None:
    await socket.send_str("X-RequestId:0\r\nPath:turn.start\r\n\r\n{}")
    await socket.send_str("X-RequestId:0\r\nPath:response\r\n\r\n{}")


async def _sound(socket: Any, mp3: bytes) -> None:
    for at in range(0, len(mp3), 720):
        await socket.send_bytes(len(HEADERS).to_bytes(2, "big") + HEADERS + mp3[at : at + 720])


async def _end(socket: Any) -> None:
    boundary = {"Type": "SentenceBoundary", "Data": {"Offset": 0, "Duration": 1, "text": {"Text": "x"}}}
    await socket.send_str("Path:audio.metadata\r\n\r\n" + json.dumps({"Metadata": [boundary]}))
    await socket.send_str("X-RequestId:0\r\nPath:turn.end\r\n\r\n{}")


def _failure(engine: EdgeEngine) -> SpeechError:
    with pytest.raises(SpeechError) as caught:
        engine.synthesize(WORDS, None, 185)
    return caught.value


@pytest.mark.parametrize("rate", [185, 230])
def test_speech_has_all_the_words_at_the_stations_rate(
    service: Service, engine: EdgeEngine, mp3_of: Mp3, rate: int
) -> None:
    asked: list[str] = []

    async def act(socket: Any, question: str) -> None:
        asked.append(question)
        await _begin(socket)
        await _sound(socket, mp3_of(WORDS))
        await _end(socket)

    service.act = act
    clip = engine.synthesize(WORDS, VOICES[1], rate)
    assert syllables(WORDS) / (clip.frames / clip.rate) * 60 == pytest.approx(rate, rel=0.06)
    assert WORDS in asked[0]
    assert "NamMinhNeural" in asked[0]


def test_markup_in_the_words_is_said_not_obeyed(service: Service, engine: EdgeEngine, mp3_of: Mp3) -> None:
    asked: list[str] = []

    async def act(socket: Any, question: str) -> None:
        asked.append(question)
        await _sound(socket, mp3_of(MARKUP))
        await _end(socket)

    service.act = act
    assert engine.synthesize(MARKUP, None, 185).frames > 0
    assert "&lt;break" in asked[0]
    assert "&amp;" in asked[0]


def test_sound_that_is_whole_is_taken_although_the_line_does_not_close(service: Service, mp3_of: Mp3) -> None:
    engine = EdgeEngine(timeouts=(5.0, 1.5), budget=30.0, pauses=())

    async def act(socket: Any, _question: str) -> None:
        await _sound(socket, mp3_of(WORDS))
        await _end(socket)
        await asyncio.sleep(30)

    service.act = act
    assert engine.synthesize(WORDS, None, 185).frames > 0


def test_line_that_drops_in_the_middle_of_the_sound_is_a_failure(
    service: Service, engine: EdgeEngine, mp3_of: Mp3
) -> None:
    async def act(socket: Any, _question: str) -> None:
        await _begin(socket)
        # Nearly all: the length alone would not tell.
        whole = mp3_of(WORDS)
        await _sound(socket, whole[: len(whole) * 9 // 10])

    service.act = act
    error = _failure(engine)
    assert error.code == "speech.cut_short"
    assert error.facts["tries"] == 3
    assert len(service.asked) == 3


def test_end_without_any_sound_is_a_failure(service: Service, engine: EdgeEngine) -> None:
    async def act(socket: Any, _question: str) -> None:
        await _begin(socket)
        await _end(socket)

    service.act = act
    assert _failure(engine).code == "speech.bad_answer"


def test_sound_of_too_few_words_is_a_failure(service: Service, engine: EdgeEngine, mp3_of: Mp3) -> None:
    async def act(socket: Any, _question: str) -> None:
        await _sound(socket, mp3_of(TOO_FEW))
        await _end(socket)

    service.act = act
    assert _failure(engine).code == "speech.cut_short"


@pytest.mark.parametrize("answer", ["no header at all", "Path:unknown\r\n\r\n{}"])
def test_answer_in_another_form_is_a_failure(service: Service, engine: EdgeEngine, answer: str) -> None:
    async def act(socket: Any, _question: str) -> None:
        await socket.send_str(answer)

    service.act = act
    assert _failure(engine).code == "speech.bad_answer"


def test_bytes_that_are_no_sound_are_a_failure(service: Service, engine: EdgeEngine) -> None:
    async def act(socket: Any, _question: str) -> None:
        await _sound(socket, b"no sound at all" * 300)
        await _end(socket)

    service.act = act
    assert _failure(engine).code == "speech.bad_audio"


@pytest.mark.parametrize("after_sound", [False, True], ids=["before sound", "in the middle of the sound"])
def test_service_that_stands_still_is_given_up_in_time(
    service: Service, hasty: EdgeEngine, mp3_of: Mp3, after_sound: bool
) -> None:
    async def act(socket: Any, _question: str) -> None:
        if after_sound:
            await _sound(socket, mp3_of(WORDS)[:2000])
        await asyncio.sleep(30)

    service.act = act
    begun = time.monotonic()
    assert _failure(hasty).code == "speech.too_slow"
    assert time.monotonic() - begun < BUDGET + 2


def test_service_that_trickles_past_the_budget_is_a_failure(
    service: Service, hasty: EdgeEngine, mp3_of: Mp3
) -> None:
    async def act(socket: Any, _question: str) -> None:
        for at in range(0, 100_000, 100):
            await _sound(socket, mp3_of(WORDS)[at : at + 100] or b"x")
            await asyncio.sleep(0.05)

    service.act = act
    begun = time.monotonic()
    assert _failure(hasty).code == "speech.too_slow"
    assert time.monotonic() - begun < BUDGET + 2


def test_answer_429_is_busy_with_the_wait_it_asks_for_and_not_asked_again(
    service: Service, engine: EdgeEngine
) -> None:
    service.status, service.headers = 429, {"Retry-After": "90"}
    error = _failure(engine)
    assert isinstance(error, EngineBusy)
    assert error.facts["seconds"] == 90
    assert len(service.asked) == 1


@pytest.mark.parametrize(("status", "tries"), [(404, 1), (503, 3)])
def test_answer_of_another_status_is_a_failure_that_names_it(
    service: Service, engine: EdgeEngine, status: int, tries: int
) -> None:
    service.status = status
    error = _failure(engine)
    assert isinstance(error, EngineFailed)
    assert error.facts["status"] == status
    assert len(service.asked) == tries


def test_no_service_at_all_is_a_failure(monkeypatch: pytest.MonkeyPatch, engine: EdgeEngine) -> None:
    monkeypatch.setattr("edge_tts.communicate.WSS_URL", "ws://127.0.0.1:9/edge?x=1")
    assert _failure(engine).code == "speech.no_network"


def test_service_with_a_certificate_of_its_own_is_refused_and_told_no_words(
    monkeypatch: pytest.MonkeyPatch, engine: EdgeEngine
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    for service in _serve(context):
        monkeypatch.setattr("edge_tts.communicate.WSS_URL", f"wss://127.0.0.1:{service.port}/edge?x=1")
        error = _failure(engine)
        assert error.code == "speech.bad_certificate"
        assert service.asked == []


def test_identity_of_a_voice_that_does_not_speak_vietnamese_is_missing(engine: EdgeEngine) -> None:
    assert engine.identity(None, 185).voice == VOICES[0]
    with pytest.raises(EngineMissing):
        engine.identity("en-US-EmmaMultilingualNeural", 185)


def test_long_sentence_is_asked_for_in_pieces_that_the_service_takes_whole(
    service: Service, engine: EdgeEngine, mp3_of: Mp3
) -> None:
    words = ", ".join(["bà con lắng nghe thông báo của phường"] * 40)
    asked: list[str] = []

    async def act(socket: Any, question: str) -> None:
        asked.append(question)
        said = question.partition("volume='+0%'>")[2].partition("</prosody>")[0]
        await _sound(socket, mp3_of(said))
        await _end(socket)

    service.act = act
    assert engine.synthesize(words, None, 185).frames > 0
    assert len(asked) == 3
    assert max(len(question.encode()) for question in asked) < 4096
