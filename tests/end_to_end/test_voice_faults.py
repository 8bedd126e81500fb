"""The voice of the network fails in the worst ways, and the ward hears its message whole all the same."""

from __future__ import annotations

import base64
import json
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from broadcaster.speech.engines.espeak import EspeakEngine
from broadcaster.speech.engines.tone import RATE, ToneEngine
from broadcaster.speech.network.gtts import GttsEngine
from broadcaster.speech.samples import encode_mp3
from broadcaster.speech.store import ClipStore
from tests.end_to_end.conftest import SETTINGS, Broadcaster, wait_for

CERTIFICATE = Path(__file__).with_name("data") / "translate.pem"  # says that it is translate.google.com
SENTENCES = ("kính thưa bà con.", "mời bà con họp tổ dân phố.", "xin cảm ơn bà con.")
VOICE = SETTINGS.replace("[espeak]", "[gtts, espeak]")
MESSAGE = f"title: Tin\nrepeat: 1\nparts:\n  - say: {' '.join(s.capitalize() for s in SENTENCES)}\n"
SCHEDULE = 'message: tin\nat: ["01:00", "07:00", "13:00", "19:00"]\n'


@dataclass
class Google:
    """Google as the other end of a proxy: it takes every question and gives no sound, unless it `speaks`."""

    port: int = 0
    hangs: bool = False
    speaks: bool = False
    asked: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection: socket.socket) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        with suppress(OSError), connection:
            self.asked.append(connection.recv(4096).decode().splitlines()[0])
            connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with context.wrap_socket(connection, server_side=True) as secure:
                while request := secure.recv(1 << 16):
                    if self.hangs:
                        self.stop.wait()
                    body = b"[]"
                    if self.speaks:
                        head, _, asked = request.partition(b"\r\n\r\n")
                        length = int(head.lower().partition(b"content-length:")[2].split()[0])
                        while len(asked) < length:
                            asked += secure.recv(1 << 16)
                        body = said(asked)
                    secure.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)


def said(asked: bytes) -> bytes:
    """Google's answer: a tone for every syllable of what was asked."""
    form = urllib.parse.parse_qs(asked.decode())
    words = json.loads(json.loads(form["f.req"][0])[0][0][1])[0]
    mp3 = encode_mp3(ToneEngine().synthesize(words, None, 233).samples, RATE, engine="gtts")
    inner = json.dumps([base64.b64encode(mp3).decode()])
    return json.dumps([["wrb.fr", "jQ1olc", inner]], separators=(",", ":")).encode()


@pytest.fixture
def google() -> Iterator[Google]:
    made = Google()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made.port = listener.getsockname()[1]
        thread = threading.Thread(target=made.serve, args=(listener,), daemon=True)
        thread.start()
        yield made
        made.stop.set()
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.mark.patient
@pytest.mark.parametrize(
    "hangs",
    [
        pytest.param(False, id="answers without sound", marks=pytest.mark.lab),
        pytest.param(True, id="never answers"),
    ],
)
def test_message_is_made_whole_by_the_embedded_voice_and_told_as_such(
    station: Broadcaster, google: Google, hangs: bool
) -> None:
    google.hangs = hangs
    proxy = f"http://127.0.0.1:{google.port}"
    station.environment |= {"HTTPS_PROXY": proxy, "https_proxy": proxy, "NO_PROXY": "", "no_proxy": ""}
    station.environment |= {"REQUESTS_CA_BUNDLE": str(CERTIFICATE)}
    station.write("station.yaml", VOICE)
    station.write("messages/tin.yaml", MESSAGE)
    station.write("schedules/a.yaml", SCHEDULE)
    with station.running():
        wait_for(lambda: station.look("status")["engine"]["fallback"])
        voice = station.json("status")["engine"]
        assert (voice["name"], voice["wanted"], voice["waiting"]) == ("espeak", "gtts", ["tin"])
        asked = len(google.asked)
        assert station("play", "tin").returncode == 0
        assert len(google.asked) == asked  # neither made again nor asked for again
    assert asked
    assert all(line.startswith("CONNECT translate.google.com:443") for line in google.asked)
    (row,) = station.json("log")
    assert (row["message"], row["outcome"], row["engine"]) == ("tin", "aired", "espeak")
    events = [row["code"] for row in station.json("log", "events")]
    # A machine that was halted; what was taken at the first start.
    assert set(events) <= {"service.gap", "station.first_taken"}
    cache = station.folder / "audio_cache"
    clips = ClipStore(cache / "clips", 1 << 30)
    made_by, wanted = EspeakEngine().identity(None, 185), GttsEngine().identity(None, 185)
    assert [clips.has(made_by, words) for words in SENTENCES] == [True] * 3
    assert [clips.has(wanted, words) for words in SENTENCES] == [False] * 3
    assert len(list((cache / "clips").rglob("*.wav"))) == 3
    (sheet,) = (cache / "programmes").glob("*.json")
    programme = json.loads(sheet.read_text())
    assert (programme["engine"], programme["preferred"]) == ("espeak", "gtts")
    assert json.loads((cache / "engines.json").read_text())["rests"]["gtts"]["tries"] >= 1


@pytest.mark.patient
def test_network_that_hangs_is_asked_once_for_all_messages_and_both_commands(
    example: Broadcaster, google: Google
) -> None:
    google.hangs = True
    proxy = f"http://127.0.0.1:{google.port}"
    example.environment |= {"HTTPS_PROXY": proxy, "https_proxy": proxy, "NO_PROXY": "", "no_proxy": ""}
    example.environment |= {"REQUESTS_CA_BUNDLE": str(CERTIFICATE)}
    settings = example.folder / "station.yaml"
    settings.write_text(settings.read_text().replace("[espeak]", "[piper, gtts, espeak]"))
    for _ in range(2):
        rows = example.json("render", "--all")
        assert {row["engine"] for row in rows} == {"espeak"}
        assert len(google.asked) == 1


@pytest.mark.patient
@pytest.mark.lab
def test_first_airing_of_the_example_speaks_with_the_voice_of_the_network_where_there_is_one(
    example: Broadcaster, google: Google
) -> None:
    google.speaks = True
    proxy = f"http://127.0.0.1:{google.port}"
    example.environment |= {"HTTPS_PROXY": proxy, "https_proxy": proxy, "NO_PROXY": "", "no_proxy": ""}
    example.environment |= {"REQUESTS_CA_BUNDLE": str(CERTIFICATE)}
    settings = example.folder / "station.yaml"
    settings.write_text(settings.read_text().replace("[espeak]", "[piper, gtts, espeak]"))
    rows = example.json("render", "--all")
    assert {row["engine"] for row in rows} == {"gtts"}
    assert all(row["clips_made"] for row in rows)
