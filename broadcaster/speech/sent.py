"""How many characters each service was given, month by month: services are paid for by them.

    state/sent/2026-12      lines `COUNT SERVICE`, each appended in one write

So processes that render at the same time count together without waiting for each other, and whatever a power
cut leaves of the last line costs that line alone. Where the disk takes nothing, this process counts on.
"""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Mapping
from datetime import tzinfo
from pathlib import Path

from broadcaster.core.clock import Clock, SystemClock
from broadcaster.core.errors import EngineRefused
from broadcaster.core.whole_files import make_folder
from broadcaster.station.model.settings import Settings

FOLDER = "sent"
"""Below `state/`."""

_log = logging.getLogger(__name__)


class SentCharacters:
    """The count of one station."""

    def __init__(self, folder: Path, zone: tzinfo, clock: Clock) -> None:
        self._folder = folder
        self._zone = zone
        self._clock = clock
        self._unwritten: Counter[tuple[Path, str]] = Counter()

    @property
    def month(self) -> str:
        """The month that counts now: `2026-12`."""
        return f"{self._clock.now().astimezone(self._zone):%Y-%m}"

    def note(self, service: str, count: int) -> None:
        """Count characters that a service has taken."""
        path = self._folder / self.month
        try:
            make_folder(self._folder)
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
            try:
                os.write(handle, f"{count} {service}\n".encode())
            finally:
                os.close(handle)
        except OSError as error:
            _log.warning("characters that were sent are counted by this process only: %s", error)
            self._unwritten[path, service] += count

    def counts(self) -> Mapping[str, int]:
        """Characters of this month by service."""
        path = self._folder / self.month
        found: Counter[str] = Counter()
        for (month, service), count in self._unwritten.items():
            if month == path:
                found[service] += count
        try:
            lines = path.read_text("utf-8", "replace").splitlines()
        except OSError:
            lines = []
        for line in lines:
            given, _, service = line.partition(" ")
            if given.isascii() and given.isdecimal() and service:
                found[service] += int(given)
        return found

    def ask(self, service: str, limit: int | None) -> None:
        """Whether a service may be given more words.

        Raises:
            EngineRefused: it has had all characters of this month. Nothing rests: that a month has begun, or
                that the limit was raised, is seen at once.
        """
        if limit is not None and self.counts().get(service, 0) >= limit:
            raise EngineRefused("speech.limit_reached", engine=service, limit=limit)


def sent_by(root: Path, settings: Settings, clock: Clock | None = None) -> SentCharacters:
    """The count of the station in a folder."""
    folder = root.absolute() / "state" / FOLDER
    return SentCharacters(folder, settings.timezone, clock or SystemClock())


def spent(sent: SentCharacters, settings: Settings) -> dict[str, int]:
    """The services that have had all characters of this month, with their limits."""
    counts = sent.counts()
    limits = {name: access.limit for name, access in settings.services.items()}
    return {
        name: limit for name, limit in limits.items() if limit is not None and limit <= counts.get(name, 0)
    }
