"""Opens and closes the sources of airings, and gives an emergency its opening sound."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from broadcaster.core.errors import ServiceError
from broadcaster.playout.links.source_link import Feed, SourceLink, State
from broadcaster.playout.requests.by_hand import AskLive
from broadcaster.playout.source.choice import REPLACED, START, Progress, SourceChoice, SourceOrigin, server
from broadcaster.station.model.message import Priority
from broadcaster.station.model.sound import SHIPPED, Siren, Stroke, named
from broadcaster.station.model.station import Station
from broadcaster.studio.recordings.probing import seconds
from broadcaster.studio.script.recipe import NO_SOUND, SOUNDS

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


LINE_IN = "line-in:"
QUIET = 15.0  # seconds of silence after which a relay counts as failed: longer than a pause in music
LAST_WORD = 0.05  # seconds for the reason of a source that has just ended
VOICE_QUIET = 30.0  # the same of a person at the microphone, who may be looking for a paper


class Feeds:
    """Opens and closes sources. May be called from any thread."""

    def __init__(self, make: Callable[[SourceChoice], Feed] = SourceLink) -> None:
        self._make = make
        self._open: dict[str, Feed] = {}
        self._addresses: dict[str, str] = {}
        self._lock = threading.Lock()

    def open(self, airing: str, choice: SourceChoice) -> Feed:
        """Start a source for `airing`. Raises PlayoutError: it cannot be started."""
        feed = self._make(choice)
        with self._lock:
            self._open[airing] = feed
            self._addresses[airing] = _shown(choice.address)
        return feed

    def progress(self) -> dict[str, tuple[str, Progress]]:
        """Of each airing that has a source: the source's address and how far it is."""
        with self._lock:
            return {one: (self._addresses[one], feed.state.progress) for one, feed in self._open.items()}

    def state(self, airing: str) -> State | None:
        """How the source of an airing is; None if it has none."""
        feed = self._open.get(airing)
        return None if feed is None else feed.state

    def last_word(self, airing: str) -> State | None:
        """The state of a source that the air has lost, after a moment: its own reason may be on its way."""
        feed = self._open.get(airing)
        if feed is None:
            return None
        feed.wait_over(LAST_WORD)
        return feed.state

    def close(self, airing: str, *, wait: bool = False) -> None:
        """End the source of an airing, if it has one; without waiting for it unless asked to."""
        with self._lock:
            feed = self._open.pop(airing, None)
            self._addresses.pop(airing, None)
        if feed is not None and wait:
            feed.close()
        elif feed is not None:
            threading.Thread(target=feed.close, name="source-end", daemon=True).start()

    def close_all(self) -> None:
        """End all sources and wait for them."""
        with self._lock:
            feeds, self._open = list(self._open.values()), {}
        for feed in feeds:
            feed.close()


def listed(station: Station, written: str) -> tuple[str, str]:
    """The name and address of a source that the station allows, given by name or by that very address.

    Raises:
        ServiceError: it is not on the station's list.
    """
    sources = station.settings.sources
    if written in sources:
        return written, sources[written]
    for name, address in sources.items():
        if address == written:
            return name, address
    known = ", ".join(sorted(sources)) or "-"
    raise ServiceError("service.source_not_listed", written=_shown(written), known=known)


def relay_choice(
    station: Station,
    address: str,
    seconds: float,
    *,
    opening: bool,
    closing: bool,
    emergency: bool = False,
    replaced: bool = False,
) -> SourceChoice:
    """What a source process is to do for a relay; `replaced`: a message takes its place where it fails."""
    hosts = {server(listed) for listed in station.settings.sources.values()} - {""}
    line_in = address.startswith(LINE_IN)
    origin = SourceOrigin.INPUT if line_in else SourceOrigin.STREAM
    choice = _choice(station, origin, address.removeprefix(LINE_IN), seconds)
    choice = replace(
        choice,
        hosts=tuple(sorted(hosts)),
        opening=choice.opening if opening else NO_SOUND,
        closing=choice.closing if closing else NO_SOUND,
        quiet=QUIET,
        patience=REPLACED if replaced else START,
    )
    return opened_as_emergency(choice, station) if opening and emergency else choice


def voice_choice(station: Station, ask: AskLive) -> SourceChoice:
    """What a source process is to do for a voice: at an input of the station, or in chunks of a form."""
    origin, address = SourceOrigin.INPUT, ask.device
    if ask.form is not None:
        origin, address = SourceOrigin.CHUNKS, ask.form
    choice = _choice(station, origin, address, ask.seconds)
    choice = replace(choice, open_microphone=False, quiet=VOICE_QUIET, chunk_rate=ask.rate)
    return opened_as_emergency(choice, station) if ask.chosen is Priority.EMERGENCY else choice


def _choice(station: Station, origin: SourceOrigin, address: str, seconds: float) -> SourceChoice:
    sound = station.settings.sound
    return SourceChoice(
        origin=origin,
        address=address,
        rate=sound.rate,
        longest=seconds,
        high_pass=sound.high_pass,
        loudness=sound.loudness,
        true_peak=sound.true_peak,
        opening=sound.opening,
        closing=sound.closing,
    )


def _shown(address: str) -> str:
    """An address without what may be secret in it: a name, a password, a key behind the question mark."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
