"""The two digests of a programme: what is said, and what is heard.

*Words* covers the spoken words in order, the recordings' bytes (the bed's too, as it may carry
words) and how often all this is heard. *Sound* covers everything that shapes the file. A voice
that falls back or a new chime changes the second only, so an approval bound to words still holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple

from broadcaster.errors import StudioError
from broadcaster.speech.clips import edges
from broadcaster.speech.model import EngineIdentity
from broadcaster.station.loading.sirens import named
from broadcaster.station.model import Message, Priority, Recording, Station
from broadcaster.studio import recipe
from broadcaster.studio.script.elements import Element, Line, Recorded, Relayed, Rest
from broadcaster.studio.script.script import script


def words_digest(station: Station, message: Message) -> str:
    """The digest of what is said, as 64 hexadecimal digits.

    Raises:
        ReadingError: a text cannot be turned into words.
        StudioError: a recording is not in the station.
    """
    return digest_of_words(station, message, script(station, message))


def digest_of_words(station: Station, message: Message, elements: Sequence[Element]) -> str:
    """`words_digest` of a message whose script is at hand."""
    said = [content for e in elements if (content := _content(station, e)) is not None]
    bed = recording(station, message.bed).sha256 if message.bed else None
    repeat = "until_stopped" if message.every is not None else message.repeat
    return _digest({"version": 1, "said": said, "bed": bed, "repeat": repeat})


def sound_digest(
    station: Station, message: Message, elements: Sequence[Element], identity: EngineIdentity | None
) -> str:
    """The digest of all that shapes the file, as 64 hexadecimal digits.

    Args:
        station: its sound settings count.
        message: its gap and bed count.
        elements: the message's script.
        identity: the engine that speaks; None where nothing is spoken.

    Raises:
        StudioError: a recording is not in the station.
    """
    sound = station.settings.sound
    return _digest(
        {
            "words": digest_of_words(station, message, elements),
            "silences": [_silence(e) for e in elements],
            "paces": [e.pace for e in elements if isinstance(e, Line)],
            "engine": astuple(identity) if identity else None,
            "edges": edges.VERSION,
            "rate": sound.rate,
            "loudness": sound.loudness,
            "true_peak": sound.true_peak,
            "high_pass": sound.high_pass,
            "profile": sound.profile,
            "opening": _sound(station, opening(station, message)),
            "closing": _sound(station, sound.closing),
            "gap": message.gap,
            "recipe": recipe.as_facts(),
        }
    )


def opening(station: Station, message: Message) -> str:
    """The name of the sound that opens a message: the siren is for emergencies only."""
    sound = station.settings.sound
    return (message.siren or sound.emergency) if message.priority is Priority.EMERGENCY else sound.opening


def recording(station: Station, name: str) -> Recording:
    """A recording of the station.

    Raises:
        StudioError: it has none of this name.
    """
    try:
        return station.recordings[name]
    except KeyError:
        raise StudioError("studio.no_recording", path=name) from None


def _content(station: Station, element: Element) -> list[object] | None:
    match element:
        case Line():
            return ["say", element.words]
        case Recorded():
            return ["play", recording(station, element.name).sha256]
        case Relayed():
            return ["relay", element.source, element.length]
    return None


def _silence(element: Element) -> float:
    match element:
        case Line():
            return element.pause
        case Rest():
            return element.length
    return 0.0


def _sound(station: Station, name: str) -> object:
    if name == recipe.NO_SOUND or name in recipe.SOUNDS:
        return name
    pattern = named(station.settings.sirens, name)
    if pattern is not None:
        return [[type(step).__name__, *astuple(step)] for step in pattern.whole]
    return recording(station, name).sha256


def _digest(facts: dict[str, object]) -> str:
    text = json.dumps(facts, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
