"""What several speech tests share: corpora, stores, and a stand-in for Google's service."""

from __future__ import annotations

import base64
import json
import subprocess
import urllib.parse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from broadcaster.clock import FakeClock
from broadcaster.speech.store import ClipStore
from broadcaster.speech.tone import RATE, ToneEngine

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
