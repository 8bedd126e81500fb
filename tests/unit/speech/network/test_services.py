"""Every shipped service as its documentation says, and each way in which one can fail, on real sockets."""

from __future__ import annotations

import json
import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from broadcaster.core.errors import EngineBusy, EngineFailed, EngineMissing, EngineRefused, SpeechError
from broadcaster.speech.model import syllables
from broadcaster.speech.network.described import ServiceEngine
from broadcaster.speech.pauses import PAUSE
from broadcaster.station.loading.services import shipped_service, shipped_services
from broadcaster.station.model.service import (
    AnswerWay,
    ServiceAccess,
    ServiceAnswer,
    SoundFormat,
    SpeechService,
    WardService,
)
from tests.fakes.services import KEY, FakeService, bright, highs, sound

WORDS = "kính thưa bà con, mời bà con lắng nghe thông báo của phường."
LONG = ("bà con hãy cài ứng dụng trên điện thoại thông minh, và giúp người thân cùng cài. " * 12).strip()
SPOKEN = [name for name in shipped_services() if shipped_service(name).address.startswith("http")]
FAR = "127.0.0.2"
"""An address that the tests count as out in the world."""


def _is_near(address: str) -> bool:
    return address != FAR


def _service(**changes: object) -> SpeechService:
    body, address = '{"text": {words}}', "http://example.vn/say"
    service = SpeechService(title="Thử", address=address, body=body, voices=("one",), needs_key=False)
    return replace(service, **changes)  # type: ignore[arg-type]


def _ward(address: str, **changes: object) -> WardService:
    return WardService(name="thu", service=_service(**changes), access=ServiceAccess(address=address))


@contextmanager
def _engine(ward: WardService, **options: object) -> Iterator[ServiceEngine]:
    engine = ServiceEngine(ward, pauses=(), **options)  # type: ignore[arg-type]
    try:
        yield engine
    finally:
        engine.close()


def _failure(ward: WardService, **options: object) -> SpeechError:
    with _engine(ward, **options) as engine, pytest.raises(SpeechError) as caught:
        engine.synthesize(WORDS, None, 185)
    return caught.value


