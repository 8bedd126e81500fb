"""A render process that makes empty programmes, by the engine that it is told, or none."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from broadcaster.core.clock import FakeClock
from broadcaster.core.errors import EngineFailed
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.studio.script.programme import Programme


class Renderer:
    """Renders with `engine`; remembers what it was asked for and when."""

    def __init__(self, clock: FakeClock, folder: Path) -> None:
        self._clock = clock
        self._folder = folder
        self.engine = "espeak"
        self.fails = False
        self.asked: list[tuple[str, datetime, bool]] = []

    def render(
        self, station: Station, message: Message, *, engine: str | None = None, offline_only: bool = False
    ) -> Programme:
        self.asked.append((message.id, self._clock.now(), offline_only))
        if self.fails:
            raise EngineFailed("speech.none_works", reasons="")
        path = self._folder / f"{message.id}-{self.engine}.wav"
        path.touch()
        return Programme(
            message=message.id,
            path=path,
            rate=24000,
            frames=24000,
            loudness_lufs=-16,
            true_peak_dbtp=-1.5,
            words_digest="",
            sound_digest="",
            engine=self.engine,
            segments=(),
            cues=(),
            clips_made=1,
            clips_reused=0,
            preferred="piper",
        )

    def close(self) -> None:
        return None
