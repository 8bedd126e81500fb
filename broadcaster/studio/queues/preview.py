"""The sound of what somebody writes: a sentence of it at once, or the whole programme. Nothing of it airs.

Two render processes of its own, so that a long programme keeps no sentence waiting and neither keeps what is
to air. Each is started when there is work, and ends by itself soon after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.station import Station, find_message
from broadcaster.studio.queues.render_ahead import Renderer
from broadcaster.studio.script.loose_messages import passage
from broadcaster.studio.script.passage import Passage
from broadcaster.studio.script.programme import Programme


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

    Raises:
        StationError: there is no such message, or a reading is not made of Vietnamese syllables.
        ReadingError: there is no such sentence or span, or nothing of it is spoken.
        SpeechError, StoreError: as `Studio.render`.
    """
    quiet, message = passage(station, wanted)
    spoken = tuple(part.text for part in message.parts if isinstance(part, Say))
    return Preview(programme=render(quiet, message), spoken=spoken)


class ReadyProgrammes(Protocol):
    """Has what was rendered ahead: `RenderAhead`."""

    def ready(self, station: Station, name: str, *, former: bool = False) -> Programme | None:
        """The programme of a message as it stands in the station, if it was made."""


class SentenceRenderer(Renderer, Protocol):
    """A render process that can be started before there is work."""

    def warm(self, station: Station) -> None:
        """Start it if there is none; returns while it loads."""


class FilesHolder(Protocol):
    """Holds the station as its files are now, approved or not."""

    @property
    def filed(self) -> Station:
        """It. From any thread."""


class Listening:
    """From any thread; each call but `warm` waits for the sound.

    Args:
        files: hold what is written, approved or not.
    """

    def __init__(
        self, *, files: FilesHolder, ready: ReadyProgrammes, sentences: SentenceRenderer, whole: Renderer
    ) -> None:
        self._files = files
        self._ready = ready
        self._sentences = sentences
        self._whole = whole

    def warm(self) -> None:
        """Somebody begins to write: the first sentence that they want to hear must not wait for a start."""
        self._sentences.warm(self._files.filed)

    def passage(self, wanted: Passage) -> Preview:
        """A sentence or a stretch of a text; see `preview`."""
        return preview(self._files.filed, wanted, self._sentences.render)

    def programme(self, name: str) -> Programme:
        """A message of the station as its file is now: as it was rendered ahead, or rendered now.

        Raises:
            StationError: there is no such message.
            SpeechError, StudioError, StoreError: as `Studio.render`.
        """
        station = self._files.filed
        message = find_message(station, name)
        ready = self._ready.ready(station, message.id)
        return ready if ready is not None else self._whole.render(station, message)

    def close(self) -> None:
        """End both processes."""
        self._sentences.close()
        self._whole.close()
