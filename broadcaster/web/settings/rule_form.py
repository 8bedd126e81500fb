"""A rule of regulation.yaml as fields, from the one declaration of its keys, and back. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from broadcaster.core.text.catalogue import say
from broadcaster.station.editing.regulation import FILE, RULES
from broadcaster.station.forms.broadcasts import ValidityForm
from broadcaster.station.forms.form import Declared
from broadcaster.station.forms.regulation import NONE, RuleForm
from broadcaster.station.model.keys import NOTHING
from broadcaster.station.model.message import Priority
from broadcaster.station.yaml.problems import Problem
from broadcaster.station.yaml.tree import Node, parse
from broadcaster.station.yaml.writing import Value
from broadcaster.web.settings.fields import Field, FieldKind, field_of, in_order

_GROUP, _CLASSES, _QUIET, _ZONES = "valid", "classes", "quiet", "zones"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What is wrong with a rule, by the names of its fields, and what belongs to none."""

    at: Mapping[str, str]
    rest: tuple[Problem, ...] = ()


def fields_of(
    rule: Mapping[str, Any],
    typed: Mapping[str, str] | None = None,
    *,
    zones: Mapping[str, str] = NOTHING,
    wrong: Mapping[str, str] = NOTHING,
) -> list[Field]:
    """The fields of a rule.

    Args:
        rule: as it is written.
        typed: what was typed into them instead.
        zones: the station's, with what people call them.
        wrong: what is wrong, by the names of the fields.
    """
    return [
        replace(
            _field(path, key, rule, None if typed is None else typed.get(".".join(path), ""), zones),
            fault=wrong.get(".".join(path), ""),
        )
        for path, key in _keys()
    ]


def wrong_in(text: str, index: int, problems: Sequence[Problem]) -> Wrong:
    """The problems of a regulation.yaml beside the fields of one of its rules.

    Args:
        text: the file as it would be.
        index: the number of the rule.
        problems: what the loader says of it.
    """
    places = _places(text, index)
    found: dict[str, str] = {}
    rest = []
    for each in problems:
        name = places.get((each.line, each.column)) if each.file == FILE else None
        if name is None:
            rest.append(each)
        else:
            found.setdefault(name, f"{each.message} ({each.hint})" if each.hint else each.message)
    return Wrong(at=found, rest=tuple(rest))


def _places(text: str, index: int) -> dict[tuple[int, int], str]:
    """Where the keys and values of a rule stand, as line and column, and the fields that hold them."""
    root, _ = parse(FILE, text.encode())
    rules = None if root is None else root.children.get(RULES)
    rule = None if rules is None else rules.children.get(index)
    places: dict[tuple[int, int], str] = {}
    if rule is None:
        return places
    for path, _ in _keys():
        parent: Node | None = rule
        node: Node | None = rule
        for name in path:
            parent, node = node, None if node is None else node.children.get(name)
        if parent is None or node is None:
            continue
        marks = {parent.keys[path[-1]], node.mark, *(child.mark for child in node.children.values())}
        marks.discard(rule.mark)  # where a rule begins stands what is wrong with it as a whole
        places.update({(mark.line, mark.column): ".".join(path) for mark in marks})
    return places


def rule_of(typed: Mapping[str, str]) -> dict[str, Value]:
    """What was typed, as the file has it; what is empty is not written."""
    found: dict[str, Value] = {}
    for path, key in _keys():
        wanted = typed.get(".".join(path), "").strip()
        if not wanted:
            continue
        value = _field(path, key, {}, None, NOTHING).as_value(wanted)
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


def _field(
    path: tuple[str, ...], key: Declared, rule: Mapping[str, Any], typed: str | None, zones: Mapping[str, str]
) -> Field:
    written: Any = rule
    for name in path:
        written = written.get(name) if isinstance(written, dict) else None
    made = replace(field_of(path, ".".join(path), replace(key, required=False), None, typed))
    if typed is None and written is not None:
        shown = ", ".join(map(str, written)) if isinstance(written, list) else str(written)
        made = replace(made, value=shown)
    choices: tuple[tuple[str, str], ...] = ()
    if path == (_CLASSES,):
        choices = tuple((str(each), say(f"regulation.class.{each}")) for each in Priority)
    elif path == (_ZONES,):
        named = [each.strip() for each in made.value.split(",") if each.strip()]
        choices = tuple((each, zones.get(each, each)) for each in dict.fromkeys((*zones, *named)))
    if not choices:
        return made
    label = say("console.rules.none_is_all", label=made.label)
    return replace(
        made, kind=FieldKind.SEVERAL, label=label, choices=choices, value=in_order(made.value, choices)
    )
