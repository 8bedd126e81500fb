"""What is shown of an emergency before somebody orders it is made ahead.

A page about the emergencies is there at once, whoever may write files and however much they write.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from broadcaster.core.containment import Kind, fault_of
from broadcaster.playout.requests.lexicon_use import NOTHING, HeardOtherwise, heard_otherwise
from broadcaster.playout.requests.message_version import MOST, AskedVersion, Withheld, emergencies, offered
from broadcaster.station.model.station import InForce
from broadcaster.studio.script.remembered import Remembered


class ShownAhead:
    """Reads the emergencies that a page lists first, and those that it asks for, on a thread of its own."""

    def __init__(self, current: InForce, withheld: Withheld) -> None:
        self._current = current
        self._withheld = withheld
        self._heard = Remembered(
            lambda house, message: heard_otherwise(house.house_of(message.id), message), most=2 * MOST
        )
        self._lock = threading.Lock()
        self._wanted: dict[str, AskedVersion] = {}
        self._changed = True
        self._ended = False
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="shown-ahead", daemon=True)

    def start(self) -> None:
        """Begin with the station that airs."""
        self._wake.set()
        self._thread.start()

    def close(self) -> None:
        """End; what is read now is the last."""
        self._ended = True
        self._wake.set()

    def changed(self) -> None:
        """Another station airs. Waits for nothing."""
        self._changed = True
        self._wake.set()

    def heard(self, one: AskedVersion) -> HeardOtherwise:
        """What a lexicon makes of a version; that it may change words where that was not read yet.

        It is read soon then. Waits for nothing.
        """
        house = one.station.house_of(one.message.id)
        if not (one.message.lexicon or house.lexicon):
            return NOTHING
        known = self._heard.known(one.station, one.message)
        if known is None:
            with self._lock:
                if len(self._wanted) < MOST:
                    self._wanted[one.message.id] = one
            self._wake.set()
        return known or HeardOtherwise(more=True)

    def look(self) -> None:
        """Read what was not read yet."""
        with self._lock:
            asked, self._wanted = tuple(self._wanted.values()), {}
        self._read(asked)
        if self._changed:
            self._changed = False
            station = self._current.station
            aside: Callable[[str, object], None] = lambda _name, _fault: None  # noqa: E731 - the page tells
            self._read(emergencies(offered(station, self._withheld, aside, urgent=True))[:MOST])

    def _read(self, versions: Iterable[AskedVersion]) -> None:
        for one in versions:
            if self._ended:
                return
            try:
                _ = one.shown  # remembered there
                if one.message.lexicon or one.station.house_of(one.message.id).lexicon:
                    self._heard.of(one.station, one.message)
            except Exception as error:
                fault_of(Kind.MESSAGE, one.message.id, error)

    def _run(self) -> None:
        while not self._ended:
            self._wake.wait()
            self._wake.clear()
            if not self._ended:
                self.look()
