"""What is watched while the station runs: outputs of the sound server, mains, contacts. It only reports."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.service.doctor.finding import Finding
from broadcaster.service.host.ups import Upsd, UpsWatch
from broadcaster.service.monitoring.contacts import Contacts
from broadcaster.service.monitoring.sink_watch import SinkWatch
from broadcaster.station.model import Settings, Ups
from broadcaster.station.model.equipment.contact import Contact

OUTPUT = "output"
"""The file of the state folder that keeps the name of the sound server's output."""

PATIENCE = 1.0  # seconds for what is being followed at the end

log = logging.getLogger(__name__)


class Watches:
    """Opened with the station.

    Args:
        settings: of the station. It names contacts, and a UPS; else this machine's own is looked for.
        contacts: whether they fire.
        root: the station's folder.
        clock: its monotonic time counts.
        device: the sound card that is played on; None for none.
        fire: airs the message of a contact.
        report: takes what `status` is to show; from any thread.
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
        report: Callable[[BroadcasterError], None],
    ) -> None:
        self._sinks = SinkWatch(device, root / "state" / OUTPUT, report) if device is not None else None
        self._report = report
        self._firing = contacts
        self._named = settings.ups
        self.ups = self._mains(settings.ups)
        self.contacts = Contacts(settings.contacts if contacts else {}, root, clock, fire, report)
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
        return UpsWatch(Upsd(ups or Ups()), named=ups is not None, report=self._report)
