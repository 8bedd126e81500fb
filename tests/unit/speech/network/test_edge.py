"""Microsoft's voices against a service on this computer that speaks their protocol, well or badly."""

from __future__ import annotations

import asyncio
import re
import ssl
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from broadcaster.core.errors import EngineBusy, EngineFailed, EngineMissing, SpeechError
from broadcaster.speech.model import syllables
from broadcaster.speech.network.edge import VOICES, EdgeEngine

pytest.importorskip("edge_tts", reason="the extra edge is not installed")
from tests.fakes.microsoft import Service, begin, end, serve, sound, words_of

WORDS = "xin chào bà con, mời bà con lắng nghe thông báo."
CERTIFICATE = Path(__file__).parents[1] / "data" / "self_signed.pem"
MARKUP = "<break time='9s'/> chào & tạm biệt bà con"
TOO_FEW = "xin chào"
BUDGET = 1.0
Mp3 = Callable[[str], bytes]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, mp3_of: Mp3) -> Iterator[Service]:
    for words in (WORDS, MARKUP, TOO_FEW):
        mp3_of(words)  # made now, so that the service answers at once
    for made in serve():
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
        await begin(socket)
        await sound(socket, mp3_of(WORDS))
        await end(socket)

    service.act = act
    clip = engine.synthesize(WORDS, VOICES[1], rate)
    assert syllables(WORDS) / (clip.frames / clip.rate) * 60 == pytest.approx(rate, rel=0.06)
    assert WORDS in asked[0]
    assert "NamMinhNeural" in asked[0]


def test_markup_in_the_words_is_said_not_obeyed(service: Service, engine: EdgeEngine, mp3_of: Mp3) -> None:
    asked: list[str] = []

    async def act(socket: Any, question: str) -> None:
        asked.append(question)
        await sound(socket, mp3_of(MARKUP))
        await end(socket)

    service.act = act
    assert engine.synthesize(MARKUP, None, 185).frames > 0
    assert "&lt;break" in asked[0]
    assert "&amp;" in asked[0]


def test_sound_that_is_whole_is_taken_although_the_line_does_not_close(service: Service, mp3_of: Mp3) -> None:
    engine = EdgeEngine(timeouts=(5.0, 1.5), budget=30.0, pauses=())

    async def act(socket: Any, _question: str) -> None:
        await sound(socket, mp3_of(WORDS))
        await end(socket)
        await asyncio.sleep(30)

    service.act = act
    assert engine.synthesize(WORDS, None, 185).frames > 0


def test_line_that_drops_in_the_middle_of_the_sound_is_a_failure(
    service: Service, engine: EdgeEngine, mp3_of: Mp3
) -> None:
    async def act(socket: Any, _question: str) -> None:
        await begin(socket)
        # Nearly all: the length alone would not tell.
        whole = mp3_of(WORDS)
        await sound(socket, whole[: len(whole) * 9 // 10])

    service.act = act
    error = _failure(engine)
    assert error.code == "speech.cut_short"
    assert error.facts["tries"] == 3
    assert len(service.asked) == 3


def test_end_without_any_sound_is_a_failure(service: Service, engine: EdgeEngine) -> None:
    async def act(socket: Any, _question: str) -> None:
        await begin(socket)
        await end(socket)

    service.act = act
    assert _failure(engine).code == "speech.bad_answer"


def test_sound_of_too_few_words_is_a_failure(service: Service, engine: EdgeEngine, mp3_of: Mp3) -> None:
    async def act(socket: Any, _question: str) -> None:
        await sound(socket, mp3_of(TOO_FEW))
        await end(socket)

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
        await sound(socket, b"no sound at all" * 300)
        await end(socket)

    service.act = act
    assert _failure(engine).code == "speech.bad_audio"


@pytest.mark.parametrize("after_sound", [False, True], ids=["before sound", "in the middle of the sound"])
def test_service_that_stands_still_is_given_up_in_time(
    service: Service, hasty: EdgeEngine, mp3_of: Mp3, after_sound: bool
) -> None:
    async def act(socket: Any, _question: str) -> None:
        if after_sound:
            await sound(socket, mp3_of(WORDS)[:2000])
        await asyncio.sleep(30)

    service.act = act
    begun = time.monotonic()
    assert _failure(hasty).code == "speech.too_slow"
    assert time.monotonic() - begun < BUDGET + 20


def test_service_that_trickles_past_the_budget_is_a_failure(
    service: Service, hasty: EdgeEngine, mp3_of: Mp3
) -> None:
    async def act(socket: Any, _question: str) -> None:
        for at in range(0, 100_000, 100):
            await sound(socket, mp3_of(WORDS)[at : at + 100] or b"x")
            await asyncio.sleep(0.05)

    service.act = act
    begun = time.monotonic()
    assert _failure(hasty).code == "speech.too_slow"
    assert time.monotonic() - begun < BUDGET + 20


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


@pytest.mark.parametrize("times", [1, None], ids=["once", "always"])
def test_refusal_for_a_wrong_clock_is_asked_once_more_by_the_services_clock(
    service: Service, engine: EdgeEngine, mp3_of: Mp3, monkeypatch: pytest.MonkeyPatch, times: int | None
) -> None:
    async def act(socket: Any, _question: str) -> None:
        await sound(socket, mp3_of(WORDS))
        await end(socket)

    monkeypatch.setattr("edge_tts.drm.DRM.clock_skew_seconds", 0.0)
    service.act, service.status, service.times = act, 403, times
    service.headers = {"Date": "Wed, 03 Feb 2021 07:00:00 GMT"}
    if times is None:
        error = _failure(engine)
        assert (error.code, error.facts["status"], error.facts["tries"]) == ("speech.http_status", 403, 1)
    else:
        assert engine.synthesize(WORDS, None, 185).frames > 0
    first, second = (re.findall(r"Sec-MS-GEC=(\w+)", path) for path in service.asked)
    assert first != second


def test_no_service_at_all_is_a_failure(monkeypatch: pytest.MonkeyPatch, engine: EdgeEngine) -> None:
    monkeypatch.setattr("edge_tts.communicate.WSS_URL", "ws://127.0.0.1:9/edge?x=1")
    assert _failure(engine).code == "speech.no_network"


def test_service_with_a_certificate_of_its_own_is_refused_and_told_no_words(
    monkeypatch: pytest.MonkeyPatch, engine: EdgeEngine
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    for service in serve(context):
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
        await sound(socket, mp3_of(words_of(question)))
        await end(socket)

    service.act = act
    assert engine.synthesize(words, None, 185).frames > 0
    assert len(asked) == 3
    assert max(len(question.encode()) for question in asked) < 4096
