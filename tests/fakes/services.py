"""Services on this computer that answer as the public documentation of each says, sound and errors."""

from __future__ import annotations

import base64
import io
import json
import re
import subprocess
import wave
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from broadcaster.speech.engines.tone import ToneEngine
from broadcaster.speech.model import syllables
from broadcaster.station.loading.services import shipped_service
from broadcaster.station.model.service import ServiceAccess, WardService

KEY = "k3y-that-nobody-may-see"
"""The only key that the services take."""


@cache
def sound(words: str, kind: str, rate: int = 24000) -> bytes:
    """Tones at 233 syllables a minute."""
    samples = ToneEngine().synthesize(words, None, 233).samples
    raw = ["-f", "s16le", "-ac", "1", "-ar", "24000", "-i", "pipe:0"]
    command = ["ffmpeg", "-loglevel", "error", *raw, "-ar", str(rate), "-f", kind, "pipe:1"]
    return subprocess.run(command, input=samples, capture_output=True, check=True).stdout


LOW, HIGH = 700, 18_000  # Hz
WIDE = 48_000  # Hz


def bright(words: str) -> bytes:
    """A WAV of 48 kHz: each syllable a tone that any path lets through, and one that 24 kHz does not."""
    length = 60 / 233
    at = np.arange(round(WIDE * length * syllables(words))) / WIDE
    beats = np.sin(np.pi * at / length) ** 2
    tones = beats * 0.3 * (np.sin(2 * np.pi * LOW * at) + np.sin(2 * np.pi * HIGH * at))
    packed = io.BytesIO()
    with wave.open(packed, "wb") as file:
        file.setparams((1, 2, WIDE, 0, "NONE", ""))
        file.writeframes(np.rint(tones * 32767).astype("<i2").tobytes())
    return packed.getvalue()


def highs(sound: NDArray[Any], rate: int) -> float:
    """How loud the high tone of `bright` is beside the low one, in dB; mono samples at `rate` Hz."""
    power = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / rate)
    low, high = (power[np.abs(hertz - tone) < 100].sum() for tone in (LOW, HIGH))
    return float(10 * np.log10(max(high, 1e-12) / max(low, 1e-12)))


class FakeService:
    """One of the shipped services at an `HTTPServer`; `heard` is what it was asked to say."""

    def __init__(self, server: HTTPServer, name: str) -> None:
        self.heard: list[str] = []
        self.voices: list[str] = []
        self.waits = 1  # times that a link is not there yet
        self._server = server
        self._name = name
        answer: Callable[[Request], Response] = getattr(self, f"_{name.replace('-', '_')}")
        server.expect_request(re.compile(".*")).respond_with_handler(answer)

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return self._server.url_for("").rstrip("/")

    def ward(self, *, api_key: str = KEY, host: str = "") -> WardService:
        """The service as a ward uses it that entered the right key."""
        host = host or urlsplit(self.address).netloc
        access = ServiceAccess(address=self.address, api_key=api_key, host=host)
        # The sound is made by this very computer, which other tests keep busy.
        service = replace(shipped_service(self._name), patience=15.0)
        return WardService(name=self._name, service=service, access=access)

    def _says(self, words: str, voice: str, kind: str) -> bytes:
        self.heard.append(words)
        self.voices.append(voice)
        return sound(words, kind)

    def _openai(self, request: Request) -> Response:
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return _json({"error": {"code": "invalid_api_key", "message": "Incorrect API key"}}, 401)
        asked = request.get_json()
        assert request.path == "/v1/audio/speech"
        assert asked["response_format"] == "wav"
        assert 0.25 <= asked["speed"] <= 4
        return Response(self._says(asked["input"], asked["voice"], "wav"), mimetype="audio/wav")

    def _fpt(self, request: Request) -> Response:
        if request.method == "GET":
            assert "api-key" not in request.headers
            return self._file("audio/mpeg")
        if request.headers.get("api-key") != KEY:
            return _json({"message": "Unauthorized"}, 401)
        assert request.path == "/hmi/tts/v5"
        words = request.get_data().decode()
        self._says(words, request.headers["voice"], "mp3")
        return _json({"async": f"{self.address}/file.mp3", "error": 0, "message": "…", "request_id": "1"})

    def _viettel(self, request: Request) -> Response:
        asked = request.get_json()
        if asked["token"] != KEY:
            return _json({"code": 401, "en_message": "invalid token"}, 401)
        assert request.path == "/tts/speech_synthesis"
        assert asked["tts_return_option"] == 3
        assert 0.7 <= asked["speed"] <= 1.3
        return Response(self._says(asked["text"], asked["voice"], "mp3"), mimetype="audio/mpeg")

    def _vbee(self, request: Request) -> Response:
        if request.path == "/file.mp3":
            assert "Authorization" not in request.headers
            return Response(sound(self.heard[-1], "mp3"), mimetype="audio/mpeg")
        if request.headers.get("Authorization") != f"Bearer {KEY}":
            return _json({"status": 0, "error_code": 1007, "error_message": "unauthorized"}, 401)
        if request.method == "GET":
            assert request.path == "/api/v1/tts/r-1"
            if self.waits:
                self.waits -= 1
                return _json({"status": 1, "result": {"request_id": "r-1", "status": "IN_PROGRESS"}})
            done = {"request_id": "r-1", "status": "SUCCESS", "audio_link": f"{self.address}/file.mp3"}
            return _json({"status": 1, "result": done})
        asked = request.get_json()
        assert len(asked["input_text"]) <= 300
        self._says(asked["input_text"], asked["voice_code"], "mp3")
        return _json({"status": 1, "result": {"request_id": "r-1", "status": "IN_PROGRESS"}})

    def _google_cloud(self, request: Request) -> Response:
        if request.headers.get("X-Goog-Api-Key") != KEY:
            return _json({"error": {"code": 400, "status": "UNAUTHENTICATED"}}, 400)
        asked = request.get_json()
        assert request.path == "/v1/text:synthesize"
        assert asked["audioConfig"]["audioEncoding"] == "LINEAR16"
        said = self._says(asked["input"]["text"], asked["voice"]["name"], "wav")
        return _json({"audioContent": base64.b64encode(said).decode()})

    def _azure(self, request: Request) -> Response:
        if request.headers.get("Ocp-Apim-Subscription-Key") != KEY:
            return Response(status=401)
        assert request.headers["Content-Type"] == "application/ssml+xml"
        assert "audio-24khz" in request.headers["X-Microsoft-OutputFormat"]
        space = "{http://www.w3.org/2001/10/synthesis}"
        (voice,) = ET.fromstring(request.get_data())  # noqa: S314 - our own question
        (prosody,) = voice
        assert prosody.tag == f"{space}prosody"
        return Response(self._says(prosody.text or "", voice.attrib["name"], "mp3"), mimetype="audio/mpeg")

    def _file(self, kind: str) -> Response:
        if self.waits:
            self.waits -= 1
            return Response(status=404)
        return Response(sound(self.heard[-1], "mp3"), mimetype=kind)


def _json(facts: object, status: int = 200) -> Response:
    return Response(json.dumps(facts), status=status, mimetype="application/json")
