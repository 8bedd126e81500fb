"""Fields of a form from the one declaration of a file's keys, which check and schema follow too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from broadcaster.console.web.drawing.days import day_in_file, day_typed
from broadcaster.station.forms.grammar.declared import as_written
from broadcaster.station.forms.grammar.form import Declared, Form
from broadcaster.text import has, say

Options = tuple[tuple[str, str], ...]
"""What may be chosen: the written value, and the words for it."""


class Input(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key as a field of a form."""

    name: str  # of the input
    label: str
    help: str
    input: Input
    value: str  # as it is written, a day as people write it; "" where nothing is
    usual: str  # what holds where nothing is written
    options: Options = ()


def field_of(
    form: type[Form], key: str, name: str, value: str, options: Mapping[str, Options] | None = None
) -> Field:
    """The field of a key.

    Args:
        form: declares the key.
        key: as it is written.
        name: of the input.
        value: what is written.
        options: key → what may be chosen, where only the station knows that.

    Raises:
        KeyError: the form has no such key.
    """
    one = {each.name: each for each in form.declared.values()}[key]
    usual = as_written(one.default, one.marks)
    choices = (options or {}).get(key) or _words(one)
    if choices and value and value not in dict(choices):
        choices = (*choices, (value, value))
    return Field(
        name=name,
        label=say(f"console.label.{key}"),
        help=_help(one, key),
        input=Input.CHOICE if choices else _input(one, value),
        value=day_typed(day_in_file(value)) or value if one.hint is date else value,
        usual="" if usual is None else str(usual),
        options=choices,
    )


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


def _input(one: Declared, value: str) -> Input:
    """A number is typed as text where something else is written."""
    if one.hint is date:
        return Input.DATE
    if one.hint is int and (not value or value.isdecimal()):
        return Input.NUMBER
    return Input.TEXT
