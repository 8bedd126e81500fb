"""What a station that is put back from a backup keeps of the one that stands there, and is to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError
from broadcaster.people.decisions import identity
from broadcaster.station.acceptance.confirmation import NAME
from broadcaster.station.acceptance.intake import what_holds
from broadcaster.upkeep.backup.contents import Header


class KeptHere:
    """Gives it as `restoration.Keeps` does; `told` is what people are to know afterwards.

    Args:
        folder: of the station that stands there.
        clock: gives the time.
        first: the files of its first start, by their place in the folder, if that is not over: then no leader
            has confirmed anything here, and what the backup says of its rules holds.
    """

    def __init__(self, folder: Path, clock: Clock, first: Mapping[str, bytes] | None = None) -> None:
        self._folder, self._clock = folder.resolve(), clock
        self._pages = first or {}
        if first is None and (holds := what_holds(self._folder, clock)) is not None:
            # An older backup may state looser rules than a leader has confirmed since.
            self._pages = {f"state/{NAME}": holds}
        self.told: list[BroadcasterError] = []

    def __call__(self, draft: Path, header: Header) -> Mapping[str, bytes]:
        """The files, for a station as it is being put back."""
        back, faults = identity.find_revived(draft, self._folder, self._clock, header.at)
        self.told.extend(faults)
        if back is None:
            return self._pages
        return {**self._pages, f"state/{identity.REVIVED_FILE}": identity.revived_page(back)}
