"""From a block of plain text to pieces: plain words directly, the rest by the rules.

A rule that fails costs only its stretch.
"""

from __future__ import annotations

import re
from functools import lru_cache

from broadcaster.core.containment import logged
from broadcaster.core.text.syllables import misplaced, mistyped, speakable, toneless
from broadcaster.reading.context import Context, Mark, Piece, Proof, Saying
from broadcaster.reading.lexicon import WARD, Lexicon
from broadcaster.reading.names.meanings import decided
from broadcaster.reading.rulebook import BLANKED, answer, openers
from broadcaster.reading.spelling import spell
from broadcaster.station.model.sound import CodeStyle

_CODE = "reading.flag_fault"
_UNSURE = 0.1  # confidence of letters that stand for words
# As long as any word; at least one character, so that the reading goes on.
_STRETCH = re.compile(r"\s*\S{1,60}|\s+")


def spelled(text: str, position: int, error: Exception) -> Piece:
    """The piece in place of the one that could not be made: up to the next space, letter by letter."""
    logged("a rule of reading failed for a text", error)
    found = _STRETCH.match(text, position)
    end = position + 1 if found is None else found.end()
    return Piece(position, end, end, spell(text[position:end]), "fault", _UNSURE, _CODE, Mark.NONE)


def doubted(piece: Piece, error: Exception) -> Piece:
    """A piece that could not be judged where it stands: it counts as doubtful."""
    logged("a check of reading failed for a text", error)
    return piece._replace(flag=_CODE, confidence=_UNSURE)


# Plain words, a space between each and the next, perhaps a comma or a full stop before it; the last may have
# other marks after it. Single letters and attached marks are left to the rules. No more words than this, so
# that those after one that is not plain are not matched again and again.
_WORDS = re.compile(
    r"(?:[^\W\d_]++(?:,?+ (?=[^\W_])|\. (?=[^\W\d_]))){0,16}"
    r"(?:[^\W\d_]++(?=[,;!\"\n]|\?(?![a-zđ])| (?![^\W_])|\.[ \n]|[:)][ \n]|[.:)]?\Z))?"
)
# A comma or a full stop among plain words: only the rule of pauses begins with it.
_PAUSE = re.compile(r",(?= [^\W_])|\.(?= [^\W\d_]|\Z)")
# No word and no list of words has so many characters without a space: a picture as text, a table that
# has lost its spaces. It is left out and flagged. Rows of dots and lines are blanks.
_ENDLESS = re.compile(r"(?![._=*-]{9})\S{300,}")
_SPACE = re.compile(r"\s+")
_DATED = ("tháng", "năm")  # ngày. tháng. năm
_SIGNS = {",": Mark.COMMA, ".": Mark.STOP}


@lru_cache(maxsize=65536)
def _plain(token: str) -> tuple[str, Mark] | None:
    """A plain Vietnamese word that no rule begins with, in lower case, and the mark after it."""
    mark = _SIGNS.get(token[-1:], Mark.NONE)
    word = token[:-1] if mark else token
    lower = word.lower()
    if len(word) == 1 and (word.isupper() or toneless(word) not in "aeiouy"):
        return None
    if word[1:] != lower[1:] or lower in BLANKED or not speakable(lower):
        return None
    if lower in openers() and not (mark and openers()[lower]):  # no rule goes on over a mark
        return None
    return None if misplaced(lower) or (word == lower and mistyped(lower)) else (lower, mark)


@lru_cache(maxsize=4096)
def _plain_before(token: str, following: str) -> tuple[str, Mark] | None:
    """The same for a word with which a rule begins, if the word that follows is none of the rule's."""
    mark = _SIGNS.get(token[-1:], Mark.NONE)
    lower = (token[:-1] if mark else token).lower()
    if token[1 : len(lower)] != lower[1:]:
        return None
    bare = following.rstrip(".,").lower()
    if lower in BLANKED:
        return None if mark and bare in _DATED else (lower, mark)
    seconds = openers().get(lower)
    return (lower, mark) if seconds and bare not in seconds else None


