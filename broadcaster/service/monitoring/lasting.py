"""Faults of the start that last until their cause is gone, or until the next start."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from broadcaster.errors import BroadcasterError


class LastingFaults:
    """Iterate over them from any thread; `end` is called on the director's thread only."""

    def __init__(self, faults: Iterable[BroadcasterError] = ()) -> None:
        self._faults = tuple(faults)

    def __iter__(self) -> Iterator[BroadcasterError]:
        return iter(self._faults)

    def end(self, over: Collection[BroadcasterError]) -> None:
        """Drop those whose cause is gone."""
        self._faults = tuple(fault for fault in self._faults if fault not in over)
