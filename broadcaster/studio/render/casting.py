"""Which engines may speak a script, best first, and its lines as clips by one of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from broadcaster.core.errors import (
    EngineBusy,
    EngineChanged,
    EngineFailed,
    EngineMissing,
    Phrase,
    SpeechError,
    phrase,
)
from broadcaster.speech.engines.registry import EMBEDDED, BuiltInVoice
from broadcaster.speech.model import Engine, EngineIdentity
from broadcaster.speech.speaker import Progress, Speaker, SpokenClips
from broadcaster.speech.store import Clips, Load
from broadcaster.speech.voices.pace import too_slow
from broadcaster.speech.voices.shelf import FOLDER, Shelf
from broadcaster.station.registries.engines import SPEECHLESS_ENGINES
from broadcaster.station.rules.engines import forbidden, needs_network
from broadcaster.studio.script.script import Script

PASSED_OVER = (EngineMissing, EngineFailed, EngineBusy)
"""The errors of an engine after which the next one is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One engine that may speak."""

    engine: Engine | None  # None where nothing is spoken
    may_make: bool  # False: only a programme that is stored already may be used


@dataclass(frozen=True, slots=True, kw_only=True)
class Casting:
    """The engines to ask in turn."""

    candidates: tuple[Candidate, ...]
    preferred: str  # the engine that should speak; "" where nothing is spoken


def cast(speaker: Speaker, script: Script, *, only: str | None, urgent: bool) -> Casting:
    """The engines that may speak `script`.

    Args:
        script: one without lines needs none.
        only: this engine alone, because a person asks for it.
        urgent: somebody waits: no engine may need the network, and each has only so long.

    Raises:
        EngineMissing: `only` cannot be asked here.
    """
    if not script.lines:
        return Casting(candidates=(Candidate(engine=None, may_make=True),), preferred="")
    if only in forbidden(script.station.settings):
        raise EngineMissing("speech.online_forbidden", engine=only)
    barred = _barred(script)
    if only in barred:
        raise EngineMissing("speech.slow_in_emergency", engine=only)
    offline = script.emergency
    # Nobody waits for an emergency that is only rendered ahead: its engines have their usual time.
    ready = order(speaker, script, offline_only=urgent or offline, only=only, urgent=urgent)
    liked = speaker.liked(offline_only=offline, urgent=urgent, without=barred) if only is None else ()
    if script.emergency:
        liked = _words_first(liked)
    return Casting(candidates=tuple(_candidates(ready, liked)), preferred=only or preferred(script))


def order(
    speaker: Speaker, script: Script, *, offline_only: bool, only: str | None = None, urgent: bool = False
) -> tuple[Engine, ...]:
    """The engines to try now for `script`, best first; arguments and errors as for `Speaker.order`.

    What an emergency says must be understood whatever station.yaml asks for: an engine that says no words is
    the last for it, and behind the voice that was chosen stands the built-in one.
    """
    barred = _barred(script)
    ready = speaker.order(offline_only=offline_only, only=only, urgent=urgent, without=barred)
    if not script.emergency or only is not None:
        return ready
    built_in = [BuiltInVoice(e) for e in ready if e.name == EMBEDDED and EMBEDDED in _voices(script)]
    return _words_first((*ready, *built_in))


def _barred(script: Script) -> frozenset[str]:
    """The engines that may not speak it: no words may leave, or it is an emergency and they are too slow."""
    station = script.station
    barred = forbidden(station.settings)
    if script.emergency:
        barred |= too_slow(Shelf(station.root / FOLDER), _voices(script))
    return barred


def _words_first(engines: Sequence[Engine]) -> tuple[Engine, ...]:
    return tuple(sorted(engines, key=lambda engine: engine.name in SPEECHLESS_ENGINES))


def preferred(script: Script) -> str:
    """The engine that should speak: the station's first that the script may use."""
    settings = script.station.settings
    liked, barred = settings.speech.engines, _barred(script)
    if script.emergency:
        barred |= {name for name in liked if needs_network(settings, name)} | SPEECHLESS_ENGINES
    return next((name for name in liked if name not in barred), EMBEDDED)


def _reason(engine: str, error: SpeechError) -> Phrase:
    return Phrase(code="speech.engine_reason", facts=(("engine", engine), ("reason", phrase(error))))


