"""The studio: a message goes in, a finished programme comes out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from broadcaster.errors import (
    EngineBusy,
    EngineChanged,
    EngineFailed,
    EngineMissing,
    SpeechError,
    StoreError,
    StudioError,
)
from broadcaster.speech import EMBEDDED, Speaker
from broadcaster.speech.model import Clip, Engine, EngineIdentity
from broadcaster.speech.speaker import Spoken
from broadcaster.speech.words import prepare
from broadcaster.station.model import ONLINE_ENGINES, Message, Priority, Station
from broadcaster.studio.model import Programme
from broadcaster.studio.render.spare import SpareStore
from broadcaster.studio.render.store import ProgrammeStore
from broadcaster.studio.script import digest
from broadcaster.studio.script.elements import Element, Line, Recorded, Relayed
from broadcaster.studio.script.script import script, sentences
from broadcaster.text import explain

Progress = Callable[[int, int], None]
"""Told after each distinct sentence: how many are done, how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The voice that a message would be heard with."""

    engine: str
    voice: str
    preferred: str  # the engine that the station wants for it
    offline: bool
    errors: Mapping[str, SpeechError]  # why engines before it cannot speak


_log = logging.getLogger(__name__)


class Studio:
    """Renders the messages of one station. Used from one thread at a time.

    Args:
        station: its settings, lexicon and recordings count.
        speaker: makes the clips.
        programmes: keeps what is finished.
        spare: keeps an emergency that `programmes` cannot; without it that fails as all else does.
    """

    def __init__(
        self,
        station: Station,
        speaker: Speaker,
        programmes: ProgrammeStore,
        spare: SpareStore | None = None,
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
            message: of the station, or made in memory.
            engine: this engine alone.
            offline_only: use no engine that needs the network; always so for an emergency.
            progress: told after each distinct sentence.

        Raises:
            SpeechError: no engine can say it.
            StudioError: a recording cannot be used, there is nothing to hear, or it has a relay.
            StoreError: disk full or folder not writable; for an emergency only if memory is full too.
            ReadingError: a text cannot be turned into words.
        """
        elements = script(self._station, message)
        _check(message, elements)
        if not sentences(elements):
            return self._stored(message, elements, None) or self._make(
                message, elements, None, waits=offline_only
            )
        kept_in = self._kept_in(message)
        if engine in ONLINE_ENGINES and not self._station.settings.speech.online:
            raise EngineMissing("speech.online_forbidden", engine=engine)
        # Somebody waits. For an emergency that is only rendered ahead nobody does.
        ready = self._speaker.order(offline_only=offline_only or kept_in, only=engine, urgent=offline_only)
        liked = self._speaker.liked(offline_only=kept_in, urgent=offline_only) if engine is None else ()
        preferred = engine or self._preferred(message)
        errors: dict[str, SpeechError] = {}
        for candidate, may_make in _candidates(ready, liked):
            try:
                identity = self._speaker.identity(candidate, self._voices(message), self._rate)
                if stored := self._stored(message, elements, identity, preferred):
                    return stored
                if not may_make:
                    continue
                spoken = self._spoken(candidate, message, elements, progress)
            except (EngineMissing, EngineFailed, EngineBusy) as error:
                # One that is not installed is no news: `run` and `doctor` have told it.
                level = logging.INFO if isinstance(error, EngineMissing) else logging.WARNING
                _log.log(level, "%s: speech engine %s is passed over: %s", message.id, candidate.name, error)
                errors[candidate.name] = error
                continue
            return self._make(message, elements, spoken, preferred, waits=offline_only)
        raise _none_works(errors)

    def speaker_of(self, message: Message) -> Heard:
        """Which voice `message` would be made with now, and why not with the first; nothing is made.

        An engine of the network is taken for working unless it rests.

        Raises:
            SpeechError: no engine could say it.
        """
        errors: dict[str, SpeechError] = {}
        for candidate in self._speaker.order(offline_only=self._kept_in(message)):
            try:
                identity = self._speaker.identity(candidate, self._voices(message), self._rate)
            except (EngineMissing, EngineFailed, EngineBusy) as error:
                errors[candidate.name] = error
                continue
            return Heard(
                engine=identity.engine,
                voice=identity.voice,
                preferred=self._preferred(message),
                offline=candidate.offline,
                errors=MappingProxyType(errors),
            )
        raise _none_works(errors)

    def _spoken(
        self, engine: Engine, message: Message, elements: tuple[Element, ...], progress: Progress | None
    ) -> Spoken:
        """The clips of every line by one voice; begun once more where it was exchanged meanwhile."""
        try:
            return self._speak(engine, message, elements, progress)
        except EngineChanged:
            _log.info(
                "%s: the voice of %s was exchanged; the message is begun again", message.id, engine.name
            )
            return self._speak(engine, message, elements, progress)

    def _speak(
        self, engine: Engine, message: Message, elements: tuple[Element, ...], progress: Progress | None
    ) -> Spoken:
        """The clips of every line, each at its pace, all by one engine and voice.

        Raises:
            EngineChanged: another voice was installed in between.
        """
        identity = self._speaker.identity(engine, self._voices(message), self._rate)
        lines = [e for e in elements if isinstance(e, Line)]
        total = len({(line.pace, prepare(line.words)) for line in lines})
        clips: dict[int, Clip] = {}
        passes: list[Spoken] = []
        for pace in dict.fromkeys(line.pace for line in lines):
            chosen = [n for n, line in enumerate(lines) if line.pace == pace]
            done = sum(spoken.made + spoken.reused for spoken in passes)
            words = [lines[n].words for n in chosen]
            rate = round(self._rate * pace)
            told = _after(done, total, progress) if progress else None
            passes.append(self._speaker.speak(engine, words, self._voices(message), rate, told))
            clips.update(zip(chosen, passes[-1].clips, strict=True))
        # Each pass holds its own voice; between two of them it may have changed as well.
        if self._speaker.identity(engine, self._voices(message), self._rate) != identity:
            raise EngineChanged("speech.voice_changed", engine=engine.name)
        return Spoken(
            clips=tuple(clips[n] for n in range(len(lines))),
            identity=identity,
            made=sum(spoken.made for spoken in passes),
            reused=sum(spoken.reused for spoken in passes),
        )

    def close(self) -> None:
        """Give back the engines."""
        self._speaker.close()

    def _kept_in(self, message: Message) -> bool:
        """True if no engine of the network may be asked for this message, whatever happens."""
        return message.priority is Priority.EMERGENCY or not self._station.settings.speech.online

    def _preferred(self, message: Message) -> str:
        """The engine that should speak: the station's first that the message may use."""
        liked = self._station.settings.speech.engines
        allowed = (name for name in liked if not (self._kept_in(message) and name in ONLINE_ENGINES))
        return next(allowed, EMBEDDED)

    @property
    def _rate(self) -> int:
        return self._station.settings.speech.rate

    def _voices(self, message: Message) -> dict[str, str]:
        return dict(self._station.settings.voices.get(message.voice, {}))

    def _stored(
        self,
        message: Message,
        elements: tuple[Element, ...],
        identity: EngineIdentity | None,
        preferred: str = "",
    ) -> Programme | None:
        name = digest.sound_digest(self._station, message, elements, identity)
        found = self._programmes.get(name)
        if found is None and self._spare is not None and message.priority is Priority.EMERGENCY:
            found = self._spare.get(name)
        if found is None:
            return None
        distinct = len({(e.pace, prepare(e.words)) for e in elements if isinstance(e, Line)})
        return replace(
            found,
            message=message.id,
            clips_made=0,
            clips_reused=distinct,
            voice=identity.voice if identity else "",
            preferred=preferred,
        )

    def _make(
        self,
        message: Message,
        elements: tuple[Element, ...],
        spoken: Spoken | None,
        preferred: str = "",
        *,
        waits: bool,
    ) -> Programme:
        def make(store: ProgrammeStore) -> Programme:
            return self._make_in(store, message, elements, spoken, preferred)

        try:
            return make(self._programmes)
        except StoreError as error:
            if self._spare is None or message.priority is not Priority.EMERGENCY:
                raise
            return self._spare.instead(self._programmes, error, make, waits=waits)

    def _make_in(
        self,
        store: ProgrammeStore,
        message: Message,
        elements: tuple[Element, ...],
        spoken: Spoken | None,
        preferred: str,
    ) -> Programme:
        # Loads numpy and pydub: only where something is really made.
        from broadcaster.studio.render.production import Script, produce

        identity = spoken.identity if spoken else None
        name = digest.sound_digest(self._station, message, elements, identity)
        job = Script(
            station=self._station,
            message=message,
            elements=elements,
            clips=spoken.clips if spoken else (),
        )
        with store.writing(name) as draft:
            product = produce(job, draft)
        programme = Programme(
            message=message.id,
            path=store.path(name),
            rate=self._station.settings.sound.rate,
            frames=product.frames,
            loudness_lufs=product.loudness_lufs,
            true_peak_dbtp=product.true_peak_dbtp,
            words_digest=digest.digest_of_words(self._station, message, elements),
            sound_digest=name,
            engine=identity.engine if identity else "",
            segments=product.segments,
            cues=product.cues,
            clips_made=spoken.made if spoken else 0,
            clips_reused=spoken.reused if spoken else 0,
            voice=identity.voice if identity else "",
            preferred=preferred,
        )
        return store.finish(programme, product.sha256)


