from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from gtts import gTTS
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import EngineBusy, EngineFailed, EngineMissing, SpeechError
from broadcaster.speech.model import syllables
from broadcaster.speech.network.google import GoogleLine
from broadcaster.speech.network.gtts import LONGEST, GttsEngine
from broadcaster.speech.network.service import split

PATH = "/_/TranslateWebserverUi/data/batchexecute"
WORDS = "xin chào bà con"
LONG = (
    "bà con hãy cài ứng dụng bờ lu dôn trên điện thoại thông minh, để biết mình có tiếp xúc với người bệnh "
    "hay không, và giúp người thân trong gia đình, hàng xóm cùng cài, nhất là người già."
)
CERTIFICATE = Path(__file__).parents[1] / "data" / "self_signed.pem"
Mp3 = Callable[[str], bytes]
Wrap = Callable[[bytes], bytes]


@pytest.fixture
def engine(httpserver: HTTPServer) -> Iterator[GttsEngine]:
    made = GttsEngine(host=httpserver.url_for("/"), timeouts=(2.0, 5.0), pauses=(0.0, 0.0))
    yield made
    made.close()


@pytest.fixture
def google(httpserver: HTTPServer, mp3_of: Mp3, answer: Wrap, asked: Callable[[bytes], str]) -> list[str]:
    """A service that says whatever it is asked; the list of texts it was asked for."""
    heard: list[str] = []

    def speak(request: Request) -> Response:
        heard.append(asked(request.get_data()))
        return Response(answer(mp3_of(heard[-1])))

    httpserver.expect_request(PATH, method="POST").respond_with_handler(speak)
    return heard


def _failure(engine: GttsEngine) -> SpeechError:
    with pytest.raises(SpeechError) as caught:
        engine.synthesize(WORDS, None, 185)
    return caught.value


@pytest.mark.parametrize("words", [WORDS, LONG], ids=["one piece", "several pieces"])
@pytest.mark.parametrize("rate", [185, 233])
def test_speech_has_all_the_words_at_the_stations_rate(
    engine: GttsEngine, google: list[str], words: str, rate: int
) -> None:
    clip = engine.synthesize(words, None, rate)
    assert " ".join(google).split() == words.split()
    assert max(map(len, google)) <= LONGEST
    assert syllables(words) / (clip.frames / clip.rate) * 60 == pytest.approx(rate, rel=0.06)


def test_tempo_is_not_changed_beyond_what_sounds_well(engine: GttsEngine, google: list[str]) -> None:
    clip = engine.synthesize(LONG, None, 60)
    assert 140 < syllables(LONG) / (clip.frames / clip.rate) * 60 < 180


def test_answer_429_is_busy_with_the_wait_it_asks_for(httpserver: HTTPServer, engine: GttsEngine) -> None:
    httpserver.expect_request(PATH).respond_with_data("", status=429, headers={"Retry-After": "120"})
    error = _failure(engine)
    assert isinstance(error, EngineBusy)
    assert error.facts["seconds"] == 120


def test_answer_429_with_a_date_is_busy_without_a_number(httpserver: HTTPServer, engine: GttsEngine) -> None:
    when = {"Retry-After": "Wed, 03 Feb 2021 07:00:00 GMT"}
    httpserver.expect_request(PATH).respond_with_data("", status=429, headers=when)
    error = _failure(engine)
    assert isinstance(error, EngineBusy)
    assert error.facts["seconds"] is None


@pytest.mark.parametrize(("status", "tries"), [(302, 1), (403, 1), (500, 3), (503, 3)])
def test_answer_of_another_status_is_a_failure_that_names_it(
    httpserver: HTTPServer, engine: GttsEngine, status: int, tries: int
) -> None:
    httpserver.expect_request(PATH).respond_with_data("", status=status, headers={"Location": "/elsewhere"})
    error = _failure(engine)
    assert isinstance(error, EngineFailed)
    assert error.facts["status"] == status
    assert error.facts["tries"] == tries
    assert len(httpserver.log) == tries


def test_failure_that_passes_is_not_heard(
    httpserver: HTTPServer, engine: GttsEngine, mp3_of: Mp3, answer: Wrap
) -> None:
    httpserver.expect_ordered_request(PATH).respond_with_data("", status=503)
    httpserver.expect_ordered_request(PATH).respond_with_data(b"[]")
    httpserver.expect_ordered_request(PATH).respond_with_data(answer(mp3_of(WORDS)))
    assert engine.synthesize(WORDS, None, 185).frames > 0


