"""How a station is run: with its timetable, or only for what is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from broadcaster.station.model import Output


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """How the station is run."""

    timetable: bool = True  # False: only what is asked for airs
    output: Output | None = None  # instead of the station's own
    rehearsal: bool = False  # never key, whatever the station says
    apart: bool = False  # `output` is no loudspeakers' device: only whoever named it hears it
