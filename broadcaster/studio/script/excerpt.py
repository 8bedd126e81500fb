"""One sentence of a text, or a stretch of it, as spoken words: to be heard before the text is aired. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from broadcaster.core.errors import ReadingError, StationError
from broadcaster.core.text.forms import nfc
from broadcaster.core.text.syllables import unspeakable
from broadcaster.station.model.names import shown
from broadcaster.station.model.station import Station
from broadcaster.studio.script import recipe
from broadcaster.studio.script.passage import Passage
from broadcaster.studio.script.script import sentence_pace

if TYPE_CHECKING:
    from broadcaster.reading.model import Reading, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The words that are heard."""

    written: str
    spoken: tuple[str, ...]  # one for each reading
    pace: float  # share of the station's rate


def excerpt(station: Station, passage: Passage) -> Excerpt:
    """The words of `passage`.

    Without a sentence and a span it is the first doubtful sentence, else the first that is spoken.

    Args:
        passage: its message must be of the station, or None.

    Raises:
        ReadingError: there is no such sentence or span, nothing of it is spoken, or a reading is
            given and it is open which words it replaces.
        StationError: a reading is not made of Vietnamese syllables.
    """
    # The rules of reading take a tenth of a second to load: see `script`.
    from broadcaster.reading.engine import read_in

    message = station.messages[passage.message] if passage.message is not None else None
    reading = read_in(station, passage.text, message)
    readings = tuple(map(_words, passage.readings))
    sentence = _sentence(reading, passage)
    first, last = _spans(sentence, passage)
    if passage.sentence is None and passage.span is not None:
        chosen = sentence.spans[first : last + 1]
        spoken = readings or (" ".join(span.spoken for span in chosen if span.spoken),)
    else:
        chosen = sentence.spans
        spoken = tuple(sentence.read_as(first, last, words) for words in readings) or (sentence.spoken,)
    written = " ".join("".join(span.written for span in chosen).split())
    if not all(spoken):
        raise ReadingError("reading.nothing_heard", written=shown(written))
    return Excerpt(written=written, spoken=spoken, pace=sentence_pace(sentence))


def without_ends(station: Station) -> Station:
    """The station without what opens and closes its messages: chimes and sirens."""
    sound = station.settings.sound
    none = recipe.NO_SOUND
    sound = replace(sound, opening=none, closing=none, emergency=none)
    return replace(station, settings=replace(station.settings, sound=sound))


def _words(reading: str) -> str:
    """A reading as a lexicon has it."""
    words = " ".join(nfc(reading).lower().split())
    wrong = unspeakable(words)
    if wrong is not None:
        raise StationError("station.unspeakable", written=shown(words), word=shown(wrong))
    return words


def _sentence(reading: Reading, passage: Passage) -> Sentence:
    sentences = reading.sentences
    if passage.sentence is not None:
        if not 0 <= passage.sentence < len(sentences):
            raise ReadingError("reading.no_sentence", number=passage.sentence + 1, count=len(sentences))
        return sentences[passage.sentence]
    if passage.span is not None:
        found = next((s for s in sentences if any(_within(s, passage.span))), None)
        if found is None:
            raise ReadingError("reading.no_span", start=passage.span[0], end=passage.span[1])
        return found
    doubtful = (s for s in sentences if s.spoken and any(span.flag for span in s.spans))
    found = next(doubtful, None) or next((s for s in sentences if s.spoken), None)
    if found is None:
        raise ReadingError("reading.nothing_heard", written=shown(passage.text))
    return found


def _spans(sentence: Sentence, passage: Passage) -> tuple[int, int]:
    """The spans that a reading replaces, as indices of the first and the last."""
    if passage.span is not None:
        found = [index for index, here in enumerate(_within(sentence, passage.span)) if here]
        if not found:
            raise ReadingError("reading.no_span", start=passage.span[0], end=passage.span[1])
        return found[0], found[-1]
    doubtful = [index for index, span in enumerate(sentence.spans) if span.flag]
    if passage.readings and len(doubtful) != 1:
        raise ReadingError("reading.which_span", count=len(doubtful))
    return (doubtful[0], doubtful[0]) if doubtful else (0, 0)


def _within(sentence: Sentence, stretch: tuple[int, int]) -> Iterator[bool]:
    """For each span of the sentence, whether it has a character of the stretch."""
    start, end = stretch
    return (span.start < end and span.end > start for span in sentence.spans)
