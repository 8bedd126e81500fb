"""Entry of the listening process: `python -m broadcaster.playout.listening SOURCE RATE`.

Orders come as JSON lines on standard input: `begin`, `end`, `forget`; findings go out the same way,
and a `tick` each second while sound comes in. Ends with its input, or when the source has gone.
"""

from __future__ import annotations

import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np

from broadcaster import logs
from broadcaster.playout.air.wav import read_header
from broadcaster.playout.air.wire import encode, lines
from broadcaster.playout.listening.capture import capture
from broadcaster.playout.listening.compare import Samples
from broadcaster.playout.listening.monitor import ConfidenceMonitor
from broadcaster.playout.outputs.protocol import BYTES_PER_SAMPLE, OutputLost

LOST = 3  # exit code: the source is missing or has gone
NICE = 10  # the air goes first
GATHERED = 0.25  # seconds of sound that are judged at a time
TICK = 1.0  # seconds between two signs that sound comes in

log = logging.getLogger("broadcaster.listening")


def main(source: str, rate: int) -> int:
    """Listen until the station or the source has gone; the exit code."""
    orders: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_obey, args=(orders,), daemon=True).start()
    monitor = ConfidenceMonitor(rate)
    files: dict[str, int] = {}
    reported = -TICK
    try:
        with capture(source, rate) as blocks:
            gathered = b""
            for data, came in blocks:
                gathered += data
                if len(gathered) < GATHERED * rate * BYTES_PER_SAMPLE:
                    continue
                while not orders.empty():
                    _take(monitor, orders.get(), files, rate)
                for finding in monitor.hear(_floats(gathered), came):
                    _send("finding", **asdict(finding))
                gathered = b""
                if came - reported >= TICK:
                    reported = came
                    _send("tick")
    except OutputLost as error:
        _send("fault", reason=str(error))
        return LOST
    _send("fault", reason="no more sound comes in")
    return LOST


def _obey(orders: queue.SimpleQueue[dict[str, Any]]) -> None:
    for order in lines(sys.stdin.buffer):
        orders.put(order)
    # The station has gone. Nothing here is worth an orderly end: a capture may hang in it.
    os._exit(0)


def _take(monitor: ConfidenceMonitor, order: dict[str, Any], files: dict[str, int], rate: int) -> None:
    name = order.get("id", "")
    if order["do"] == "begin":
        _close(files, name)
        try:
            files[name] = handle = os.open(order["path"], os.O_RDONLY | os.O_CLOEXEC)
            read = _reader(handle, order["start_frame"])
        except (OSError, ValueError) as error:
            # What is live has no file: there is nothing to compare with.
            log.info("not listened for: %s: %s", name, error)
            _close(files, name)
            return
        begun = order["utc_ns"] / 1e9 - time.time() + time.monotonic()
        frames = order["end_frame"] - order["start_frame"]
        monitor.begin(name, read, frames, begun, order["expected"])
    elif order["do"] == "end":
        monitor.end(name, order["frames"])
    else:
        monitor.forget()
        for known in list(files):
            _close(files, known)


def _close(files: dict[str, int], name: str) -> None:
    handle = files.pop(name, None)
    if handle is not None:
        os.close(handle)


def _reader(handle: int, start: int) -> Callable[[int, int], Samples]:
    info = read_header(handle)

    def read(first: int, last: int) -> Samples:
        at = info.offset + (start + first) * BYTES_PER_SAMPLE
        return _floats(os.pread(handle, (last - first) * BYTES_PER_SAMPLE, at))

    return read


def _floats(data: bytes) -> Samples:
    return np.frombuffer(data, "<i2").astype(np.float32) / np.float32(32768)


def _send(do: str, **fields: Any) -> None:  # noqa: ANN401 - JSON values
    sys.stdout.buffer.write(encode(do, **fields))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    logs.silence_libraries()
    logs.set_up_child()
    os.nice(NICE)
    code = main(sys.argv[1], int(sys.argv[2]))
    logs.flush()
    os._exit(code)