def _candidates(ready: Sequence[Engine], liked: Sequence[Engine]) -> Iterator[tuple[Engine, bool]]:
    """The engines to ask in turn, and whether each may make what is not stored.

    Before an engine makes anything come those that the station likes better: what one that rests
    or may not be asked has made in better days is still the better programme.
    """
    looked: set[str] = set()
    for candidate in ready:
        for better in liked:
            if better.name == candidate.name:
                break
            if better.name not in looked:
                looked.add(better.name)
                yield better, False
        looked.add(candidate.name)
        yield candidate, True


def _after(done: int, total: int, progress: Progress) -> Progress:
    """Progress of one pass of several."""
    return lambda count, _of_pass: progress(done + count, total)


def _check(message: Message, elements: tuple[Element, ...]) -> None:
    for element in elements:
        if isinstance(element, Relayed):
            raise StudioError("studio.no_relay", message=message.id, source=element.source)
    if not any(isinstance(e, (Line, Recorded)) for e in elements):
        raise StudioError("studio.nothing_to_hear", message=message.id)


def _none_works(errors: dict[str, SpeechError]) -> SpeechError:
    if len(errors) == 1:
        return next(iter(errors.values()))
    reasons = "; ".join(f"{name}: {explain(error)}" for name, error in errors.items())
    if all(isinstance(error, EngineMissing) for error in errors.values()):
        return EngineMissing("speech.none_installed", reasons=reasons)
    return EngineFailed("speech.none_works", reasons=reasons)
