"""What several speech tests share: corpora, stores, and a stand-in for Google's service."""

from __future__ import annotations

import base64
import json
import random
import subprocess
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from broadcaster.core.clock import FakeClock
from broadcaster.speech.engines.tone import RATE, ToneEngine
from broadcaster.speech.store import ClipStore

SENTENCES = (
    "kính thưa bà con, ủy ban nhân dân phường tân phong thông báo.",
    "bà con hãy cài ứng dụng bờ lu dôn trên điện thoại thông minh, để biết mình có tiếp xúc với người bệnh.",
    "ứng dụng miễn phí, dễ dùng và không lấy thông tin riêng của bà con.",
    "ngày hai mươi chín tháng một năm hai nghìn không trăm hai mươi mốt.",
    "đề nghị các tổ trưởng dân phố đến từng nhà nhắc bà con.",
    "bảy giờ sáng thứ hai, trạm y tế phường tiêm vắc xin cho trẻ em dưới năm tuổi.",
    "trời sắp có mưa to, gió giật mạnh, bà con không ra suối và không ở lại lán nương.",
    "xin cảm ơn bà con đã lắng nghe.",
)


@pytest.fixture
def sentences() -> tuple[str, ...]:
    return SENTENCES


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2021, 2, 3, 6, 30, tzinfo=UTC))


@pytest.fixture
def store(tmp_path: Path) -> ClipStore:
    return ClipStore(tmp_path / "clips", 64 << 20)


@pytest.fixture(scope="session")
def mp3_of() -> Callable[[str], bytes]:
    """A real MP3 in which every syllable of the words is a tone, at 233 syllables a minute."""

    @cache
    def encode(words: str) -> bytes:
        samples = ToneEngine().synthesize(words, None, 233).samples
        raw = ["-f", "s16le", "-ac", "1", "-ar", str(RATE)]
        command = ["ffmpeg", "-loglevel", "error", *raw, "-i", "pipe:0", "-f", "mp3", "-b:a", "48k", "pipe:1"]
        return subprocess.run(command, input=samples, capture_output=True, check=True).stdout

    return encode


@pytest.fixture(scope="session")
def asked() -> Callable[[bytes], str]:
    """The words in the body of a question to Google's service."""

    def words(body: bytes) -> str:
        form = urllib.parse.parse_qs(body.decode())
        text: str = json.loads(json.loads(form["f.req"][0])[0][0][1])[0]
        return text

    return words


@pytest.fixture(scope="session")
def answer() -> Callable[[bytes], bytes]:
    """The body with which Google's service gives an MP3."""

    def body(mp3: bytes) -> bytes:
        inner = json.dumps([base64.b64encode(mp3).decode()])
        rows = json.dumps([["wrb.fr", "jQ1olc", inner, None, None, None, "generic"]], separators=(",", ":"))
        return f')]}}\'\n\n{len(rows)}\n{rows}\n25\n[["e",4,null,null,140]]\n'.encode()

    return body


VOICE_CONFIG = {
    "audio": {"sample_rate": 22050},
    "espeak": {"voice": "vi"},
    "num_symbols": 256,
    "num_speakers": 1,
    "phoneme_id_map": {"a": [1]},
}


@dataclass
class VoiceServer:
    """A server of files with ranges and tags, which can be told to misbehave."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    ranges: bool = True
    tag: str = '"one"'
    cut: int | None = None  # bytes of an answer after which the line goes dead
    cuts: int = 0  # how many more answers are cut
    pause: float = 0.0  # seconds between two pieces of 4 kB
    statuses: list[int] = field(default_factory=list)  # answered first, one a request
    asked: list[tuple[str, str]] = field(default_factory=list)  # file and range of each request

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        name = handler.path.rpartition("/")[2]
        wanted = handler.headers.get("Range", "")
        self.asked.append((name, wanted))
        data = self.files.get(name)
        if self.statuses or data is None:
            handler.send_response(self.statuses.pop(0) if self.statuses else 404)
            handler.send_header("Content-Length", "0")
            handler.end_headers()
            return
        start = 0
        if self.ranges and wanted and handler.headers.get("If-Range") == self.tag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            handler.send_response(206)
            handler.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        else:
            handler.send_response(200)
        if self.ranges:
            handler.send_header("ETag", self.tag)
        handler.send_header("Content-Length", str(len(data) - start))
        handler.end_headers()
        self._send(handler, data[start:])

    def _send(self, handler: BaseHTTPRequestHandler, data: bytes) -> None:
        if self.cuts > 0 and self.cut is not None:
            self.cuts -= 1
            data = data[: self.cut]
            handler.close_connection = True
        for at in range(0, len(data), 4096):
            handler.wfile.write(data[at : at + 4096])
            handler.wfile.flush()
            if self.pause:
                time.sleep(self.pause)


@pytest.fixture
def voice_server() -> Iterator[VoiceServer]:
    server = VoiceServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle(self) -> None:
            # A client that was killed or gave up resets the line.
            with suppress(ConnectionError):
                super().handle()

        def do_GET(self) -> None:
            server.answer(self)

        def log_message(self, *_arguments: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        server.url = f"http://127.0.0.1:{http.server_port}/voices/"
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield server
        http.shutdown()
        thread.join(5)


@pytest.fixture
def voice_files() -> dict[str, bytes]:
    """The two files of a voice called `thu`: right in form, though it cannot speak."""
    model = random.Random(1).randbytes(300_000)
    return {"thu.onnx": model, "thu.onnx.json": json.dumps(VOICE_CONFIG).encode()}
