"""Opening and closing of a live sound: the station's chimes, mastered as in a finished programme."""

from __future__ import annotations

import numpy as np

from broadcaster.playout.source.choice import SourceChoice
from broadcaster.playout.source.sequence import Samples
from broadcaster.studio import recipe
from broadcaster.studio.mastering import solver
from broadcaster.studio.mastering.take import record, shape
from broadcaster.studio.mastering.target import Target
from broadcaster.studio.mixing import chimes, layout


def opening(choice: SourceChoice) -> Samples:
    """The opening and the silence after it, float32; empty for none."""
    return np.concatenate((_chime(choice, choice.opening), _rest(choice, choice.opening)))


def closing(choice: SourceChoice) -> Samples:
    """The silence before the closing, and the closing."""
    return np.concatenate((_rest(choice, choice.closing), _chime(choice, choice.closing)))


def _rest(choice: SourceChoice, name: str) -> Samples:
    seconds = 0.0 if name == recipe.NO_SOUND else recipe.AFTER_OPENING
    return np.zeros(layout.gap_frames(seconds, choice.rate), np.float32)


def _chime(choice: SourceChoice, name: str) -> Samples:
    if name == recipe.NO_SOUND:
        return np.zeros(0, np.float32)
    form = shape(choice.rate)
    sound = np.pad(chimes.sound(name, choice.rate), (0, round(recipe.BODY_TAIL * choice.rate)))
    take = record([sound], form, choice.high_pass, None)
    try:
        target = Target(loudness=choice.loudness, true_peak=choice.true_peak)
        finished = np.concatenate(list(solver.master(take, target).blocks()))
    finally:
        take.close()
    return finished.astype(np.float32) / np.float32(32767)
