"""Watches the station's contacts, each on a thread of its own: a hung port holds up nobody else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, Fact, FaultSink, ServiceError, phrase
from broadcaster.playout.links.contacts import ContactInput, Press, look, open_input
from broadcaster.station.model.equipment import Contact

POLL = 0.02  # seconds between two looks
JOIN = 0.5  # seconds that a thread may take to let go of its line
AGAIN = 5.0  # seconds before a line that failed is tried again

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True, eq=False)
class ContactWatch:
    """One contact as it stands."""

    name: str
    contact: Contact
    press: Press
    fault: Fact = ""
    fired: int = 0
    end: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None


class Contacts:
    """All contacts of a station.

    Args:
        clock: its monotonic time counts.
        fire: airs the message of a contact; called on the contact's thread, may block.
    """

    def __init__(
        self,
        contacts: Mapping[str, Contact],
        root: Path,
        clock: Clock,
        fire: Callable[[str, Contact], None],
        faults: FaultSink,
    ) -> None:
        self.watched = [_new(name, contact) for name, contact in contacts.items()]
        self._root = root
        self._clock = clock
        self._fire = fire
        self._faults = faults

    def start(self) -> None:
        """Begin to watch."""
        for watched in self.watched:
            self._begin(watched)

    def close(self) -> None:
        """End; a thread that hangs in its driver is left behind."""
        _end(self.watched)

    def follow(self, contacts: Mapping[str, Contact]) -> None:
        """Watch these from now on. A line that stays the same is not let go: somebody may just hold it."""
        kept = [w for w in self.watched if w.name in contacts and _same_line(w.contact, contacts[w.name])]
        _end([w for w in self.watched if w not in kept])
        for watched in kept:
            watched.contact = contacts[watched.name]
        names = {watched.name for watched in kept}
        fresh = [_new(name, contact) for name, contact in contacts.items() if name not in names]
        self.watched = [*kept, *fresh]
        for watched in fresh:
            self._begin(watched)

    def take(self, watched: ContactWatch, closed: bool) -> None:
        """One look at a contact."""
        first = watched.press.closed is None
        watched.press, fires = look(watched.press, closed, self._clock.monotonic())
        if first and closed:
            log.warning("contact %s is closed at the start: it fires nothing until it was open", watched.name)
            self._faults.report(ServiceError("service.contact_closed", contact=watched.name))
        if fires:
            watched.fired += 1
            log.warning("contact %s: %s", watched.name, watched.contact.message)
            try:
                self._fire(watched.name, watched.contact)
            except BroadcasterError as error:
                log.exception("contact %s", watched.name)
                self._faults.report(error)

    def _begin(self, watched: ContactWatch) -> None:
        name = f"contact {watched.name}"
        watched.thread = threading.Thread(target=self._watch, args=(watched,), name=name, daemon=True)
        watched.thread.start()

    def _watch(self, watched: ContactWatch) -> None:
        while not watched.end.is_set():
            line: ContactInput | None = None
            try:
                line = open_input(watched.contact, self._root)
                watched.fault = ""
                while not watched.end.wait(POLL):
                    self.take(watched, line.closed())
            except Exception as error:
                # Whatever a driver raises must not end the watch for the years that the station runs.
                reason = phrase(error) if isinstance(error, BroadcasterError) else str(error)
                if reason != watched.fault:
                    log.exception("contact %s", watched.name)
                    self._faults.report(
                        ServiceError("service.contact_lost", contact=watched.name, reason=reason)
                    )
                watched.fault = reason
                # What happened meanwhile is not known: it must be seen open again.
                watched.press = Press(hold=watched.contact.hold)
                watched.end.wait(AGAIN)
            finally:
                if line is not None:
                    line.close()


def _new(name: str, contact: Contact) -> ContactWatch:
    return ContactWatch(name=name, contact=contact, press=Press(hold=contact.hold))


def _same_line(old: Contact, new: Contact) -> bool:
    """True if only what it airs has changed, not where and how it is read."""
    return replace(old, message=new.message, emergency=new.emergency) == new


def _end(gone: Sequence[ContactWatch]) -> None:
    for watched in gone:
        watched.end.set()
    for watched in gone:
        if watched.thread is not None:
            watched.thread.join(JOIN)