@contextmanager
def _raw(answer: Callable[[socket.socket], None], host: str = "127.0.0.1") -> Iterator[str]:
    """A server that answers whatever it is told in its own way; its address."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    if connection.recv(1 << 16):
                        answer(connection)

    with socket.create_server((host, 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://{host}:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.mark.parametrize("name", SPOKEN)
@pytest.mark.parametrize("words", [WORDS, LONG], ids=["one piece", "several pieces"])
def test_shipped_service_says_all_the_words_at_the_stations_rate(
    httpserver: HTTPServer, name: str, words: str
) -> None:
    fake = FakeService(httpserver, name)
    with _engine(fake.ward()) as engine:
        clip = engine.synthesize(words, None, 185)
    assert " ".join(fake.heard).split() == words.split()
    assert max(map(len, fake.heard)) <= shipped_service(name).longest
    assert syllables(words) / (clip.frames / clip.rate) * 60 == pytest.approx(185, rel=0.08)


@pytest.mark.parametrize("name", SPOKEN)
def test_shipped_service_that_does_not_take_the_key_says_so(
    httpserver: HTTPServer, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fake = FakeService(httpserver, name)
    error = _failure(fake.ward(api_key="another-s3cret"))
    assert error.code == "speech.wrong_key"
    assert "another-s3cret" not in f"{caplog.text}{error!r}{error.facts}"


def test_voice_that_station_yaml_names_is_the_one_that_is_asked_for(httpserver: HTTPServer) -> None:
    fake = FakeService(httpserver, "fpt")
    with _engine(fake.ward()) as engine:
        engine.synthesize(WORDS, "leminh", 185)
    assert fake.voices == ["leminh"]


def test_key_that_was_entered_for_another_host_is_not_sent(httpserver: HTTPServer) -> None:
    fake = FakeService(httpserver, "openai")
    error = _failure(fake.ward(host="api.openai.com"))
    assert isinstance(error, EngineMissing)
    assert error.code == "speech.key_elsewhere"
    assert httpserver.log == []


def test_service_without_its_key_is_not_asked(httpserver: HTTPServer) -> None:
    fake = FakeService(httpserver, "fpt")
    assert _failure(fake.ward(api_key="")).code == "speech.no_key"
    assert httpserver.log == []


def test_netrc_of_the_computer_takes_the_place_of_no_key(
    httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login somebody password else\nmachine 127.0.0.1 login a password b\n")
    monkeypatch.setenv("NETRC", str(netrc))
    fake = FakeService(httpserver, "openai")
    with _engine(fake.ward()) as engine:
        assert engine.synthesize(WORDS, None, 185).frames


def test_words_cannot_leave_their_place_in_the_question(httpserver: HTTPServer) -> None:
    asked: list[object] = []

    def take(request: Request) -> Response:
        asked.append(json.loads(request.get_data()))
        return Response(status=500)

    httpserver.expect_request("/say").respond_with_handler(take)
    with _engine(_ward(httpserver.url_for("").rstrip("/"))) as engine, pytest.raises(EngineFailed):
        engine.synthesize('", "voice": "x{words}{key}', None, 185)
    assert asked == [{"text": '", "voice": "x{words}{key}'}]


HTML = b"<html><body>Log in to the guest network</body></html>"


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("text/html", HTML, "speech.bad_answer"),
        ("audio/mpeg", HTML, "speech.bad_audio"),
        ("application/json", b'{"error": "out of memory"}', "speech.bad_answer"),
        ("application/json", b'{"error": "used-up"}', "speech.quota_used"),
        ("audio/mpeg", b"", "speech.bad_audio"),
        ("audio/wav", bytes(48000), "speech.bad_audio"),
    ],
    ids=["html", "html called sound", "error in a 200", "known error in a 200", "nothing", "zeros"],
)
def test_answer_200_that_is_no_sound_is_a_failure(
    httpserver: HTTPServer, kind: str, body: bytes, code: str
) -> None:
    httpserver.expect_request("/say").respond_with_data(body, content_type=kind)
    answer = ServiceAnswer(error="error")
    errors = {"used-up": "quota"}
    found = _failure(_ward(httpserver.url_for("").rstrip("/"), answer=answer, errors=errors))
    assert found.code == code


@pytest.mark.parametrize("kind", ["wav", "mp3", "ogg", "pcm"])
def test_each_format_is_heard_whole_and_half_of_it_is_a_failure(httpserver: HTTPServer, kind: str) -> None:
    answer = ServiceAnswer(format=SoundFormat(kind), rate=24000)
    ward = _ward(httpserver.url_for("").rstrip("/"), answer=answer)
    whole = sound(WORDS, "s16le" if kind == "pcm" else kind)
    httpserver.expect_ordered_request("/say").respond_with_data(whole, content_type="audio/x")
    with _engine(ward) as engine:
        clip = engine.synthesize(WORDS, None, 233)
    assert clip.frames / clip.rate == pytest.approx(syllables(WORDS) * 60 / 233, rel=0.08)
    part = whole[: len(whole) // 3]
    httpserver.expect_ordered_request("/say").respond_with_data(part, content_type="audio/x")
    assert _failure(ward).code in ("speech.cut_short", "speech.bad_audio")


@pytest.mark.parametrize("rate", [185, 233], ids=["another tempo", "its own tempo"])
def test_sound_of_48_khz_keeps_what_24_khz_would_lose(httpserver: HTTPServer, rate: int) -> None:
    httpserver.expect_request("/say").respond_with_data(bright(WORDS), content_type="audio/wav")
    ward = _ward(httpserver.url_for("").rstrip("/"), answer=ServiceAnswer(format=SoundFormat.WAV))
    with _engine(ward) as engine:
        clip = engine.synthesize(WORDS, None, rate)
    assert clip.rate == 48000
    assert highs(np.frombuffer(clip.samples, "<i2") / 32768, clip.rate) == pytest.approx(0, abs=1)


@pytest.mark.parametrize(("given", "kept"), [(16000, 16000), (22050, 22050), (44100, 44100), (96000, 48000)])
def test_clip_has_the_rate_of_its_service_up_to_48_khz(httpserver: HTTPServer, given: int, kept: int) -> None:
    answer = ServiceAnswer(format=SoundFormat.PCM, rate=given)
    whole = sound(WORDS, "s16le", given)
    httpserver.expect_request("/say").respond_with_data(whole, content_type="audio/pcm")
    with _engine(_ward(httpserver.url_for("").rstrip("/"), answer=answer)) as engine:
        clip = engine.synthesize(WORDS, None, 233)
    assert clip.rate == kept
    assert clip.frames / clip.rate == pytest.approx(syllables(WORDS) * 60 / 233, rel=0.08)


@pytest.mark.parametrize("rate", [150, 185, 233])
def test_pause_of_a_service_is_as_long_as_everybodys_at_any_tempo(httpserver: HTTPServer, rate: int) -> None:
    first, second = WORDS.split(", ")
    whole = sound(first, "s16le") + bytes(2 * 24000 * 6 // 10) + sound(second, "s16le")
    httpserver.expect_request("/say").respond_with_data(whole, content_type="audio/pcm")
    ward = _ward(httpserver.url_for("").rstrip("/"), answer=ServiceAnswer(format=SoundFormat.PCM))
    with _engine(ward) as engine:
        clip = engine.synthesize(WORDS, None, rate)
    loud = np.flatnonzero(np.abs(np.frombuffer(clip.samples, "<i2").astype(int)) > 300)
    assert np.diff(loud).max() / clip.rate == pytest.approx(PAUSE, abs=0.03)
    assert syllables(WORDS) * 60 / (clip.frames / clip.rate) == pytest.approx(rate, rel=0.06)


def test_silence_is_no_sound(httpserver: HTTPServer) -> None:
    ward = _ward(httpserver.url_for("").rstrip("/"), answer=ServiceAnswer(format=SoundFormat.PCM))
    httpserver.expect_request("/say").respond_with_data(bytes(200_000), content_type="audio/pcm")
    assert _failure(ward).code == "speech.no_sound"


def test_sound_of_four_hours_fills_no_memory(httpserver: HTTPServer) -> None:
    ward = _ward(httpserver.url_for("").rstrip("/"), answer=ServiceAnswer(format=SoundFormat.PCM, rate=8000))
    httpserver.expect_request("/say").respond_with_data(b"\x00\x40" * 7_000_000, content_type="audio/pcm")
    assert _failure(ward).code == "speech.bad_answer"


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        (302, EngineFailed, "speech.redirected"),
        (401, EngineFailed, "speech.wrong_key"),
        (402, EngineBusy, "speech.quota_used"),
        (422, EngineRefused, "speech.refused_text"),
        (429, EngineBusy, "speech.busy"),
        (418, EngineBusy, "speech.busy"),
        (500, EngineFailed, "speech.http_status"),
    ],
)
def test_status_means_what_the_description_says(
    httpserver: HTTPServer, status: int, kind: type[SpeechError], code: str
) -> None:
    headers = {"Location": "http://elsewhere.example/"}
    httpserver.expect_request("/say").respond_with_data("", status=status, headers=headers)
    found = _failure(_ward(httpserver.url_for("").rstrip("/"), errors={"418": "busy"}))
    assert (type(found), found.code) == (kind, code)
    assert len(httpserver.log) == 1


def test_redirection_takes_no_key_along(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v1/audio/speech").respond_with_data(
        "", status=307, headers={"Location": httpserver.url_for("/v1/elsewhere")}
    )
    address = httpserver.url_for("").rstrip("/")
    access = ServiceAccess(address=address, api_key=KEY, host=address.partition("//")[2])
    ward = WardService(name="openai", service=shipped_service("openai"), access=access)
    assert _failure(ward).code == "speech.redirected"
    assert [request.path for request, _ in httpserver.log] == ["/v1/audio/speech"]


def test_400_megabytes_are_not_read() -> None:
    sent = 0

    def pour(connection: socket.socket) -> None:
        nonlocal sent
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\n")
        connection.sendall(b"Content-Length: 419430400\r\n\r\n")
        for _ in range(400):
            connection.sendall(bytes(1 << 20))
            sent += 1

    with _raw(pour) as address:
        assert _failure(_ward(address)).code == "speech.bad_answer"
    assert sent < 40


def test_half_of_what_was_announced_is_a_failure() -> None:
    whole = sound(WORDS, "mp3")

    def half(connection: socket.socket) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: {len(whole)}\r\n\r\n"
        connection.sendall(head.encode() + whole[: len(whole) // 2])

    with _raw(half) as address:
        assert _failure(_ward(address)).code == "speech.no_network"


def test_byte_a_second_is_given_up_at_the_end_of_the_budget() -> None:
    stop = threading.Event()

    def trickle(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: 99999\r\n\r\n")
        while not stop.wait(0.1):
            connection.sendall(b"x")

    with _raw(trickle) as address:
        begun = time.monotonic()
        assert _failure(_ward(address), budget=1.5).code == "speech.too_slow"
        assert time.monotonic() - begun < 8
        stop.set()


def test_service_that_takes_the_question_and_says_nothing_is_given_up_after_its_patience() -> None:
    stop = threading.Event()

    def mute(_connection: socket.socket) -> None:
        stop.wait(30)

    with _raw(mute) as address:
        begun = time.monotonic()
        assert _failure(_ward(address)).code == "speech.too_slow"
        assert 1 < time.monotonic() - begun < 6
        stop.set()


def test_service_of_more_patience_than_a_stream_has_is_waited_for() -> None:
    whole = sound(WORDS, "mp3")

    def think(connection: socket.socket) -> None:
        time.sleep(0.6)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: {len(whole)}\r\n\r\n"
        connection.sendall(head.encode() + whole)

    with _raw(think) as address:
        with _engine(_ward(address, patience=15.0), timeouts=(1.5, 0.1)) as engine:
            assert engine.synthesize(WORDS, None, 185).frames
        assert _failure(_ward(address, patience=0.5), timeouts=(1.5, 0.1)).code == "speech.too_slow"


def test_certificate_of_another_name_is_refused_and_told_no_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, certificate = _certificate(tmp_path, "elsewhere.example")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer(host="127.0.0.1", ssl_context=context) as server:
        server.expect_request("/say").respond_with_data(sound(WORDS, "mp3"), content_type="audio/mpeg")
        assert _failure(_ward(server.url_for("").rstrip("/"))).code == "speech.bad_certificate"
        assert server.log == []


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """An authority, and a certificate of it with its key, for the name alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    (folder / "ca.pem").write_bytes(pem)
    (folder / "server.pem").write_bytes(pem + secret)
    return folder / "ca.pem", folder / "server.pem"


