"""What happens in the station, as it tells it: the client's end of `GET /api/v1/events`."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator

from broadcaster.api.protocol.events import EVENTS, DroppedEvent, Event
from broadcaster.api.protocol.http_client import HttpClient
from broadcaster.core.answers import read
from broadcaster.core.errors import BroadcasterError, ServiceError

LIVING = 30.0  # seconds; the station shows thrice as often that the stream lives


class Events:
    """Events from now on. They are collected by a thread, so that `next` may give up waiting."""

    def __init__(self, http: HttpClient, path: str) -> None:
        self._http = http
        self._path = path
        self._found: queue.SimpleQueue[Event | BroadcasterError] = queue.SimpleQueue()
        self._over: BroadcasterError | None = None
        threading.Thread(target=self._collect, name="events", daemon=True).start()

    def next(self, seconds: float) -> Event | None:
        """The next event; None if there is none within `seconds`.

        Raises:
            BroadcasterError: no more will come, since the station refuses, ends or is gone.
        """
        if self._over is not None:
            raise self._over
        try:
            found = self._found.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(found, BroadcasterError):
            self._over = found
            raise found
        return found

    def _collect(self) -> None:
        try:
            with self._http.lines(self._path, LIVING) as lines:
                for event in parsed(lines):
                    self._found.put(event)
                    if isinstance(event, DroppedEvent):
                        break
            self._found.put(ServiceError("service.ending"))
        except BroadcasterError as error:
            self._found.put(error)


def parsed(lines: Iterator[str]) -> Iterator[Event]:
    """The events in the lines of a stream. Those that a later version of the station has are left out."""
    name, data = "", ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            data = line.removeprefix("data: ")
        elif not line and name in EVENTS:
            try:
                event: Event = read(EVENTS[name], json.loads(data))
            except ValueError as error:
                raise ServiceError("service.no_answer") from error
            yield event
            name, data = "", ""