def test_dead_service_costs_its_budget_once_and_no_more(httpserver: HTTPServer, clock: FakeClock) -> None:
    def slow(_request: Request) -> Response:
        clock.advance(12)
        return Response("", status=503)

    httpserver.expect_request(PATH).respond_with_handler(slow)
    engine = GttsEngine(host=httpserver.url_for("/"), clock=clock, budget=20.0, first=20.0)
    assert _failure(engine).facts["tries"] == 2
    assert clock.monotonic() < 30
    engine.close()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Our systems have detected unusual traffic</html>",
        b')]}\'\n\n[["wrb.fr","jQ1olc",null,null,null,[3],"generic"]]',
        b'[["wrb.fr","jQ1olc","[\\"\\"]",null]]',
        b'[["wrb.fr","jQ1olc","[\\"AAA\\"]",null]]',
    ],
    ids=["empty", "html", "null", "empty string", "broken base64"],
)
def test_answer_without_sound_is_a_failure(httpserver: HTTPServer, engine: GttsEngine, body: bytes) -> None:
    httpserver.expect_request(PATH).respond_with_data(body)
    assert _failure(engine).code == "speech.bad_answer"


def test_answer_with_two_sounds_for_one_text_is_a_failure(
    httpserver: HTTPServer, engine: GttsEngine, mp3_of: Mp3, answer: Wrap
) -> None:
    httpserver.expect_request(PATH).respond_with_data(answer(mp3_of(WORDS)) * 2)
    assert _failure(engine).code == "speech.bad_answer"


def test_answer_with_bytes_that_are_no_mp3_is_a_failure(
    httpserver: HTTPServer, engine: GttsEngine, answer: Wrap
) -> None:
    httpserver.expect_request(PATH).respond_with_data(answer(b"no sound at all" * 99))
    assert _failure(engine).code == "speech.bad_audio"


