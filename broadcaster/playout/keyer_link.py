"""The station's end of one keyer process: starts it, renews its lease, replaces it when it dies or hangs.

A keyer that dies has either let go of its relay (a control line of a serial port falls) or left it as
it was (a relay that latches); the new one releases it first. So whatever was on counts as lost, and
only whoever asked for it may ask again.
"""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from broadcaster.playout.keying import KeyReport, News
from broadcaster.playout.keying.wire import Choice, as_json, receive, send

RENEW = 0.25  # seconds between two renewals; the lease lasts four times as long
# Seconds without an answer before the process is killed: a good one that a busy machine keeps waiting
# must not be, for that costs the listeners the whole settling time.
HUNG = 2.0
STUCK = 4.0  # seconds that a device may keep a driver waiting
GRACE = 5.0  # seconds a fresh process may take to its first answer
RESTART = (0.0, 0.2, 0.5, 1.0)  # seconds before each new try; the last for ever
CALM = 2.0  # seconds alive after which the next death counts as the first
FAREWELL = 6.0  # seconds that a process may take to release and end

log = logging.getLogger(__name__)


class KeyerLink:
    """Keeps one keyer process alive. All methods may be called from any thread.

    Args:
        choices: the switches of one device.
        lock: the file that makes the process the only owner of the device.
        post: takes the news; must not block.
        alive: whether the one who decides what is on air still does; else nothing is renewed.
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
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._heard = 0.0  # monotonic seconds of the last answer
        self._patience = GRACE
        self._stuck = False
        self._ready = threading.Event()
        self._gone = threading.Event()
        self._closing = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="keyer-keeper", daemon=True)

    def start(self) -> None:
        """Start the process and have everything released, as far as the device obeys."""
        self._spawn()
        self._keeper.start()
        self._ready.wait(GRACE)

    @property
    def pid(self) -> int | None:
        """The process's number, None while there is none."""
        return self._process.pid if self._process else None

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
        if not self._has_released():
            log.warning("the keyer did not end by itself: another one releases")
            with self._lock:
                self._drop()
            self._spawn()
            with self._lock:
                self._send("quit")
            self._has_released()
        with self._lock:
            self._drop()

    def _has_released(self) -> bool:
        """Wait for the process to end; true if it ended by itself, having released."""
        process = self._process
        if process is None:
            return False
        try:
            return process.wait(FAREWELL) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return False

    def _send(self, do: str, **fields: Any) -> None:  # noqa: ANN401 - JSON values
        if self._socket is not None and not send(self._socket, do, **fields):
            log.debug("the keyer does not take %s", do)

    def _spawn(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        arguments = [sys.executable, "-m", "broadcaster.playout.keying", str(theirs.fileno())]
        try:
            with theirs:
                process = subprocess.Popen(
                    [*arguments, str(self._lock_path)],
                    pass_fds=(theirs.fileno(),),
                    stdin=subprocess.DEVNULL,
                )
        except OSError:
            ours.close()
            raise
        with self._lock:
            self._gone.clear()
            self._process, self._socket = process, ours
            self._heard, self._patience, self._stuck = time.monotonic(), GRACE, False
            self._send("open", switches=[as_json(choice) for choice in self._choices])
            for name in self._wanted:
                self._send("on", name=name)
        threading.Thread(target=self._listen, args=(ours,), name="keyer-listener", daemon=True).start()

    def _listen(self, ours: socket.socket) -> None:
        while (message := receive(ours)) is not None:
            self._take(message)
        if ours is self._socket:
            self._gone.set()

    def _take(self, message: dict[str, Any]) -> None:
        do = message.pop("do")
        self._heard, self._patience = time.monotonic(), HUNG
        if do == "ready":
            self._ready.set()
        elif do == "beat":
            self._stuck = message["busy"] > STUCK
        else:
            report = KeyReport(news=News(do), **message)
            if report.news in (News.LOST, News.TRIPPED):
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
                    continue
                log.warning("the keyer does not answer (%.1f s): killed", silent)
            if self._closing.is_set():
                return
            reason = self._bury()
            log.warning("the keyer has ended: %s", reason)
            tries = 0 if time.monotonic() - born > CALM else tries + 1
            self._lose(reason)
            if self._closing.wait(RESTART[min(tries, len(RESTART) - 1)]):
                return
            born = time.monotonic()
            try:
                self._spawn()
            except OSError as error:
                # Out of processes, memory or descriptors: that passes.
                log.warning("the keyer cannot be started: %s", error)

    def _bury(self) -> str:
        process = self._process
        with self._lock:
            self._drop()
            self._process = None
        if process is None:
            return "not started"
        if process.poll() is None:
            process.kill()
        return f"exit {process.wait()}"

    def _lose(self, reason: str) -> None:
        """Tell what was on, or about to be: none of it may come back unasked."""
        with self._lock:
            lost, self._wanted = self._wanted, set()
        for name in sorted(lost):
            self._post(KeyReport(news=News.LOST, name=name, reason=reason))

    def _drop(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # its process is gone already: nobody to shut it down for
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
        self._socket = None
