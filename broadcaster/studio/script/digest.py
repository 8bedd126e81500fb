"""The two digests of a programme: what is said, and what is heard.

*Words* covers the spoken words in order, the recordings' bytes (the bed's too, as it may carry
words) and how often all this is heard. *Sound* covers everything that shapes the file. A voice
that falls back or a new chime changes the second only, so an approval bound to words still holds.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass

from broadcaster.core.containment import Kind, contained
from broadcaster.speech import samples
from broadcaster.speech.model import EngineIdentity
from broadcaster.station.model.message import Message
from broadcaster.station.model.sound import named
from broadcaster.station.model.station import Station
from broadcaster.studio.script import recipe
from broadcaster.studio.script.script import (
    Element,
    Line,
    Recorded,
    Relayed,
    Script,
    ScriptPause,
    read_script,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDigests:
    """A programme's digests, each as 64 hexadecimal digits."""

    words: str
    sound: str


def digests(script: Script, identity: EngineIdentity | None) -> ProgrammeDigests:
    """The digests of the programme that a script and a voice give.

    Args:
        identity: the voice that speaks; None where nothing is spoken.

    Raises:
        StudioError: a recording is not in the station.
    """
    words = _words(script)
    return ProgrammeDigests(words=words, sound=_sound(script, words, identity))


def words_digest(station: Station, message: Message) -> str:
    """The digest of what `message` says.

    Raises:
        ReadingError: a text cannot be turned into words.
        StudioError: a recording is not in the station.
        ItemError: something unforeseen went wrong with it.
    """
    with contained(Kind.MESSAGE, message.id):
        return _words(read_script(station, message))


def sound_digest(script: Script, identity: EngineIdentity | None) -> str:
    """The digest of all that shapes the file; arguments and errors as for `digests`."""
    return digests(script, identity).sound


def _words(script: Script) -> str:
    message = script.message
    said = [content for e in script.elements if (content := _content(script, e)) is not None]
    bed = script.recording(message.bed).sha256 if message.bed else None
    repeat = "until_stopped" if message.every is not None else message.repeat
    return _digest({"version": 1, "said": said, "bed": bed, "repeat": repeat})


def _sound(script: Script, words: str, identity: EngineIdentity | None) -> str:
    sound = script.station.settings.sound
    return _digest(
        {
            "words": words,
            "silences": [_silence(e) for e in script.elements],
            "paces": [line.pace for line in script.lines],
            "engine": astuple(identity) if identity else None,
            "edges": samples.VERSION,
            "rate": sound.rate,
            "loudness": sound.loudness,
            "true_peak": sound.true_peak,
            "high_pass": sound.high_pass,
            "profile": sound.profile,
            "opening": _end(script, script.opening),
            "closing": _end(script, script.closing),
            "gap": script.message.gap,
            "recipe": recipe.as_facts(),
        }
    )


def _content(script: Script, element: Element) -> list[object] | None:
    match element:
        case Line():
            return ["say", element.words]
        case Recorded():
            return ["play", script.recording(element.name).sha256]
        case Relayed():
            return ["relay", element.source, element.length]
    return None


def _silence(element: Element) -> float:
    match element:
        case Line():
            return element.pause
        case ScriptPause():
            return element.length
    return 0.0


def _end(script: Script, name: str) -> object:
    """What an opening or closing sounds like: its name where the studio makes it, else its contents."""
    if name == recipe.NO_SOUND or name in recipe.SOUNDS:
        return name
    pattern = named(script.station.settings.sirens, name)
    if pattern is not None:
        return pattern.as_facts()
    return script.recording(name).sha256


def _digest(facts: dict[str, object]) -> str:
    text = json.dumps(facts, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
