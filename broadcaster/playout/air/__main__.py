"""Entry of the air process: `python -m broadcaster.playout.air CONTROL HEARTBEAT SETTINGS`.

CONTROL and HEARTBEAT are inherited file descriptors, SETTINGS is a JSON object for `OutputChoice`.
Ends with 0 when asked or when the parent is gone, 3 when the output is missing or lost.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from broadcaster.core import child_processes, logs
from broadcaster.core.precedence import AIR_RANK, run_in_real_time
from broadcaster.playout.air.feeder import HURRIED, PERIOD, Feeder, TakeOpener
from broadcaster.playout.air.heartbeat import Heartbeat
from broadcaster.playout.air.mixer import FADE_OUT, Mixer
from broadcaster.playout.air.wire import Event, Level, Queue, encode, lines
from broadcaster.playout.outputs.output import OutputChoice, OutputLost, open_output

LOST = 3  # exit code: the output is missing or lost
BROKEN = 4  # exit code: a fault of ours
LEVELS = 0.1  # seconds between two level reports
DOZE = 0.5  # seconds between two looks for a level while nothing sounds
SHUTDOWN_WITHIN = 1.0  # seconds that a fade at the end may take at most
NICE = -15  # what is left where real time is not allowed

log = logging.getLogger("broadcaster.air")


class AirProcess:
    """The process: a control reader, a reporter and a feeder beside the output."""

    def __init__(self, control: socket.socket, heartbeat: Heartbeat, choice: OutputChoice) -> None:
        self._control = control
        self._heartbeat = heartbeat
        self._choice = choice
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._mixer = Mixer(choice.rate, self._events.put)
        self._feeder = Feeder(HURRIED if choice.hurried else PERIOD)
        self._opening = TakeOpener(choice, self._feeder, self._mixer.add, self._events.put)
        self._stop = threading.Event()
        self._send_lock = threading.Lock()

    def run(self) -> int:
        """Air until `quit`; the exit code."""
        self._send("opening")
        try:
            output = open_output(self._choice)
        except OutputLost as error:
            self._send("fault", reason=str(error))
            return LOST
        jobs = (
            lambda: self._report_ready(output.describe()),
            self._obey,
            self._report,
            self._meter,
            self._feeder.run,
        )
        for job in jobs:
            threading.Thread(target=self._guarded, args=(job,), daemon=True).start()
        try:
            output.run(self._mixer, self._heartbeat, self._stop)
        except OutputLost as error:
            self._send("fault", reason=str(error))
            return LOST
        return 0

    def _guarded(self, job: Callable[[], None]) -> None:
        """A thread that fails ends the process: the station starts a new one."""
        try:
            job()
        except Exception as error:
            log.exception("a thread of the air failed")
            self._send("fault", reason=f"{type(error).__name__}: {error}")
            logs.flush()
            os._exit(BROKEN)

    def _report_ready(self, name: str) -> None:
        """Report ready only once the device pulls sound."""
        while not self._heartbeat.frames():
            if self._stop.wait(0.005):
                return
        self._send("ready", output=name, rate=self._choice.rate)

    def _obey(self) -> None:
        with self._control.makefile("rb") as stream:
            for message in lines(stream):
                do = message.pop("do")
                if do == "queue":
                    self._opening.begin(Queue(**message))
                elif do == "fade":
                    if not self._opening.withdraw(message["id"]):
                        self._mixer.fade(message["id"])
                elif do == "quit":
                    break
        self._mixer.fade_all()
        end = time.monotonic() + SHUTDOWN_WITHIN
        while not self._mixer.idle and time.monotonic() < end:
            time.sleep(FADE_OUT / 3)
        time.sleep(self._choice.latency if self._choice.kind == "device" else 0)
        self._stop.set()

    def _report(self) -> None:
        while True:
            fields = asdict(self._events.get())
            self._send(fields.pop("kind"), **fields)

    def _meter(self) -> None:
        quiet = True
        while not self._stop.wait(DOZE if quiet else LEVELS):
            peak, self._mixer.peak = self._mixer.peak, 0
            if peak or not quiet:
                self._send("level", **asdict(self._level(peak)))
            quiet = not peak

    def _level(self, peak: int) -> Level:
        mixer = self._mixer
        return Level(
            peak=peak, underruns=mixer.underruns, heard_underruns=mixer.heard_underruns, gaps=mixer.gaps
        )

    def _send(self, do: str, **fields: Any) -> None:  # noqa: ANN401 - JSON values
        try:
            with self._send_lock:
                self._control.sendall(encode(do, **fields))
        except OSError:
            # The parent is gone: the control reader sees it too and ends the process with a fade.
            log.debug("parent is gone, %s not sent", do)


def _raise_priority() -> None:
    """Ask to run before everything else: no load on the machine may make the output run dry.

    How it starts under load is measured by `python -m benchmarks.start_accuracy`.
    """
    if run_in_real_time(AIR_RANK):
        return
    log.debug("no right to real time")
    try:
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
    except PermissionError:
        log.debug("no right to a higher priority")


def main() -> int:
    """Take over the inherited descriptors and run."""
    logs.silence_libraries()
    logs.set_up_child()
    _raise_priority()
    # Ctrl-C on the terminal reaches the whole group: only the parent decides when the air ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    choice = OutputChoice(**json.loads(sys.argv[3]))
    # Opening a device, and letting go of it, can hang in a sound library.
    child_processes.end_with(int(sys.argv[1]), 2 * SHUTDOWN_WITHIN + choice.latency)
    control = socket.socket(fileno=int(sys.argv[1]))
    heartbeat = Heartbeat(int(sys.argv[2]))
    return AirProcess(control, heartbeat, choice).run()


if __name__ == "__main__":
    code = main()
    # A hung sound server can hang PortAudio's clean-up for good: leave without it.
    sys.stdout.flush()
    logs.flush()
    os._exit(code)
