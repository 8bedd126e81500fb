"""Watches the sound server's output while the station runs: muted, turned down, suspended, unplugged,
or another one than before, be it in an earlier run. The stream itself notices none of these.

`pactl subscribe` says when something changes, so nothing is polled; where there is no pactl or no
server, nothing is reported here: the air reports the end of the stream.
"""

from __future__ import annotations

import logging
import shutil
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from broadcaster import statefile
from broadcaster.atomic import write_bytes
from broadcaster.errors import BroadcasterError, ServiceError
from broadcaster.lifeline import foreign
from broadcaster.service.doctor.finding import Finding, Level
from broadcaster.service.doctor.sound import DUMMY, judge, output_of

AGAIN = 5.0  # seconds before a server that has gone is asked again
SETTLE = 0.2  # seconds: one turn of a knob is many events

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One look at the output."""

    name: str
    findings: tuple[Finding, ...]


def look(device: str) -> Seen | None:
    """How the output stands that `device` plays to; None where no sound server answers for it."""
    found = output_of(device)
    if found is None:
        return None
    name, sinks = found
    return Seen(name=name, findings=tuple(judge(name, sinks, running=True)))


def news(before: Seen | None, now: Seen) -> list[ServiceError]:
    """What to report of a change: what is wrong now and was not before, and another output."""
    changes: list[ServiceError] = []
    # A server that has just come up has no card yet.
    if before is not None and before.name != now.name and DUMMY not in (before.name, now.name):
        changes.append(ServiceError("service.other_output", before=before.name, now=now.name))
    known = {finding.code for finding in before.findings} if before is not None else set()
    fresh = (f for f in now.findings if f.level is not Level.OK and f.code not in known)
    return changes + [ServiceError(finding.code, **finding.facts) for finding in fresh]


class SinkWatch:
    """Runs on a thread of its own; `report` is called there and must only post.

    Args:
        device: as `station.yaml` names the output.
        memory: the file that keeps the output's name: a computer may boot onto another one.
    """

    def __init__(self, device: str, memory: Path, report: Callable[[ServiceError], None]) -> None:
        self._device = device
        self._memory = memory
        self._report = report
        self._seen = _remembered(memory, device)
        self._end = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="sink-watch", daemon=True)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """How the output stood when it was last looked at. From any thread."""
        seen = self._seen
        return () if seen is None else seen.findings

    def start(self) -> None:
        """Begin to watch, where there is a sound server to be asked."""
        if shutil.which("pactl") is not None:
            self._thread.start()

    def close(self) -> None:
        """Watch no more."""
        self._end.set()
        process = self._process
        if process is not None:
            process.kill()
        if self._thread.is_alive():
            self._thread.join(2)

    def _run(self) -> None:
        while not self._end.is_set():
            try:
                self._follow()
            except OSError as error:
                log.debug("pactl: %s", error)
            self._end.wait(AGAIN)

    def _follow(self) -> None:
        """Listen to the server until it goes."""
        with subprocess.Popen(
            foreign(["pactl", "subscribe"]),  # this thread runs as long as the station
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            self._process = process
            try:
                self._look()
                for line in process.stdout or ():
                    # Streams come and go with each airing; only outputs and the server's choice matter.
                    if b" on sink #" in line or b" on server" in line:
                        self._end.wait(SETTLE)
                        self._look()
            finally:
                process.kill()

    def _look(self) -> None:
        now = look(self._device)
        if now is None or self._end.is_set():
            return
        for error in news(self._seen, now):
            self._report(error)
        if (self._seen is None or self._seen.name != now.name) and now.name != DUMMY:
            _remember(self._memory, self._device, now.name)
        # Between two cards there may be none for a moment.
        name = self._seen.name if self._seen is not None and now.name == DUMMY else now.name
        self._seen = Seen(name=name, findings=now.findings)


def _remembered(memory: Path, device: str) -> Seen | None:
    """The output of the last run that played to this device; nothing is known of how it stands."""
    lines = (statefile.load_text(memory) or "").splitlines()
    return Seen(name=lines[1], findings=()) if len(lines) == 2 and lines[0] == device else None


def _remember(memory: Path, device: str, name: str) -> None:
    try:
        write_bytes(memory, f"{device}\n{name}\n".encode())
    except BroadcasterError:
        log.warning("the output's name is not kept", exc_info=True)
