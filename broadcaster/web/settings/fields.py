"""One key of station.yaml as a field of a page, and what somebody typed there as it is written. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal, get_args, get_origin

from broadcaster.core.text.catalogue import has, say
from broadcaster.station.editing.settings import asked, name_in
from broadcaster.station.forms.fields import as_written
from broadcaster.station.forms.form import Declared
from broadcaster.station.forms.times import spelt
from broadcaster.station.loading.secrets import PASSWORDS, holds_password
from broadcaster.station.model.keys import Lasting, OneOf, Special, Within
from broadcaster.station.model.sound import Rest, Stroke
from broadcaster.station.yaml.writing import Bare, Value
from broadcaster.web.settings.notation import length_in_words, steps_in_words, typed_length, typed_steps
from broadcaster.web.settings.sheets import Path

FILE = "station.yaml"
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_SWITCH = ("true", "false")
_GOES_ON = re.compile(r"(: | \(|; ).*$", re.DOTALL)


class FieldKind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    SECRET = "secret"  # noqa: S105 - a password: it is typed, and shown nowhere
    APART = "apart"  # an address: it is typed in clear, and shown nowhere afterwards
    SEVERAL = "several"  # of the choices
    STEPS = "steps"  # of a siren, a line each
    LASTING = "lasting"  # a length of time in words: 1 phút 30 giây


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key as a page shows it."""

    path: Path
    name: str  # in a form
    label: str
    help: str = ""
    kind: FieldKind
    value: str  # what stands in the field
    default: str = ""
    unit: str = ""
    low: str = ""
    high: str = ""
    step: str = ""
    choices: tuple[tuple[str, str], ...] = ()  # as written, and in words
    listed: bool = False  # several, with commas between
    paired: bool = False  # names with values: `region: eastasia, model: x`
    required: bool = False
    kept: str = ""  # the name under which its text is kept apart; then that is shown nowhere
    clear: str = ""  # the name of the box that takes away what is kept apart
    fault: str = ""
    now: str = ""  # what the file holds by now, where somebody else changed it meanwhile

    def among(self, options: tuple[tuple[str, str], ...]) -> Field:
        """The same field, in which one of these is chosen."""
        nothing = say("console.settings.choose" if self.required else "console.settings.none")
        blank = () if self.default else (("", nothing),)
        default = dict(options).get(self.default, self.default)
        return replace(self, kind=FieldKind.CHOICE, help="", default=default, choices=(*blank, *options))

    def tidy(self, typed: str) -> str:
        """What was typed without the spaces that mean nothing."""
        if self.kind is FieldKind.SECRET:
            return typed
        if self.kind is FieldKind.STEPS:
            return "\n".join(line for each in typed.splitlines() if (line := " ".join(each.split())))
        return " ".join(typed.split())

    def hides(self, wanted: str) -> bool:
        """True for what must not stand in station.yaml itself."""
        return (
            bool(wanted)
            and not name_in(wanted)
            and (self.kind in (FieldKind.SECRET, FieldKind.APART) or holds_password(wanted))
        )

    def as_value(self, wanted: str) -> Value:
        """What somebody chose or typed, as it is written."""
        if name_in(wanted):
            return asked(name_in(wanted))
        if self.kind is FieldKind.STEPS:
            return typed_steps(wanted)
        if self.paired:
            pairs = [each.partition(":") for each in wanted.split(",") if each.strip()]
            if not all(sign for _, sign, _ in pairs):
                return wanted  # the check tells what it should be: nothing that was typed gets lost
            return {name.strip(): value.strip() for name, _, value in pairs}
        if self.listed:
            return [each.strip() for each in wanted.split(",") if each.strip()]
        if self.kind is FieldKind.LASTING:
            return typed_length(wanted)
        switch = tuple(value for value, _ in self.choices) == _SWITCH and wanted in _SWITCH
        return (
            Bare(wanted)
            if switch or (self.kind is FieldKind.NUMBER and _NUMBER.fullmatch(wanted))
            else wanted
        )


