"""A message as its listeners will hear it: sentence by sentence, with what is doubtful in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from broadcaster.core.text.catalogue import say
from broadcaster.station.model.message import Message, Say
from broadcaster.station.model.station import Station

if TYPE_CHECKING:
    from broadcaster.reading.model import Sentence as Read
    from broadcaster.reading.model import Span

# The rules of reading take 15 MB: nothing of them is loaded before somebody looks at words.


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceDoubt:
    """A reading that a person must accept."""

    written: str
    spoken: str
    why: str
    choices: tuple[str, ...]
    form: str = ""  # as a lexicon has it
    neighbour: tuple[str, str] = (
        "",
        "",
    )  # the words before and after it with which the ward remembers a choice
    settle: str = "text"  # where it is settled: ward, message, text
    start: int = 0  # of what is written, in code points of the part
    end: int = 0

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.written}\x1f{self.spoken}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentencePiece:
    """Some spoken words of a sentence."""

    words: str
    doubt: SentenceDoubt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSentence:
    """One sentence."""

    part: int
    number: int  # in the part, from 0
    start: int  # in the part, in code points
    spoken: str
    doubts: tuple[SentenceDoubt, ...]
    pieces: tuple[SentencePiece, ...]  # the whole of it, in order


def sentences(station: Station, message: Message) -> tuple[ReadSentence, ...]:
    """All sentences of a message's spoken parts."""
    return tuple(
        sentence
        for index, part in enumerate(message.parts)
        if isinstance(part, Say)
        for sentence in of_text(station, part.text, message, index)
    )


def of_text(station: Station, text: str, message: Message | None, part: int = 0) -> tuple[ReadSentence, ...]:
    """The sentences of one text."""
    from broadcaster.reading.engine import read_in

    found = read_in(station, text, message).sentences
    return tuple(_sentence(each, part, number) for number, each in enumerate(found))


def _sentence(read: Read, part: int, number: int) -> ReadSentence:
    pieces = tuple(_pieces(read))
    doubts = tuple(piece.doubt for piece in pieces if piece.doubt is not None)
    start = read.spans[0].start if read.spans else 0
    return ReadSentence(
        part=part, number=number, start=start, spoken=read.spoken, doubts=doubts, pieces=pieces
    )


def _pieces(read: Read) -> Iterator[SentencePiece]:
    """The words, cut where something is doubtful."""
    done = 0
    for span, (start, end) in zip(read.spans, read.places(), strict=True):
        if span.flag is None:
            continue
        if start > done:
            yield SentencePiece(words=read.spoken[done:start])
        yield SentencePiece(words=read.spoken[start:end], doubt=_doubt(span))
        done = max(done, end)
    if done < len(read.spoken):
        yield SentencePiece(words=read.spoken[done:])


def _doubt(span: Span) -> SentenceDoubt:
    flag = span.flag
    if flag is None:
        return SentenceDoubt(written=span.written, spoken=span.spoken, why="", choices=())
    return SentenceDoubt(
        written=span.written,
        spoken=span.spoken,
        why=say(flag.code, **dict(flag.facts)),
        choices=tuple(flag.choices),
        form=flag.form,
        neighbour=flag.neighbour,
        settle=str(flag.remedy),
        start=span.start,
        end=span.end,
    )
