"""A web server that takes notices as JSON, refuses, hangs, answers late, closes, or loses its answer."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TAKE, REFUSE, BUSY, HANG, LATE, LOSE, CLOSE = "take", "refuse", "busy", "hang", "late", "lose", "close"
LATE_BY = 1.0  # seconds


@dataclass(slots=True)
class Hook:
    """What the server was given, and how it behaves: `behave` is asked anew for each request."""

    behave: Callable[[], str]
    posts: list[dict[str, Any]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    ended: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.port}/bi-mat"

    def ids(self) -> Counter[str]:
        """How many copies there are of each message, by the id at its end."""
        return Counter(str(post["message"]).split()[-1] for post in self.posts)


@contextmanager
def hook_server(behave: Callable[[], str] = lambda: TAKE) -> Iterator[Hook]:
    """The server, at a port of its own."""
    hook = Hook(behave)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            way = hook.behave()
            hook.done[way] += 1
            if way == CLOSE:
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if way == HANG:
                hook.ended.wait(3600)
                return
            if way in (REFUSE, BUSY):
                self.send_error(404 if way == REFUSE else 503)
                return
            if way == LATE:
                time.sleep(LATE_BY)
            hook.posts.append(json.loads(body))
            if way == LOSE:
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        hook.ended.set()
        server.shutdown()
        server.server_close()
