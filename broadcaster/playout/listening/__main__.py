"""Entry of the listening process: `python -m broadcaster.playout.listening SOURCE RATE`.

Orders come as JSON lines on standard input: `begin`, `end`, `forget`; findings go out the same way,
and a `tick` each second while sound comes in. Ends with its input, or with a `fault` when the source has
gone or what was sent cannot be read.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import numpy as np

from broadcaster.core import logs
from broadcaster.playout.air.take import read_header
from broadcaster.playout.air.wire import encode, lines
from broadcaster.playout.listening.capture import capture
from broadcaster.playout.listening.comparison import Samples
from broadcaster.playout.listening.findings import Verdict
from broadcaster.playout.listening.monitor import ConfidenceMonitor
from broadcaster.playout.outputs.output import BYTES_PER_SAMPLE, OutputLost

LOST = 3  # exit code: the source is missing or has gone
NICE = 10  # the air goes first
GATHERED = 0.25  # seconds of sound that are judged at a time
TICK = 1.0  # seconds between two signs that sound comes in


def main(source: str, rate: int) -> int:
    """Listen until the station or the source has gone; the exit code."""
    orders: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_obey, args=(orders,), daemon=True).start()
    try:
        with capture(source, rate) as blocks:
            _listen(blocks, rate, orders)
    except (OutputLost, OSError, ValueError) as error:
        # What was sent cannot be read, so it cannot be told whether it was heard: a process that
        # begins anew may, and until then nobody takes this one for one that hears.
        _send("fault", reason=str(error))
        return LOST
    _send("fault", reason="no more sound comes in")
    return LOST


def _listen(
    blocks: Iterator[tuple[bytes, float]], rate: int, orders: queue.SimpleQueue[dict[str, Any]]
) -> None:
    monitor = ConfidenceMonitor(rate)
    files: dict[str, int] = {}
    reported = -TICK
    gathered = b""
    for data, came in blocks:
        gathered += data
        if len(gathered) < GATHERED * rate * BYTES_PER_SAMPLE:
            continue
        while not orders.empty():
            _take(monitor, orders.get(), files)
        for finding in monitor.hear(_floats(gathered), came):
            if finding.verdict is Verdict.DONE:
                _close(files, finding.id)
            _send("finding", **asdict(finding))
        gathered = b""
        if came - reported >= TICK:
            reported = came
            _send("tick")


def _obey(orders: queue.SimpleQueue[dict[str, Any]]) -> None:
    for order in lines(sys.stdin.buffer):
        orders.put(order)
    # The station has gone. Nothing here is worth an orderly end: a capture may hang in it.
    os._exit(0)


def _take(monitor: ConfidenceMonitor, order: dict[str, Any], files: dict[str, int]) -> None:
    name = order.get("id", "")
    if order["do"] == "begin":
        if order["live"]:
            return  # it has no file: there is nothing to compare with
        _close(files, name)
        files[name] = handle = os.open(order["path"], os.O_RDONLY | os.O_CLOEXEC)
        read = _reader(handle, order["start_frame"])
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
