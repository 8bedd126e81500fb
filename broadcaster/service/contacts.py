"""Watches the station's contacts, each on a thread of its own: a hung port holds up nobody else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError, ServiceError
from broadcaster.playout.contacts import Input, open_input
from broadcaster.playout.contacts.press import Press, look
from broadcaster.station.contacts import Contact
from broadcaster.text import explain

POLL = 0.02  # seconds between two looks
AGAIN = 5.0  # seconds before a line that failed is tried again

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Watched:
    """One contact as it stands."""

    name: str
    contact: Contact
    press: Press
    fault: str = ""
    fired: int = 0


class Contacts:
    """All contacts of a station.

    Args:
        contacts: by name.
        root: the station's folder.
        clock: its monotonic time counts.
        fire: airs the message of a contact; called on the contact's thread, may block.
        told: takes what `status` is to show.
    """

    def __init__(
        self,
        contacts: Mapping[str, Contact],
        root: Path,
        clock: Clock,
        fire: Callable[[str, Contact], None],
        told: Callable[[BroadcasterError], None],
    ) -> None:
        self.watched = [Watched(name=n, contact=c, press=Press(hold=c.hold)) for n, c in contacts.items()]
        self._root = root
        self._clock = clock
        self._fire = fire
        self._told = told
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._watch, args=(w,), name=f"contact {w.name}", daemon=True)
            for w in self.watched
        ]

    def start(self) -> None:
        """Begin to watch."""
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End; a thread that hangs in its driver is left behind."""
        self._stop.set()
        for thread in self._threads:
            thread.join(0.5)

    def take(self, watched: Watched, closed: bool) -> None:
        """One look at a contact."""
        first = watched.press.closed is None
        watched.press, fires = look(watched.press, closed, self._clock.monotonic())
        if first and closed:
            log.warning("contact %s is closed at the start: it fires nothing until it was open", watched.name)
            self._told(ServiceError("service.contact_closed", contact=watched.name))
        if fires:
            watched.fired += 1
            log.warning("contact %s: %s", watched.name, watched.contact.message)
            try:
                self._fire(watched.name, watched.contact)
            except BroadcasterError as error:
                log.exception("contact %s", watched.name)
                self._told(error)

    def _watch(self, watched: Watched) -> None:
        while not self._stop.is_set():
            line: Input | None = None
            try:
                line = open_input(watched.contact, self._root)
                watched.fault = ""
                while not self._stop.wait(POLL):
                    self.take(watched, line.closed())
            except Exception as error:
                # Whatever a driver raises must not end the watch for the years that the station runs.
                reason = explain(error) if isinstance(error, BroadcasterError) else str(error)
                if reason != watched.fault:
                    log.exception("contact %s", watched.name)
                    self._told(ServiceError("service.contact_lost", contact=watched.name, reason=reason))
                watched.fault = reason
                # What happened meanwhile is not known: it must be seen open again.
                watched.press = Press(hold=watched.contact.hold)
                self._stop.wait(AGAIN)
            finally:
                if line is not None:
                    line.close()
