"""A server of Wyoming on this computer: it has two voices and says tones."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, cast

from broadcaster.speech.network.wyoming import events, packed
from broadcaster.station.loading.services import shipped_service
from broadcaster.station.model.service import ServiceAccess, WardService
from tests.fakes.services import sound

VOICES = ("nu-bac", "nam-nam")
FORM = {"rate": 24000, "width": 2, "channels": 1}


def ward(address: str, *voices: str) -> WardService:
    """The service as a ward uses it that has the server at an address."""
    access = ServiceAccess(address=address, voices=voices)
    return WardService(name="wyoming", service=shipped_service("wyoming"), access=access)


@contextmanager
def serving(heard: list[tuple[str, str]]) -> Iterator[str]:
    """The address of the server; `heard` gets words and voice of each question."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(ValueError, OSError):
                for kind, data, _ in events(cast("IO[bytes]", self.rfile)):
                    if kind == "describe":
                        named = [{"name": name, "installed": True, "languages": ["vi"]} for name in VOICES]
                        info = {"tts": [{"name": "tones", "installed": True, "voices": named}]}
                        self.wfile.write(packed("info", info))
                    else:
                        voice = data.get("voice")
                        name = voice["name"] if isinstance(voice, dict) else ""
                        heard.append((str(data["text"]), name))
                        self._say(str(data["text"]))

        def _say(self, words: str) -> None:
            samples = sound(words, "s16le")
            self.wfile.write(packed("audio-start", FORM))
            for at in range(0, len(samples), 2048):
                self.wfile.write(packed("audio-chunk", FORM, samples[at : at + 2048]))
            self.wfile.write(packed("audio-stop", {}))

    with _Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join(5)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gives up is no error."""


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """The address of a server that answers everything with these bytes and ends."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    if connection.recv(1 << 16):
                        connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)
