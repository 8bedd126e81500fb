"""A draft as a message file: what is kept is spoken, what is left out stays as a comment in its place."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from broadcaster.core.text.catalogue import say
from broadcaster.letters.draft.facts import stated
from broadcaster.letters.draft.model import Advice, Draft, DraftPart, OmissionReason
from broadcaster.letters.model import printable
from broadcaster.station.yaml.writing import scalar

WIDTH = 100  # columns of a comment
_LINE_ENDS = (".", "!", "?", ":", ";", "…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the station says before and after each announcement; from its templates."""

    greeting: str
    closing: str


def as_yaml(draft: Draft, frame: Frame, *, file: str, doubts: Sequence[str] = ()) -> str:
    """The message file.

    Args:
        draft: from `drafting.draft`.
        frame: greeting and closing of the station.
        file: the letter's file name, for the first comment.
        doubts: lines about doubtful readings; they stand on top.
    """
    lines = [*_comment(say("letter.top", file=file)), *_todo(draft, doubts)]
    lines.append(f"title: {_scalar(draft.title)}")
    lines += [
        f"{key}: {_scalar(value)}"
        for key, value in (("source", draft.source), ("basis", draft.basis))
        if value
    ]
    if draft.emergency:
        lines += _comment(say("letter.priority"))
    lines += _validity(draft)
    lines.append("parts:")
    lines += _say([frame.greeting])
    for kept, group in groupby(draft.pieces, key=lambda piece: piece.kept):
        pieces = list(group)
        lines += _say(_sentences(pieces)) if kept else _left(pieces)
    lines += _say([frame.closing])
    return "\n".join(lines) + "\n"


def _todo(draft: Draft, doubts: Sequence[str]) -> Iterator[str]:
    """What a person must look at, most urgent first."""
    todo = [*doubts, *(_advice(each) for each in draft.advice)]
    todo += [say("letter.long", beginning=_beginning(piece.text)) for piece in draft.pieces if piece.long]
    todo += [say("letter.hollow", beginning=_beginning(piece.text)) for piece in draft.pieces if piece.hollow]
    if any(piece.guessed for piece in draft.pieces):
        # Doubtful readings come second: what is wrong on the paper's way here matters more.
        todo.insert(0, say("letter.guessed", facts="; ".join(_guessed(draft))))
    todo += [say(f"letter.ask.{question}") for question in draft.unanswered]
    if any(piece.why is OmissionReason.OFFICES for piece in draft.pieces):
        todo.append(say("letter.offices_left_out"))
    if todo:
        yield from _comment(say("letter.todo"))
    for each in todo:
        yield from _comment(each, mark="#  - ")


def _guessed(draft: Draft) -> Iterator[str]:
    """Each fact of the recognised words, once."""
    texts = (piece.text for piece in draft.pieces if piece.kept and piece.guessed)
    yield from dict.fromkeys(fact.written for text in texts for fact in stated(text))


def _advice(advice: Advice) -> str:
    return say(advice.code, **advice.facts)


def _validity(draft: Draft) -> Iterator[str]:
    if draft.until is None:
        yield from _comment(say("letter.no_end"))
        return
    first = f"from: {draft.first}, " if draft.first else ""
    yield f"valid: {{{first}until: {draft.until}}}"


def _say(texts: Iterable[str]) -> list[str]:
    return [
        "  - say: |",
        *(f"      {line}" for text in texts for line in printable(text).split("\n") if line),
    ]


def _sentences(pieces: Iterable[DraftPart]) -> Iterator[str]:
    """Each piece a line of its own, which the reading ends as a sentence where it has no end itself."""
    for piece in pieces:
        text = _one_line(piece.text)
        yield text if text.endswith(_LINE_ENDS) else f"{text}."


def _left(pieces: Iterable[DraftPart]) -> Iterator[str]:
    for why, group in groupby(pieces, key=lambda piece: piece.why):
        if why is None:
            continue
        yield from _comment(say(f"letter.left.{why}"), indent=2)
        for piece in group:
            yield from _comment(piece.text, indent=2, mark="#   ")


def _comment(text: str, *, indent: int = 0, mark: str = "# ") -> list[str]:
    """A comment, folded between words so that the letter can be compared with it."""
    start = " " * indent + mark
    rest = " " * indent + "#".ljust(len(mark))
    width = max(40, WIDTH - indent)
    lines = textwrap.wrap(
        _one_line(text),
        width,
        initial_indent=start,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines or [start.rstrip()]


def _beginning(text: str) -> str:
    words = text.split()
    return " ".join(words[:8]) + (" …" if len(words) > 8 else "")


def _scalar(text: str) -> str:
    """A text on one line: a title that was broken by hand has several."""
    return scalar(_one_line(text))


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())
