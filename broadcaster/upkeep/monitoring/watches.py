"""Watches the sound server's output, mains and contacts while the station runs, and only reports.

The sound stream itself does not notice an output that is muted, turned down, unplugged or another one.

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

from broadcaster.core import state_files
from broadcaster.core.child_processes import foreign
from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, FaultSink, ServiceError
from broadcaster.core.whole_files import write_bytes
from broadcaster.station.model.equipment import Contact, Ups
from broadcaster.station.model.settings import Settings
from broadcaster.upkeep.doctor.finding import Finding, Grade
from broadcaster.upkeep.doctor.sound import DUMMY, judge, output_of
from broadcaster.upkeep.host.ups import Upsd, UpsWatch
from broadcaster.upkeep.monitoring.contacts import Contacts

AGAIN = 5.0  # seconds before a server that has gone is asked again
SETTLE = 0.2  # seconds: one turn of a knob is many events

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SinkState:
    """One look at the output."""

    name: str
    findings: tuple[Finding, ...]


def look(device: str) -> SinkState | None:
    """How the output stands that `device` plays to; None where no sound server answers for it."""
    found = output_of(device)
    if found is None:
        return None
    name, sinks = found
    return SinkState(name=name, findings=tuple(judge(name, sinks, running=True)))


def news(before: SinkState | None, now: SinkState) -> list[ServiceError]:
    """What to report of a change: what is wrong now and was not before, and another output."""
    changes: list[ServiceError] = []
    # A server that has just come up has no card yet.
    if before is not None and before.name != now.name and DUMMY not in (before.name, now.name):
        changes.append(ServiceError("service.other_output", before=before.name, now=now.name))
    known = {finding.code for finding in before.findings} if before is not None else set()
    fresh = (f for f in now.findings if f.level is not Grade.OK and f.code not in known)
    return changes + [ServiceError(finding.code, **finding.facts) for finding in fresh]


class SinkWatch:
    """Runs on a thread of its own.

    Args:
        device: as `station.yaml` names the output.
        memory: the file that keeps the output's name: a computer may boot onto another one.
    """

    def __init__(self, device: str, memory: Path, faults: FaultSink) -> None:
        self._device = device
        self._memory = memory
        self._faults = faults
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
            self._faults.report(error)
        if (self._seen is None or self._seen.name != now.name) and now.name != DUMMY:
            _remember(self._memory, self._device, now.name)
        # Between two cards there may be none for a moment.
        name = self._seen.name if self._seen is not None and now.name == DUMMY else now.name
        self._seen = SinkState(name=name, findings=now.findings)


def _remembered(memory: Path, device: str) -> SinkState | None:
    """The output of the last run that played to this device; nothing is known of how it stands."""
    lines = (state_files.load_text(memory) or "").splitlines()
    return SinkState(name=lines[1], findings=()) if len(lines) == 2 and lines[0] == device else None


def _remember(memory: Path, device: str, name: str) -> None:
    try:
        write_bytes(memory, f"{device}\n{name}\n".encode())
    except BroadcasterError:
        log.warning("the output's name is not kept", exc_info=True)


OUTPUT = "output"
"""The file of the state folder that keeps the name of the sound server's output."""

PATIENCE = 1.0  # seconds for what is being followed at the end


class Watches:
    """Opened with the station.

    Args:
        settings: of the station. It names contacts, and a UPS; else this machine's own is looked for.
        contacts: whether they fire.
        clock: its monotonic time counts.
        device: the sound card that is played on; None for none.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        contacts: bool,
        root: Path,
        clock: Clock,
        device: str | None,
        fire: Callable[[str, Contact], None],
        faults: FaultSink,
    ) -> None:
        self._sinks = SinkWatch(device, root / "state" / OUTPUT, faults) if device is not None else None
        self._faults = faults
        self._firing = contacts
        self._named = settings.ups
        self.ups = self._mains(settings.ups)
        self.contacts = Contacts(settings.contacts if contacts else {}, root, clock, fire, faults)
        self._wanted: Settings | None = None
        self._ended = False
        self._changed = threading.Condition()
        self._follower = threading.Thread(target=self._run, name="watch-follow", daemon=True)

    def follow(self, settings: Settings) -> None:
        """The station has changed: watch what it names now. Waits for no line: a thread does that.

        From any thread, the director's too.
        """
        with self._changed:
            self._wanted = settings
            self._changed.notify_all()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ended or self._wanted is not None)
                wanted, self._wanted = self._wanted, None
                if self._ended or wanted is None:
                    return
            try:
                self._follow(wanted)
            except Exception:
                # The next change must be followed all the same.
                log.exception("what is watched does not follow the station")

    def _follow(self, settings: Settings) -> None:
        self.contacts.follow(settings.contacts if self._firing else {})
        if settings.ups != self._named:
            self.ups.close()
            self._named, self.ups = settings.ups, self._mains(settings.ups)
            self.ups.start()

    @property
    def sound(self) -> tuple[Finding, ...]:
        """How the sound server's output stands, as far as it is known. From any thread."""
        return () if self._sinks is None else self._sinks.findings

    def start(self) -> None:
        """Begin to watch."""
        if self._sinks is not None:
            self._sinks.start()
        self.ups.start()
        self.contacts.start()
        self._follower.start()

    def close(self) -> None:
        """End; contacts first, for they might still fire."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        if self._follower.is_alive():
            self._follower.join(PATIENCE)  # what it begins to watch would not be ended below
        self.contacts.close()
        self.ups.close()
        if self._sinks is not None:
            self._sinks.close()

    def _mains(self, ups: Ups | None) -> UpsWatch:
        return UpsWatch(Upsd(ups or Ups()), named=ups is not None, faults=self._faults)