def field_of(path: Path, name: str, key: Declared, written: object, typed: str | None) -> Field:
    """The field of a key.

    Args:
        path: where its value stands in the file.
        name: in the form.
        key: its declaration.
        written: what stands in the file; None: nothing.
        typed: what stands in the field instead.
    """
    default = shown(as_written(key.default, key.marks), key)
    secret = key.name in PASSWORDS
    apart = secret or Special.APART in key.marks
    kept = (name_in(written) if isinstance(written, Bare) else "") or (FILE if apart and written else "")
    value = default if written is None else "" if kept or apart else shown(written, key)
    typed = None if secret else typed
    choices = tuple((each, word(key, each)) for each in _choices(key))
    kind = FieldKind.SECRET if secret else FieldKind.APART if apart else _kind(key, choices)
    if kind is FieldKind.SEVERAL:
        value, typed = (in_order(each, choices) for each in (value, value if typed is None else typed))
    if choices and not key.required and key.default is None:
        choices = (("", say("console.settings.none")), *choices)
    label, rest = _named(key)
    low, high = _bounds(key)
    return Field(
        path=path,
        name=name,
        label=label,
        help="" if choices else rest,
        kind=kind,
        value=value if typed is None else typed,
        default=next((said for each, said in choices if each == default), default),
        unit=key.key.unit,
        low=low,
        high=high,
        step="1" if key.hint is int else "any",
        choices=choices,
        listed=get_origin(key.hint) in (tuple, frozenset) and not _is_span(key) and not is_steps(key),
        paired=get_origin(key.hint) is Mapping,
        required=key.required and not kept,
        kept=kept,
        clear=f"{name}!clear" if kept and not key.required else "",
    )


def _kind(key: Declared, choices: Sequence[tuple[str, str]]) -> FieldKind:
    if choices:
        return FieldKind.SEVERAL if get_origin(key.hint) is frozenset else FieldKind.CHOICE
    if any(isinstance(mark, Lasting) for mark in key.marks):
        return FieldKind.LASTING
    if is_steps(key):
        return FieldKind.STEPS
    return FieldKind.NUMBER if any(isinstance(mark, Within) for mark in key.marks) else FieldKind.TEXT


def _bounds(key: Declared) -> tuple[str, str]:
    """The least and the most, as people read them."""
    for mark in key.marks:
        if isinstance(mark, Within):
            return f"{mark.low:.9g}", f"{mark.high:.9g}"
        if isinstance(mark, Lasting):
            return length_in_words(spelt(mark.low)), length_in_words(spelt(mark.high))
    return "", ""


def _named(key: Declared) -> tuple[str, str]:
    """A key's label, and the help below it.

    Where its meaning is no short name, or names YAML's words, it has words of its own; else the name is what
    stands before a colon,
    a bracket or a semicolon.
    """
    meaning = say(key.text).rstrip(".")
    code = f"console.named.{key.text.removeprefix('keys.')}"
    if has(code):
        help_code = f"console.explained.{key.text.removeprefix('keys.')}"
        return say(code), say(help_code) if has(help_code) else meaning
    found = _GOES_ON.search(meaning)
    if found is None:
        return meaning, ""
    rest = found[0].lstrip(" :;(").rstrip(" :;")
    if rest.count("(") < rest.count(")"):  # the bracket that was opened before it
        rest = rest.removesuffix(")")
    return meaning[: found.start()], rest[:1].upper() + rest[1:]


def word(key: Declared, value: str) -> str:
    """One of several words that a key may be, for people; the word itself where it has no text."""
    code = f"console.word.{key.name}.{value}"
    return say(code) if has(code) else value


def _choices(key: Declared) -> tuple[str, ...]:
    for mark in key.marks:
        if isinstance(mark, OneOf):
            return mark.words
    if get_origin(key.hint) is Literal:
        return tuple(map(str, get_args(key.hint)))
    if key.hint is bool:
        return _SWITCH
    hint = get_args(key.hint)[0] if get_origin(key.hint) is frozenset else key.hint
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return tuple(hint)
    return ()


def in_order(listed: str, choices: Sequence[tuple[str, str]]) -> str:
    """Several choices in the order in which they are shown; what is none of them at the end."""
    chosen = [each.strip() for each in listed.split(",") if each.strip()]
    known = [value for value, _ in choices]
    return ", ".join(
        [*(each for each in known if each in chosen), *(each for each in chosen if each not in known)]
    )


def is_steps(key: Declared) -> bool:
    """True for the steps of a siren."""
    return get_origin(key.hint) is tuple and (Stroke | Rest) in get_args(key.hint)


def _is_span(key: Declared) -> bool:
    """True for a span of the day, which is kept as two times and written as one text."""
    return isinstance(as_written(key.default, key.marks), str)


def shown(written: object, key: Declared) -> str:
    """What is written, as it stands in a field."""
    if isinstance(written, bool):
        return "true" if written else "false"
    if isinstance(written, list) and is_steps(key):
        return steps_in_words(written)
    if isinstance(written, list):
        return ", ".join(str(each) for each in written)
    if isinstance(written, dict):
        return ", ".join(f"{name}: {value}" for name, value in written.items())
    text = "" if written is None else str(written)
    return length_in_words(text) if any(isinstance(mark, Lasting) for mark in key.marks) else text
