"""The station's side of rendering in a process of its own: nothing heavy is loaded here."""

from __future__ import annotations

import logging
import os
import selectors
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from broadcaster.core.errors import FaultSink, StudioError
from broadcaster.station.model.keys import NOTHING
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Recording, Station
from broadcaster.studio.render.nursery import Fork, Nursery
from broadcaster.studio.render.pipe import (
    LENGTH,
    Advanced,
    Alive,
    Answer,
    Failed,
    Finished,
    Job,
    Prepare,
    pack,
    unpack,
)
from broadcaster.studio.script.pieces import MARK, recordings_of
from broadcaster.studio.script.programme import Programme

IDLE = 30.0
"""Seconds without a job after which the process ends and gives its memory back."""

NICE = 10
"""How much rendering yields: the air and the timetable go first."""

TIME_LIMIT = 600.0
"""Seconds that one job may take; engines have their own, shorter limits."""

SILENT = 15.0
"""Seconds without a sign of life after which a child at work is replaced. A busy computer needs some."""

_LOADING = 30.0  # seconds for a process to read what it is to get ready for

_log = logging.getLogger(__name__)


class _GoneError(Exception):
    """The process has ended."""


class _SilentError(Exception):
    """The process stands still: somebody stopped it, or native code keeps Python's lock."""


