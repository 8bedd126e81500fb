"""The rules of regulation.yaml, changed one by one with every other byte as it was."""

from __future__ import annotations

from datetime import time

import pytest

from broadcaster.console.web.drawing.rule_fields import fields_of, rule_of
from broadcaster.errors import StationError
from broadcaster.station.editing.rules import rules_in, with_profile, with_rule, without_rule
from broadcaster.station.editing.scaffold import profiles
from broadcaster.station.forms.files.rulebook import RulebookForm, rulebook_of
from broadcaster.station.forms.grammar.typed import typed
from broadcaster.station.model import Priority
from broadcaster.station.model.rules.rulebook import Rule, Rulebook
from broadcaster.station.yaml.tree import parse

BOOK = """\
# Quy chế của phường
decision: {number: 15/QĐ-UBND, on: 2026-03-02}
rules:
  - {by: Điều 7, quiet: "21:00-05:00"}   # mùa hè
  # hai buổi
  - by: Điều 8
    sessions_per_day: 2   # sáng và chiều
    valid: {from: 2026-03-02}
"""


def book(text: str) -> Rulebook:
    root, problems = parse("regulation.yaml", text.encode())
    assert root is not None
    form, faults = typed("regulation.yaml", root, RulebookForm)
    assert form is not None, [*problems, *faults]
    return rulebook_of(form)


def test_a_rule_is_added_changed_and_removed_and_the_rest_stays() -> None:
    more = with_rule(BOOK, None, {"by": "Điều 9", "minutes_per_day": "20", "zones": ["ban-xa"]})
    assert more.startswith(BOOK)
    assert book(more).rules[2] == Rule(by="Điều 9", minutes_per_day=20, zones=("ban-xa",))
    other = with_rule(BOOK, 1, {"by": "Điều 8", "sessions_per_day": "3"})
    assert book(other).rules[1] == Rule(by="Điều 8", sessions_per_day=3)
    assert '  - {by: Điều 7, quiet: "21:00-05:00"}   # mùa hè\n  # hai buổi\n' in other
    assert "# sáng và chiều" in other
    less = without_rule(BOOK, 0)
    assert [rule.by for rule in book(less).rules] == ["Điều 8"]
    assert book(BOOK).decision == book(less).decision
    for index in (-1, 2):
        with pytest.raises(StationError):
            without_rule(BOOK, index)


def test_the_first_rule_and_a_profile_need_no_file_and_the_last_rule_takes_its_key_along() -> None:
    first = with_rule("", None, {"quiet": "none"})
    assert book(first).rules == (Rule(quiet=()),)
    assert rules_in(without_rule(first, 0)) == []
    name, text = next(iter(profiles().items()))
    assert with_profile("", name) == text
    orders = "orders: [{number: 1/CT, by: UBND, from: 2026-01-01, until: 2026-01-02}]\n"
    both = with_profile(orders, name)
    assert len(book(both).orders) == 1
    assert book(both).rules == book(text).rules
    with pytest.raises(StationError) as there:
        with_profile(BOOK, name)
    assert there.value.code == "station.rules_there"


def test_every_key_of_a_rule_has_its_field_and_comes_back_as_it_was() -> None:
    text = (
        'rules:\n  - {by: Điều 7, quiet: ["20:30-05:30", "11:30-13:00"], season: 10-16..04-15, '
        "valid: {from: 2026-01-01, until: 2027-01-01}, zones: [a, b], classes: [normal], "
        "sessions_per_day: 2, minutes_per_session: 15, minutes_per_day: 30.5, days_per_week: 5}\n"
    )
    (written,) = rules_in(text)
    fields = fields_of(written)
    assert {field.name for field in fields} == {
        *(written.keys() - {"valid"}),
        "valid.from",
        "valid.until",
    }
    again = with_rule("", None, rule_of({field.name: field.value for field in fields}))
    assert book(again).rules == book(text).rules
    rule = book(again).rules[0]
    assert rule.classes == (Priority.NORMAL,)
    assert rule.quiet == ((time(20, 30), time(5, 30)), (time(11, 30), time(13)))
    assert rule_of({field.name: "" for field in fields}) == {}
    assert rule_of({"quiet": " none "}) == {"quiet": "none"}