def _and_also(first: Phrase, rest: Phrase) -> Phrase:
    return Phrase(code="common.also", facts=(("first", first), ("rest", rest)))


def none_works(errors: Mapping[str, SpeechError]) -> SpeechError:
    """The error to raise when every engine failed; `errors` says by engine why."""
    if len(errors) == 1:
        return next(iter(errors.values()))
    reasons = reduce(_and_also, [_reason(name, error) for name, error in errors.items()])
    if all(isinstance(error, EngineMissing) for error in errors.values()):
        return EngineMissing("speech.none_installed", reasons=reasons)
    return EngineFailed("speech.none_works", reasons=reasons)


def _candidates(ready: Sequence[Engine], liked: Sequence[Engine]) -> Iterator[Candidate]:
    """Each ready engine, and before it those that the station likes better.

    Of an engine that rests or may not be asked, a stored programme is still the better one: so it is
    looked for before a less liked engine makes anything.
    """
    looked: set[str] = set()
    for engine in ready:
        for better in liked:
            if better.name == engine.name:
                break
            if better.name not in looked:
                looked.add(better.name)
                yield Candidate(engine=better, may_make=False)
        looked.add(engine.name)
        yield Candidate(engine=engine, may_make=True)


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenScript:
    """The clips of a script."""

    clips: Clips = field(default_factory=Clips)  # one for each line, in order
    identity: EngineIdentity | None = None  # the voice; None where nothing is spoken
    made: int = 0  # distinct clips that were made
    reused: int = 0  # distinct clips that were stored


def identify(speaker: Speaker, engine: Engine, script: Script) -> EngineIdentity:
    """The voice that `engine` would speak a script with.

    Raises:
        EngineMissing, EngineFailed, EngineBusy: the engine cannot speak.
    """
    return speaker.identity(engine, _voices(script), _rate(script))


def speak(
    speaker: Speaker, engine: Engine | None, script: Script, progress: Progress | None = None
) -> SpokenScript:
    """Speak every line of a script; once more from the beginning if the voice is exchanged meanwhile.

    Args:
        engine: who speaks; None where nothing is spoken.
        progress: called after each distinct sentence.

    Raises:
        SpeechError: the engine cannot say a line, or its voice was exchanged twice.
    """
    if engine is None:
        return SpokenScript()
    try:
        return _speak(speaker, engine, script, progress)
    except EngineChanged:
        _log.info(
            "%s: the voice of %s was exchanged; the message is begun again", script.message.id, engine.name
        )
        return _speak(speaker, engine, script, progress)


def _speak(speaker: Speaker, engine: Engine, script: Script, progress: Progress | None) -> SpokenScript:
    """Speak the lines of one pace after those of another, and put the clips in their order.

    Raises:
        EngineChanged: another voice was installed in between.
    """
    identity = identify(speaker, engine, script)
    lines, total = script.lines, script.distinct
    clips: dict[int, Load] = {}
    passes: list[SpokenClips] = []
    for pace in dict.fromkeys(line.pace for line in lines):
        chosen = [n for n, line in enumerate(lines) if line.pace == pace]
        done = sum(spoken.made + spoken.reused for spoken in passes)
        words = [lines[n].words for n in chosen]
        rate = round(_rate(script) * pace)
        report = _after(done, total, progress) if progress else None
        passes.append(speaker.speak(engine, words, _voices(script), rate, report))
        clips.update(zip(chosen, passes[-1].clips.loads, strict=True))
    # Each pass has one voice; between two of them it may have changed as well.
    if identify(speaker, engine, script) != identity:
        raise EngineChanged("speech.voice_changed", engine=engine.name)
    return SpokenScript(
        clips=Clips(clips[n] for n in range(len(lines))),
        identity=identity,
        made=sum(spoken.made for spoken in passes),
        reused=sum(spoken.reused for spoken in passes),
    )


def _after(done: int, total: int, progress: Progress) -> Progress:
    """The progress of one pass of several."""
    return lambda count, _of_pass: progress(done + count, total)


def _voices(script: Script) -> dict[str, str]:
    return dict(script.station.settings.voices.get(script.message.voice, {}))


def _rate(script: Script) -> int:
    return script.station.settings.speech.rate
