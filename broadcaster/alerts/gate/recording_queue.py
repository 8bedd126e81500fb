"""Has the recordings of alerts fetched and made, one after the other: no alert waits for one here."""

from __future__ import annotations

import base64
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from broadcaster.alerts.gate.programs import fetched, recorded

MOST = 8  # that wait
LARGEST = 12 << 20  # bytes of a sound: a minute of the coarsest kind has as many

Told = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedRecording:
    """What an alert offers to be heard."""

    alert: str  # its id
    audio: Callable[[], Mapping[str, Any]]  # an `AudioResource`, or why there is none; asked on its turn
    feed: str  # the address of the sender's feed; "": it has none


class RecordingQueue:
    """Takes what alerts offer, and tells what became of it.

    Args:
        tell: takes the alert's id, what is told of the recording, and the recording.
    """

    def __init__(self, tell: Callable[[str, Told, bytes], None]) -> None:
        self._tell = tell
        self._waiting: queue.Queue[OfferedRecording] = queue.Queue(MOST)

    def put(self, one: OfferedRecording) -> None:
        """Have a recording made; returns at once."""
        try:
            self._waiting.put_nowait(one)
        except queue.Full:
            self._tell(one.alert, no("alerts.audio.too_many"), b"")

    def start(self) -> None:
        """Begin to work, on a thread of its own."""
        threading.Thread(target=self._run, name="recordings", daemon=True).start()

    def _run(self) -> None:
        while True:
            one = self._waiting.get()
            self._tell(one.alert, *_made(one))


def no(code: str, **facts: str) -> Told:
    """That there is no recording, and why."""
    return {"why": {"code": code, "facts": [*facts.items()]}}


def _made(one: OfferedRecording) -> tuple[Told, bytes]:
    audio = one.audio()
    if "code" in audio:
        return {"why": audio}, b""
    if audio["content"]:
        try:
            raw = base64.b64decode(audio["content"], validate=True)
        except ValueError:
            return no("alerts.audio.broken"), b""
    else:
        host = urlsplit(one.feed).netloc
        told, raw = fetched({"url": audio["uri"], "host": host, "accept": "audio/*", "most": str(LARGEST)})
        if code := told.get("code", "no_answer"):
            return no("alerts.audio.elsewhere" if code == "elsewhere" else "alerts.audio.not_fetched"), b""
    if len(raw) > LARGEST:
        return no("alerts.audio.too_big", largest=str(LARGEST >> 20)), b""
    return recorded(raw, audio["mime"], audio["digest"])
