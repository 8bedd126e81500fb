"""The render process, which makes programmes: a fork of `mother`, started by `process.RenderProcess`.

To be made ready for an emergency, it renders a message that is neither kept nor aired.

Takes jobs from one pipe and answers on another, during a job with a sign of life each second. Ends at the
end of its input, or when no job comes for some seconds.
"""

from __future__ import annotations

import gc
import logging
import math
import os
import queue
import threading
import time
from pathlib import Path
from typing import BinaryIO, Never

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

_SAMPLE = Message(
    id="(warm)",
    title="",
    priority=Priority.EMERGENCY,
    repeat=1,
    parts=(Say(text="Xin bà con chú ý: 1/1/2021."),),
)

_log = logging.getLogger(__name__)


def warm(station: Station, speaker: Speaker) -> None:
    """Load and try all that an emergency needs.

    Only the embedded engine speaks: a neural voice would need over 100 MB.
    """
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


def work(orders: int, answers: int, seconds: float) -> Never:
    """Work through jobs until there are no more.

    Args:
        orders: the descriptor that they come from.
        answers: the descriptor that what came of them goes to.
        seconds: without a job, after which the process ends; `inf`: it waits for ever.
    """
    idle = None if math.isinf(seconds) else seconds
    os.dup2(2, 1)  # what a library prints
    told = Answers(os.fdopen(answers, "wb"))
    waiting: queue.Queue[Order] = queue.Queue()
    threading.Thread(target=_listen, args=(os.fdopen(orders, "rb"), waiting, told), daemon=True).start()
    engines = _Engines()
    worked = False
    while True:
        try:
            order = waiting.get(timeout=_REST if worked and idle is None else idle)
        except queue.Empty:
            if idle is None:
                gc.collect()
                give_back()
                worked = False
                continue
            engines.close()
            # The listening thread holds the lock of its file: a normal exit would wait for it.
            os._exit(0)
        if isinstance(order, Prepare):
            _prepare(engines, order)
        else:
            told.send(_done(engines, order, told))
        worked = True


def _listen(file: BinaryIO, waiting: queue.Queue[Order], answers: Answers) -> None:
    while isinstance(order := receive(file), Order):
        if isinstance(order, Job):
            answers.begin()
        waiting.put(order)
    # The station has ended: the render is not needed any more. Files are whole or absent.
    os._exit(0)


def _prepare(engines: _Engines, order: Prepare) -> None:
    try:
        warm(order.station, engines.speaker(order.station))
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
