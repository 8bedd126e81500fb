"""The clips of one message in order: the first few megabytes in memory, the rest in a file.

The sentences of 45 minutes take 110 MB. Whoever mixes them needs one at a time.
"""

from __future__ import annotations

import logging
import os
import tempfile
import weakref
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import overload

from broadcaster.speech.model import Clip

_IN_MEMORY = 4 << 20  # bytes: a minute and a half
_log = logging.getLogger(__name__)

Load = Callable[[], Clip]
"""Gives a clip, each time it is called."""


class Clips(Sequence[Clip]):
    """Clips of which each is loaded when it is asked for."""

    def __init__(self, loads: Iterable[Load] = ()) -> None:
        self.loads = tuple(loads)

    def __len__(self) -> int:
        return len(self.loads)

    @overload
    def __getitem__(self, index: int) -> Clip: ...

    @overload
    def __getitem__(self, index: slice) -> Clips: ...

    def __getitem__(self, index: int | slice) -> Clip | Clips:
        return Clips(self.loads[index]) if isinstance(index, slice) else self.loads[index]()


class ClipSpool:
    """Keeps clips until the last of their loads is forgotten.

    Args:
        folder: where the file may lie. If it cannot be written, all clips stay in memory: a full disk
            must not silence a message.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held = 0  # bytes in memory
        self._full = False  # the file could not be written
        self._file: _File | None = None

    def add(self, clip: Clip) -> Load:
        """Keep a clip; what gives it again."""
        size = len(clip.samples)
        if not self._full and self._held + size > _IN_MEMORY:
            try:
                self._file = self._file or _File(self._folder)
                return partial(self._file.read, self._file.append(clip.samples), size, clip.rate)
            except OSError as error:
                self._full = True
                _log.warning("the clips of a long message stay in memory: %s", error)
        self._held += size
        return lambda: clip


class _File:
    """A file without a name; it goes away with the last reference."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            self._file = os.dup(file.fileno())
        self._end = 0
        weakref.finalize(self, os.close, self._file)

    def append(self, data: bytes) -> int:
        """Where `data` begins."""
        start, left = self._end, memoryview(data)
        while left:
            count = os.pwrite(self._file, left, self._end)
            self._end += count
            left = left[count:]
        return start

    def read(self, start: int, size: int, rate: int) -> Clip:
        """The clip at a place."""
        return Clip(samples=os.pread(self._file, size, start), rate=rate)
