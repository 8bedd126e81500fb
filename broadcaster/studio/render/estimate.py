"""How long a message will be on the air, before it is rendered."""

from __future__ import annotations

from broadcaster.core.containment import Kind, contained
from broadcaster.speech.model import syllables
from broadcaster.station.model.message import Message
from broadcaster.station.model.sound import named
from broadcaster.station.model.station import Station
from broadcaster.studio.recordings.probing import seconds
from broadcaster.studio.script import recipe
from broadcaster.studio.script.script import Line, Recorded, Relayed, Script, ScriptPause, read_script

_MARKS = ",;:"
_MARK_PAUSE = 0.2  # seconds a voice rests at a mark inside a sentence
_CLIP_MARGIN = 0.04  # seconds of silence around a clip


def duration(station: Station, message: Message) -> float:
    """Seconds that the programme of `message` will take, to about a fifth.

    Raises:
        ReadingError: a text cannot be turned into words.
        StudioError: a recording is not in the station.
        ItemError: something unforeseen went wrong with it.
    """
    with contained(Kind.MESSAGE, message.id):
        return length(read_script(station, message))


def length(script: Script) -> float:
    """Seconds that the programme of a script will take, to about a fifth.

    Raises:
        StudioError: a recording is not in the station.
    """
    message = script.message
    body = _body(script)
    if message.bed is not None:
        body += 2 * recipe.BED_LEAD
    start = _end(script, script.opening, recipe.AFTER_OPENING)
    end = _end(script, script.closing, recipe.BEFORE_CLOSING)
    return start + message.repeat * body + (message.repeat - 1) * message.gap + end


def _body(script: Script) -> float:
    rate = script.station.settings.speech.rate
    total, pause = recipe.BODY_TAIL, 0.0
    for element in script.elements:
        total += pause
        pause = 0.0
        match element:
            case Line():
                total += _spoken(element.words, rate * element.pace)
                pause = element.pause
            case ScriptPause() | Relayed():
                total += element.length
            case Recorded():
                total += seconds(script.recording(element.name).path)
    return total


def _spoken(words: str, rate: float) -> float:
    marks = sum(words.count(mark) for mark in _MARKS)
    return syllables(words) * 60 / rate + marks * _MARK_PAUSE + _CLIP_MARGIN


def _end(script: Script, name: str, rest: float) -> float:
    """Seconds of an opening or closing and the silence beside it."""
    if name == recipe.NO_SOUND:
        return 0.0
    pattern = named(script.station.settings.sirens, name)
    length = recipe.SOUNDS.get(name) if pattern is None else pattern.length
    return (seconds(script.recording(name).path) if length is None else length) + rest
