"""Asks the running station: each question is a value that says where it is asked and how it is answered."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from broadcaster import __version__
from broadcaster.api.protocol.airing import LiveState
from broadcaster.api.protocol.event_reader import Events
from broadcaster.api.protocol.http_client import ClientSession, HttpClient
from broadcaster.core.answers import read
from broadcaster.core.errors import ServiceError
from broadcaster.core.questions import Question, address, answer_of, body
from broadcaster.people.approval.order import PhotoKept
from broadcaster.playout.requests.by_hand import AskLive

A = TypeVar("A")
T = TypeVar("T")

PREFIX = "/api/v1"


class Client:
    """Asks the station that runs in a folder.

    Raises (all calls):
        ServiceError: no station answers (`service.not_running`), or its answer cannot be understood.
        BroadcasterError: the error that the station answers with.
    """

    def __init__(
        self, state: Path, session: ClientSession | None = None, *, http: HttpClient | None = None
    ) -> None:
        self._http = http or HttpClient(state, session)

    def running(self) -> bool:
        """True if a station answers at the socket."""
        return self._http.running()

    def ask(self, question: Question[A]) -> A:
        """The answer to a question."""
        kind, path = type(question), PREFIX + address(question)
        sent = body(question)
        content = self._http.get(path) if sent is None else self._http.post(path, sent)
        return self._understood(answer_of(kind), content)

    def metrics(self) -> str:
        """Its figures in Prometheus's text format."""
        return self._http.text("/metrics")

    def keep_photo(self, raw: bytes) -> PhotoKept:
        """Keep the photo of a form that a leader has signed."""
        return understood(PhotoKept, self._http.send(f"{PREFIX}/approvals/photo", raw))

    def events(self, *, level: bool = False) -> Events:
        """What happens from now on, beginning with what is on air; with `level` the level of it too."""
        return Events(self._http, f"{PREFIX}/events?level={str(level).lower()}")

    def arm(self, question: AskLive) -> LiveSession:
        """Arm a live session at a microphone of the station."""
        return LiveSession(self._http, self.ask(question).ticket)

    def _understood(self, kind: type[T], content: object) -> T:
        try:
            return understood(kind, content)
        except ServiceError as error:
            if not self._http.stranger:
                raise
            if self._http.stranger == __version__:
                raise ServiceError("service.other_files") from error
            facts = {"running": self._http.stranger, "here": __version__}
            raise ServiceError("service.other_version", **facts) from error


class LiveSession:
    """An armed live session; see `Client` for what its calls raise."""

    def __init__(self, http: HttpClient, ticket: str) -> None:
        self._http = http
        self._path = f"{PREFIX}/live/{quote(ticket, safe='')}"

    def show(self) -> LiveState:
        """How it is; a sign of life."""
        return self._state(self._http.get(self._path))

    def talk(self, on: bool) -> LiveState:
        """Open or close the microphone."""
        return self._state(self._http.post(f"{self._path}/talk", {"on": on}))

    def end(self) -> LiveState:
        """End it."""
        return self._state(self._http.post(f"{self._path}/end", {}))

    def _state(self, content: object) -> LiveState:
        return understood(LiveState, content)


def understood(kind: type[T], content: object) -> T:
    """An answer as a value. Raises ServiceError: it is not of that kind."""
    try:
        return read(kind, content)
    except ValueError as error:
        raise ServiceError("service.no_answer") from error
