"""A message as its listeners will hear it: sentence by sentence, with what is doubtful."""

from __future__ import annotations

from dataclasses import dataclass

from broadcaster.reading import Span, read_in
from broadcaster.station.model import Message, Say, Station
from broadcaster.text import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A reading that a person must accept."""

    written: str
    spoken: str
    why: str
    choices: tuple[str, ...]

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.written}\x1f{self.spoken}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence."""

    part: int
    spoken: str
    doubts: tuple[Doubt, ...]


def sentences(station: Station, message: Message) -> tuple[Sentence, ...]:
    """All sentences of a message's spoken parts."""
    return tuple(
        sentence
        for index, part in enumerate(message.parts)
        if isinstance(part, Say)
        for sentence in of_text(station, part.text, message, index)
    )


def of_text(station: Station, text: str, message: Message | None, part: int = 0) -> tuple[Sentence, ...]:
    """The sentences of one text."""
    return tuple(
        Sentence(
            part=part,
            spoken=sentence.spoken,
            doubts=tuple(_doubt(span) for span in sentence.spans if span.flag is not None),
        )
        for sentence in read_in(station, text, message).sentences
    )


def _doubt(span: Span) -> Doubt:
    flag = span.flag
    why = "" if flag is None else say(flag.code, **dict(flag.facts))
    choices = () if flag is None else tuple(flag.choices)
    return Doubt(written=span.written, spoken=span.spoken, why=why, choices=choices)