class RenderProcess:
    """Renders in a child process, started when there is work. Thread-safe; one job at a time.

    The child yields to others by `nice`, may crash or hang without harm to the station, and ends by itself
    when idle. One that crashes, or gives no sign of life during a job and is killed, is replaced once, and
    another one does the job.

    Args:
        idle: seconds without a job after which the child ends; `math.inf`: it waits for ever.
        time_limit: seconds that one job may take.
        faults: told in the thread of `render` if an emergency could not be kept in the station's own
            store, with the reason.
        nursery: starts the child; without it there is one for this process alone.
    """

    def __init__(
        self,
        *,
        nursery: Nursery | None = None,
        idle: float = IDLE,
        time_limit: float = TIME_LIMIT,
        faults: FaultSink | None = None,
        nice: int = NICE,
    ) -> None:
        self._faults = faults
        self._nice = nice  # 0 for what an emergency waits for
        self._idle = idle
        self._time_limit = time_limit
        self._lock = threading.Lock()
        self._child: Fork | None = None
        self._closed = False
        self._nursery = nursery or Nursery()
        self._nursery.join()

    @property
    def pid(self) -> int | None:
        """The child's process number; None while there is none."""
        child = self._child
        return child.pid if child is not None and child.alive else None

    def render(
        self,
        station: Station,
        message: Message,
        *,
        engine: str | None = None,
        offline_only: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> Programme:
        """The programme of `message`, as `Studio.render`; waits until it is made.

        `progress` is called from the thread that waits here.

        Raises:
            StudioError: `studio.render_died` or `studio.render_hung` where the child crashed twice or took
                too long, `studio.render_failed` for a fault of ours; else as `Studio.render`.
            SpeechError, StoreError, ReadingError: as `Studio.render`.
        """
        job = pack(
            Job(station=_for(message, station), message=message, engine=engine, offline_only=offline_only)
        )
        with self._lock:
            answer = self._asked(job, message.id, progress)
        if isinstance(answer, Failed):
            raise answer.error
        if self._faults is not None:
            for fault in answer.passed_by:
                self._faults.report(fault)
        return answer.programme

    def warm(self, station: Station) -> None:
        """Start the child if there is none, loaded, and have it make all that an emergency needs.

        Waits until all is loaded, but not for what is made. Does nothing while a job is at work. A failure is
        only logged: the next job starts a child as always.
        """
        self._nursery.load()
        if not self._lock.acquire(blocking=False):
            return
        try:
            if not self._closed:
                child = self._started()
                if self._closed:
                    child.kill()  # `close` was called while the child was starting, and missed it
                _write(child, pack(Prepare(station=_bare(station))), time.monotonic() + _LOADING)
        except (_GoneError, OSError) as error:  # OSError: it does not read
            _log.warning("no render process is kept ready: %r", error)
            self._end()
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the child for good; a job in another thread fails, and so do those that wait."""
        closed, self._closed = self._closed, True
        child = self._child
        if child is not None and child.alive:
            child.kill()
        with self._lock:
            self._end()
        if not closed:
            self._nursery.leave()

    def _asked(
        self, job: bytes, message: str, progress: Callable[[int, int], None] | None
    ) -> Finished | Failed:
        try:
            return self._ask(job, message, progress)
        except _GoneError:
            # It was idle for long enough just as this job came, or was killed. What crashes it does so twice.
            _log.warning("the render process of %s is gone (%d) and is replaced", message, self._end())
        except _SilentError:
            _log.warning("the render process of %s stands still and is replaced", message)
        try:
            return self._ask(job, message, progress)
        except _GoneError:
            self._end()
            raise _failed(message) from None
        except _SilentError:
            raise _hung(message, SILENT) from None

    def _ask(
        self, job: bytes, message: str, progress: Callable[[int, int], None] | None
    ) -> Finished | Failed:
        if self._closed:
            raise _failed(message)
        child = self._started()
        if self._closed:
            child.kill()  # `close` was called while the child was starting, and missed it
        deadline = time.monotonic() + self._time_limit
        try:
            _write(child, job, deadline)
            while True:
                answer = _read(child, min(deadline, time.monotonic() + SILENT))
                if isinstance(answer, Alive):
                    continue
                if not isinstance(answer, Advanced):
                    return answer
                if progress is not None:
                    progress(answer.done, answer.total)
        except _GoneError:
            raise
        except TimeoutError:
            child.kill()
            self._end()
            if time.monotonic() < deadline:
                raise _SilentError from None
            raise _hung(message, self._time_limit) from None
        except BaseException:
            # Ctrl-C, or `progress` failed: the unread answer must not be taken for that of the next job.
            self._end()
            raise

    def _started(self) -> Fork:
        if self._child is None or not self._child.alive:
            self._end()
            try:
                self._child = self._nursery.fork(self._idle, self._nice)
            except OSError as error:
                _log.warning("no render process can be started: %s", error)
                raise _GoneError from None
        return self._child

    def _end(self) -> int:
        """End the child and all that it started; its exit code, 0 if there was no child."""
        child, self._child = self._child, None
        return 0 if child is None else self._nursery.end(child)


def _for(message: Message, station: Station) -> Station:
    """What a job needs of a station: packing a hundred thousand recordings would hold up an emergency."""
    bare = _bare(station, recordings_of(station, message))
    house = station.house_of(message.id)
    if house is station:
        return bare
    own = _bare(house, recordings_of(house, message))
    return replace(bare, pinned={message.id.partition(MARK)[0]: own})


def _bare(station: Station, recordings: Mapping[str, Recording] = NOTHING) -> Station:
    """A station without all that it has many of; its settings and words are left, and these recordings."""
    return Station(
        root=station.root,
        settings=station.settings,
        messages={},
        schedules={},
        lexicon=station.lexicon,
        recordings=recordings,
    )


def _failed(message: str) -> StudioError:
    return StudioError("studio.render_died", message=message)


def _hung(message: str, seconds: float) -> StudioError:
    return StudioError("studio.render_hung", message=message, seconds=round(seconds))


def _write(child: Fork, data: bytes, deadline: float) -> None:
    """Give the child a job; a full pipe is waited for until the deadline only."""
    pipe = child.orders
    os.set_blocking(pipe, False)
    rest = memoryview(data)
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_WRITE)
        while rest:
            _await(selector, deadline)
            try:
                rest = rest[os.write(pipe, rest) :]
            except BrokenPipeError:
                raise _GoneError from None


def _read(child: Fork, deadline: float) -> Answer:
    (length,) = LENGTH.unpack(_take(child, LENGTH.size, deadline))
    answer = unpack(_take(child, length, deadline))
    if not isinstance(answer, Answer):
        raise TypeError(f"the render process answered with {type(answer)}")
    return answer


def _take(child: Fork, count: int, deadline: float) -> bytes:
    pipe = child.answers
    data = b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while len(data) < count:
            _await(selector, deadline)
            piece = os.read(pipe, count - len(data))
            if not piece:
                raise _GoneError
            data += piece
    return data


def _await(selector: selectors.BaseSelector, deadline: float) -> None:
    if not selector.select(max(0.0, deadline - time.monotonic())):
        raise TimeoutError
