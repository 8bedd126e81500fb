"""The station's end of one keyer process: starts it, renews its lease, replaces it when it ends or hangs.

When a keyer process ends, its relay has fallen off (a control line of a serial port) or stays as it
was (a latching relay); the new process releases it first. So every switch that was on counts as lost
and must be asked for again.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from broadcaster.core.errors import StoreError
from broadcaster.core.whole_files import write_bytes
from broadcaster.playout.keying.wire import UNRELEASED, Choice, KeyNews, KeyReport, as_json, receive, send

RENEW = 0.25  # seconds between two renewals; the lease lasts four times as long
# Seconds without an answer before the process is killed. A busy machine delays a good one; to kill that
# would cost the listeners the whole settling time.
HUNG = 2.0
STUCK = 4.0  # seconds that a device may keep a driver waiting
GRACE = 15.0  # seconds a fresh process may take to its first answer: to start anew would take longer
START = 5.0  # seconds that the station waits for its relays before it goes on and reports the fault
NICE = -15  # where the account may, as the air: a lease must not run out because the machine is busy
RESTART = (0.0, 0.0, 0.2, 0.5, 1.0)  # seconds before each new try; the last for ever
CALM = 2.0  # seconds alive after which the next death counts as the first
LEFT_ON = ".left-on"  # beside the lock: which switches did not obey at the end
SHUTDOWN_WITHIN = 6.0  # seconds that a process may take to release and end

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Child:
    """A process and our end of its socket."""

    process: subprocess.Popen[bytes]
    socket: socket.socket

    def end(self) -> int:
        """Kill it if it still runs; its exit code."""
        if self.process.poll() is None:
            self.process.kill()
        code = self.process.wait()
        with suppress(OSError):  # the other end may be gone
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        return code


class KeyerLink:
    """Keeps one keyer process alive. All methods may be called from any thread.

    Args:
        lock: the file that makes the process the only owner of the device.
        post: takes the reports; must not block.
        alive: whether the director works; else the lease is not renewed.
    """

    def __init__(
        self,
        choices: tuple[Choice, ...],
        lock: Path,
        post: Callable[[KeyReport], None],
        alive: Callable[[], bool],
    ) -> None:
        self._choices = choices
        self._lock_path = lock
        self._post = post
        self._alive = alive
        self._lock = threading.Lock()
        self._wanted: set[str] = set()
        self._child: _Child | None = None
        self._successor: _Child | None = None
        self._heard = 0.0  # monotonic seconds of the last answer
        self._patience = GRACE
        self._stuck = False
        self._ready = threading.Event()
        self._gone = threading.Event()
        self._closing = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="keyer-keeper", daemon=True)

    def start(self) -> None:
        """Start the process and have everything released, as far as the device obeys."""
        self._begin()
        self._keeper.start()
        if not self._ready.wait(START):
            for choice in self._choices:
                self._post(KeyReport(news=KeyNews.FAULT, name=choice.name, reason="keyer does not start"))

    @property
    def pid(self) -> int | None:
        """The process's number, None while there is none."""
        child = self._child
        return child.process.pid if child else None

    def on(self, name: str) -> None:
        """Switch one on; once more after the process was replaced on its way."""
        with self._lock:
            self._wanted.add(name)
            self._send("on", name=name)

    def off(self, name: str) -> None:
        """Release one."""
        with self._lock:
            self._wanted.discard(name)
            self._send("off", name=name)

    def rearm(self, name: str) -> None:
        """Let its time begin anew."""
        with self._lock:
            self._send("rearm", name=name)

    def close(self) -> None:
        """Release all, end the process and wait for it."""
        self._closing.set()
        self._gone.set()
        with self._lock:
            self._wanted.clear()
            self._send("quit")
        if self._keeper.is_alive():
            self._keeper.join()
        code = self._ended()
        if code not in (0, UNRELEASED):
            log.warning("the keyer did not end by itself: another one releases")
            self._drop()
            self._begin()
            with self._lock:
                self._send("quit")
            code = self._ended()
        if code == 0:
            with suppress(OSError):  # an earlier end may have left the note
                self._lock_path.with_suffix(LEFT_ON).unlink(missing_ok=True)
        else:
            names = ", ".join(choice.name or "the transmitter" for choice in self._choices)
            log.error("not released, look at the relay yourself: %s", names)
            self._note_left_on()
        self._drop()
        if self._successor is not None:
            self._successor.end()

    def _note_left_on(self) -> None:
        """The journal is closed by now: the next start reports it."""
        names = ", ".join(choice.name or choice.type for choice in self._choices)
        try:
            write_bytes(self._lock_path.with_suffix(LEFT_ON), names.encode())
        except StoreError:
            log.warning("the next start cannot report it", exc_info=True)

    def _ended(self) -> int | None:
        """Wait for the process to end by itself; its exit code, None if it did not or there is none."""
        child = self._child
        if child is None:
            return None
        try:
            return child.process.wait(SHUTDOWN_WITHIN)
        except subprocess.TimeoutExpired:
            return None

    def _send(self, do: str, **fields: Any) -> None:  # noqa: ANN401 - JSON values
        if self._child is not None and not send(self._child.socket, do, **fields):
            log.debug("the keyer does not take %s", do)

    def _spawn(self) -> _Child:
        """A fresh process that stands by."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        arguments = [sys.executable, "-m", "broadcaster.playout.keying", str(theirs.fileno())]
        try:
            with theirs:
                process = subprocess.Popen(
                    [*arguments, str(self._lock_path)], pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL
                )
        except OSError:
            ours.close()
            raise
        with suppress(OSError):  # without the right to it the keyer starts and runs as it is
            os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
        send(ours, "open", switches=[as_json(choice) for choice in self._choices])
        return _Child(process, ours)

    def _begin(self) -> None:
        """Let the successor, or else a fresh process, take over."""
        child, self._successor = self._successor, None
        if child is None or child.process.poll() is not None:
            if child is not None:
                child.socket.close()
            child = self._spawn()
        with self._lock:
            self._gone.clear()
            self._child = child
            self._heard, self._patience, self._stuck = time.monotonic(), GRACE, False
            self._send("begin")
            for name in self._wanted:
                self._send("on", name=name)
        threading.Thread(
            target=self._listen, args=(child.socket,), name="keyer-listener", daemon=True
        ).start()

    def _stand_by(self) -> None:
        """Keep a second process ready: under load one takes long to start, and a relay waits for it."""
        child = self._successor
        if child is not None and child.process.poll() is None:
            return
        if child is not None:
            child.socket.close()
        self._successor = None
        try:
            self._successor = self._spawn()
        except OSError as error:
            log.debug("no successor: %s", error)

    def _listen(self, ours: socket.socket) -> None:
        while (message := receive(ours)) is not None:
            self._take(message)
        with self._lock:
            if self._child is not None and self._child.socket is ours:
                self._gone.set()

    def _take(self, message: dict[str, Any]) -> None:
        do = message.pop("do")
        self._heard, self._patience = time.monotonic(), HUNG
        if do == "ready":
            self._ready.set()
        elif do == "beat":
            self._stuck = message["busy"] > STUCK
        else:
            report = KeyReport(news=KeyNews(do), **message)
            if report.news in (KeyNews.LOST, KeyNews.TRIPPED):
                with self._lock:
                    self._wanted.discard(report.name)
            self._post(report)

    def _keep(self) -> None:
        """Renew the lease; watch answers and exit; start anew, for ever."""
        tries, born = 0, time.monotonic()
        while not self._closing.is_set():
            if not self._gone.wait(RENEW):
                silent = time.monotonic() - self._heard
                if silent <= self._patience and not self._stuck:
                    with self._lock:
                        self._send("renew" if self._alive() else "beat")
                    if self._ready.is_set():
                        self._stand_by()
                    continue
                log.warning("the keyer does not answer (%.1f s): killed", silent)
            if self._closing.is_set():
                return
            reason = self._drop()
            log.warning("the keyer has ended: %s", reason)
            tries = 0 if time.monotonic() - born > CALM else tries + 1
            self._lose(reason)
            if self._closing.wait(RESTART[min(tries, len(RESTART) - 1)]):
                return
            born = time.monotonic()
            try:
                self._begin()
            except OSError as error:
                # Out of processes, memory or descriptors: temporary.
                log.warning("the keyer cannot be started: %s", error)

    def _lose(self, reason: str) -> None:
        """Report what was on, or about to be: nothing is switched on again unasked."""
        with self._lock:
            lost, self._wanted = self._wanted, set()
        for name in sorted(lost):
            self._post(KeyReport(news=KeyNews.LOST, name=name, reason=reason))

    def _drop(self) -> str:
        """End the process that holds the switches; how it ended."""
        with self._lock:
            child, self._child = self._child, None
        return "not started" if child is None else f"exit {child.end()}"
