"""Programmes of emergencies that the station's own store cannot keep: in memory, until the station ends."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from broadcaster.core import spare_folders
from broadcaster.core.errors import FaultSink, StoreError
from broadcaster.studio.render.store import ProgrammeStore
from broadcaster.studio.script.programme import Programme

LIMIT = 128_000_000
"""Bytes of memory that are used at most: 45 minutes of sound at 24 kHz."""

_SHARE = 4  # one part in so many of the free memory is used
_YOUNG = 7200.0  # seconds after its last use in which none is evicted: emergencies repeat for over an hour

_log = logging.getLogger(__name__)


class SpareStore:
    """Stores beside the station's own, used only where that gave a `StoreError`.

    Args:
        faults: told each time the station's own store failed, with the reason; its path is the folder.
    """

    def __init__(self, root: Path, faults: FaultSink) -> None:
        self._root = root
        self._faults = faults
        self._stores: dict[Path, ProgrammeStore] = {}

    def get(self, digest: str) -> Programme | None:
        """The programme of a sound digest, whole and marked as used; None if there is none."""
        for folder in spare_folders.kept(self._root):
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
        """The programme, made in the first store that can keep it.

        Args:
            own: the store that could not keep it.
            waits: somebody waits for the sound. A programme that is only made ahead must not evict an
                older one: it is made only while there is space.

        Raises:
            StoreError: `error`, if no store can keep it.
        """
        for folder in spare_folders.made(self._root):
            store = self._store(folder)
            if store.full and not waits:
                continue
            try:
                programme = make(store)
            except StoreError as second:
                _log.warning("the spare store cannot keep it either: %s", second)
                continue
            # One fault for the store, not one for each file.
            self._faults.report(StoreError(error.code, **{**error.facts, "path": str(own.folder)}))
            return programme
        raise error

    def _store(self, folder: Path) -> ProgrammeStore:
        if folder not in self._stores:
            limit = LIMIT
            with suppress(OSError):
                limit = min(limit, shutil.disk_usage(folder).free // _SHARE)
            self._stores[folder] = ProgrammeStore(folder / "programmes", limit, young=_YOUNG)
        return self._stores[folder]
