"""The joined expressions say the same as the rules asked one by one."""

from __future__ import annotations

import re

from broadcaster.reading.context import Context, Rule, Saying
from broadcaster.reading.rulebook import RULES, RuleSequence, answer, joined, kind, stretches

TEXTS = [rule.example[0] for rule in RULES]


def first_of(stretch: RuleSequence, text: str, position: int) -> Rule | None:
    """The first rule of the stretch whose pattern matches, by the expression."""
    assert stretch.match is not None
    found = stretch.match(text, position)
    return stretch.rules[stretch.first[found.lastindex or 0]][1] if found else None


def test_stretches_of_a_kind_then_hold_its_rules_in_their_order() -> None:
    for starts in "duls":
        held = [rule for stretch in stretches(starts) for _, rule, _ in stretch.rules]
        assert held == [rule for rule in RULES if starts in rule.starts]
    assert any(stretch.match for stretch in stretches("d"))


def test_expression_of_a_stretch_at_any_place_then_finds_the_first_rule_that_matches() -> None:
    found = 0
    for starts in "duls":
        places = [(text, at) for text in TEXTS for at in range(len(text)) if kind(text[at]) == starts]
        for stretch in stretches(starts):
            for text, at in places if stretch.match else ():
                asked = next((rule for attempt, rule, _ in stretch.rules if attempt(text, at)), None)
                assert first_of(stretch, text, at) is asked, (text[at:], asked)
                found += asked is not None
    assert found > len(RULES) / 2


def test_rule_with_cues_after_another_word_then_is_not_asked() -> None:
    weekday, month = "thứ 4 họp", "tháng 4 họp"
    named = {text: answer(Context(text=text), text.index("4")) for text in (weekday, month)}
    assert [rule[0].name for rule in named.values() if rule] == ["date.weekday", "date.months"]
    assert all(len(rule.cues) > 0 for rule in RULES if rule.cues is not None)


def test_patterns_with_names_and_references_then_are_joined_without_mixing_them() -> None:
    def rule(pattern: str, flags: re.RegexFlag = re.NOFLAG) -> Rule:
        return Rule(
            name=pattern,
            starts="l",
            pattern=re.compile(pattern, flags),
            say=lambda _, m: Saying(end=m.end(), words=""),
            example=("", ""),
        )

    rules = [
        rule(r"(?P<a>[ab])(?P<gap>-)x(?P=gap)"),
        rule(r"(?P<a>[ab])(?P<gap>-)y"),
        rule("B(-)|c", re.IGNORECASE),
    ]
    stretch = joined(rules)
    assert first_of(stretch, "a-x-", 0) is rules[0]
    assert first_of(stretch, "a-x+", 0) is None
    assert first_of(stretch, "a-y", 0) is rules[1]
    assert first_of(stretch, "b-z", 0) is rules[2]
    assert first_of(stretch, "C", 0) is rules[2]
