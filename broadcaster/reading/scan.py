"""From a block of plain text to pieces: plain words directly, the rest by the rules in their order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from broadcaster.reading.context import Context, Mark, Piece, Rule, Saying
from broadcaster.reading.lexicon import Lexicon
from broadcaster.reading.rules import RULES, openers
from broadcaster.station.model import CodeStyle
from broadcaster.syllables import speakable

# A word with nothing attached to it, and the space before the next. Single letters and attached
# marks are left to the rules.
_PLAIN = re.compile(r"([^\W\d_]+)(?: (?=[^\W_])|(?=[ ,;!?\"\n]|\.[ \n]|[:)][ \n]|[.:)]?\Z))")
# A comma or a full stop among plain words: only the rule of pauses begins with it.
_PAUSE = re.compile(r",(?= [^\W_])|\.(?= [^\W\d_]|\Z)")
# No word and no list of words has so many characters without a space: a picture as text, a table that
# has lost its spaces. It is left out and flagged. Rows of dots and lines are blanks.
_ENDLESS = re.compile(r"(?![._=*-]{9})\S{300,}")
_SPACE = re.compile(r"\s+")


def _by_kind(rules: tuple[Rule, ...]) -> Mapping[str, tuple[Rule, ...]]:
    return {kind: tuple(rule for rule in rules if kind in rule.starts) for kind in "duls"}


_RULES = _by_kind(RULES)


@lru_cache(maxsize=65536)
def _plain_word(word: str) -> str | None:
    """The word in lower case if it is plain Vietnamese that no rule begins with."""
    lower = word.lower()
    if len(word) == 1 and (word.isupper() or word not in "aeiouyôơêư"):
        return None
    if word[1:] != lower[1:] or lower in openers() or not speakable(lower):
        return None
    return lower


def scan(text: str, *, lexicon: Lexicon, names: tuple[str, ...], codes: CodeStyle) -> list[Piece]:
    """The pieces of a block, without gaps: every character belongs to exactly one."""
    context = Context(text=text, names=names, codes=codes)
    add, plain, opens = context.pieces.append, _PLAIN.match, lexicon.opens
    position, size = 0, len(text)
    while position < size:
        word = plain(text, position)
        lower = _plain_word(word[1]) if word else None
        if word and lower and not opens(word[1]):
            end = word.end(1)
            add(Piece(position, end, lower, "words"))
            position = word.end()
            if position > end:
                add(Piece(end, position, "", "space"))
        elif text[position] in ",." and _PAUSE.match(text, position) and not opens(text[position]):
            mark = Mark.COMMA if text[position] == "," else Mark.STOP
            add(Piece(position, position + 1, "", "pause", mark=mark))
            position += 1
        else:
            piece = _next(context, position, lexicon)
            add(piece)
            position = piece.end
    return context.pieces


def _next(context: Context, position: int, lexicon: Lexicon) -> Piece:
    if context.text[position] == " " and context.text[position + 1 : position + 2].isalnum():
        return Piece(start=position, end=position + 1, words="", rule="space")
    endless = _ENDLESS.match(context.text, position)
    if endless:
        return Piece(position, endless.end(), "", "garbage", 0.1, "reading.flag_garbage", Mark.COMMA)
    entry = lexicon.match(context.text, position)
    if entry is not None:
        return Piece(start=position, end=entry.end, words=entry.words, rule=entry.rule or "lexicon")
    for rule in _RULES[_kind(context.text[position])]:
        match = rule.pattern.match(context.text, position)
        answer = rule.say(context, match) if match else None
        if answer is not None:
            return _piece(position, rule, answer)
    space = _SPACE.match(context.text, position)
    end = space.end() if space else position + 1
    mark = Mark.COMMA if space and "\t" in space[0] else Mark.NONE  # a column of a pasted table
    return Piece(start=position, end=end, words="", rule="space" if space else "silent", mark=mark)


def _piece(start: int, rule: Rule, answer: Saying) -> Piece:
    return Piece(
        start=start,
        end=answer.end,
        words=answer.words,
        rule=answer.rule or rule.name,
        confidence=answer.confidence,
        flag=answer.flag,
        mark=answer.mark,
    )


def _kind(character: str) -> str:
    if "0" <= character <= "9":
        return "d"
    if character.isalpha():
        return "u" if character.isupper() else "l"
    return "s"
