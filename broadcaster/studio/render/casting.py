"""Which engines may speak a script, best first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from broadcaster.errors import EngineBusy, EngineFailed, EngineMissing, Phrase, SpeechError, phrase
from broadcaster.speech import EMBEDDED, Speaker
from broadcaster.speech.model import Engine
from broadcaster.station.model import ONLINE_ENGINES
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
        speaker: has the engines.
        script: one without lines needs none.
        only: this engine alone, because a person asks for it.
        urgent: somebody waits: no engine may need the network, and each has only so long.

    Raises:
        EngineMissing: `only` cannot be asked here.
    """
    if not script.lines:
        return Casting(candidates=(Candidate(engine=None, may_make=True),), preferred="")
    if only in ONLINE_ENGINES and not script.station.settings.speech.online:
        raise EngineMissing("speech.online_forbidden", engine=only)
    offline = offline_only(script)
    # Nobody waits for an emergency that is only rendered ahead: its engines have their usual time.
    ready = speaker.order(offline_only=urgent or offline, only=only, urgent=urgent)
    liked = speaker.liked(offline_only=offline, urgent=urgent) if only is None else ()
    return Casting(candidates=tuple(_candidates(ready, liked)), preferred=only or preferred(script))


def offline_only(script: Script) -> bool:
    """True if no engine of the network may be asked for this script, whatever happens."""
    return script.emergency or not script.station.settings.speech.online


def preferred(script: Script) -> str:
    """The engine that should speak: the station's first that the script may use."""
    liked = script.station.settings.speech.engines
    return next((name for name in liked if not (offline_only(script) and name in ONLINE_ENGINES)), EMBEDDED)


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
