"""The settings of station.yaml as fields of a page, from the one declaration of each key. Pure.

What a key is called and means, what may be written and what is the default all come from
`broadcaster.station.model` by way of `station/forms`; here is only which keys a page shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, get_origin

from broadcaster.station.declared import OneOf, Within
from broadcaster.station.forms.declared import SECTIONS, as_written
from broadcaster.station.forms.form import Declared
from broadcaster.station.forms.settings import StationForm
from broadcaster.station.problems import Problem
from broadcaster.station.yaml.structure import data_of, remove, set_value
from broadcaster.station.yaml.tree import parse
from broadcaster.station.yaml.writing import Bare, Value
from broadcaster.text import has, say

FILE = "station.yaml"

PARTS: Mapping[str, tuple[str, ...]] = {
    "station": ("name", "place", "timezone", "languages", "reading"),
    "regulation": ("regulation", "approval"),
    "sound": ("sound", "speech"),
}
"""The keys of station.yaml that each part of the settings shows."""

Path = tuple[str, ...]
_BARE = re.compile(r"-?\d+(\.\d+)?|true|false")
_GOES_ON = re.compile(r"(: | \(|; ).*$", re.DOTALL)


class Kind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key as a page shows it."""

    path: Path
    label: str
    help: str = ""
    kind: Kind
    value: str  # what stands in the field
    default: str = ""
    unit: str = ""
    low: str = ""
    high: str = ""
    step: str = ""
    choices: tuple[tuple[str, str], ...] = ()  # as written, and in words
    listed: bool = False  # several, with commas between
    required: bool = False
    fault: str = ""

    def as_value(self, wanted: str) -> Value:
        """What somebody chose or typed, as it is written."""
        if self.listed:
            return [each.strip() for each in wanted.split(",") if each.strip()]
        switch = tuple(value for value, _ in self.choices) == ("true", "false")
        return Bare(wanted) if switch or self.kind is Kind.NUMBER else wanted

    @property
    def name(self) -> str:
        """Its name in a form."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Keys that stand together; those at the top of the file have no title."""

    name: str
    title: str
    fields: tuple[Field, ...]


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
    places = _places(edited(part, text, typed), part) if typed is not None and faults else {}
    told = {places[at]: each for each in reversed(faults) if (at := (each.line, each.column)) in places}
    top: list[Field] = []
    below: dict[str, list[Field]] = {}
    for path, key in _keys(part):
        field = _field(path, key, _at(written, path), typed, told.get(path))
        (top if len(path) == 1 else below.setdefault(path[0], [])).append(field)
    titled = [
        Group(name=name, title=say(f"console.group.{name}"), fields=tuple(own)) for name, own in below.items()
    ]
    return (*([Group(name=part, title="", fields=tuple(top))] if top else []), *titled)


def edited(part: str, text: str, typed: Mapping[str, str]) -> str:
    """The file with what was typed: a field as it was changes nothing, an empty one is the default again."""
    for group in groups(part, text):
        for field in group.fields:
            wanted = " ".join(typed.get(field.name, field.value).split())
            if wanted == field.value:
                continue
            text = _with(text, field, wanted)
    return text


def fault_of_none(part: str, text: str, typed: Mapping[str, str], faults: Sequence[Problem]) -> list[Problem]:
    """The faults that belong to no field of the part."""
    places = _places(edited(part, text, typed), part)
    return [each for each in faults if each.file != FILE or (each.line, each.column) not in places]


def _keys(part: str) -> Iterator[tuple[Path, Declared]]:
    """The keys of a part with their places in the file."""
    for name in PARTS[part]:
        key = StationForm.declared[name]
        below = SECTIONS.get(name)
        if below is None:
            yield (key.name,), key
            continue
        for inner in below.declared.values():
            yield (key.name, inner.name), inner


def _field(
    path: Path, key: Declared, written: object, typed: Mapping[str, str] | None, fault: Problem | None
) -> Field:
    default = _shown(as_written(key.default, key.marks))
    value = default if written is None else _shown(written)
    if typed is not None:
        value = typed.get(".".join(path), value)
    bounds = next((mark for mark in key.marks if isinstance(mark, Within)), None)
    choices = tuple((each, word(path, each)) for each in _choices(key))
    label, rest = _named(path, say(key.text).rstrip("."))
    return Field(
        path=path,
        label=label,
        help="" if choices else rest,
        kind=Kind.CHOICE if choices else Kind.NUMBER if bounds is not None else Kind.TEXT,
        value=value,
        default=next((said for each, said in choices if each == default), default),
        unit=key.key.unit,
        low="" if bounds is None else f"{bounds.low:g}",
        high="" if bounds is None else f"{bounds.high:g}",
        step="1" if key.hint is int else "any",
        choices=choices,
        listed=get_origin(key.hint) in (tuple, frozenset) and not _is_span(key),
        required=key.required,
        fault="" if fault is None else _told(fault),
    )


def _named(path: Path, meaning: str) -> tuple[str, str]:
    """A key's label, and the help below it.

    Where its meaning is no short name it has one of its own; else the name is what stands before a colon,
    a bracket or a semicolon.
    """
    code = f"console.named.{'.'.join(path)}"
    if has(code):
        return say(code), meaning
    found = _GOES_ON.search(meaning)
    if found is None:
        return meaning, ""
    rest = found[0].strip(" :;()")
    return meaning[: found.start()], rest[:1].upper() + rest[1:]


def word(path: Path, value: str) -> str:
    """One of several words that a key may be, for people; the word itself where it has no text."""
    code = f"console.word.{path[-1]}.{value}"
    return say(code) if has(code) else value


def _choices(key: Declared) -> tuple[str, ...]:
    for mark in key.marks:
        if isinstance(mark, OneOf):
            return mark.words
    if key.hint is bool:
        return ("true", "false")
    if isinstance(key.hint, type) and issubclass(key.hint, StrEnum):
        return tuple(key.hint)
    return ()


def _is_span(key: Declared) -> bool:
    """True for a span of the day, which is kept as two times and written as one text."""
    return isinstance(as_written(key.default, key.marks), str)


def _shown(written: object) -> str:
    if isinstance(written, bool):
        return "true" if written else "false"
    if isinstance(written, list):
        return ", ".join(str(each) for each in written)
    return "" if written is None else str(written)


def _at(data: Any, path: Path) -> object:  # noqa: ANN401 - a tree of texts
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _with(text: str, field: Field, wanted: str) -> str:
    path, written = field.path, data_of(text) or {}
    if not wanted and not field.required:
        if _at(written, path) is None:
            return text
        alone = len(path) > 1 and len(written[path[0]]) == 1
        return remove(text, path[:1] if alone else path)
    value = field.as_value(wanted)
    if len(path) > 1 and not isinstance(written.get(path[0]), dict):
        return set_value(text, path[:1], {path[1]: value})
    return set_value(text, path, value)


def _places(text: str, part: str) -> dict[tuple[int, int], Path]:
    """Where each field's value stands in a file."""
    root, _ = parse(FILE, text.encode())
    if root is None:
        return {}
    found = {}
    for path, _ in _keys(part):
        if _at(root.data, path) is not None:
            mark = root.at(*path).mark
            found[mark.line, mark.column] = path
    return found


def _told(problem: Problem) -> str:
    return f"{problem.message} ({problem.hint})" if problem.hint else problem.message
