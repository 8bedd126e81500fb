"""The rules of reading in the order in which they are tried.

Also how they are asked at a place of the text.

Nearly all of the rules that may begin with a digit do not match at a given one, and each attempt has its
price. So the patterns of neighbouring rules are joined into one expression, which says the first of them
that matches. The order of the rules, and what they see, stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from broadcaster.reading.codes import documents, identities, phones, web
from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.names import abbreviations, addresses, foreign, roman, titles, words
from broadcaster.reading.numbers import amounts, notation, ratios, shares, shorthand
from broadcaster.reading.signs import blanks, holes, hyphens, marks, slips
from broadcaster.reading.times import clock, dates, months, newsdates

RULES: tuple[Rule, ...] = (
    *documents.BLANK,
    *blanks.MARKUP,
    *blanks.RULES,
    *holes.RULES,
    *web.RULES,
    *titles.SIGNATURES,
    *marks.LIST_MARKS,
    *slips.RULES,
    *slips.LOOKALIKES,
    *identities.RULES,
    *documents.RULES,
    *phones.GROUPED,
    *marks.FOOTNOTES,
    *notation.ARITHMETIC,
    *notation.BEARINGS,
    *clock.RULES,
    *newsdates.RULES,
    *dates.RULES,
    *months.MONTHS,
    *months.WEEKDAYS,
    *notation.SEPARATED,
    *phones.RULES,
    *titles.RULES,
    *addresses.RULES,
    *roman.RULES,
    *foreign.RULES,
    *ratios.RULES,
    *shorthand.RULES,
    *amounts.RULES,
    *abbreviations.RULES,
    *foreign.LETTERED,
    *words.RULES,
    *abbreviations.SPELLED,
    *shares.RULES,
    *hyphens.RULES,
    *marks.RULES,
    *words.LAST[:1],
    *foreign.UNKNOWN,
    *words.LAST[1:],
)


@cache
def openers() -> dict[str, frozenset[str]]:
    """Plain words with which a rule begins, and the words that must follow; none where any or a blank may.

    Foreign names, Roman numerals in small letters, short words, and days and months that were
    left blank.
    """
    alone = roman.SYLLABLES | {"a", "ha", "ko"}
    return {**foreign.openers(), **dict.fromkeys(alone, frozenset())}


BLANKED = frozenset(("ngày", "tháng"))
"""Plain words after which a blank may stand: plain if another word follows at once."""


Match = Callable[[str, int], "re.Match[str] | None"]

# A rule that matches in the middle of one of these matches nearly everywhere: it is asked by itself.
_PLAIN = (
    "và 5 hộ",
    "và 25 hộ",
    "và 2025 hộ",
    "và an cư",
    "và An Cư",
    "và AN CƯ",
    "với, cư",
    "và - cư",
    "và (cư",
)
_AT = 3
_FEW = 5  # fewer rules are not worth an expression of their own
_FLAGS = (("i", re.IGNORECASE), ("m", re.MULTILINE), ("s", re.DOTALL), ("x", re.VERBOSE))
_NAME = re.compile(r"\(\?P<(\w+)>")
_REFERENCE = re.compile(r"\(\?P=(\w+)\)")
_BY_NUMBER = re.compile(r"\\[1-9]|(?<!\\)\(\?\(")  # references that another place would change


class RuleSequence(NamedTuple):
    """Rules in their order; `first` gives by the last group of a match the first of them that matches."""

    rules: Sequence[tuple[Match, Rule, frozenset[str] | None]]
    match: Match | None = None
    first: Mapping[int, int] = MappingProxyType({})


def answer(context: Context, position: int) -> tuple[Rule, Saying] | None:
    """The first rule that has words for what begins at `position`, and its words."""
    text = context.text
    for rules, match, first in stretches(kind(text[position])):
        start = 0
        if match:
            found = match(text, position)
            if found is None:
                continue
            start = first[found.lastindex or 0]
        for attempt, rule, cues in rules[start:] if start else rules:
            if cues is not None and context.cue(position) not in cues:
                continue
            found = attempt(text, position)
            if found and (say := rule.say(context, found)) is not None:
                return rule, say
    return None


def kind(character: str) -> str:
    """The letter for a first character in `Rule.starts`."""
    if "0" <= character <= "9":
        return "d"
    if character.isalpha():
        return "u" if character.isupper() else "l"
    return "s"


@cache
def stretches(starts: str) -> tuple[RuleSequence, ...]:
    """The rules that may begin with this kind of character, in their order."""
    chosen = [rule for rule in RULES if starts in rule.starts]
    plain = [text for text in _PLAIN if kind(text[_AT]) == starts]

    def easy(rule: Rule) -> bool:
        """True if the rule is asked by itself: it matches nearly everywhere, or only after certain words."""
        lone = rule.cues is not None or _BY_NUMBER.search(rule.pattern.pattern) is not None
        return lone or any(rule.pattern.match(text, _AT) for text in plain)

    made = ((alone, list(rules)) for alone, rules in groupby(chosen, easy))
    return tuple(
        RuleSequence(_bound(rules)) if alone or len(rules) < _FEW else joined(rules) for alone, rules in made
    )


def joined(rules: Sequence[Rule]) -> RuleSequence:
    """A stretch of rules with the expression for all of them."""
    pattern = re.compile("|".join(_alternatives(rules)))
    return RuleSequence(
        _bound(rules), pattern.match, {pattern.groupindex[f"rule{n}"]: n for n in range(len(rules))}
    )


def _bound(rules: Sequence[Rule]) -> tuple[tuple[Match, Rule, frozenset[str] | None], ...]:
    return tuple((rule.pattern.match, rule, rule.cues) for rule in rules)


def _alternatives(rules: Sequence[Rule]) -> Iterator[str]:
    """The pattern of each rule, its end marked by an empty group.

    Groups cost time, so those without a reference lose theirs; the rule's own pattern finds them again.
    """
    for number, rule in enumerate(rules):
        source = rule.pattern.pattern
        used = set(_REFERENCE.findall(source))
        source = _NAME.sub(lambda m: f"(?P<r{number}_{m[1]}>" if m[1] in used else "(?:", source)  # noqa: B023
        source = _REFERENCE.sub(rf"(?P=r{number}_\1)", source)
        flags = "".join(letter for letter, flag in _FLAGS if rule.pattern.flags & flag)
        yield f"(?{flags}:{source})(?P<rule{number}>)"


def table() -> str:
    """A Markdown table: the class of each rule, with one example written and spoken."""
    rows = ["| class | written | said |", "|---|---|---|"]
    seen: set[str] = set()
    for rule in RULES:
        if rule.name in seen:
            continue
        seen.add(rule.name)
        written, said = (_visible(text) for text in rule.example)
        rows.append(f"| {rule.name} | `{written}` | {said or '–'} |")
    return "\n".join(rows)


def _visible(text: str) -> str:
    return re.sub(r"\|", r"\\|", text)


__all__ = [
    "BLANKED",
    "RULES",
    "Match",
    "RuleSequence",
    "answer",
    "joined",
    "kind",
    "openers",
    "stretches",
    "table",
]
