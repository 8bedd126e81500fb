"""The settings of station.yaml as a form: what a page shows, what was typed, what is wrong. Pure.

What a key is called and means, what may be written and what is the default all come from the one declaration
(`sheets.py`, `settings_fields.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from broadcaster.core.text.catalogue import say
from broadcaster.station.yaml.entries import value_at
from broadcaster.station.yaml.problems import Problem
from broadcaster.station.yaml.structure import data_of
from broadcaster.station.yaml.tree import Node, YamlMark, parse
from broadcaster.web.settings.edits import Edited
from broadcaster.web.settings.fields import FILE, Field, FieldKind
from broadcaster.web.settings.groups import NONE, Group, Options, group_of
from broadcaster.web.settings.sheets import sheets

_MISSING = "station.missing_key"


def groups(
    part: str, text: str, typed: Mapping[str, str] | None = None, options: Options = NONE
) -> tuple[Group, ...]:
    """The fields of a part.

    Args:
        part: of `PARTS`.
        text: the file as it is.
        typed: what somebody typed, by the fields' names: it stands in the fields instead.
        options: what only the station knows.
    """
    data = data_of(text) or {}
    return tuple(group_of(sheet, data, typed or {}, options) for sheet in sheets(part, data))


def cards(shown: Sequence[Group]) -> list[tuple[Group, ...]]:
    """The groups by the card that they stand on: an entry has one with all that is inside it."""
    numbered = enumerate(shown)
    return [
        tuple(group for _, group in card)
        for _, card in groupby(numbered, key=lambda one: one[1].entry or str(one[0]))
    ]


def compared(shown: Sequence[Group], current: Sequence[Group]) -> tuple[Group, ...]:
    """The fields with what the file holds by now, where that is something else."""
    by_name = {each.name: each for group in current for each in group.all()}

    def beside(each: Field) -> Field:
        now = by_name.get(each.name)
        if now is None or now.value == each.value:
            return each
        return replace(each, now=dict(now.choices).get(now.value, now.value) or say("console.settings.none"))

    return tuple(group.changed(beside) for group in shown)


def merged(part: str, base: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed without what stood there already: in it, the file as it is by now holds."""
    before = {each.name: each.value for group in groups(part, base) for each in group.all()}
    return {name: value for name, value in typed.items() if before.get(name) != value}


def vanished(part: str, base: str, current: str, typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was typed in fields that are there no more, with their labels: others removed an entry meanwhile.

    Args:
        part: of `PARTS`.
        base: the file as it was when the form was shown.
        current: the file as it is now.
        typed: by the fields' names.
    """
    still = {each.name for group in groups(part, current) for each in group.all()}
    changed = merged(part, base, typed)
    return [
        (f"{group.entry}, {each.label}" if group.entry else each.label, changed[each.name])
        for group in groups(part, base)
        for each in group.all()
        if each.name in changed and each.name not in still
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFaults:
    """What is wrong, by the names of the fields, and what belongs to no field."""

    at: Mapping[str, str]
    rest: tuple[Problem, ...] = ()

    def beside(self, shown: Sequence[Group]) -> tuple[Group, ...]:
        """The groups with what is wrong at their fields."""
        return tuple(
            group.changed(lambda each: replace(each, fault=self.at.get(each.name, ""))) for group in shown
        )


def told(part: str, new: Edited, faults: Sequence[Problem]) -> SheetFaults:
    """What is wrong with a file that was edited.

    Args:
        part: of `PARTS`.
        new: the file as it would be.
        faults: what the loader said of it.
    """
    places = _places(part, new)
    found: dict[str, str] = dict(new.faults)
    rest: list[Problem] = []
    for each in faults:
        name = places.field_of(each)
        if name is None:
            rest.append(each)
        else:
            found.setdefault(name, f"{each.message} ({each.hint})" if each.hint else each.message)
    return SheetFaults(at=found, rest=tuple(rest))


@dataclass(frozen=True, slots=True)
class _Places:
    """Where what a field holds stands in a file."""

    values: dict[YamlMark, str] = field(default_factory=dict)  # the value of a field, or the name of an entry
    wholes: dict[YamlMark, Group] = field(default_factory=dict)  # all of a group

    def field_of(self, problem: Problem) -> str | None:
        """The name of the field to which a problem belongs; None where it belongs to none."""
        mark = YamlMark(problem.line, problem.column)
        if problem.file != FILE:
            return None
        if mark in self.values:
            return self.values[mark]
        group = self.wholes.get(mark)
        if group is None:
            return None
        missing = str(problem.facts.get("key", "")) if problem.code == _MISSING else ""
        named = (each.name for each in group.chosen() if each.path[-1] == missing)
        return next(named, None if group.way is None else group.way.name)


def _marks(node: Node) -> Iterator[YamlMark]:
    """Where everything below a node stands, and all names in it."""
    yield from node.keys.values()
    for child in node.children.values():
        yield child.mark
        yield from _marks(child)


def _places(part: str, new: Edited) -> _Places:
    root, _ = parse(FILE, new.text.encode())
    places = _Places()
    if root is None:
        return places
    for sheet in sheets(part, root.data):
        if sheet.path and value_at(root.data, sheet.path) is None:
            continue
        called = new.called.get(sheet.root)
        form = sheet if called is None else replace(sheet, called=(*called, *sheet.path[sheet.depth :]))
        group = group_of(form, root.data)
        if sheet.path:
            places.wholes[root.at(*sheet.path).mark] = group
        if group.named is not None:
            places.values[root.at(*sheet.root[:-1]).keys[sheet.root[-1]]] = group.named.name
        for each in group.chosen():
            if value_at(root.data, each.path) is not None:
                node = root.at(*each.path)
                places.values[node.mark] = each.name
                if each.kind is FieldKind.STEPS:
                    places.values.update(dict.fromkeys(_marks(node), each.name))
    return places
