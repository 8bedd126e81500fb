"""A take of the studio, with its measurements for mastering.

It is a stretch of sound after its profile's filters, with all measurements, in memory while
short, else on disk.

So mastering needs no more memory for 45 minutes than for five.

What is as long as the take is in columns: in memory while short, else on disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile

import numpy as np
from numpy.typing import NDArray

from broadcaster.station.model.sound import Profile
from broadcaster.studio.mastering import loudness
from broadcaster.studio.mastering.filters import FilterBank, Samples, impulse_response, k_weighting
from broadcaster.studio.mastering.loudness import HOPS_A_SECOND
from broadcaster.studio.mastering.profiles import sections

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
        """Add numbers at the end. Raises OSError: the disk is full; likewise `write`."""
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


_SAMPLES_IN_MEMORY = 16 << 20  # bytes: three minutes at 24 kHz
_CELLS_IN_MEMORY = 2 << 20  # bytes of each column of cells: as long
_CELLS_A_SECOND = 2000
_BLOCK_HOPS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How time is divided at a rate: frames in cells, cells in hops of 100 ms."""

    rate: int  # Hz
    cell: int  # frames

    @property
    def hop(self) -> int:
        """Frames in a hop."""
        return self.rate // HOPS_A_SECOND

    @property
    def cells(self) -> int:
        """Cells in a hop."""
        return self.hop // self.cell

    @property
    def cell_seconds(self) -> float:
        """Length of a cell."""
        return self.cell / self.rate

    @property
    def block(self) -> int:
        """Frames that are worked on at a time: 5 s."""
        return _BLOCK_HOPS * self.hop


def shape(rate: int) -> Shape:
    """The division for `rate`: cells of about 0.5 ms that fill a hop without rest."""
    hop = rate // HOPS_A_SECOND
    wanted = rate / _CELLS_A_SECOND
    divisors = (n for n in range(1, hop + 1) if hop % n == 0)
    return Shape(rate=rate, cell=min(divisors, key=lambda n: abs(n - wanted)))


@dataclass(frozen=True, slots=True, kw_only=True)
class StudioTake:
    """Filtered samples and, for each cell, the measurements for gain control.

    Peaks are those of the samples. `sharpen` finds true peaks where they matter: interpolation costs
    more than all other steps. Used from one thread at a time.
    """

    shape: Shape
    profile: Profile  # whose filters it went through
    hops: int  # length
    samples: Column
    power: Column  # mean square
    weighted: Column  # mean square after K-weighting
    peaks: Column  # linear
    gains: Column  # linear; of the mastering that was done last
    sharp: NDArray[np.bool_]  # where `peaks` are true peaks

    @property
    def frames(self) -> int:
        """Length in frames."""
        return self.hops * self.shape.hop

    def blocks(self) -> Iterator[Samples]:
        """The samples again, from the beginning, in blocks of whole hops."""
        yield from self.samples.chunks(self.shape.block)

    def sharpen(self, start: int, wanted: NDArray[np.bool_]) -> bool:
        """Find the true peaks of cells from `start` on, where `wanted` and not yet known.

        Returns:
            True if any peak was looked at.
        """
        cells = np.flatnonzero(wanted & ~self.sharp[start : start + len(wanted)])
        if not len(cells):
            return False
        samples = self._around(start, len(wanted))
        found = loudness.of_cells(samples, cells, self.shape.cell, self.shape.rate)
        known = self.peaks.read(start, start + len(wanted)).copy()
        known[cells] = np.maximum(known[cells], found)
        self.peaks.write(start, known)
        self.sharp[cells + start] = True
        return True

    def close(self) -> None:
        """Give the columns back."""
        for column in (self.samples, self.power, self.weighted, self.peaks, self.gains):
            column.close()

    def _around(self, start: int, cells: int) -> Samples:
        """The samples of some cells with the context that true peaks need."""
        first = start * self.shape.cell - loudness.CONTEXT
        last = (start + cells) * self.shape.cell + loudness.CONTEXT
        samples = self.samples.read(max(0, first), min(last, self.frames))
        return np.pad(samples, (max(0, -first), max(0, last - self.frames)))


def record(
    blocks: Iterable[Samples], form: Shape, hertz: float, folder: Path | None, profile: Profile = Profile.FLAT
) -> StudioTake:
    """Filter and measure blocks that follow each other.

    Args:
        blocks: mono float32, full scale 1.0; all but the last of whole hops.
        hertz: corner of the high-pass, 0 for none.
        folder: where a long take's samples may lie; None for the system's own.

    Raises:
        OSError: the disk is full.
    """
    with ExitStack() as undo:
        samples = Column(folder, _SAMPLES_IN_MEMORY)
        undo.callback(samples.close)
        power, weighted, highest, gains = (Column(folder, _CELLS_IN_MEMORY) for _ in range(4))
        for column in (power, weighted, highest, gains):
            undo.callback(column.close)
        first = sections(profile, hertz, form.rate)
        bank = FilterBank([impulse_response(first), impulse_response(first + k_weighting(form.rate))])
        for block in blocks:
            filtered, heard = bank(np.pad(block, (0, -len(block) % form.hop)))
            samples.append(filtered)
            power.append(_mean_squares(filtered, form.cell))
            weighted.append(_mean_squares(heard, form.cell))
            highest.append(np.abs(filtered.reshape(-1, form.cell)).max(axis=1))
        undo.pop_all()
    return StudioTake(
        shape=form,
        profile=profile,
        hops=len(samples) // form.hop,
        samples=samples,
        power=power,
        weighted=weighted,
        peaks=highest,
        gains=gains,
        sharp=np.zeros(len(highest), np.bool_),
    )


def _mean_squares(samples: Samples, cell: int) -> Grid:
    rows = samples.reshape(-1, cell)
    power: Grid = (np.einsum("ij,ij->i", rows, rows) / np.float32(cell)).astype(np.float32)
    return power
