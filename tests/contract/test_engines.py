"""One suite for every speech engine, the shipped fake included: what the rest may rely on."""

from __future__ import annotations

import base64
import html
import json
import subprocess
import unicodedata
import urllib.parse
from array import array
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from benchmarks import package_voice
from broadcaster.core.errors import EngineMissing, SpeechError
from broadcaster.speech.engines.espeak import EspeakEngine
from broadcaster.speech.engines.piper import PiperEngine
from broadcaster.speech.engines.registry import open_engines
from broadcaster.speech.engines.tone import ToneEngine
from broadcaster.speech.engines.vieneu import VieneuEngine
from broadcaster.speech.model import Engine, syllables
from broadcaster.speech.network.described import ServiceEngine
from broadcaster.speech.network.edge import EdgeEngine
from broadcaster.speech.network.gtts import GttsEngine
from broadcaster.speech.samples import MARGIN
from broadcaster.station.loading.services import shipped_services
from tests.fakes import vieneu_models, wyoming
from tests.fakes.services import FakeService

WORDS = "kính thưa bà con, mời bà con lắng nghe thông báo của phường."
OTHER = "trời sắp có mưa to, bà con không ra suối."
RATE = 185
EDGE = 32768 * 10 ** (-45 / 20)


def _google(request: Request) -> Response:
    """Google's service, saying tones as MP3."""
    form = urllib.parse.parse_qs(request.get_data().decode())
    words = json.loads(json.loads(form["f.req"][0])[0][0][1])[0]
    inner = json.dumps([base64.b64encode(_mp3(words)).decode()])
    return Response(json.dumps([["wrb.fr", "jQ1olc", inner, None]], separators=(",", ":")))


@cache
def _mp3(words: str) -> bytes:
    """Tones at 233 syllables a minute."""
    samples = ToneEngine().synthesize(words, None, 233).samples
    raw = ["-f", "s16le", "-ac", "1", "-ar", "24000", "-i", "pipe:0"]
    command = ["ffmpeg", "-loglevel", "error", *raw, "-f", "mp3", "-b:a", "48k", "pipe:1"]
    return subprocess.run(command, input=samples, capture_output=True, check=True).stdout