LINK = ServiceAnswer(sound=AnswerWay.LINK, at="async", format=SoundFormat.MP3)


def _linking(link: str) -> Callable[[socket.socket], None]:
    body = json.dumps({"async": link})

    def answer(connection: socket.socket) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall((head + body).encode())

    return answer


def test_link_of_a_public_service_to_the_own_network_is_refused(httpserver: HTTPServer) -> None:
    httpserver.expect_request(re.compile(".*")).respond_with_data(sound(WORDS, "mp3"))
    with _raw(_linking(httpserver.url_for("/inner")), FAR) as address:
        assert _failure(_ward(address, answer=LINK), near=_is_near).code == "speech.link_near"
    assert httpserver.log == []


@pytest.mark.parametrize("link", ["file:///etc/passwd", "ftp://example.vn/a", "", "gopher:x"])
def test_link_that_is_none_is_a_failure(link: str) -> None:
    with _raw(_linking(link)) as address:
        assert _failure(_ward(address, answer=LINK)).code == "speech.bad_answer"


def test_link_that_never_comes_is_given_up_at_the_end_of_the_budget(httpserver: HTTPServer) -> None:
    fake = FakeService(httpserver, "fpt")
    fake.waits = 1000
    assert _failure(fake.ward(), budget=2.0).code == "speech.too_slow"
    assert 2 <= len(httpserver.log) <= 6


