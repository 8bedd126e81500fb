"""The opening and the closing of a programme, each mastered on its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from broadcaster.station.loading.sirens import named
from broadcaster.studio import recipe
from broadcaster.studio.mastering import solver
from broadcaster.studio.mastering.filters import Samples
from broadcaster.studio.mastering.master import Hops
from broadcaster.studio.mastering.take import record, shape
from broadcaster.studio.mastering.target import Treatment, treatment
from broadcaster.studio.mixing import chimes
from broadcaster.studio.mixing.sounds import floats, with_soft_edges
from broadcaster.studio.model import SegmentKind
from broadcaster.studio.recordings.decoding import decode
from broadcaster.studio.script.script import Script


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """An opening or closing, finished."""

    samples: bytes  # mono int16 little-endian
    hops: Hops
    true_peak: float  # linear

    @property
    def frames(self) -> int:
        """Length in frames."""
        return len(self.samples) // 2


def ends(script: Script) -> Mapping[SegmentKind, End]:
    """The opening and the closing of a script; an end called `none` is left out.

    Raises:
        StudioError: a recording cannot be used.
    """
    names = {SegmentKind.OPENING: script.opening, SegmentKind.CLOSING: script.closing}
    return {kind: _end(script, name) for kind, name in names.items() if name != recipe.NO_SOUND}


def _end(script: Script, name: str) -> End:
    how = treatment(script.station.settings.sound)
    if name in recipe.SOUNDS:
        return _own_end(name, how)
    pattern = named(script.station.settings.sirens, name)
    if pattern is not None:
        return _finished(chimes.siren(pattern, how.rate), how)
    taken = script.recording(name)
    clip = decode(taken.path, how.rate, name=name, sha256=taken.sha256)
    return _finished(floats(with_soft_edges(clip)), how)


@lru_cache(maxsize=8)
def _own_end(name: str, how: Treatment) -> End:
    """The studio's own sounds are the same in every programme."""
    return _finished(chimes.sound(name, how.rate), how)


def _finished(sound: Samples, how: Treatment) -> End:
    padded = np.pad(sound, (0, round(recipe.BODY_TAIL * how.rate)))
    take = record([padded], shape(how.rate), how.high_pass, None, how.profile)
    try:
        master = solver.master(take, how.target)
        samples = b"".join(block.tobytes() for block in master.blocks())
        return End(samples=samples, hops=master.hops, true_peak=master.true_peak)
    finally:
        take.close()
