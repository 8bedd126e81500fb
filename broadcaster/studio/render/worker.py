"""The render process, which makes programmes.

`python -m broadcaster.studio.render.worker`, started by `process.RenderProcess`; made ready before there
is a job.

To be made ready, it renders a message that is neither kept nor aired.

Takes jobs on standard input and answers on what was standard output, during a job with a sign of life
each second. Ends at the end of its input, or when no job comes for the seconds given as its first argument
(`inf`: it waits for ever); the second is its niceness.
"""

from __future__ import annotations

import gc
import importlib
import logging
import math
import os
import queue
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from broadcaster.core import logs
from broadcaster.core.errors import BroadcasterError, FaultList, StudioError
from broadcaster.core.memory import give_back
from broadcaster.speech.engines.registry import EMBEDDED
from broadcaster.speech.speaker import Speaker
from broadcaster.station.model.message import Message, Priority, Say
from broadcaster.station.model.station import Station
from broadcaster.studio.render.casting import identify
from broadcaster.studio.render.pipe import (
    BEAT,
    Advanced,
    Alive,
    Answer,
    Failed,
    Finished,
    Job,
    Order,
    Prepare,
    pack,
    receive,
)
from broadcaster.studio.render.spare_store import SpareStore
from broadcaster.studio.render.studio import Studio, open_programmes, open_speaker
from broadcaster.studio.script.digest import digests
from broadcaster.studio.script.script import Script, read_script

PAUSE = 0.1
"""Seconds between two steps: the process has full priority, and a machine that starts has much to do."""

_MODULES = (
    "yaml",
    "broadcaster.reading.names.abbreviations",
    "broadcaster.reading.engine",
    "numpy",
    "broadcaster.studio.mixing.mix",
    "broadcaster.studio.render.assembly",
)  # each takes tens of milliseconds to load, and imports those before it
_SAMPLE = Message(
    id="(warm)",
    title="",
    priority=Priority.EMERGENCY,
    repeat=1,
    parts=(Say(text="Xin bà con chú ý: 1/1/2021."),),
)

_log = logging.getLogger(__name__)


def warm(station: Station, speaker: Speaker, wanted: threading.Event) -> None:
    """Load all that an emergency needs; returns early when `wanted` is set.

    Only the embedded engine speaks: a neural voice would need over 100 MB.

    Args:
        wanted: set as soon as a job waits.
    """
    for module in _MODULES:
        if wanted.wait(PAUSE):
            return
        importlib.import_module(module)
    if wanted.wait(PAUSE):
        return
    try:
        _make(read_script(station, _SAMPLE), speaker)
    except (BroadcasterError, OSError) as error:
        # A siren's recording, or eSpeak, cannot be used: the job that needs it reports that.
        _log.info("the render process is only partly ready: %s", error)


def _make(script: Script, speaker: Speaker) -> None:
    """The whole path of a message without its stores."""
    from broadcaster.studio.mixing.mix import mix_body
    from broadcaster.studio.render.assembly import mastered, write

    (engine,) = speaker.order(offline_only=True, only=EMBEDDED)
    identity = identify(speaker, engine, script)
    digests(script, identity)
    try:
        clips = [engine.synthesize(line.words, identity.voice, identity.rate) for line in script.lines]
    finally:
        engine.close()  # its process starts anew in 40 ms, and would hold 8 MB while nobody speaks
    nowhere = Path(os.devnull)  # the sample is short: its samples are in memory only
    with mastered(script, mix_body(script, clips), nowhere) as sound:
        write(sound, nowhere)


_REST = 1.0  # seconds without an order after which a process that waits for ever gives memory back
_OOM = "500"  # where memory runs out, the kernel takes this process before the station's


