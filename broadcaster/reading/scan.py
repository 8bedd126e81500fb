"""From a block of plain text to pieces: plain words at once, the rest by the rules in order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from broadcaster.reading.lexicon import Lexicon
from broadcaster.reading.rules import RULES, openers
from broadcaster.reading.scene import Mark, Piece, Rule, Saying, Scene
from broadcaster.station.model import CodeStyle
from broadcaster.syllables import speakable

# A word with nothing glued to it, and the space before the next; single letters and glued marks
# are for the rules.
_PLAIN = re.compile(r"([^\W\d_]+)(?: (?=[^\W_])|(?=[ ,;!?\"\n]|\.[ \n]|[:)][ \n]|[.:)]?\Z))")
# A comma or a full stop among plain words: no rule but that of pauses begins so.
_PAUSE = re.compile(r",(?= [^\W_])|\.(?= [^\W\d_]|\Z)")
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
    scene = Scene(text=text, names=names, codes=codes)
    add, plain, opens = scene.pieces.append, _PLAIN.match, lexicon.opens
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
            piece = _next(scene, position, lexicon)
            add(piece)
            position = piece.end
    return scene.pieces


def _next(scene: Scene, position: int, lexicon: Lexicon) -> Piece:
    if scene.text[position] == " " and scene.text[position + 1 : position + 2].isalnum():
        return Piece(start=position, end=position + 1, words="", rule="space")
    entry = lexicon.match(scene.text, position)
    if entry is not None:
        return Piece(start=position, end=entry.end, words=entry.words, rule=entry.rule or "lexicon")
    for rule in _RULES[_kind(scene.text[position])]:
        match = rule.pattern.match(scene.text, position)
        answer = rule.say(scene, match) if match else None
        if answer is not None:
            return _piece(position, rule, answer)
    space = _SPACE.match(scene.text, position)
    end = space.end() if space else position + 1
    return Piece(start=position, end=end, words="", rule="space" if space else "silent", mark=Mark.NONE)


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
