"""One chosen voice: to try it, or to compare it with others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from broadcaster.core.errors import EngineMissing, VoiceError
from broadcaster.speech.engines.espeak import find
from broadcaster.speech.engines.registry import KNOWN
from broadcaster.speech.network.edge import VOICES
from broadcaster.speech.voices.catalogue import offers
from broadcaster.speech.voices.shelf import InstalledVoice
from broadcaster.station.model.station import Station
from broadcaster.station.rules.engines import forbidden
from broadcaster.studio.script.excerpt import without_ends

_DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceChoice:
    """An engine and one of its voices; None for the engine's own default."""

    engine: str
    voice: str | None = None

    @property
    def label(self) -> str:
        """The form in which a person names it: `piper:vi_VN-vais1000-medium`."""
        return f"{self.engine}:{self.voice}" if self.voice else self.engine


def choose(station: Station, written: str, installed: Sequence[InstalledVoice]) -> VoiceChoice:
    """The voice that a person means.

    Args:
        written: a voice's name, an engine, or `ENGINE:VOICE`; all that `voices list` shows.

    Raises:
        VoiceError: nothing is called so.
        EngineMissing: it needs the internet, which the station forbids.
    """
    # Of one that is not installed its engine says how to do so.
    known_of = {name: offer.engine for name, offer in offers().items()}
    known_of |= {voice.name: voice.engine for voice in installed}
    engine, _, voice = written.partition(":")
    bare = written.partition("+")[0]
    engines = (*KNOWN, *station.settings.described)
    if bare in known_of:
        engine, voice = known_of[bare], written
    elif engine not in engines and bare in (built_in := _built_in()):
        engine, voice = built_in[bare], written
    if engine not in engines:
        names = (each.name for each in installed)
        known = ", ".join((*names, *(f"{engine}:{name}" for name, engine in _built_in().items()), *engines))
        raise VoiceError("voices.unknown", name=written, known=known)
    if engine in forbidden(station.settings):
        raise EngineMissing("speech.online_forbidden", engine=engine)
    own = station.settings.voices.get(_DEFAULT, {}).get(engine)
    return VoiceChoice(engine=engine, voice=voice or own)


def _built_in() -> dict[str, str]:
    """The voices that need no installing, with their engines."""
    home = find()
    return dict.fromkeys(sorted(home.voices if home else ()), "espeak") | dict.fromkeys(VOICES, "edge")


def with_voice(station: Station, choice: VoiceChoice) -> Station:
    """The station as if this were its only voice, without chimes."""
    settings = station.settings
    voices = {_DEFAULT: MappingProxyType({choice.engine: choice.voice} if choice.voice else {})}
    speech = replace(settings.speech, engines=(choice.engine,))
    return replace(
        without_ends(station), settings=replace(settings, speech=speech, voices=MappingProxyType(voices))
    )
