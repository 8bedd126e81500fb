"""Programmes of emergencies that the station's own store does not take: in memory, for the station's life."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from broadcaster import spare
from broadcaster.errors import StoreError
from broadcaster.studio.model import Programme
from broadcaster.studio.render.store import ProgrammeStore

LIMIT = 128_000_000
"""Bytes of memory that are used at most: 45 minutes of sound at 24 kHz."""

_SHARE = 4  # of the room that is free, one part in so many
_YOUNG = 7200.0  # seconds in which nothing just used goes: a chain airs the same file for an hour and more

_log = logging.getLogger(__name__)


class SpareStore:
    """Stores beside the station's own, used only where that gave a `StoreError`.

    Args:
        root: the station's folder.
        told: told each time why the station's own store was passed by; the path is that of its folder.
    """

    def __init__(self, root: Path, told: Callable[[StoreError], None]) -> None:
        self._root = root
        self._told = told
        self._stores: dict[Path, ProgrammeStore] = {}

    def get(self, digest: str) -> Programme | None:
        """The programme of a sound digest, whole and marked as used; None if there is none."""
        for folder in spare.kept(self._root):
            found = self._store(folder).get(digest)
            if found is not None:
                return found
        return None

    def instead(
        self,
        own: ProgrammeStore,
        error: StoreError,
        make: Callable[[ProgrammeStore], Programme],
        *,
        waits: bool,
    ) -> Programme:
        """The programme, made in the first store that takes it.

        Args:
            own: the store that did not take it.
            error: why not.
            make: makes it in a store.
            waits: somebody waits for the sound. What is only made ahead must not drive out what was
                made before: it is made only while there is room.

        Raises:
            StoreError: `error`, where no store takes it.
        """
        for folder in spare.made(self._root):
            store = self._store(folder)
            if store.full and not waits:
                continue
            try:
                programme = make(store)
            except StoreError as second:
                _log.warning("nor does the spare room take it: %s", second)
                continue
            # One fault of the store, not one for each file.
            self._told(StoreError(error.code, **{**error.facts, "path": str(own.folder)}))
            return programme
        raise error

    def _store(self, folder: Path) -> ProgrammeStore:
        if folder not in self._stores:
            room = LIMIT
            with suppress(OSError):
                room = min(room, shutil.disk_usage(folder).free // _SHARE)
            self._stores[folder] = ProgrammeStore(folder / "programmes", room, young=_YOUNG)
        return self._stores[folder]