def test_question_whose_work_failed_is_a_failure(httpserver: HTTPServer) -> None:
    failed = {"status": 1, "result": {"request_id": "r", "status": "FAILURE"}}
    ward = FakeService(httpserver, "vbee").ward()
    httpserver.clear_all_handlers()
    httpserver.expect_request(re.compile(".*")).respond_with_json(failed)
    assert _failure(ward).code == "speech.bad_answer"


def test_online_false_keeps_words_from_the_world_and_lets_the_own_network_have_them() -> None:
    asked: list[bytes] = []

    def take(connection: socket.socket) -> None:
        asked.append(b"")
        connection.sendall(b"HTTP/1.1 500 no\r\nContent-Length: 0\r\n\r\n")

    with _raw(take, FAR) as address:
        error = _failure(_ward(address), online=False, near=_is_near)
        assert (type(error), error.code) == (EngineMissing, "speech.online_forbidden")
    with _raw(take) as address:
        assert _failure(_ward(address), online=False, near=_is_near).code == "speech.http_status"
        assert asked == [b""]


@pytest.mark.parametrize("online", [True, False])
def test_proxy_near_by_is_no_way_out_for_words_that_may_not_leave(
    httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, online: bool
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, httpserver.url_for("/"))
    httpserver.expect_request(re.compile(".*")).respond_with_data("", status=500)
    with _raw(lambda connection: None, FAR) as address:
        ward = _ward(address) if online else _ward(address.replace("http:", "https:"))
        _failure(ward, online=online, near=_is_near)
    assert httpserver.log == []


def test_key_is_not_sent_in_clear_over_the_world() -> None:
    def take(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 500 no\r\nContent-Length: 0\r\n\r\n")

    with _raw(take, FAR) as address:
        access = ServiceAccess(address=address, api_key=KEY, host=address.partition("//")[2])
        ward = WardService(name="openai", service=shipped_service("openai"), access=access)
        assert _failure(ward, near=_is_near).code == "speech.key_in_clear"


def test_clip_of_another_description_or_server_is_another_clip(httpserver: HTTPServer) -> None:
    one = _ward("http://127.0.0.1:1")
    for other in (_ward("http://127.0.0.1:2"), _ward("http://127.0.0.1:1", body='{"say": {words}}')):
        with _engine(one) as first, _engine(other) as second:
            assert first.identity(None, 185) != second.identity(None, 185)


def test_key_is_in_no_text_of_the_service() -> None:
    access = ServiceAccess(api_key=KEY, host="x")
    assert KEY not in repr(WardService(name="thu", service=_service(), access=access))
