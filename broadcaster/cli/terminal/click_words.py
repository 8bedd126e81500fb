"""Click's own words, from our catalogue; and what stands for a value, such as MESSAGE.

Click takes its words from `gettext` by English sentence; a gettext catalogue would be a compiled file
that follows `LANG`, not `BROADCASTER_LANG`. So its modules are given a function that looks here. Which
sentences click has is held against its source by `tests/unit/cli/terminal/test_click_words.py`.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from typing import Any

import click

from broadcaster.core.text.catalogue import has, template

_MODULES = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")

KEYS = {
    "Usage:": "usage.usage",
    "Options": "usage.options",
    "Commands": "cli.commands",
    "Show this message and exit.": "usage.help",
    "Show the version and exit.": "usage.version",
    "required": "usage.required",
    "default: {default}": "usage.default",
    "(dynamic)": "usage.dynamic",
    "env var: {var}": "usage.env_var",
    "Error: {message}": "usage.error",
    "Try '{command} {option}' for help.": "usage.try_help",
    "Aborted!": "usage.aborted",
    "Missing command.": "usage.missing_command",
    "No such command {name!r}.": "usage.no_such_command",
    "No such option: {name}": "usage.no_such_option",
    "Did you mean {possibility}?": "usage.did_you_mean",
    "(Possible options: {possibilities})": "usage.possible",
    "Got unexpected extra argument ({args})": "usage.extra_argument",
    "Got unexpected extra arguments ({args})": "usage.extra_arguments",
    "Missing argument": "usage.missing_argument",
    "Missing option": "usage.missing_option",
    "Missing parameter": "usage.missing_parameter",
    "Missing parameter: {param_name}": "usage.missing_named",
    "Missing {param_type}": "usage.missing_kind",
    "Option {name!r} does not take a value.": "usage.takes_no_value",
    "Option {name!r} requires an argument.": "usage.needs_value",
    "Option {name!r} requires {nargs} arguments.": "usage.needs_values",
    "Argument {name!r} takes {nargs} values.": "usage.takes_values",
    "Takes {nargs} values but 1 was given.": "usage.takes_not_one",
    "Takes {nargs} values but {len} were given.": "usage.takes_not_so_many",
    "Invalid value for {param_hint}: {message}": "usage.bad_value_of",
    "Invalid value: {message}": "usage.bad_value",
    "Value must be an iterable.": "usage.not_a_list",
    "{value!r} is not {choice}.": "usage.not_choice",
    "{value!r} is not one of {choices}.": "usage.not_one_of",
    "Choose from:\n\t{choices}": "usage.choose_from",
    "{value!r} does not match the format {format}.": "usage.not_format",
    "{value!r} does not match the formats {formats}.": "usage.not_formats",
    "{value!r} is not a valid boolean.": "usage.not_boolean",
    "{value!r} is not a valid {number_type}.": "usage.not_number",
    "{value!r} is not a valid UUID.": "usage.not_uuid",
    "{value} is not in the range {range}.": "usage.out_of_range",
    "{len_type} values are required, but {len_value} was given.": "usage.tuple_one",
    "{len_type} values are required, but {len_value} were given.": "usage.tuple_many",
    "file": "usage.file",
    "directory": "usage.directory",
    "path": "usage.path",
    "{name} {filename!r} is a file.": "usage.is_file",
    "{name} {filename!r} is a directory.": "usage.is_directory",
    "{name} {filename!r} is not readable.": "usage.not_readable",
    "{name} {filename!r} is not writable.": "usage.not_writable",
    "{name} {filename!r} is not executable.": "usage.not_executable",
    "{name} {filename!r} does not exist.": "usage.not_there",
    "Could not open file {filename!r}: {message}": "usage.cannot_open",
    "unknown error": "usage.unknown_error",
    "(Deprecated) {text}": "usage.deprecated",
    "DeprecationWarning: The command {name!r} is deprecated.": "usage.deprecated_command",
}

_PLACEHOLDER = re.compile(r"(?<![\w-])[A-Z]+(?![\w-])")


def one(sentence: str) -> str:
    """Our words for one of click's sentences, to be filled in by click; unknown ones stay."""
    key = KEYS.get(sentence)
    return sentence if key is None else template(key)


def one_or_many(singular: str, plural: str, count: int) -> str:
    """The same for a sentence with a number."""
    return one(singular if count == 1 else plural)


def placeholder(written: str) -> str:
    """What stands for a value in a command's usage, in the chosen language; a value such as `json` stays."""
    return _PLACEHOLDER.sub(_translated, written)


def _translated(found: re.Match[str]) -> str:
    key = f"usage.metavar.{found[0].lower()}"
    return template(key) if has(key) else found[0]


def _made(make: Callable[..., str]) -> Callable[..., str]:
    def ours(*given: Any) -> str:  # noqa: ANN401 - click's own; its versions differ in what they give
        return placeholder(make(*given))

    return ours


def _pieces(collect: Callable[..., list[str]]) -> Callable[..., list[str]]:
    def ours(*given: Any) -> list[str]:  # noqa: ANN401 - click's own
        return [placeholder(piece) for piece in collect(*given)]

    return ours


def install() -> None:
    """Have click ask here for its words. Call once, before the first command is made."""
    for kind in (click.Argument, click.Option):
        setattr(kind, "make_metavar", _made(kind.make_metavar))  # noqa: B010 - a class of click's
    for group in (click.Command, click.Group):
        setattr(group, "collect_usage_pieces", _pieces(group.collect_usage_pieces))  # noqa: B010
    for name in _MODULES:
        module = importlib.import_module(f"click.{name}")
        for function, ours in (("_", one), ("ngettext", one_or_many)):
            if hasattr(module, function):
                setattr(module, function, ours)
