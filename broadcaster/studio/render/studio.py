"""The studio: a message goes in, a finished programme comes out.

Also how it is opened at a station's folder.

`Studio.render` is the whole path, each step a value: message → `Script` → `ProgrammeDigests` → a stored
`Programme`, else `SpokenScript` → `Mix` → `MasteredProgramme` → the stored `Programme`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from broadcaster.core.clock import SystemClock, boot_id
from broadcaster.core.errors import EngineMissing, SpeechError, StoreError, StudioError
from broadcaster.speech.engines.registry import open_engines
from broadcaster.speech.health import Health
from broadcaster.speech.sent import sent_by
from broadcaster.speech.speaker import Progress, Speaker
from broadcaster.speech.store import ClipStore
from broadcaster.speech.voices.shelf import FOLDER
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.studio.render import casting
from broadcaster.studio.render.casting import SpokenScript, identify, speak
from broadcaster.studio.render.spare_store import SpareStore
from broadcaster.studio.render.store import ProgrammeStore, cache_folder
from broadcaster.studio.script.digest import ProgrammeDigests, digests
from broadcaster.studio.script.programme import Programme
from broadcaster.studio.script.script import Line, Recorded, Relayed, Script, read_script

if TYPE_CHECKING:
    from broadcaster.studio.render.assembly import MasteredProgramme


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenVoice:
    """The voice that a message would be heard with."""

    engine: str
    voice: str
    preferred: str  # the engine that the station wants for it
    offline: bool
    errors: Mapping[str, SpeechError]  # by engine, why those before it cannot speak


class Studio:
    """Renders the messages of one station. Used from one thread at a time.

    Args:
        spare: keeps an emergency that `programmes` cannot; without it that fails as all else does.
    """

    def __init__(
        self, station: Station, speaker: Speaker, programmes: ProgrammeStore, spare: SpareStore | None = None
    ) -> None:
        self._station = station
        self._speaker = speaker
        self._programmes = programmes
        self._spare = spare

    def render(
        self,
        message: Message,
        *,
        engine: str | None = None,
        offline_only: bool = False,
        progress: Progress | None = None,
    ) -> Programme:
        """The programme of `message`: from the store where it is there, else made now.

        The first engine that can say everything speaks. A programme of an engine that the station
        likes better and that is out of order for the moment is still used if it is stored.

        Args:
            engine: this engine alone.
            offline_only: use no engine that needs the network; always so for an emergency.
            progress: called after each distinct sentence.

        Raises:
            SpeechError: no engine can say it.
            StudioError: a recording cannot be used, there is nothing to hear, or it has a relay.
            StoreError: disk full or folder not writable; for an emergency only if memory is full too.
            ReadingError: a text cannot be turned into words.
        """
        script = _audible(read_script(self._station, message))
        cast = casting.cast(self._speaker, script, only=engine, urgent=offline_only)
        errors: dict[str, SpeechError] = {}
        for candidate in cast.candidates:
            try:
                who = candidate.engine
                identity = identify(self._speaker, who, script) if who else None
                names = digests(script, identity)
                if (stored := self._stored(script, names)) is not None:
                    voice = identity.voice if identity else ""
                    return replace(stored, voice=voice, preferred=cast.preferred)
                if not candidate.may_make:
                    continue
                speech = speak(self._speaker, who, script, progress)
            except casting.PASSED_OVER as error:
                name = who.name if who else ""
                # One that is not installed is no news: `run` and `doctor` have reported it.
                level = logging.INFO if isinstance(error, EngineMissing) else logging.WARNING
                _log.log(level, "%s: speech engine %s is passed over: %s", message.id, name, error)
                errors[name] = error
                continue
            if speech.identity != identity:  # another voice was installed before it spoke
                names = digests(script, speech.identity)
            return self._made(script, names, speech, cast.preferred, waits=offline_only)
        raise casting.none_works(errors)

    def voice_of(self, message: Message) -> ChosenVoice:
        """Which voice `message` would be made with now, and why not with the first; nothing is made.

        An engine of the network is taken for working unless it rests.

        Raises:
            SpeechError: no engine could say it.
        """
        script = Script(station=self._station, message=message, elements=())  # its words do not matter here
        errors: dict[str, SpeechError] = {}
        for engine in casting.order(self._speaker, script, offline_only=script.emergency):
            try:
                identity = identify(self._speaker, engine, script)
            except casting.PASSED_OVER as error:
                errors[engine.name] = error
                continue
            return ChosenVoice(
                engine=identity.engine,
                voice=identity.voice,
                preferred=casting.preferred(script),
                offline=engine.offline,
                errors=MappingProxyType(errors),
            )
        raise casting.none_works(errors)

    def close(self) -> None:
        """Give back the engines."""
        self._speaker.close()

    def _stored(self, script: Script, names: ProgrammeDigests) -> Programme | None:
        """The stored programme of these digests, as one of this script."""
        found = self._programmes.get(names.sound)
        if found is None and self._spare is not None and script.emergency:
            found = self._spare.get(names.sound)
        if found is None:
            return None
        return replace(found, message=script.message.id, clips_made=0, clips_reused=script.distinct)

    def _made(
        self, script: Script, names: ProgrammeDigests, speech: SpokenScript, preferred: str, *, waits: bool
    ) -> Programme:
        """The programme, made now in the station's store; an emergency else in the spare one.

        `waits` is true if somebody waits for the sound.
        """

        def make(store: ProgrammeStore) -> Programme:
            # These load numpy and pydub: only where something is really made.
            from broadcaster.studio.mixing.mix import mix_body
            from broadcaster.studio.render.assembly import mastered, write

            with store.writing(names.sound) as draft:
                mix = mix_body(script, speech.clips, draft.parent)
                with mastered(script, mix, draft.parent) as sound:
                    checksum = write(sound, draft)
            path = store.path(names.sound)
            return store.finish(_programme(script, names, speech, sound, path, preferred), checksum)

        try:
            return make(self._programmes)
        except StoreError as error:
            if self._spare is None or not script.emergency:
                raise
            return self._spare.instead(self._programmes, error, make, waits=waits)


def _programme(
    script: Script,
    names: ProgrammeDigests,
    speech: SpokenScript,
    sound: MasteredProgramme,
    path: Path,
    preferred: str,
) -> Programme:
    voice = speech.identity
    return Programme(
        message=script.message.id,
        path=path,
        rate=sound.rate,
        frames=sound.frames,
        loudness_lufs=sound.loudness_lufs,
        true_peak_dbtp=sound.true_peak_dbtp,
        words_digest=names.words,
        sound_digest=names.sound,
        engine=voice.engine if voice else "",
        segments=sound.segments,
        cues=sound.cues,
        clips_made=speech.made,
        clips_reused=speech.reused,
        voice=voice.voice if voice else "",
        preferred=preferred,
    )


def _audible(script: Script) -> Script:
    """The script itself. Raises StudioError: it cannot be rendered, as it has a relay or nothing to hear."""
    for element in script.elements:
        if isinstance(element, Relayed):
            raise StudioError("studio.no_relay", message=script.message.id, source=element.source)
    if not any(isinstance(e, (Line, Recorded)) for e in script.elements):
        raise StudioError("studio.nothing_to_hear", message=script.message.id)
    return script


_CLIPS_SHARE = 0.25  # of the cache; programmes are larger: repeats, and a higher rate
_MEGABYTE = 1_000_000
_RESTS = "engines.json"  # engines that rest, for every message and every process


def open_studio(station: Station, *, also: str | None = None) -> Studio:
    """The studio that renders for `station`; close it when done.

    Args:
        also: an engine that may be asked for although station.yaml does not name it.

    Raises:
        EngineMissing: there is no engine of such a name.
    """
    return Studio(station, open_speaker(station, also=also), open_programmes(station))


def open_speaker(station: Station, *, also: str | None = None) -> Speaker:
    """The engines of `station` and its clips; arguments and errors as for `open_studio`."""
    names = (*station.settings.speech.engines, *([also] if also else []))
    return Speaker(
        open_engines(
            names,
            station.settings,
            voices=voices_folder(station),
            sent=sent_by(station.root, station.settings),
            spare=cache_folder(station.root),
        ),
        open_clips(station),
        SystemClock(),
        _health(cache_folder(station.root) / _RESTS),
    )


def open_clips(station: Station) -> ClipStore:
    """The stored sentences of `station`; needs no engine."""
    return ClipStore(cache_folder(station.root) / "clips", int(_limit(station) * _CLIPS_SHARE))


def open_programmes(station: Station) -> ProgrammeStore:
    """The finished programmes of `station`; needs no engine."""
    return ProgrammeStore(
        cache_folder(station.root) / "programmes", int(_limit(station) * (1 - _CLIPS_SHARE))
    )


def voices_folder(station: Station) -> Path:
    """Where the voices of `station` are installed: they travel with its folder."""
    return station.root.absolute() / FOLDER


@lru_cache(maxsize=8)
def _health(file: Path) -> Health:
    """One for each station, so that this process knows its state even if the file cannot be written."""
    return Health(SystemClock(), file, boot_id())


def _limit(station: Station) -> int:
    return station.settings.sound.cache * _MEGABYTE
