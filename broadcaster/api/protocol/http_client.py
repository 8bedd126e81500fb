"""Plain HTTP over the station's socket: JSON, texts, bytes, and the station's errors as our own."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from broadcaster import __version__
from broadcaster.api.protocol.envelope import HEADER
from broadcaster.api.protocol.station_socket import PROGRAM, VERSION, connect
from broadcaster.core import program
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.text.catalogue import has, language

PATIENCE = 30.0  # seconds for one answer; a longer wait is several requests
_SIGN_IN = ("people.who_asks", "people.not_known", "people.pin_only")
RENDERING = 660.0  # seconds for an answer that waits for a rendering; longer than a rendering may take


class _Connection(http.client.HTTPConnection):
    def __init__(self, connected: socket.socket, patience: float) -> None:
        super().__init__("station", timeout=patience)
        self.sock = connected
        connected.settimeout(patience)


class ClientSession(Protocol):
    """A person's session at the station."""

    @property
    def token(self) -> str | None:
        """What shows who asks."""

    def renew(self) -> bool:
        """Sign in anew, as nobody is known by the token any more; false if that is not wanted."""


class HttpClient:
    """Asks by paths; `client.Client` has a method for each question.

    Args:
        other: is told the version of the station's program once, where its files are others than ours.

    Raises (all calls):
        ServiceError: no station answers, or its answer cannot be understood.
        BroadcasterError: the error that the station answers with.
    """

    def __init__(
        self, state: Path, session: ClientSession | None = None, other: Callable[[str], None] | None = None
    ) -> None:
        self._state = state
        self._session = session
        self._other = other
        self.stranger = ""  # the version of the station's program, where its files are others than ours
        self._seen = ("", "")

    def running(self) -> bool:
        """True if a station answers at the socket."""
        try:
            connect(self._state).close()
        except ServiceError:
            return False
        return True

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """The answer to GET."""
        return self._ask("GET", path, None)

    def text(self, path: str) -> str:
        """The answer to GET as text: `/metrics` is not JSON."""
        return self._answer("GET", path, None)[1].decode()

    def post(self, path: str, body: dict[str, object]) -> Any:  # noqa: ANN401 - JSON
        """The answer to POST."""
        return self._ask("POST", path, body)

    def send(self, path: str, data: bytes) -> Any:  # noqa: ANN401 - JSON
        """The answer to POST of raw bytes."""
        return self._ask("POST", path, data)

    @contextmanager
    def lines(self, path: str, patience: float) -> Iterator[Iterator[str]]:
        """The lines of the answer to GET as they come, each within `patience` seconds.

        Raises (the lines too):
            ServiceError: the station does not answer any more.
        """
        connection = _Connection(connect(self._state), patience)
        try:
            with _understood():
                connection.request("GET", path, None, self._headers("application/json"))
                answer = connection.getresponse()
                if answer.status != http.client.OK:
                    _content(answer.status, answer.read())
            yield _lines(answer)
        finally:
            connection.close()

    def _ask(self, method: str, path: str, body: dict[str, object] | bytes | None) -> Any:  # noqa: ANN401
        status, raw = self._answer(method, path, body)
        if _asks_who(status, raw) and self._session is not None and self._session.renew():
            status, raw = self._answer(method, path, body)
        return _content(status, raw)

    def _answer(self, method: str, path: str, body: dict[str, object] | bytes | None) -> tuple[int, bytes]:
        connection = _Connection(connect(self._state), PATIENCE if body is None else RENDERING)
        raw = isinstance(body, bytes)
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        try:
            form = "application/octet-stream" if raw else "application/json"
            with _understood():
                # The station answers a request that is too large before all of it is sent.
                with suppress(BrokenPipeError, ConnectionResetError):
                    connection.request(method, path, data, self._headers(form))
                answer = connection.getresponse()
                self._look_at(answer.headers.get(VERSION, ""), answer.headers.get(PROGRAM, ""))
                return answer.status, answer.read()
        finally:
            connection.close()

    def _look_at(self, version: str, files: str) -> None:
        """Tell once if the station runs another version of the program, or our files as they were before."""
        if self._seen == (version, files):
            return
        self._seen = (version, files)
        if not version or (version == __version__ and not program.is_older(files)):
            return
        self.stranger = version
        if self._other is not None:
            self._other(version)

    def _headers(self, form: str) -> dict[str, str]:
        headers = {"Content-Type": form, HEADER: language()}
        if self._session is not None and self._session.token is not None:
            headers["Authorization"] = f"Bearer {self._session.token}"
        return headers


@contextmanager
def _understood() -> Iterator[None]:
    """What the connection raises, as our own errors."""
    try:
        yield
    except TimeoutError as error:
        raise ServiceError("service.pending") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ServiceError("service.no_answer") from error


def _lines(answer: http.client.HTTPResponse) -> Iterator[str]:
    while True:
        with _understood():
            line = answer.readline()
        if not line:
            return
        yield line.decode().rstrip("\n")


def _asks_who(status: int, raw: bytes) -> bool:
    """True if the session does not hold any more. A wrong secret is no reason to ask for it again."""
    if status != http.client.UNAUTHORIZED:
        return False
    try:
        return bool(json.loads(raw)["error"]["code"] in _SIGN_IN)
    except (ValueError, KeyError, TypeError):
        return False


def _content(status: int, raw: bytes) -> Any:  # noqa: ANN401 - JSON
    """What was answered; raises the error that it is."""
    try:
        content = json.loads(raw)
    except ValueError as error:
        raise ServiceError("service.no_answer") from error
    if status >= http.client.BAD_REQUEST:
        fault = content.get("error") or {"code": "service.no_answer", "facts": {}}
        if not has(fault["code"]):
            # The station is of another version: it has words for its code, we have none.
            raise BroadcasterError("common.as_told", text=fault.get("message", fault["code"]))
        raise BroadcasterError(fault["code"], **fault["facts"])
    return content
