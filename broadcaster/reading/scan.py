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

# A word with nothing glued to it; single letters and glued marks are for the rules.
_PLAIN = re.compile(r"([^\W\d_]+)(?=[ ,;!?\"\n]|\.[ \n]|[:)][ \n]|[.:)]?\Z)")
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
    position = 0
    while position < len(text):
        piece = _next(scene, position, lexicon)
        scene.pieces.append(piece)
        position = piece.end
    return scene.pieces


def _next(scene: Scene, position: int, lexicon: Lexicon) -> Piece:
    if scene.text[position] == " " and scene.text[position + 1 : position + 2].isalnum():
        return Piece(start=position, end=position + 1, words="", rule="space")
    word = _PLAIN.match(scene.text, position)
    if word and not lexicon.opens(word[1]):
        lower = _plain_word(word[1])
        if lower is not None:
            return Piece(start=position, end=word.end(), words=lower, rule="words")
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
