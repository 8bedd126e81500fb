"""The rules of regulation.yaml, changed one by one with every other byte as it was."""

from __future__ import annotations

from datetime import time

import pytest

from broadcaster.core.errors import StationError
from broadcaster.station.editing.regulation import rules_in, with_profile, with_rule, without_rule
from broadcaster.station.editing.scaffold import profiles
from broadcaster.station.forms.regulation import RulebookForm, rulebook_of
from broadcaster.station.forms.validation import typed
from broadcaster.station.model.message import Priority
from broadcaster.station.model.regulation import RegulationRule, Rulebook
from broadcaster.station.yaml.tree import parse
from broadcaster.web.settings.fields import FieldKind
from broadcaster.web.settings.rule_form import fields_of, rule_of, wrong_in

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
    assert book(more).rules[2] == RegulationRule(by="Điều 9", minutes_per_day=20, zones=("ban-xa",))
    other = with_rule(BOOK, 1, {"by": "Điều 8", "sessions_per_day": "3"})
    assert book(other).rules[1] == RegulationRule(by="Điều 8", sessions_per_day=3)
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
    assert book(first).rules == (RegulationRule(quiet=()),)
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
    assert {field.name for field in fields} == {*(written.keys() - {"valid"}), "valid.from", "valid.until"}
    again = with_rule("", None, rule_of({field.name: field.value for field in fields}))
    assert book(again).rules == book(text).rules
    rule = book(again).rules[0]
    assert rule.classes == (Priority.NORMAL,)
    assert rule.quiet == ((time(20, 30), time(5, 30)), (time(11, 30), time(13)))
    assert rule_of({field.name: "" for field in fields}) == {}
    assert rule_of({"quiet": " none "}) == {"quiet": "none"}


def test_classes_and_zones_are_boxes_and_a_zone_that_is_gone_still_has_one() -> None:
    (written,) = rules_in("rules: [{quiet: none, zones: [cu], classes: [priority, normal]}]\n")
    fields = {field.name: field for field in fields_of(written, zones={"a": "Bản A", "b": "b"})}
    assert fields["classes"].kind is fields["zones"].kind is FieldKind.SEVERAL
    assert fields["classes"].value == "normal, priority"
    assert [value for value, _ in fields["zones"].choices] == ["a", "b", "cu"]
    assert dict(fields["zones"].choices)["a"] == "Bản A"
    assert rule_of({"quiet": "none", "classes": "priority, normal"})["classes"] == ["priority", "normal"]


WRONG = """\
rules:
  - {by: Điều 7, quiet: none}
  - by: Điều 8
    quiet: ["21:00-06:00", "chiều"]
    season: 31-31..04-15
    sessions_per_day: "200"
    valid: {from: 2027-01-01, until: 2026-01-01}
"""


def test_what_is_wrong_with_a_rule_is_told_beside_its_fields() -> None:
    root, problems = parse("regulation.yaml", WRONG.encode())
    assert root is not None
    faults = [*problems, *typed("regulation.yaml", root, RulebookForm)[1]]
    told = wrong_in(WRONG, 1, faults)
    assert told.rest == ()
    assert {"quiet", "season", "sessions_per_day"} <= told.at.keys()
    assert any(name.startswith("valid.") for name in told.at)
    assert "96" in told.at["sessions_per_day"]
    assert wrong_in(WRONG, 0, faults).at == {}
    empty = "rules:\n  - by: Điều 9\n"
    root, _ = parse("regulation.yaml", empty.encode())
    assert root is not None
    whole = wrong_in(empty, 0, typed("regulation.yaml", root, RulebookForm)[1])
    assert whole.at == {}
    assert [each.code for each in whole.rest] == ["station.empty_rule"]
    shown = {field.name: field.fault for field in fields_of({}, {"quiet": "chiều"}, wrong=told.at)}
    assert shown["season"] == told.at["season"]
    assert shown["by"] == ""
