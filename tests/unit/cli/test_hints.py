"""A command that a text tells people to run can be run as it is written there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from broadcaster.cli import group
from tests.catalogue import words

COMMAND = re.compile(r"broadcaster ((?:-\S+ )*[a-z][a-z-]*(?: [^\s;,()']+)*)")
FIELD = re.compile(r"\{\w+\}|\w+\.onnx|…|-")


def told() -> Iterator[tuple[str, str]]:
    for key, text in words():
        yield from ((key, found[1]) for found in COMMAND.finditer(text))


FOUND = sorted(set(told()))


@pytest.mark.parametrize(("key", "written"), FOUND, ids=[f"{key}: {written}" for key, written in FOUND])
def test_command_in_a_text_has_all_that_it_needs(key: str, written: str) -> None:
    parts = written.split()
    while parts[0].startswith("-"):
        parts.pop(0)
    context = click.Context(group)
    command = group.get_command(context, parts[0])
    assert command is not None, written
    rest = parts[1:]
    if isinstance(command, click.Group) and rest and rest[0] in command.commands:
        command, rest = command.commands[rest[0]], rest[1:]
    needed = [p for p in command.params if isinstance(p, click.Argument) and p.required]
    given = []
    for word in rest:
        # The first plain word belongs to the sentence again.
        if not (FIELD.fullmatch(word) or word.isupper() or word.startswith("--")):
            break
        given.append(word)
    assert len([word for word in given if not word.startswith("--")]) >= len(needed), written
    options = {name for p in command.params for name in p.opts}
    assert {word for word in given if word.startswith("--")} <= options, written


def test_commands_are_found_in_the_texts() -> None:
    assert len(FOUND) > 40
