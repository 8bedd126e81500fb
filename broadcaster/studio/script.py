"""A message's parts as what is to be heard, in order, with its words read."""

from __future__ import annotations

from collections.abc import Iterator

from broadcaster.station.model import Message, Pause, Play, Relay, Say, Station
from broadcaster.studio.elements import Element, Line, Recorded, Relayed, Rest


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
                spoken = (s for s in reading.sentences if s.spoken)
                for index, sentence in enumerate(spoken):
                    yield Line(part=number, sentence=index, words=sentence.spoken, pause=sentence.pause)
            case Play():
                yield Recorded(part=number, name=part.recording)
            case Pause():
                yield Rest(part=number, length=part.length)
            case Relay():
                yield Relayed(part=number, source=part.source, length=part.length)


def sentences(elements: tuple[Element, ...]) -> tuple[str, ...]:
    """The words of each sentence, in order, repeats included."""
    return tuple(e.words for e in elements if isinstance(e, Line))
