"""Opening and closing of a live sound: chime or siren, mastered as in a finished programme."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np

from broadcaster.core.errors import StudioError
from broadcaster.playout.source.choice import SourceChoice
from broadcaster.playout.source.sequence import Samples
from broadcaster.station.model.sound import Rest, Siren, Stroke
from broadcaster.studio.mastering import master
from broadcaster.studio.mastering.profiles import Target
from broadcaster.studio.mastering.take import record, shape
from broadcaster.studio.mixing import chimes, layout
from broadcaster.studio.mixing.sounds import floats, with_soft_edges
from broadcaster.studio.recordings.decoding import decode
from broadcaster.studio.script import recipe

log = logging.getLogger(__name__)


def opening(choice: SourceChoice) -> Samples:
    """The opening and the silence after it, float32; empty for none."""
    return np.concatenate((_mastered(_opening(choice), choice), _rest(choice, choice.opening)))


def closing(choice: SourceChoice) -> Samples:
    """The silence before the closing, and the closing."""
    return np.concatenate((_rest(choice, choice.closing), _mastered(_own(choice.closing, choice), choice)))


def _rest(choice: SourceChoice, name: str) -> Samples:
    seconds = 0.0 if name == recipe.NO_SOUND else recipe.AFTER_OPENING
    return np.zeros(layout.gap_frames(seconds, choice.rate), np.float32)


def _opening(choice: SourceChoice) -> Samples:
    """A recording, a siren or a chime; a recording that cannot be used leaves its place to the siren."""
    if choice.recording:
        try:
            clip = decode(Path(choice.recording), choice.rate)
        except StudioError as error:
            log.warning("the recording of the opening cannot be used: %s", error)
        else:
            return floats(with_soft_edges(clip))
    if choice.siren:
        steps = tuple(
            Stroke(first=first, last=last, length=length) if first else Rest(length=length)
            for first, last, length in choice.siren
        )
        return chimes.siren(Siren(steps=steps), choice.rate)
    return _own(choice.opening, choice)


def _own(name: str, choice: SourceChoice) -> Samples:
    """One of the studio's own sounds; empty for none."""
    return np.zeros(0, np.float32) if name == recipe.NO_SOUND else chimes.sound(name, choice.rate)


def _mastered(sound: Samples, choice: SourceChoice) -> Samples:
    if not len(sound):
        return sound
    padded = np.pad(sound, (0, round(recipe.BODY_TAIL * choice.rate)))
    take = record([padded], shape(choice.rate), choice.high_pass, None)
    try:
        target = Target(loudness=choice.loudness, true_peak=choice.true_peak)
        finished = np.concatenate(list(master.master(take, target).blocks()))
    finally:
        take.close()
    return finished.astype(np.float32) / np.float32(32767)
