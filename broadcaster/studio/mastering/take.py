"""A take: a stretch of sound after its profile's filters, with all measurements for mastering.

The samples are in a spool: in memory while short, else on disk. So mastering needs no more memory
for 45 minutes than for five.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile

import numpy as np
from numpy.typing import NDArray

from broadcaster.station.model import Profile
from broadcaster.studio.mastering import peaks
from broadcaster.studio.mastering.filters import FilterBank, Samples, impulse_response, k_weighting
from broadcaster.studio.mastering.loudness import HOPS_A_SECOND
from broadcaster.studio.mastering.profiles import sections

_IN_MEMORY = 64 << 20  # bytes of spool: 11 minutes at 24 kHz
_CELLS_A_SECOND = 2000
_BLOCK_HOPS = 200

Grid = NDArray[np.float32]


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
        """Frames that are worked on at a time: 20 s."""
        return _BLOCK_HOPS * self.hop


def shape(rate: int) -> Shape:
    """The division for `rate`: cells of about 0.5 ms that fill a hop without rest."""
    hop = rate // HOPS_A_SECOND
    wanted = rate / _CELLS_A_SECOND
    divisors = (n for n in range(1, hop + 1) if hop % n == 0)
    return Shape(rate=rate, cell=min(divisors, key=lambda n: abs(n - wanted)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """Filtered samples and, for each cell, the measurements for gain control.

    Peaks are those of the samples. `sharpen` finds true peaks where they matter: interpolation costs
    more than all other steps. Used from one thread at a time.
    """

    shape: Shape
    profile: Profile  # whose filters it went through
    hops: int  # length
    spool: SpooledTemporaryFile[bytes]  # float32
    power: Grid  # mean square
    weighted: Grid  # mean square after K-weighting
    peaks: Grid  # linear
    sharp: NDArray[np.bool_]  # where `peaks` are true peaks

    @property
    def frames(self) -> int:
        """Length in frames."""
        return self.hops * self.shape.hop

    def blocks(self) -> Iterator[Samples]:
        """The samples again, from the beginning, in blocks of whole hops."""
        self.spool.seek(0)
        while data := self.spool.read(4 * self.shape.block):
            yield np.frombuffer(data, np.float32)

    def sharpen(self, start: int, wanted: NDArray[np.bool_]) -> bool:
        """Find the true peaks of cells from `start` on, where `wanted` and not yet known.

        Returns:
            True if any peak was looked at.
        """
        cells = np.flatnonzero(wanted & ~self.sharp[start : start + len(wanted)])
        if not len(cells):
            return False
        samples = self._around(start, len(wanted))
        found = peaks.of_cells(samples, cells, self.shape.cell, self.shape.rate)
        cells += start
        self.peaks[cells] = np.maximum(self.peaks[cells], found)
        self.sharp[cells] = True
        return True

    def close(self) -> None:
        """Give the spool back."""
        self.spool.close()

    def _around(self, start: int, cells: int) -> Samples:
        """The samples of some cells with the context that true peaks need."""
        first = start * self.shape.cell - peaks.CONTEXT
        last = (start + cells) * self.shape.cell + peaks.CONTEXT
        self.spool.seek(4 * max(0, first))
        data = self.spool.read(4 * (last - max(0, first)))
        return np.pad(np.frombuffer(data, np.float32), (max(0, -first), max(0, last - self.frames)))


def record(
    blocks: Iterable[Samples], form: Shape, hertz: float, folder: Path | None, profile: Profile = Profile.FLAT
) -> Take:
    """Filter and measure blocks that follow each other.

    Args:
        blocks: mono float32, full scale 1.0; all but the last of whole hops.
        form: the division of time.
        hertz: corner of the high-pass, 0 for none.
        folder: where a long take's samples may lie; None for the system's own.
        profile: for which loudspeakers.

    Raises:
        OSError: the disk is full.
    """
    with ExitStack() as undo:
        where = None if folder is None else str(folder)
        spool = undo.enter_context(SpooledTemporaryFile(max_size=_IN_MEMORY, dir=where))
        recorder = _Recorder(form, hertz, spool, profile)
        for block in blocks:
            recorder.add(np.pad(block, (0, -len(block) % form.hop)))
        undo.pop_all()
    return recorder.take()


class _Recorder:
    """Keeps the samples of blocks and what is measured on them."""

    def __init__(
        self, form: Shape, hertz: float, spool: SpooledTemporaryFile[bytes], profile: Profile
    ) -> None:
        self._form = form
        self._profile = profile
        self._spool = spool
        first = sections(profile, hertz, form.rate)
        self._bank = FilterBank([impulse_response(first), impulse_response(first + k_weighting(form.rate))])
        self._frames = 0
        self._power: list[Grid] = []
        self._weighted: list[Grid] = []
        self._peaks: list[Grid] = []

    def add(self, block: Samples) -> None:
        filtered, weighted = self._bank(block)
        self._spool.write(filtered.data.cast("B"))
        self._power.append(_mean_squares(filtered, self._form.cell))
        self._weighted.append(_mean_squares(weighted, self._form.cell))
        self._peaks.append(np.abs(filtered.reshape(-1, self._form.cell)).max(axis=1))
        self._frames += len(block)

    def take(self) -> Take:
        highest = _joined(self._peaks)
        return Take(
            shape=self._form,
            profile=self._profile,
            hops=self._frames // self._form.hop,
            spool=self._spool,
            power=_joined(self._power),
            weighted=_joined(self._weighted),
            peaks=highest,
            sharp=np.zeros(len(highest), np.bool_),
        )


def _joined(columns: list[Grid]) -> Grid:
    """One column; the list is emptied at once, because the pieces of a long take are big."""
    whole = np.concatenate(columns) if columns else np.zeros(0, np.float32)
    columns.clear()
    return whole


def _mean_squares(samples: Samples, cell: int) -> Grid:
    rows = samples.reshape(-1, cell)
    power: Grid = (np.einsum("ij,ij->i", rows, rows) / np.float32(cell)).astype(np.float32)
    return power
