"""What opens an emergency that is made while it airs: the station's siren, as its source process needs it."""

from __future__ import annotations

from dataclasses import replace

from broadcaster.playout.source.choice import SourceChoice
from broadcaster.station.loading.sirens import SHIPPED, named
from broadcaster.station.model import Station
from broadcaster.station.model.sound.siren import Siren, Stroke
from broadcaster.studio.recipe import NO_SOUND, SOUNDS
from broadcaster.studio.recordings.probing import seconds

_OWN = "siren"  # of the program


def opened_as_emergency(choice: SourceChoice, station: Station) -> SourceChoice:
    """The choice with the station's sound for emergencies: a pattern, a recording, or one of the studio's.

    A recording comes with the program's own siren, which takes its place where it cannot be used: an
    emergency always sounds.
    """
    name = station.settings.sound.emergency
    opened = replace(choice, opening=name)
    if name == NO_SOUND or name in SOUNDS:
        return opened
    pattern = named(station.settings.sirens, name)
    if pattern is not None:
        return replace(opened, siren=_strokes(pattern))
    opened = replace(opened, siren=_strokes(SHIPPED[_OWN]))
    recording = station.recordings.get(name)
    if recording is None:
        return opened
    return replace(opened, recording=str(recording.path), recording_length=seconds(recording.path))


def _strokes(pattern: Siren) -> tuple[tuple[float, float, float], ...]:
    return tuple(
        (step.first, step.last, step.length) if isinstance(step, Stroke) else (0.0, 0.0, step.length)
        for step in pattern.whole
    )
