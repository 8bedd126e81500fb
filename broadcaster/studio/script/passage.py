"""What a person wants to hear of a text: a sentence of it, or a stretch."""

from __future__ import annotations

from typing import Annotated

from broadcaster.core.questions import NUMBER, TEXT, FieldBounds, Name, QuestionPart, question


@question()
class Passage(QuestionPart):
    """Part of a text. With a sentence, the whole of it is heard; with a span alone, that stretch."""

    text: Annotated[str, FieldBounds(max_length=TEXT)]
    """one part of a message, or a text that is in none"""
    message: Name | None = None
    """whose lexicon and voice count"""
    sentence: Annotated[int, FieldBounds(ge=0), NUMBER] | None = None
    """counted from 0, as the reading has them"""
    span: tuple[Annotated[int, NUMBER], Annotated[int, NUMBER]] | None = None
    """start and end, in code points of `text`"""
    readings: Annotated[tuple[Name, ...], FieldBounds(max_length=10)] = ()
    """words in place of the span's; heard one after the other"""
