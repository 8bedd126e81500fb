"""What is watched beside the air: the sound server's outputs, the mains, contacts. All of it only tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.service.host.ups import Upsd, UpsWatch
from broadcaster.service.monitoring.contacts import Contacts
from broadcaster.service.monitoring.sink_watch import SinkWatch
from broadcaster.station.contacts import Contact
from broadcaster.station.model import Settings, Ups

OUTPUT = "output"
"""The file of the state folder that keeps the name of the sound server's output."""


class Watches:
    """Opened with the station.

    Args:
        settings: of the station. It names contacts, and a UPS; else this machine's own is looked for.
        contacts: whether they fire.
        root: the station's folder.
        clock: its monotonic time counts.
        device: the sound card that is played on; None for none.
        fire: airs the message of a contact.
        told: takes what `status` is to show; from any thread.
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
        told: Callable[[BroadcasterError], None],
    ) -> None:
        self._sinks = SinkWatch(device, root / "state" / OUTPUT, told) if device is not None else None
        self._told = told
        self._firing = contacts
        self._named = settings.ups
        self.ups = self._mains(settings.ups)
        self.contacts = Contacts(settings.contacts if contacts else {}, root, clock, fire, told)

    def follow(self, settings: Settings) -> None:
        """The station has changed: watch what it names now. Not from the director's thread: it may wait."""
        self.contacts.follow(settings.contacts if self._firing else {})
        if settings.ups != self._named:
            self.ups.close()
            self._named, self.ups = settings.ups, self._mains(settings.ups)
            self.ups.start()

    def start(self) -> None:
        """Begin to watch."""
        if self._sinks is not None:
            self._sinks.start()
        self.ups.start()
        self.contacts.start()

    def close(self) -> None:
        """End; contacts first, for they might still fire."""
        self.contacts.close()
        self.ups.close()
        if self._sinks is not None:
            self._sinks.close()

    def _mains(self, ups: Ups | None) -> UpsWatch:
        return UpsWatch(Upsd(ups or Ups()), named=ups is not None, tell=self._told)