@pytest.fixture
def microsoft(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Microsoft's service, saying tones as MP3."""
    pytest.importorskip("edge_tts", reason="the extra edge is not installed")
    from tests.fakes import microsoft

    async def act(socket: Any, question: str) -> None:
        await microsoft.sound(socket, _mp3(html.unescape(microsoft.words_of(question))))
        await microsoft.end(socket)

    for service in microsoft.serve():
        service.act = act
        monkeypatch.setattr("edge_tts.communicate.WSS_URL", f"ws://127.0.0.1:{service.port}/edge?x=1")
        yield


def _edge(request: pytest.FixtureRequest) -> Engine:
    request.getfixturevalue("microsoft")
    return EdgeEngine()


@pytest.fixture(scope="session")
def piper_voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the Piper voice that a Python package ships, told to speak Vietnamese sounds."""
    if (package := package_voice.missing()) is not None:
        pytest.skip(f"{package} is missing")
    folder = tmp_path_factory.mktemp("voices")
    package_voice.install(tmp_path_factory.mktemp("usb"), folder)
    return folder


@pytest.fixture(scope="session")
def vieneu_voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny model for VieNeu's package."""
    if (package := vieneu_models.missing()) is not None:
        pytest.skip(f"{package} is missing")
    folder = tmp_path_factory.mktemp("voices")
    vieneu_models.install("v3nano", tmp_path_factory.mktemp("usb"), folder)
    return folder


@pytest.fixture(
    params=[
        "tone",
        "espeak",
        "gtts",
        "edge",
        "espeak by name",
        *(f"service {name}" for name in shipped_services()),
        pytest.param("piper", marks=pytest.mark.patient),
        pytest.param("vieneu", marks=pytest.mark.patient),
    ]
)
def engine(request: pytest.FixtureRequest, httpserver: HTTPServer) -> Iterator[Engine]:
    kind, _, service = request.param.partition("service ")
    if service == "wyoming":
        with wyoming.serving([]) as address:
            yield ServiceEngine(wyoming.ward(address, *wyoming.VOICES))
        return
    if service:
        made: Engine = ServiceEngine(FakeService(httpserver, service).ward())
        yield made
        made.close()
        return
    httpserver.expect_request("/_/TranslateWebserverUi/data/batchexecute").respond_with_handler(_google)
    makers: dict[str, Callable[[], Engine]] = {
        "tone": lambda: ToneEngine(voices=("tone",)),
        "espeak": EspeakEngine,
        "gtts": lambda: GttsEngine(host=httpserver.url_for("/")),
        "edge": lambda: _edge(request),
        "espeak by name": lambda: open_engines(["espeak"])[0],
        "piper": lambda: PiperEngine(request.getfixturevalue("piper_voices")),
        "vieneu": lambda: VieneuEngine(request.getfixturevalue("vieneu_voices")),
    }
    made = makers[kind]()
    yield made
    made.close()


def test_clip_is_mono_16_bit_speech_within_its_margins(engine: Engine) -> None:
    clip = engine.synthesize(WORDS, None, RATE)
    sound = array("h", clip.samples)
    margin = round(MARGIN * clip.rate)
    assert clip.rate in (22050, 24000, 48000)
    assert len(sound) == clip.frames
    assert max(map(abs, sound)) > 3000
    for ends in (sound[: margin // 2], sound[-margin // 2 :]):
        assert max(map(abs, ends)) < 600


def test_clip_has_no_click_at_either_end(engine: Engine) -> None:
    clip = engine.synthesize(WORDS, None, RATE)
    sound = array("h", clip.samples)
    quarter_ms = clip.rate // 4000
    assert max(map(abs, sound[:quarter_ms])) <= EDGE
    assert max(map(abs, sound[-quarter_ms:])) <= EDGE


def test_clip_is_about_as_long_as_the_rate_says(engine: Engine) -> None:
    for rate in (160, 220):
        clip = engine.synthesize(WORDS, None, rate)
        assert syllables(WORDS) / (clip.frames / clip.rate) * 60 == pytest.approx(rate, rel=0.2)


def test_clip_of_the_same_words_is_the_same_and_of_others_is_not(engine: Engine) -> None:
    first = engine.synthesize(WORDS, None, RATE)
    assert engine.synthesize(OTHER, None, RATE) != first
    assert engine.synthesize(WORDS, None, RATE) == first


def test_clip_of_decomposed_letters_is_that_of_composed_ones(engine: Engine) -> None:
    decomposed = unicodedata.normalize("NFD", OTHER)
    assert engine.synthesize(decomposed, None, RATE) == engine.synthesize(OTHER, None, RATE)


@pytest.mark.parametrize("words", ["", " \n", "\0", "…", "a" * 100_000], ids=repr)
def test_words_that_cannot_be_said_are_refused(engine: Engine, words: str) -> None:
    with pytest.raises(SpeechError) as caught:
        engine.synthesize(words, None, RATE)
    assert caught.value.code in ("speech.nothing_to_say", "speech.too_long")


HOSTILE = {
    "markup": "<speak><break time='9s'/>chào</speak>",
    "phonemes and shell": "[[h@'loU]] chào & \"chào\" '; rm -rf /",
    "control characters": "chào\0\x07\x1b[2J\ud800 bà con\u202e",
    "option": "-f /etc/passwd chào",
    "one word": "đ" * 150,
    "long": "xin chào, " * 20,
    "scripts": "😀 chào 你好",
}


def test_hostile_words_are_said_and_the_next_sentence_is_as_ever(engine: Engine) -> None:
    before = engine.synthesize(OTHER, None, RATE)
    for name, words in HOSTILE.items():
        assert engine.synthesize(words, None, RATE).frames > 0, name
        if engine.offline:  # one of the network keeps nothing between two questions
            assert engine.synthesize(OTHER, None, RATE) == before, name
    assert engine.synthesize(OTHER, None, RATE) == before


def test_identity_names_the_engine_and_is_stable(engine: Engine) -> None:
    identity = engine.identity(None, RATE)
    assert identity.engine == engine.name
    assert identity.rate == RATE
    assert identity.version
    assert identity == engine.identity(None, RATE)
    assert identity != engine.identity(None, RATE + 1)


def test_identity_of_the_default_voice_is_that_voices(engine: Engine) -> None:
    identity = engine.identity(None, RATE)
    assert engine.identity(identity.voice, RATE) == identity


def test_unknown_voice_is_missing_in_identity_and_in_speech(engine: Engine) -> None:
    for use in (lambda: engine.identity("nobody", RATE), lambda: engine.synthesize(WORDS, "nobody", RATE)):
        with pytest.raises(EngineMissing):
            use()


def test_engine_speaks_again_after_close(engine: Engine) -> None:
    first = engine.synthesize(OTHER, None, RATE)
    engine.close()
    engine.close()
    assert engine.synthesize(OTHER, None, RATE) == first
