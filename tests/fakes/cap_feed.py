"""A sender's feed: an https server with a certificate of its own, that can be told to behave badly."""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from broadcaster.upkeep.certificate.issuer import made

HOST = "127.0.0.1"


class Feed:
    """What it has at each path, and how it behaves."""

    def __init__(self, folder: Path) -> None:
        self.files: dict[str, bytes] = {}
        self.moved: dict[str, str] = {}  # path → address
        self.headers: dict[str, str] = {}
        self.way = ""  # hang, drip, flood, short, busy
        self.slow: dict[str, float] = {}  # path → seconds until it is answered
        self.asked: list[str] = []
        self.unchanged = 0
        pem = made([HOST], "Nguồn", datetime.now(UTC))
        self.pem, self.authority = folder / "feed.pem", folder / "authority.pem"
        self.pem.write_bytes(pem)
        begin = b"-----BEGIN CERTIFICATE-----"
        self.authority.write_bytes(begin + pem.rsplit(begin, 1)[1])
        self.port = 0

    def url(self, path: str = "/cap.xml") -> str:
        return f"https://{HOST}:{self.port}{path}"


def _handler(feed: Feed) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            feed.asked.append(self.path)
            time.sleep(feed.slow.get(self.path, 0.0))
            if feed.way == "hang":
                time.sleep(60)
            if feed.way == "busy":
                self.send_error(503)
                return
            if self.path in feed.moved:
                self.send_response(302)
                self.send_header("Location", feed.moved[self.path])
                self.end_headers()
                return
            body = feed.files.get(self.path)
            if body is None:
                self.send_error(404)
                return
            etag = f'"{hashlib.sha256(body).hexdigest()}"'
            if self.headers.get("If-None-Match") == etag and not feed.way:
                feed.unchanged += 1
                self.send_response(304)
                self.end_headers()
                return
            self._send(body, etag)

        def _send(self, body: bytes, etag: str) -> None:
            flood = feed.way == "flood"
            self.send_response(200)
            self.send_header("ETag", etag)
            self.send_header("Last-Modified", formatdate(0, usegmt=True))
            if not flood:
                more = 1000 * (feed.way == "short")
                self.send_header("Content-Length", str(len(body) + more))
            for name, value in feed.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if feed.way == "drip":
                for each in body:
                    self.wfile.write(bytes([each]))
                    time.sleep(0.5)
            self.wfile.write(body)
            while flood:
                self.wfile.write(b"x" * 65536)

        def log_message(self, *_: object) -> None:
            return None

    return Handler


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        return None


@contextmanager
def cap_feed(folder: Path) -> Iterator[Feed]:
    """A feed that answers in the block."""
    feed = Feed(folder)
    server = _Quiet((HOST, 0), _handler(feed))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(feed.pem)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    feed.port = int(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield feed
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def silent_port() -> Iterator[int]:
    """A port that accepts and says nothing."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        listener.listen()
        yield int(listener.getsockname()[1])
