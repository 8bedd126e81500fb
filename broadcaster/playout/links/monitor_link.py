"""The station's end of the listening process: sends it what is on air and takes its findings.

Stands between director and air, passes every order on first, and never makes the air wait: orders go
through a queue to a thread of its own.
"""

from __future__ import annotations

import logging
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from broadcaster.core.errors import PlayoutError
from broadcaster.playout.air.wire import Event, Queue, encode, lines
from broadcaster.playout.links.air import Air, AirLost, AirReport
from broadcaster.playout.listening.findings import ListeningFinding, Verdict

AGAIN = (1.0, 5.0, 30.0)  # seconds before each new try; the last for ever
DEAF = 10.0  # seconds without sound from the process, with something on air, before it is restarted
LOOK = 0.5
REMEMBERED = 8  # orders whose start has not been reported yet

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenChoice:
    """Where to listen (see `listening.capture`) and at which rate in Hz."""

    source: str
    rate: int


class MonitorLink:
    """An air that is listened to."""

    def __init__(self, air: Air, choice: ListenChoice) -> None:
        self.deaf = True  # nothing is heard, or nothing to compare it with can be read
        self._air = air
        self._choice = choice
        self._orders: dict[str, Queue] = {}
        self._sounding: dict[str, bytes] = {}
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._heard_at = time.monotonic()
        self._closing = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="monitor-keeper", daemon=True)
        self._writer = threading.Thread(target=self._write, name="monitor-writer", daemon=True)

    def start(
        self, report: Callable[[ListeningFinding], None], fault: Callable[[PlayoutError], None]
    ) -> None:
        """Begin to listen.

        Args:
            report: takes each finding, on a thread of this module; must only post.
            fault: the same for what prevents listening.
        """
        self._report, self._fault = report, fault
        self._keeper.start()
        self._writer.start()

    def close(self) -> None:
        """Listen no more."""
        self._closing.set()
        self._lines.put(None)
        process = self._process
        if process is not None:
            process.kill()
        for thread in (self._keeper, self._writer):
            if thread.is_alive():
                thread.join(2)

    def queue(self, order: Queue) -> None:
        """Pass it on, and remember what it is that will sound."""
        self._air.queue(order)
        self._orders[order.id] = order
        while len(self._orders) > REMEMBERED:
            del self._orders[next(iter(self._orders))]

    def fade(self, take_id: str) -> None:
        """Pass it on."""
        self._air.fade(take_id)

    def restart(self) -> None:
        """Pass it on."""
        self._air.restart()

    def hear(self, report: AirReport) -> None:
        """Take a report of the air; from any thread."""
        if isinstance(report, AirLost):
            self._sounding.clear()
            self._lines.put(encode("forget"))
        elif isinstance(report, Event) and (order := self._orders.get(report.id)) is not None:
            if report.kind == "started":
                line = _begin(order, report.utc_ns)
                if not self._sounding:
                    self._heard_at = time.monotonic()
                self._sounding[order.id] = line
                self._lines.put(line)
            elif self._sounding.pop(report.id, None) is not None:
                played = max(0, report.frame - order.start_frame)
                self._lines.put(encode("end", id=report.id, frames=played))

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            process = self._process
            if process is None or process.stdin is None:
                continue
            try:
                process.stdin.write(line)
                process.stdin.flush()
            except (OSError, ValueError) as error:
                log.debug("the monitor does not take orders: %s", error)

    def _keep(self) -> None:
        """Keep one process alive; restart it for ever, with growing pauses."""
        tries = 0
        while not self._closing.is_set():
            begun = time.monotonic()
            reason = self._listen()
            self.deaf = True
            if self._closing.is_set():
                return
            self._fault(PlayoutError("playout.cannot_listen", source=self._choice.source, reason=reason))
            tries = 0 if time.monotonic() - begun > AGAIN[-1] else tries + 1
            if self._closing.wait(AGAIN[min(tries, len(AGAIN) - 1)]):
                return

    def _listen(self) -> str:
        """Run one process to its end; why it ended."""
        arguments = [self._choice.source, str(self._choice.rate)]
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "broadcaster.playout.listening", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        except OSError as error:
            return str(error)
        with process:
            self._process = process
            self._heard_at = time.monotonic()
            watch = threading.Thread(target=self._watch, args=(process,), daemon=True)
            watch.start()
            for line in list(self._sounding.values()):
                self._lines.put(line)
            reason = self._read_findings(process)
            process.kill()
            watch.join(2 * LOOK)
        return reason

    def _read_findings(self, process: subprocess.Popen[bytes]) -> str:
        reason = ""
        if process.stdout is None:
            return reason
        for message in lines(process.stdout):
            self._heard_at = time.monotonic()
            kind = message.pop("do")
            if kind == "fault":
                reason = str(message["reason"])
                continue
            self.deaf = False
            if kind == "finding":
                self._report(_finding(message))
        return reason or "ended"

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """Restart a capture that gives nothing while something is on air."""
        while process.poll() is None and not self._closing.wait(LOOK):
            if self._sounding and time.monotonic() - self._heard_at > DEAF:
                log.warning("no sound comes in to listen to: the monitor is started anew")
                process.kill()
                return


def _begin(order: Queue, utc_ns: int) -> bytes:
    sides = ((order.left, order.left_gain), (order.right, order.right_gain))
    gains = sum(gain for delay, gain in sides if delay is not None)
    return encode(
        "begin",
        id=order.id,
        path=order.path,
        live=order.live,
        start_frame=order.start_frame,
        end_frame=order.end_frame,
        utc_ns=utc_ns,
        # One channel is listened to: the mean of left and right.
        expected=max(gains / 2, 1e-6),
    )


def _finding(message: dict[str, Any]) -> ListeningFinding:
    known = {field.name for field in fields(ListeningFinding)}
    facts = {name: value for name, value in message.items() if name in known}
    return ListeningFinding(**{**facts, "verdict": Verdict(facts["verdict"])})
