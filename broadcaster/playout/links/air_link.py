"""The station's end of the air process: starts it, sends its orders, kills it when its heartbeat stops.

Only killing the process that waits helps against a hung sound server:
no heartbeat for `HUNG` seconds in two looks means a fresh process. Reports are handed to `post`, which
must not block; they come from threads of this module.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from typing import Any, NoReturn

from broadcaster.core.errors import NoOutput
from broadcaster.core.precedence import raise_priority
from broadcaster.playout.air.heartbeat import Heartbeat
from broadcaster.playout.air.wire import Event, Level, Queue, encode, encode_queue, lines
from broadcaster.playout.links.air import AirLost, AirReady, AirReport, Hear
from broadcaster.playout.outputs.output import OutputChoice

LOOK = 0.25  # seconds between two looks at the heartbeat
HUNG = 0.5  # seconds without a heartbeat, twice, before the process is killed
GRACE = (1.0, 1.0, 1.0, 2.5)
"""Seconds that a fresh process may take to its first heartbeat, by how many before it hung.

The last one holds from then on.
One that met a sound server that was just coming up can hang: it is not waited for as long as one on a
machine that is really slow, which gets twice what its slowest start took.
"""

SLOW = 8.0  # seconds that no machine gets more than, as at the first start
BUSY = 60.0  # seconds that the first process may take until it opens its output: the machine may be busy
OPENING = 8.0  # seconds that a device may take to open; a clock that paces files or nothing cannot be missing
RESTART = (0.05, 0.2, *[0.4] * 50, 1.0)  # seconds before each new try; the last for ever, for each costs CPU
TENDED = 5.0  # seconds between two looks after which the keeper itself counts as hung
SHUTDOWN_WITHIN = 2.0  # seconds that the process may take to end

log = logging.getLogger(__name__)


_PORTAUDIO_TEXTS = {
    "Error querying device -1": "playout.no_card",
    "No output device matching": "playout.no_such_output",
}


class AirLink:
    """Keeps one air process alive. `queue`, `fade` and `restart` may be called from any thread."""

    def __init__(self, choice: OutputChoice) -> None:
        self._choice = choice
        self._post: Hear = _nobody
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._heartbeat: Heartbeat | None = None
        self._ready = threading.Event()
        self._opening_since: float | None = None  # monotonic seconds
        self._closing = threading.Event()
        self._fault = ""
        self._looked: float | None = None
        self._born = 0.0  # monotonic seconds
        self._slowest = 0.0  # seconds from the birth of a process to its first sound
        self._keeper = threading.Thread(target=self._keep, name="air-keeper", daemon=True)

    def start(
        self, hear: Hear, patience: float = OPENING, busy: float = BUSY, *, waits: bool = False
    ) -> None:
        """Start the process and wait for the output.

        Args:
            hear: gets each report, on a thread of this module.
            patience: seconds for a device, from when the process begins to open it.
            busy: seconds for all that is no device's fault.
            waits: go on without an output; it is tried for ever, as one that is lost.

        Raises:
            NoOutput: the output cannot be opened.
        """
        self._post = hear
        self._spawn()
        end = time.monotonic() + busy
        while not self._ready.wait(0.02):
            process, opening, now = self._process, self._opening_since, time.monotonic()
            ended = process is not None and process.poll() is not None
            stuck = opening is not None and self._choice.kind == "device" and now > opening + patience
            if waits and (ended or stuck or now > end):
                break
            if ended or stuck or now > end:
                self._give_up(slow=not ended and not stuck)
        self._keeper.start()

    def _give_up(self, *, slow: bool = False) -> NoReturn:
        """Close, and say why there is no output; `slow`: only the time that it took speaks against it."""
        reason = self._fault_after_exit()
        said = bool(self._fault)
        self.close()
        code = "playout.air_slow" if slow and not said else _code(self._choice.kind, reason)
        raise NoOutput(code, device=self._choice.device, folder=self._choice.folder, reason=reason)

    @property
    def pid(self) -> int | None:
        """The process's number, None while there is none."""
        return self._process.pid if self._process else None

    @property
    def tended(self) -> bool:
        """True while the keeper watches the process and would replace it.

        A missing device does not count: a restarted station would miss it too.
        """
        looked = self._looked
        return looked is not None and time.monotonic() - looked < TENDED

    @property
    def place(self) -> int:
        """The file's frame that has been reached; 0 while nothing sounds."""
        heartbeat = self._heartbeat
        return heartbeat.place() if heartbeat is not None else 0

    def queue(self, order: Queue) -> None:
        """Hand over a file and its instant."""
        self._send(encode_queue(order))

    def fade(self, take_id: str) -> None:
        """Fade one item out, or withdraw it."""
        self._send(encode("fade", id=take_id))

    def restart(self) -> None:
        """End the process at once; the keeper starts a new one."""
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Fade what sounds, end the process and wait for it."""
        self._closing.set()
        self._send(encode("quit"))
        process = self._process
        if process is not None:
            try:
                process.wait(SHUTDOWN_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._keeper.is_alive() and self._keeper is not threading.current_thread():
            self._keeper.join(SHUTDOWN_WITHIN)
        with self._lock:
            self._drop()

    def _send(self, line: bytes) -> None:
        with self._lock:
            if self._socket is None:
                return
            try:
                self._socket.sendall(line)
            except OSError as error:
                if not self._closing.is_set():
                    log.warning("the air process does not take orders: %s", error)

    def _spawn(self) -> None:
        ours, theirs = socket.socketpair()
        page = Heartbeat.create()
        self._ready.clear()
        arguments = [sys.executable, "-m", "broadcaster.playout.air", str(theirs.fileno()), str(page)]
        try:
            with theirs:
                process = subprocess.Popen(
                    [*arguments, json.dumps(asdict(self._choice))],
                    pass_fds=(theirs.fileno(), page),
                    stdin=subprocess.DEVNULL,
                )
            self._born = time.monotonic()
            with self._lock:
                self._process, self._socket, self._heartbeat = process, ours, Heartbeat(page)
        except OSError:
            ours.close()
            raise
        finally:
            os.close(page)
        threading.Thread(target=self._listen, args=(ours,), name="air-listener", daemon=True).start()

    def _listen(self, ours: socket.socket) -> None:
        raise_priority()
        try:
            with ours.makefile("rb") as stream:
                for message in lines(stream):
                    self._take(message)
        except (OSError, ValueError) as error:
            log.debug("the air's line has ended: %s", error)
        except Exception:
            # Without reports of the air the station must not go on: the keeper starts both ends anew.
            log.exception("a report of the air could not be taken")
            self.restart()

    def _take(self, message: dict[str, Any]) -> None:
        kind = message.pop("do")
        if kind == "opening":
            self._opening_since = time.monotonic()
        elif kind == "ready":
            self._fault = ""
            self._slowest = max(self._slowest, time.monotonic() - self._born)
            self._ready.set()
            self._post(AirReady(output=message["output"]))
        elif kind == "fault":
            self._fault = message["reason"]
        elif kind == "level":
            self._post(Level(**message))
        else:
            self._post(Event(kind=kind, **message))

    def _keep(self) -> None:
        """Watch exit and heartbeat; start anew, for ever."""
        tries, slow, hung = 0, 0, 0
        while not self._closing.wait(LOOK):
            played_on = False
            self._looked = time.monotonic()
            process, heartbeat = self._process, self._heartbeat
            if process is not None and heartbeat is not None and process.poll() is None:
                age = heartbeat.age()
                grace = max(GRACE[min(hung, len(GRACE) - 1)], min(2 * self._slowest, SLOW))
                limit_over = time.monotonic() - self._born > grace if age is None else age > HUNG
                slow = slow + 1 if limit_over else 0
                if age is not None and age < HUNG:
                    tries = hung = 0
                if slow < 2:
                    continue
                log.warning("the air has no heartbeat (%s s): killed", age)
                self._fault = self._fault or "hung"
                hung += 1
                process.kill()
                process.wait()
                # It stood still for longer than its device has sound for.
                played_on = True
            reason = self._fault_after_exit()
            log.warning("the air process has ended: %s", reason)
            # Not reckoned from wall time: the device may have run dry or stood still.
            frame = 0 if heartbeat is None else heartbeat.pulled() if played_on else heartbeat.place()
            self._post(AirLost(reason=reason, frame=frame or None))
            with self._lock:
                self._drop()
            if self._closing.wait(RESTART[min(tries, len(RESTART) - 1)]):
                return
            tries, slow, self._born = tries + 1, 0, time.monotonic()
            try:
                self._spawn()
            except OSError as error:
                # Out of processes, memory or descriptors: temporary.
                log.warning("the air process cannot be started: %s", error)
                self._fault, self._process = str(error), None

    def _fault_after_exit(self) -> str:
        # The last line may still be on its way from the listener.
        end = time.monotonic() + 0.2
        while not self._fault and time.monotonic() < end:
            time.sleep(0.01)
        code = self._process.poll() if self._process else None
        return self._fault or (f"exit {code}" if code is not None else "no answer")

    def _drop(self) -> None:
        if self._socket is not None:
            self._socket.close()
        if self._heartbeat is not None:
            self._heartbeat.close()
        self._socket = self._heartbeat = None


def _nobody(_report: AirReport) -> None:
    """Until it is started."""


def _code(kind: str, reason: str) -> str:
    """The error code for an output that cannot be opened, found in PortAudio's English text."""
    if kind == "file":
        return "playout.no_folder"
    if kind == "none":
        return "playout.air_failed"
    return next((code for words, code in _PORTAUDIO_TEXTS.items() if words in reason), "playout.no_device")
