"""The settings of a message as fields, from the one declaration of its keys.

Also what is wrong, at the field where it belongs. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from broadcaster.core.text.catalogue import has, say
from broadcaster.station.forms.broadcasts import UNTIL_STOPPED
from broadcaster.station.forms.fields import as_written
from broadcaster.station.forms.form import Declared, Form
from broadcaster.station.yaml.problems import BadStation, Problem
from broadcaster.station.yaml.tree import Node, parse
from broadcaster.web.drawing.days import day_in_file, day_of, day_typed
from broadcaster.web.messages.form import DAYS, KINDS, LASTING, SETTINGS, in_words, shown

Options = tuple[tuple[str, str], ...]
"""What may be chosen: the written value, and the words for it."""


class InputKind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageField:
    """One key as a field of a form."""

    name: str  # of the input
    label: str
    help: str
    input: InputKind
    value: str  # as it is written, a day as people write it; "" where nothing is
    usual: str  # what holds where nothing is written
    options: Options = ()


def field_of(
    form: type[Form], key: str, name: str, value: str, options: Mapping[str, Options] | None = None
) -> MessageField:
    """The field of a key.

    Args:
        options: key → what may be chosen, where only the station knows that.

    Raises:
        KeyError: the form has no such key.
    """
    one = {each.name: each for each in form.declared.values()}[key]
    usual = as_written(one.default, one.marks)
    choices = (options or {}).get(key) or _words(one)
    if choices and value and value not in dict(choices):
        choices = (*choices, (value, _as_typed(one, value)))
    return MessageField(
        name=name,
        label=say(f"console.label.{key}"),
        help=_help(one, key),
        input=InputKind.CHOICE if choices else _input(one, value),
        value=value if choices else _as_typed(one, value),  # a choice is found by what is written
        usual="" if usual is None else _as_typed(one, str(usual)),
        options=choices,
    )


def _as_typed(one: Declared, value: str) -> str:
    """A written value as people type it."""
    if value == UNTIL_STOPPED:
        return say("console.until_stopped")
    if one.hint is date:
        return day_typed(day_in_file(value)) or value
    return in_words(value) if one.name in LASTING else value


def _help(one: Declared, key: str) -> str:
    """The declared text; where that names YAML's words, the console has one of its own."""
    own = f"console.help.{key}"
    return say(own) if has(own) else say(one.text)


def _words(one: Declared) -> Options:
    """The words of a closed set."""
    kind: Any = one.hint
    if not (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return ()
    return tuple((str(each), say(f"console.choice.{each}")) for each in kind)


def _input(one: Declared, value: str) -> InputKind:
    """A number is typed as text where something else is written."""
    if one.hint is date:
        return InputKind.DATE
    if one.hint is int and (not value or value.isdecimal()):
        return InputKind.NUMBER
    return InputKind.TEXT


_KEY = re.compile(r"^'[\w.-]+': ")  # a sentence begins with the key that it is about


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFaults:
    """The sentences of a refused form."""

    at: dict[str, str] = field(default_factory=dict)  # field → what is wrong in it
    rest: str = ""  # what belongs to no field, a line each


def placed(text: str, file: str, bad: BadStation, today: date) -> MessageFaults:
    """Each fault at the last field that begins before it in the file.

    Args:
        text: the file as it would have been.
    """
    root, _ = parse(file, text.encode())
    starts = sorted(_starts(root)) if root is not None else []
    at: dict[str, str] = {}
    rest: list[str] = []
    for problem in bad.problems:
        index = bisect_right([place for place, _ in starts], (problem.line, problem.column)) - 1
        name = starts[index][1] if problem.file == file and index >= 0 else ""
        if name:
            words = _KEY.sub("", _fault_words(problem))  # the field is seen
            at[name] = f"{at[name]} {words}" if name in at else words
        else:
            where = "" if problem.file == file else f"{problem.file}: "
            rest.append(f"{where}{_fault_words(problem)}")
    days = {name: words for name, words in _unreadable_days(text, today).items() if name in at}
    return MessageFaults(at=at | days, rest="\n".join(rest))


def _unreadable_days(text: str, today: date) -> dict[str, str]:
    """Field → what is wrong with its day, as every page tells it: the check names the way of files."""
    found: dict[str, str] = {}
    known = shown(text)
    for path in DAYS:
        try:
            if known.settings.get(path):
                day_of(known.settings[path], today)
        except ValueError as wrong:
            found[f"set-{'.'.join(path)}"] = str(wrong)
    return found


def _starts(root: Node) -> Iterator[tuple[tuple[int, int], str]]:
    """Where each field's key stands; other keys have no field, and end the one before them."""
    for key, mark in root.keys.items():
        below = root.children.get(key)
        fields = {path[1]: f"set-{key}.{path[1]}" for path in SETTINGS if path[0] == key and len(path) > 1}
        name = "title" if key == "title" else f"set-{key}" if (key,) in SETTINGS else ""
        yield (mark.line, mark.column), name
        for inner, place in below.keys.items() if below is not None and fields else ():
            yield (place.line, place.column), fields.get(inner, "")
    parts = root.children.get("parts")
    for number, part in parts.children.items() if parts is not None else ():
        kind = next((each for each in KINDS if each in part.keys), "")
        for key, mark in part.keys.items():
            name = f"part-{number}" if key == kind else f"part-{number}-{key}"
            yield (mark.line, mark.column), name if key == kind or key in KINDS.get(kind, ()) else ""


def _fault_words(problem: Problem) -> str:
    return f"{problem.message} {problem.hint}" if problem.hint else problem.message
