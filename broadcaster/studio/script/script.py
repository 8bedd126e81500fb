"""A message's parts as what is to be heard, in order, with its words read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from broadcaster.station.model import Emphasis, Message, Pause, Play, Relay, Say, Station
from broadcaster.studio import recipe
from broadcaster.studio.script.elements import Element, Line, Recorded, Relayed, Rest

if TYPE_CHECKING:
    from broadcaster.reading.model import Sentence


def script(station: Station, message: Message) -> tuple[Element, ...]:
    """What is heard once through `message`, in order.

    Raises:
        ReadingError: a text cannot be turned into words.
    """
    return tuple(_elements(station, message))


def _elements(station: Station, message: Message) -> Iterator[Element]:
    # Its rules take a tenth of a second to load: not for those who only want a value of this room.
    from broadcaster.reading import read_in

    for number, part in enumerate(message.parts):
        match part:
            case Say():
                reading = read_in(station, part.text, message)
                spoken = [s for s in reading.sentences if s.spoken]
                lines = [(s, _pace(s, pace)) for pace in _paces(part) for s in spoken]
                for index, (s, pace) in enumerate(lines):
                    yield Line(part=number, sentence=index, words=s.spoken, pause=s.pause, pace=pace)
            case Play():
                yield Recorded(part=number, name=part.recording)
            case Pause():
                yield Rest(part=number, length=part.length)
            case Relay():
                yield Relayed(part=number, source=part.source, length=part.length)


def _paces(part: Say) -> tuple[float, ...]:
    """How often a part is said, and at which share of the station's rate each time."""
    match part.emphasis:
        case Emphasis.REPEAT:
            return (1.0, 1.0)
        case Emphasis.SLOW:
            return (1.0, recipe.SLOW_PACE)
    return (1.0,)


def _pace(sentence: Sentence, pace: float) -> float:
    """The pace of one sentence of a part: what people write down is said slowly the first time, too."""
    return min(pace, recipe.NUMBER_PACE) if sentence.dictates else pace


def sentences(elements: tuple[Element, ...]) -> tuple[str, ...]:
    """The words of each sentence, in order, repeats included."""
    return tuple(e.words for e in elements if isinstance(e, Line))
