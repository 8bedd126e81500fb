"""All forms by file, the JSON Schemas made from them, and the page docs/station.md in both languages."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Literal, get_args, get_origin

from pydantic import BaseModel

from broadcaster.core.text.catalogue import Language, has, say, speaking
from broadcaster.station.forms.broadcasts import MessageForm, ScheduleForm
from broadcaster.station.forms.calendar import CalendarForm, FetchedForm
from broadcaster.station.forms.fields import SECTIONS, as_written, unwrapped
from broadcaster.station.forms.form import Declared, Form
from broadcaster.station.forms.regulation import RulebookForm
from broadcaster.station.forms.services import ServiceForm
from broadcaster.station.forms.settings import StationForm
from broadcaster.station.forms.small_files import ApprovalForm, ClusterForm
from broadcaster.station.forms.texts import OFFERED
from broadcaster.station.forms.times import spelt
from broadcaster.station.model.keys import Lasting, OneOf, Text, Within

FILES: dict[str, type[Form]] = {
    "station.yaml": StationForm,
    "messages/*.yaml": MessageForm,
    "schedules/*.yaml": ScheduleForm,
    "calendar.yaml": CalendarForm,
    "subscribed.yaml": FetchedForm,
    "regulation.yaml": RulebookForm,
    "clusters.yaml": ClusterForm,
    "approvals/*.yaml": ApprovalForm,
    "services/*.yaml": ServiceForm,
}


def of_value(value: type) -> list[type[Form]]:
    """The forms in which a value may be written: several where it comes in kinds."""
    return [form for form in SECTIONS.values() if form.makes is value]


_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class FileKind(StrEnum):
    """The kinds of files that people write."""

    MESSAGE = "message"
    SCHEDULE = "schedule"
    STATION = "station"
    CALENDAR = "calendar"
    REGULATION = "regulation"


_FILES = {
    FileKind.MESSAGE: "messages/*.yaml",
    FileKind.SCHEDULE: "schedules/*.yaml",
    FileKind.STATION: "station.yaml",
    FileKind.CALENDAR: "calendar.yaml",
    FileKind.REGULATION: "regulation.yaml",
}


def json_schema(kind: FileKind) -> dict[str, object]:
    """The schema for files of one kind, with descriptions in the chosen language."""
    return schema_of(FILES[_FILES[kind]])


def schema_of(form: type[BaseModel]) -> dict[str, object]:
    """The schema of a form, with descriptions in the chosen language."""
    worded = _worded(form.model_json_schema())
    return {"$schema": _DIALECT, **worded} if isinstance(worded, dict) else {}


def _worded(schema: object) -> object:
    """Put texts for catalogue keys, and drop what only pydantic and our code need."""
    if isinstance(schema, list):
        return [_worded(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept: dict[str, object] = {}
    for key, value in schema.items():
        if key == "description" and isinstance(value, str):
            if has(value):  # a docstring is for readers of the code
                kept[key] = say(value)
        elif not _is_noise(key, value):
            kept[key] = _worded(value)
    if "patternProperties" in kept:
        kept.setdefault("additionalProperties", False)  # a name that is none is an error, not a free key
    return kept


def _is_noise(key: str, value: object) -> bool:
    """Titles repeat the key; null stands for "not written" and is never a value here."""
    return (key == "title" and isinstance(value, str)) or (key == "default" and value is None)


_PLAIN = {bool: "switch", int: "whole", float: "number", date: "date", time: "time", str: "line"}


def page(files: Mapping[str, type[Form]] = FILES) -> str:
    """The whole page as Markdown: Vietnamese, then English."""
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
