"""The sound of one sentence or span of a text, before anything of it airs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from broadcaster.service.as_run.unstored import passage
from broadcaster.station.model import Message, Say, Station
from broadcaster.studio.excerpt import Passage
from broadcaster.studio.model import Programme


class Render(Protocol):
    """Makes a programme: `RenderProcess.render`, or a studio of this process."""

    def __call__(self, station: Station, message: Message, /) -> Programme:
        """The finished programme; blocks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What is heard, and its words: one text for each reading, with a second between them."""

    programme: Programme  # mastered as on the air, without chimes; kept in the station's cache
    spoken: tuple[str, ...]


def preview(station: Station, wanted: Passage, render: Render) -> Preview:
    """A sentence or span of a text as a sound file, in the voice of its message.

    Some 30 ms with eSpeak in a process that has rendered before (`benchmarks/preview.py`). It is
    aired nowhere and journalled nowhere.

    Args:
        station: its lexicon, voice and sound settings count.
        wanted: the text, the sentence or span, and other readings of it.
        render: makes the sound.

    Raises:
        StationError: there is no such message, or a reading is not made of Vietnamese syllables.
        ReadingError: there is no such sentence or span, or nothing of it is spoken.
        SpeechError, StoreError: as `Studio.render`.
    """
    quiet, message = passage(station, wanted)
    spoken = tuple(part.text for part in message.parts if isinstance(part, Say))
    return Preview(programme=render(quiet, message), spoken=spoken)
