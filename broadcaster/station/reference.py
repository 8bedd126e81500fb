"""The page docs/station.md: every key of a station's files, from its declaration, in both languages."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Literal, get_args, get_origin

from broadcaster.station.declared import Lasting, OneOf, Text, Within
from broadcaster.station.forms.everything import FILES, of_value
from broadcaster.station.forms.grammar.declared import as_written, unwrapped
from broadcaster.station.forms.grammar.form import Declared, Form
from broadcaster.station.forms.grammar.texts import OFFERED
from broadcaster.station.forms.grammar.times import spelt
from broadcaster.text import Language, say, speaking

_PLAIN = {bool: "switch", int: "whole", float: "number", date: "date", time: "time", str: "line"}


def page(files: Mapping[str, type[Form]] = FILES) -> str:
    """The whole page as Markdown: Vietnamese, then English.

    Args:
        files: the forms by file.
    """
    halves: list[str] = []
    for language in Language:
        with speaking(language):
            halves.append("\n".join(_half(files)))
    return "\n".join(halves)


def _half(files: Mapping[str, type[Form]]) -> Iterator[str]:
    yield f"# {say('station.page.title')}\n"
    yield say("station.page.note") + "\n"
    for file, form in files.items():
        yield f"## {file}\n"
        yield from _table(form.declared.values())
        for name, keys, kinds in _groups(form, set()):
            yield f"### {name}\n"
            yield from _table(keys, kinds)


def _groups(form: type[Form], seen: set[type]) -> Iterator[tuple[str, list[Declared], Collection[str]]]:
    """The groups of keys below a form, each once: its heading, its keys, and the kinds that it comes in."""
    for one in form.declared.values():
        for value in (*_values(one.hint), *(mark for mark in one.marks if isinstance(mark, type))):
            if value in seen:
                continue
            seen.add(value)
            forms = of_value(value)
            if forms and forms[0].shared:
                shared = forms[0].shared
                keys = [key for key in forms[0].declared.values() if key.field in shared]
                yield one.name, keys, kinds_of(forms)
            for below in forms:
                own = [key for key in below.declared.values() if key.field not in below.shared]
                kind = below.section.rpartition(".")[2]
                if own:
                    yield (f"{one.name}, type: {kind}" if below.shared else below.section), own, ()
                yield from _groups(below, seen)


def kinds_of(forms: Iterable[type[Form]]) -> tuple[str, ...]:
    """The words that `type:` may be, of a value that comes in kinds."""
    return tuple(form.section.rpartition(".")[2] for form in forms if form.shared)


def _values(hint: object) -> Iterator[type]:
    """The values of the model that a type holds."""
    kind, _ = unwrapped(hint)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        yield kind
    for inner in get_args(kind):
        yield from _values(inner)


def _table(keys: Iterable[Declared], kinds: Collection[str] = ()) -> Iterator[str]:
    columns = [
        say(f"station.page.column.{name}") for name in ("key", "written", "default", "meaning", "since")
    ]
    yield f"| {' | '.join(columns)} |"
    yield "| --- | --- | --- | --- | --- |"
    for one in keys:
        shown = as_written(one.default, one.marks)
        default = (
            say("station.page.required") if one.required else "" if shown is None else f"`{in_yaml(shown)}`"
        )
        cells = [f"`{one.name}`", _written(one, kinds), default, say(one.text), one.key.since]
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    yield ""


def _written(one: Declared, kinds: Collection[str]) -> str:
    """How the value of a key may be written, with an example."""
    said = _words(kinds) if kinds and one.field == "type" else _kind(one.hint, one.marks)
    unit = f" {one.key.unit}" if one.key.unit else ""
    example = f", `{one.key.example}`" if one.key.example else ""
    return f"{said}{unit}{example}"


def _kind(hint: object, marks: tuple[object, ...]) -> str:
    for mark in marks:
        if isinstance(mark, Lasting):
            return say("station.page.lasting", low=spelt(mark.low), high=spelt(mark.high))
        if isinstance(mark, Within):
            code = "whole_within" if hint is int else "within"
            return say(f"station.page.{code}", low=_number(mark.low), high=_number(mark.high))
        if isinstance(mark, OneOf):
            return _words(mark.words)
        if mark is Text.ENGINE:
            return _words(OFFERED)
        if isinstance(mark, Text):
            return say(f"station.page.{mark}")
    if get_origin(hint) is Literal:
        return _words(get_args(hint))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _words(hint)
    if get_origin(hint) in (tuple, frozenset):
        return say("station.page.list", item=_kind(*unwrapped(get_args(hint)[0])))
    if dataclasses.is_dataclass(hint) or get_origin(hint) is not None:
        return say("station.page.group")
    return say(f"station.page.{_PLAIN.get(hint, 'line')}") if isinstance(hint, type) else ""


def _number(bound: float) -> str:
    return str(int(bound) if float(bound).is_integer() else bound)


def _words(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def in_yaml(shown: bool | float | str | list[object]) -> str:
    """A default as it stands in a YAML file."""
    if isinstance(shown, bool):
        return "true" if shown else "false"
    if isinstance(shown, list):
        return f"[{', '.join(str(item) for item in shown)}]"
    return f'"{shown}"' if isinstance(shown, str) and ":" in shown else str(shown)