def test_answer_whose_sound_is_cut_off_is_a_failure(
    httpserver: HTTPServer, engine: GttsEngine, mp3_of: Mp3, answer: Wrap
) -> None:
    whole = mp3_of(WORDS)
    httpserver.expect_request(PATH).respond_with_data(answer(whole[: len(whole) // 5]))
    assert _failure(engine).code in ("speech.cut_short", "speech.no_sound")


def test_half_a_sentence_is_a_failure_once_the_voice_was_heard_a_few_times(
    httpserver: HTTPServer, engine: GttsEngine, mp3_of: Mp3, answer: Wrap
) -> None:
    words = "mời bà con lắng nghe thông báo của phường"
    for _ in range(3):
        httpserver.expect_ordered_request(PATH).respond_with_data(answer(mp3_of(words)))
        engine.synthesize(words, None, 185)
    httpserver.expect_request(PATH).respond_with_data(answer(mp3_of("mời bà con lắng nghe thông")))
    with pytest.raises(EngineFailed, match="cut_short"):
        engine.synthesize(words, None, 185)


def test_failure_of_one_piece_fails_the_whole_sentence(
    httpserver: HTTPServer, engine: GttsEngine, mp3_of: Mp3, answer: Wrap
) -> None:
    first = split(LONG, LONGEST)[0]
    httpserver.expect_ordered_request(PATH).respond_with_data(answer(mp3_of(first)))
    httpserver.expect_ordered_request(PATH).respond_with_data("[]")
    with pytest.raises(EngineFailed):
        engine.synthesize(LONG, None, 185)


def test_answer_shorter_than_announced_is_a_failure() -> None:
    def cut() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(1 << 16)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[[")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=cut)
        server.start()
        engine = GttsEngine(host=f"http://127.0.0.1:{listener.getsockname()[1]}", pauses=())
        assert _failure(engine).code == "speech.no_network"
        engine.close()
        server.join(5)


def test_server_that_does_not_answer_in_time_is_a_failure(httpserver: HTTPServer) -> None:
    release = threading.Event()

    def stall(_request: Request) -> Response:
        release.wait(10)
        return Response("")

    httpserver.expect_request(PATH).respond_with_handler(stall)
    engine = GttsEngine(host=httpserver.url_for("/"), timeouts=(2.0, 0.1), pauses=())
    try:
        assert _failure(engine).code == "speech.too_slow"
    finally:
        release.set()
        engine.close()


def test_server_that_trickles_past_the_budget_is_a_failure(httpserver: HTTPServer, clock: FakeClock) -> None:
    def trickle(_request: Request) -> Response:
        def parts() -> Iterator[bytes]:
            for _ in range(10):
                clock.advance(6)
                yield bytes(5000)

        return Response(parts())

    httpserver.expect_request(PATH).respond_with_handler(trickle)
    engine = GttsEngine(host=httpserver.url_for("/"), clock=clock, first=20.0)
    assert _failure(engine).code == "speech.too_slow"
    engine.close()


def _trickle(listener: socket.socket, head: bytes, stop: threading.Event) -> None:
    """Answer with `head` and then one byte after the other until the client has gone."""
    connection, _ = listener.accept()
    with connection, suppress(OSError):
        connection.recv(1 << 16)
        connection.sendall(head)
        while not stop.wait(0.02):
            connection.sendall(b"x")


@pytest.mark.parametrize(
    ("head", "ends"),
    [(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", True), (b"HTTP/1.1 200 OK\r\nX-Slow: ", False)],
    ids=["single bytes", "header that does not end"],
)
def test_server_that_trickles_is_given_up_at_the_deadline(head: bytes, ends: bool) -> None:
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=_trickle, args=(listener, head, stop))
        server.start()
        host = f"http://127.0.0.1:{listener.getsockname()[1]}"
        engine = GttsEngine(host=host, timeouts=(2.0, 5.0), budget=0.5, pauses=())
        begun = time.monotonic()
        assert _failure(engine).code == "speech.too_slow"
        assert time.monotonic() - begun < 20
        if ends:
            server.join(5)  # as the abandoned exchange lets go of its connection by itself
            assert not server.is_alive()
        stop.set()
        server.join(5)
        engine.close()


def test_answer_without_end_is_a_failure(httpserver: HTTPServer, engine: GttsEngine) -> None:
    httpserver.expect_request(PATH).respond_with_data(bytes(5 << 20))
    assert _failure(engine).code == "speech.bad_answer"


def test_no_server_at_all_is_a_failure() -> None:
    engine = GttsEngine(host="http://127.0.0.1:9", timeouts=(0.5, 0.5), pauses=())
    assert _failure(engine).code == "speech.no_network"
    engine.close()


@pytest.fixture
def secure(mp3_of: Mp3, answer: Wrap) -> Iterator[HTTPServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    with HTTPServer(host="127.0.0.1", ssl_context=context) as server:
        server.expect_request(PATH).respond_with_data(answer(mp3_of(WORDS)))
        yield server


def test_server_with_a_self_signed_certificate_is_refused_and_told_no_words(secure: HTTPServer) -> None:
    engine = GttsEngine(host=secure.url_for("/"))
    error = _failure(engine)
    engine.close()
    assert error.code == "speech.bad_certificate"
    assert secure.log == []


def test_server_whose_certificate_the_administrator_trusts_is_taken(
    secure: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(CERTIFICATE))
    engine = GttsEngine(host=secure.url_for("/"))
    assert engine.synthesize(WORDS, None, 185).frames > 0
    engine.close()


def test_text_that_gtts_would_split_itself_is_refused(httpserver: HTTPServer, clock: FakeClock) -> None:
    line = GoogleLine(httpserver.url_for("").rstrip("/"), (1, 1), clock)
    with pytest.raises(EngineFailed, match="bodies"):
        line.fetch(LONG, "vi", 5.0)
    line.close()


def test_identity_of_another_voice_is_missing() -> None:
    with pytest.raises(EngineMissing):
        GttsEngine().identity("en", 185)


def test_speech_without_ffmpeg_is_missing(
    httpserver: HTTPServer, engine: GttsEngine, mp3_of: Mp3, answer: Wrap, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request(PATH).respond_with_data(answer(mp3_of(WORDS)))
    monkeypatch.setenv("PATH", "/nowhere")
    assert _failure(engine).code == "speech.no_ffmpeg"


def test_longest_piece_is_what_gtts_takes() -> None:
    assert gTTS.GOOGLE_TTS_MAX_CHARS == LONGEST