def scan(
    text: str,
    *,
    lexicon: Lexicon,
    names: tuple[str, ...],
    codes: CodeStyle,
    proven: dict[str, Proof] | None = None,
) -> list[Piece]:
    """The pieces of a block, in order; what lies between two of them is one space.

    Args:
        proven: what forms of several meanings stand for in the whole text; what this block proves is added.
    """
    context = Context(text=text, names=names, codes=codes, proven={} if proven is None else proven)
    pieces = context.pieces
    position, size = 0, len(text)
    while position < size:
        words = _WORDS.match(text, position)
        if words and words.end() > position:
            position = _take(pieces, position, words[0], lexicon)
            if position == words.end():
                continue
        try:
            piece = _next(context, position, lexicon)
        except Exception as error:
            piece = spelled(text, position, error)
        pieces.append(piece)
        position = piece.after
    return pieces


def _take(pieces: list[Piece], position: int, words: str, lexicon: Lexicon) -> int:
    """Take the plain ones of `words`, up to the first that is not; return where that one begins."""
    add, opens, new = pieces.append, lexicon.openers, tuple.__new__
    stop = position + len(words)
    tokens = words.split(" ")
    for index, token in enumerate(tokens, 1):
        known = _plain(token)
        if known is None and index < len(tokens):
            known = _plain_before(token, tokens[index])
        if known is None or known[0] in opens:
            break
        lower, mark = known
        end = position + len(token)
        if mark:
            add(new(Piece, (position, end - 1, end - 1, lower, "words", 1.0, None, Mark.NONE)))
            if token[-1] in opens:
                return end - 1
            add(new(Piece, (end - 1, end, end + 1, "", "pause", 1.0, None, mark)))
            position = end + 1
        elif end < stop:
            add(new(Piece, (position, end, end + 1, lower, "words", 1.0, None, Mark.NONE)))
            position = end + 1
        else:
            add(new(Piece, (position, end, end, lower, "words", 1.0, None, Mark.NONE)))
            position = end
    return position


def _next(context: Context, position: int, lexicon: Lexicon) -> Piece:
    """The piece that begins at `position`: the lexicon before the rules, the rules in their order."""
    text = context.text
    first = text[position]
    if first in ",." and _PAUSE.match(text, position) and first not in lexicon.openers:
        return _piece(text, position, position + 1, "", "pause", mark=_SIGNS[first])
    if first == " " and text[position + 1 : position + 2].isalnum():
        return Piece(position, position + 1, position + 1, "", "space")
    endless = _ENDLESS.match(text, position)
    if endless:
        code = "reading.flag_garbage"
        return _piece(text, position, endless.end(), "", "garbage", 0.1, code, Mark.COMMA)
    entry = lexicon.match(text, position)
    if entry is not None and not _decided(context, position, entry):
        return _piece(text, position, entry.end, entry.words, entry.rule or "lexicon")
    found = answer(context, position)
    if found:
        rule, say = found
        name = say.rule or rule.name
        return _piece(text, position, say.end, say.words, name, say.confidence, say.flag, say.mark)
    space = _SPACE.match(text, position)
    if space:
        mark = Mark.COMMA if "\t" in space[0] else Mark.NONE  # a column of a pasted table
        return Piece(position, space.end(), space.end(), "", "space", mark=mark)
    return _piece(text, position, position + 1, "", "silent")


def _decided(context: Context, position: int, entry: Saying) -> bool:
    """True if a neighbour tells what an abbreviation of several meanings is, although the ward chose one.

    The ward's choice is for where nothing tells; the message's own lexicon wins always.
    """
    return entry.rule == WARD and decided(context, position, entry.end)


def _piece(
    text: str,
    start: int,
    end: int,
    words: str,
    rule: str,
    confidence: float = 1.0,
    flag: str | None = None,
    mark: Mark = Mark.NONE,
) -> Piece:
    spaced = text[end : end + 1] == " " and text[end + 1 : end + 2].isalnum()
    return Piece(start, end, end + spaced, words, rule, confidence, flag, mark)
