"""The gate's end of the line to the station: messages as lines of JSON, each answered by its number."""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

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
