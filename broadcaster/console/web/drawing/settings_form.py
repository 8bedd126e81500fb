"""The settings of station.yaml as a form: what a page shows, and the file with what was typed. Pure.

What a key is called and means, what may be written and what is the default all come from the one declaration
(`sheets.py`, `settings_fields.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from broadcaster.console.web.drawing.settings_fields import FILE, Field, Kind, field_of
from broadcaster.console.web.drawing.sheets import Manner, Path, Sheet, Way, sheets
from broadcaster.station.editing.secrets import asked, free_name
from broadcaster.station.problems import Problem
from broadcaster.station.yaml.structure import data_of, remove, set_value
from broadcaster.station.yaml.tree import parse
from broadcaster.station.yaml.writing import Value
from broadcaster.text import say

_MISSING = "station.missing_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way of a section, with the fields that only this one has."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Keys that stand together; those at the top of the file have no title."""

    name: str
    title: str
    way: Field | None = None  # in which the way is chosen
    fields: tuple[Field, ...]  # of every way
    ways: tuple[Choice, ...] = ()

    def all_fields(self) -> tuple[Field, ...]:
        """Those of the chosen way too."""
        chosen = "" if self.way is None else self.way.value
        own = [field for one in self.ways if one.name == chosen for field in one.fields]
        return (*([self.way] if self.way else []), *self.fields, *own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """The file with what was typed."""

    text: str
    secrets: Mapping[str, str]  # further texts of secrets.yaml, by their names


def groups(
    part: str, text: str, typed: Mapping[str, str] | None = None, faults: Sequence[Problem] = ()
) -> tuple[Group, ...]:
    """The fields of a part.

    Args:
        part: of `PARTS`.
        text: the file as it is.
        typed: what somebody typed, by the fields' names: it stands in the fields instead.
        faults: of the file as it would be with that, told at their fields where they have one.
    """
    written = data_of(text) or {}
    made = tuple(_group(sheet, _at(written, sheet.path), typed or {}) for sheet in sheets(part))
    if typed is None or not faults:
        return made
    told = _told(part, edited(part, text, typed).text, faults)
    return tuple(_with_faults(group, told) for group in made)


def compared(shown: Sequence[Group], current: Sequence[Group]) -> tuple[Group, ...]:
    """The fields with what the file holds by now, where that is something else."""
    by_name = {field.name: field for group in current for field in _fields(group)}

    def beside(field: Field) -> Field:
        now = by_name.get(field.name)
        if now is None or now.value == field.value:
            return field
        return replace(field, now=dict(now.choices).get(now.value, now.value) or say("console.settings.none"))

    return tuple(_mapped(group, beside) for group in shown)


def merged(part: str, base: str, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed without what stood there already: in it, the file as it is by now holds."""
    before = {field.name: field.value for group in groups(part, base) for field in _fields(group)}
    return {name: value for name, value in typed.items() if before.get(name) != value}


def edited(part: str, text: str, typed: Mapping[str, str], taken: Collection[str] = ()) -> Edited:
    """The file with what was typed: a field as it was changes nothing, an empty one is the default again.

    Args:
        part: of `PARTS`.
        text: the file as it is.
        typed: by the fields' names.
        taken: the names in secrets.yaml.
    """
    secrets: dict[str, str] = {}
    for sheet in sheets(part):
        text = _written(text, sheet, typed, secrets, taken)
    return Edited(text=text, secrets=secrets)


def fault_of_none(part: str, text: str, typed: Mapping[str, str], faults: Sequence[Problem]) -> list[Problem]:
    """The faults that belong to no field of the part."""
    place = _places(edited(part, text, typed).text, part)
    return [each for each in faults if place(each) is None]


def _group(sheet: Sheet, written: object, typed: Mapping[str, str]) -> Group:
    chosen = sheet.way_of(written)
    way = None if len(sheet.ways) == 1 else _way_field(sheet, chosen, typed.get(sheet.way_name))
    data = written if isinstance(written, dict) else {}

    def field(key: Any, of: Way | None) -> Field:  # noqa: ANN401
        name = sheet.name_of(key, of)
        # What stands there in another way is no value of this one, though its key may have the same name.
        value = data.get(key.name) if of is None or of is chosen else None
        return field_of((*sheet.path, key.name), name, key, value, typed.get(name))

    own = {} if way is None else {one.name: one for one in sheet.ways if one.keys}
    alone = sheet.ways[0].keys if way is None else ()
    return Group(
        name=sheet.section,
        title=say(f"console.group.{sheet.section}") if sheet.path else "",
        way=way,
        fields=tuple(field(key, None) for key in (*sheet.shared, *alone)),
        ways=tuple(
            Choice(name=n, fields=tuple(field(key, one) for key in one.keys)) for n, one in own.items()
        ),
    )


def _way_field(sheet: Sheet, chosen: Way, typed: str | None) -> Field:
    words = tuple((one.name, _way_in_words(f"{sheet.section}.{one.name}")) for one in sheet.ways)
    return Field(
        path=sheet.path,
        name=sheet.way_name,
        label=_way_in_words(sheet.section),
        kind=Kind.CHOICE,
        value=chosen.name if typed is None else typed,
        choices=words,
    )


def _way_in_words(name: str) -> str:
    return say(f"console.way.{name}")


def _fields(group: Group) -> list[Field]:
    """All fields of a group, those of other ways too."""
    return [
        *([group.way] if group.way else []),
        *group.fields,
        *(f for one in group.ways for f in one.fields),
    ]


def _mapped(group: Group, change: Any) -> Group:  # noqa: ANN401
    return replace(
        group,
        way=None if group.way is None else change(group.way),
        fields=tuple(map(change, group.fields)),
        ways=tuple(replace(one, fields=tuple(map(change, one.fields))) for one in group.ways),
    )


def _with_faults(group: Group, told: Mapping[str, str]) -> Group:
    return _mapped(group, lambda field: replace(field, fault=told.get(field.name, "")))


def _at(data: Any, path: Path) -> object:  # noqa: ANN401 - a tree of texts
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _written(
    text: str, sheet: Sheet, typed: Mapping[str, str], secrets: dict[str, str], taken: Collection[str]
) -> str:
    """The file with what was typed on one sheet; what must not stand in it is put into `secrets`."""
    written = _at(data_of(text) or {}, sheet.path)
    group = _group(sheet, written, {})
    before = sheet.way_of(written)
    way = sheet.way(typed.get(sheet.way_name, before.name))
    if way.manner is Manner.NOTHING:
        return text if written is None else _without(text, sheet.path)
    if way.manner is Manner.WORD:
        return text if way is before else set_value(text, sheet.path, way.name)
    if way is not before and sheet.tag:
        text = _with(text, (*sheet.path, sheet.tag), way.name)
    if way is not before and way.keys and written is None and not sheet.tag:
        text = set_value(text, sheet.path, {})
    own = [field for one in group.ways if one.name == way.name for field in one.fields]
    for field in (*group.fields, *own):
        wanted = typed.get(field.name, field.value)
        wanted = wanted if field.kind is Kind.SECRET else " ".join(wanted.split())
        if field.clear in typed and not wanted:
            text = _without(text, field.path)
            continue
        if field.hides(wanted) and wanted != field.value:
            name = free_name("-".join(field.path), {*taken, *secrets})
            secrets[name] = wanted
            text = _with(text, field.path, asked(name))
            continue
        stale = way is not before and field in own and _at(data_of(text), field.path) is not None
        if wanted != field.value or stale:
            text = _with_field(text, field, wanted if wanted != field.value else "")
    return text if way is before else _of_one_way(text, sheet, way)


def _of_one_way(text: str, sheet: Sheet, way: Way) -> str:
    """The file without the keys that only other ways have."""
    keys = {key.name for key in sheet.keys(way)}
    others = {key.name for one in sheet.ways for key in one.keys} - keys
    written = _at(data_of(text), sheet.path)
    for name in written if isinstance(written, dict) else ():
        if name in others:
            text = remove(text, (*sheet.path, name))
    return text


def _with_field(text: str, field: Field, wanted: str) -> str:
    if not wanted and not field.required:
        return text if _at(data_of(text) or {}, field.path) is None else _without(text, field.path)
    return _with(text, field.path, field.as_value(wanted))


def _with(text: str, path: Path, value: Value) -> str:
    """The file with a value; what stood there as something else than a mapping gives way."""
    if len(path) > 1 and not isinstance(_at(data_of(text) or {}, path[:-1]), dict):
        return _with(text, path[:-1], {path[-1]: value})
    return set_value(text, path, value)


def _without(text: str, path: Path) -> str:
    """The file without a key; a section at the top goes with its last one."""
    parent = _at(data_of(text), path[:-1])
    alone = len(path) > 1 and isinstance(parent, dict) and len(parent) == 1
    return remove(text, path[:1] if alone and len(path) == 2 else path)


def _places(text: str, part: str) -> Any:  # noqa: ANN401 - a function
    """Finds the field of a problem, by its name; None where it belongs to none of the part."""
    root, _ = parse(FILE, text.encode())
    values: dict[tuple[int, int], str] = {}
    whole: dict[tuple[int, int], Group] = {}
    data = None if root is None else root.data
    for sheet in sheets(part) if root is not None else ():
        group = _group(sheet, _at(data, sheet.path), {})
        if sheet.path and root is not None and _at(data, sheet.path) is not None:
            mark = root.at(*sheet.path).mark
            whole[mark.line, mark.column] = group
        for field in group.all_fields():
            if field is not group.way and root is not None and _at(data, field.path) is not None:
                mark = root.at(*field.path).mark
                values[mark.line, mark.column] = field.name

    def found(problem: Problem) -> str | None:
        at = (problem.line, problem.column)
        if problem.file != FILE:
            return None
        if at in values:
            return values[at]
        if at not in whole:
            return None
        missing = str(problem.facts.get("key", "")) if problem.code == _MISSING else ""
        group = whole[at]
        named = (field.name for field in group.all_fields() if field.path[-1] == missing)
        return next(named, None if group.way is None else group.way.name)

    return found


def _told(part: str, text: str, faults: Sequence[Problem]) -> dict[str, str]:
    """What is wrong, by the names of the fields."""
    place = _places(text, part)
    found = {at: each for each in reversed(faults) if (at := place(each)) is not None}
    return {at: f"{each.message} ({each.hint})" if each.hint else each.message for at, each in found.items()}
