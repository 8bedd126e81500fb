"""A message as its script: what is to be heard, element after element, with its words read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadcaster.core.containment import Kind, contained
from broadcaster.core.errors import StudioError
from broadcaster.speech.model import prepare
from broadcaster.station.model.message import Emphasis, Message, Pause, Play, Priority, Relay, Say
from broadcaster.station.model.station import Recording, Station
from broadcaster.studio.script import recipe

if TYPE_CHECKING:
    from broadcaster.reading.model import Reading, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence to be spoken and the silence after it."""

    part: int
    sentence: int
    words: str
    pause: float  # seconds
    pace: float = 1.0  # share of the station's rate


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptPause:
    """Silence that the script asks for."""

    part: int
    length: float  # seconds
    sentence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A recording, by its name in the station's recordings."""

    part: int
    name: str
    sentence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Relayed:
    """A live source: it counts in the digests and is never rendered."""

    part: int
    source: str
    length: float  # seconds
    sentence: int = 0


Element = Line | ScriptPause | Recorded | Relayed


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What is heard once through a message."""

    station: Station  # its settings, lexicon and recordings count
    message: Message
    elements: tuple[Element, ...]  # in order

    @property
    def lines(self) -> tuple[Line, ...]:
        """The sentences to be spoken, in order, repeats included."""
        return tuple(e for e in self.elements if isinstance(e, Line))

    @property
    def words(self) -> tuple[str, ...]:
        """The words of each line, in order."""
        return tuple(line.words for line in self.lines)

    @property
    def distinct(self) -> int:
        """How many different clips its lines need. Raises SpeechError: a line that no engine can say."""
        return len({(line.pace, prepare(line.words)) for line in self.lines})

    @property
    def emergency(self) -> bool:
        """True if its message is an emergency."""
        return self.message.priority is Priority.EMERGENCY

    @property
    def opening(self) -> str:
        """The name of the sound that opens it: the siren is for emergencies only."""
        sound = self.station.settings.sound
        return (self.message.siren or sound.emergency) if self.emergency else sound.opening

    @property
    def closing(self) -> str:
        """The name of the sound that closes it."""
        return self.station.settings.sound.closing

    def recording(self, name: str) -> Recording:
        """A recording of the station. Raises StudioError: the station has none of this name."""
        try:
            return self.station.recordings[name]
        except KeyError:
            raise StudioError("studio.no_recording", path=name) from None


def read_script(
    station: Station, message: Message, *, note: Callable[[int, Reading], None] | None = None
) -> Script:
    """The script of `message`.

    Args:
        note: gets the reading of each text, with the number of its part from 0.

    Raises:
        ReadingError: a text cannot be turned into words.
        ItemError: something unforeseen went wrong with it.
    """
    with contained(Kind.MESSAGE, message.id):
        house = station.house_of(message.id)
        return Script(station=house, message=message, elements=tuple(_elements(house, message, note)))


def _elements(
    station: Station, message: Message, note: Callable[[int, Reading], None] | None
) -> Iterator[Element]:
    # The rules of reading take a tenth of a second to load: who wants only a value does not wait for them.
    from broadcaster.reading.engine import read_in

    for number, part in enumerate(message.parts):
        match part:
            case Say(text=words, pace=float(share)):
                yield Line(part=number, sentence=0, words=words, pause=0.0, pace=share)
            case Say(said=tuple(kept)):
                for index, one in enumerate(kept):
                    yield Line(part=number, sentence=index, words=one.words, pause=one.pause, pace=one.pace)
            case Say():
                reading = read_in(station, part.text, message)
                if note is not None:
                    note(number, reading)
                spoken = [s for s in reading.sentences if s.spoken]
                lines = [(s, sentence_pace(s, pace)) for pace in _paces(part) for s in spoken]
                for index, (s, pace) in enumerate(lines):
                    yield Line(part=number, sentence=index, words=s.spoken, pause=s.pause, pace=pace)
            case Play():
                yield Recorded(part=number, name=part.recording)
            case Pause():
                yield ScriptPause(part=number, length=part.length)
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


def sentence_pace(sentence: Sentence, pace: float = 1.0) -> float:
    """The pace of one sentence; a number that people write down is said slowly the first time, too."""
    return min(pace, recipe.NUMBER_PACE) if sentence.dictates else pace
