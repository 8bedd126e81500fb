"""What is watched beside the air: the sound server's outputs, the mains, contacts. All of it only tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.service.contacts import Contacts
from broadcaster.service.sink_watch import SinkWatch
from broadcaster.service.ups import Upsd, UpsWatch
from broadcaster.station.contacts import Contact
from broadcaster.station.model import Ups


class Watches:
    """Opened with the station.

    Args:
        ups: as the station names it; None looks for this machine's own.
        contacts: those that fire, by name.
        root: the station's folder.
        clock: its monotonic time counts.
        device: whether a sound card is played on.
        fire: airs the message of a contact.
        told: takes what `status` is to show; from any thread.
    """

    def __init__(
        self,
        *,
        ups: Ups | None,
        contacts: Mapping[str, Contact],
        root: Path,
        clock: Clock,
        device: bool,
        fire: Callable[[str, Contact], None],
        told: Callable[[BroadcasterError], None],
    ) -> None:
        self._sinks = SinkWatch(told) if device else None
        self.ups = UpsWatch(Upsd(ups or Ups()), named=ups is not None, tell=told)
        self.contacts = Contacts(contacts, root, clock, fire, told)

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
