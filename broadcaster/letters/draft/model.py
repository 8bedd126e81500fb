"""A draft as values: parts in the letter's order, each kept or left out with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from broadcaster.core.errors import Fact


class OmissionReason(StrEnum):
    """Why words of the letter are not proposed to be spoken; each has a text `letter.left.…`."""

    HEAD = "head"  # issuer, number, addressees …
    BASIS = "basis"
    OFFICES = "offices"  # a task for offices, not for listeners
    TABLE = "table"  # a table that cannot be said safely
    HEADINGS = "headings"  # the names of a table's columns, whose rows are said
    APPENDIX = "appendix"
    TAIL = "tail"  # recipients, signature, stamps
    RUNNING = "running"  # page numbers, drawn lines
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPart:
    """Words of the letter, unchanged, in their place."""

    text: str
    why: OmissionReason | None = None  # None: kept, they will be spoken
    heading: bool = False  # the title of what follows
    long: bool = False  # a sentence that listeners cannot follow
    guessed: bool = False  # recognised from a picture
    hollow: bool = False  # it announces a table that is left out

    @property
    def kept(self) -> bool:
        """True if the words are proposed to be spoken."""
        return self.why is None


class ListenerQuestion(StrEnum):
    """What a listener wants to know: việc gì, ai, làm thế nào, ở đâu, đến bao giờ, hỏi ai."""

    WHAT = "what"
    WHO = "who"
    HOW = "how"
    WHERE = "where"
    WHEN = "when"
    WHOM_TO_ASK = "whom_to_ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Something that a person must look at: a key of the text catalogue and its facts."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message that is proposed from a letter."""

    title: str
    source: str | None
    basis: str | None
    first: date | None  # proposed first day on which it may air
    until: date | None  # proposed last day
    emergency: bool  # the letter is an urgent dispatch: somebody must decide the priority
    pieces: tuple[DraftPart, ...]
    unanswered: tuple[ListenerQuestion, ...]
    advice: tuple[Advice, ...]  # what to look at first, most urgent first

    @property
    def spoken(self) -> tuple[str, ...]:
        """The texts that are proposed to be spoken."""
        return tuple(piece.text for piece in self.pieces if piece.kept)
