"""A person's password or PIN: typed at the terminal, or from a file or standard input. Never an argument."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from broadcaster.atomic import store_error
from broadcaster.errors import BroadcasterError, PeopleError
from broadcaster.text import say

FILE = "BROADCASTER_PIN_FILE"
"""The environment variable that names a file with the secret in its first line."""


T = TypeVar("T")


def entering(name: str, enter: Callable[[str, str | None], T]) -> T:
    """Ask for a person's secret, and at a terminal for the code of their authenticator if they have one.

    Args:
        name: the person's.
        enter: signs in with the secret and that code.

    Raises:
        PeopleError: there is no secret.
        StoreError: the file cannot be read.
        BroadcasterError: what `enter` raises; `people.second_step` where a script cannot give the code.
    """
    secret = secret_of(name)
    try:
        return enter(secret, None)
    except BroadcasterError as error:
        if error.code != "people.second_step" or not sys.stdin.isatty():
            raise
        return enter(secret, _prompt(say("cli.second", name=name)))


def secret_of(name: str) -> str:
    """Ask for the secret of a person: their password, PIN or recovery code.

    Raises:
        PeopleError: there is none.
        StoreError: the file cannot be read.
    """
    written = _from_file() if os.environ.get(FILE) else _typed(name) if sys.stdin.isatty() else _from_input()
    if not written:
        raise PeopleError("people.no_secret", name=name)
    return written


def _from_file() -> str:
    path = Path(os.environ[FILE])
    try:
        return path.read_text("utf-8", errors="replace").partition("\n")[0].rstrip("\r")
    except OSError as error:
        raise store_error(path, error) from error


def _from_input() -> str:
    # By the bytes: what comes after the first line is for the command.
    return sys.stdin.buffer.readline().decode("utf-8", errors="replace").rstrip("\r\n")


def _typed(name: str) -> str:
    return _prompt(say("cli.secret", name=name))


def _prompt(question: str) -> str:
    return str(click.prompt(question, hide_input=True, default="", show_default=False, err=True))