class _Engines:
    """Keeps the engines from one job to the next, while the settings stay the same."""

    def __init__(self) -> None:
        self._speaker: Speaker | None = None
        self._opened_for: object = None

    def studio(self, station: Station, engine: str | None, passed_by: FaultList) -> Studio:
        spare = SpareStore(station.root, passed_by)
        return Studio(station, self.speaker(station, engine), open_programmes(station), spare)

    def speaker(self, station: Station, engine: str | None = None) -> Speaker:
        wanted = (station.root, station.settings.speech, station.settings.sound.cache, engine)
        if self._speaker is None or wanted != self._opened_for:
            self.close()
            self._speaker, self._opened_for = open_speaker(station, also=engine), wanted
        return self._speaker

    def close(self) -> None:
        if self._speaker is not None:
            self._speaker.close()
            self._speaker = None


class Answers:
    """Sends answers, and signs of life while there is a job. From any thread."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._job = threading.Event()
        threading.Thread(target=self._beat, daemon=True).start()

    def begin(self) -> None:
        """A job has come; it may still wait until the process is ready."""
        self._job.set()

    def send(self, answer: Answer) -> None:
        """Send one; behind the end of its job comes no sign of life."""
        with self._lock:
            if isinstance(answer, Finished | Failed):
                self._job.clear()
            self._file.write(pack(answer))
            self._file.flush()

    def _beat(self) -> None:
        while True:
            self._job.wait()
            with self._lock:
                if self._job.is_set():
                    self._file.write(pack(Alive()))
                    self._file.flush()
            time.sleep(BEAT)


def main() -> None:
    """Work through jobs until there are no more."""
    logs.set_up_child()
    idle = None if math.isinf(seconds := float(sys.argv[1])) else seconds
    os.nice(int(sys.argv[2]))
    # Ctrl-C on a terminal reaches the whole group: the parent decides when this process ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_OOM)
    # What a library prints must not get between the answers.
    answers = Answers(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)
    orders: queue.Queue[Order] = queue.Queue()
    wanted = threading.Event()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, orders, wanted, answers), daemon=True).start()
    engines = _Engines()
    worked = False
    while True:
        try:
            order = orders.get(timeout=_REST if worked and idle is None else idle)
        except queue.Empty:
            if idle is None:
                gc.collect()
                give_back()
                worked = False
                continue
            engines.close()
            # The listening thread holds the lock of standard input: a normal exit would wait for it.
            os._exit(0)
        if isinstance(order, Job):
            wanted.clear()  # there is one at a time
        if isinstance(order, Prepare):
            _prepare(engines, order, wanted)
        else:
            answers.send(_done(engines, order, answers))
        worked = True


def _listen(file: BinaryIO, orders: queue.Queue[Order], wanted: threading.Event, answers: Answers) -> None:
    """Take orders; `wanted` is set when a job comes."""
    while isinstance(order := receive(file), Order):
        if isinstance(order, Job):
            answers.begin()
            wanted.set()
        orders.put(order)
    # The station has ended: the render is not needed any more. Files are whole or absent.
    os._exit(0)


def _prepare(engines: _Engines, order: Prepare, wanted: threading.Event) -> None:
    try:
        warm(order.station, engines.speaker(order.station), wanted)
    except Exception:
        # The outermost handler of this process: without being ready it still renders.
        _log.exception("getting ready failed")


def _done(engines: _Engines, job: Job, answers: Answers) -> Finished | Failed:
    def advanced(done: int, total: int) -> None:
        answers.send(Advanced(done=done, total=total))

    passed_by = FaultList()
    try:
        studio = engines.studio(job.station, job.engine, passed_by)
        programme = studio.render(
            job.message, engine=job.engine, offline_only=job.offline_only, progress=advanced
        )
        return Finished(programme=programme, passed_by=tuple(passed_by))
    except BroadcasterError as error:
        return Failed(error=error)
    except Exception as error:
        # The outermost handler of this process: the station must get every error.
        _log.exception("rendering %s failed", job.message.id)
        reason = f"{type(error).__name__}: {error}"
        return Failed(error=StudioError("studio.render_failed", message=job.message.id, reason=reason))


if __name__ == "__main__":
    main()
