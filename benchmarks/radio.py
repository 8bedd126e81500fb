"""A small streaming server on this machine, for benchmarks and tests; its streams can misbehave."""

from __future__ import annotations

import http.server
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import needs

RATE = 48000  # Hz; the only usual rate that Opus takes
BURST = 1.5  # seconds of sound sent at once to a new listener, as Icecast does
_KINDS = {
    "mp3": ("audio/mpeg", ["-c:a", "libmp3lame", "-b:a", "64k", "-f", "mp3"]),
    "aac": ("audio/aac", ["-c:a", "aac", "-b:a", "64k", "-f", "adts"]),
    "ogg": ("application/ogg", ["-c:a", "libvorbis", "-b:a", "64k", "-page_duration", "200000", "-f", "ogg"]),
    "opus": ("audio/ogg", ["-c:a", "libopus", "-b:a", "48k", "-f", "ogg"]),
}


def encode(source: str, kind: str, seconds: float) -> bytes:
    """Some seconds of a test sound (an FFmpeg `lavfi` source) in one of the stream formats."""
    sound = ["-f", "lavfi", "-i", source, "-t", str(seconds), "-ac", "1", "-ar", str(RATE)]
    needs.program("ffmpeg")
    done = subprocess.run(
        ["ffmpeg", "-v", "error", *sound, *_KINDS[kind][1], "-"], capture_output=True, check=True
    )
    return done.stdout


@dataclass
class Stream:
    """One stream of the server: its bytes, sent in real time, and how it misbehaves."""

    data: bytes
    seconds: float
    kind: str = "mp3"
    drop_after: float | None = None  # seconds after which each connection breaks
    refuse: bool = False
    redirect: str | None = None
    listeners: int = 0


@dataclass
class Radio:
    """The running server."""

    port: int
    streams: dict[str, Stream] = field(default_factory=dict)
    files: Path | None = None  # HLS playlists and segments
    asked: list[str] = field(default_factory=list)

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def radio() -> Iterator[Radio]:
    """A server on a free port of the loopback."""
    made = Radio(port=0)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            made.asked.append(path)
            stream = made.streams.get(path)
            if stream is not None:
                self._stream(stream)
            elif made.files is not None and (made.files / path.lstrip("/")).is_file():
                self._file(made.files / path.lstrip("/"))
            else:
                self.send_error(404)

        def _stream(self, stream: Stream) -> None:
            if stream.redirect is not None:
                self.send_response(302)
                self.send_header("Location", stream.redirect)
                self.end_headers()
                return
            if stream.refuse:
                self.send_error(503)
                return
            stream.listeners += 1
            self.send_response(200)
            self.send_header("Content-Type", _KINDS[stream.kind][0])
            self.end_headers()
            pace = len(stream.data) / stream.seconds
            begun, sent = time.monotonic() - BURST, 0
            try:
                while sent < len(stream.data):
                    elapsed = time.monotonic() - begun
                    if stream.drop_after is not None and elapsed - BURST > stream.drop_after:
                        return
                    due = min(len(stream.data), int(elapsed * pace))
                    self.wfile.write(stream.data[sent:due])
                    sent = due
                    time.sleep(0.05)
            except OSError:
                return

        def _file(self, path: Path) -> None:
            data = path.read_bytes()
            self.send_response(200)
            kind = "application/vnd.apple.mpegurl" if path.suffix == ".m3u8" else "video/mp2t"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
