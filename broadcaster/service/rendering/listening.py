"""The sound of what somebody writes: a sentence of it at once, or the whole programme. Nothing of it airs.

Two render processes of its own, so that a long programme keeps no sentence waiting and neither keeps what is
to air. Each is started when there is work, and ends by itself soon after.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from broadcaster.service.rendering.excerpt_sound import Preview, preview
from broadcaster.service.rendering.render_ahead import Renderer
from broadcaster.station.lookup import find_message
from broadcaster.station.model import Station
from broadcaster.studio.excerpt import Passage
from broadcaster.studio.model import Programme


class Ready(Protocol):
    """What was rendered ahead: `RenderAhead.ready`."""

    def __call__(self, station: Station, name: str, /) -> Programme | None:
        """The programme of a message as it stands in the station, if it was made."""


class Sentences(Renderer, Protocol):
    """A render process that can be started before there is work."""

    def warm(self, station: Station) -> None:
        """Start it if there is none; returns while it loads."""


class Listening:
    """From any thread; each call but `warm` waits for the sound.

    Args:
        station: as its files are now, approved or not.
        ready: what was rendered ahead.
        sentences: renders single sentences.
        whole: renders whole programmes.
    """

    def __init__(
        self, *, station: Callable[[], Station], ready: Ready, sentences: Sentences, whole: Renderer
    ) -> None:
        self._station = station
        self._ready = ready
        self._sentences = sentences
        self._whole = whole

    def warm(self) -> None:
        """Somebody begins to write: the first sentence that they want to hear must not wait for a start."""
        self._sentences.warm(self._station())

    def passage(self, wanted: Passage) -> Preview:
        """A sentence or a stretch of a text; see `excerpt_sound.preview`."""
        return preview(self._station(), wanted, self._sentences.render)

    def programme(self, name: str) -> Programme:
        """A message of the station as its file is now: as it was rendered ahead, or rendered now.

        Raises:
            StationError: there is no such message.
            SpeechError, StudioError, StoreError: as `Studio.render`.
        """
        station = self._station()
        message = find_message(station, name)
        ready = self._ready(station, message.id)
        return ready if ready is not None else self._whole.render(station, message)

    def close(self) -> None:
        """End both processes."""
        self._sentences.close()
        self._whole.close()
