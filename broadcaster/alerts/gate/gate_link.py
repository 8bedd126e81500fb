"""Keeps the gate's process running while there are orders, hears it, and replaces it when it hangs."""

from __future__ import annotations

import base64
import contextlib
import json
import logging
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from typing import Any

from broadcaster.alerts.gate.orders import GateOrders, as_line
from broadcaster.alerts.inbox.kept import TakenAlert
from broadcaster.alerts.inbox.received import Received
from broadcaster.core.errors import AlertsError
from broadcaster.core.kept_process import ProcessKeeper

SILENT = 90.0  # seconds without a sign of life: it hangs. Its own come every 10 s, and after each alert
AGAIN = (0.5, 1.0, 5.0, 30.0)  # seconds before it is started again, the more after quick ends
LAST = 0.4  # seconds for it to end at the end of the station
PUSH = 40.0  # seconds for the verdict on what was pushed
PUSHED = 2  # by one sender at once: few are judged at the same time, and no sender's take the places of all
LARGEST_LINE = 16 << 20  # bytes

log = logging.getLogger(__name__)

Take = Callable[[bytes, object], TakenAlert]
"""Takes bytes with the finding about them, as JSON; raises where they cannot be kept."""


class GateLink(ProcessKeeper):
    """Runs the gate. `follow` never waits for it.

    Args:
        feed: told of a feed why it gives nothing, or, by an empty reason, that it does again.
        record: takes an alert's id, what is told of its recording, and the recording.
        awaited: the alerts, with their bytes, whose recordings no gate has made yet.
        again: seconds before it is started again, the more after quick ends.
    """

    def __init__(
        self,
        take: Take,
        feed: Callable[[str, Mapping[str, str]], None],
        record: Callable[[str, object, bytes], None],
        awaited: Callable[[], Iterable[tuple[Received, bytes]]],
        *,
        again: Sequence[float] = AGAIN,
    ) -> None:
        self._take = take
        self._feed = feed
        self._record = record
        self._awaited = awaited
        self._orders: GateOrders | None = None
        self._line: socket.socket | None = None
        self._pushes: dict[int, _Push] = {}
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._pushing = threading.Lock()
        super().__init__("alerts-gate", again)

    @property
    def wanted(self) -> bool:
        """See `ProcessKeeper`."""
        return self._orders is not None

    def follow(self, orders: GateOrders | None) -> None:
        """Work by these orders from now on; None: no sender is in force."""
        with self._lock:
            if orders == self._orders:
                return
            self._orders = orders
        self.changed()
        if orders is None:
            self._hang_up()
        else:
            self._tell(as_line(orders))

    def push(self, raw: bytes, sender: str) -> TakenAlert:
        """Have what was pushed judged and kept. Waits for that.

        Raises:
            AlertsError: the gate does not run, did not answer, or has enough of this sender: try again.
            StoreError: the disk does not take it.
        """
        number, push = next(self._numbers), _Push(raw, sender)
        with self._pushing:
            if sum(one.sender == sender for one in self._pushes.values()) >= PUSHED:
                raise AlertsError("alerts.too_many")
            self._pushes[number] = push
        try:
            content = base64.b64encode(raw).decode()
            told = self._tell(json.dumps({"push": number, "sender": sender, "raw": content}).encode() + b"\n")
            if not told or not push.over.wait(PUSH):
                raise AlertsError("alerts.gate_closed")
        finally:
            with self._pushing:
                self._pushes.pop(number, None)
        if push.fault is not None:
            raise push.fault
        if push.taken is None:
            raise AlertsError("alerts.gate_closed")
        return push.taken

    def tell_adaptor(self, sender: str, line: Mapping[str, object]) -> None:
        """Have the adaptor of a sender told what became of an alert; does not wait for it."""
        self._tell(json.dumps({"adaptor": sender, "line": line}).encode() + b"\n")

    def close(self) -> None:
        """End it."""
        super().end()
        self._hang_up()
        super().join(2 * LAST)

    def once(self) -> None:
        """Run one process to its end."""
        ours, theirs = socket.socketpair()
        with ours, theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "broadcaster.alerts.gate"], stdin=theirs.fileno()
            )
            theirs.close()
            try:
                with self._lock:
                    self.process, self._line, orders = process, ours, self._orders
                if orders is not None:
                    self._tell(as_line(orders))
                self._hear(ours)
            finally:
                self._hang_up()
                with self._lock:
                    self.process = self._line = None
                for push in [*self._pushes.values()]:
                    push.over.set()
                _end(process)

    def _hear(self, line: socket.socket) -> None:
        line.settimeout(SILENT)
        for one, raw in self._awaited():  # the gate before this one was killed, perhaps with the station
            asked = {"awaited": one.id, "sender": one.sender, "raw": base64.b64encode(raw).decode()}
            self._tell(json.dumps(asked).encode() + b"\n")
        with line.makefile("rb") as lines:
            while not self.closing.is_set() and self._orders is not None:
                try:
                    told = lines.readline(LARGEST_LINE)
                except TimeoutError:
                    log.warning("the gate of alerts hangs: it is replaced")
                    return
                except ConnectionError:  # it was killed
                    return
                if not told.endswith(b"\n"):
                    return
                message = json.loads(told)
                if "found" in message:
                    self._found(message)
                elif "feed" in message:
                    self._feed(str(message["feed"]), dict(message["why"]))
                elif "recording" in message:
                    raw = base64.b64decode(message["raw"])
                    self._record(str(message["recording"]), message["told"], raw)

    def _found(self, message: Mapping[str, Any]) -> None:
        number = message.get("push")
        push = None if number is None else self._pushes.get(int(number))
        kept, awaited = number is not None and push is None, ""  # nobody waits for it any more
        try:
            if not kept:
                raw = push.raw if push is not None else base64.b64decode(message["raw"])
                taken = self._take(raw, message["found"])
                kept, awaited = True, taken.awaited
                if push is not None:
                    push.taken = taken
        except Exception as error:
            log.warning("what the gate found cannot be kept", exc_info=True)
            if push is not None:
                push.fault = error
        if push is not None:
            push.over.set()
        self._tell(json.dumps({"answer": message["number"], "kept": kept, "alert": awaited}).encode() + b"\n")

    def _tell(self, line: bytes) -> bool:
        with self._lock:
            if self._line is None:
                return False
            try:
                self._line.sendall(line)
            except OSError:
                return False
        return True

    def _hang_up(self) -> None:
        """Without the lock: whoever has it may wait for a gate that does not read, and goes on by this."""
        line = self._line
        if line is not None:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class _Push:
    """What was pushed, while it is judged."""

    def __init__(self, raw: bytes, sender: str) -> None:
        self.raw = raw
        self.sender = sender
        self.over = threading.Event()
        self.taken: TakenAlert | None = None
        self.fault: Exception | None = None


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(LAST)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
