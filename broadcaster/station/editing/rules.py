"""The rules of regulation.yaml, as texts: one more, another one, one less, or a shipped profile. Pure.

Only what a change concerns is written anew; every other byte stays (see `yaml.structure`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from broadcaster.errors import StationError
from broadcaster.station.editing.scaffold import profiles
from broadcaster.station.yaml.structure import data_of, insert_item, remove, set_value
from broadcaster.station.yaml.writing import Value

RULES = "rules"


def rules_in(text: str) -> list[dict[str, Any]]:
    """The rules as they are written, every scalar a text.

    Raises:
        StationError: it is no YAML.
    """
    data = data_of(text) if text.strip() else None
    found = data.get(RULES) if isinstance(data, dict) else None
    return [each if isinstance(each, dict) else {} for each in found] if isinstance(found, list) else []


def with_rule(text: str, index: int | None, rule: Mapping[str, Value]) -> str:
    """The file with one rule more, or in which the rule of that number says this.

    Raises:
        StationError: there is no such rule, or the file cannot be edited.
    """
    known = rules_in(text)
    if index is None:
        return (
            insert_item(text, (RULES,), len(known), dict(rule))
            if known
            else set_value(text, (RULES,), [dict(rule)])
        )
    if not 0 <= index < len(known):
        raise StationError("station.edit_not_possible")
    for key, value in rule.items():
        text = set_value(text, (RULES, index, key), value)
    for key in known[index].keys() - rule.keys():
        text = remove(text, (RULES, index, key))
    return text


def without_rule(text: str, index: int) -> str:
    """The file without the rule of that number; the last one goes with its key.

    Raises:
        StationError: there is no such rule, or the file cannot be edited.
    """
    known = rules_in(text)
    if not 0 <= index < len(known):
        raise StationError("station.edit_not_possible")
    if len(known) > 1:
        return remove(text, (RULES, index))
    if list(data_of(text)) == [RULES]:
        return "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))
    return remove(text, (RULES,))


def with_profile(text: str, name: str) -> str:
    """The file with the rules of a shipped profile, and with where they come from.

    Raises:
        StationError: there is no such profile, or the file has rules already.
    """
    shipped = profiles().get(name)
    if shipped is None or rules_in(text):
        raise StationError("station.rules_there" if shipped is not None else "station.edit_not_possible")
    return shipped if not text.strip() else f"{text.rstrip()}\n\n{shipped}"
