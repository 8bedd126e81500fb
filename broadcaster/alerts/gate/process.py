"""The gate's process: by the station's orders it looks at feeds and at the drop folder, and takes pushes.

What it and its programs find goes to the station by their line. Nothing here reads XML, nor is anything kept.
"""

from __future__ import annotations

import base64
import json
import logging
import queue
import socket
import threading
import time
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from broadcaster.alerts.gate.adaptor_link import AdaptorLink
from broadcaster.alerts.gate.drop_folder import DropFolder, Judged
from broadcaster.alerts.gate.feed_watch import FeedWatch
from broadcaster.alerts.gate.programs import refused, verified
from broadcaster.alerts.gate.recording_queue import OfferedRecording, RecordingQueue

PATIENCE = 60.0  # seconds for the station's answer: its disk may be slow


class StationLine:
    """Asks from any thread; `listen` hands out what comes."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._asked: dict[int, tuple[threading.Event, dict[str, Any]]] = {}

    def tell(self, message: Mapping[str, object]) -> None:
        """Tell the station something."""
        with self._lock:
            self._line.sendall(json.dumps(message).encode() + b"\n")

    def taken(self, found: object, raw: bytes, push: int | None = None) -> Mapping[str, Any]:
        """Hand over what was found, and hear of it: `kept` once the station has it on its disk.

        `alert` is its id where its recording is awaited.

        Args:
            push: the number of the station's own request, which has them already.
        """
        number, answered, told = next(self._numbers), threading.Event(), dict[str, Any]()
        self._asked[number] = answered, told
        try:
            brought = {} if push is not None else {"raw": base64.b64encode(raw).decode()}
            self.tell({"number": number, "found": found, "push": push, **brought})
            return told if answered.wait(PATIENCE) else {}
        finally:
            self._asked.pop(number, None)

    def listen(self, hear: Callable[[Any], None]) -> None:
        """Hand what comes to `hear`, but for answers, until the station ends."""
        with self._line.makefile("rb") as lines:
            for line in lines:
                message = json.loads(line)
                asked = self._asked.get(message.get("answer"))
                if asked is not None:
                    asked[1].update(message)
                    asked[0].set()
                elif "answer" not in message:
                    hear(message)


LOOK = 0.1  # seconds between two looks at the drop folder
BEAT = 10.0  # seconds between two signs of life
MOST_PUSHES = 4  # of one sender that wait; the station lets in fewer

S = TypeVar("S", FeedWatch, AdaptorLink)

log = logging.getLogger(__name__)


class Gate:
    """Follows orders until the line ends."""

    def __init__(self, line: StationLine) -> None:
        self._line = line
        self._verifier = ""  # orders for verifiers; without any nothing is done
        self._feeds: dict[str, FeedWatch] = {}
        self._adaptors: dict[str, AdaptorLink] = {}
        self._drop: DropFolder | None = None
        self._pushes: dict[str, queue.Queue[Mapping[str, Any]]] = {}  # of each sender, on a thread of its own
        self._recordings = RecordingQueue(self._recorded)

    def run(self) -> None:
        """Work until the station ends."""
        threading.Thread(target=self._watch, name="watch", daemon=True).start()
        self._recordings.start()
        self._line.listen(self._hear)

    def judged(self, raw: bytes, sender: str, *, index: bool) -> tuple[str, ...] | None:
        """See `AlertHost`."""
        found = verified(self._verifier, raw, sender, index=index)
        links = found.get("links")
        if links is not None:
            return tuple(map(str, links))
        return () if self._taken(found, raw) else None

    def failing(self, sender: str, why: Mapping[str, str]) -> None:
        """See `AlertHost`."""
        self._line.tell({"feed": sender, "why": dict(why)})

    def _hear(self, message: Mapping[str, Any]) -> None:
        if "orders" in message:
            self._follow(message["orders"])
            return
        if "adaptor" in message:
            if message["adaptor"] in self._adaptors:
                self._adaptors[message["adaptor"]].tell(message["line"])
            return
        if "awaited" in message:
            self._offer(str(message["awaited"]), str(message["sender"]), lambda: self._audio(message))
            return
        sender = str(message["sender"])
        if sender not in self._pushes:
            waiting: queue.Queue[Mapping[str, Any]] = queue.Queue(MOST_PUSHES)
            self._pushes[sender] = waiting
            threading.Thread(target=self._push, args=(waiting,), name=f"push {sender}", daemon=True).start()
        try:
            self._pushes[sender].put_nowait(message)  # who waited here would hear no answer to what it takes
        except queue.Full:
            log.warning("too many alerts are pushed at once: one is left to be sent again")

    def _follow(self, orders: Mapping[str, Any]) -> None:
        self._verifier = str(orders["verifier"])
        if self._drop is None:
            self._drop = DropFolder(Path(orders["folder"]), self._dropped, self._strange)
        self._keep(self._feeds, orders["feeds"], FeedWatch)
        self._keep(self._adaptors, orders["adaptors"], AdaptorLink)

    def _keep(
        self, kept: dict[str, S], wanted: Mapping[str, str], make: Callable[[str, str, Gate], S]
    ) -> None:
        """One for each sender that is wanted, by its key."""
        for name in [name for name, one in kept.items() if wanted.get(name) != one.key]:
            kept.pop(name).stop()
        for name in wanted.keys() - kept.keys():
            kept[name] = make(name, wanted[name], self)
            kept[name].start()

    def _dropped(self, raw: bytes) -> Judged:
        found = verified(self._verifier, raw)
        if not self._taken(found, raw):
            return Judged.LATER
        return Judged.REFUSED if found["judgement"]["verdict"] == "refuse" else Judged.KEPT

    def _strange(self, code: str, name: str) -> None:
        self._line.taken(refused(code, name=name, limit="1024"), b"")

    def _watch(self) -> None:
        told = 0.0
        while True:
            time.sleep(LOOK)
            try:
                if self._drop is not None:
                    self._drop.look()
            except Exception:
                log.exception("the drop folder")
            if time.monotonic() - told >= BEAT:
                told = time.monotonic()
                self._line.tell({})

    def _push(self, waiting: queue.Queue[Mapping[str, Any]]) -> None:
        """Work through what one sender pushes: no other's waits for it."""
        while True:
            message = waiting.get()
            raw = base64.b64decode(message["raw"])
            found = verified(self._verifier, raw, str(message["sender"]))
            self._taken(found, raw, push=int(message["push"]))

    def _taken(self, found: Mapping[str, Any], raw: bytes, push: int | None = None) -> bool:
        """Hand over what was found, and have the recording made that it offers."""
        answer = self._line.taken(found, raw, push)
        if answer.get("alert"):
            self._offer(answer["alert"], str(found["sender"]), lambda: found["audio"])
        return bool(answer.get("kept"))

    def _offer(self, alert: str, sender: str, audio: Callable[[], Mapping[str, Any]]) -> None:
        """Have the recording of an alert made."""
        feed = self._feeds.get(sender)
        self._recordings.put(
            OfferedRecording(alert=alert, audio=audio, feed="" if feed is None else feed.key)
        )

    def _audio(self, message: Mapping[str, Any]) -> Mapping[str, Any]:
        """What an alert offers whose recording an earlier gate did not make; it is read anew."""
        found = verified(self._verifier, base64.b64decode(message["raw"]), str(message["sender"]))
        audio: Mapping[str, Any] = found.get("audio") or {"code": "alerts.audio.lost", "facts": []}
        return audio

    def _recorded(self, alert: str, told: Mapping[str, object], made: bytes) -> None:
        self._line.tell({"recording": alert, "told": told, "raw": base64.b64encode(made).decode()})


def run(line: socket.socket) -> None:
    """Work until the station ends."""
    Gate(StationLine(line)).run()
