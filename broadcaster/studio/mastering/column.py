"""A column of numbers as long as a take: in memory while short, else on disk.

So mastering needs no more memory for 45 minutes than for five.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[np.float32]


class Column:
    """float32 numbers, read and written by their places. Used from one thread at a time.

    Args:
        folder: where the file may lie; None for the system's own.
        in_memory: bytes up to which there is no file.
    """

    def __init__(self, folder: Path | None, in_memory: int) -> None:
        where = None if folder is None else str(folder)
        self._file = SpooledTemporaryFile(max_size=in_memory, dir=where)  # noqa: SIM115  # see `close`
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, values: Grid) -> None:
        """Add numbers at the end.

        Raises:
            OSError: the disk is full; likewise `write`.
        """
        self.write(self._count, values)

    def write(self, start: int, values: Grid) -> None:
        """Replace the numbers from `start` on; `start` is at most the length."""
        self._file.seek(4 * start)
        self._file.write(np.ascontiguousarray(values).data.cast("B"))
        self._count = max(self._count, start + len(values))

    def read(self, start: int = 0, end: int | None = None) -> Grid:
        """The numbers from `start` up to `end`; not to be changed."""
        self._file.seek(4 * start)
        return np.frombuffer(self._file.read(4 * ((self._count if end is None else end) - start)), np.float32)

    def chunks(self, length: int) -> Iterator[Grid]:
        """All numbers, `length` at a time; the last chunk may be shorter."""
        for start in range(0, self._count, length):
            yield self.read(start, min(start + length, self._count))

    def close(self) -> None:
        """Give memory and disk back."""
        self._file.close()
