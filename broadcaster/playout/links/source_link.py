"""The station's end of a source process: starts it, sends its orders, takes its reports.

The socket on which the air's takes connect is made here, so that it is there before the process is
up and its queue outlasts the process's first second.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

from broadcaster.core.errors import Phrase, PlayoutError
from broadcaster.core.spare_folders import new_folder
from broadcaster.playout.air.feed import listening
from broadcaster.playout.air.wire import encode, lines
from broadcaster.playout.source.choice import Progress, SourceChoice, SourceOrigin

FOLDER = "broadcaster-feed-"  # holds its socket; what a killed station left is removed by the next start
NOTHING_YET = Progress(peak=0, heard=0.0, reconnects=0, late=0)
SHUTDOWN_WITHIN = 1.0  # seconds that the process may take to end

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How a source is, as last reported."""

    ready: bool = False
    stage: str = "waiting"
    progress: Progress = NOTHING_YET
    over: bool = False
    why: str = ""  # where it did not end as meant: a catalogue code, after a space its detail

    @property
    def fault(self) -> Phrase | None:
        """Why it did not end as meant; None where it did, or has not ended."""
        code, _, detail = self.why.partition(" ")
        facts = (("detail", detail),) if detail else ()
        return Phrase(code=code, facts=facts) if code else None


class Feed(Protocol):
    """A sound that is being made, as the service handles it."""

    @property
    def path(self) -> str:
        """The socket on which takes connect."""

    @property
    def state(self) -> State:
        """How it is."""

    def wait_ready(self, seconds: float) -> bool:
        """Wait for its first sound, or its end; true if there is sound."""

    def wait_over(self, seconds: float) -> None:
        """Wait for its end, so that its reason is known."""

    def talk(self, on: bool) -> None:
        """Open or shut the microphone."""

    def end(self, why: str = "") -> None:
        """Let it come to its end: with the closing, or without for a reason."""

    def limit(self, seconds: float) -> None:
        """Let its sound last no longer than so many seconds."""

    def write(self, data: bytes) -> bool:
        """Give it a client's bytes; false if it does not take them now."""

    def close(self) -> None:
        """End it at once."""


class SourceLink:
    """One source process. All methods may be called from any thread."""

    def __init__(self, choice: SourceChoice, changed: Callable[[], None] | None = None) -> None:
        """Start the process. Raises PlayoutError: it cannot be started."""
        self._state = State()
        self._changed = changed
        self._news = threading.Condition()
        self._input: socket.socket | None = None
        self._ours = -1
        try:
            self._folder, self._ours = new_folder(FOLDER)
            self.path = str(self._folder / "feed")
            self._start(choice)
        except OSError as error:
            self._let_go()
            raise PlayoutError("playout.source_failed", reason=error.strerror or str(error)) from error
        threading.Thread(target=self._listen, name="source", daemon=True).start()

    @property
    def state(self) -> State:
        """How it is, as last reported."""
        return self._state

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def wait_ready(self, seconds: float) -> bool:
        """Wait for its first sound, or its end; true if there is sound."""
        with self._news:
            self._news.wait_for(lambda: self._state.ready or self._state.over, seconds)
            return self._state.ready and not self._state.over

    def wait_over(self, seconds: float) -> None:
        """Wait for its end, so that its reason is known."""
        with self._news:
            self._news.wait_for(lambda: self._state.over, seconds)

    def talk(self, on: bool) -> None:
        """Open or shut the microphone."""
        self._send("talk", on=on)

    def end(self, why: str = "") -> None:
        """Let it come to its end: with the closing, or without for a reason."""
        self._send("end", why=why)

    def limit(self, seconds: float) -> None:
        """Let its sound last no longer than so many seconds."""
        self._send("limit", seconds=seconds)

    def write(self, data: bytes) -> bool:
        """Give it a client's bytes; false if it does not take them now."""
        if self._input is None:
            return False
        try:
            # All or nothing would need a queue of ours; half a chunk is a gap like a lost one.
            return self._input.send(data, socket.MSG_DONTWAIT) == len(data)
        except OSError:
            return False

    def close(self) -> None:
        """End the process at once."""
        for line in (self._control, self._input):
            if line is not None:
                try:
                    line.shutdown(socket.SHUT_RDWR)
                except OSError:
                    log.debug("the source has gone already")
        try:
            self._process.wait(SHUTDOWN_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.close()
        self._control.close()
        if self._input is not None:
            self._input.close()
        self._let_go()

    def _let_go(self) -> None:
        """Remove the folder, while its lock shows that it is ours."""
        ours, self._ours = self._ours, -1
        if ours >= 0:
            shutil.rmtree(self._folder, ignore_errors=True)
            os.close(ours)

    def _start(self, choice: SourceChoice) -> None:
        self._listener = listening(self.path)
        self._control, theirs = socket.socketpair()
        feeding: socket.socket | None = None
        if choice.origin is SourceOrigin.CHUNKS:
            self._input, feeding = socket.socketpair()
        # Not as an argument, which every account of the computer reads: an address may hold a password.
        asked = os.memfd_create("source")
        os.write(asked, json.dumps(asdict(choice)).encode())
        passed = (theirs.fileno(), self._listener.fileno(), asked)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "broadcaster.playout.source", *map(str, passed)],
                pass_fds=passed,
                stdin=subprocess.DEVNULL if feeding is None else feeding.fileno(),
                # One thread of arithmetic: the other cores belong to the air.
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            )
        finally:
            os.close(asked)
            theirs.close()
            if feeding is not None:
                feeding.close()

    def _listen(self) -> None:
        try:
            with self._control.makefile("rb") as stream:
                for message in lines(stream):
                    self._hear(message)
        except (OSError, ValueError) as error:
            log.debug("the source's line has ended: %s", error)
        if not self._state.over:
            self._become(over=True, why="playout.source_lost")
        # Takes that still connect must be refused, not left waiting.
        self._listener.close()

    def _hear(self, message: dict[str, Any]) -> None:
        kind = message.pop("do")
        if kind == "ready":
            self._become(ready=True)
        elif kind == "progress":
            self._become(stage=message.pop("stage"), progress=Progress(**message))
        elif kind == "over":
            self._become(over=True, why=message["why"])

    def _become(self, **changes: Any) -> None:  # noqa: ANN401 - fields of State
        with self._news:
            self._state = replace(self._state, **changes)
            self._news.notify_all()
        if self._changed is not None:
            self._changed()

    def _send(self, do: str, **facts: Any) -> None:  # noqa: ANN401 - JSON values
        try:
            self._control.sendall(encode(do, **facts))
        except OSError:
            log.debug("the source takes no more orders")
