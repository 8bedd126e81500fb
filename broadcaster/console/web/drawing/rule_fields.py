"""A rule of regulation.yaml as fields, from the one declaration of its keys, and back. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from broadcaster.console.web.drawing.settings_fields import Field, Kind, field_of
from broadcaster.station.forms.files.message import ValidityForm
from broadcaster.station.forms.files.rulebook import NONE, RuleForm
from broadcaster.station.forms.grammar.form import Declared
from broadcaster.station.model import Priority
from broadcaster.station.yaml.writing import Value
from broadcaster.text import say

_GROUP, _CLASSES, _QUIET = "valid", "classes", "quiet"


def fields_of(rule: Mapping[str, Any], typed: Mapping[str, str] | None = None) -> list[Field]:
    """The fields of a rule as it is written, or with what was typed into them."""
    return [
        _field(path, key, rule, None if typed is None else typed.get(".".join(path), ""))
        for path, key in _keys()
    ]


def rule_of(typed: Mapping[str, str]) -> dict[str, Value]:
    """What was typed, as the file has it; what is empty is not written."""
    found: dict[str, Value] = {}
    for path, key in _keys():
        wanted = typed.get(".".join(path), "").strip()
        if not wanted:
            continue
        value = _field(path, key, {}, None).as_value(wanted)
        if path == (_QUIET,) and value == [NONE]:
            value = NONE
        if len(path) == 1:
            found[path[0]] = value
        else:
            group = found.get(path[0])
            found[path[0]] = {**(group if isinstance(group, dict) else {}), path[1]: value}
    return found


def _keys() -> Iterator[tuple[tuple[str, ...], Declared]]:
    for key in RuleForm.declared.values():
        if key.name == _GROUP:
            yield from (((_GROUP, one.name), one) for one in ValidityForm.declared.values())
        else:
            yield (key.name,), key


def _field(path: tuple[str, ...], key: Declared, rule: Mapping[str, Any], typed: str | None) -> Field:
    written: Any = rule
    for name in path:
        written = written.get(name) if isinstance(written, dict) else None
    made = replace(field_of(path, ".".join(path), replace(key, required=False), None, typed))
    if typed is None and written is not None:
        shown = ", ".join(map(str, written)) if isinstance(written, list) else str(written)
        made = replace(made, value=shown)
    if path == (_CLASSES,) and "," not in made.value:  # several classes stay a text
        choices = tuple((str(each), say(f"regulation.class.{each}")) for each in Priority)
        return replace(made, kind=Kind.CHOICE, choices=(("", say("console.rules.every_class")), *choices))
    return made
